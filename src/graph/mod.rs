//! What AWS will hold: typed resources with references, lowered from a checked program.
//!
//! Owns the resources, their ids, the passes over them and the invariants. `verify` alone makes a [`Sealed`], and no
//! backend takes anything else. It must not know how any target writes things down.

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

pub use crate::model::{InputKind, Method, Patch, PatchTarget, Pattern, Rate, RouteKey, Segment};

use crate::source::Span;

/// All resources of a gateway, before or after the passes.
#[derive(Clone, Debug, Default)]
pub struct Graph {
    /// The gateway's name, and the environment's behind a hyphen where one was chosen. What [`Expr::Deployment`] is
    /// where a target has no name of its own for a deployment.
    pub deployment: String,
    /// The gateway's name.
    pub gateway: String,
    /// The environment, where one was chosen.
    pub environment: Option<String>,
    /// What the gateway is for.
    pub description: Option<String>,
    /// The region, where the spec says one.
    pub region: Option<String>,
    /// The partition of that region, e.g. `aws-cn`.
    pub partition: Option<&'static str>,
    /// The resources, sorted by id once the passes are through.
    pub resources: Vec<Resource>,
    /// What a deploy must give, sorted by name.
    pub inputs: Vec<Input>,
    /// What a deploy shows, sorted by name.
    pub outputs: Vec<Output>,
    /// Changes to the output of single targets.
    pub patches: Vec<Patch>,
}

impl Graph {
    /// The resource of an id. Linear before the passes sort; [`Sealed::get`] is the fast way.
    #[must_use]
    pub fn find(&self, id: &Id) -> Option<&Resource> {
        self.resources.iter().find(|resource| resource.id == *id)
    }
}

/// A value that a deploy gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input {
    /// Its name in words, lower case with hyphens.
    pub name: String,
    /// What it holds.
    pub kind: InputKind,
    /// A sentence for whoever fills it in.
    pub description: String,
    /// The place that made it necessary.
    pub origin: Origin,
}

/// A value that a deploy shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Output {
    /// Its name in words, lower case with hyphens.
    pub name: String,
    /// A sentence.
    pub description: String,
    /// The value.
    pub value: Expr,
    /// The name that other stacks import it by, where the target has such names.
    pub export: Option<Expr>,
    /// The place that asks for it.
    pub span: Span,
}
