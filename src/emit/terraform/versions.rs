//! The versions of Terraform, or OpenTofu, and of the provider that a module needs.

use crate::emit::terraform::tree::{Block, Value};
use crate::graph::{Body, Graph};

/// `terraform_data` was added in 1.4; `moved`, `one` and conditions are older. OpenTofu starts at 1.6.
const TERRAFORM: &str = ">= 1.5";
/// From the oldest version tested with the module up to the next major version.
const PROVIDER: &str = ">= 5.100, < 7.0";
/// The first version in which the Express Mode resource works.
const PROVIDER_WITH_EXPRESS: &str = ">= 6.60, < 7.0";

/// Returns the `terraform` block.
pub(super) fn versions(graph: &Graph) -> Block {
    let express = graph
        .resources
        .iter()
        .any(|resource| matches!(resource.body, Body::ExpressService(_)));
    let version = if express {
        PROVIDER_WITH_EXPRESS
    } else {
        PROVIDER
    };
    let aws = Value::Map(vec![
        ("source".to_owned(), Value::text("hashicorp/aws")),
        ("version".to_owned(), Value::text(version)),
    ]);
    Block::new("terraform", &[])
        .text("required_version", TERRAFORM)
        .nest(Block::new("required_providers", &[]).set("aws", aws))
}
