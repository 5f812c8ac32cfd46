//! Settings and values.

use super::layout::Class;
use super::printer::{Piece, Printer};
use crate::syntax::ast::{Setting, Value, ValueKind};

/// Prints a setting as a line of a block.
pub(super) fn setting(printer: &mut Printer<'_>, setting: &Setting) {
    let mut pieces = vec![Piece::Text(printer.slice(setting.name.span).to_owned())];
    let values = values(printer, &setting.values);
    let bare = values.is_empty();
    if !bare {
        pieces.push(Piece::Column(values));
    }
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

/// A block on one line.
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

/// A setting as a part of a line: a clause, or a setting of a block on one line.
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

/// Values with a space between them.
pub(super) fn values(printer: &Printer<'_>, values: &[Value]) -> String {
    let values: Vec<String> = values.iter().map(|it| value(printer, it)).collect();
    values.join(" ")
}

/// A value as it was written; only the white space in a list is free.
pub(super) fn value(printer: &Printer<'_>, value: &Value) -> String {
    match &value.kind {
        ValueKind::List(inner) => format!("[{}]", values(printer, inner)),
        ValueKind::Atom(_) | ValueKind::Text(_) | ValueKind::Param(_) | ValueKind::Variable(_) => {
            printer.slice(value.span).to_owned()
        }
    }
}
