//! Patches: the author's changes to a module, for features that the language lacks.
//!
//! Text in a patch is never read as an expression. A reference is an object, `{"$ref":
//! "aws_apigatewayv2_authorizer.users.id"}`, and names a block of the module.

use crate::diag::{Code, Diagnostic, codes};
use crate::emit::nearest::nearest;
use crate::emit::terraform::tree::{Attribute, Block, Item, Value};
use crate::graph::{Graph, Patch, PatchTarget};

const UNKNOWN_PATCH: Code = codes::INVALID_TERRAFORM_PATCH;

/// Attributes of the provider that are maps; an object with any other name becomes a block.
const MAPS: &[&str] = &[
    "tags",
    "stage_variables",
    "request_parameters",
    "mappings",
    "runtime_environment_variables",
    "runtime_environment_secrets",
];

/// Applies the module's patches, in source order, and returns faults for those that cannot be applied.
pub(super) fn apply<'b>(
    graph: &Graph,
    blocks: impl Iterator<Item = &'b mut Block>,
) -> Vec<Diagnostic> {
    let patches = graph
        .patches
        .iter()
        .filter(|patch| match patch.target.value {
            PatchTarget::Terraform => true,
            PatchTarget::Cfn => false,
        });
    let patches: Vec<&Patch> = patches.collect();
    if patches.is_empty() {
        return Vec::new();
    }
    let mut blocks: Vec<(String, &mut Block)> =
        blocks.map(|block| (block.address(), block)).collect();
    let faults = patches
        .into_iter()
        .filter_map(|patch| apply_one(patch, &mut blocks));
    faults.collect()
}

fn apply_one(patch: &Patch, blocks: &mut [(String, &mut Block)]) -> Option<Diagnostic> {
    let wanted = patch.address.value.as_str();
    let known: Vec<String> = blocks.iter().map(|(address, _)| address.clone()).collect();
    let found = blocks.iter().position(|(address, _)| address == wanted);
    let Some((address, block)) = found.and_then(|index| blocks.get_mut(index)) else {
        let message = format!("the module has no block `{wanted}`");
        let fault = Diagnostic::error(UNKNOWN_PATCH, patch.address.span, message);
        return Some(match nearest(wanted, known.iter().map(String::as_str)) {
            Some(near) => {
                let title = format!("write `{near}`");
                fault
                    .help(title.clone())
                    .fix(title, patch.address.span, near)
            }
            None => fault.help("`gwc build --target terraform` shows the addresses"),
        });
    };
    if let Some(fault) = unknown_reference(patch, &known) {
        return Some(fault);
    }
    let pointer = patch.pointer.value.as_str();
    // INVARIANT: the model refuses other pointers.
    let Some(rest) = pointer.strip_prefix('/') else {
        never!("a patch at `{pointer}`");
    };
    let steps = rest
        .split('/')
        .map(|step| step.replace("~1", "/").replace("~0", "~"));
    let steps: Vec<String> = steps.collect();
    let dead_end = put_in_block(block, &steps, &patch.value.value).err()?;
    let message = format!("`{address}` has no `{}` at that place", dead_end.step);
    let fault = Diagnostic::error(UNKNOWN_PATCH, patch.pointer.span, message);
    Some(fault.help(dead_end.help()))
}

/// Returns a fault for the first reference in a patch that does not resolve.
fn unknown_reference(patch: &Patch, known: &[String]) -> Option<Diagnostic> {
    let mut references = Vec::new();
    collect_references(&patch.value.value, &mut references);
    let wrong = references.into_iter().find(|text| {
        let mut known = known.iter();
        let named = known.any(|address| {
            let rest = text.strip_prefix(address.as_str());
            rest.is_some_and(is_attribute)
        });
        !named
    })?;
    let message = format!("`{wrong}` refers to nothing in the module");
    let fault = Diagnostic::error(UNKNOWN_PATCH, patch.value.span, message);
    let block = wrong.rsplit_once('.').map_or(wrong, |(block, _)| block);
    Some(match nearest(block, known.iter().map(String::as_str)) {
        Some(near) => fault.help(format!("a block with that name is `{near}`; write the attribute behind it")),
        None => fault.help(
            "a reference names a block and an attribute of it, e.g. `aws_apigatewayv2_authorizer.users.id`",
        ),
    })
}

/// Returns the text of a reference: the only entry of an object, `$ref`.
fn reference(json: &serde_json::Value) -> Option<&str> {
    let entries = json.as_object()?;
    let text = entries.get("$ref")?.as_str()?;
    (entries.len() == 1).then_some(text)
}

fn collect_references<'v>(json: &'v serde_json::Value, found: &mut Vec<&'v str>) {
    if let Some(text) = reference(json) {
        found.push(text);
        return;
    }
    match json {
        serde_json::Value::Array(entries) => {
            entries.iter().for_each(|it| collect_references(it, found));
        }
        serde_json::Value::Object(entries) => {
            entries
                .values()
                .for_each(|it| collect_references(it, found));
        }
        serde_json::Value::Null
        | serde_json::Value::Bool(_)
        | serde_json::Value::Number(_)
        | serde_json::Value::String(_) => {}
    }
}

/// Returns true if text after an address is an attribute, e.g. `.id` or
/// `.domain_name_configuration[0].target_domain_name`: it is written to the output unchanged.
fn is_attribute(text: &str) -> bool {
    let Some(steps) = text.strip_prefix('.') else {
        return false;
    };
    steps.split('.').all(|step| match step.split_once('[') {
        Some((name, index)) => {
            let index = index.strip_suffix(']');
            let number = |it: &str| !it.is_empty() && it.bytes().all(|it| it.is_ascii_digit());
            is_name(name) && index.is_some_and(number)
        }
        None => is_name(step),
    })
}

fn is_index(step: &str) -> bool {
    !step.is_empty() && step.bytes().all(|byte| byte.is_ascii_digit())
}

/// The reason why a pointer does not resolve.
struct DeadEnd {
    step: String,
    known: Vec<String>,
}

impl DeadEnd {
    fn help(&self) -> String {
        let known = || self.known.iter().map(String::as_str);
        match nearest(&self.step, known()) {
            Some(near) => format!("write `{near}`"),
            None if self.known.is_empty() => "the pointer ends before it".to_owned(),
            None => format!("there is {}", known().collect::<Vec<_>>().join(", ")),
        }
    }
}

/// Puts a value below a block. Only the last step can be new.
fn put_in_block(
    block: &mut Block,
    steps: &[String],
    json: &serde_json::Value,
) -> Result<(), DeadEnd> {
    let Some((step, rest)) = steps.split_first() else {
        return Ok(());
    };
    let positions = positions(block, step);
    let Some(first) = positions.first() else {
        if !rest.is_empty() || !is_name(step) {
            let names = block.items.iter().map(|item| name_of(item).to_owned());
            return Err(DeadEnd {
                step: step.clone(),
                known: names.collect(),
            });
        }
        block.items.extend(items(step, json));
        return Ok(());
    };
    if rest.is_empty() {
        return replace(block, step, &positions, json);
    }
    // Blocks with the same name are a list: `/route_settings/1/..`; a single one needs no index.
    let (position, rest) = match rest.split_first() {
        Some((number, after)) if is_index(number) && is_block(block, *first) => {
            let wanted = number.parse::<usize>().ok();
            let Some(position) = wanted.and_then(|wanted| positions.get(wanted)) else {
                return Err(DeadEnd {
                    step: number.clone(),
                    known: (0..positions.len())
                        .map(|index| index.to_string())
                        .collect(),
                });
            };
            (*position, after)
        }
        Some(_) | None => (*first, rest),
    };
    match block.items.get_mut(position) {
        Some(Item::Block(inner)) if rest.is_empty() => {
            merge(inner, json);
            Ok(())
        }
        Some(Item::Block(inner)) => put_in_block(inner, rest, json),
        Some(Item::Attribute(attribute)) => put_in_value(&mut attribute.value, rest, json),
        None => Ok(()),
    }
}

fn positions(block: &Block, name: &str) -> Vec<usize> {
    let items = block.items.iter().enumerate();
    let items = items.filter(|(_, item)| name_of(item) == name);
    items.map(|(index, _)| index).collect()
}

fn is_block(block: &Block, position: usize) -> bool {
    matches!(block.items.get(position), Some(Item::Block(_)))
}

/// Replaces all items with a name, or merges an object into the only block with it; `null` removes them.
fn replace(
    block: &mut Block,
    name: &str,
    positions: &[usize],
    json: &serde_json::Value,
) -> Result<(), DeadEnd> {
    if let ([position], serde_json::Value::Object(_), None) = (positions, json, reference(json)) {
        match block.items.get_mut(*position) {
            Some(Item::Block(inner)) => {
                merge(inner, json);
                return Ok(());
            }
            Some(Item::Attribute(Attribute { value, .. })) if matches!(value, Value::Map(_)) => {
                return put_in_value(value, &[], json);
            }
            Some(Item::Attribute(_)) | None => {}
        }
    }
    let at = positions.first().copied().unwrap_or(block.items.len());
    block.items.retain(|item| name_of(item) != name);
    let at = at.min(block.items.len());
    block.items.splice(at..at, items(name, json));
    Ok(())
}

/// Merges an object into a block, name by name.
fn merge(block: &mut Block, json: &serde_json::Value) {
    let serde_json::Value::Object(entries) = json else {
        return;
    };
    for (name, value) in entries {
        // The name is the last step, which can be new, so this always resolves.
        let _ = put_in_block(block, std::slice::from_ref(name), value);
    }
}

fn put_in_value(
    value: &mut Value,
    steps: &[String],
    json: &serde_json::Value,
) -> Result<(), DeadEnd> {
    let Some((step, rest)) = steps.split_first() else {
        match (value, json) {
            (Value::Map(entries), serde_json::Value::Object(changes))
                if reference(json).is_none() =>
            {
                for (key, change) in changes {
                    put_in_map(entries, key, change);
                }
            }
            (value, json) => *value = from_json(json),
        }
        return Ok(());
    };
    match value {
        Value::Map(entries) if rest.is_empty() => {
            put_in_map(entries, step, json);
            Ok(())
        }
        Value::Map(entries) => match entries.iter_mut().find(|(key, _)| key == step) {
            Some((_, inner)) => put_in_value(inner, rest, json),
            None => Err(DeadEnd {
                step: step.clone(),
                known: entries.iter().map(|(key, _)| key.clone()).collect(),
            }),
        },
        Value::List(entries) => {
            let count = entries.len();
            let index = if step == "-" {
                Some(count)
            } else {
                step.parse().ok()
            };
            match index {
                Some(index) if index == count && rest.is_empty() => entries.push(from_json(json)),
                Some(index) if index < count && rest.is_empty() && json.is_null() => {
                    entries.remove(index);
                }
                Some(index) if index < count => {
                    if let Some(entry) = entries.get_mut(index) {
                        return put_in_value(entry, rest, json);
                    }
                }
                Some(_) | None => {
                    return Err(DeadEnd {
                        step: step.clone(),
                        known: (0..count).map(|index| index.to_string()).collect(),
                    });
                }
            }
            Ok(())
        }
        Value::Call(_, inner) => put_in_value(inner, steps, json),
        Value::Text(_) | Value::Template(_) | Value::Code(_) => Err(ends_before(step)),
        Value::Number(_) | Value::Bool(_) | Value::Null => Err(ends_before(step)),
    }
}

fn ends_before(step: &str) -> DeadEnd {
    DeadEnd {
        step: step.to_owned(),
        known: Vec::new(),
    }
}

fn put_in_map(entries: &mut Vec<(String, Value)>, key: &str, json: &serde_json::Value) {
    let found = entries.iter().position(|(known, _)| known == key);
    match found.and_then(|index| entries.get_mut(index)) {
        Some(_) if json.is_null() => entries.retain(|(known, _)| known != key),
        Some((_, value)) => *value = from_json(json),
        None if json.is_null() => {}
        None => entries.push((key.to_owned(), from_json(json))),
    }
}

/// Returns a new attribute, or a block for each object that is not a map; nothing for `null`.
fn items(name: &str, json: &serde_json::Value) -> Vec<Item> {
    let attribute = |value| {
        vec![Item::Attribute(Attribute {
            comments: Vec::new(),
            name: name.to_owned(),
            value,
        })]
    };
    let is_map = MAPS.contains(&name);
    match json {
        serde_json::Value::Null => Vec::new(),
        json if reference(json).is_some() => attribute(from_json(json)),
        serde_json::Value::Object(_) if !is_map => vec![Item::Block(block_of(name, json))],
        serde_json::Value::Array(entries)
            if !entries.is_empty() && entries.iter().all(serde_json::Value::is_object) =>
        {
            let blocks = entries
                .iter()
                .map(|entry| Item::Block(block_of(name, entry)));
            blocks.collect()
        }
        json => attribute(from_json(json)),
    }
}

fn block_of(name: &str, json: &serde_json::Value) -> Block {
    let mut block = Block::new(name, &[]);
    merge(&mut block, json);
    block
}

fn from_json(json: &serde_json::Value) -> Value {
    if let Some(text) = reference(json) {
        return Value::code(text);
    }
    match json {
        serde_json::Value::Null => Value::Null,
        serde_json::Value::Bool(truth) => Value::Bool(*truth),
        serde_json::Value::Number(number) => Value::number(number),
        serde_json::Value::String(text) => Value::text(text),
        serde_json::Value::Array(entries) => Value::List(entries.iter().map(from_json).collect()),
        serde_json::Value::Object(entries) => {
            let entries = entries.iter();
            Value::Map(
                entries
                    .map(|(key, value)| (key.clone(), from_json(value)))
                    .collect(),
            )
        }
    }
}

fn name_of(item: &Item) -> &str {
    match item {
        Item::Attribute(attribute) => &attribute.name,
        Item::Block(block) => &block.word,
    }
}

/// Returns true if text is a valid name of an attribute or a block: it is written to the output unchanged.
fn is_name(text: &str) -> bool {
    text.starts_with(|letter: char| letter.is_ascii_lowercase() || letter == '_')
        && text
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}
