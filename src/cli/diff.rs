//! `gwc diff OLD NEW`: what a change of a spec does to requests and to resources.

use serde_json::Value;

use crate::cli::args::{Diff, DiffFormat};
use crate::cli::exit::{Exit, Failure};
use crate::cli::findings::Findings;
use crate::cli::revision;
use crate::cli::terminal::{self, Capabilities, Console, Stream};
use crate::diff::{self, Difference, Tone};
use crate::driver::{self, Analysis, Layout, Target};
use crate::facts::{Facts, ResourceTypes};
use crate::model::Bindings;

/// Runs the command.
///
/// # Errors
/// When a spec or a revision cannot be read, or standard output is closed.
pub(super) fn run(options: &Diff, console: Console) -> Result<Exit, Failure> {
    let facts = Facts::load();
    let bindings = Bindings {
        env: options.env.clone(),
        set: options.set.clone(),
    };
    let old = revision::analyze(&options.old, &facts, &bindings)?;
    let new = revision::analyze(&options.new, &facts, &bindings)?;
    let mut findings = Findings::default();
    for analysis in [&old, &new] {
        let errors = analysis.diagnostics.iter().filter(|it| it.is_error());
        findings.add(&analysis.sources, errors);
    }
    findings.print_human(console);
    let (requests, truncated) = diff::requests(&old.program, &new.program);
    let plans = plan(&old, &facts).zip(plan(&new, &facts));
    let difference = Difference {
        requests,
        resources: plans.map(|(old, new)| diff::resources(&old, &new, &ResourceTypes::load())),
        truncated,
    };
    terminal::print(&match options.format {
        DiffFormat::Json => format!("{:#}\n", diff::object(&difference)),
        DiffFormat::Markdown => diff::document(&difference),
        DiffFormat::Human => painted(&difference, console.capabilities(Stream::Out)),
    })?;
    // What cannot be compared is no proof that nothing changes.
    let same = difference.is_empty() && difference.resources.is_some() && !truncated;
    Ok(if same { Exit::Success } else { Exit::Findings })
}

fn plan(analysis: &Analysis, facts: &Facts) -> Option<Value> {
    let built = driver::build(analysis, facts, Target::Plan, Layout::Document);
    let files = built.files?;
    serde_json::from_str(&files.first()?.text).ok()
}

fn painted(difference: &Difference, capabilities: Capabilities) -> String {
    let line = |line: diff::Line| {
        let style = match line.tone {
            Tone::Heading => "1",
            Tone::Danger => "31",
            Tone::Change => "33",
            Tone::New => "32",
            Tone::Remark => "2",
        };
        if capabilities.color {
            format!("\u{1b}[{style}m{}\u{1b}[0m\n", line.text)
        } else {
            format!("{}\n", line.text)
        }
    };
    diff::lines(difference).into_iter().map(line).collect()
}
