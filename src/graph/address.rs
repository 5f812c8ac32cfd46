//! The names of resources in the targets: logical IDs in CloudFormation, addresses in Terraform.
//!
//! Emitters and the verifier both get these names from here, so they agree on which resource a patch addresses.

use crate::graph::id::{pascal, snake};
use crate::graph::{Id, Kind, Resource};

/// Returns the logical ID of a resource. A renamed resource keeps its former one, since CloudFormation cannot rename.
#[must_use]
pub fn logical_id(resource: &Resource) -> String {
    let id = resource.former.as_ref().unwrap_or(&resource.id);
    pascal(id.as_str())
}

/// Returns the Terraform name of a resource: its id without the kind's word, or `this` if nothing is left.
///
/// No two ids of a type map to the same name: if the rest is `this` itself, an underscore is added, and no id contains
/// an empty word.
#[must_use]
pub fn terraform_name(kind: Kind, id: &Id) -> String {
    match id.as_str().strip_prefix(kind.word()) {
        Some("") => "this".to_owned(),
        Some("-this") => "this_".to_owned(),
        Some(rest) if rest.starts_with('-') => snake(rest.trim_start_matches('-')),
        Some(_) | None => snake(id.as_str()),
    }
}

/// Returns `TYPE.NAME` of a resource in Terraform.
#[must_use]
pub fn terraform_address(kind: Kind, id: &Id) -> String {
    format!("{}.{}", kind.terraform_type(), terraform_name(kind, id))
}
