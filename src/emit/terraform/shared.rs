//! What a module says once and reads in many places: its tags, and what it looks up.

use crate::emit::terraform::scope::{Needs, Scope};
use crate::emit::terraform::tree::{Block, Item, Value};

/// The locals and data sources that blocks need; tags that several blocks share become one of the locals.
pub(super) fn shared(scope: &Scope<'_>, blocks: &mut [Block]) -> Vec<Block> {
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
    locals.into_iter().chain(data).collect()
}

/// Replaces the tags that most blocks have by a reference, where two or more have the same.
fn share_tags(blocks: &mut [Block]) -> Option<Value> {
    let mut counts: Vec<(Value, usize)> = Vec::new();
    for tags in blocks.iter_mut().filter_map(tags_of) {
        match counts.iter_mut().find(|(known, _)| *known == *tags) {
            Some((_, count)) => *count += 1,
            None => counts.push((tags.clone(), 1)),
        }
    }
    let most = counts.iter().map(|(_, count)| *count).max();
    let most = most.filter(|count| *count > 1)?;
    let (tags, _) = counts.into_iter().find(|(_, count)| *count == most)?;
    for own in blocks.iter_mut().filter_map(tags_of) {
        if *own == tags {
            *own = Value::code("local.tags");
        }
    }
    Some(tags)
}

fn tags_of(block: &mut Block) -> Option<&mut Value> {
    let attributes = block.items.iter_mut().filter_map(|item| match item {
        Item::Attribute(attribute) => Some(attribute),
        Item::Block(_) => None,
    });
    let mut tags = attributes.filter(|attribute| attribute.name == "tags");
    tags.next().map(|attribute| &mut attribute.value)
}
