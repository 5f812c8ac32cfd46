//! Navigation: declarations, references, included files, and selection ranges.

use std::collections::HashSet;

use gen_lsp_types::{
    DefinitionParams, DocumentHighlight, DocumentHighlightKind, DocumentHighlightParams,
    DocumentLink, DocumentLinkParams, Location, Range, ReferenceParams, SelectionRange,
    SelectionRangeParams, Uri,
};

use crate::driver;
use crate::ide::{Spec, path_variables, requests, selection, symbols};
use crate::lsp::features::{document, place};
use crate::lsp::session::Session;
use crate::source::Span;

/// Finds the declaration of the name at a position, the files that it includes, or the route that its test is about.
pub(super) fn definition(session: &Session<'_>, params: DefinitionParams) -> Option<Vec<Location>> {
    let at = place(session, &params.text_document_position_params)?;
    if let Some((_, path)) = symbols::include_at(at.spec, at.file, at.offset) {
        let host = session.workspace.host();
        let paths = driver::included_paths(host, &at.identity, path).into_iter();
        let files = paths.map(|path| host.identity(&at.identity, &path));
        let known = files.filter(|file| at.spec.file(file).is_some());
        let uris = known.map(|file| Uri::from(session.uri(&file)));
        let starts = uris.map(|uri| Location::new(uri, Range::default()));
        return Some(starts.collect());
    }
    if let Some(variable) = path_variables::at(at.spec, at.file, at.offset) {
        return Some(locations(session, at.spec, &[variable.declaration]));
    }
    if let Some(usage) = symbols::at(at.spec, at.file, at.offset) {
        let spans = symbols::definitions(at.spec, &usage.symbol);
        return Some(locations(session, at.spec, &spans));
    }
    let facts = session.workspace.facts();
    let route = requests::route_of_test(at.spec, facts, at.file, at.offset)?;
    Some(locations(session, at.spec, &[route]))
}

/// Finds every use of the name at a position, in every spec that the document belongs to.
pub(super) fn references(session: &Session<'_>, params: ReferenceParams) -> Option<Vec<Location>> {
    let at = place(session, &params.text_document_position_params)?;
    if let Some(variable) = path_variables::at(at.spec, at.file, at.offset) {
        return Some(locations(session, at.spec, &variable.places));
    }
    let usage = symbols::at(at.spec, at.file, at.offset)?;
    let declarations = params.context.include_declaration;
    let mut found: Vec<Location> = Vec::new();
    let mut known = HashSet::new();
    for (spec, _) in session.workspace.specs_of(&at.identity) {
        let spans = symbols::references(spec, &usage.symbol, declarations);
        for location in locations(session, spec, &spans) {
            if known.insert(location.clone()) {
                found.push(location);
            }
        }
    }
    Some(found)
}

/// Finds every occurrence of the name at a position in the same document.
pub(super) fn highlights(
    session: &Session<'_>,
    params: DocumentHighlightParams,
) -> Option<Vec<DocumentHighlight>> {
    let at = place(session, &params.text_document_position_params)?;
    let spans = match path_variables::at(at.spec, at.file, at.offset) {
        Some(variable) => variable.places,
        None => {
            let usage = symbols::at(at.spec, at.file, at.offset)?;
            symbols::references(at.spec, &usage.symbol, true)
        }
    };
    let mut lines = session.lines(at.spec.sources());
    let here = spans.into_iter().filter(|span| span.file == at.file);
    let shown = here.map(|span| DocumentHighlight {
        range: lines.range(span),
        kind: Some(DocumentHighlightKind::Text),
    });
    Some(shown.collect())
}

/// Returns the included files of a document as links.
pub(super) fn includes(
    session: &Session<'_>,
    params: DocumentLinkParams,
) -> Option<Vec<DocumentLink>> {
    let (identity, _) = document(session, &params.text_document.uri)?;
    let (spec, file) = session.workspace.spec_of(&identity)?;
    let mut lines = session.lines(spec.sources());
    let found = symbols::includes(spec, file).into_iter();
    let link = |(span, path): (Span, &str)| {
        let target = session.workspace.host().identity(&identity, path);
        spec.file(&target)?;
        Some(DocumentLink {
            range: lines.range(span),
            target: Some(Uri::from(session.uri(&target))),
            tooltip: None,
            data: None,
        })
    };
    Some(found.filter_map(link).collect())
}

/// Returns the nested selections at each position: the word, the line, the item, and the enclosing blocks.
pub(super) fn selections(
    session: &Session<'_>,
    params: SelectionRangeParams,
) -> Option<Vec<SelectionRange>> {
    let (_, document) = document(session, &params.text_document.uri)?;
    let encoding = session.client.encoding;
    let (text, index) = (&document.text, &document.index);
    let of = |position| {
        let offset = encoding.offset(text, index, position);
        let mut ranges = selection::ranges(text, offset).into_iter().rev();
        let Some(whole) = ranges.next() else {
            never!("no selection, not even the whole text");
        };
        let range = |(start, end)| encoding.range(text, index, start, end);
        let outermost = SelectionRange {
            range: range(whole),
            parent: None,
        };
        ranges.fold(outermost, |parent, inner| SelectionRange {
            range: range(inner),
            parent: Some(Box::new(parent)),
        })
    };
    Some(params.positions.into_iter().map(of).collect())
}

fn locations(session: &Session<'_>, spec: &Spec, spans: &[Span]) -> Vec<Location> {
    let mut lines = session.lines(spec.sources());
    let spans = spans.iter();
    spans
        .map(|span| {
            let uri = session.uri(spec.sources().name(span.file));
            Location::new(Uri::from(uri), lines.range(*span))
        })
        .collect()
}
