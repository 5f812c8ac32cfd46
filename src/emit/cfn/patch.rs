//! Patches: the author's changes to the output, for features that the language lacks.

use std::borrow::Cow;

use crate::diag::{Code, Diagnostic, codes};
use crate::emit::cfn::entry::Entry;
use crate::emit::cfn::tree::Tree;
use crate::emit::nearest::nearest;
use crate::emit::pointer::{Fields, Node, Shape, Subject, put, subject};
use crate::graph::{Graph, Patch, PatchTarget};

const UNKNOWN_PATCH: Code = codes::INVALID_TEMPLATE_PATCH;

/// Applies the template's patches, in source order.
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
    let value = Tree::from_json(&patch.value.value);
    match subject(patch)? {
        Subject::Attribute(word) => {
            set_attribute(entry, word, value);
            Ok(())
        }
        Subject::Property(steps) => {
            // The properties are moved into a tree while the pointer is resolved.
            let mut root = Tree::Map(std::mem::take(&mut entry.properties));
            let result = put(&mut root, &steps, value);
            if let Tree::Map(properties) = root {
                entry.properties = properties;
            }
            result.map_err(|dead_end| dead_end.diagnostic(patch, &entry.id))
        }
    }
}

fn set_attribute<'g>(entry: &mut Entry<'g>, word: &'static str, value: Tree<'g>) {
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

impl Node for Tree<'_> {
    fn null() -> Self {
        Self::Null
    }

    fn map() -> Self {
        Self::Map(Vec::new())
    }

    fn is_null(&self) -> bool {
        *self == Self::Null
    }

    fn shape(&mut self) -> Shape<'_, Self> {
        match self {
            Self::Map(entries) => Shape::Map(entries),
            Self::List(entries) => Shape::List(entries),
            Self::Null
            | Self::Bool(_)
            | Self::Int(_)
            | Self::Number(_)
            | Self::Rate(_)
            | Self::Text(_)
            | Self::Ref(_)
            | Self::GetAtt(..)
            | Self::Sub(_)
            | Self::Call(..) => Shape::Leaf,
        }
    }

    fn into_entries(self) -> Result<Vec<(String, Self)>, Self> {
        match self {
            Self::Map(entries) => Ok(entries
                .into_iter()
                .map(|(name, value)| (name.into_owned(), value))
                .collect()),
            other => Err(other),
        }
    }
}

impl<'g> Fields<Tree<'g>> for Vec<(Cow<'g, str>, Tree<'g>)> {
    fn names(&self) -> Vec<String> {
        self.iter().map(|(name, _)| name.to_string()).collect()
    }

    fn field(&mut self, name: &str) -> Option<&mut Tree<'g>> {
        let mut entries = self.iter_mut();
        let found = entries.find(|(known, _)| known == name);
        found.map(|(_, value)| value)
    }

    fn add(&mut self, name: &str, value: Tree<'g>) {
        self.push((Cow::Owned(name.to_owned()), value));
    }

    fn remove(&mut self, name: &str) {
        self.retain(|(known, _)| known != name);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::emit::cfn::tree::Tree;
    use crate::emit::pointer::put;

    /// Applies a patch to properties; `None` if its pointer does not resolve.
    fn apply_patch(properties: &Value, pointer: &[&str], value: &Value) -> Option<Value> {
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
            let found = apply_patch(&old, &pointer, &value);
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
            assert_eq!(apply_patch(&old, &pointer, &json!(1)), None, "{pointer:?}");
        }
        assert_eq!(apply_patch(&old, &["B"], &Value::Null), None);
    }
}
