//! The template's patches in a plan: the same pointers and values, with CloudFormation's functions as references.
//!
//! Patches of resources that only a template has, such as the function that registers targets, have no effect here.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};

use serde_json::{Map, Value, json};

use crate::diag::{Diagnostic, codes};
use crate::emit::plan::reference::{References, get, step_id};
use crate::emit::pointer::{Fields, Node, Shape, Subject, put, subject};
use crate::graph::address::logical_id;
use crate::graph::{Body, Expr, Id, Kind, Patch, PatchTarget, Resource, Sealed};

/// The patches that apply to a plan, by resource.
pub(super) struct Patches<'g> {
    by_resource: HashMap<&'g Id, Vec<&'g Patch>>,
    /// The resources by logical id; empty without patches.
    resources: HashMap<String, &'g Resource>,
}

impl<'g> Patches<'g> {
    /// Returns the patches of a graph.
    pub(super) fn new(sealed: &'g Sealed) -> Self {
        let graph = sealed.graph();
        let mut patches = Self {
            by_resource: HashMap::new(),
            resources: HashMap::new(),
        };
        let of_template = graph
            .patches
            .iter()
            .filter(|patch| match patch.target.value {
                PatchTarget::Cfn => true,
                PatchTarget::Terraform => false,
            });
        for patch in of_template {
            if patches.resources.is_empty() {
                let resources = graph.resources.iter();
                patches.resources = resources.map(|it| (logical_id(it), it)).collect();
            }
            if let Some(resource) = patches.resources.get(&patch.address.value) {
                let of_resource = patches.by_resource.entry(&resource.id).or_default();
                of_resource.push(patch);
            }
        }
        patches
    }

    fn of(&self, resource: &Resource) -> Vec<&'g Patch> {
        self.by_resource
            .get(&resource.id)
            .cloned()
            .unwrap_or_default()
    }

    /// Returns the steps that a resource's patches refer to.
    pub(super) fn uses(&self, resource: &Resource) -> BTreeSet<&'g str> {
        let mut names = BTreeSet::new();
        for patch in self.of(resource) {
            each_name(&patch.value.value, &mut |name| {
                if let Some(found) = self.resource(name) {
                    names.insert(step_id(found));
                }
            });
        }
        names
    }

    /// Returns a resource by its logical ID, if the plan has a step that creates or reads it.
    fn resource(&self, name: &str) -> Option<&'g Resource> {
        let found = self.resources.get(name).copied();
        found.filter(|it| !matches!(it.body, Body::EndpointTargets(_)))
    }

    /// Returns true if a patch retains the resource when its step is removed.
    pub(super) fn retains(&self, resource: &Resource) -> bool {
        let mut retain = false;
        for patch in self.of(resource) {
            if let Ok(Subject::Attribute("DeletionPolicy")) = subject(patch) {
                let policy = patch.value.value.as_str();
                retain = matches!(policy, Some("Retain" | "RetainExceptOnCreate"));
            }
        }
        retain
    }
}

/// Applies a resource's patches to the properties of its step, which comes after `depends_on`.
pub(super) fn apply(
    references: &mut References<'_>,
    resource: &Resource,
    depends_on: &BTreeSet<Cow<'_, str>>,
    properties: &mut Map<String, Value>,
) {
    for patch in references.patches.of(resource) {
        let steps = match subject(patch) {
            Ok(Subject::Property(steps)) => steps,
            // `retains` handles the one attribute relevant to plans; the others concern only CloudFormation.
            Ok(Subject::Attribute(_)) => continue,
            Err(fault) => {
                references.faults.push(*fault);
                continue;
            }
        };
        let mut translation = Translation {
            references,
            depends_on,
        };
        let value = match translation.value(&patch.value.value) {
            Ok(value) => value,
            Err(reason) => {
                let fault =
                    Diagnostic::error(codes::INVALID_TEMPLATE_PATCH, patch.value.span, reason);
                references.faults.push(fault.help(
                    "in a plan, a patch supports only values, `Ref`, `Fn::GetAtt`, `Fn::Join` and `Fn::Sub`",
                ));
                continue;
            }
        };
        let mut root = Value::Object(std::mem::take(properties));
        let result = put(&mut root, &steps, value);
        if let Value::Object(patched) = root {
            *properties = patched;
        }
        if let Err(dead_end) = result {
            let name = logical_id(resource);
            references.faults.push(*dead_end.diagnostic(patch, &name));
        }
    }
}

/// Turns CloudFormation's functions into a plan's references.
struct Translation<'r, 'g> {
    references: &'r mut References<'g>,
    depends_on: &'r BTreeSet<Cow<'r, str>>,
}

impl Translation<'_, '_> {
    fn value(&mut self, value: &Value) -> Result<Value, String> {
        match value {
            Value::Object(entries) => match call(entries) {
                Some((function, argument)) => self.call(function, argument),
                None => {
                    let entries = entries.iter();
                    let entries =
                        entries.map(|(name, value)| Ok((name.clone(), self.value(value)?)));
                    entries.collect::<Result<Map<_, _>, _>>().map(Value::Object)
                }
            },
            Value::Array(entries) => {
                let entries = entries.iter().map(|entry| self.value(entry));
                entries.collect::<Result<Vec<_>, _>>().map(Value::Array)
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Ok(value.clone()),
        }
    }

    fn call(&mut self, function: &str, argument: &Value) -> Result<Value, String> {
        let malformed = || format!("invalid argument of `{function}`");
        match (function, argument) {
            ("Ref", Value::String(name)) => self.reference(name),
            ("Fn::GetAtt", argument) => {
                let (name, attribute) = attribute_of(argument).ok_or_else(malformed)?;
                self.attribute(&name, &attribute)
            }
            ("Fn::Join", Value::Array(arguments)) => {
                let (Some(Value::String(between)), Some(Value::Array(parts)), 2) =
                    (arguments.first(), arguments.get(1), arguments.len())
                else {
                    return Err(malformed());
                };
                let mut joined = Vec::new();
                for (index, part) in parts.iter().enumerate() {
                    if index > 0 && !between.is_empty() {
                        joined.push(json!(between));
                    }
                    joined.push(self.value(part)?);
                }
                Ok(json!({ "$join": joined }))
            }
            ("Fn::Sub", Value::String(text)) => self.substitute(text, &Map::new()),
            ("Fn::Sub", Value::Array(arguments)) => match arguments.as_slice() {
                [Value::String(text), Value::Object(own)] => self.substitute(text, own),
                _ => Err(malformed()),
            },
            ("Ref" | "Fn::Join" | "Fn::Sub", _) => Err(malformed()),
            _ => Err(format!("plans do not support `{function}`")),
        }
    }

    fn reference(&mut self, name: &str) -> Result<Value, String> {
        let surroundings = match name {
            "AWS::Region" => Some(Expr::Region),
            "AWS::AccountId" => Some(Expr::Account),
            "AWS::Partition" => Some(Expr::Partition),
            "AWS::StackName" => Some(Expr::Deployment),
            _ => None,
        };
        if let Some(expr) = surroundings {
            return Ok(self.references.expr(&expr));
        }
        if let Some(resource) = self.references.patches.resource(name) {
            let step = self.step(resource)?;
            let kind = match resource.body.kind() {
                Kind::ExpressLookup => Kind::ExpressService,
                kind => kind,
            };
            let descriptor = kind.descriptor();
            return Ok(if descriptor.one_identifier {
                json!({ "$ref": step })
            } else {
                get(&step, descriptor.reference)
            });
        }
        let input = self.references.has_input(name);
        input
            .then(|| json!({ "$input": name }))
            .ok_or_else(|| format!("a plan has neither a step nor an input for `{name}`"))
    }

    fn attribute(&mut self, name: &str, attribute: &str) -> Result<Value, String> {
        let found = self.references.patches.resource(name);
        let resource = found.ok_or_else(|| format!("a plan has no step for `{name}`"))?;
        let step = self.step(resource)?;
        Ok(get(&step, &attribute.replace('.', "/")))
    }

    /// Returns the step of a resource, unless it depends on the patched one.
    fn step(&self, resource: &Resource) -> Result<String, String> {
        let step = step_id(resource);
        if self.depends_on.contains(step) {
            Ok(step.to_owned())
        } else {
            Err(format!(
                "`{step}` depends on the patched resource, so the patch cannot refer to it"
            ))
        }
    }

    /// Substitutes `${Name}` and `${Name.Attribute}`, and unescapes `${!Text}` to `${Text}`.
    fn substitute(&mut self, text: &str, own: &Map<String, Value>) -> Result<Value, String> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("${") {
            let Some((name, after)) = after.split_once('}') else {
                break;
            };
            parts.push(json!(before));
            parts.push(match (name.strip_prefix('!'), own.get(name)) {
                (Some(literal), _) => json!(format!("${{{literal}}}")),
                (None, Some(value)) => self.value(value)?,
                (None, None) => match name.split_once('.') {
                    Some((resource, attribute)) => self.attribute(resource, attribute)?,
                    None => self.reference(name)?,
                },
            });
            rest = after;
        }
        parts.push(json!(rest));
        parts.retain(|part| *part != json!(""));
        Ok(json!({ "$join": parts }))
    }
}

/// Returns the function and the argument of a call.
fn call(entries: &Map<String, Value>) -> Option<(&str, &Value)> {
    let (name, argument) = entries.iter().next()?;
    let is_function = name == "Ref" || name.starts_with("Fn::") || is_reference(name);
    (entries.len() == 1 && is_function).then_some((name, argument))
}

/// Returns true for the reference keywords of a plan, which AWS properties must not use.
fn is_reference(name: &str) -> bool {
    matches!(
        name,
        "$ref" | "$get" | "$input" | "$join" | "$secret" | "$unknown"
    )
}

/// Returns the logical ID and the attribute that `Fn::GetAtt` names, as one string or two.
fn attribute_of(argument: &Value) -> Option<(String, String)> {
    match argument {
        Value::String(text) => {
            let (name, attribute) = text.split_once('.')?;
            Some((name.to_owned(), attribute.to_owned()))
        }
        Value::Array(parts) => match parts.as_slice() {
            [Value::String(name), Value::String(attribute)] => {
                Some((name.clone(), attribute.clone()))
            }
            _ => None,
        },
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => None,
    }
}

/// Visits the logical IDs and parameters that a value can name.
fn each_name(value: &Value, found: &mut impl FnMut(&str)) {
    match value {
        Value::Array(entries) => entries.iter().for_each(|entry| each_name(entry, found)),
        Value::Object(entries) => {
            match call(entries) {
                Some(("Ref", Value::String(name))) => found(name),
                Some(("Fn::GetAtt", argument)) => {
                    if let Some((name, _)) = attribute_of(argument) {
                        found(&name);
                    }
                }
                Some(("Fn::Sub", Value::String(text))) => in_text(text, found),
                Some(("Fn::Sub", Value::Array(arguments))) => {
                    if let Some(text) = arguments.first().and_then(Value::as_str) {
                        in_text(text, found);
                    }
                }
                Some(_) | None => {}
            }
            entries.values().for_each(|entry| each_name(entry, found));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn in_text(text: &str, found: &mut impl FnMut(&str)) {
    for (name, _) in text.split("${").skip(1).filter_map(|it| it.split_once('}')) {
        found(name.split('.').next().unwrap_or(name));
    }
}

impl Node for Value {
    fn null() -> Self {
        Self::Null
    }

    fn map() -> Self {
        Self::Object(Map::new())
    }

    fn is_null(&self) -> bool {
        *self == Self::Null
    }

    fn shape(&mut self) -> Shape<'_, Self> {
        match self {
            Self::Object(entries) if call(entries).is_some() => Shape::Leaf,
            Self::Object(entries) => Shape::Map(entries),
            Self::Array(entries) => Shape::List(entries),
            Self::Null | Self::Bool(_) | Self::Number(_) | Self::String(_) => Shape::Leaf,
        }
    }

    fn into_entries(self) -> Result<Vec<(String, Self)>, Self> {
        match self {
            Self::Object(entries) if call(&entries).is_none() => Ok(entries.into_iter().collect()),
            other => Err(other),
        }
    }
}

impl Fields<Value> for Map<String, Value> {
    fn names(&self) -> Vec<String> {
        self.keys().cloned().collect()
    }

    fn field(&mut self, name: &str) -> Option<&mut Value> {
        self.get_mut(name)
    }

    fn add(&mut self, name: &str, value: Value) {
        self.insert(name.to_owned(), value);
    }

    fn remove(&mut self, name: &str) {
        self.shift_remove(name);
    }
}
