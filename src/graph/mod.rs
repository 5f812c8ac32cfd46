//! The resource graph: typed AWS resources with references, lowered from a checked program.
//!
//! Owns the resources, their ids, the passes over them and the invariants. Only `verify` creates a [`Sealed`], and
//! emitters accept nothing else. Must not depend on any target's syntax.

pub mod address;
pub mod expr;
mod from_program;
pub mod id;
mod passes;
pub mod resource;
mod route_id;
mod seal;
mod verify;

pub use expr::{Attribute, Expr, ListExpr, Num};
pub use id::Id;
pub use resource::{Body, Kind, Origin, Resource};
pub use seal::{Lowered, seal};
pub use verify::{Sealed, template_quota, template_resources};

pub use crate::model::{
    InputKind, Method, Patch, PatchTarget, Pattern, Rate, RouteKey, Segment, ValueShape,
};

use crate::source::Span;

/// All resources of a gateway, before or after the passes.
#[derive(Clone, Debug, Default)]
pub struct Graph {
    /// The gateway's name, followed by a hyphen and the environment's name if one was chosen. The value of
    /// [`Expr::Deployment`] for targets without their own deployment name.
    pub deployment: String,
    /// The gateway's name.
    pub gateway: String,
    /// The environment, if one was chosen.
    pub environment: Option<String>,
    /// The gateway's description.
    pub description: Option<String>,
    /// The region, if the spec sets one.
    pub region: Option<String>,
    /// The partition of that region, e.g. `aws-cn`.
    pub partition: Option<&'static str>,
    /// The resources; sorted by id after the passes.
    pub resources: Vec<Resource>,
    /// The inputs of a deploy, sorted by name.
    pub inputs: Vec<Input>,
    /// The outputs of a deploy, sorted by name.
    pub outputs: Vec<Output>,
    /// Changes to the output of individual targets.
    pub patches: Vec<Patch>,
}

impl Graph {
    /// Returns the resource with an id. Linear, as the graph may be unsorted; [`Sealed::get`] is faster.
    #[must_use]
    pub fn find(&self, id: &Id) -> Option<&Resource> {
        self.resources.iter().find(|resource| resource.id == *id)
    }
}

/// An input: a value that the deploy provides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input {
    /// Its name: lower-case words joined by hyphens.
    pub name: String,
    /// The kind of its value.
    pub kind: InputKind,
    /// A sentence for the person who fills it in.
    pub description: String,
    /// The place in the spec that requires it.
    pub origin: Origin,
}

/// An output: a value that the deploy shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Output {
    /// Its name: lower-case words joined by hyphens.
    pub name: String,
    /// A sentence.
    pub description: String,
    /// The value.
    pub value: Expr,
    /// The name under which other stacks import it, for targets that have such names.
    pub export: Option<Expr>,
    /// The place in the spec that declares it.
    pub span: Span,
}
