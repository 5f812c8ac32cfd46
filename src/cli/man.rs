//! `gwc man`: prints one man page for all subcommands.

use clap::CommandFactory;

use crate::cli::args::Cli;
use crate::cli::exit::{Exit, Failure};
use crate::cli::terminal;

/// Runs the command.
///
/// # Errors
/// When stdout cannot be written.
pub(super) fn run() -> Result<Exit, Failure> {
    let mut page = Vec::new();
    let mut command = Cli::command();
    command.build();
    // INVARIANT: writing to a vector cannot fail.
    render(&command, &mut page).unwrap_or_else(|error| never!("the man page: {error}"));
    terminal::print(&String::from_utf8_lossy(&page))?;
    Ok(Exit::Success)
}

/// Renders the program's page, followed by the options of each subcommand.
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
Success.
.TP
1
Findings, or a difference.
.TP
2
Wrong usage, or a file could not be read or written.
.TP
3
An internal error: a bug in gwc.
";
