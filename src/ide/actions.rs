//! Code actions: the changes that resolve findings.

use crate::diag::{Diagnostic, Edit, Fix};
use crate::ide::Spec;
use crate::source::{FileId, Span};
use crate::syntax::ast::ItemKind;

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
    let text = spec.sources().slice(item.span);
    let open = u32::try_from(text.find('{')? + 1).ok()?;
    let start = item.span.start + open;
    let span = Span::new(item.span.file, start, start);
    Some(match text.contains('\n') {
        true => edit(span, format!("\n  allow {code}")),
        false => edit(span, format!(" allow {code};")),
    })
}

/// Returns the findings that overlap a range of a file and have a fix.
#[must_use]
pub fn fixes(spec: &Spec, file: FileId, from: u32, to: u32) -> Vec<(&Diagnostic, &Fix)> {
    let touches = |span: Span| span.file == file && span.start <= to && from <= span.end;
    let found = spec.found.iter();
    found
        .filter(|diagnostic| touches(diagnostic.primary.span))
        .filter_map(|diagnostic| Some((diagnostic, diagnostic.fix.as_ref()?)))
        .collect()
}

/// Returns the fixes of a file that cannot change its meaning and do not overlap.
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
