//! gwc, a compiler for `.gw`: HTTP gateways on AWS, declared in a few lines.
//!
//! | stage | module | input | output |
//! |---|---|---|---|
//! | load | [`source`] | names, a loader | `SourceFile`, `Span` |
//! | read facts | [`facts`] | `specs/aws/*.json` | `Facts` |
//! | report | [`diag`] | findings | text, JSON, SARIF |
//! | parse | [`syntax`] | text | `ast::Ast` |
//! | format | [`fmt`] | text | text |
//! | resolve | [`model`] | `ast::Ast` | `Program` |
//! | select | [`route`] | `Table`, a request | `Selection`, `Trace` |
//! | check | [`check`] | `Program` | `Checked` |
//! | lower | [`graph`] | `Checked` | `Graph`, `Sealed` |
//! | emit | [`emit`] | `Sealed` | templates, modules, plans |
//! | run the stages | [`driver`] | files, bindings | all of the above |
//! | diagnose | [`doctor`] | text, optionally a spec | `Diagnosis` |
//! | compare | [`diff`] | two programs, two plans | `Difference` |
//! | import | [`import`] | an OpenAPI document, a template, a `serverless.yml` | text |
//! | call AWS | [`aws`] | requests | responses; with feature `live` |
//! | deploy | [`apply`] | plans | a journal, resources; with feature `live` |
//! | edit | [`ide`] | a spec, a position in it | completions, hovers, edits |
//! | speak LSP | [`lsp`] | an editor's messages | messages |
//! | serve locally | [`serve`] | a spec, requests | responses; with feature `live` |
//! | run commands | [`cli`] | arguments, files | text, exit codes |

#![forbid(unsafe_code)]

// Without `std`, pest does not probe the stack on every call, which took a quarter of the time of a parse; the scan before
// it bounds the depth. The generated code then refers to `alloc` by name.
extern crate alloc;

#[macro_use]
mod never;

#[cfg(feature = "live")]
pub mod apply;
#[cfg(feature = "live")]
pub mod aws;
pub mod check;
pub mod cli;
pub mod diag;
pub mod diff;
pub mod doctor;
pub mod driver;
pub mod emit;
pub mod facts;
pub mod fmt;
pub mod graph;
pub mod ide;
pub mod import;
pub mod lsp;
pub mod model;
pub mod route;
#[cfg(feature = "live")]
pub mod serve;
pub mod source;
pub mod syntax;
