//! Inlay hints: the path that a backend receives if the route changes it implicitly.

use std::collections::BTreeMap;

use crate::ide::Spec;
use crate::model::{Destination, Forward, Program, Route, Symbol};
use crate::route::template;
use crate::source::{FileId, Span, offset_of};

/// A hint at an offset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// The offset.
    pub at: u32,
    /// The label.
    pub label: String,
    /// The tooltip.
    pub tooltip: &'static str,
}

/// Returns the hints of a range of a file, in the order of the text.
#[must_use]
pub fn hints(spec: &Spec, file: FileId, from: u32, to: u32) -> Vec<Hint> {
    let program = spec.program();
    let names = target_names(program, file);
    let mut hints: BTreeMap<u32, Hint> = BTreeMap::new();
    for route in &program.routes {
        let shown = route.span.file == file && route.span.start <= to && from <= route.span.end;
        if !shown || !is_changed_silently(program, route) {
            continue;
        }
        let inside = route.path_span.end..=route.span.end;
        let Some((_, name)) = names.range(inside).next() else {
            continue;
        };
        let label = format!("  sees {}", template(&route.forward, &route.key));
        let at = line_end(spec.sources().text(file), name.end);
        let hint = Hint {
            at,
            label,
            tooltip: "the path that the backend sees; `at` and `keep` change it",
        };
        // Of the two routes of `<rest*>`, the one with the variable is more informative.
        let known = hints.entry(at).or_insert_with(|| hint.clone());
        if known.label.len() < hint.label.len() {
            *known = hint;
        }
    }
    hints.into_values().collect()
}

/// Returns the end of the line of an offset, where a hint moves no text.
fn line_end(text: &str, at: u32) -> u32 {
    let rest = text.get(at as usize..).unwrap_or("");
    let line = rest.lines().next().unwrap_or("");
    at + offset_of(line.len())
}

/// Returns true if a backend receives a path other than the client's, and no clause says so.
fn is_changed_silently(program: &Program, route: &Route) -> bool {
    let seen = match &route.destination {
        Destination::Backend(id) => program.backend(*id).is_some_and(|it| it.kind.is_http()),
        Destination::Action(_) | Destination::Url(_) => false,
    };
    let changed = match route.forward {
        Forward::AsSent => false,
        Forward::Template(_) => true,
    };
    seen && changed && route.forward_span.is_none()
}

fn target_names(program: &Program, file: FileId) -> BTreeMap<u32, Span> {
    let uses = program.uses.iter();
    uses.filter(|usage| {
        let backend = matches!(usage.symbol, Symbol::Backend(_));
        backend && !usage.declares && usage.span.file == file
    })
    .map(|usage| (usage.span.start, usage.span))
    .collect()
}
