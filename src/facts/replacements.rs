//! Types of the CloudFormation registry: identifiers, attributes, and properties whose change replaces the resource.
//! Loaded separately from the other facts, as only a comparison of two builds needs them.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::FactsFault;

/// A type of the registry. Properties are paths below `Properties`, separated by `/`, e.g.
/// `DnsOptions/PrivateDnsPreference`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct ResourceType {
    /// The identifier of a resource, in the order in which Cloud Control joins the parts with `|`.
    pub identifier: Vec<&'static str>,
    /// Required properties.
    pub required: Vec<&'static str>,
    /// Immutable properties: a new value replaces the resource.
    pub create_only: Vec<&'static str>,
    /// Properties that AWS sets and templates cannot.
    pub read_only: Vec<&'static str>,
    /// Properties that AWS never returns, so drift in them is invisible.
    pub write_only: Vec<&'static str>,
    /// The operations that Cloud Control supports, in alphabetical order.
    pub handlers: Vec<Handler>,
    /// Properties required to list its resources, e.g. `ApiId` of routes; any one of them if there are several.
    pub list_by: Vec<&'static str>,
}

/// An operation of Cloud Control on resources of a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Handler {
    /// Creates one.
    Create,
    /// Deletes one.
    Delete,
    /// Lists all.
    List,
    /// Reads one.
    Read,
    /// Updates one; without it, a new value of any property replaces the resource.
    Update,
}

impl ResourceType {
    /// Returns true if Cloud Control supports the operation.
    #[must_use]
    pub fn can(&self, handler: Handler) -> bool {
        self.handlers.contains(&handler)
    }
}

/// `create-only.json`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct ResourceTypes {
    /// By CloudFormation's name, e.g. `AWS::EC2::VPCEndpoint`.
    pub types: BTreeMap<&'static str, ResourceType>,
}

impl ResourceTypes {
    /// Loads the types that are compiled in.
    #[must_use]
    pub fn load() -> Self {
        Self::read().unwrap_or_else(|fault| never!("{fault}"))
    }

    /// Like [`ResourceTypes::load`], but returns an error if the file cannot be read.
    ///
    /// # Errors
    /// The file has an unexpected shape.
    pub fn read() -> Result<Self, FactsFault> {
        super::parse(
            "create-only.json",
            include_str!("../../specs/aws/create-only.json"),
        )
    }

    /// Returns true if a new value of the property replaces the resource; false for types that are not in the file.
    #[must_use]
    pub fn replaces(&self, resource_type: &str, property: &str) -> bool {
        self.types
            .get(resource_type)
            .is_some_and(|entry| entry.create_only.contains(&property))
    }
}
