//! `gwc explain NAME`: prints the page of a diagnostic, or of a cause that `gwc doctor` finds.

use crate::cli::args::Explain;
use crate::cli::exit::{Exit, Failure};
use crate::cli::terminal::{self, Console, Stream};
use crate::diag::codes::{self, REGISTRY};
use crate::diag::near::{Budget, nearest};
use crate::doctor;

/// Runs the command.
///
/// # Errors
/// When there is no such code, or standard output cannot be written.
pub(super) fn run(options: &Explain, console: Console) -> Result<Exit, Failure> {
    let capabilities = console.capabilities(Stream::Out);
    match &options.code {
        None => terminal::print(&list())?,
        Some(code) => terminal::print(&style(&find(code)?, capabilities.color))?,
    }
    Ok(Exit::Success)
}

/// Finds the page of a code in any spelling (`GW0201`, `gw201`, `201`), of a slug (`duplicate-route`) or of a cause
/// (`no-matching-route`). If a diagnostic and a cause share a name, both pages are returned.
fn find(name: &str) -> Result<String, Failure> {
    let diagnostic = codes::find(name).map(|entry| entry.page);
    let cause = doctor::page(name).map(|page| for_people(page.text));
    let diagnostic = diagnostic.map(str::to_owned);
    let pages: Vec<String> = diagnostic.into_iter().chain(cause).collect();
    if pages.is_empty() {
        let causes = doctor::PAGES.iter().map(|page| page.slug);
        let near = nearest(&mut Budget::default(), name, causes);
        let hint = match codes::suggest(name).or(near.first().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "`gwc explain` lists all of them".to_owned(),
        };
        return Err(Failure::Usage(format!(
            "unknown diagnostic `{name}`: {hint}"
        )));
    }
    Ok(pages.join("\n"))
}

/// Returns the page of a cause without the sections that only `gwc doctor` and its tests read.
fn for_people(page: &str) -> String {
    let mut sections = page.split("\n## ");
    let mut text = sections.next().unwrap_or_default().to_owned();
    let others = sections.filter(|it| {
        !["Where\n", "Signs\n", "Examples\n"]
            .iter()
            .any(|name| it.starts_with(name))
    });
    for section in others {
        text.push_str("\n## ");
        text.push_str(section);
    }
    if !text.ends_with('\n') {
        text.push('\n');
    }
    text
}

/// Lists the diagnostics by code, then the causes by name.
fn list() -> String {
    let diagnostics = REGISTRY
        .iter()
        .map(|entry| format!("{}  {}\n", entry.code, entry.slug));
    let width = doctor::PAGES.iter().map(|page| page.slug.len()).max();
    let width = width.unwrap_or(0);
    let causes = doctor::PAGES
        .iter()
        .map(|page| format!("{:width$}  {}\n", page.slug, page.title()));
    diagnostics.chain(["\n".to_owned()]).chain(causes).collect()
}

/// Renders a page: with bold headings and dim fences in colour, else unchanged.
fn style(text: &str, color: bool) -> String {
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
