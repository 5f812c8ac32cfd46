//! Plans for people: a line per step, with the resource that it creates and the line of the spec that requires it.

use std::fmt::Write as _;

use crate::diag::Diagnostic;
use crate::emit::plan::inputs::inputs;
use crate::emit::plan::reference::References;
use crate::emit::plan::steps::{Action, Step, steps};
use crate::emit::plan::{check_references, registry};
use crate::facts::Facts;
use crate::graph::Sealed;
use crate::graph::id::pascal;

/// The width of a terminal, in columns.
const WIDTH: usize = 80;

/// Returns the plan of a graph as text, at most 80 columns wide unless names and items of the spec are longer.
///
/// # Errors
/// As [`plan`](super::plan).
pub fn text(sealed: &Sealed, facts: &Facts) -> Result<String, Vec<Diagnostic>> {
    let graph = sealed.graph();
    let registry = registry(graph, facts);
    let mut references = References::new(sealed);
    let steps = steps(sealed);
    for step in &steps {
        step.properties(&mut references, &registry);
    }
    let reads = steps.iter().filter(|step| step.action == Action::Read);
    let mut out = format!("{}: {}", graph.gateway, count(steps.len(), "step"));
    match reads.count() {
        0 => out.push('\n'),
        // Writing to a string cannot fail.
        reads => {
            let _ = writeln!(out, ", {reads} of them lookups");
        }
    }
    let inputs = inputs(graph, references.context());
    let named = inputs.iter().map(|(name, input)| {
        let described = |field| input.get(field).and_then(|text| text.as_str());
        let description = described("description").unwrap_or_default();
        let default = described("default").map(|text| format!(" ({text})"));
        let description = format!("{description}{}", default.unwrap_or_default());
        (name.clone(), description)
    });
    section(&mut out, "Inputs", &named.collect::<Vec<_>>());
    out.push_str("\nSteps\n");
    table(&mut out, &steps);
    let outputs = graph.outputs.iter();
    let outputs = outputs.map(|output| (pascal(&output.name), output.description.clone()));
    section(&mut out, "Outputs", &outputs.collect::<Vec<_>>());
    check_references(out, references)
}

fn count(number: usize, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{plural}")
}

/// Writes a section of names, with the descriptions wrapped beside them.
fn section(out: &mut String, title: &str, entries: &[(String, String)]) {
    if entries.is_empty() {
        return;
    }
    let column = entries
        .iter()
        .map(|(name, _)| name.len())
        .max()
        .unwrap_or(0);
    let _ = writeln!(out, "\n{title}");
    for (name, description) in entries {
        if description.is_empty() {
            let _ = writeln!(out, "  {name}");
            continue;
        }
        let _ = write!(out, "  {name:column$}");
        let room = WIDTH.saturating_sub(column + 4).max(20);
        for (index, line) in wrap(description, room).iter().enumerate() {
            if index > 0 {
                let _ = write!(out, "\n  {:column$}", "");
            }
            let _ = write!(out, "  {line}");
        }
        out.push('\n');
    }
}

/// Wraps text to lines of at most `room` columns, unless a word is longer.
fn wrap(text: &str, room: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if columns(line) + 1 + columns(word) <= room => {
                line.push(' ');
                line.push_str(word);
            }
            Some(_) | None => lines.push(word.to_owned()),
        }
    }
    lines
}

fn columns(text: &str) -> usize {
    text.chars().count()
}

fn table(out: &mut String, steps: &[Step<'_>]) {
    // A single long id must not push all items out of the window.
    const LONGEST: usize = 32;
    let names = steps.iter().map(|step| step.kind.descriptor().noun.len());
    let what = names.max().unwrap_or(0);
    let ids = steps.iter().map(|step| step.id.len());
    let id = ids.filter(|length| *length <= LONGEST).max().unwrap_or(0);
    for step in steps {
        let sign = match step.action {
            Action::Create => '+',
            Action::Read => '?',
        };
        let _ = writeln!(
            out,
            "  {sign} {:what$}  {:id$}  {}",
            step.kind.descriptor().noun,
            step.id,
            step.origin.item,
        );
    }
}
