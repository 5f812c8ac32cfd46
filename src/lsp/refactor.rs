//! Requests answered with text edits: formatting, fixes and renaming.

use std::collections::{BTreeMap, BTreeSet};

use gen_lsp_types::{
    CodeAction, CodeActionKind, CodeActionParams, CodeActionResponse, Command, Diagnostic,
    DocumentFormattingParams, DocumentRangeFormattingParams, PrepareRenamePlaceholder,
    PrepareRenameResult, RenameFilesParams, RenameParams, TextDocumentPositionParams, TextEdit,
    Uri, WorkspaceEdit,
};

use crate::diag::Fix;
use crate::ide::{
    Spec, actions as fixes, formatting, named_edits, path_variables, rename as renaming, symbols,
};
use crate::lsp::features::{document, place};
use crate::lsp::lenses;
use crate::lsp::lines::Lines;
use crate::lsp::publish::finding;
use crate::lsp::session::{RequestError, Session};
use crate::source::Span;

/// Returns the edits that format a document; none if it has syntax errors, so that saving always works.
pub(super) fn format(
    session: &Session<'_>,
    params: DocumentFormattingParams,
) -> Result<Option<Vec<TextEdit>>, RequestError> {
    let Some((_, document)) = document(session, &params.text_document.uri) else {
        return Ok(None);
    };
    let change = formatting::change(&document.text);
    let change = change.map_err(|error| RequestError::refusal(error.to_string()))?;
    let edit = change.map(|change| {
        let range = session.client.encoding.range(
            &document.text,
            &document.index,
            change.start,
            change.end,
        );
        TextEdit::new(range, change.text)
    });
    Ok(Some(edit.into_iter().collect()))
}

/// Returns the edits of a range: those of the whole document that touch its lines.
pub(super) fn format_range(
    session: &Session<'_>,
    params: DocumentRangeFormattingParams,
) -> Result<Option<Vec<TextEdit>>, RequestError> {
    let Some((_, document)) = document(session, &params.text_document.uri) else {
        return Ok(None);
    };
    let encoding = session.client.encoding;
    let (text, index) = (&document.text, &document.index);
    let from = encoding.offset(text, index, params.range.start);
    let to = encoding.offset(text, index, params.range.end);
    let changes = formatting::changes(text);
    let changes = changes.map_err(|error| RequestError::refusal(error.to_string()))?;
    let inside = changes
        .into_iter()
        .filter(|change| change.start <= to && from <= change.end);
    let edit = |change: formatting::Change| {
        TextEdit::new(
            encoding.range(text, index, change.start, change.end),
            change.text,
        )
    };
    Ok(Some(inside.map(edit).collect()))
}

/// The maximum number of findings of a range to offer fixes for. Longer lists are of no use, and "apply all" is a
/// separate action.
const MOST_FINDINGS: usize = 100;

/// Returns the fixes of the findings in a range.
pub(super) fn actions(
    session: &Session<'_>,
    params: CodeActionParams,
) -> Option<Vec<CodeActionResponse>> {
    let (identity, document) = document(session, &params.text_document.uri)?;
    let encoding = session.client.encoding;
    let offset = |at| encoding.offset(&document.text, &document.index, at);
    let (from, to) = (offset(params.range.start), offset(params.range.end));
    let wanted = |kind: &CodeActionKind| {
        let only = params.context.only.as_ref();
        only.is_none_or(|only| {
            only.iter()
                .any(|it| kind.to_string().starts_with(&it.to_string()))
        })
    };
    let quick_fixes = wanted(&CodeActionKind::QuickFix);
    let mut found: Vec<CodeAction> = Vec::new();
    for (spec, file) in session.workspace.specs_of(&identity) {
        let mut lines = session.lines(spec.sources());
        let mut here = fixes::findings(spec, file, from, to);
        here.truncate(if quick_fixes { MOST_FINDINGS } else { 0 });
        let mut rest = Vec::new();
        for diagnostic in here {
            let code = diagnostic.code.to_string();
            let shown = finding(spec, &mut lines, diagnostic, &|identity| {
                session.uri(identity)
            });
            let shown: Diagnostic = serde_json::from_value(shown)
                .unwrap_or_else(|error| never!("not a diagnostic of the protocol: {error}"));
            let action = |title: String| CodeAction {
                title,
                kind: Some(CodeActionKind::QuickFix),
                diagnostics: Some(vec![shown.clone()]),
                ..CodeAction::default()
            };
            if let Some(fix) = &diagnostic.fix {
                found.push(CodeAction {
                    edit: Some(edit(session, &mut lines, spec, &[fix])),
                    is_preferred: Some(fix.safe),
                    ..action(sentence(&fix.title))
                });
            }
            for fix in named_edits::edits(spec, session.workspace.facts(), diagnostic) {
                rest.push(CodeAction {
                    edit: Some(edit(session, &mut lines, spec, &[&fix])),
                    ..action(sentence(&fix.title))
                });
            }
            if let Some(fix) = fixes::allow(spec, diagnostic) {
                rest.push(CodeAction {
                    edit: Some(edit(session, &mut lines, spec, &[&fix])),
                    ..action(format!("Silence with `allow {code}`"))
                });
            }
            rest.push(CodeAction {
                command: Some(Command {
                    title: format!("Explain {code}"),
                    tooltip: None,
                    command: lenses::EXPLAIN.to_owned(),
                    arguments: Some(vec![serde_json::Value::String(code.clone())]),
                }),
                ..action(format!("Explain {code}"))
            });
        }
        found.append(&mut rest);
        let safe = fixes::safe_fixes(spec, file);
        if wanted(&CodeActionKind::SourceFixAll) && !safe.is_empty() {
            found.push(CodeAction {
                title: "Apply all safe fixes of gwc".to_owned(),
                kind: Some(CodeActionKind::SourceFixAll),
                edit: Some(edit(session, &mut lines, spec, &safe)),
                ..CodeAction::default()
            });
        }
    }
    // Two specs that share the document offer the same fixes.
    let mut known = BTreeSet::new();
    let written = |action: &CodeAction| {
        let text = serde_json::to_string(action);
        text.unwrap_or_else(|error| never!("an action without JSON: {error}"))
    };
    found.retain(|action| known.insert(written(action)));
    Some(
        found
            .into_iter()
            .map(CodeActionResponse::CodeAction)
            .collect(),
    )
}

/// Returns the range and text of the renamable name at a position.
pub(super) fn prepare(
    session: &Session<'_>,
    params: TextDocumentPositionParams,
) -> Result<Option<PrepareRenameResult>, RequestError> {
    let Some(at) = place(session, &params) else {
        return Ok(None);
    };
    if let Some(variable) = path_variables::at(at.spec, at.file, at.offset) {
        let touched = variable.places.iter().find(|span| span.touches(at.offset));
        return Ok(Some(PrepareRenameResult::PrepareRenamePlaceholder(
            PrepareRenamePlaceholder {
                range: session
                    .lines(at.spec.sources())
                    .range(*touched.unwrap_or(&variable.declaration)),
                placeholder: variable.name,
            },
        )));
    }
    let span = renaming::prepare(at.spec, at.file, at.offset)
        .ok_or_else(|| RequestError::refusal("nothing here can be renamed"))?;
    Ok(Some(PrepareRenameResult::PrepareRenamePlaceholder(
        PrepareRenamePlaceholder {
            range: session.lines(at.spec.sources()).range(span),
            placeholder: at.spec.sources().slice(span).to_owned(),
        },
    )))
}

/// Renames the name at a position in every spec that the document belongs to.
pub(super) fn rename(
    session: &Session<'_>,
    params: RenameParams,
) -> Result<Option<WorkspaceEdit>, RequestError> {
    let Some(at) = place(session, &params.text_document_position_params) else {
        return Ok(None);
    };
    if let Some(variable) = path_variables::at(at.spec, at.file, at.offset) {
        if !is_variable_name(&params.new_name) {
            let message = format!("invalid name of a path variable `{}`", params.new_name);
            return Err(RequestError::refusal(message));
        }
        let mut edits = Edits::default();
        let mut lines = session.lines(at.spec.sources());
        for span in variable.places {
            let name = at.spec.sources().name(span.file);
            edits.add(session, &mut lines, (name, span), &params.new_name);
        }
        return Ok(Some(edits.finish()));
    }
    if renaming::prepare(at.spec, at.file, at.offset).is_none() {
        return Err(RequestError::refusal("nothing here can be renamed"));
    }
    let Some(usage) = symbols::at(at.spec, at.file, at.offset) else {
        never!("a name to rename that is not a name");
    };
    let mut edits = Edits::default();
    for (spec, _) in session.workspace.specs_of(&at.identity) {
        let spans = renaming::rename(spec, &usage.symbol, &params.new_name);
        let mut lines = session.lines(spec.sources());
        for span in spans.map_err(RequestError::refusal)? {
            let name = spec.sources().name(span.file);
            edits.add(session, &mut lines, (name, span), &params.new_name);
        }
    }
    Ok(Some(edits.finish()))
}

/// Updates the `include` lines of files that are about to be renamed.
pub(super) fn rename_files(
    session: &Session<'_>,
    params: RenameFilesParams,
) -> Option<WorkspaceEdit> {
    let mut edits = Edits::default();
    for renamed in params.files {
        let old = session.identity(renamed.old_uri.as_ref());
        let new = session.identity(renamed.new_uri.as_ref());
        for spec in session.workspace.specs() {
            let mut lines = session.lines(spec.sources());
            for (file, source) in spec.sources().iter() {
                for (span, path) in symbols::includes(spec, file) {
                    let target = session.workspace.host().identity(&source.name, path);
                    if target == old
                        && let Some(path) = relative(&source.name, &new)
                    {
                        let text = format!("\"{path}\"");
                        edits.add(session, &mut lines, (&source.name, span), &text);
                    }
                }
            }
        }
    }
    (!edits.by_uri.is_empty()).then(|| edits.finish())
}

/// Returns the path of a file relative to the folder of another, with `/` between folders.
fn relative(from: &str, to: &str) -> Option<String> {
    let parts =
        |path: &str| -> Vec<String> { path.split(['/', '\\']).map(str::to_owned).collect() };
    let (mut from, to) = (parts(from), parts(to));
    from.pop();
    let shared = from
        .iter()
        .zip(&to)
        .take_while(|(from, to)| from == to)
        .count();
    let up = from.len().checked_sub(shared)?;
    let mut path = vec!["..".to_owned(); up];
    path.extend(to.get(shared..)?.iter().cloned());
    Some(path.join("/"))
}

/// Returns true if API Gateway accepts the name of a path variable.
fn is_variable_name(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.'))
}

/// Converts fixes to edits.
fn edit(
    session: &Session<'_>,
    lines: &mut Lines<'_>,
    spec: &Spec,
    fixes: &[&Fix],
) -> WorkspaceEdit {
    let mut edits = Edits::default();
    for edit in fixes.iter().flat_map(|fix| &fix.edits) {
        let name = spec.sources().name(edit.span.file);
        edits.add(session, lines, (name, edit.span), &edit.text);
    }
    edits.finish()
}

/// Edits, grouped by file. Two specs that share a file have the same edits in it.
#[derive(Default)]
struct Edits {
    by_uri: BTreeMap<String, Vec<TextEdit>>,
    known: BTreeSet<(String, u32, u32, String)>,
}

impl Edits {
    fn add(
        &mut self,
        session: &Session<'_>,
        lines: &mut Lines<'_>,
        place: (&str, Span),
        text: &str,
    ) {
        let (name, span) = place;
        let edit = (name.to_owned(), span.start, span.end, text.to_owned());
        if self.known.insert(edit) {
            let edit = TextEdit::new(lines.range(span), text.to_owned());
            let edits = self.by_uri.entry(session.uri(name)).or_default();
            edits.push(edit);
        }
    }

    fn finish(self) -> WorkspaceEdit {
        let edits = self.by_uri.into_iter();
        let edits = edits.map(|(uri, edits)| (Uri::from(uri), edits));
        WorkspaceEdit {
            changes: Some(edits.collect()),
            ..WorkspaceEdit::default()
        }
    }
}

/// Capitalizes a title for editors.
fn sentence(title: &str) -> String {
    let mut letters = title.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).collect()
}
