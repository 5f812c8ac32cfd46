//! Params: their types, their values in this environment, and the inputs of those without a value.

use std::collections::BTreeMap;

use crate::diag::Diagnostic;
use crate::diag::codes::{
    INVALID_PARAM_VALUE, MISPLACED_SECRET, UNDECLARED_NAME, UNKNOWN_KIND, UNUSED_PARAM,
    WRONG_PARAM_TYPE,
};
use crate::diag::near::nearest;
use crate::model::from_ast::bindings::quote_list;
use crate::model::from_ast::{Resolver, envs, units};
use crate::model::{ArnOf, Input, InputId, InputKind, Param, Symbol};
use crate::source::Span;
use crate::syntax::ast;

/// The types, by their words.
pub(super) const TYPES: &[(&str, InputKind)] = &[
    ("string", InputKind::Text),
    ("number", InputKind::Number),
    ("duration", InputKind::Duration),
    ("memory", InputKind::Memory),
    ("cpu", InputKind::Cpu),
    ("hostname", InputKind::Hostname),
    ("arn", InputKind::Arn(ArnOf::ANY)),
    ("list", InputKind::List),
    ("secret", InputKind::Secret),
];

/// Types of other languages.
const FOREIGN_TYPES: [(&str, &str); 14] = [
    ("array", "list"),
    ("bool", "string"),
    ("boolean", "string"),
    ("domain", "hostname"),
    ("float", "number"),
    ("host", "hostname"),
    ("int", "number"),
    ("integer", "number"),
    ("str", "string"),
    ("strings", "list"),
    ("text", "string"),
    ("time", "duration"),
    ("timeout", "duration"),
    ("url", "string"),
];

/// The params of a spec.
#[derive(Debug, Default)]
pub(super) struct Params<'a> {
    known: BTreeMap<&'a str, ParamEntry<'a>>,
}

#[derive(Debug)]
struct ParamEntry<'a> {
    item: &'a ast::Item,
    param: &'a ast::Param,
    kind: InputKind,
    value: Option<Vec<String>>,
    used: bool,
    input: Option<InputId>,
    unit: Option<units::Unit>,
}

/// The value of a param.
#[derive(Clone, Debug)]
pub(super) enum ParamValue {
    Text(String),
    Texts(Vec<String>),
    Input(InputId),
}

impl<'a> Params<'a> {
    pub(super) fn declare(&mut self, item: &'a ast::Item, param: &'a ast::Param) {
        self.known.insert(
            &param.name.value,
            ParamEntry {
                item,
                param,
                kind: InputKind::Text,
                value: None,
                used: false,
                input: None,
                unit: None,
            },
        );
    }

    pub(super) fn first(&self, name: &str) -> Option<Span> {
        self.known.get(name).map(|entry| entry.param.name.span)
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.known.contains_key(name)
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.known.keys().copied()
    }

    pub(super) fn kind(&self, name: &str) -> Option<InputKind> {
        self.known.get(name).map(|entry| entry.kind)
    }

    /// Returns true if a param has no default.
    pub(super) fn needs_value(&self, name: &str) -> bool {
        self.known
            .get(name)
            .is_some_and(|entry| entry.param.default.is_empty())
    }

    pub(super) fn is_list(&self, name: &str) -> bool {
        self.kind(name) == Some(InputKind::List)
    }
}

/// Reads types, defaults and environments, and sets the values for `env`.
pub(super) fn resolve(cx: &mut Resolver<'_>, env: Option<&str>) {
    let names: Vec<&str> = cx.params.known.keys().copied().collect();
    for name in names {
        let Some(entry) = cx.params.known.get(name) else {
            continue;
        };
        let param = entry.param;
        let kind = kind_of(cx, &param.kind);
        let default = envs::values(cx, name, kind, &param.default);
        let mut value = envs::in_env(cx, name, kind, env).or(default);
        if env.is_none() && envs::is_set(cx, name) {
            // The output is for every environment, so the value is given when it is deployed.
            value = None;
        }
        if let Some(given) = cx.overrides.take(name) {
            let given = if kind == InputKind::List {
                units::entries(&given)
            } else {
                vec![given]
            };
            let misfit = given
                .iter()
                .find_map(|text| Some((text, units::fits(kind, text).err()?)));
            if let Some((text, reason)) = misfit {
                let message = format!(
                    "{} for the param `{name}` {reason}",
                    units::show_value(kind, text)
                );
                let fault = Diagnostic::error(INVALID_PARAM_VALUE, param.name.span, message);
                cx.diagnostics.push(fault);
            } else {
                value = Some(given);
            }
        }
        if let Some(entry) = cx.params.known.get_mut(name) {
            entry.kind = kind;
            entry.value = value;
        }
    }
    envs::envs(cx, env);
}

fn kind_of(cx: &mut Resolver<'_>, word: &ast::Word) -> InputKind {
    let found = TYPES.iter().find(|(name, _)| *name == word.value);
    if let Some((_, kind)) = found {
        return *kind;
    }
    let names = || TYPES.iter().map(|(name, _)| *name);
    let mut near = nearest(&mut cx.budget, &word.value, names());
    let meant = FOREIGN_TYPES.iter().find(|(other, _)| *other == word.value);
    if let Some((_, ours)) = meant {
        near = vec![*ours];
    }
    let message = format!("unknown param type `{}`", word.value);
    let mut fault = Diagnostic::error(UNKNOWN_KIND, word.span, message);
    fault = match near.first() {
        Some(near) => fault.fix(format!("write `{near}`"), word.span, *near),
        None => fault,
    };
    let all: Vec<&str> = names().collect();
    let fault = fault.help(format!("types are {}", quote_list(all.iter())));
    cx.diagnostics.push(fault);
    InputKind::Text
}

/// Returns the value of a param in a text; a secret is reported.
pub(super) fn plain(cx: &mut Resolver<'_>, name: &str, span: Span) -> ParamValue {
    if cx.params.kind(name) == Some(InputKind::Secret) {
        let message = format!("the secret `{name}` cannot be used here");
        let help = "use a `secret` param as a value in a backend's `secret { }` block";
        cx.report(Diagnostic::error(MISPLACED_SECRET, span, message).help(help));
    }
    value(cx, name, span)
}

/// Returns the value of a param, or an input if it has none.
pub(super) fn value(cx: &mut Resolver<'_>, name: &str, span: Span) -> ParamValue {
    cx.record_use(Symbol::Param(name.to_owned()), span);
    let Some(entry) = cx.params.known.get_mut(name) else {
        unknown(cx, name, span);
        return ParamValue::Text(String::new());
    };
    entry.used = true;
    match (&entry.value, entry.input) {
        (Some(texts), _) if entry.kind == InputKind::List => ParamValue::Texts(texts.clone()),
        (Some(texts), _) => ParamValue::Text(texts.first().cloned().unwrap_or_default()),
        (None, Some(id)) => ParamValue::Input(id),
        (None, None) => {
            let id = cx.inputs.add(Input {
                name: name.to_owned(),
                kind: entry.kind,
                description: description(entry),
                origin: entry.param.name.span,
            });
            entry.input = Some(id);
            ParamValue::Input(id)
        }
    }
}

fn description(entry: &ParamEntry<'_>) -> String {
    if let Some(docs) = &entry.item.docs {
        return docs.value.clone();
    }
    let name = &entry.param.name.value;
    if entry.kind == InputKind::Secret {
        format!("The ARN of the secret or parameter that holds {name}.")
    } else {
        format!("The value of {name}.")
    }
}

/// Reports an undeclared param.
pub(super) fn unknown(cx: &mut Resolver<'_>, name: &str, span: Span) {
    let near = nearest(&mut cx.budget, name, cx.params.known.keys().copied());
    let mut fault = Diagnostic::error(UNDECLARED_NAME, span, format!("undeclared param `{name}`"));
    fault = match near.as_slice() {
        [] => fault.help(format!("declare it: `param {name} : string`")),
        near => fault.help(format!("did you mean {}?", quote_list(near.iter()))),
    };
    cx.report(fault);
}

/// Adds the unit of the property that an input fills to its description.
pub(super) fn add_unit(cx: &mut Resolver<'_>, id: InputId, span: Span, unit: units::Unit) {
    let entries = cx.params.known.values_mut();
    for entry in entries.filter(|entry| entry.input == Some(id)) {
        entry.unit = Some(unit);
    }
    let Some(input) = cx.inputs.get_mut(id) else {
        return;
    };
    let said = format!(" ({})", unit.plain());
    if input.description.ends_with(&said) {
        return;
    }
    if input.description.ends_with(')') && input.description.contains(" (in ") {
        let name = input.name.clone();
        let message = format!("the param `{name}` is used with different units");
        let help = format!("here it is {}; use a separate param", unit.plain());
        cx.report(Diagnostic::error(WRONG_PARAM_TYPE, span, message).help(help));
        return;
    }
    input.description.push_str(&said);
}

/// Returns true if a default or an environment gives the param of an input such a value.
pub(super) fn may_be(cx: &Resolver<'_>, id: InputId, is: impl Fn(&str) -> bool) -> bool {
    let entries = cx.params.known.values();
    let mut entries = entries.filter(|entry| entry.input == Some(id));
    entries.any(|entry| {
        let name = &entry.param.name.value;
        let default = envs::default(&entry.param.default, entry.kind);
        let own = cx.names.env_names();
        let own = own.filter_map(|env| envs::in_env(cx, name, entry.kind, Some(env)));
        let mut values = own.chain(default).flatten();
        values.any(|value| is(&value))
    })
}

/// Warns about unused params.
pub(super) fn unused(cx: &mut Resolver<'_>) {
    for (name, entry) in &cx.params.known {
        if !entry.used {
            let message = format!("unused param `{name}`");
            cx.diagnostics.push(Diagnostic::warning(
                UNUSED_PARAM,
                entry.param.name.span,
                message,
            ));
        }
    }
}

/// Returns the declared params, by name.
pub(super) fn record_declaration(cx: &Resolver<'_>) -> Vec<Param> {
    let entries = cx.params.known.values();
    entries
        .map(|entry| Param {
            name: entry.param.name.clone(),
            kind: entry.kind,
            docs: entry.item.docs.as_ref().map(|docs| docs.value.clone()),
            has_default: !entry.param.default.is_empty(),
            values: values(cx, entry),
            input: entry.input,
        })
        .collect()
}

/// Returns the values of an input's param in the environments, in the form that the input expects.
fn values(cx: &Resolver<'_>, entry: &ParamEntry<'_>) -> BTreeMap<String, Vec<String>> {
    if entry.input.is_none() {
        return BTreeMap::new();
    }
    let name = &entry.param.name.value;
    let plain = |text: String| match entry.unit {
        Some(unit) => match units::number(&text, unit) {
            Ok(number) => number.to_string(),
            Err(_) => text,
        },
        None => text,
    };
    let environments = cx.names.env_names().filter_map(|env| {
        let value = envs::in_env(cx, name, entry.kind, Some(env))
            .or_else(|| envs::default(&entry.param.default, entry.kind))?;
        Some((env.to_owned(), value.into_iter().map(plain).collect()))
    });
    environments.collect()
}
