//! An entry of the template's `Resources` section, for resources of the graph and for those that only a template needs.

use std::borrow::Cow;

use crate::emit::cfn::intrinsic::inert;
use crate::emit::cfn::tree::{Entries, Tree};
use crate::graph::{Kind, Origin};

/// A resource of the template.
pub(super) struct Entry<'g> {
    /// The logical id.
    pub(super) id: Cow<'g, str>,
    /// The type.
    pub(super) of: &'static str,
    /// The metadata: its origin in the spec.
    pub(super) metadata: Tree<'g>,
    /// Resources that must exist first, beside those that the properties read.
    pub(super) depends_on: Vec<Cow<'g, str>>,
    /// Resource attributes, e.g. `DeletionPolicy`.
    pub(super) attributes: Vec<(&'static str, Tree<'g>)>,
    /// The properties.
    pub(super) properties: Vec<(Cow<'g, str>, Tree<'g>)>,
}

impl<'g> Entry<'g> {
    /// Returns the logical id, and the rest as data.
    pub(super) fn split_id(self) -> (Cow<'g, str>, Tree<'g>) {
        let Self {
            id,
            of,
            metadata,
            depends_on,
            attributes,
            properties,
        } = self;
        let mut entry = Entries::new().with("Type", of);
        entry.push("Metadata", metadata);
        if !depends_on.is_empty() {
            let ids = depends_on.into_iter().map(Tree::from);
            entry.push("DependsOn", Tree::List(ids.collect()));
        }
        for (name, value) in attributes {
            entry.push(name, value);
        }
        entry.push("Properties", Tree::Map(properties));
        (id, entry.into())
    }
}

/// Returns the resource attributes of a type.
pub(super) fn attributes(of: &str) -> Vec<(&'static str, Tree<'static>)> {
    if of != Kind::LogGroup.aws_type() {
        return Vec::new();
    }
    // Resources with data should have explicit deletion policies. A retained log group would block its name for the
    // next stack, so it is deleted, which is also the default.
    vec![
        ("DeletionPolicy", Tree::text("Delete")),
        ("UpdateReplacePolicy", Tree::text("Delete")),
    ]
}

/// Returns the origin of a resource. Never the line: moving an item must not change the output.
pub(super) fn metadata(origin: &Origin) -> Tree<'_> {
    let Origin {
        span: _,
        file,
        line: _,
        item,
        docs,
    } = origin;
    let mut metadata = Entries::new()
        .with("Spec", inert(item))
        .with("File", inert(file));
    if let Some(docs) = docs {
        metadata.push("Docs", inert(docs));
    }
    metadata.into()
}
