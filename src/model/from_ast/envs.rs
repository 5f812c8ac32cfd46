//! Environments: the values of params.

use std::collections::BTreeMap;

use crate::diag::Diagnostic;
use crate::diag::codes::{
    DUPLICATE_SETTING, INCOMPLETE_ENV, INVALID_PARAM_VALUE, UNKNOWN_ENV, VALUE_NEEDED_AT_BUILD,
    WRONG_VALUE_COUNT,
};
use crate::diag::near::nearest;
use crate::model::from_ast::bindings::quote_list;
use crate::model::from_ast::{Resolver, params, units};
use crate::model::{InputKind, Symbol};
use crate::source::Span;
use crate::syntax::ast::{self, TextPart, ValueKind};

/// Environments that a finding lists.
const MOST_NAMED: usize = 6;

/// Returns the value of a param in the chosen environment.
pub(super) fn in_env(
    cx: &Resolver<'_>,
    name: &str,
    kind: InputKind,
    env: Option<&str>,
) -> Option<Vec<String>> {
    let block = cx.names.env(env?)?;
    let setting = block
        .settings
        .iter()
        .flatten()
        .find(|setting| setting.name.value == name)?;
    // Faults of the value are reported by `check`.
    let values = quiet_values(&setting.values, kind)?;
    let fits = values.iter().all(|text| units::fits(kind, text).is_ok());
    fits.then_some(values)
}

/// Returns the default of a param, whose faults are reported elsewhere.
pub(super) fn default(values: &[ast::Value], kind: InputKind) -> Option<Vec<String>> {
    (!values.is_empty())
        .then(|| quiet_values(values, kind))
        .flatten()
}

/// Joins the findings about values that must be known at build time: one finding lists all places, each with its
/// reason. If there are environments, it asks for one.
pub(super) fn ask_for_one(cx: &mut Resolver<'_>) {
    let names: Vec<&str> = cx.names.env_names().collect();
    let choose = names.first().map(|first| {
        let choice = either(names.get(..MOST_NAMED).unwrap_or(&names));
        (
            format!("choose an env: {choice}"),
            format!("write `--env {first}`, or give the param a default that no `env` changes"),
        )
    });
    let mut asked: Option<usize> = None;
    let mut kept: Vec<Diagnostic> = Vec::new();
    for mut finding in std::mem::take(&mut cx.diagnostics) {
        match asked {
            _ if finding.code != VALUE_NEEDED_AT_BUILD => kept.push(finding),
            Some(index) => {
                if let Some(found) = kept.get_mut(index) {
                    found.related.push(finding.primary);
                }
            }
            None => {
                asked = Some(kept.len());
                if let Some((message, help)) = choose.clone() {
                    finding.message = message;
                    finding.help = Some(help);
                }
                kept.push(finding);
            }
        }
    }
    cx.diagnostics = kept;
}

/// Names as `dev or prod`, `dev, stage or prod`.
fn either(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [rest @ .., last] => format!("{} or {last}", rest.join(", ")),
    }
}

/// Returns true if any environment sets a param.
pub(super) fn is_set(cx: &Resolver<'_>, name: &str) -> bool {
    cx.names.env_blocks().into_iter().any(|block| {
        let mut settings = block.settings.iter().flatten();
        settings.any(|setting| setting.name.value == name)
    })
}

/// Reads every environment, and reports an unknown one to build for.
pub(super) fn envs(cx: &mut Resolver<'_>, env: Option<&str>) {
    if let Some(env) = env
        && cx.names.env(env).is_none()
    {
        let names: Vec<&str> = cx.names.env_names().collect();
        let near = nearest(&mut cx.budget, env, names.iter().copied());
        let message = format!("unknown environment `{env}`");
        let fault = Diagnostic::error(UNKNOWN_ENV, cx.start, message).help(if names.is_empty() {
            format!("declare it: `env {env} {{ .. }}`")
        } else if near.is_empty() {
            format!("it has {}", quote_list(names.iter().take(12)))
        } else {
            format!("did you mean {}?", quote_list(near.iter()))
        });
        cx.diagnostics.push(fault);
    }
    let blocks = match env {
        Some(env) => cx.names.env(env).into_iter().collect(),
        None => cx.names.env_blocks(),
    };
    incomplete(cx, &blocks);
    for block in blocks {
        let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
        for setting in block.settings.iter().flatten() {
            let name = setting.name.value.as_str();
            let span = setting.name.span;
            let Some(kind) = cx.params.kind(name) else {
                params::unknown(cx, name, span);
                continue;
            };
            cx.record_use(Symbol::Param(name.to_owned()), span);
            if let Some(first) = seen.insert(name, span) {
                let message = format!("duplicate param `{name}` in this environment");
                cx.diagnostics.push(
                    Diagnostic::error(DUPLICATE_SETTING, span, message)
                        .place(first, "first set here"),
                );
            }
            if setting.block.is_some() || setting.values.is_empty() {
                let message = format!("`{name}` needs a value");
                let fault = Diagnostic::error(WRONG_VALUE_COUNT, setting.span, message).help(
                    format!("an environment only sets params: write `{name} VALUE`"),
                );
                cx.diagnostics.push(fault);
            } else {
                values(cx, name, kind, &setting.values);
            }
        }
    }
}

/// Returns the settings of an environment, by the names of their params; the first of a name counts.
fn settings_of(block: &ast::Block) -> BTreeMap<&str, &ast::Setting> {
    let mut settings = BTreeMap::new();
    for setting in block.settings.iter().flatten() {
        settings
            .entry(setting.name.value.as_str())
            .or_insert(setting);
    }
    settings
}

/// Warns about environments that leave out a param without default which another environment sets.
fn incomplete(cx: &mut Resolver<'_>, blocks: &[&ast::Block]) {
    let all = cx.names.env_blocks();
    let mut setters: BTreeMap<&str, (&ast::Block, &ast::Setting)> = BTreeMap::new();
    for block in &all {
        for setting in block.settings.iter().flatten() {
            setters
                .entry(setting.name.value.as_str())
                .or_insert((block, setting));
        }
    }
    for block in blocks {
        let own = settings_of(block);
        for (name, (other, setting)) in &setters {
            if own.contains_key(name) || !cx.params.needs_value(name) {
                continue;
            }
            let message = format!(
                "the environment `{}` does not set `{name}`, which `{}` sets",
                block.name.value, other.name.value
            );
            let help = format!(
                "add `{name} VALUE`; without it, a deploy of `{}` has to provide the value",
                block.name.value
            );
            let fault = Diagnostic::warning(INCOMPLETE_ENV, block.name.span, message)
                .place(setting.span, "set here")
                .help(help);
            cx.diagnostics.push(fault);
        }
    }
}

/// Reads the values of a default or an environment, and reports their faults.
pub(super) fn values(
    cx: &mut Resolver<'_>,
    name: &str,
    kind: InputKind,
    values: &[ast::Value],
) -> Option<Vec<String>> {
    let first = values.first()?;
    let Some(texts) = quiet_values(values, kind) else {
        let (message, help) = match (kind, values.get(1)) {
            (InputKind::List, _) | (_, None) => (
                format!("the value of `{name}` is not a constant"),
                "a param's value cannot contain params, variables or lists",
            ),
            (_, Some(_)) => (
                format!("`{name}` takes one value, but several are given"),
                "declare the param as `list` to give it several values",
            ),
        };
        let fault = Diagnostic::error(INVALID_PARAM_VALUE, first.span, message).help(help);
        cx.diagnostics.push(fault);
        return None;
    };
    let mut fits = true;
    for text in &texts {
        if let Err(reason) = units::fits(kind, text) {
            let message = format!("{} {reason}", units::show_value(kind, text));
            let fault = Diagnostic::error(INVALID_PARAM_VALUE, first.span, message);
            cx.diagnostics.push(fault);
            fits = false;
        }
    }
    fits.then_some(texts)
}

/// Returns the values as constants, or `None` if one is not a constant or there are too many.
fn quiet_values(values: &[ast::Value], kind: InputKind) -> Option<Vec<String>> {
    let mut texts = Vec::new();
    for value in values {
        match &value.kind {
            ValueKind::List(entries) if kind == InputKind::List => {
                for entry in entries {
                    texts.push(plain_text(entry)?);
                }
            }
            ValueKind::List(_)
            | ValueKind::Atom(_)
            | ValueKind::Text(_)
            | ValueKind::Param(_)
            | ValueKind::Variable(_) => texts.push(plain_text(value)?),
        }
    }
    let too_many = kind != InputKind::List && texts.len() != 1;
    (!too_many).then_some(texts)
}

fn plain_text(value: &ast::Value) -> Option<String> {
    match &value.kind {
        ValueKind::Atom(atom) => Some(atom.clone()),
        ValueKind::Text(parts) => parts
            .iter()
            .map(|part| match part {
                TextPart::Literal(text) => Some(text.as_str()),
                TextPart::Param(_) | TextPart::Variable(_) => None,
            })
            .collect(),
        ValueKind::Param(_) | ValueKind::Variable(_) | ValueKind::List(_) => None,
    }
}
