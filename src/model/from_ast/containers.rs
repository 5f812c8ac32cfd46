//! Services created from an image: the settings that App Runner and ECS Express Mode share.

use crate::diag::Diagnostic;
use crate::diag::codes::WRONG_VALUE;
use crate::model::from_ast::fields::{self, Fields};
use crate::model::from_ast::inputs::{self, InputRequest};
use crate::model::from_ast::units::Unit;
use crate::model::from_ast::values::{self, VariableScope};
use crate::model::from_ast::{Resolver, params, scalars};
use crate::model::settings::BlockKind;
use crate::model::{
    Arg, BackendKind, Connector, Container, Health, InputKind, ListArg, Scale, ScaleMetric, Text,
    Word,
};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{self, TextPart, ValueKind};

/// The settings that create a service.
pub(super) const SETTINGS: &[&str] = &[
    "image",
    "port",
    "cpu",
    "memory",
    "env",
    "secret",
    "health",
    "scale",
    "role",
    "connector",
];

/// Resolves the settings of a created service.
pub(super) fn container(
    cx: &mut Resolver<'_>,
    name: &Word,
    kind: BackendKind,
    fields: &Fields<'_>,
) -> Container {
    let block = BlockKind::Backend(kind);
    let image = fields::text(cx, block, fields, "image").unwrap_or_else(|| {
        let request = InputRequest {
            name: format!("{}-image", name.value),
            prefix: kind.word(),
            kind: InputKind::Text,
            description: format!("The URI of the image that {} runs.", name.value),
            origin: name.span,
        };
        inputs::input(cx, request)
    });
    let env = fields.one("env");
    let secret = fields.one("secret");
    Container {
        image,
        port: arg(cx, block, fields, "port", Unit::Count),
        cpu: arg(cx, block, fields, "cpu", Unit::Vcpu),
        memory: arg(cx, block, fields, "memory", Unit::Megabytes),
        env: env.map_or_else(Vec::new, |setting| fields::map(cx, block, setting)),
        secrets: secret.map_or_else(Vec::new, |setting| secrets(cx, block, setting)),
        health: fields
            .one("health")
            .and_then(|setting| health(cx, block, setting)),
        scale: fields
            .one("scale")
            .and_then(|setting| scale(cx, block, setting)),
        role: fields::text(cx, block, fields, "role"),
        connector: fields
            .one("connector")
            .and_then(|setting| connector(cx, block, setting)),
    }
}

fn arg(
    cx: &mut Resolver<'_>,
    block: BlockKind,
    fields: &Fields<'_>,
    name: &str,
    unit: Unit,
) -> Option<Spanned<Arg<u32>>> {
    let value = fields::value(cx, block, fields.one(name)?)?;
    scalars::arg(cx, value, unit)
}

/// Resolves `secret { NAME ARN; .. }`, the only map that takes `secret` params.
fn secrets(cx: &mut Resolver<'_>, block: BlockKind, setting: &ast::Setting) -> Vec<(Word, Text)> {
    fields::map_of(cx, block, setting, |cx, value| {
        match secret_param(cx, value) {
            Some(name) => match params::value(cx, name, value.span) {
                params::ParamValue::Text(text) => Text::literal(text, value.span),
                params::ParamValue::Texts(texts) => Text::literal(texts.join(","), value.span),
                params::ParamValue::Input(id) => Text::input(id, value.span),
            },
            None => values::text(cx, value, VariableScope::Never),
        }
    })
}

/// Returns the name of the `secret` param, if the value is one.
fn secret_param<'v>(cx: &Resolver<'_>, value: &'v ast::Value) -> Option<&'v str> {
    match &value.kind {
        ValueKind::Param(name) if cx.params.kind(name) == Some(InputKind::Secret) => Some(name),
        ValueKind::Param(_)
        | ValueKind::Atom(_)
        | ValueKind::Text(_)
        | ValueKind::Variable(_)
        | ValueKind::List(_) => None,
    }
}

const HEALTH: &[&str] = &["interval", "timeout", "healthy", "unhealthy"];

/// Resolves `health PATH [interval 5s timeout 2s healthy 1 unhealthy 5]`, or the same in a block.
fn health(cx: &mut Resolver<'_>, block: BlockKind, setting: &ast::Setting) -> Option<Health> {
    let this = BlockKind::Health;
    let lines = setting.block.iter().flatten();
    let fields = fields::read(cx, this, lines);
    let on_line = fields::pairs(cx, setting, 1, HEALTH);
    let path = match setting.values.first() {
        Some(value) => Some(values::text(cx, value, VariableScope::Never)),
        None => fields::text(cx, this, &fields, "path"),
    };
    if path.is_none() {
        fields::wrong_count(cx, block, setting, "takes the path to request");
    }
    let part = |cx: &mut Resolver<'_>, name: &str, unit: Unit| {
        let in_block = fields.one(name);
        let in_block = in_block.and_then(|line| fields::value(cx, this, line));
        let value = on_line.get(name).copied().or(in_block)?;
        scalars::arg(cx, value, unit)
    };
    Some(Health {
        span: setting.span,
        interval: part(cx, "interval", Unit::Seconds),
        timeout: part(cx, "timeout", Unit::Seconds),
        healthy: part(cx, "healthy", Unit::Count),
        unhealthy: part(cx, "unhealthy", Unit::Count),
        path: path?,
    })
}

/// Resolves `scale MIN..MAX [at cpu 60%|memory 70%|requests 100]`; each number can be an input.
fn scale(cx: &mut Resolver<'_>, block: BlockKind, setting: &ast::Setting) -> Option<Scale> {
    let (Some(range), None) = (setting.values.first(), &setting.block) else {
        fields::wrong_count(
            cx,
            block,
            setting,
            "takes the minimum and maximum number of instances",
        );
        return None;
    };
    let limits = match halves(cx, range) {
        Some([min, max]) => {
            let min = scalars::arg(cx, &min, Unit::Count);
            let max = scalars::arg(cx, &max, Unit::Count);
            (min.map(|it| it.value), max.map(|it| it.value))
        }
        None => self::range(cx, setting, range)?,
    };
    let at = match setting.values.get(1..) {
        None | Some([]) => None,
        Some([at, metric, target]) if values::bare(at) == Some("at") => {
            metric_of(cx, metric, target)
        }
        Some([first, ..]) => {
            let message = "expected a scaling rule here".to_owned();
            let help = "write `at cpu 60%`, `at memory 70%` or `at requests 100`".to_owned();
            fields::wrong_value(cx, first.span, message, help);
            None
        }
    };
    Some(Scale {
        span: setting.span,
        min: limits.0?,
        max: limits.1?,
        at,
    })
}

/// Splits `"${min}..${max}"` and `"1..${max}"` at the dots; a `number` param alone is both.
fn halves(cx: &Resolver<'_>, range: &ast::Value) -> Option<[ast::Value; 2]> {
    if let Some((name, _)) = scalars::alone(range) {
        let is_number = cx.params.kind(name) == Some(InputKind::Number);
        return is_number.then(|| [range.clone(), range.clone()]);
    }
    let ValueKind::Text(parts) = &range.kind else {
        return None;
    };
    let literal = |text: &str| TextPart::Literal(text.to_owned());
    let (mut min, mut max) = (Vec::new(), None::<Vec<TextPart>>);
    for part in parts {
        match (part, &mut max) {
            (TextPart::Literal(text), None) => match text.split_once("..") {
                Some((before, after)) => {
                    min.push(literal(before));
                    max = Some(vec![literal(after)]);
                }
                None => min.push(part.clone()),
            },
            (_, None) => min.push(part.clone()),
            (_, Some(max)) => max.push(part.clone()),
        }
    }
    let half = |mut parts: Vec<TextPart>| {
        parts.retain(|part| !matches!(part, TextPart::Literal(text) if text.is_empty()));
        let kind = ValueKind::Text(parts);
        ast::Value {
            span: range.span,
            kind,
        }
    };
    let has_params = parts.iter().any(|part| matches!(part, TextPart::Param(_)));
    let max = max.filter(|_| has_params)?;
    Some([half(min), half(max)])
}

type Limits = (Option<Arg<u32>>, Option<Arg<u32>>);

/// Reads a literal range.
fn range(cx: &mut Resolver<'_>, setting: &ast::Setting, range: &ast::Value) -> Option<Limits> {
    let why = "a range in one param: use a `number` param for each limit, e.g. `\"1..${max}\"`";
    let word = values::known(cx, range, why)?;
    if let Some((whole, min, max)) = range_without_dots(setting, &word.value) {
        let message = format!("expected a range such as `{min}..{max}`");
        let fault = Diagnostic::error(WRONG_VALUE, whole, message);
        cx.report(fault.instead(whole, &format!("{min}..{max}")));
        return None;
    }
    if !word.value.starts_with(|first: char| first.is_ascii_digit()) {
        let message = format!("expected a range such as `2..10`, found `{}`", word.value);
        let help = "write `scale MIN..MAX`, e.g. `scale 2..10 at cpu 60%`".to_owned();
        fields::wrong_value(cx, word.span, message, help);
        return None;
    }
    let number = |cx: &mut Resolver<'_>, text: &str| {
        scalars::number(cx, word.span, text, Unit::Count).map(Arg::Known)
    };
    Some(match word.value.split_once("..") {
        Some((min, max)) => (number(cx, min), number(cx, max)),
        None => {
            let count = number(cx, &word.value);
            (count, count)
        }
    })
}

/// Reads `2-10`, `2:10` or `2 10`; returns the span and both numbers.
fn range_without_dots(setting: &ast::Setting, first: &str) -> Option<(Span, u32, u32)> {
    let range = setting.values.first()?;
    let both = match setting.values.get(1).and_then(values::bare) {
        Some(second) => second.parse().ok().map(|max| (first, max)),
        None => None,
    };
    if let Some((min, max)) = both {
        let end = setting.values.get(1)?.span;
        return Some((range.span.to(end), min.parse().ok()?, max));
    }
    let (min, max) = first.split_once(['-', ':', ',', '/'])?;
    Some((range.span, min.parse().ok()?, max.parse().ok()?))
}

fn metric_of(
    cx: &mut Resolver<'_>,
    metric: &ast::Value,
    target: &ast::Value,
) -> Option<(ScaleMetric, Spanned<Arg<u32>>)> {
    let (metric, unit) = match values::bare(metric) {
        Some("cpu") => (ScaleMetric::Cpu, Unit::Percent),
        Some("memory") => (ScaleMetric::Memory, Unit::Percent),
        Some("requests") => (ScaleMetric::Requests, Unit::Count),
        Some(_) | None => {
            let message = "a service scales at `cpu`, `memory` or `requests`".to_owned();
            let help = "e.g. `at cpu 60%`".to_owned();
            fields::wrong_value(cx, metric.span, message, help);
            return None;
        }
    };
    let target = scalars::arg(cx, target, unit)?;
    Some((metric, target))
}

/// Resolves `connector ARN`, or `connector { subnets ..; security-groups .. }`.
fn connector(cx: &mut Resolver<'_>, block: BlockKind, setting: &ast::Setting) -> Option<Connector> {
    let this = BlockKind::Connector;
    match (setting.values.as_slice(), &setting.block) {
        ([value], None) => Some(Connector::Arn(values::text(
            cx,
            value,
            VariableScope::Never,
        ))),
        ([], Some(lines)) => {
            let fields = fields::read(cx, this, lines);
            let list = |cx: &mut Resolver<'_>, name: &str| match fields.one(name) {
                Some(line) => {
                    let said = fields::some_values(cx, this, line);
                    values::list(cx, said)
                }
                None => ListArg::default(),
            };
            let subnets = list(cx, "subnets");
            let security_groups = list(cx, "security-groups");
            Some(Connector::Created {
                span: setting.span,
                subnets,
                security_groups,
            })
        }
        _ => {
            fields::wrong_count(cx, block, setting, "takes an ARN or a block");
            None
        }
    }
}
