//! Requests that are answered with changes of text: formatting, fixes, renaming.

use std::collections::BTreeMap;
use std::str::FromStr;

use lsp_types::{
    CodeAction, CodeActionKind, CodeActionOrCommand, CodeActionParams, Diagnostic,
    DocumentFormattingParams, PrepareRenameResponse, RenameParams, TextDocumentPositionParams,
    TextEdit, Uri, WorkspaceEdit,
};

use crate::diag::Fix;
use crate::ide::{Spec, actions as fixes, formatting, rename as renaming, symbols};
use crate::lsp::features::{document, place};
use crate::lsp::lines::{self, Lines};
use crate::lsp::publish::finding;
use crate::lsp::session::{Fault, Session};
use crate::source::Span;

/// The edits that lay a document out anew; none where it has faults, so that saving is never in the way.
pub(super) fn format(
    session: &Session<'_>,
    params: DocumentFormattingParams,
) -> Result<Option<Vec<TextEdit>>, Fault> {
    let Some((_, document)) = document(session, &params.text_document.uri) else {
        return Ok(None);
    };
    let change = formatting::change(&document.text);
    let change = change.map_err(|error| Fault::refused(error.to_string()))?;
    let edit = change.map(|change| {
        let range = lines::range(&document.text, &document.index, change.start, change.end);
        TextEdit::new(range, change.text)
    });
    Ok(Some(edit.into_iter().collect()))
}

/// The fixes of the findings in a part of a document.
pub(super) fn actions(
    session: &Session<'_>,
    params: CodeActionParams,
) -> Option<Vec<CodeActionOrCommand>> {
    let (identity, document) = document(session, &params.text_document.uri)?;
    let offset = |at| lines::offset(&document.text, &document.index, at);
    let (from, to) = (offset(params.range.start), offset(params.range.end));
    let wanted = |kind: &CodeActionKind| {
        let only = params.context.only.as_ref();
        only.is_none_or(|only| only.iter().any(|it| kind.as_str().starts_with(it.as_str())))
    };
    let mut found: Vec<CodeAction> = Vec::new();
    for (spec, file) in session.workspace.specs_of(&identity) {
        if wanted(&CodeActionKind::QUICKFIX) {
            for (diagnostic, fix) in fixes::fixes(spec, file, from, to) {
                let mut lines = Lines::new(spec.sources());
                let address = |identity: &str| session.uri(identity);
                let shown = finding(spec, &mut lines, diagnostic, &address);
                let shown = serde_json::from_value::<Diagnostic>(shown).ok();
                found.push(CodeAction {
                    title: sentence(&fix.title),
                    kind: Some(CodeActionKind::QUICKFIX),
                    diagnostics: shown.map(|shown| vec![shown]),
                    edit: Some(edit(session, spec, &[fix])),
                    is_preferred: Some(fix.safe),
                    ..CodeAction::default()
                });
            }
        }
        let safe = fixes::safe_fixes(spec, file);
        if wanted(&CodeActionKind::SOURCE_FIX_ALL) && !safe.is_empty() {
            found.push(CodeAction {
                title: "Apply all safe fixes of gwc".to_owned(),
                kind: Some(CodeActionKind::SOURCE_FIX_ALL),
                edit: Some(edit(session, spec, &safe)),
                ..CodeAction::default()
            });
        }
    }
    // Two specs that share the document offer the same.
    let mut offered: Vec<CodeAction> = Vec::new();
    for action in found {
        if !offered.contains(&action) {
            offered.push(action);
        }
    }
    Some(
        offered
            .into_iter()
            .map(CodeActionOrCommand::CodeAction)
            .collect(),
    )
}

/// The range and text of the name that can be renamed at a place.
pub(super) fn prepare(
    session: &Session<'_>,
    params: TextDocumentPositionParams,
) -> Result<Option<PrepareRenameResponse>, Fault> {
    let Some(at) = place(session, &params) else {
        return Ok(None);
    };
    let span = renaming::prepare(at.spec, at.file, at.offset)
        .ok_or_else(|| Fault::refused("there is no name here that can be changed"))?;
    Ok(Some(PrepareRenameResponse::RangeWithPlaceholder {
        range: Lines::new(at.spec.sources()).range(span),
        placeholder: at.spec.sources().slice(span).to_owned(),
    }))
}

/// The edits that rename the name at a place, in every spec that the document belongs to.
pub(super) fn rename(
    session: &Session<'_>,
    params: RenameParams,
) -> Result<Option<WorkspaceEdit>, Fault> {
    let Some(at) = place(session, &params.text_document_position) else {
        return Ok(None);
    };
    if renaming::prepare(at.spec, at.file, at.offset).is_none() {
        return Err(Fault::refused("there is no name here that can be changed"));
    }
    let Some(usage) = symbols::at(at.spec, at.file, at.offset) else {
        return Ok(None);
    };
    let mut edits = Edits::default();
    for (spec, _) in session.workspace.specs_of(&at.identity) {
        let spans = renaming::rename(spec, &usage.symbol, &params.new_name);
        for span in spans.map_err(Fault::refused)? {
            edits.add(session, spec, span, &params.new_name);
        }
    }
    Ok(Some(edits.finish()))
}

/// The edits of fixes.
fn edit(session: &Session<'_>, spec: &Spec, fixes: &[&Fix]) -> WorkspaceEdit {
    let mut edits = Edits::default();
    for edit in fixes.iter().flat_map(|fix| &fix.edits) {
        edits.add(session, spec, edit.span, &edit.text);
    }
    edits.finish()
}

/// Edits by file.
#[derive(Default)]
struct Edits {
    by_uri: BTreeMap<String, Vec<TextEdit>>,
}

impl Edits {
    fn add(&mut self, session: &Session<'_>, spec: &Spec, span: Span, text: &str) {
        let uri = session.uri(spec.sources().name(span.file));
        let edit = TextEdit::new(Lines::new(spec.sources()).range(span), text.to_owned());
        let edits = self.by_uri.entry(uri).or_default();
        if !edits.contains(&edit) {
            edits.push(edit);
        }
    }

    fn finish(self) -> WorkspaceEdit {
        let edits = self.by_uri.into_iter();
        let edits = edits.filter_map(|(uri, edits)| Some((Uri::from_str(&uri).ok()?, edits)));
        WorkspaceEdit {
            changes: Some(edits.collect()),
            ..WorkspaceEdit::default()
        }
    }
}

/// A title as editors show it, with a capital letter.
fn sentence(title: &str) -> String {
    let mut letters = title.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).collect()
}
