//! Renders a difference as Markdown, for a comment on a pull request.

use crate::diag::escape;
use crate::diff::Difference;
use crate::diff::aspect::Danger;
use crate::diff::cost::basis;
use crate::diff::human::{headline, refusal, sentence};
use crate::diff::requests::RequestChange;
use crate::diff::resources::{Action, ResourceChange};
use crate::facts::Prices;

/// The maximum size of a list in bytes. GitHub limits a comment to 65,536 characters.
const MOST: usize = 28_000;

/// Renders the difference as two lists, the second one collapsed.
#[must_use]
pub fn document(difference: &Difference) -> String {
    let mut out = String::new();
    out.push_str(&heading("Requests", difference.requests.len()));
    out.push('\n');
    list(&mut out, &difference.requests, "changes", request);
    if !difference.requests.is_empty() {
        out.push('\n');
    }
    if difference.truncated {
        out.push_str(
            "Too many overlapping patterns to compare all of them; other requests may change too.\n\n",
        );
    }
    let Some(changes) = &difference.resources else {
        out.push_str("**Resources: not compared**, since one of the specs cannot be built\n");
        return out;
    };
    out.push_str(&heading("Resources", changes.len()));
    if changes.is_empty() {
        return out;
    }
    let open = if changes.iter().any(|it| it.refused.is_some()) {
        "\n<details open><summary>"
    } else {
        "\n<details><summary>"
    };
    out.push_str(open);
    out.push_str(&counts(changes));
    out.push_str("</summary>\n\n| | resource | type | why |\n|---|---|---|---|\n");
    list(&mut out, changes, "rows", resource);
    out.push_str("\n</details>\n");
    if let Some(cost) = difference.cost {
        let basis = basis(&Prices::load());
        out.push_str(&format!("\n{} ({basis})\n", capitalize(&cost.sentence())));
    }
    out
}

fn heading(text: &str, count: usize) -> String {
    match count {
        0 => format!("**{text}: no change**\n"),
        1 => format!("**{text}: 1 change**\n"),
        count => format!("**{text}: {count} changes**\n"),
    }
}

fn capitalize(sentence: &str) -> String {
    let (first, rest) = sentence.split_at_checked(1).unwrap_or((sentence, ""));
    format!("{}{rest}", first.to_uppercase())
}

/// Adds entries while there is room, then the number of those left out.
fn list<T>(out: &mut String, entries: &[T], noun: &str, text: impl Fn(&T) -> String) {
    let start = out.len();
    for (at, entry) in entries.iter().enumerate() {
        let text = text(entry);
        if out.len() - start + text.len() > MOST {
            out.push_str(&format!("\nand {} more {noun}\n", entries.len() - at));
            return;
        }
        out.push_str(&text);
    }
}

fn request(change: &RequestChange) -> String {
    let mark = match change.danger() {
        Danger::High => "⚠️ ",
        Danger::Medium | Danger::Low => "",
    };
    let patterns: Vec<String> = headline(&change.patterns)
        .iter()
        .map(|it| code(it))
        .collect();
    let mut out = format!("- {mark}{}\n", patterns.join(", "));
    for aspect in &change.aspects {
        out.push_str(&format!("  - {}\n", code(&sentence(aspect))));
    }
    out.push_str(&format!("  - for example {}\n", code(&change.example)));
    out
}

fn counts(changes: &[ResourceChange]) -> String {
    let count = |wanted: &str| {
        changes
            .iter()
            .filter(|it| it.action.word() == wanted)
            .count()
    };
    let parts = [
        ("replace", "replaced"),
        ("delete", "deleted"),
        ("update", "updated"),
        ("create", "created"),
    ];
    let parts = parts.map(|(word, done)| (count(word), done));
    let parts: Vec<String> = parts
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, done)| format!("{count} {done}"))
        .collect();
    parts.join(", ")
}

fn resource(change: &ResourceChange) -> String {
    let word = match &change.action {
        Action::Replace(_) => "**replaced**",
        Action::Delete => "**deleted**",
        Action::Update => "updated",
        Action::Create => "created",
    };
    let refused = refusal(change).into_iter();
    let refused = refused.map(|it| format!("**{}**", code(&it)));
    let why: Vec<String> = refused
        .chain(change.why().iter().map(|it| code(it)))
        .collect();
    format!(
        "| {word} | {} | {} | {} |\n",
        code(&change.name),
        change.kind,
        why.join("<br>").replace('|', "\\|"),
    )
}

/// Renders text as a code span that it cannot break out of: the fence is longer than any run of backticks in the text,
/// and line breaks and invisible characters are escaped.
fn code(text: &str) -> String {
    let plain = escape(text);
    let longest = plain.split(|letter| letter != '`').map(str::len).max();
    let fence = "`".repeat(longest.unwrap_or(0) + 1);
    if plain.is_empty() || plain.starts_with(['`', ' ']) || plain.ends_with(['`', ' ']) {
        format!("{fence} {plain} {fence}")
    } else {
        format!("{fence}{plain}{fence}")
    }
}
