//! Converts findings to the protocol's diagnostics.

use std::collections::{BTreeMap, BTreeSet};

use gen_lsp_types::DocumentDiagnosticParams;
use serde_json::{Value, json};

use crate::diag::{Code, Diagnostic, Severity};
use crate::ide::Spec;
use crate::lsp::lines::Lines;
use crate::lsp::session::Session;

/// The location of the diagnostics' pages, relative to the project's address.
const PAGES: &str = "blob/main/specs/diagnostics";

/// The findings published to the editor, by file.
#[derive(Clone, Debug, Default)]
pub(super) struct Published {
    last: BTreeMap<String, Value>,
}

impl Published {
    /// Returns notifications for the files whose findings have changed since the last call.
    pub(super) fn changed_files(&mut self, session: &Session<'_>) -> Vec<Value> {
        let workspace = &session.workspace;
        let address = |identity: &str| session.uri(identity);
        let mut found: BTreeMap<String, Vec<Value>> = BTreeMap::new();
        let mut known = BTreeSet::new();
        for spec in workspace.specs() {
            for (_, file) in spec.sources().iter() {
                found.entry(file.name.clone()).or_default();
            }
            let mut lines = session.lines(spec.sources());
            for diagnostic in &spec.found {
                let name = spec.sources().name(diagnostic.primary.span.file);
                if known.insert(key(spec, diagnostic)) {
                    let shown = finding(spec, &mut lines, diagnostic, &address);
                    found.entry(name.to_owned()).or_default().push(shown);
                }
            }
        }
        for identity in self.last.keys() {
            found.entry(identity.clone()).or_default();
        }
        let mut changed = Vec::new();
        for (identity, diagnostics) in found {
            let document = workspace.document(&identity);
            let mut params = json!({ "uri": address(&identity), "diagnostics": diagnostics });
            if let Some(document) = document {
                insert(&mut params, "version", json!(document.version));
            }
            if self.last.get(&identity) != Some(&params) {
                self.last.insert(identity, params.clone());
                changed.push(params);
            }
        }
        changed
    }
}

/// Returns the findings of one document, for an editor that pulls them.
pub(super) fn pull(session: &Session<'_>, params: DocumentDiagnosticParams) -> Value {
    let identity = session.identity(params.text_document.uri.as_ref());
    let address = |identity: &str| session.uri(identity);
    let mut items: Vec<Value> = Vec::new();
    let mut known = BTreeSet::new();
    for (spec, file) in session.workspace.specs_of(&identity) {
        let mut lines = session.lines(spec.sources());
        let here = spec.found.iter().filter(|it| it.primary.span.file == file);
        for diagnostic in here {
            if known.insert(key(spec, diagnostic)) {
                items.push(finding(spec, &mut lines, diagnostic, &address));
            }
        }
    }
    json!({ "kind": "full", "items": items })
}

/// Identifies a finding: two specs that share a file report the same ones in it.
fn key<'s>(spec: &'s Spec, diagnostic: &'s Diagnostic) -> (&'s str, u32, u32, Code, &'s str) {
    let span = diagnostic.primary.span;
    let name = spec.sources().name(span.file);
    (
        name,
        span.start,
        span.end,
        diagnostic.code,
        &diagnostic.message,
    )
}

/// Returns true if a finding is about something unused, which editors show faded.
fn is_unnecessary(diagnostic: &Diagnostic) -> bool {
    let slug = diagnostic.code.slug();
    slug.starts_with("unused-")
        || slug.starts_with("unreachable-")
        || slug.starts_with("duplicate-include")
}

/// Converts a finding to the protocol's form.
pub(super) fn finding(
    spec: &Spec,
    lines: &mut Lines<'_>,
    diagnostic: &Diagnostic,
    address: &dyn Fn(&str) -> String,
) -> Value {
    let mut message = diagnostic.text();
    if !diagnostic.primary.text.is_empty() {
        message.push_str(&format!(" ({})", diagnostic.primary.text));
    }
    if let Some(help) = &diagnostic.help {
        message.push_str(&format!("\n{help}"));
    }
    let related: Vec<Value> = diagnostic
        .related
        .iter()
        .map(|label| {
            let name = spec.sources().name(label.span.file);
            json!({
                "location": { "uri": address(name), "range": lines.range(label.span) },
                "message": label.text,
            })
        })
        .collect();
    let code = diagnostic.code.to_string();
    let mut shown = json!({
        "range": lines.range(diagnostic.primary.span),
        "severity": severity(diagnostic.severity),
        "code": code,
        "source": "gwc",
        "message": message,
    });
    if is_unnecessary(diagnostic) {
        insert(&mut shown, "tags", json!([1]));
    }
    if !related.is_empty() {
        insert(&mut shown, "relatedInformation", Value::Array(related));
    }
    let project = env!("CARGO_PKG_REPOSITORY");
    if !project.is_empty() {
        let page = format!("{project}/{PAGES}/{code}.md");
        insert(&mut shown, "codeDescription", json!({ "href": page }));
    }
    shown
}

/// Adds a field to an object.
fn insert(object: &mut Value, name: &str, value: Value) {
    let Some(fields) = object.as_object_mut() else {
        never!("no object to add `{name}` to: {object}");
    };
    fields.insert(name.to_owned(), value);
}

/// Returns the protocol's number.
fn severity(severity: Severity) -> u8 {
    match severity {
        Severity::Error => 1,
        Severity::Warning => 2,
        Severity::Note => 3,
    }
}
