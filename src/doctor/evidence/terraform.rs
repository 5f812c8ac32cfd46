//! Errors of Terraform and OpenTofu: in a box, plain, or as JSON.

use std::collections::BTreeMap;

use serde_json::Value;
use serde_json::value::RawValue;

use crate::doctor::evidence::{Field, Lines, Observation, Reading, stack_events};

/// The maximum number of lines of one error.
const MAX_LINES: usize = 40;

/// Reads one error.
pub(super) fn read<'t>(lines: &Lines<'t>, at: usize) -> Option<Reading<'t>> {
    let line = lines.get(at)?;
    let framed = is_framed(line);
    if !inner(line).starts_with("Error: ") {
        return None;
    }
    let mut observation = Observation::new("deploy", at);
    let mut next = at;
    let mut blank = false;
    while let Some(line) = lines.get(next) {
        let text = inner(line);
        let apart = next > at;
        let ends = apart
            && (text.starts_with("Error: ")
                || framed && !is_framed(line)
                || line.trim_start().starts_with('╵')
                || next - at >= MAX_LINES
                || blank && !framed && !continues(text));
        if ends {
            break;
        }
        blank = text.is_empty();
        note_place(&mut observation, text, next);
        observation.text.push(next, text);
        next += 1;
    }
    stack_events::note_cascade(&mut observation);
    Some(Reading {
        observations: vec![observation],
        next,
    })
}

/// Reads a line of `terraform apply -json`; `Some(None)` for one that is not an error.
pub(super) fn from_json<'t>(
    object: &BTreeMap<String, &'t RawValue>,
    line: usize,
) -> Option<Option<Observation<'t>>> {
    let level = object.get("@level");
    let Some(raw) = object.get("diagnostic") else {
        // Progress of the same log: `{"@level":"info","@message":"aws_lb.main: Creating..."}`.
        return level.map(|_| None);
    };
    let diagnostic: Value = serde_json::from_str(raw.get()).ok()?;
    let text = |key: &str| diagnostic.get(key).and_then(Value::as_str).unwrap_or("");
    if text("severity") != "error" {
        return Some(None);
    }
    let mut observation = Observation::new("deploy", line);
    observation.text.push(line, text("summary"));
    observation.text.push(line, text("detail"));
    note_address(&mut observation, text("address"), line);
    stack_events::note_cascade(&mut observation);
    Some(Some(observation))
}

fn is_framed(line: &str) -> bool {
    line.trim_start().starts_with(['│', '|'])
}

/// Removes the box around a line.
fn inner(line: &str) -> &str {
    line.trim_start()
        .trim_start_matches(['│', '|'])
        .trim_end_matches(['│', '|'])
        .trim()
}

/// Returns true for lines that belong to the error above a blank line: its place, `with aws_lb.main,` and `on main.tf line
/// 3, in resource "aws_lb" "main":`, and what the backend said about the state's lock, `Error message: ..`.
fn continues(text: &str) -> bool {
    text.is_empty()
        || text.starts_with("with ")
        || text.starts_with("Error message: ")
        || text.starts_with("on ")
        || text.starts_with(|first: char| first.is_ascii_digit())
        || text.starts_with("status code:")
}

fn note_place(observation: &mut Observation<'_>, text: &str, line: usize) {
    if let Some(address) = text.strip_prefix("with ") {
        note_address(observation, address.trim_end_matches(','), line);
    } else if let Some((_, resource)) = text.split_once("in resource \"") {
        let mut names = resource.split('"');
        if let (Some(kind), Some(name)) = (names.next(), names.nth(1)) {
            note_address(observation, &format!("{kind}.{name}"), line);
        }
    }
}

/// Records an address, without its modules and its index.
fn note_address(observation: &mut Observation<'_>, address: &str, line: usize) {
    let bare = address.split('[').next().unwrap_or(address);
    let mut parts = bare.rsplit('.');
    if let (Some(name), Some(kind)) = (parts.next(), parts.next()) {
        observation.add(Field::ResourceType, kind.to_owned(), line);
        observation.about.push(format!("{kind}.{name}"));
    }
}
