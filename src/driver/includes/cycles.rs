//! Detects include cycles and reports each with all of its includes.

use crate::diag::{Code, Diagnostic, codes};
use crate::driver::includes::Include;
use crate::source::FileId;

/// A file that includes itself, directly or through others.
const INCLUDE_CYCLE: Code = codes::INCLUDE_CYCLE;

/// The state of a file during the walk.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Unseen,
    OnTheWay,
    Done,
}

/// Reports each include that closes a cycle.
pub(super) fn faults(files: usize, includes: &[Include]) -> Vec<Diagnostic> {
    let mut below: Vec<Vec<&Include>> = vec![Vec::new(); files];
    for include in includes {
        if let Some(list) = below.get_mut(include.by.0 as usize) {
            list.push(include);
        }
    }
    let mut states = vec![State::Unseen; files];
    let mut faults = Vec::new();
    // Everything is reachable from the root. The stack holds the include that led to a file, and the next include to
    // visit.
    let mut stack: Vec<(Option<&Include>, FileId, usize)> = vec![(None, FileId(0), 0)];
    while let Some((met, file, next)) = stack.pop() {
        let Some(include) = below.get(file.0 as usize).and_then(|list| list.get(next)) else {
            set(&mut states, file, State::Done);
            continue;
        };
        set(&mut states, file, State::OnTheWay);
        stack.push((met, file, next + 1));
        match states.get(include.file.0 as usize) {
            Some(State::Unseen) => stack.push((Some(include), include.file, 0)),
            Some(State::OnTheWay) => faults.push(fault(include, &stack)),
            Some(State::Done) | None => {}
        }
    }
    faults
}

fn set(states: &mut [State], file: FileId, state: State) {
    if let Some(slot) = states.get_mut(file.0 as usize) {
        *slot = state;
    }
}

fn fault(last: &Include, stack: &[(Option<&Include>, FileId, usize)]) -> Diagnostic {
    let message = if last.by == last.file {
        "this file includes itself"
    } else {
        "this include closes a cycle"
    };
    let diagnostic = Diagnostic::error(INCLUDE_CYCLE, last.span, message)
        .help("move the items that both files need to a third file");
    stack
        .iter()
        .skip_while(|(_, file, _)| *file != last.file)
        .skip(1)
        .filter_map(|(met, ..)| *met)
        .fold(diagnostic, |so_far, include| {
            so_far.place(include.span, "part of the cycle")
        })
}
