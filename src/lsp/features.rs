//! Requests about a position, translated between the protocol and `ide`.

use gen_lsp_types::{
    ActiveParameter, BaseSymbolInformation, CompletionItem, CompletionItemKind,
    CompletionItemTextEdit, CompletionList, CompletionParams, CompletionResponse, Contents,
    DocumentSymbol, DocumentSymbolParams, Documentation, FoldingRange, FoldingRangeKind,
    FoldingRangeParams, Hover, HoverParams, InlayHint, InlayHintParams, InsertTextFormat, Label,
    Location, MarkupContent, MarkupKind, ParameterInformation, ParameterInformationLabel, Range,
    SemanticToken, SemanticTokens, SemanticTokensParams, SignatureHelp, SignatureHelpParams,
    SignatureInformation, SymbolInformation, SymbolKind, TextDocumentPositionParams, TextEdit,
    Tooltip, Uri, WorkspaceSymbolParams,
};

use crate::ide::outline::{OutlineEntry, OutlineKind};
use crate::ide::{
    Completion, CompletionKind, Document, Spec, completion, folding, hover, inlay, outline,
    signature, tokens,
};
use crate::lsp::capabilities::token_type;
use crate::lsp::lines::Lines;
use crate::lsp::session::Session;
use crate::source::{FileId, LineIndex, offset_of};

/// A position in an open document, and a spec that the document belongs to.
pub(super) struct Place<'s> {
    /// The document's identity.
    pub(super) identity: String,
    /// The spec.
    pub(super) spec: &'s Spec,
    /// The document in it.
    pub(super) file: FileId,
    /// The position.
    pub(super) offset: u32,
}

/// Finds the open document of a URI.
pub(super) fn document<'s>(session: &'s Session<'_>, uri: &Uri) -> Option<(String, &'s Document)> {
    let identity = session.identity(uri.as_ref());
    let document = session.workspace.document(&identity)?;
    Some((identity, document))
}

/// Finds the position in an open document.
pub(super) fn place<'s>(
    session: &'s Session<'_>,
    at: &TextDocumentPositionParams,
) -> Option<Place<'s>> {
    let (identity, document) = document(session, &at.text_document.uri)?;
    let offset = session
        .client
        .encoding
        .offset(&document.text, &document.index, at.position);
    let (spec, file) = session.workspace.spec_of(&identity)?;
    Some(Place {
        identity,
        spec,
        file,
        offset,
    })
}

/// Returns the completions at a position.
pub(super) fn completion(
    session: &Session<'_>,
    params: CompletionParams,
) -> Option<CompletionResponse> {
    let at = place(session, &params.text_document_position_params)?;
    let includable = || session.workspace.includable(&at.identity);
    let addresses = || session.workspace.addresses(&at.identity, at.offset);
    let surroundings = completion::FileContext {
        includable: &includable,
        addresses: &addresses,
    };
    let facts = session.workspace.facts();
    let found = completion::at(at.spec, facts, at.file, at.offset, &surroundings);
    let range = session.lines(at.spec.sources()).range(found.replaced);
    let items = found.items.into_iter().enumerate();
    let items = items
        .map(|(rank, it)| item(session, it, rank, range))
        .collect();
    Some(match found.is_cut {
        true => CompletionResponse::CompletionList(CompletionList {
            is_incomplete: true,
            item_defaults: None,
            apply_kind: None,
            items,
        }),
        false => CompletionResponse::CompletionItemList(items),
    })
}

fn item(session: &Session<'_>, it: Completion, rank: usize, range: Range) -> CompletionItem {
    let snippet = it.snippet.filter(|_| session.client.snippets);
    CompletionItem {
        insert_text_format: snippet.as_ref().map(|_| InsertTextFormat::Snippet),
        kind: Some(match it.kind {
            CompletionKind::Keyword => CompletionItemKind::Keyword,
            CompletionKind::Setting => CompletionItemKind::Property,
            CompletionKind::Name => CompletionItemKind::Class,
            CompletionKind::Param => CompletionItemKind::Variable,
            CompletionKind::Value => CompletionItemKind::Value,
        }),
        detail: it.detail,
        documentation: it
            .docs
            .map(|docs| Documentation::MarkupContent(markup(session, docs))),
        sort_text: Some(format!("{rank:04}")),
        filter_text: Some(it.label.clone()),
        text_edit: Some(CompletionItemTextEdit::TextEdit(TextEdit::new(
            range,
            snippet.unwrap_or_else(|| it.label.clone()),
        ))),
        label: it.label,
        ..CompletionItem::default()
    }
}

/// Returns Markdown, or plain text for an editor that does not show Markdown.
fn markup(session: &Session<'_>, value: String) -> MarkupContent {
    if session.client.markdown {
        return MarkupContent {
            kind: MarkupKind::Markdown,
            value,
        };
    }
    let lines = value.lines().filter(|line| !line.starts_with("```"));
    let lines: Vec<String> = lines
        .map(|line| line.replace("**", "").replace('`', ""))
        .collect();
    MarkupContent {
        kind: MarkupKind::PlainText,
        value: lines.join("\n"),
    }
}

/// Returns the hover text of a position.
pub(super) fn hover(session: &Session<'_>, params: HoverParams) -> Option<Hover> {
    let at = place(session, &params.text_document_position_params)?;
    let found = hover::at(at.spec, session.workspace.facts(), at.file, at.offset)?;
    Some(Hover {
        contents: Contents::MarkupContent(markup(session, found.text)),
        range: Some(session.lines(at.spec.sources()).range(found.span)),
    })
}

/// Returns the items of a document.
pub(super) fn outline(
    session: &Session<'_>,
    params: DocumentSymbolParams,
) -> Option<Vec<DocumentSymbol>> {
    let (identity, _) = document(session, &params.text_document.uri)?;
    let (spec, file) = session.workspace.spec_of(&identity)?;
    let mut lines = session.lines(spec.sources());
    let entries = outline::entries(&spec.files, file);
    Some(
        entries
            .into_iter()
            .map(|it| symbol(it, &mut lines))
            .collect(),
    )
}

fn symbol(entry: OutlineEntry, lines: &mut Lines<'_>) -> DocumentSymbol {
    let children = entry.children.into_iter();
    let children: Vec<DocumentSymbol> = children.map(|it| symbol(it, lines)).collect();
    #[expect(
        deprecated,
        reason = "a deprecated field of the type is still required"
    )]
    DocumentSymbol {
        name: entry.name,
        detail: Some(entry.detail),
        kind: symbol_kind(entry.kind),
        tags: None,
        deprecated: None,
        range: lines.range(entry.span),
        selection_range: lines.range(entry.name_span),
        children: (!children.is_empty()).then_some(children),
    }
}

fn symbol_kind(kind: OutlineKind) -> SymbolKind {
    match kind {
        OutlineKind::Gateway => SymbolKind::Module,
        OutlineKind::Route => SymbolKind::Method,
        OutlineKind::Group => SymbolKind::Namespace,
        OutlineKind::Backend => SymbolKind::Class,
        OutlineKind::Network => SymbolKind::Package,
        OutlineKind::Auth => SymbolKind::Interface,
        OutlineKind::Param => SymbolKind::Variable,
        OutlineKind::Env => SymbolKind::Enum,
        OutlineKind::Output => SymbolKind::Property,
        OutlineKind::Include => SymbolKind::File,
        OutlineKind::Expect => SymbolKind::Event,
    }
}

/// Finds the items of all specs in the workspace that contain all letters of the query in order.
pub(super) fn workspace_symbols(
    session: &Session<'_>,
    params: WorkspaceSymbolParams,
) -> Option<Vec<SymbolInformation>> {
    let query = params.query.to_lowercase();
    let mut found = Vec::new();
    for files in session.workspace.everything() {
        let mut lines = session.lines(&files.sources);
        for (file, source) in files.sources.iter() {
            let uri = Uri::from(session.uri(&source.name));
            let mut waiting = outline::entries(&files, file);
            waiting.reverse();
            while let Some(entry) = waiting.pop() {
                let children = entry.children.iter().rev().cloned();
                waiting.extend(children);
                if matches_query(&entry.name.to_lowercase(), &query) {
                    #[expect(
                        deprecated,
                        reason = "a deprecated field of the type is still required"
                    )]
                    found.push(SymbolInformation {
                        deprecated: None,
                        location: Location::new(uri.clone(), lines.range(entry.name_span)),
                        base_symbol_information: BaseSymbolInformation {
                            name: entry.name,
                            kind: symbol_kind(entry.kind),
                            tags: None,
                            container_name: Some(entry.detail),
                        },
                    });
                }
            }
        }
    }
    Some(found)
}

fn matches_query(name: &str, query: &str) -> bool {
    let mut letters = name.chars();
    query
        .chars()
        .all(|wanted| letters.any(|letter| letter == wanted))
}

/// Returns the foldable ranges of a document.
pub(super) fn folds(
    session: &Session<'_>,
    params: FoldingRangeParams,
) -> Option<Vec<FoldingRange>> {
    let (_, document) = document(session, &params.text_document.uri)?;
    let folds = folding::folds(&document.text, &document.index).into_iter();
    Some(
        folds
            .map(|fold| FoldingRange {
                start_line: offset_of(fold.first),
                end_line: offset_of(fold.last),
                kind: fold.comment.then_some(FoldingRangeKind::Comment),
                ..FoldingRange::default()
            })
            .collect(),
    )
}

/// Returns the inlay hints of a range.
pub(super) fn hints(session: &Session<'_>, params: InlayHintParams) -> Option<Vec<InlayHint>> {
    let (identity, document) = document(session, &params.text_document.uri)?;
    let (spec, file) = session.workspace.spec_of(&identity)?;
    let encoding = session.client.encoding;
    let offset = |at| encoding.offset(&document.text, &document.index, at);
    let found = inlay::hints(
        spec,
        file,
        offset(params.range.start),
        offset(params.range.end),
    );
    let hint = |hint: inlay::Hint| InlayHint {
        position: encoding.position(&document.text, &document.index, hint.at),
        label: Label::String(hint.label),
        kind: None,
        text_edits: None,
        tooltip: Some(Tooltip::String(hint.tooltip.to_owned())),
        padding_left: None,
        padding_right: None,
        data: None,
    };
    Some(found.into_iter().map(hint).collect())
}

/// Returns the form of the item or setting at a position.
pub(super) fn signature(
    session: &Session<'_>,
    params: SignatureHelpParams,
) -> Option<SignatureHelp> {
    let at = &params.text_document_position_params;
    let at = place(session, at)?;
    let found = signature::at(at.spec, at.file, at.offset)?;
    let index = LineIndex::new(&found.form);
    let column = |at| index.utf16(&found.form, at).1;
    let parts = found.parts.iter();
    let parameters = parts.map(|(start, end)| ParameterInformation {
        label: ParameterInformationLabel::Tuple((column(*start), column(*end))),
        documentation: None,
    });
    let signature = SignatureInformation {
        parameters: Some(parameters.collect()),
        documentation: found
            .docs
            .map(|docs| Documentation::String(docs.to_owned())),
        active_parameter: Some(ActiveParameter::Int(found.active)),
        label: found.form.clone(),
    };
    Some(SignatureHelp {
        signatures: vec![signature],
        active_signature: Some(0),
        active_parameter: Some(ActiveParameter::Int(found.active)),
    })
}

/// Returns the semantic tokens of a document.
pub(super) fn tokens(
    session: &Session<'_>,
    params: SemanticTokensParams,
) -> Option<SemanticTokens> {
    let (identity, document) = document(session, &params.text_document.uri)?;
    let (spec, file) = session.workspace.spec_of(&identity)?;
    let text = &*document.text;
    // Columns are counted from token to token, since counting from the start of a long line would be quadratic.
    let units = |from: u32, to: u32| {
        // INVARIANT: tokens are in order, and between characters.
        let Some(between) = text.get(from as usize..to as usize) else {
            never!("no text between {from} and {to}");
        };
        session.client.encoding.length(between)
    };
    let mut data = Vec::new();
    let (mut last_line, mut last_start) = (0, 0);
    for token in tokens::tokens(spec, file) {
        let line = document.index.line_of(token.start);
        if line != last_line {
            let Some(start) = document.index.line_start(line) else {
                never!("no line {line}");
            };
            last_start = start;
        }
        data.push(SemanticToken {
            delta_line: offset_of(line - last_line),
            delta_start: units(last_start, token.start),
            length: units(token.start, token.end),
            token_type: token_type(token.kind),
            token_modifiers_bitset: u32::from(token.declares),
        });
        (last_line, last_start) = (line, token.start);
    }
    Some(SemanticTokens {
        result_id: None,
        data,
    })
}
