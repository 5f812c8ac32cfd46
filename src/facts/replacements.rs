//! Types of the CloudFormation registry: what identifies a resource, what it tells, and which change replaces it.
//! Loaded apart from the other facts, as only a comparison of two builds needs them.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::FactsFault;

/// A type of the registry. Properties are paths below `Properties`, with `/` between, e.g. `DnsOptions/PrivateDnsPreference`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct ResourceType {
    /// What identifies a resource, in the order in which Cloud Control joins the parts with `|`.
    pub identifier: Vec<&'static str>,
    /// What must be written.
    pub required: Vec<&'static str>,
    /// What cannot change: another value makes another resource.
    pub create_only: Vec<&'static str>,
    /// What AWS sets and no template may write.
    pub read_only: Vec<&'static str>,
    /// What AWS never returns, so that a drift of it stays unseen.
    pub write_only: Vec<&'static str>,
    /// What Cloud Control can do with it, in alphabetical order.
    pub handlers: Vec<Handler>,
    /// What a list of its resources has to be asked with, e.g. `ApiId` of routes; any one of them where there are several.
    pub list_by: Vec<&'static str>,
}

/// Something that Cloud Control does with resources of a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Handler {
    /// Makes one.
    Create,
    /// Deletes one.
    Delete,
    /// Lists all.
    List,
    /// Reads one.
    Read,
    /// Changes one; without it, another value of any property makes another resource.
    Update,
}

impl ResourceType {
    /// Whether Cloud Control can do that.
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
    /// The types that the program was built with.
    #[must_use]
    pub fn load() -> Self {
        Self::read().unwrap_or_else(|fault| never!("{fault}"))
    }

    /// As [`ResourceTypes::load`], with the reason where the file cannot be read.
    ///
    /// # Errors
    /// The file has another shape.
    pub fn read() -> Result<Self, FactsFault> {
        super::parse(
            "create-only.json",
            include_str!("../../specs/aws/create-only.json"),
        )
    }

    /// Whether another value of the property makes another resource; false for types that are not in the file.
    #[must_use]
    pub fn replaces(&self, resource_type: &str, property: &str) -> bool {
        self.types
            .get(resource_type)
            .is_some_and(|entry| entry.create_only.contains(&property))
    }
}
