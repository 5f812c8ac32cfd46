//! Imports gateways from other formats: OpenAPI documents, CloudFormation and SAM templates, and `serverless.yml`.
//!
//! A reader converts a document to a [`Draft`], and reports everything that it leaves out and why. The draft is then
//! written as `.gw` text. Pure: the command line reads and writes the files. It must not check its output; the compiler
//! does.

mod authorizer;
mod conditions;
mod document;
mod draft;
mod integration;
mod mapping;
mod openapi;
mod sam;
mod serverless;
mod template;
mod write;

use serde_json::Value;

use crate::facts::Facts;
use crate::import::draft::Draft;

/// An imported document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imported {
    /// The format of the document, e.g. `OpenAPI 3`.
    pub format: &'static str,
    /// The spec.
    pub spec: String,
    /// Messages about parts that were left out: the place in the document, and the reason.
    pub left_out: Vec<String>,
}

/// The reason why a document cannot be imported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ImportError {
    /// It is neither YAML nor JSON.
    Syntax(String),
    /// It has an unknown format.
    UnknownFormat,
    /// It has a known format, but no HTTP API.
    NoHttpApi(&'static str),
    /// It has an HTTP API only under conditions that do not hold.
    ConditionalHttpApi(&'static str),
}

impl std::fmt::Display for ImportError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Syntax(reason) => write!(f, "it is neither YAML nor JSON: {reason}"),
            Self::UnknownFormat => f.write_str(
                "expected an OpenAPI 3 document, a CloudFormation or SAM template, or a serverless.yml",
            ),
            Self::NoHttpApi(format) => write!(f, "this {format} has no HTTP API"),
            Self::ConditionalHttpApi(format) => write!(
                f,
                "the conditions of this {format} exclude its HTTP API; give its parameters other defaults"
            ),
        }
    }
}

impl std::error::Error for ImportError {}

/// Imports a document. `name` is the name of the gateway if the document gives none.
///
/// # Errors
/// When the text is not a document of a known format, or has no HTTP API.
pub fn import(name: &str, text: &str, facts: &Facts) -> Result<Imported, ImportError> {
    let document = document::parse(text).map_err(ImportError::Syntax)?;
    let (format, read): (&'static str, fn(&Value, &mut Draft)) = match format(&document) {
        Some(found) => found,
        None => return Err(ImportError::UnknownFormat),
    };
    let mut draft = Draft::new(name, facts.variables.clone());
    read(&document, &mut draft);
    if draft.routes.is_empty() && !draft.has_api {
        let is_conditional = draft
            .left_out
            .iter()
            .any(|it| it.contains(conditions::EXCLUDED));
        return Err(match is_conditional {
            true => ImportError::ConditionalHttpApi(format),
            false => ImportError::NoHttpApi(format),
        });
    }
    draft.keep_reachable();
    Ok(Imported {
        format,
        spec: write::spec(&draft),
        left_out: draft.left_out,
    })
}

type Reader = (&'static str, fn(&Value, &mut Draft));

fn format(document: &Value) -> Option<Reader> {
    let version = document.get("openapi").and_then(Value::as_str);
    if version.is_some_and(|version| version.starts_with("3.")) {
        return Some(("OpenAPI document", openapi::read));
    }
    if document.get("Resources").is_some_and(Value::is_object) {
        return Some(("template", template::read));
    }
    let serverless = document.get("service").is_some() && document.get("provider").is_some();
    serverless.then_some(("serverless.yml", serverless::read))
}
