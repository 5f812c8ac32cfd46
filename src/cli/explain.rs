//! `gwc explain CODE`: the page of a diagnostic.

use crate::cli::args::Explain;
use crate::cli::exit::{Exit, Failure};
use crate::cli::pages::{PAGES, Page};
use crate::cli::terminal::{self, Console, Stream};

/// Runs the command.
///
/// # Errors
/// When there is no such code, or standard output cannot be written.
pub(super) fn run(options: &Explain, console: Console) -> Result<Exit, Failure> {
    let capabilities = console.capabilities(Stream::Out);
    match &options.code {
        None => terminal::print(&list())?,
        Some(code) => terminal::print(&styled(find(code)?.text, capabilities.color))?,
    }
    Ok(Exit::Success)
}

/// The page of a code in any spelling, `GW0201`, `gw201`, `201`, or by the fault's name, `same-shape`.
fn find(code: &str) -> Result<&'static Page, Failure> {
    let digits = code.trim_start_matches(['G', 'g', 'W', 'w']);
    let wanted = format!("GW{digits:0>4}");
    let mut pages = PAGES.iter();
    let page = pages.find(|page| page.code == wanted || page.title() == code);
    page.ok_or_else(|| {
        Failure::Usage(format!(
            "there is no diagnostic `{code}`; `gwc explain` lists them all"
        ))
    })
}

fn list() -> String {
    PAGES
        .iter()
        .map(|page| format!("{}  {}\n", page.code, page.title()))
        .collect()
}

/// Headings bold and fences dim where there is colour; else the page as it is.
fn styled(text: &str, color: bool) -> String {
    if !color {
        return text.to_owned();
    }
    let mut shown = String::with_capacity(text.len() + 256);
    let mut fenced = false;
    for line in text.lines() {
        let fence = line.starts_with("```");
        fenced ^= fence;
        let style = match line {
            _ if fence => "2",
            _ if fenced => "36",
            _ if line.starts_with('#') => "1",
            _ => "0",
        };
        shown.push_str(&format!("\u{1b}[{style}m{line}\u{1b}[0m\n"));
    }
    shown
}
