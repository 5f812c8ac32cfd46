//! The resources, a file per family, and what is known of each kind.

pub mod api;
pub mod compute;
pub mod dns;
mod kinds;
pub mod logs;
pub mod network;
mod reads;

pub use kinds::{Access, Body, Descriptor, Kind, Source, Tagging};
pub use reads::Read;

use std::sync::Arc;

use crate::graph::Id;
use crate::source::Span;

/// A resource and where it comes from.
#[derive(Clone, Debug, PartialEq)]
pub struct Resource {
    /// What it is, in words.
    pub id: Id,
    /// The id that it had before a `moved` item, where it is still the same thing: targets that cannot rename keep it.
    pub former: Option<Id>,
    /// The place in the spec that made it necessary.
    pub origin: Origin,
    /// Resources that must be there first, beside those that its properties read. Sorted.
    pub depends_on: Vec<Id>,
    /// The resource itself.
    pub body: Body,
}

/// Where a resource comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The place.
    pub span: Span,
    /// The file's name, relative to the root spec's folder.
    pub file: Arc<str>,
    /// The line, from 1. Only the plan shows it: moving lines must not change the other outputs.
    pub line: u32,
    /// The item in the words of the spec, e.g. `GET /healthz -> orders` or `apprunner orders private`.
    pub item: String,
    /// The `##` text above the item.
    pub docs: Option<String>,
}

/// Tags, sorted by key. Never on what a tag change would replace, unless the values never change on their own.
pub type Tags = Vec<(String, crate::graph::Expr)>;
