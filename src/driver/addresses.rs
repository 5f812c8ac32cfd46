//! The addresses that a patch can name, with their existing properties.

use crate::driver::{Analysis, lower};
use crate::emit::properties::properties;
use crate::facts::Facts;
use crate::graph::address::terraform_address;
use crate::graph::id::pascal;

/// A resource as patches refer to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// Its logical id in a template.
    pub cfn: String,
    /// Its address in a module.
    pub terraform: String,
    /// Its type in a template.
    pub of: &'static str,
    /// The properties that it has in a template.
    pub properties: Vec<String>,
}

/// Returns the resources of a spec without errors.
#[must_use]
pub fn addresses(analysis: &Analysis, facts: &Facts) -> Vec<Address> {
    let sealed = lower(analysis, facts).and_then(|lowered| lowered.sealed);
    let Some(sealed) = sealed else {
        return Vec::new();
    };
    let resources = sealed.graph().resources.iter();
    let found = resources.map(|resource| {
        let kind = resource.body.kind();
        let names = properties(&resource.body).0;
        Address {
            cfn: pascal(resource.former.as_ref().unwrap_or(&resource.id).as_str()),
            terraform: terraform_address(kind, &resource.id),
            of: kind.aws_type(),
            properties: names
                .into_iter()
                .map(|(name, _)| name.into_owned())
                .collect(),
        }
    });
    found.collect()
}
