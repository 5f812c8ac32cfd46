//! JSON pointers into properties, and the merging of patches. Shared by templates and plans, each with its own tree.

use crate::diag::{Code, Diagnostic, codes};
use crate::emit::nearest::nearest;
use crate::graph::Patch;

const INVALID_PATCH: Code = codes::INVALID_TEMPLATE_PATCH;

/// A tree of properties.
pub(super) trait Node: Sized {
    /// Returns the null value.
    fn null() -> Self;
    /// Returns an empty map.
    fn map() -> Self;
    /// Returns true if it is null.
    fn is_null(&self) -> bool;
    /// Its shape, with its children.
    fn shape(&mut self) -> Shape<'_, Self>;
    /// Returns the entries of a map; the node itself if it is not a map.
    fn into_entries(self) -> Result<Vec<(String, Self)>, Self>;
}

/// The children of a node.
pub(super) enum Shape<'n, N> {
    /// Named entries.
    Map(&'n mut dyn Fields<N>),
    /// Entries in order.
    List(&'n mut Vec<N>),
    /// No children.
    Leaf,
}

/// The entries of a map.
pub(super) trait Fields<N> {
    /// Returns their names.
    fn names(&self) -> Vec<String>;
    /// Returns the entry of a name.
    fn field(&mut self, name: &str) -> Option<&mut N>;
    /// Adds an entry of a new name.
    fn add(&mut self, name: &str, value: N);
    /// Removes an entry.
    fn remove(&mut self, name: &str);
}

/// The resource attributes in a template; a pointer can address each only as a whole.
pub(super) const ATTRIBUTES: [&str; 4] = [
    "CreationPolicy",
    "DeletionPolicy",
    "UpdatePolicy",
    "UpdateReplacePolicy",
];

/// The subject of a patch.
pub(super) enum Subject {
    /// One of [`ATTRIBUTES`].
    Attribute(&'static str),
    /// A place in the properties.
    Property(Vec<String>),
}

/// Returns the subject of a patch's pointer (RFC 6901).
pub(super) fn subject(patch: &Patch) -> Result<Subject, Box<Diagnostic>> {
    let pointer = patch.pointer.value.as_str();
    // INVARIANT: the model refuses other pointers.
    let Some(rest) = pointer.strip_prefix('/') else {
        never!("a patch at `{pointer}`");
    };
    let steps = rest.split('/');
    let mut steps: Vec<String> = steps
        .map(|step| step.replace("~1", "/").replace("~0", "~"))
        .collect();
    if let [step] = steps.as_slice()
        && let Some(word) = ATTRIBUTES.into_iter().find(|word| word == step)
    {
        return Ok(Subject::Attribute(word));
    }
    // A pointer from the root of the resource is accepted too.
    if steps.len() > 1 && steps.first().is_some_and(|first| first == "Properties") {
        steps.remove(0);
    }
    Ok(Subject::Property(steps))
}

/// The reason why a pointer does not resolve.
pub(super) struct DeadEnd {
    step: String,
    /// The alternatives.
    known: Vec<String>,
}

impl DeadEnd {
    /// Returns the finding; `name` is the resource's in the output.
    pub(super) fn diagnostic(&self, patch: &Patch, name: &str) -> Box<Diagnostic> {
        let message = format!("`{name}` has no `{}` at that place", self.step);
        Box::new(Diagnostic::error(INVALID_PATCH, patch.pointer.span, message).help(self.help()))
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

/// Merges a value at a pointer (RFC 7396); null removes the entry. Only the last step can be new.
pub(super) fn put<N: Node>(tree: &mut N, steps: &[String], value: N) -> Result<(), DeadEnd> {
    let Some((step, rest)) = steps.split_first() else {
        merge(tree, value);
        return Ok(());
    };
    let dead_end = |known: Vec<String>| DeadEnd {
        step: step.clone(),
        known,
    };
    match tree.shape() {
        Shape::Map(fields) => {
            let is_known = fields.field(step).is_some();
            match (is_known, rest.is_empty(), value.is_null()) {
                (true, true, true) => fields.remove(step),
                (true, ..) => {
                    if let Some(entry) = fields.field(step) {
                        return put(entry, rest, value);
                    }
                }
                (false, true, false) => {
                    let mut new = N::null();
                    merge(&mut new, value);
                    fields.add(step, new);
                }
                (false, ..) => return Err(dead_end(fields.names())),
            }
            Ok(())
        }
        Shape::List(entries) => {
            let count = entries.len();
            let index = match step.as_str() {
                "-" => Some(count),
                digits => digits.parse::<usize>().ok(),
            };
            match index {
                Some(index) if index < count && rest.is_empty() && value.is_null() => {
                    entries.remove(index);
                    Ok(())
                }
                Some(index) if index == count && rest.is_empty() && !value.is_null() => {
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
        Shape::Leaf => Err(dead_end(Vec::new())),
    }
}

/// Merges maps recursively; any other value replaces the old one.
fn merge<N: Node>(old: &mut N, new: N) {
    let changes = match new.into_entries() {
        Ok(changes) => changes,
        Err(new) => {
            *old = new;
            return;
        }
    };
    if !matches!(old.shape(), Shape::Map(_)) {
        *old = N::map();
    }
    let Shape::Map(fields) = old.shape() else {
        return;
    };
    for (name, value) in changes {
        match (fields.field(&name), value.is_null()) {
            (Some(_), true) => fields.remove(&name),
            (Some(entry), false) => merge(entry, value),
            (None, true) => {}
            (None, false) => {
                let mut entry = N::null();
                merge(&mut entry, value);
                fields.add(&name, entry);
            }
        }
    }
}
