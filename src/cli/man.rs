//! `gwc man`: the manual page, all subcommands in one.

use clap::CommandFactory;

use crate::cli::args::Cli;
use crate::cli::exit::{Exit, Failure};
use crate::cli::terminal;

/// Runs the command.
///
/// # Errors
/// When standard output cannot be written.
pub(super) fn run() -> Result<Exit, Failure> {
    let mut page = Vec::new();
    let mut command = Cli::command();
    command.build();
    render(&command, &mut page).map_err(|error| Failure::Fault(error.to_string()))?;
    terminal::print(&String::from_utf8_lossy(&page))?;
    Ok(Exit::Fine)
}

/// The page of the program, and below it the options of each subcommand.
fn render(command: &clap::Command, page: &mut Vec<u8>) -> std::io::Result<()> {
    let man = clap_mangen::Man::new(command.clone());
    man.render_title(page)?;
    man.render_name_section(page)?;
    man.render_synopsis_section(page)?;
    man.render_description_section(page)?;
    man.render_options_section(page)?;
    for sub in command
        .get_subcommands()
        .filter(|sub| sub.get_name() != "help")
    {
        let man = clap_mangen::Man::new(sub.clone());
        page.extend(format!(".SH \"GWC {}\"\n", sub.get_name().to_uppercase()).bytes());
        let mut part = Vec::new();
        man.render_synopsis_section(&mut part)?;
        man.render_description_section(&mut part)?;
        man.render_options_section(&mut part)?;
        page.extend(
            String::from_utf8_lossy(&part)
                .replace(".SH ", ".SS ")
                .bytes(),
        );
    }
    page.extend(EXIT_STATUS.bytes());
    Ok(())
}

const EXIT_STATUS: &str = "\
.SH \"EXIT STATUS\"
.TP
0
Nothing to complain about.
.TP
1
Findings, or a difference.
.TP
2
Wrong usage, or a file that cannot be read or written.
.TP
3
A fault of the program.
";
