//! Faults of the edition: GW0014, an unknown edition; GW0015, an edition that is not the first item.

use super::super::ast::{Item, ItemKind, Word};
use crate::diag::{Code, Diagnostic, codes};

const UNKNOWN: Code = codes::UNKNOWN_EDITION;
const MISPLACED: Code = codes::MISPLACED_EDITION;
/// The newest supported edition.
const NEWEST: &str = "1";

/// Returns true if an edition is one that this version of gwc knows.
pub(in super::super) fn is_known(edition: &Word) -> bool {
    edition.value == NEWEST
}

/// Checks the editions of a file. A file of an unknown edition gets no other finding: its rules are unknown too.
pub(in super::super) fn check(items: &mut Vec<Item>, diagnostics: &mut Vec<Diagnostic>) {
    let mut unknown = None;
    for (index, item) in items.iter().enumerate() {
        let ItemKind::Edition(edition) = &item.kind else {
            continue;
        };
        if index > 0 {
            let fault =
                Diagnostic::error(MISPLACED, item.span, "the edition is not the first item")
                    .help(format!("make `gw {NEWEST}` the first line of the file"));
            diagnostics.push(fault);
        } else if !is_known(edition) {
            let message = format!("unknown edition `{}`", edition.value);
            let fault = Diagnostic::error(UNKNOWN, edition.span, message).help(format!(
                "the newest edition that this version of gwc knows is `{NEWEST}`: write `gw {NEWEST}`, or upgrade gwc"
            ));
            unknown = Some(fault);
        }
    }
    if let Some(fault) = unknown {
        items.truncate(1);
        *diagnostics = vec![fault];
    }
}
