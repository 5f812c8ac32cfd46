//! Code actions: the changes that resolve findings.

use std::collections::BTreeMap;

use crate::diag::{Diagnostic, Edit, Fix};
use crate::ide::Spec;
use crate::source::{FileId, Span, offset_of};
use crate::syntax::ast::{Item, ItemKind};

/// Returns the findings that overlap a range of a file.
#[must_use]
pub fn findings(spec: &Spec, file: FileId, from: u32, to: u32) -> Vec<&Diagnostic> {
    let touches = |span: Span| span.file == file && span.start <= to && from <= span.end;
    let found = spec.found.iter();
    found
        .filter(|diagnostic| touches(diagnostic.primary.span))
        .collect()
}

/// Returns the change that makes the gateway accept a warning or note; `None` for an error, or if there is no block to
/// write it in.
#[must_use]
pub fn allow(spec: &Spec, diagnostic: &Diagnostic) -> Option<Fix> {
    if diagnostic.is_error() {
        return None;
    }
    let code = diagnostic.code.to_string();
    let title = format!("allow {code}");
    let edit = |span: Span, text: String| Fix {
        title: title.clone(),
        edits: vec![Edit { span, text }],
        safe: false,
    };
    let files = spec.files.asts.iter();
    let mut gateways = files
        .flat_map(|ast| &ast.items)
        .filter_map(|item| match &item.kind {
            ItemKind::Gateway(gateway) => Some((item, gateway)),
            _ => None,
        });
    let (item, gateway) = gateways.next()?;
    let Some(settings) = &gateway.settings else {
        return Some(edit(item.span.after(), format!(" {{ allow {code} }}")));
    };
    if let Some(known) = settings
        .iter()
        .find(|setting| setting.name.value == "allow")
        && let Some(last) = known.values.last()
    {
        return Some(edit(last.span.after(), format!(" {code}")));
    }
    let (text, span) = block_start(spec, item);
    Some(match text.contains('\n') {
        true => edit(span, format!("\n  allow {code}")),
        false => edit(span, format!(" allow {code};")),
    })
}

/// Returns the text of an item with a block, and the place behind its `{`.
pub(super) fn block_start<'s>(spec: &'s Spec, item: &Item) -> (&'s str, Span) {
    let text = spec.sources().slice(item.span);
    let Some(open) = text.find('{') else {
        never!("a block without `{{` in `{text}`");
    };
    let start = item.span.start + offset_of(open + 1);
    (text, Span::new(item.span.file, start, start))
}

/// Returns the fixes of a file that cannot change its meaning and do not overlap.
#[must_use]
pub fn safe_fixes(spec: &Spec, file: FileId) -> Vec<&Fix> {
    // The places of the chosen edits, by where they begin, with their ends.
    let mut taken: BTreeMap<(FileId, u32), u32> = BTreeMap::new();
    let mut safe = Vec::new();
    let here = |diagnostic: &&Diagnostic| diagnostic.primary.span.file == file;
    let fixes = spec
        .found
        .iter()
        .filter(here)
        .filter_map(|it| it.fix.as_ref());
    for fix in fixes.filter(|fix| fix.safe) {
        // The chosen places do not overlap, so that only the last one before the end can.
        let is_free = |span: Span| {
            let before = taken.range(..(span.file, span.end)).next_back();
            before.is_none_or(|((file, _), end)| *file != span.file || *end <= span.start)
        };
        if fix.edits.iter().all(|edit| is_free(edit.span)) {
            let places = fix.edits.iter().map(|edit| edit.span);
            taken.extend(places.map(|span| ((span.file, span.start), span.end)));
            safe.push(fix);
        }
    }
    safe
}
