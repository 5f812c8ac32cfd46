//! IAM actions by resource type: the permissions needed to create, change and delete it. Loaded separately from the
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
    /// Additional actions that Terraform's provider needs.
    pub terraform: ProviderPermissions,
}

/// Actions that Terraform's provider needs beside those of the handlers.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct ProviderPermissions {
    /// The actions by the registry's type.
    pub types: BTreeMap<&'static str, Vec<&'static str>>,
}

impl Permissions {
    /// Loads the permissions that are compiled in.
    #[must_use]
    pub fn load() -> Self {
        // INVARIANT: the file is compiled in, and a test reads it.
        Self::read().unwrap_or_else(|fault| never!("{fault}"))
    }

    /// Like [`Permissions::load`], but returns an error if the file cannot be read.
    ///
    /// # Errors
    /// The file has an unexpected shape.
    pub fn read() -> Result<Self, FactsFault> {
        super::parse(
            "permissions.json",
            include_str!("../../specs/aws/permissions.json"),
        )
    }

    /// Returns the actions of a type; none for types that are not in the file.
    #[must_use]
    pub fn actions(&self, resource_type: &str) -> &[&'static str] {
        self.types
            .get(resource_type)
            .map_or(&[], |actions| actions.as_slice())
    }

    /// Returns the actions that Terraform needs for a type beside [`Permissions::actions`].
    #[must_use]
    pub fn provider_actions(&self, resource_type: &str) -> &[&'static str] {
        let more = self.terraform.types.get(resource_type);
        more.map_or(&[], |actions| actions.as_slice())
    }
}
