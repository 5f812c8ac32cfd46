//! Gateways that are written in another language: OpenAPI documents, CloudFormation and SAM templates, `serverless.yml`.
//!
//! A reader turns a document into a [`Draft`], and says of everything that it could not carry what that is and why.
//! The draft is then written as `.gw` text. Pure: the command line reads and writes the files. It must not check what it
//! writes; the compiler does.

mod authorizer;
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

use crate::import::draft::Draft;

/// A document, carried over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imported {
    /// What the document was, e.g. `OpenAPI 3`.
    pub format: &'static str,
    /// The spec.
    pub spec: String,
    /// What the spec does not have, a line each: where it stands in the document, and why it was left out.
    pub left_out: Vec<String>,
}

/// Why a document cannot be carried over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ImportError {
    /// It is neither YAML nor JSON.
    Syntax(String),
    /// It is none of the formats that are understood.
    UnknownFormat,
    /// Its format is understood, and it has no HTTP API.
    NoHttpApi(&'static str),
}

impl std::fmt::Display for ImportError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Syntax(reason) => write!(f, "it is neither YAML nor JSON: {reason}"),
            Self::UnknownFormat => f.write_str(
                "expected an OpenAPI 3 document, a CloudFormation or SAM template, or a serverless.yml",
            ),
            Self::NoHttpApi(format) => write!(f, "this {format} has no HTTP API"),
        }
    }
}

impl std::error::Error for ImportError {}

/// Carries a document over. `name` names the gateway where the document does not.
///
/// # Errors
/// When the text is no document of a known format, or has no HTTP API.
pub fn import(name: &str, text: &str) -> Result<Imported, ImportError> {
    let document = document::parse(text).map_err(ImportError::Syntax)?;
    let (format, read): (&'static str, fn(&Value, &mut Draft)) = match format(&document) {
        Some(found) => found,
        None => return Err(ImportError::UnknownFormat),
    };
    let mut draft = Draft::named(name);
    read(&document, &mut draft);
    if draft.routes.is_empty() {
        return Err(ImportError::NoHttpApi(format));
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
