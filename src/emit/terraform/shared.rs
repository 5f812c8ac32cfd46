//! Blocks that a module has once and reads in many places: shared tags and lookups.

use crate::emit::terraform::scope::{Needs, Scope};
use crate::emit::terraform::tree::{Block, Item, Value};
use crate::emit::terraform::{layout, responses};

/// Returns the locals and data sources that blocks need; tags shared by several blocks become a local.
pub(super) fn shared_blocks(scope: &Scope<'_>, blocks: &mut [Block]) -> Vec<Block> {
    let Needs {
        region,
        account,
        partition,
    } = scope.needs();
    let tags = share_tags(blocks);
    let locals = tags.map(|tags| Block::new("locals", &[]).set("tags", tags));
    let data = [
        (region, "aws_region"),
        (account, "aws_caller_identity"),
        (partition, "aws_partition"),
    ];
    let data = data.into_iter().filter(|(needed, _)| needed.get());
    let data = data.map(|(_, kind)| Block::data(kind, "current"));
    let region = scope
        .graph()
        .region
        .as_ref()
        .map(|region| region_assertion(region));
    let responses = responses::shared_blocks(scope);
    locals
        .into_iter()
        .chain(responses)
        .chain(region)
        .chain(data)
        .collect()
}

/// Asserts that the provider's region is the spec's: a module with its own provider configuration could not be called
/// with `count` or `for_each`.
fn region_assertion(region: &str) -> Block {
    let condition = Block::new("postcondition", &[])
        .set(
            "condition",
            Value::code(format!(
                "self.id == {}",
                layout::value(&Value::text(region))
            )),
        )
        .text(
            "error_message",
            &format!("The spec is for {region}: configure the AWS provider for that region."),
        );
    Block::data("aws_region", "current").nest(Block::new("lifecycle", &[]).nest(condition))
}

/// Replaces the most common tags by a reference, if two or more blocks have the same apart from `Name`.
fn share_tags(blocks: &mut [Block]) -> Option<Value> {
    let mut counts: Vec<(Vec<(String, Value)>, usize)> = Vec::new();
    for tags in blocks.iter_mut().filter_map(tags_of) {
        let Value::Map(entries) = tags else { continue };
        let rest = without_name(entries);
        if rest.is_empty() {
            continue;
        }
        match counts.iter_mut().find(|(known, _)| *known == rest) {
            Some((_, count)) => *count += 1,
            None => counts.push((rest, 1)),
        }
    }
    let most = counts.iter().map(|(_, count)| *count).max();
    let most = most.filter(|count| *count > 1)?;
    let (shared, _) = counts.into_iter().find(|(_, count)| *count == most)?;
    for own in blocks.iter_mut().filter_map(tags_of) {
        let Value::Map(entries) = own else { continue };
        if without_name(entries) != shared {
            continue;
        }
        let name = entries.iter().find(|(key, _)| key == "Name");
        *own = Value::code(match name {
            Some((_, name)) if shared.len() < entries.len() => {
                format!("merge(local.tags, {{ Name = {} }})", layout::value(name))
            }
            Some(_) | None => "local.tags".to_owned(),
        });
    }
    Some(Value::Map(shared))
}

/// Tags without `Name`, which differs between resources.
fn without_name(tags: &[(String, Value)]) -> Vec<(String, Value)> {
    let rest = tags.iter().filter(|(key, _)| key != "Name");
    rest.cloned().collect()
}

fn tags_of(block: &mut Block) -> Option<&mut Value> {
    let attributes = block.items.iter_mut().filter_map(|item| match item {
        Item::Attribute(attribute) => Some(attribute),
        Item::Block(_) => None,
    });
    let mut tags = attributes.filter(|attribute| attribute.name == "tags");
    tags.next().map(|attribute| &mut attribute.value)
}
