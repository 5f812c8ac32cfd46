//! Cycles of includes, each shown along its whole way.

use crate::diag::{Code, Diagnostic, codes};
use crate::driver::includes::Include;
use crate::source::FileId;

/// A file that includes itself, maybe by way of others.
const INCLUDE_CYCLE: Code = codes::INCLUDE_CYCLE;

/// Where the walk has been.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Unseen,
    OnTheWay,
    Done,
}

/// One fault for every include that closes a cycle.
pub(super) fn faults(files: usize, includes: &[Include]) -> Vec<Diagnostic> {
    let mut below: Vec<Vec<&Include>> = vec![Vec::new(); files];
    for include in includes {
        if let Some(list) = below.get_mut(include.by.0 as usize) {
            list.push(include);
        }
    }
    let mut states = vec![State::Unseen; files];
    let mut faults = Vec::new();
    // Everything is below the root. The stack holds how a file was met, and the include to look at next.
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
        .help("move what both files need into a file of its own");
    stack
        .iter()
        .skip_while(|(_, file, _)| *file != last.file)
        .skip(1)
        .filter_map(|(met, ..)| *met)
        .fold(diagnostic, |so_far, include| {
            so_far.related(include.span, "on the way here")
        })
}
