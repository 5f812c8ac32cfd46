//! Answers an editor's requests about a spec as plain data: byte spans in, byte spans out.
//!
//! Owns the open documents and the specs that they belong to; each file here answers one kind of request. It must not
//! know the protocol (`lsp` does), read a disk (a [`Host`] does) or check a spec (the driver does).

pub mod actions;
pub mod completion;
mod context;
pub mod folding;
pub mod formatting;
mod forms;
pub mod hover;
pub mod inlay;
pub mod named_edits;
mod nodes;
pub mod outline;
pub mod path_variables;
mod proposal;
pub mod rename;
pub mod requests;
pub mod selection;
pub mod signature;
mod spec;
pub mod symbols;
pub mod tokens;
mod values;
mod workspace;

pub use proposal::{Completion, CompletionKind};
pub use spec::Spec;
pub use workspace::{CheckStatus, Document, Host, Workspace};
