//! What a module asks of Terraform and of the provider.

use crate::emit::terraform::tree::{Block, Value};
use crate::graph::{Body, Graph};

/// `moved`, `one` and checks of variables are all there since long before.
const TERRAFORM: &str = ">= 1.5";
/// The oldest version that the module was tried with, up to the next that may break it.
const PROVIDER: &str = ">= 5.100, < 7.0";
/// The first of the Express Mode resource without its early faults.
const PROVIDER_WITH_EXPRESS: &str = ">= 6.60, < 7.0";

/// The `terraform` block, and the provider's where the spec says a region.
pub(super) fn versions(graph: &Graph) -> Vec<Block> {
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
    let terraform = Block::new("terraform", &[])
        .text("required_version", TERRAFORM)
        .nest(Block::new("required_providers", &[]).set("aws", aws));
    let region = graph.region.as_ref();
    let provider = region.map(|region| Block::new("provider", &["aws"]).text("region", region));
    std::iter::once(terraform).chain(provider).collect()
}
