//! Evaluates the conditions of a template with the defaults of its parameters, and reports each use.
//!
//! A condition that depends on anything else (a parameter without default, the region) stays in the template: the
//! reader then reports what it guards. It must not touch resources that are not imported.

use serde_json::{Map, Value};

use crate::import::document::{at, entries, text};

/// A template whose conditions were evaluated.
pub(super) struct Evaluated {
    /// The template without the resources and values that its conditions exclude.
    pub(super) template: Value,
    /// Places and what their conditions did there.
    pub(super) uses: Vec<(String, String)>,
}

/// The end of the message about an excluded resource or value.
pub(super) const EXCLUDED: &str = "is false with the parameters' defaults";

/// Conditions that refer to each other, at most.
const DEEPEST: usize = 32;

/// Evaluates the conditions of resources and of `Fn::If` in everything that is imported.
pub(super) fn evaluate(template: &Value) -> Evaluated {
    let mut uses = Vec::new();
    let mut evaluated = template.clone();
    if let Some(resources) = evaluated
        .get_mut("Resources")
        .and_then(Value::as_object_mut)
    {
        let all = std::mem::take(resources);
        for (id, resource) in all {
            let place = format!("Resources.{id}");
            if let Some(kept) = self::resource(template, &place, resource, &mut uses) {
                resources.insert(id, kept);
            }
        }
    }
    if let Some(globals) = evaluated.pointer_mut("/Globals/HttpApi") {
        let settings = std::mem::take(globals);
        let place = "Globals.HttpApi";
        *globals = choose(template, place, settings, &mut uses).unwrap_or_default();
    }
    Evaluated {
        template: evaluated,
        uses,
    }
}

/// Returns a resource with the values that its conditions choose; `None` if its own condition does not hold.
fn resource(
    template: &Value,
    place: &str,
    mut resource: Value,
    uses: &mut Vec<(String, String)>,
) -> Option<Value> {
    let kind = text(&resource, &["Type"]).unwrap_or_default();
    let is_function = kind == "AWS::Serverless::Function";
    let is_api = kind.starts_with("AWS::ApiGatewayV2::") || kind == "AWS::Serverless::HttpApi";
    if !is_function && !is_api {
        return Some(resource);
    }
    let condition = text(&resource, &["Condition"]).map(str::to_owned);
    if let Some(name) = condition {
        match holds(template, &name, 0) {
            Some(true) => {
                uses.push((format!("{place}.Condition"), chosen(&name, true)));
                if let Some(resource) = resource.as_object_mut() {
                    resource.remove("Condition");
                }
            }
            Some(false) => {
                uses.push((place.to_owned(), chosen(&name, false)));
                return None;
            }
            None => {}
        }
    }
    let imported = if is_function {
        "/Properties/Events"
    } else {
        "/Properties"
    };
    if let Some(part) = resource.pointer_mut(imported) {
        let place = format!("{place}{}", imported.replace('/', "."));
        let place = place.replace(".Properties", "");
        let before = std::mem::take(part);
        *part = choose(template, &place, before, uses).unwrap_or_default();
    }
    Some(resource)
}

/// Returns a value with each `Fn::If` replaced by the value that it chooses; `None` for `AWS::NoValue`.
fn choose(
    template: &Value,
    place: &str,
    value: Value,
    uses: &mut Vec<(String, String)>,
) -> Option<Value> {
    if text(&value, &["Ref"]) == Some("AWS::NoValue") {
        return None;
    }
    match value {
        Value::Object(map) => {
            if let Some((name, chosen)) = choice(template, &map) {
                let taken = chosen.0.clone();
                uses.push((place.to_owned(), self::chosen(&name, chosen.1)));
                return choose(template, place, taken, uses);
            }
            let kept = map.into_iter().filter_map(|(key, entry)| {
                let kept = choose(template, &format!("{place}.{key}"), entry, uses)?;
                Some((key, kept))
            });
            Some(Value::Object(kept.collect()))
        }
        Value::Array(entries) => {
            let kept = entries
                .into_iter()
                .enumerate()
                .filter_map(|(index, entry)| {
                    choose(template, &format!("{place}[{index}]"), entry, uses)
                });
            Some(Value::Array(kept.collect()))
        }
        value @ (Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)) => Some(value),
    }
}

/// Returns the condition of an `Fn::If`, the value that it chooses, and whether it holds.
fn choice<'m>(
    template: &Value,
    map: &'m Map<String, Value>,
) -> Option<(String, (&'m Value, bool))> {
    let parts = map.get("Fn::If").filter(|_| map.len() == 1)?;
    let [name, then, otherwise] = parts.as_array()?.as_slice() else {
        return None;
    };
    let name = name.as_str()?;
    let is_true = holds(template, name, 0)?;
    let taken = if is_true { then } else { otherwise };
    Some((name.to_owned(), (taken, is_true)))
}

fn chosen(name: &str, holds: bool) -> String {
    if holds {
        format!("its condition `{name}` is true with the parameters' defaults")
    } else {
        format!("its condition `{name}` {EXCLUDED}")
    }
}

/// Returns whether a condition holds; `None` if that depends on more than defaults.
fn holds(template: &Value, name: &str, depth: usize) -> Option<bool> {
    let deeper = depth.checked_add(1).filter(|depth| *depth < DEEPEST)?;
    is_true(template, at(template, &["Conditions", name])?, deeper)
}

fn is_true(template: &Value, condition: &Value, depth: usize) -> Option<bool> {
    let (function, operand) = entries(Some(condition)).next()?;
    let operands = operand.as_array().map_or(&[][..], Vec::as_slice);
    let mut each = operands.iter().map(|it| is_true(template, it, depth));
    match (function.as_str(), operands) {
        ("Condition", _) => holds(template, operand.as_str()?, depth),
        ("Fn::Equals", [left, right]) => Some(scalar(template, left)? == scalar(template, right)?),
        ("Fn::Not", [_]) => each.next()?.map(|holds| !holds),
        ("Fn::And", _) => {
            let all: Vec<_> = each.collect();
            let all_true = all.iter().all(|it| *it == Some(true));
            (all_true || all.contains(&Some(false))).then_some(all_true)
        }
        ("Fn::Or", _) => {
            let all: Vec<_> = each.collect();
            let any = all.contains(&Some(true));
            (any || all.iter().all(Option::is_some)).then_some(any)
        }
        _ => None,
    }
}

/// Returns a literal or the default of a parameter, as the text that CloudFormation compares.
fn scalar(template: &Value, value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Bool(_) | Value::Number(_) => Some(value.to_string()),
        Value::Object(_) => {
            let name = text(value, &["Ref"])?;
            match at(template, &["Parameters", name, "Default"])? {
                Value::Null | Value::Object(_) | Value::Array(_) => None,
                default => scalar(template, default),
            }
        }
        Value::Null | Value::Array(_) => None,
    }
}
