//! IAM actions by type of resource: what whoever creates, changes and deletes it has to be allowed. Loaded apart from the
//! other facts, as only a policy needs them.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::FactsFault;

/// `permissions.json`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Permissions {
    /// The actions of each type's handlers, sorted.
    pub types: BTreeMap<&'static str, Vec<&'static str>>,
    /// What Terraform's provider needs besides.
    pub terraform: ProviderPermissions,
}

/// What a provider of Terraform needs beside the actions of the handlers.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct ProviderPermissions {
    /// The actions by the registry's type.
    pub types: BTreeMap<&'static str, Vec<&'static str>>,
}

impl Permissions {
    /// The permissions that the program was built with.
    #[must_use]
    pub fn load() -> Self {
        // INVARIANT: the file is compiled in, and a test reads it.
        Self::read().unwrap_or_else(|fault| never!("{fault}"))
    }

    /// As [`Permissions::load`], with the reason where the file cannot be read.
    ///
    /// # Errors
    /// The file has another shape.
    pub fn read() -> Result<Self, FactsFault> {
        super::parse(
            "permissions.json",
            include_str!("../../specs/aws/permissions.json"),
        )
    }

    /// The actions of a type; none for types that are not in the file.
    #[must_use]
    pub fn actions(&self, resource_type: &str) -> &[&'static str] {
        self.types
            .get(resource_type)
            .map_or(&[], |actions| actions.as_slice())
    }

    /// What Terraform needs for a type beside [`Permissions::actions`].
    #[must_use]
    pub fn provider_actions(&self, resource_type: &str) -> &[&'static str] {
        let more = self.terraform.types.get(resource_type);
        more.map_or(&[], |actions| actions.as_slice())
    }
}
