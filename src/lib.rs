//! gwc, a compiler for `.gw`: HTTP gateways on AWS, declared in a few lines.
//!
//! | stage | room | takes | makes |
//! |---|---|---|---|
//! | load | [`source`] | names, a loader | `SourceFile`, `Span` |
//! | know | [`facts`] | `specs/aws/*.json` | `Facts` |
//! | say | [`diag`] | findings | text, JSON, SARIF |
//! | parse | [`syntax`] | text | `ast::Ast` |
//! | format | [`fmt`] | text | text |
//! | resolve | [`model`] | `ast::Ast` | `Program` |
//! | select | [`route`] | `Table`, a request | `Selection`, `Trace` |
//! | check | [`check`] | `Program` | `Checked` |
//! | lower | [`graph`] | `Checked` | `Graph`, `Sealed` |
//! | emit | [`emit`] | `Sealed` | templates, modules, plans |
//! | order | [`driver`] | files, bindings | all of the above |
//! | diagnose | [`doctor`] | text, maybe a spec | `Diagnosis` |
//! | compare | [`diff`] | two programs, two plans | `Difference` |
//! | import | [`import`] | an OpenAPI document, a template, a `serverless.yml` | text |
//! | call | [`aws`] | requests | AWS's answers; with feature `live` |
//! | deploy | [`apply`] | plans | a journal, resources; with feature `live` |
//! | edit | [`ide`] | a spec, a place in it | completions, hovers, edits |
//! | converse | [`lsp`] | an editor's messages | messages |
//! | answer | [`serve`] | a spec, requests | answers; with feature `live` |
//! | run | [`cli`] | arguments, files | text, exit codes |

#![forbid(unsafe_code)]

// pest without `std` leaves out a probe of the stack on every call, a quarter of the time of a parse; the scan before it
// bounds the depth. What it then generates wants `alloc` by name.
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
