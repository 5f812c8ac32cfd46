//! Code lenses on routes and tests, and their commands.

use gen_lsp_types::{CodeLens, CodeLensParams, Command, ExecuteCommandParams};
use serde_json::{Value, json};

use crate::diag::codes;
use crate::ide::requests;
use crate::lsp::features::document;
use crate::lsp::session::{RequestError, Session};

/// The command that traces a request; its arguments are the document's URI, a method and a path.
pub(super) const TRACE: &str = "gwc.trace";
/// The command that explains a diagnostic; its argument is a code.
pub(super) const EXPLAIN: &str = "gwc.explain";

/// Returns the lenses of a document: each route can be traced, and each test shows its result.
pub(super) fn lenses(session: &Session<'_>, params: CodeLensParams) -> Option<Vec<CodeLens>> {
    let uri = params.text_document.uri;
    let (identity, _) = document(session, &uri)?;
    let (spec, file) = session.workspace.spec_of(&identity)?;
    let mut lines = session.lines(spec.sources());
    let root = spec.sources().iter().next();
    let root = root.map_or_else(
        || uri.as_ref().to_owned(),
        |(_, file)| session.uri(&file.name),
    );
    let lens = |lens: requests::Lens| CodeLens {
        range: lines.range(lens.span),
        command: Some(Command {
            title: lens.title,
            tooltip: None,
            command: TRACE.to_owned(),
            arguments: Some(vec![json!(root), json!(lens.method), json!(lens.path)]),
        }),
        data: None,
    };
    Some(requests::lenses(spec, file).into_iter().map(lens).collect())
}

/// Runs a command; the result is Markdown for the editor to show.
pub(super) fn execute(
    session: &Session<'_>,
    params: ExecuteCommandParams,
) -> Result<Value, RequestError> {
    let argument = |at: usize| params.arguments.as_ref()?.get(at).and_then(Value::as_str);
    match params.command.as_str() {
        EXPLAIN => {
            let code = argument(0).ok_or_else(|| RequestError::refusal("expected a code"))?;
            let entry = codes::find(code)
                .ok_or_else(|| RequestError::refusal(format!("unknown code `{code}`")))?;
            Ok(json!(entry.page))
        }
        TRACE => {
            let (Some(uri), Some(method), Some(path)) = (argument(0), argument(1), argument(2))
            else {
                return Err(RequestError::refusal(
                    "expected a document, a method and a path",
                ));
            };
            let identity = session.identity(uri);
            let (spec, _) = session
                .workspace
                .spec_of(&identity)
                .ok_or_else(|| RequestError::refusal(format!("`{uri}` is not open")))?;
            let summary = requests::summary(spec, session.workspace.facts(), method, path);
            summary.map(Value::String).map_err(RequestError::refusal)
        }
        other => Err(RequestError::refusal(format!("unknown command `{other}`"))),
    }
}
