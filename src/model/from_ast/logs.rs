//! The access log, on one line or as a block.

use crate::diag::Diagnostic;
use crate::diag::codes::CONFLICTING_CLAUSES;
use crate::model::from_ast::units::Unit;
use crate::model::from_ast::{Resolver, fields, scalars, values};
use crate::model::settings::BlockKind;
use crate::model::{Log, LogFormat, Word};
use crate::source::Spanned;
use crate::syntax::ast::{self, TextPart, ValueKind};

/// Resolves `log json|common|"FORMAT" [retain 30d]`, `log off`, `log { .. }`.
pub(super) fn log(cx: &mut Resolver<'_>, setting: &ast::Setting) -> Log {
    let mut format = None;
    let mut retain = None;
    let mut to = None;
    if let Some(first) = setting.values.first() {
        if values::bare(first) == Some("off") {
            if setting.values.len() > 1 || setting.block.is_some() {
                fields::wrong_count(
                    cx,
                    BlockKind::Gateway,
                    setting,
                    "with `off` takes no other values",
                );
            }
            return Log::Off { span: setting.span };
        }
        // `log retain 30d` keeps the default format.
        let bare_pairs = matches!(values::bare(first), Some("retain" | "to"));
        if !bare_pairs {
            format = self::format(cx, first);
        }
        let from = usize::from(!bare_pairs);
        let said = fields::pairs(cx, setting, from, &["retain", "to"]);
        retain = said.get("retain").copied();
        to = said.get("to").copied();
    } else if setting.block.is_none() {
        fields::wrong_count(cx, BlockKind::Gateway, setting, "takes a format or `off`");
    }
    if let Some(lines) = &setting.block {
        let fields = fields::read(cx, BlockKind::Log, lines);
        if let Some(line) = fields.one("format")
            && let Some(value) = fields::value(cx, BlockKind::Log, line)
        {
            if format.is_some() {
                fields::duplicate(cx, &line.name, setting.span);
            }
            format = self::format(cx, value);
        }
        if let Some(line) = fields.one("to") {
            if to.is_some() {
                fields::duplicate(cx, &line.name, setting.span);
            }
            to = fields::value(cx, BlockKind::Log, line);
        }
        if let Some(line) = fields.one("retain") {
            if retain.is_some() {
                fields::duplicate(cx, &line.name, setting.span);
            }
            retain = fields::value(cx, BlockKind::Log, line);
        }
    }
    let to = to.map(|value| values::text(cx, value, values::VariableScope::Never));
    if let (Some(to), Some(retain)) = (&to, retain) {
        let message = "`to` and `retain` cannot be combined";
        cx.report(
            Diagnostic::error(CONFLICTING_CLAUSES, retain.span, message)
                .place(to.span, "the existing log group")
                .help("remove `retain`: an existing log group keeps its own retention"),
        );
    }
    Log::On {
        span: Some(setting.span),
        to,
        format: format.unwrap_or(LogFormat::Json),
        retain: retain.and_then(|value| scalars::arg(cx, value, Unit::Days)),
    }
}

/// The reason why a format cannot be an input.
const OF_THE_FORMAT: &str = "the fields of the log are checked when the spec is built";

fn format(cx: &mut Resolver<'_>, value: &ast::Value) -> Option<LogFormat> {
    match &value.kind {
        ValueKind::Atom(word) if word == "json" => Some(LogFormat::Json),
        ValueKind::Atom(word) if word == "common" => Some(LogFormat::Common),
        ValueKind::Text(parts) => custom(cx, value, parts).map(LogFormat::Custom),
        ValueKind::Param(_) => {
            values::known(cx, value, OF_THE_FORMAT).map(|word| match word.value.as_str() {
                "json" => LogFormat::Json,
                "common" => LogFormat::Common,
                _ => LogFormat::Custom(word),
            })
        }
        ValueKind::Atom(_) | ValueKind::Variable(_) | ValueKind::List(_) => {
            let message = "expected `json`, `common`, `off` or a format in quotes".to_owned();
            let help = "e.g. `log \"$context.requestId $context.status\"`".to_owned();
            fields::wrong_value(cx, value.span, message, help);
            None
        }
    }
}

/// Returns a format as API Gateway takes it, with its variables as written.
fn custom(cx: &mut Resolver<'_>, value: &ast::Value, parts: &[TextPart]) -> Option<Word> {
    let mut format = String::new();
    for part in parts {
        match part {
            TextPart::Literal(text) => format.push_str(text),
            TextPart::Variable(name) => {
                format.push('$');
                format.push_str(&name.value);
            }
            TextPart::Param(name) => {
                let alone = ast::Value {
                    span: name.span,
                    kind: ValueKind::Param(name.value.clone()),
                };
                format.push_str(&values::known(cx, &alone, OF_THE_FORMAT)?.value);
            }
        }
    }
    Some(Spanned::new(format, value.span))
}
