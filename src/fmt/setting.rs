//! Settings and values.

use super::layout::Class;
use super::printer::{Piece, Printer};
use crate::syntax::ast::{Setting, Value, ValueKind};

/// Prints a setting as a line of a block.
pub(super) fn setting(printer: &mut Printer<'_>, setting: &Setting) {
    let mut pieces = vec![Piece::Text(printer.slice(setting.name.span).to_owned())];
    let bare = setting.values.is_empty();
    value_pieces(printer, setting, true, &mut pieces);
    if let Some(settings) = &setting.block {
        let last = setting
            .values
            .last()
            .map_or(setting.name.span, |value| value.span);
        pieces.push(Piece::Block {
            settings,
            open: printer.brace_after(last.end),
            column: bare,
        });
    }
    printer.statement(setting.span, setting.docs.as_ref(), Class::Setting, &pieces);
}

/// Adds the pieces of a setting's values; the first begins a column if `column` is true.
fn value_pieces<'a>(
    printer: &Printer<'_>,
    setting: &'a Setting,
    column: bool,
    pieces: &mut Vec<Piece<'a>>,
) {
    let text = |text: String, column: bool| match column {
        true => Piece::Column(text),
        false => Piece::Text(text),
    };
    if is_list(setting) {
        pieces.push(Piece::List {
            flat: values(printer, &setting.values),
            values: &setting.values,
            brackets: setting.brackets,
            column,
        });
        return;
    }
    let mut column = column;
    for value in &setting.values {
        pieces.push(match &value.kind {
            ValueKind::List(inner) if !has_arrow(inner) => Piece::List {
                flat: self::value(printer, value),
                values: inner,
                brackets: Some(value.span),
                column,
            },
            _ => text(self::value(printer, value), column),
        });
        column = false;
    }
}

/// Settings whose values are not a list; the values of all other settings are.
pub const NOT_LISTS: [&str; 8] = [
    "auth",
    "connector",
    "health",
    "log",
    "request",
    "response",
    "scale",
    "throttle",
];

/// Returns true if the values of a setting are a list.
fn is_list(setting: &Setting) -> bool {
    let nested = |value: &Value| matches!(value.kind, ValueKind::List(_));
    if has_arrow(&setting.values) {
        return false;
    }
    setting.brackets.is_some()
        || setting.values.len() > 1
            && !setting.values.iter().any(nested)
            && !NOT_LISTS.contains(&setting.name.value.as_str())
}

/// Returns true if a bare word contains an arrow, which ends a multi-line list: it belongs to a route, and a bracket is
/// missing.
pub(super) fn has_arrow(values: &[Value]) -> bool {
    values.iter().any(|value| match &value.kind {
        ValueKind::Atom(text) => text.contains("->"),
        ValueKind::List(inner) => has_arrow(inner),
        ValueKind::Text(_) | ValueKind::Param(_) | ValueKind::Variable(_) => false,
    })
}

/// Returns the pieces of clauses on the line of a route or group; the first begins a column if `column` is true.
pub(super) fn clause_pieces<'a>(
    printer: &Printer<'_>,
    clauses: &'a [Setting],
    column: bool,
    pieces: &mut Vec<Piece<'a>>,
) {
    let mut column = column;
    for clause in clauses {
        let name = clause.name.value.clone();
        pieces.push(match column {
            true => Piece::Column(name),
            false => Piece::Text(name),
        });
        value_pieces(printer, clause, false, pieces);
        column = false;
    }
}

/// Returns a block on one line.
pub(super) fn flat_block(printer: &Printer<'_>, settings: &[Setting]) -> String {
    if settings.is_empty() {
        return "{}".to_owned();
    }
    let settings: Vec<String> = settings
        .iter()
        .map(|setting| flat(printer, setting))
        .collect();
    format!("{{ {} }}", settings.join("; "))
}

/// Returns a setting as a part of a line: a clause, or a setting of a block on one line.
pub(super) fn flat(printer: &Printer<'_>, setting: &Setting) -> String {
    let mut text = printer.slice(setting.name.span).to_owned();
    let values = values(printer, &setting.values);
    if !values.is_empty() {
        text.push(' ');
        text.push_str(&values);
    }
    if let Some(settings) = &setting.block {
        text.push(' ');
        text.push_str(&flat_block(printer, settings));
    }
    text
}

/// Values separated by spaces.
pub(super) fn values(printer: &Printer<'_>, values: &[Value]) -> String {
    let values: Vec<String> = values.iter().map(|it| value(printer, it)).collect();
    values.join(" ")
}

/// Returns a value as written; only the white space in lists is normalized.
pub(super) fn value(printer: &Printer<'_>, value: &Value) -> String {
    match &value.kind {
        ValueKind::List(inner) => format!("[{}]", values(printer, inner)),
        ValueKind::Atom(_) | ValueKind::Text(_) | ValueKind::Param(_) | ValueKind::Variable(_) => {
            printer.slice(value.span).to_owned()
        }
    }
}
