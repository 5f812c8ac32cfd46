//! Events of CloudFormation stacks: JSON from the AWS CLI, and tables of the console, SAM and the CDK.

use std::collections::BTreeMap;

use serde_json::value::RawValue;

use crate::doctor::evidence::json::scalar;
use crate::doctor::evidence::{Field, Lines, Moment, Observation, Reading};

/// Reasons reported for a resource that failed only because another one did.
const CASCADE: [&str; 7] = [
    "resource creation cancelled",
    "resource update cancelled",
    "resource deletion cancelled",
    "the following resource(s) failed to",
    "rollback requested by user",
    "stack creation operation was cancelled",
    "context canceled",
];
/// The maximum number of lines of one event.
const MAX_LINES: usize = 12;

/// Marks text that only reports the failure of something else.
pub(super) fn note_cascade(observation: &mut Observation<'_>) {
    let text = observation.text.as_str();
    if text.len() < 400 && is_cascade(text) {
        observation.infer(Field::Cascade, "yes");
    }
}

/// Returns true if a text reports the failure of something else.
pub(super) fn is_cascade(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    CASCADE.iter().any(|words| text.contains(words))
}

/// Reads an event of `describe-stack-events` or `describe-events`; `Some(None)` for an event that is not a failure.
pub(super) fn from_json<'t>(
    object: &BTreeMap<String, &'t RawValue>,
    lines: &Lines<'t>,
) -> Option<Option<Observation<'t>>> {
    let status = object
        .get("ResourceStatus")
        .or_else(|| object.get("ValidationStatus"))?;
    let status = scalar(status)?;
    if !status.ends_with("FAILED") {
        return Some(None);
    }
    let reason = ["ResourceStatusReason", "ValidationStatusReason"]
        .into_iter()
        .find_map(|key| object.get(key));
    let line = reason
        .or_else(|| object.get("LogicalResourceId"))
        .map_or(0, |raw| lines.line_of(raw.get()));
    let mut observation = Observation::new("deploy", line);
    if let Some(raw) = object.get("ResourceType")
        && let Some(value) = scalar(raw)
    {
        observation.add(Field::ResourceType, value, lines.line_of(raw.get()));
    }
    let id = object.get("LogicalResourceId").and_then(scalar);
    observation.about.extend(id.map(|id| id.into_owned()));
    observation.moment = object
        .get("Timestamp")
        .and_then(scalar)
        .and_then(|time| Moment::parse(&time));
    if let Some(reason) = reason.and_then(scalar) {
        observation.text.push(line, &reason);
    }
    note_cascade(&mut observation);
    Some(Some(observation))
}

/// Reads an event of a table. Only failures become observations.
pub(super) fn read<'t>(lines: &Lines<'t>, at: usize) -> Option<Reading<'t>> {
    let line = lines.get(at)?;
    let status = status(line).filter(|status| is_row(line, status))?;
    let mut next = at + 1;
    if !status.ends_with("_FAILED") {
        return Some(Reading {
            observations: Vec::new(),
            next,
        });
    }
    let mut observation = Observation::new("deploy", at);
    let (before, behind) = line.split_once(status).unwrap_or((line, ""));
    observation.moment = times(before);
    let mut words: Vec<&str> = before.split_whitespace().collect();
    if words.is_empty() {
        // The console shows cells on separate lines: time, id, status, reason.
        let above = at.checked_sub(1).and_then(|at| lines.get(at)).unwrap_or("");
        words.extend(above.split_whitespace());
        let time = at.checked_sub(2).and_then(|at| lines.get(at)).unwrap_or("");
        observation.moment = observation.moment.or(times(time));
    }
    words.extend(behind.split_whitespace().take(6));
    for word in words {
        let word = word.trim_matches(|letter: char| !letter.is_ascii_alphanumeric());
        if word.starts_with("AWS::") || word.starts_with("Custom::") {
            observation.add(Field::ResourceType, word, at);
        } else if word.len() > 2 && word.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            observation.about.push(word.to_owned());
        }
    }
    observation.text.push(at, behind);
    while let Some(line) = lines.get(next) {
        let ends = line.trim().is_empty()
            || self::status(line).is_some_and(|status| is_row(line, status))
            || next - at >= MAX_LINES
            || times(line).is_some()
            || line.trim_start().starts_with('{');
        if ends {
            break;
        }
        observation.text.push(next, line);
        next += 1;
    }
    note_cascade(&mut observation);
    Some(Reading {
        observations: vec![observation],
        next,
    })
}

/// Returns true if a line with a status is a row of a table, not a sentence.
fn is_row(line: &str, status: &str) -> bool {
    times(line).is_some()
        || line.trim() == status
        || line.contains(['|', '│', '\t'])
        || line.contains("AWS::")
        || line.contains("Custom::")
}

/// Finds the status in a row, e.g. `CREATE_FAILED`.
fn status(line: &str) -> Option<&str> {
    const VERBS: [&str; 5] = ["CREATE_", "UPDATE_", "DELETE_", "ROLLBACK_", "IMPORT_"];
    const ENDS: [&str; 3] = ["FAILED", "IN_PROGRESS", "COMPLETE"];
    line.split(|letter: char| !letter.is_ascii_uppercase() && letter != '_')
        .find(|word| {
            VERBS.iter().any(|verb| word.starts_with(verb))
                && ENDS.iter().any(|end| word.ends_with(end))
        })
}

/// Parses the time at the start of a row.
fn times(text: &str) -> Option<Moment> {
    let text = text.trim_start();
    let digit = text.starts_with(|first: char| first.is_ascii_digit());
    digit.then(|| Moment::parse(text)).flatten()
}
