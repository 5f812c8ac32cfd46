//! Faults of the edition: GW0014, one that this program does not know; GW0015, one that does not come first.

use super::super::ast::{Item, ItemKind};
use crate::diag::{Code, Diagnostic, codes};

const UNKNOWN: Code = codes::UNKNOWN_EDITION;
const MISPLACED: Code = codes::MISPLACED_EDITION;
/// The newest edition that this program knows.
const NEWEST: &str = "1";

/// Judges the editions that a file names. In a file of an unknown edition nothing else is judged: its rules are not ours.
pub(in super::super) fn judge(items: &mut Vec<Item>, diagnostics: &mut Vec<Diagnostic>) {
    let mut unknown = None;
    for (index, item) in items.iter().enumerate() {
        let ItemKind::Edition(edition) = &item.kind else {
            continue;
        };
        if index > 0 {
            let fault = Diagnostic::error(MISPLACED, item.span, "the edition does not come first")
                .help(format!("make `gw {NEWEST}` the first line of the file"));
            diagnostics.push(fault);
        } else if edition.value != NEWEST {
            let message = format!("edition `{}` is unknown", edition.value);
            let fault = Diagnostic::error(UNKNOWN, edition.span, message).help(format!(
                "the newest edition that this program knows is `{NEWEST}`; write `gw {NEWEST}`, or get a newer program"
            ));
            unknown = Some(fault);
        }
    }
    if let Some(fault) = unknown {
        items.truncate(1);
        *diagnostics = vec![fault];
    }
}
