//! Parses a plan in the format `gwc-plan/2`, as described by `specs/plan.schema.json`.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::emit::plan::FORMAT;

/// A plan.
#[derive(Clone, Debug, Deserialize)]
pub struct Plan {
    format: String,
    /// The program that wrote it.
    pub tool: String,
    /// The digest of its content.
    pub digest: String,
    /// The deployment's identity.
    pub deployment: Deployment,
    /// The values that it needs.
    pub inputs: BTreeMap<String, Input>,
    /// The resources, each after everything that it depends on.
    pub steps: Vec<Step>,
    /// The values to show at the end.
    pub outputs: BTreeMap<String, Output>,
}

/// The identity of a deployment, and its region.
#[derive(Clone, Debug, Deserialize)]
pub struct Deployment {
    /// The gateway's name with the environment's appended.
    pub name: String,
    /// The environment.
    pub environment: Option<String>,
    /// The region, or a reference to an input.
    pub region: Value,
}

/// A value that the plan leaves open.
#[derive(Clone, Debug, Deserialize)]
pub struct Input {
    /// The type.
    #[serde(rename = "type")]
    pub kind: String,
    /// A description in one sentence.
    pub description: String,
    /// The default value.
    pub default: Option<Value>,
}

/// A value to show.
#[derive(Clone, Debug, Deserialize)]
pub struct Output {
    /// The value, with references.
    pub value: Value,
}

/// A resource of the plan.
#[derive(Clone, Debug, Deserialize)]
pub struct Step {
    /// Its id.
    pub id: String,
    /// Its former id.
    pub formerly: Option<String>,
    /// Create or read.
    pub action: Action,
    /// The registry's type.
    #[serde(rename = "type")]
    pub of: String,
    /// The API to use.
    pub via: Via,
    /// How it is found.
    pub identity: Identity,
    /// Properties that cannot change in place.
    #[serde(default)]
    pub create_only: Vec<String>,
    /// Properties that reads never return.
    #[serde(default)]
    pub write_only: Vec<String>,
    /// True to keep the resource after its step is removed.
    #[serde(default)]
    pub retain: bool,
    /// The properties, with references.
    pub properties: Map<String, Value>,
    /// The steps before it.
    pub depends_on: BTreeSet<String>,
    /// The name of its lock, under which only one change runs at a time.
    pub lock: Option<Value>,
    /// The condition for its completion.
    pub until: Option<Until>,
    /// The place in the spec.
    pub origin: Origin,
}

/// The action of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Action {
    /// Creates or updates a resource.
    Create,
    /// Looks up an existing one.
    Read,
}

/// The API that executes a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Via {
    /// AWS Cloud Control.
    CloudControl,
    /// Route 53's own API.
    Route53,
    /// ACM's own API, if Cloud Control does not support certificates; never used in a plan.
    Acm,
}

/// The ways to find a resource without its identifier.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Identity {
    /// The properties of the primary identifier.
    pub id: Vec<String>,
    /// The property with a unique name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The tag that names the step.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tag: Option<String>,
    /// The properties that select its siblings.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<Value>,
    /// The properties that identify it among them.
    #[serde(default, rename = "match", skip_serializing_if = "Vec::is_empty")]
    pub matched: Vec<String>,
}

/// The condition for the completion of a step.
#[derive(Clone, Debug, Deserialize)]
pub struct Until {
    /// The property.
    pub path: String,
    /// The value to wait for; any if `None`.
    pub equals: Option<String>,
}

/// A place in the spec.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// The file.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
}

impl std::fmt::Display for Origin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}

impl Plan {
    /// Parses a plan.
    ///
    /// # Errors
    /// The text is not a plan, or has a different format.
    pub fn read(text: &str) -> Result<Self, String> {
        let plan: Self = serde_json::from_str(text).map_err(|fault| fault.to_string())?;
        if plan.format == FORMAT {
            Ok(plan)
        } else {
            Err(format!(
                "expected a plan of format `{FORMAT}`, found `{}`",
                plan.format
            ))
        }
    }
}
