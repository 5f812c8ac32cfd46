//! A difference as Markdown, for the comment under a pull request.

use crate::diff::words::{reasons, remarks, request};
use crate::diff::{Difference, Fate};

/// The difference as a document of two lists.
#[must_use]
pub fn document(difference: &Difference) -> String {
    let mut out = String::new();
    let heading = |text: &str, count: usize| match count {
        0 => format!("**{text}: no change**\n\n"),
        count => format!("**{text}: {count}**\n\n"),
    };
    out.push_str(&heading("Requests", difference.requests.len()));
    for change in &difference.requests {
        out.push_str(&format!("- {}\n", request(change)));
        for remark in remarks(change) {
            out.push_str(&format!("  - {}\n", code(&remark)));
        }
    }
    if !difference.requests.is_empty() {
        out.push('\n');
    }
    if difference.truncated {
        out.push_str("There are more paths to tell apart than were looked at.\n\n");
    }
    let Some(changes) = &difference.resources else {
        out.push_str("**Resources: one of the specs cannot be built**\n");
        return out;
    };
    out.push_str(&heading("Resources", changes.len()));
    if changes.is_empty() {
        return out;
    }
    out.push_str("| | resource | type | why |\n|---|---|---|---|\n");
    for change in changes {
        let word = match &change.fate {
            Fate::Replaced(_) => "**replaced**",
            Fate::Deleted => "**deleted**",
            Fate::Updated => "updated",
            Fate::Created => "created",
        };
        let why = reasons(change).join("; ");
        out.push_str(&format!(
            "| {word} | `{}` | {} | {} |\n",
            change.id,
            change.kind,
            cell(&why)
        ));
    }
    out
}

/// Text in backticks, whatever backticks it has itself.
fn code(text: &str) -> String {
    if text.contains('`') {
        format!("`` {text} ``")
    } else {
        format!("`{text}`")
    }
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}
