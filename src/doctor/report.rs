//! Renders a diagnosis as JSON and for people.

use serde_json::{Value, json};

use crate::doctor::{Diagnosis, Finding};

/// The layout of a diagnosis for people.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// Use colour.
    pub color: bool,
    /// The width in columns.
    pub width: usize,
}

impl Diagnosis {
    /// Renders the causes as a JSON array, most likely first.
    #[must_use]
    pub fn to_json(&self) -> Value {
        self.findings
            .iter()
            .map(|finding| {
                json!({
                    "cause": finding.page.slug,
                    "confidence": finding.confidence.word(),
                    "evidence": finding.evidence,
                    "where": finding.places.first().map(|place| {
                        json!({ "file": place.file, "line": place.line })
                    }),
                    "fix": finding.fix,
                    "source": finding.source,
                })
            })
            .collect()
    }

    /// Renders the causes for people: the first in full, the others shorter.
    #[must_use]
    pub fn to_text(&self, style: Style) -> String {
        let mut out = String::new();
        for (index, finding) in self.findings.iter().enumerate() {
            if index > 0 {
                out.push('\n');
            }
            render(&mut out, finding, style, index == 0);
        }
        out
    }
}

fn render(out: &mut String, finding: &Finding, style: Style, whole: bool) {
    let paint = |code: &str, text: &str| match style.color {
        true => format!("\u{1b}[{code}m{text}\u{1b}[0m"),
        false => text.to_owned(),
    };
    let confidence = finding.confidence.word();
    let head = format!("{} ({confidence})", finding.page.slug);
    out.push_str(&format!("{}\n", paint("1", &head)));
    let mut row = |name: &str, text: &str| {
        for (index, line) in wrap(text, style.width.saturating_sub(10))
            .iter()
            .enumerate()
        {
            let name = if index == 0 { name } else { "" };
            out.push_str(&format!("  {} {line}\n", paint("36", &format!("{name:7}"))));
        }
    };
    row("what", finding.page.title());
    row("seen", &describe_evidence(finding));
    if let Some((first, last)) = &finding.times {
        if finding.count > 1 {
            let count = finding.count;
            row("when", &format!("{count} times, from {first} to {last}"));
        } else {
            row("when", first);
        }
    }
    let places: Vec<String> = finding
        .places
        .iter()
        .take(4)
        .map(|place| format!("{}:{}", without_controls(&place.file), place.line))
        .collect();
    if !places.is_empty() {
        let more = finding.places.len().saturating_sub(places.len());
        let more = if more > 0 {
            format!(" and {more} more")
        } else {
            String::new()
        };
        row("where", &format!("{}{more}", places.join(", ")));
    }
    row("fix", &finding.fix);
    if whole {
        if let Some(command) = finding.command {
            row("check", command);
        }
        if !finding.others.is_empty() {
            row("or", &name_similar(&finding.others));
        }
    }
    row("more", &format!("gwc explain {}", finding.page.slug));
}

/// Names similar causes in a sentence.
fn name_similar(slugs: &[&str]) -> String {
    match slugs {
        [] => String::new(),
        [slug] => format!("{slug} looks similar"),
        [slugs @ .., last] => format!("{} and {last} look similar", slugs.join(", ")),
    }
}

/// Describes the evidence and its lines by the names of facts, because the text itself may contain secrets.
fn describe_evidence(finding: &Finding) -> String {
    let mut parts: Vec<String> = Vec::new();
    for (fact, line) in finding.seen.iter().take(4) {
        let part = match *fact {
            "text" => format!("message on line {line}"),
            "message" => format!("message on line {line}"),
            fact => format!("{fact} on line {line}"),
        };
        if !parts.contains(&part) {
            parts.push(part);
        }
    }
    if parts.is_empty() {
        let first = finding.evidence.first().copied().unwrap_or(1);
        parts.push(format!("line {first}"));
    }
    let shown: Vec<usize> = finding.seen.iter().map(|(_, line)| *line).collect();
    let more = finding
        .evidence
        .iter()
        .filter(|line| !shown.contains(line))
        .count();
    let more = match more {
        0 => String::new(),
        1 => ", and 1 more line".to_owned(),
        more => format!(", and {more} more lines"),
    };
    parts.join(", ") + &more
}

/// Wraps text to a width in characters; a longer word gets its own line.
fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let Some(line) = lines.last_mut() else {
            continue;
        };
        let full = line.chars().count() + 1 + word.chars().count() > width.max(20);
        if line.is_empty() {
            line.push_str(word);
        } else if full {
            lines.push(word.to_owned());
        } else {
            line.push(' ');
            line.push_str(word);
        }
    }
    lines
}

/// Removes characters that control a terminal.
fn without_controls(text: &str) -> String {
    let steers = |letter: char| {
        letter.is_control() || matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let letters = text.chars();
    letters
        .map(|letter| if steers(letter) { '\u{fffd}' } else { letter })
        .collect()
}
