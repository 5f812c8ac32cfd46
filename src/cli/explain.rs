//! `gwc explain CODE`: the page of a diagnostic.

use crate::cli::args::Explain;
use crate::cli::exit::{Exit, Failure};
use crate::cli::terminal::{self, Console, Stream};
use crate::diag::codes::{self, Entry, REGISTRY};

/// Runs the command.
///
/// # Errors
/// When there is no such code, or standard output cannot be written.
pub(super) fn run(options: &Explain, console: Console) -> Result<Exit, Failure> {
    let capabilities = console.capabilities(Stream::Out);
    match &options.code {
        None => terminal::print(&list())?,
        Some(code) => terminal::print(&styled(find(code)?.page, capabilities.color))?,
    }
    Ok(Exit::Success)
}

/// The diagnostic of a code in any spelling, `GW0201`, `gw201`, `201`, or of a slug, `duplicate-route`.
fn find(code: &str) -> Result<&'static Entry, Failure> {
    codes::find(code).ok_or_else(|| {
        let hint = match codes::suggest(code) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "`gwc explain` lists all of them".to_owned(),
        };
        Failure::Usage(format!("unknown diagnostic `{code}`; {hint}"))
    })
}

fn list() -> String {
    REGISTRY
        .iter()
        .map(|entry| format!("{}  {}\n", entry.code, entry.slug))
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
