//! The settings of a block, checked against its table: unknown ones, duplicates, and the number of their values.

use std::collections::BTreeMap;

use crate::diag::codes::{
    COMMA_BETWEEN_VALUES, DUPLICATE_SETTING, INAPPLICABLE_SETTING, UNKNOWN_SETTING, WRONG_VALUE,
    WRONG_VALUE_COUNT,
};
use crate::diag::near::nearest;
use crate::diag::{Diagnostic, Edit, Fix};
use crate::model::from_ast::Resolver;
use crate::model::from_ast::bindings::quote_list;
use crate::model::from_ast::values::{self, VariableScope};
use crate::model::settings::{self, BlockKind};
use crate::model::{BackendKind, Text, Word};
use crate::source::Span;
use crate::syntax::ast;

/// Words of other tools for settings with other values.
const FOREIGN: [(&str, &str); 24] = [
    ("access_log", "log"),
    ("access_logs", "log"),
    ("autoscaling", "scale"),
    ("container_port", "port"),
    ("custom_domain", "domain"),
    ("desired_count", "scale"),
    ("instances", "scale"),
    ("jwks", "issuer"),
    ("jwks_uri", "issuer"),
    ("logging", "log"),
    ("logs", "log"),
    ("max_instances", "scale"),
    ("min_instances", "scale"),
    ("rate", "throttle"),
    ("environment", "env"),
    ("environment_variables", "env"),
    ("health_check", "health"),
    ("healthcheck", "health"),
    ("rate_limit", "throttle"),
    ("replicas", "scale"),
    ("rewrite", "at"),
    ("strip_prefix", "at"),
    ("uri", "at"),
    ("variables", "env"),
];

/// Words of other tools for settings with the same values.
const RENAMED: [(&str, &str); 20] = [
    ("allow_headers", "headers"),
    ("allow_methods", "methods"),
    ("allow_origins", "origins"),
    ("allowed_headers", "headers"),
    ("allowed_methods", "methods"),
    ("allowed_origins", "origins"),
    ("audiences", "audience"),
    ("cert", "certificate"),
    ("certificate_arn", "certificate"),
    ("client_id", "audience"),
    ("client_ids", "clients"),
    ("expose_headers", "expose"),
    ("function_arn", "arn"),
    ("hosted_zone", "zone"),
    ("security_group_ids", "security-groups"),
    ("subnet_ids", "subnets"),
    ("user_pool", "pool"),
    ("user_pool_id", "pool"),
    ("vpc_id", "vpc"),
    ("zone_id", "zone"),
];

/// The settings of a block that its table knows, each once unless it may repeat.
#[derive(Debug, Default)]
pub(super) struct Fields<'s> {
    once: BTreeMap<&'s str, &'s ast::Setting>,
    repeated: Vec<&'s ast::Setting>,
}

impl<'s> Fields<'s> {
    /// Returns the setting of a name.
    pub(super) fn one(&self, name: &str) -> Option<&'s ast::Setting> {
        self.once.get(name).copied()
    }

    /// Returns the settings of a name that may repeat, in the order of the text.
    pub(super) fn all(&self, name: &str) -> impl Iterator<Item = &'s ast::Setting> {
        let found = self.repeated.iter().copied();
        found.filter(move |setting| setting.name.value == name)
    }
}

/// Checks settings against the table of their block.
pub(super) fn read<'s>(
    cx: &mut Resolver<'_>,
    block: BlockKind,
    settings: impl IntoIterator<Item = &'s ast::Setting>,
) -> Fields<'s> {
    let mut fields = Fields::default();
    for setting in settings {
        add(cx, block, &mut fields, setting);
    }
    fields
}

/// Adds a setting to the fields of a block.
pub(super) fn add<'s>(
    cx: &mut Resolver<'_>,
    block: BlockKind,
    fields: &mut Fields<'s>,
    setting: &'s ast::Setting,
) {
    let name = setting.name.value.as_str();
    match settings::find(block, name) {
        None => unknown(cx, block, &setting.name),
        Some(info) if info.repeats => fields.repeated.push(setting),
        Some(_) => match fields.once.get(name) {
            None => {
                fields.once.insert(name, setting);
            }
            Some(first) => duplicate(cx, &setting.name, first.name.span),
        },
    }
}

/// Reports a duplicate setting.
pub(super) fn duplicate(cx: &mut Resolver<'_>, word: &Word, first: Span) {
    let message = format!("duplicate setting `{}`", word.value);
    cx.report(
        Diagnostic::error(DUPLICATE_SETTING, word.span, message).place(first, "first set here"),
    );
}

fn unknown(cx: &mut Resolver<'_>, block: BlockKind, word: &Word) {
    let name = word.value.as_str();
    if let BlockKind::Backend(kind) = block {
        let others: Vec<&str> = BackendKind::ALL
            .into_iter()
            .filter(|other| settings::find(BlockKind::Backend(*other), name).is_some())
            .map(BackendKind::word)
            .collect();
        if !others.is_empty() {
            let message = format!("{} has no setting `{name}`", block.noun());
            let help = format!(
                "`{name}` belongs to {}; `{}` takes {}",
                quote_list(others.iter()),
                kind.word(),
                names(block)
            );
            cx.report(Diagnostic::error(INAPPLICABLE_SETTING, word.span, message).help(help));
            return;
        }
    }
    let message = format!("{} has no setting `{name}`", block.noun());
    let fault = Diagnostic::error(UNKNOWN_SETTING, word.span, message);
    let meant = FOREIGN.iter().find(|(foreign, _)| *foreign == name);
    if let Some((_, ours)) = meant.filter(|(_, ours)| settings::find(block, ours).is_some()) {
        cx.report(fault.help(format!("write `{ours}`")));
        return;
    }
    let plain = name.replace('-', "_");
    let dashed = name.replace('_', "-");
    let renamed = RENAMED.iter().find(|(foreign, _)| *foreign == plain);
    let renamed = renamed.map_or(dashed.as_str(), |(_, ours)| ours);
    if let Some(info) = settings::find(block, renamed) {
        cx.report(fault.instead(word.span, info.name));
        return;
    }
    if let Some((meant, help)) = advice(block, name) {
        let fault = fault.help(help);
        cx.report(match meant {
            Some(meant) => fault.fix(format!("write `{meant}`"), word.span, meant),
            None => fault,
        });
        return;
    }
    let known = settings::of(block).map(|info| info.name);
    let near = nearest(&mut cx.budget, name, known);
    cx.report(match near.first() {
        Some(near) => fault.help(format!("did you mean `{near}`?")).fix(
            format!("write `{near}`"),
            word.span,
            *near,
        ),
        None => fault.help(match neighbours(block, name) {
            Some(owners) => format!(
                "`{name}` belongs to {owners}; {} takes {}",
                block.noun(),
                names(block)
            ),
            None => format!("it takes {}", names(block)),
        }),
    });
}

/// Settings that other tools have in a block: what is written in their place, and advice.
fn advice(block: BlockKind, name: &str) -> Option<(Option<&'static str>, &'static str)> {
    Some(match (block, name) {
        (BlockKind::Gateway, "stage") => (
            None,
            "there is only the stage `$default`: another one would be a part of every path",
        ),
        (BlockKind::Jwt | BlockKind::Cognito, "scope" | "scopes") => {
            (None, "scopes belong to the routes: `auth NAME [SCOPE ..]`")
        }
        (BlockKind::Jwt, "url") => (Some("issuer"), "write `issuer`"),
        (BlockKind::LambdaAuth, "arn" | "lambda") => (Some("function"), "write `function`"),
        (BlockKind::LambdaAuth, "header" | "headers" | "token") => {
            (None, "write `identity header.NAME`")
        }
        (BlockKind::LambdaAuth, "cache") => (Some("ttl"), "write `ttl`"),
        (
            BlockKind::Route | BlockKind::Group,
            "header" | "headers" | "add_header" | "set_header" | "proxy_set_header",
        ) => (
            None,
            "write `request set header NAME VALUE`, or `response STATUS set header NAME VALUE`",
        ),
        (BlockKind::Group, "prefix" | "path") => (None, "write the prefix after `group`"),
        _ => return None,
    })
}

/// Returns the blocks that have the setting which this one lacks: a gateway, or `cors`.
fn neighbours(block: BlockKind, name: &str) -> Option<String> {
    let mut nouns: Vec<&str> = BlockKind::all()
        .filter(|other| *other != block && settings::find(*other, name).is_some())
        .map(BlockKind::noun)
        .collect();
    nouns.dedup();
    nouns.truncate(3);
    let last = nouns.pop()?;
    Some(match nouns.is_empty() {
        true => last.to_owned(),
        false => format!("{} and {last}", nouns.join(", ")),
    })
}

fn names(block: BlockKind) -> String {
    let names: Vec<&str> = settings::of(block).map(|info| info.name).collect();
    quote_list(names.iter())
}

/// Returns the one value of a setting; another count, or a block, is reported.
pub(super) fn value<'s>(
    cx: &mut Resolver<'_>,
    block: BlockKind,
    setting: &'s ast::Setting,
) -> Option<&'s ast::Value> {
    match (setting.values.as_slice(), &setting.block) {
        ([one], None) => Some(one),
        ([one, next, ..], None) if is_setting(block, next) => {
            no_separator(cx, one, next);
            Some(one)
        }
        _ => {
            wrong_count(cx, block, setting, "takes one value");
            None
        }
    }
}

/// Returns true if a value is the name of a setting of the block.
fn is_setting(block: BlockKind, value: &ast::Value) -> bool {
    values::bare(value).is_some_and(|word| settings::find(block, word).is_some())
}

/// Reports a setting that follows another one's value on the same line.
fn no_separator(cx: &mut Resolver<'_>, before: &ast::Value, next: &ast::Value) {
    let word = values::bare(next).unwrap_or_default();
    let message = format!("no `;` before the setting `{word}`");
    let fault = Diagnostic::error(WRONG_VALUE_COUNT, next.span, message)
        .help("write each setting on a line of its own, or `;` between them")
        .fix("add `;`", before.span.after(), ";");
    cx.report(fault);
}

/// Returns the values of a setting, one or more; none, or a block, is reported.
pub(super) fn some_values<'s>(
    cx: &mut Resolver<'_>,
    block: BlockKind,
    setting: &'s ast::Setting,
) -> &'s [ast::Value] {
    if setting.values.is_empty() || setting.block.is_some() {
        wrong_count(cx, block, setting, "takes values");
    }
    own_values(cx, block, setting)
}

/// Returns the values before the name of another setting of the block; that name is reported: a `;` or a value is
/// missing.
fn own_values<'s>(
    cx: &mut Resolver<'_>,
    block: BlockKind,
    setting: &'s ast::Setting,
) -> &'s [ast::Value] {
    let glued = setting.values.iter().find_map(|value| {
        let word = values::bare(value).filter(|word| word.contains(','))?;
        matches!(block, BlockKind::Cors | BlockKind::Network).then_some((value.span, word))
    });
    if let Some((span, word)) = glued {
        let spaced = word.replace(',', " ");
        let fault = Diagnostic::error(COMMA_BETWEEN_VALUES, span, "commas between values");
        let fault = fault.help("separate values with spaces");
        cx.report(fault.safe_fix("remove the commas", span, spaced.trim_end()));
        return &[];
    }
    // Any word can be the name of a header.
    let is_header = matches!(setting.name.value.as_str(), "headers" | "expose");
    let next = setting
        .values
        .iter()
        .position(|value| is_setting(block, value));
    let Some((at, next)) = next.and_then(|at| Some((at, setting.values.get(at)?))) else {
        return &setting.values;
    };
    if is_header || setting.brackets.is_some() {
        return &setting.values;
    }
    let word = values::bare(next).unwrap_or_default();
    if at == 0 {
        let message = format!("`{}` has no value before `{word}`", setting.name.value);
        let mut fault = Diagnostic::error(WRONG_VALUE_COUNT, next.span, message);
        if let Some(info) = settings::find(block, &setting.name.value) {
            fault = fault.help(format!("write `{}`", info.form));
        }
        cx.report(fault);
    } else {
        let before = setting.values.get(at - 1).unwrap_or(next);
        no_separator(cx, before, next);
    }
    setting.values.get(..at).unwrap_or_default()
}

/// Returns the place of a setting without values; values are reported.
pub(super) fn flag(cx: &mut Resolver<'_>, block: BlockKind, setting: &ast::Setting) -> Span {
    if !setting.values.is_empty() || setting.block.is_some() {
        wrong_count(cx, block, setting, "takes no value");
    }
    setting.span
}

/// Returns the lines of a setting that is a block; values, or no block, are reported.
pub(super) fn lines<'s>(
    cx: &mut Resolver<'_>,
    block: BlockKind,
    setting: &'s ast::Setting,
) -> &'s [ast::Setting] {
    if !setting.values.is_empty() || setting.block.is_none() {
        let mut fault = count_fault(block, setting, "takes a block");
        // One `NAME VALUE` without its braces.
        if let ([first, last], None) = (setting.values.as_slice(), &setting.block) {
            let edit = |span: Span, text: &str| Edit {
                span,
                text: text.to_owned(),
            };
            let before = Span {
                end: first.span.start,
                ..first.span
            };
            fault = fault.with_fix(Fix {
                title: "add braces".to_owned(),
                edits: vec![edit(before, "{ "), edit(last.span.after(), " }")],
                safe: false,
            });
        }
        cx.report(fault);
    }
    setting.block.as_deref().unwrap_or(&[])
}

/// Reports a setting with the wrong number of values.
pub(super) fn wrong_count(
    cx: &mut Resolver<'_>,
    block: BlockKind,
    setting: &ast::Setting,
    takes: &str,
) {
    cx.report(count_fault(block, setting, takes));
}

fn count_fault(block: BlockKind, setting: &ast::Setting, takes: &str) -> Diagnostic {
    let message = format!("`{}` {takes}", setting.name.value);
    let fault = Diagnostic::error(WRONG_VALUE_COUNT, setting.span, message);
    match settings::find(block, &setting.name.value) {
        Some(info) => fault.help(format!("write `{}`", info.form)),
        None => fault,
    }
}

/// Reports a value of the wrong form.
pub(super) fn wrong_value(cx: &mut Resolver<'_>, span: Span, message: String, help: String) {
    cx.report(Diagnostic::error(WRONG_VALUE, span, message).help(help));
}

/// Returns the text of a setting with one value.
pub(super) fn text(
    cx: &mut Resolver<'_>,
    block: BlockKind,
    fields: &Fields<'_>,
    name: &str,
) -> Option<Text> {
    let value = value(cx, block, fields.one(name)?)?;
    Some(values::text(cx, value, VariableScope::Never))
}

/// Returns the known text of a setting with one value.
pub(super) fn known(
    cx: &mut Resolver<'_>,
    block: BlockKind,
    fields: &Fields<'_>,
    name: &str,
) -> Option<Word> {
    let value = value(cx, block, fields.one(name)?)?;
    values::known(cx, value, reason(name))
}

/// Returns the reason why a setting's value must be known at build time.
fn reason(name: &str) -> &'static str {
    match name {
        "network" => "it decides which resources the backend needs",
        "original-host" => "the name of a property contains it",
        "pool" => "the issuer follows from the region in the pool's id",
        "region" => "it decides what can be built",
        _ => "it is one of a few words, which decide what is built",
    }
}

/// Returns one of some words, as the value of a setting; its place among them.
pub(super) fn choice(
    cx: &mut Resolver<'_>,
    block: BlockKind,
    fields: &Fields<'_>,
    name: &str,
    words: &[&'static str],
) -> Option<(&'static str, Span)> {
    let setting = fields.one(name)?;
    let word = known(cx, block, fields, name)?;
    match words.iter().find(|known| **known == word.value) {
        Some(known) => Some((*known, setting.span)),
        None => {
            let message = format!("invalid value `{}` for `{name}`", word.value);
            let help = format!("expected one of {}", quote_list(words.iter()));
            let fault = Diagnostic::error(WRONG_VALUE, word.span, message).help(help);
            let meant = match word.value.as_str() {
                "disabled" | "false" | "no" | "none" => &["off"][..],
                "enabled" | "on" | "true" | "yes" => &["on", "detailed"],
                "ipv6" => &["dualstack"],
                _ => &[],
            };
            let near = nearest(&mut cx.budget, &word.value, words.iter().copied());
            let start = |known: &&&str| known.starts_with(word.value.as_str());
            let near = words
                .iter()
                .find(|known| meant.contains(*known))
                .or(near.first())
                .or_else(|| words.iter().find(start));
            cx.report(match near {
                Some(near) => fault.fix(format!("write `{near}`"), word.span, *near),
                None => fault,
            });
            None
        }
    }
}

/// Reads the `KEY VALUE` lines of a map.
pub(super) fn map(
    cx: &mut Resolver<'_>,
    block: BlockKind,
    setting: &ast::Setting,
) -> Vec<(Word, Text)> {
    map_of(cx, block, setting, |cx, value| {
        values::text(cx, value, VariableScope::Never)
    })
}

/// Like [`map`], with a reader for the values.
pub(super) fn map_of<'l>(
    cx: &mut Resolver<'l>,
    block: BlockKind,
    setting: &ast::Setting,
    mut read: impl FnMut(&mut Resolver<'l>, &ast::Value) -> Text,
) -> Vec<(Word, Text)> {
    let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
    let mut map = Vec::new();
    for line in lines(cx, block, setting) {
        if let Some(first) = seen.get(line.name.value.as_str()) {
            duplicate(cx, &line.name, *first);
            continue;
        }
        seen.insert(&line.name.value, line.name.span);
        match (line.values.as_slice(), &line.block) {
            ([value], None) => {
                let text = read(cx, value);
                map.push((line.name.clone(), text));
            }
            _ => {
                let message = format!("`{}` takes one value", line.name.value);
                let help = "put a value that contains spaces in quotes";
                cx.report(Diagnostic::error(WRONG_VALUE_COUNT, line.span, message).help(help));
            }
        }
    }
    map
}

/// Reads `NAME VALUE` pairs after the first values of a line, e.g. `burst 400`, each name at most once.
pub(super) fn pairs<'s>(
    cx: &mut Resolver<'_>,
    setting: &'s ast::Setting,
    from: usize,
    names: &[&'static str],
) -> BTreeMap<&'static str, &'s ast::Value> {
    let mut found = BTreeMap::new();
    let mut left = setting.values.iter().skip(from);
    while let Some(name) = left.next() {
        let known = values::bare(name).and_then(|word| names.iter().find(|name| **name == word));
        let Some(known) = known else {
            let message = format!("unexpected value for `{}`", setting.name.value);
            let help = format!("expected {}", quote_list(names.iter()));
            wrong_value(cx, name.span, message, help);
            continue;
        };
        let Some(value) = left.next() else {
            let message = format!("`{known}` needs a value");
            cx.report(Diagnostic::error(WRONG_VALUE_COUNT, name.span, message));
            break;
        };
        if found.insert(*known, value).is_some() {
            let message = format!("duplicate `{known}`");
            cx.report(Diagnostic::error(DUPLICATE_SETTING, name.span, message));
        }
    }
    found
}
