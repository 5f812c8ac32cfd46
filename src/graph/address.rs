//! Names of resources in the targets: logical ids of CloudFormation, addresses of Terraform.
//!
//! Emitters and the gate that reads patches ask here, so that no patch is read by one and missed by the other.

use crate::graph::id::{pascal, snake};
use crate::graph::{Id, Kind, Resource};

/// The logical id of a resource: the former one where it is still the same thing, since CloudFormation cannot rename.
#[must_use]
pub fn logical_id(resource: &Resource) -> String {
    let id = resource.former.as_ref().unwrap_or(&resource.id);
    pascal(id.as_str())
}

/// The name of a resource among those of its Terraform type: its id without the kind's word, or `this` where nothing is
/// left.
///
/// No two ids get one name: `this` itself, as a rest, gets an underscore, and no id has an empty word.
#[must_use]
pub fn terraform_name(kind: Kind, id: &Id) -> String {
    match id.as_str().strip_prefix(kind.word()) {
        Some("") => "this".to_owned(),
        Some("-this") => "this_".to_owned(),
        Some(rest) if rest.starts_with('-') => snake(rest.trim_start_matches('-')),
        Some(_) | None => snake(id.as_str()),
    }
}

/// `TYPE.NAME` of a resource in Terraform.
#[must_use]
pub fn terraform_address(kind: Kind, id: &Id) -> String {
    format!("{}.{}", kind.terraform_type(), terraform_name(kind, id))
}
