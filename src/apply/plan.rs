//! A plan, read back: `gwc-plan/2` as `specs/plan.schema.json` describes it, and nothing that the plan does not say.

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
    /// The deployment.
    pub deployment: Deployment,
    /// The values that it needs.
    pub inputs: BTreeMap<String, Input>,
    /// The resources, each after all that it depends on.
    pub steps: Vec<Step>,
    /// The values to show at the end.
    pub outputs: BTreeMap<String, Output>,
}

/// The identity of a deployment, and its region.
#[derive(Clone, Debug, Deserialize)]
pub struct Deployment {
    /// The gateway's name with the environment's.
    pub name: String,
    /// The environment.
    pub environment: Option<String>,
    /// The region, or a reference to an input.
    pub region: Value,
}

/// A value that the plan leaves open.
#[derive(Clone, Debug, Deserialize)]
pub struct Input {
    /// The word of its type.
    #[serde(rename = "type")]
    pub kind: String,
    /// A sentence.
    pub description: String,
    /// The value where none is given.
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
    /// The id that it had before.
    pub formerly: Option<String>,
    /// Create or read.
    pub action: Action,
    /// The registry's type.
    #[serde(rename = "type")]
    pub of: String,
    /// The API that carries it out.
    pub via: Via,
    /// How it is found.
    pub identity: Identity,
    /// Properties that cannot change in place.
    #[serde(default)]
    pub create_only: Vec<String>,
    /// Properties that a read never returns.
    #[serde(default)]
    pub write_only: Vec<String>,
    /// Keep the resource when its step is gone.
    #[serde(default)]
    pub retain: bool,
    /// The properties, with references.
    pub properties: Map<String, Value>,
    /// The steps before it.
    pub depends_on: BTreeSet<String>,
    /// The name of the lock: one change at a time.
    pub lock: Option<Value>,
    /// The condition that ends it.
    pub until: Option<Until>,
    /// The place in the spec.
    pub origin: Origin,
}

/// The action of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Action {
    /// Makes or changes a resource.
    Create,
    /// Looks one up.
    Read,
}

/// The API that carries a step out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Via {
    /// AWS Cloud Control.
    CloudControl,
    /// Route 53 itself.
    Route53,
    /// ACM itself, where Cloud Control cannot make a certificate; no plan says so.
    Acm,
}

/// How a resource is found without its identifier.
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
    /// The properties that list siblings.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<Value>,
    /// The properties that single it out among them.
    #[serde(default, rename = "match", skip_serializing_if = "Vec::is_empty")]
    pub matched: Vec<String>,
}

/// The condition for a finished step.
#[derive(Clone, Debug, Deserialize)]
pub struct Until {
    /// The property.
    pub path: String,
    /// The value to wait for; any where `None`.
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
    /// Reads a plan.
    ///
    /// # Errors
    /// The text is not a plan, or its format is another one.
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
