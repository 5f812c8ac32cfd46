//! The resources, a file per family, and the descriptors of their kinds.

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

/// A resource and its origin.
#[derive(Clone, Debug, PartialEq)]
pub struct Resource {
    /// Its id.
    pub id: Id,
    /// Its former id, from a `moved` item: targets that cannot rename keep using it.
    pub former: Option<Id>,
    /// The place in the spec that requires it.
    pub origin: Origin,
    /// Resources that must exist first, beside those that its properties read. Sorted.
    pub depends_on: Vec<Id>,
    /// The resource itself.
    pub body: Body,
}

/// The origin of a resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The span.
    pub span: Span,
    /// The file's name, relative to the root spec's folder.
    pub file: Arc<str>,
    /// The line, from 1. Only the plan shows it: moving lines must not change the other outputs.
    pub line: u32,
    /// The item as written in the spec, e.g. `GET /healthz -> orders` or `apprunner orders private`.
    pub item: String,
    /// The `##` text above the item.
    pub docs: Option<String>,
}

/// Tags, sorted by key. Never on resources that a tag change would replace, unless the values are constant.
pub type Tags = Vec<(String, crate::graph::Expr)>;
