//! Patches: the author's changes to what comes out, where the language has no word for something.

use std::borrow::Cow;

use crate::diag::{Code, Diagnostic, codes};
use crate::emit::cfn::entry::Entry;
use crate::emit::cfn::tree::Tree;
use crate::emit::nearest::nearest;
use crate::graph::{Graph, Patch, PatchTarget};

const UNKNOWN_PATCH: Code = codes::INVALID_TEMPLATE_PATCH;

/// Applies the template's patches, in the order of the text.
pub(super) fn apply<'g>(
    graph: &'g Graph,
    entries: &mut [Entry<'g>],
    diagnostics: &mut Vec<Diagnostic>,
) {
    for patch in &graph.patches {
        match patch.target.value {
            PatchTarget::Cfn => {
                if let Err(diagnostic) = apply_one(patch, entries) {
                    diagnostics.push(*diagnostic);
                }
            }
            PatchTarget::Terraform => {}
        }
    }
}

type Fault = Box<Diagnostic>;

fn apply_one<'g>(patch: &'g Patch, entries: &mut [Entry<'g>]) -> Result<(), Fault> {
    let address = patch.address.value.as_str();
    let found = entries.iter().position(|entry| entry.id == address);
    let Some(entry) = found.and_then(|index| entries.get_mut(index)) else {
        return Err(unknown_resource(patch, entries));
    };
    let mut steps = steps(patch)?;
    if let Some(word) = attribute(&steps) {
        let value = Tree::from_json(&patch.value.value);
        entry.attributes.retain_mut(|(known, old)| {
            if *known == word {
                old.clone_from(&value);
            }
            *old != Tree::Null
        });
        let known = entry.attributes.iter().any(|(known, _)| *known == word);
        if !known && value != Tree::Null {
            entry.attributes.push((word, value));
        }
        return Ok(());
    }
    // The whole resource's pointer is understood too.
    if steps.len() > 1 && steps.first().is_some_and(|first| first == "Properties") {
        steps.remove(0);
    }
    // The properties move into a tree of their own for as long as the pointer walks down.
    let mut root = Tree::Map(std::mem::take(&mut entry.properties));
    let result = put(&mut root, &steps, Tree::from_json(&patch.value.value));
    if let Tree::Map(properties) = root {
        entry.properties = properties;
    }
    result.map_err(|reason| {
        Box::new(
            Diagnostic::error(UNKNOWN_PATCH, patch.pointer.span, reason.message(entry))
                .help(reason.help()),
        )
    })
}

/// What a resource says of itself beside its properties, and a pointer may name whole.
const ATTRIBUTES: [&str; 4] = [
    "CreationPolicy",
    "DeletionPolicy",
    "UpdatePolicy",
    "UpdateReplacePolicy",
];

/// The attribute that a pointer names.
fn attribute(steps: &[String]) -> Option<&'static str> {
    let [step] = steps else { return None };
    ATTRIBUTES.into_iter().find(|word| word == step)
}

fn unknown_resource(patch: &Patch, entries: &[Entry<'_>]) -> Fault {
    let address = patch.address.value.as_str();
    let message = format!("the template has no resource `{address}`");
    let diagnostic = Diagnostic::error(UNKNOWN_PATCH, patch.address.span, message);
    let near = nearest(address, entries.iter().map(|entry| &*entry.id));
    Box::new(match near {
        Some(near) => diagnostic.instead(patch.address.span, near),
        None => diagnostic.help("`gwc build --target cfn` shows the logical ids"),
    })
}

/// The steps of a JSON pointer (RFC 6901).
fn steps(patch: &Patch) -> Result<Vec<String>, Fault> {
    let pointer = patch.pointer.value.as_str();
    let Some(rest) = pointer.strip_prefix('/') else {
        let message = format!("`{pointer}` is no JSON pointer");
        return Err(Box::new(
            Diagnostic::error(UNKNOWN_PATCH, patch.pointer.span, message)
                .help("a pointer starts with a slash, e.g. `/TimeoutInMillis`"),
        ));
    };
    let steps = rest.split('/');
    Ok(steps
        .map(|step| step.replace("~1", "/").replace("~0", "~"))
        .collect())
}

/// Why a pointer leads nowhere.
struct DeadEnd {
    /// The step.
    step: String,
    /// What could be written instead, nearest first.
    known: Vec<String>,
}

impl DeadEnd {
    fn message(&self, entry: &Entry<'_>) -> String {
        format!("`{}` has no `{}` at that place", entry.id, self.step)
    }

    fn help(&self) -> String {
        let known = || self.known.iter().map(String::as_str);
        match nearest(&self.step, known()) {
            Some(near) => format!("write `{near}`"),
            None if self.known.is_empty() => "the pointer ends before it".to_owned(),
            None => format!("there is {}", known().collect::<Vec<_>>().join(", ")),
        }
    }
}

/// Merges a value at a place (RFC 7396); nothing there removes it. The last step may be new, those before it may not.
fn put<'g>(tree: &mut Tree<'g>, steps: &[String], value: Tree<'g>) -> Result<(), DeadEnd> {
    let Some((step, rest)) = steps.split_first() else {
        merge(tree, value);
        return Ok(());
    };
    let dead_end = |known: Vec<String>| DeadEnd {
        step: step.clone(),
        known,
    };
    match tree {
        Tree::Map(entries) => {
            let found = entries.iter().position(|(name, _)| name == step);
            match found {
                Some(index) if rest.is_empty() && value == Tree::Null => {
                    entries.remove(index);
                    Ok(())
                }
                Some(index) => match entries.get_mut(index) {
                    Some((_, entry)) => put(entry, rest, value),
                    None => Ok(()),
                },
                None if rest.is_empty() && value != Tree::Null => {
                    let mut new = Tree::Null;
                    merge(&mut new, value);
                    entries.push((Cow::Owned(step.clone()), new));
                    Ok(())
                }
                None => Err(dead_end(
                    entries.iter().map(|(name, _)| name.to_string()).collect(),
                )),
            }
        }
        Tree::List(entries) => {
            let count = entries.len();
            let index = match step.as_str() {
                "-" => Some(count),
                digits => digits.parse::<usize>().ok(),
            };
            match index {
                Some(index) if index < count && rest.is_empty() && value == Tree::Null => {
                    entries.remove(index);
                    Ok(())
                }
                Some(index) if index == count && rest.is_empty() && value != Tree::Null => {
                    entries.push(value);
                    Ok(())
                }
                index => match index.and_then(|index| entries.get_mut(index)) {
                    Some(entry) => put(entry, rest, value),
                    None => Err(dead_end(
                        (0..count).map(|index| index.to_string()).collect(),
                    )),
                },
            }
        }
        Tree::Null
        | Tree::Bool(_)
        | Tree::Int(_)
        | Tree::Number(_)
        | Tree::Rate(_)
        | Tree::Text(_)
        | Tree::Ref(_)
        | Tree::GetAtt(..)
        | Tree::Sub(_)
        | Tree::Call(..) => Err(dead_end(Vec::new())),
    }
}

/// A map is merged into a map, name by name; anything else takes the place of what was there.
fn merge<'g>(old: &mut Tree<'g>, new: Tree<'g>) {
    let Tree::Map(changes) = new else {
        *old = new;
        return;
    };
    if !matches!(old, Tree::Map(_)) {
        *old = Tree::Map(Vec::new());
    }
    let Tree::Map(entries) = old else { return };
    for (name, value) in changes {
        let found = entries.iter().position(|(known, _)| *known == name);
        match found {
            Some(index) if value == Tree::Null => {
                entries.remove(index);
            }
            Some(index) => {
                if let Some((_, entry)) = entries.get_mut(index) {
                    merge(entry, value);
                }
            }
            None if value == Tree::Null => {}
            None => {
                let mut entry = Tree::Null;
                merge(&mut entry, value);
                entries.push((name, entry));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::put;
    use crate::emit::cfn::tree::Tree;

    /// What a patch makes of properties; nothing where it leads nowhere.
    fn patched(properties: &Value, pointer: &[&str], value: &Value) -> Option<Value> {
        let mut tree = Tree::from_json(properties);
        let steps: Vec<String> = pointer.iter().map(|step| (*step).to_owned()).collect();
        put(&mut tree, &steps, Tree::from_json(value)).ok()?;
        serde_json::to_value(&tree).ok()
    }

    #[test]
    fn values_are_put_merged_and_taken_away() {
        let old = json!({ "A": { "B": 1, "C": [1, 2] } });
        let cases = [
            (
                vec!["D"],
                json!("new"),
                json!({ "A": { "B": 1, "C": [1, 2] }, "D": "new" }),
            ),
            (
                vec!["A"],
                json!({ "B": null, "E": 2 }),
                json!({ "A": { "C": [1, 2], "E": 2 } }),
            ),
            (vec!["A", "B"], Value::Null, json!({ "A": { "C": [1, 2] } })),
            (
                vec!["A", "C", "0"],
                json!(9),
                json!({ "A": { "B": 1, "C": [9, 2] } }),
            ),
            (
                vec!["A", "C", "1"],
                Value::Null,
                json!({ "A": { "B": 1, "C": [1] } }),
            ),
            (
                vec!["A", "C", "-"],
                json!(3),
                json!({ "A": { "B": 1, "C": [1, 2, 3] } }),
            ),
            (
                vec!["A", "C"],
                json!("text"),
                json!({ "A": { "B": 1, "C": "text" } }),
            ),
        ];
        for (pointer, value, expected) in cases {
            let found = patched(&old, &pointer, &value);
            assert_eq!(found, Some(expected), "{pointer:?} = {value}");
        }
    }

    #[test]
    fn pointers_that_lead_nowhere_change_nothing() {
        let old = json!({ "A": { "C": [1] }, "D": "text" });
        let pointers = [
            vec!["B", "C"],
            vec!["A", "C", "7"],
            vec!["A", "C", "x"],
            vec!["D", "E"],
        ];
        for pointer in pointers {
            assert_eq!(patched(&old, &pointer, &json!(1)), None, "{pointer:?}");
        }
        assert_eq!(patched(&old, &["B"], &Value::Null), None);
    }
}
