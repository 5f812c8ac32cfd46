//! Extracts observations with typed facts from a text, each fact with its line.
//!
//! Owns the readers, one per kind of text, and the order in which they are tried. It knows no causes and no spec.

mod access_log;
mod client;
mod curl;
mod fact;
mod http;
mod json;
mod lines;
mod log_format;
mod log_keys;
mod moment;
mod passage;
mod stack_events;
mod terraform;

pub(super) use fact::{Field, Observation};
pub(super) use lines::Lines;
pub(super) use log_format::LogFormat;
pub(super) use moment::Moment;
pub(super) use passage::Passage;

/// The result of a reader.
#[derive(Debug)]
struct Reading<'t> {
    observations: Vec<Observation<'t>>,
    /// The first line after those it consumed; always greater than the line it started at.
    next: usize,
}

/// The maximum number of lines of running text in one observation.
const MAX_PARAGRAPH: usize = 40;

/// Reads all observations in the order of their lines. `format` is the access-log format if the spec declares one.
pub(super) fn read<'t>(lines: &Lines<'t>, format: Option<&LogFormat>) -> Vec<Observation<'t>> {
    let mut found = Vec::new();
    let mut paragraph: Vec<usize> = Vec::new();
    let mut budget = json::Budget::default();
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        if line.trim().is_empty() {
            flush(lines, &mut paragraph, &mut found);
            at += 1;
            continue;
        }
        let reading = json::read(lines, at, format, &mut budget)
            .or_else(|| access_log::read(lines, at, format))
            .or_else(|| http::read(lines, at))
            .or_else(|| client::read(lines, at))
            .or_else(|| terraform::read(lines, at))
            .or_else(|| stack_events::read(lines, at));
        match reading {
            Some(reading) => {
                flush(lines, &mut paragraph, &mut found);
                found.extend(reading.observations);
                at = reading.next.max(at + 1);
            }
            None => {
                // A line with its own time begins a new observation.
                if moment_of(line).is_some() {
                    flush(lines, &mut paragraph, &mut found);
                }
                paragraph.push(at);
                at += 1;
                if paragraph.len() >= MAX_PARAGRAPH {
                    flush(lines, &mut paragraph, &mut found);
                }
            }
        }
    }
    flush(lines, &mut paragraph, &mut found);
    client::remove_repeats(&mut found);
    found
}

/// Turns lines that no reader consumed into one observation.
fn flush<'t>(lines: &Lines<'t>, paragraph: &mut Vec<usize>, found: &mut Vec<Observation<'t>>) {
    let Some(&first) = paragraph.first() else {
        return;
    };
    let mut observation = Observation::new("text", first);
    observation.moment = lines.get(first).and_then(moment_of);
    let texts = paragraph
        .drain(..)
        .map(|at| (at, lines.get(at).unwrap_or("")));
    // Lines that report a consequence may be next to those of another failure, e.g. in YAML.
    let (cascade, own): (Vec<_>, Vec<_>) =
        texts.partition(|(_, text)| text.len() < 400 && stack_events::is_cascade(text));
    for (at, text) in if own.is_empty() { cascade } else { own } {
        observation.text.push(at, text);
    }
    stack_events::note_cascade(&mut observation);
    found.push(observation);
}

/// Parses the time at the start of a line.
fn moment_of(line: &str) -> Option<Moment> {
    let line = line.trim_start().trim_start_matches('[');
    let digit = line.starts_with(|first: char| first.is_ascii_digit());
    digit.then(|| Moment::parse(line)).flatten()
}
