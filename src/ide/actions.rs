//! The changes that mend findings.

use crate::diag::{Diagnostic, Fix};
use crate::ide::Spec;
use crate::source::{FileId, Span};

/// The findings that touch a part of a file and have a fix.
#[must_use]
pub fn fixes(spec: &Spec, file: FileId, from: u32, to: u32) -> Vec<(&Diagnostic, &Fix)> {
    let touches = |span: Span| span.file == file && span.start <= to && from <= span.end;
    let found = spec.found.iter();
    found
        .filter(|diagnostic| touches(diagnostic.primary.span))
        .filter_map(|diagnostic| Some((diagnostic, diagnostic.fix.as_ref()?)))
        .collect()
}

/// The fixes of a file that cannot change what its author meant, none of which overlaps another.
#[must_use]
pub fn safe_fixes(spec: &Spec, file: FileId) -> Vec<&Fix> {
    let mut taken: Vec<Span> = Vec::new();
    let mut safe = Vec::new();
    let here = |diagnostic: &&Diagnostic| diagnostic.primary.span.file == file;
    let fixes = spec
        .found
        .iter()
        .filter(here)
        .filter_map(|it| it.fix.as_ref());
    for fix in fixes.filter(|fix| fix.safe) {
        let apart = |span: Span| {
            taken
                .iter()
                .all(|it| it.file != span.file || span.end <= it.start || it.end <= span.start)
        };
        if fix.edits.iter().all(|edit| apart(edit.span)) {
            taken.extend(fix.edits.iter().map(|edit| edit.span));
            safe.push(fix);
        }
    }
    safe
}
