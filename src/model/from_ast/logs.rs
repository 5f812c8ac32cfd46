//! The access log, on one line or as a block.

use crate::diag::Diagnostic;
use crate::diag::codes::CONFLICTING_CLAUSES;
use crate::model::from_ast::units::Unit;
use crate::model::from_ast::{Resolver, fields, params, scalars, values};
use crate::model::settings::BlockKind;
use crate::model::{Log, LogFormat, Part, Text};
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

fn format(cx: &mut Resolver<'_>, value: &ast::Value) -> Option<LogFormat> {
    match &value.kind {
        ValueKind::Atom(word) if word == "json" => Some(LogFormat::Json),
        ValueKind::Atom(word) if word == "common" => Some(LogFormat::Common),
        ValueKind::Text(parts) => Some(LogFormat::Custom(custom(cx, value, parts))),
        ValueKind::Param(_) => {
            let text = values::text(cx, value, values::VariableScope::Never);
            let is_word = |value: &str| matches!(value, "json" | "common");
            match (text.known(), text.as_input()) {
                (Some("json"), _) => Some(LogFormat::Json),
                (Some("common"), _) => Some(LogFormat::Common),
                (None, Some(id)) if params::may_be(cx, id, is_word) => {
                    let why = "a value of it is `json` or `common`, which stands for a format";
                    values::needed_at_build(cx, value.span, why);
                    None
                }
                (Some(_) | None, _) => Some(LogFormat::Custom(text)),
            }
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
fn custom(cx: &mut Resolver<'_>, value: &ast::Value, parts: &[TextPart]) -> Text {
    let mut format = Text::literal("", value.span);
    for part in parts {
        match part {
            TextPart::Literal(text) => format.push(Part::Literal(text.clone())),
            TextPart::Variable(name) => format.push(Part::Literal(format!("${}", name.value))),
            TextPart::Param(name) => {
                let alone = ast::Value {
                    span: name.span,
                    kind: ValueKind::Param(name.value.clone()),
                };
                let own = values::text(cx, &alone, values::VariableScope::Never);
                for part in own.parts {
                    format.push(part);
                }
            }
        }
    }
    format
}
