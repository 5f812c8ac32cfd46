//! Values that are numbers, durations, sizes and rates.

use crate::diag::Diagnostic;
use crate::diag::codes::{INVALID_NUMBER, MISSING_UNIT, WRONG_PARAM_TYPE, WRONG_UNIT, WRONG_VALUE};
use crate::model::from_ast::params::{self, TYPES};
use crate::model::from_ast::units::{self, NumberError, Unit};
use crate::model::from_ast::{Resolver, values};
use crate::model::{Arg, InputKind, Rate};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{self, TextPart, ValueKind};

/// A scalar value before its number is parsed.
enum Scalar {
    Text(String),
    Input(crate::model::InputId),
}

/// Returns a number of a unit.
pub(super) fn arg(
    cx: &mut Resolver<'_>,
    value: &ast::Value,
    unit: Unit,
) -> Option<Spanned<Arg<u32>>> {
    let is_param = alone(value).is_some();
    let arg = match scalar(cx, value, unit.kind(), unit.noun())? {
        // A `number` param has no unit; here it counts percent.
        Scalar::Text(text) if is_param && unit == Unit::Percent => {
            Arg::Known(number(cx, value.span, &format!("{text}%"), unit)?)
        }
        Scalar::Input(id) => {
            params::add_unit(cx, id, value.span, unit);
            Arg::Input(id)
        }
        Scalar::Text(text) => Arg::Known(number(cx, value.span, &text, unit)?),
    };
    Some(Spanned::new(arg, value.span))
}

/// Returns a number of a unit in known text.
pub(super) fn number(cx: &mut Resolver<'_>, span: Span, text: &str, unit: Unit) -> Option<u32> {
    match units::number(text, unit) {
        Ok(number) => Some(number),
        Err(fault) => {
            report(cx, span, text, fault, &UnitText::of(unit, text));
            None
        }
    }
}

/// Resolves a rate such as `500/s`.
pub(super) fn rate(cx: &mut Resolver<'_>, value: &ast::Value) -> Option<Arg<Rate>> {
    let text = match scalar(cx, value, InputKind::Number, "a rate")? {
        Scalar::Input(id) => {
            params::add_unit(cx, id, value.span, Unit::Count);
            return Some(Arg::Input(id));
        }
        // A `number` param has no unit; here it counts requests per second.
        Scalar::Text(text) if matches!(value.kind, ValueKind::Param(_)) => format!("{text}/s"),
        Scalar::Text(text) => text,
    };
    match units::rate(&text) {
        Ok(rate) => Some(Arg::Known(rate)),
        Err(fault) => {
            let wanted = UnitText {
                noun: "a rate",
                fitting: "write requests per second, e.g. `500/s`",
                likely: "/s",
            };
            report(cx, value.span, &text, fault, &wanted);
            None
        }
    }
}

fn scalar(
    cx: &mut Resolver<'_>,
    value: &ast::Value,
    kind: InputKind,
    noun: &str,
) -> Option<Scalar> {
    let Some((name, span)) = alone(value) else {
        if matches!(value.kind, ValueKind::List(_)) {
            let message = format!("expected {noun}, found a list");
            cx.report(Diagnostic::error(WRONG_VALUE, value.span, message));
            return None;
        }
        let why = "a number with a unit in text: use a param as the whole value";
        return values::known(cx, value, why).map(|word| Scalar::Text(word.value));
    };
    if let Some(is) = cx.params.kind(name)
        && is != kind
    {
        let word = |kind| {
            let found = TYPES.iter().find(|(_, other)| *other == kind);
            found.map_or("string", |(word, _)| *word)
        };
        let message = format!(
            "expected {noun}, but the param `{name}` is a `{}`",
            word(is)
        );
        let help = format!("declare it as `param {name} : {}`", word(kind));
        params::value(cx, name, span);
        cx.report(Diagnostic::error(WRONG_PARAM_TYPE, span, message).help(help));
        return None;
    }
    let known = cx.params.has(name);
    match params::value(cx, name, span) {
        params::ParamValue::Text(text) => known.then_some(Scalar::Text(text)),
        params::ParamValue::Texts(_) => None,
        params::ParamValue::Input(id) => Some(Scalar::Input(id)),
    }
}

/// Returns the param that is the whole value, and its place.
pub(super) fn alone(value: &ast::Value) -> Option<(&str, Span)> {
    match &value.kind {
        ValueKind::Param(name) => Some((name.as_str(), value.span)),
        ValueKind::Text(parts) => match parts.as_slice() {
            [TextPart::Param(name)] => Some((name.value.as_str(), name.span)),
            _ => None,
        },
        ValueKind::Atom(_) | ValueKind::Variable(_) | ValueKind::List(_) => None,
    }
}

struct UnitText {
    noun: &'static str,
    fitting: &'static str,
    likely: &'static str,
}

impl UnitText {
    fn of(unit: Unit, text: &str) -> Self {
        // Whoever writes a timeout of 10000 counts milliseconds, as most tools do.
        let is_long = text.parse::<u32>().is_ok_and(|number| number >= 100);
        Self {
            noun: unit.noun(),
            fitting: unit.fitting(),
            likely: match unit {
                Unit::Milliseconds if is_long => "ms",
                unit => unit.likely(),
            },
        }
    }
}

fn report(cx: &mut Resolver<'_>, span: Span, text: &str, fault: NumberError, wanted: &UnitText) {
    let UnitText {
        noun,
        fitting,
        likely,
    } = wanted;
    let diagnostic = match fault {
        NumberError::NoNumber => {
            let message = format!("expected {noun}, found `{text}`");
            Diagnostic::error(INVALID_NUMBER, span, message)
        }
        NumberError::NoUnit => {
            let message = format!("`{text}` needs a unit: expected {noun}");
            let spelt = with_unit(text, likely);
            Diagnostic::error(MISSING_UNIT, span, message).fix(
                format!("write `{spelt}`"),
                span,
                spelt,
            )
        }
        NumberError::WrongUnit => {
            let message = format!("wrong unit in `{text}`: expected {noun}");
            let spelt = respell(text, likely);
            let diagnostic = Diagnostic::error(WRONG_UNIT, span, message);
            match spelt {
                Some(spelt) => diagnostic.safe_fix(format!("write `{spelt}`"), span, spelt),
                None => diagnostic,
            }
        }
        NumberError::TooLarge => {
            let message = format!("`{text}` is too large");
            Diagnostic::error(INVALID_NUMBER, span, message)
        }
        NumberError::Inexact => {
            let message = format!("`{text}` is too precise for {noun}");
            Diagnostic::error(INVALID_NUMBER, span, message)
        }
    };
    cx.report(diagnostic.help(*fitting));
}

/// Returns a number with the unit that it most likely has: Fargate counts 1,024 units to a vCPU, and few services have
/// 2 MB.
fn with_unit(text: &str, likely: &str) -> String {
    let number: Option<u32> = text.parse().ok();
    match (likely, number) {
        ("vcpu", Some(units @ (256 | 512 | 1024 | 2048 | 4096))) => {
            format!("{}vcpu", f64::from(units) / 1024.0)
        }
        ("MB", Some(1..=120)) => format!("{text}GB"),
        _ => format!("{text}{likely}"),
    }
}

/// Corrects `2gb` to `2GB`, `1vCPU` to `1vcpu`, and units of other tools: `2Gi` to `2GB`, `500m` to `0.5vcpu`, `10sec`
/// to `10s`.
fn respell(text: &str, likely: &str) -> Option<String> {
    let fitting: &[(&str, &[&str])] = match likely {
        "MB" => &[("MB", &["m", "mi", "mib"]), ("GB", &["g", "gi", "gib"])],
        "vcpu" => &[("vcpu", &["cpu", "vcpus", "cpus"])],
        "s" => &[
            ("ms", &["msec", "millis"]),
            ("s", &["sec", "secs", "second", "seconds"]),
            ("m", &["min", "mins", "minute", "minutes"]),
            ("h", &["hour", "hours"]),
            ("d", &["day", "days"]),
        ],
        "d" => &[("d", &["day", "days"])],
        "/s" => &[("/s", &["rps", "req/s", "/sec", "/second"])],
        "%" => &[("%", &["percent"])],
        _ => &[],
    };
    let end = text.find(|letter: char| !letter.is_ascii_digit() && letter != '.')?;
    let (number, suffix) = text.split_at_checked(end)?;
    if let ("vcpu", "m", Ok(thousandths)) = (likely, suffix, number.parse::<u32>()) {
        let sizes = [250, 500, 1000, 2000, 4000];
        let size = sizes.contains(&thousandths);
        return size.then(|| format!("{}vcpu", f64::from(thousandths) / 1000.0));
    }
    let (unit, _) = fitting.iter().find(|(unit, others)| {
        let suffix = suffix.to_ascii_lowercase();
        unit.eq_ignore_ascii_case(&suffix) || others.contains(&suffix.as_str())
    })?;
    Some(format!("{number}{unit}"))
}
