//! The capabilities that the server announces to an editor.

use gen_lsp_types::{
    CodeActionKind, CodeActionOptions, CodeActionProvider, CodeLensOptions, CompletionOptions,
    DiagnosticOptions, DiagnosticProvider, DocumentLinkOptions, ExecuteCommandOptions,
    FileOperationFilter, FileOperationOptions, FileOperationPattern,
    FileOperationRegistrationOptions, RenameOptions, RenameProvider, SemanticTokenModifiers,
    SemanticTokenTypes, SemanticTokensLegend, SemanticTokensOptions, ServerCapabilities,
    SignatureHelpOptions, TextDocumentSync, TextDocumentSyncKind, TextDocumentSyncOptions,
    WorkspaceFoldersServerCapabilities, WorkspaceOptions,
};

use crate::ide::tokens::HighlightKind;
use crate::lsp::lenses;
use crate::lsp::session::ClientSupport;

/// Returns all capabilities.
pub(super) fn all(client: ClientSupport) -> ServerCapabilities {
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
    ServerCapabilities {
        position_encoding: Some(client.encoding.kind()),
        document_link_provider: Some(DocumentLinkOptions {
            resolve_provider: Some(false),
            work_done_progress_options: Default::default(),
        }),
        selection_range_provider: Some(true.into()),
        document_range_formatting_provider: Some(true.into()),
        code_lens_provider: Some(CodeLensOptions {
            resolve_provider: Some(false),
            work_done_progress_options: Default::default(),
        }),
        execute_command_provider: Some(ExecuteCommandOptions {
            commands: words(&[lenses::TRACE, lenses::EXPLAIN]),
            work_done_progress_options: Default::default(),
        }),
        diagnostic_provider: client.pulls_findings.then(|| {
            DiagnosticProvider::DiagnosticOptions(DiagnosticOptions {
                identifier: Some("gwc".to_owned()),
                inter_file_dependencies: true,
                workspace_diagnostics: false,
                work_done_progress_options: Default::default(),
            })
        }),
        text_document_sync: Some(TextDocumentSync::Options(TextDocumentSyncOptions {
            open_close: Some(true),
            change: Some(TextDocumentSyncKind::Incremental),
            save: Some(true.into()),
            ..TextDocumentSyncOptions::default()
        })),
        completion_provider: Some(CompletionOptions {
            trigger_characters: Some(words(&[" ", "$", "/", "{", ".", "[", "\""])),
            ..CompletionOptions::default()
        }),
        hover_provider: Some(true.into()),
        definition_provider: Some(true.into()),
        references_provider: Some(true.into()),
        document_highlight_provider: Some(true.into()),
        document_symbol_provider: Some(true.into()),
        workspace_symbol_provider: Some(true.into()),
        document_formatting_provider: Some(true.into()),
        folding_range_provider: Some(true.into()),
        inlay_hint_provider: Some(true.into()),
        rename_provider: Some(RenameProvider::RenameOptions(RenameOptions {
            prepare_provider: Some(true),
            work_done_progress_options: Default::default(),
        })),
        code_action_provider: Some(CodeActionProvider::CodeActionOptions(CodeActionOptions {
            code_action_kinds: Some(vec![CodeActionKind::QuickFix, CodeActionKind::SourceFixAll]),
            ..CodeActionOptions::default()
        })),
        signature_help_provider: Some(SignatureHelpOptions {
            trigger_characters: Some(words(&[" "])),
            ..SignatureHelpOptions::default()
        }),
        semantic_tokens_provider: Some(
            SemanticTokensOptions {
                legend: legend(),
                full: Some(true.into()),
                ..SemanticTokensOptions::default()
            }
            .into(),
        ),
        workspace: Some(WorkspaceOptions {
            workspace_folders: Some(WorkspaceFoldersServerCapabilities {
                supported: Some(true),
                change_notifications: Some(true.into()),
            }),
            file_operations: Some(FileOperationOptions {
                will_rename: Some(FileOperationRegistrationOptions {
                    filters: vec![FileOperationFilter {
                        scheme: Some("file".to_owned()),
                        pattern: FileOperationPattern {
                            glob: "**/*.gw".to_owned(),
                            ..FileOperationPattern::default()
                        },
                    }],
                }),
                ..FileOperationOptions::default()
            }),
            text_document_content: None,
        }),
        ..ServerCapabilities::default()
    }
}

/// Returns the index of a token's kind in the legend.
pub(super) fn token_type(kind: HighlightKind) -> u32 {
    match kind {
        HighlightKind::Keyword => 0,
        HighlightKind::Property => 1,
        HighlightKind::Backend => 2,
        HighlightKind::Auth => 3,
        HighlightKind::Name => 4,
        HighlightKind::Param => 5,
        HighlightKind::Method => 6,
        HighlightKind::Path | HighlightKind::Text => 7,
        HighlightKind::Number => 8,
        HighlightKind::Comment => 9,
        HighlightKind::Operator => 10,
    }
}

fn legend() -> SemanticTokensLegend {
    let types = [
        SemanticTokenTypes::Keyword,
        SemanticTokenTypes::Property,
        SemanticTokenTypes::Class,
        SemanticTokenTypes::Interface,
        SemanticTokenTypes::Variable,
        SemanticTokenTypes::Parameter,
        SemanticTokenTypes::Method,
        SemanticTokenTypes::String,
        SemanticTokenTypes::Number,
        SemanticTokenTypes::Comment,
        SemanticTokenTypes::Operator,
    ];
    SemanticTokensLegend {
        token_types: types.map(|it| it.to_string()).to_vec(),
        token_modifiers: vec![SemanticTokenModifiers::Declaration.to_string()],
    }
}
