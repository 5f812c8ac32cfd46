//! Items, one function per form.

use super::layout::Class;
use super::printer::{Piece, Printer};
use super::{route, setting};
use crate::syntax::ast::{Expect, ExpectOutcome, Group, Item, ItemKind, Output, Param, Setting};

/// Prints items.
pub(super) fn items(printer: &mut Printer<'_>, items: &[Item]) {
    for it in items {
        item(printer, it);
    }
}

/// Prints the lines of a group, routes and settings in the order in which they were written.
pub(super) fn group_lines(printer: &mut Printer<'_>, group: &Group) {
    let mut settings = group.settings.iter().peekable();
    for it in &group.items {
        while let Some(before) = settings.next_if(|setting| setting.span.start < it.span.start) {
            setting::setting(printer, before);
        }
        item(printer, it);
    }
    settings.for_each(|it| setting::setting(printer, it));
}

fn item(printer: &mut Printer<'_>, item: &Item) {
    let (class, pieces) = pieces(printer, item);
    printer.statement(item.span, item.docs.as_ref(), class, &pieces);
}

fn pieces<'a>(printer: &Printer<'_>, item: &'a Item) -> (Class, Vec<Piece<'a>>) {
    let alone = |text: String| (Class::Alone, vec![Piece::Text(text)]);
    match &item.kind {
        ItemKind::Edition(edition) => alone(format!("gw {}", edition.value)),
        ItemKind::Include(path) => alone(format!("include {}", printer.slice(path.span))),
        ItemKind::Route(it) => (Class::Route, route::route(printer, it)),
        ItemKind::Group(it) => (Class::Alone, route::group(printer, it)),
        ItemKind::Gateway(it) => lay_out(
            printer,
            &["gateway", &it.name.value],
            it.name.span.end,
            it.settings.as_deref(),
        ),
        ItemKind::Network(it) => lay_out(
            printer,
            &["network", &it.name.value],
            it.name.span.end,
            it.settings.as_deref(),
        ),
        ItemKind::Env(it) => lay_out(
            printer,
            &["env", &it.name.value],
            it.name.span.end,
            it.settings.as_deref(),
        ),
        ItemKind::Auth(it) => {
            let words = ["auth", &it.name.value, &it.kind.value];
            lay_out(printer, &words, it.kind.span.end, it.settings.as_deref())
        }
        ItemKind::Backend(it) => {
            let mut words = vec![it.kind.value.as_str(), &it.name.value];
            words.extend(it.access.as_ref().map(|access| access.value.as_str()));
            let last = it.access.as_ref().unwrap_or(&it.name);
            lay_out(printer, &words, last.span.end, it.settings.as_deref())
        }
        ItemKind::Param(it) => (Class::Item("param".to_owned()), param(printer, it)),
        ItemKind::Output(it) => columns("output", output(printer, it)),
        ItemKind::Expect(it) => (Class::Expect, texts(expect(printer, it))),
        ItemKind::Moved(it) => {
            let (old, new) = (&it.from, &it.to);
            let cells = [
                format!("moved {} {}", old.0.value, old.1.value),
                format!("-> {} {}", new.0.value, new.1.value),
            ];
            columns("moved", cells)
        }
        ItemKind::Patch(it) => alone(format!(
            "patch {} {} {} = {}",
            it.target.value,
            printer.slice(it.address.span),
            printer.slice(it.pointer.span),
            it.json.value
        )),
    }
}

/// Returns an item of some words and an optional block; `end` is the end of the words.
fn lay_out<'a>(
    printer: &Printer<'_>,
    words: &[&str],
    end: u32,
    settings: Option<&'a [Setting]>,
) -> (Class, Vec<Piece<'a>>) {
    let first = words.first().copied().unwrap_or("");
    let mut pieces = vec![Piece::Text(words.join(" "))];
    if let Some(settings) = settings {
        pieces.push(Piece::Block {
            settings,
            open: printer.brace_after(end),
            column: true,
        });
    }
    (Class::Item(first.to_owned()), pieces)
}

fn columns<'a>(word: &str, cells: [String; 2]) -> (Class, Vec<Piece<'a>>) {
    (Class::Item(word.to_owned()), texts(cells))
}

fn texts<'a, const N: usize>(cells: [String; N]) -> Vec<Piece<'a>> {
    cells
        .into_iter()
        .enumerate()
        .map(|(index, cell)| {
            if index == 0 {
                Piece::Text(cell)
            } else {
                Piece::Column(cell)
            }
        })
        .collect()
}

fn param<'a>(printer: &Printer<'_>, param: &'a Param) -> Vec<Piece<'a>> {
    let mut kind = format!(": {}", param.kind.value);
    if !param.default.is_empty() {
        kind.push_str(" =");
    }
    let mut pieces = texts([format!("param {}", param.name.value), kind]);
    if setting::has_arrow(&param.default) {
        pieces.push(Piece::Text(setting::values(printer, &param.default)));
    } else if !param.default.is_empty() {
        pieces.push(Piece::List {
            flat: setting::values(printer, &param.default),
            values: &param.default,
            brackets: param.brackets,
            column: false,
        });
    }
    pieces
}

fn output(printer: &Printer<'_>, output: &Output) -> [String; 2] {
    let mut value = format!("= {}.{}", output.of.value, output.attribute.value);
    if let Some(export) = &output.export {
        value.push_str(" export ");
        value.push_str(&setting::value(printer, export));
    }
    [format!("output {}", output.name.value), value]
}

fn expect(printer: &Printer<'_>, expect: &Expect) -> [String; 3] {
    let outcome = match &expect.outcome {
        ExpectOutcome::Status(status) => format!("-> {}", status.value),
        ExpectOutcome::Backend {
            kind,
            name,
            path,
            clauses,
        } => {
            let mut outcome = "-> ".to_owned();
            if let Some(kind) = kind {
                outcome.push_str(&kind.value);
                outcome.push(' ');
            }
            outcome.push_str(&name.value);
            if let Some(path) = path {
                outcome.push(' ');
                outcome.push_str(&path.value);
            }
            for clause in clauses {
                outcome.push(' ');
                outcome.push_str(&setting::flat(printer, clause));
            }
            outcome
        }
    };
    let mut request = expect.path.value.clone();
    if let Some(origin) = &expect.origin {
        request.push_str(" from ");
        request.push_str(&origin.value);
    }
    [format!("expect {}", expect.method.value), request, outcome]
}
