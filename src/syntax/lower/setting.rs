//! Settings and their blocks. Must not check which settings exist; the model does.

use std::iter::Peekable;

use super::super::ast::{Method, Setting, Value, ValueKind};
use super::super::fault;
use super::super::grammar::{Node, Nodes, Rule};
use super::{Docs, TreeBuilder, item, next_if, value};
use crate::source::{Span, Spanned, offset_of};

/// The block that comes next, if there is one.
pub(super) fn optional_block(
    cx: &mut TreeBuilder<'_>,
    nodes: &mut Peekable<Nodes<'_>>,
) -> Option<Vec<Setting>> {
    next_if(nodes, Rule::block).map(|node| block(cx, node))
}

/// The settings of a block.
pub(super) fn block(cx: &mut TreeBuilder<'_>, node: Node<'_>) -> Vec<Setting> {
    let mut docs = Docs::default();
    let mut settings = Vec::new();
    let mut last = None;
    let mut reported = false;
    let block = cx.span(&node);
    for node in node.into_inner() {
        let span = cx.span(&node);
        let rest_is_reported = std::mem::take(&mut cx.rest_is_reported);
        match node.as_rule() {
            Rule::doc => docs.push(cx, span),
            Rule::comment => {
                docs.flush(cx);
                cx.comment(span);
            }
            Rule::setting => {
                let docs = docs.take(cx, span.start);
                match misplaced_noun(&node) {
                    Some(noun) => {
                        if !std::mem::replace(&mut reported, true) {
                            cx.report(fault::misplaced::route(first_line(cx, span), noun));
                        }
                        recover_item(cx, &node);
                    }
                    None => settings.extend(setting(cx, node, docs)),
                }
            }
            Rule::foreign_comment => {
                docs.flush(cx);
                foreign_comment(cx, &node);
            }
            Rule::broken_line => {
                docs.flush(cx);
                fault::unexpected::line(cx, Rule::lone_setting, span);
            }
            Rule::junk_line if rest_is_reported => {}
            Rule::junk_line => fault::unexpected::rest(cx, Rule::lone_setting, last, span),
            Rule::unclosed => fault::block::unclosed_unless_known(cx, block),
            _ => {}
        }
        last = Some(span);
    }
    docs.flush(cx);
    settings
}

/// One setting.
pub(super) fn setting(
    cx: &mut TreeBuilder<'_>,
    node: Node<'_>,
    docs: Option<Spanned<String>>,
) -> Option<Setting> {
    let span = cx.span(&node);
    let mut nodes = node.into_inner().peekable();
    let first = nodes.next()?;
    if first.as_rule() == Rule::atom && fault::comment::is_foreign(first.as_str()) {
        let fault = fault::comment::foreign(span, cx.slice(span));
        fault.into_iter().for_each(|fault| cx.report(fault));
        cx.rest_is_reported = true;
        return None;
    }
    let bare = first.as_rule() == Rule::atom;
    let name = value::plain(cx, &first);
    // The intended name is not visible, and the character is already reported.
    if bare && fault::character::has_unprintable(&name.value) {
        return None;
    }
    let values = value::values(cx, &mut nodes);
    let block = optional_block(cx, &mut nodes);
    let mut setting = Setting {
        span,
        docs,
        name,
        values: values.all,
        brackets: values.brackets,
        block,
    };
    if bare {
        remove_assignment(cx, &mut setting);
    }
    check_scopes(cx, &setting);
    Some(setting)
}

/// Reports `=` or `:` between the name and the values, and removes it: `log = json`, `log: json`, `log=json`.
fn remove_assignment(cx: &mut TreeBuilder<'_>, setting: &mut Setting) {
    let name = setting.name.span;
    if let Some(Value {
        kind: ValueKind::Atom(sign),
        span,
    }) = setting.values.first()
        && matches!(sign.as_str(), "=" | ":")
    {
        let next = setting
            .values
            .get(1)
            .map_or(span.end, |next| next.span.start);
        let gap = Span::new(name.file, name.end, next);
        cx.report(fault::setting::assigned(*span, sign, gap));
        setting.values.remove(0);
        return;
    }
    let written = setting.name.value.clone();
    let Some(at) = written.find(['=', ':']).filter(|at| *at > 0) else {
        return;
    };
    let (before, after) = written.split_at(at);
    let mut after = after.chars();
    let sign = after.next().unwrap_or('=').to_string();
    let rest = after.as_str();
    let word = |letter: u8| letter.is_ascii_alphanumeric() || matches!(letter, b'-' | b'_');
    let glued = !rest.is_empty() && setting.values.is_empty() && setting.block.is_none();
    if !before.bytes().all(word) || !(rest.is_empty() || glued && sign == "=") {
        return;
    }
    let start = name.start + offset_of(at);
    let sign_span = Span::new(name.file, start, start + 1);
    let next = setting
        .values
        .first()
        .map_or(start + 1, |next| next.span.start);
    cx.report(fault::setting::assigned(
        sign_span,
        &sign,
        Span::new(name.file, start, next),
    ));
    setting.name = Spanned::new(before.to_owned(), Span { end: start, ..name });
    if glued {
        let span = Span {
            start: start + 1,
            ..name
        };
        setting.values.push(Value {
            span,
            kind: ValueKind::Atom(rest.to_owned()),
        });
    }
}

/// Reports `auth NAME SCOPE ..` without brackets around the scopes.
fn check_scopes(cx: &mut TreeBuilder<'_>, setting: &Setting) {
    if setting.name.value != "auth" || setting.brackets.is_some() {
        return;
    }
    if let [_, scope, ..] = setting.values.as_slice()
        && let Some(last) = setting.values.last()
        && !setting
            .values
            .iter()
            .any(|value| matches!(value.kind, ValueKind::List(_)))
    {
        cx.report(fault::clause::bare_scopes(scope.span.to(last.span)));
    }
}

/// The noun for a setting that is in fact a route or a group.
fn misplaced_noun(node: &Node<'_>) -> Option<&'static str> {
    let mut nodes = node.clone().into_inner();
    let first = nodes.next()?;
    let name = first.as_str();
    if name == "group" {
        return nodes.next()?.as_str().starts_with('/').then_some("group");
    }
    let method = |word: &str| Method::from_word(&word.to_ascii_uppercase()).is_some();
    let begins = name.starts_with('/') || name == "$default" || name.split(',').all(method);
    let arrow = |node: Node<'_>| node.as_rule() == Rule::atom && node.as_str() == "->";
    (begins && nodes.any(arrow)).then_some("route")
}

/// Reads a misplaced route or group, so that the names in it are known.
fn recover_item(cx: &mut TreeBuilder<'_>, node: &Node<'_>) {
    item::recover(cx, Rule::lone_group_line, cx.span(node));
}

/// Reports a block comment of another language.
pub(super) fn foreign_comment(cx: &mut TreeBuilder<'_>, node: &Node<'_>) {
    let span = cx.span(node);
    let rest = cx.text().get(span.end as usize..).unwrap_or("");
    let followed = !rest.lines().next().unwrap_or("").trim().is_empty();
    if let Some(mut fault) = fault::comment::foreign(span, node.as_str()) {
        if followed {
            fault.fix = None;
        }
        cx.report(fault);
    }
    cx.rest_is_reported = true;
}

/// The part of a span that is on its first line.
fn first_line(cx: &TreeBuilder<'_>, span: Span) -> Span {
    let line = cx.slice(span).lines().next().unwrap_or("");
    Span {
        end: span.start + offset_of(line.trim_end().len()),
        ..span
    }
}

/// A clause of a route or group: a setting on the same line as others.
pub(super) fn clause(cx: &mut TreeBuilder<'_>, node: Node<'_>) -> Setting {
    let span = cx.span(&node);
    let text = node.as_str();
    let key = text
        .find(|letter: char| !letter.is_ascii_lowercase())
        .unwrap_or(text.len());
    let name_span = Span {
        end: span.start + offset_of(key),
        ..span
    };
    let name = Spanned::new(cx.slice(name_span).to_owned(), name_span);
    Setting {
        span,
        docs: None,
        values: clause_values(cx, node),
        name,
        brackets: None,
        block: None,
    }
}

fn clause_values(cx: &mut TreeBuilder<'_>, node: Node<'_>) -> Vec<Value> {
    // Most clauses have one value, and most routes one clause.
    let mut values: Vec<Value> = Vec::with_capacity(1);
    let mut scopes: Option<Span> = None;
    for node in node.into_inner() {
        let span = cx.span(&node);
        match node.as_rule() {
            Rule::burst => values.push(Value {
                span,
                kind: ValueKind::Atom(node.as_str().to_owned()),
            }),
            Rule::unit => add_unit(cx, &mut values, &node),
            Rule::bare_scope => {
                if scopes.is_none() {
                    let word = cx.word(&node);
                    if fault::clause::report_misspelt(cx, &word) {
                        cx.rest_is_reported = true;
                        return values;
                    }
                }
                scopes = Some(scopes.map_or(span, |scopes| scopes.to(span)));
                values.push(value::value(cx, node));
            }
            _ => values.push(value::value(cx, node)),
        }
    }
    if let Some(scopes) = scopes
        && let Some(list) = scopes_word(cx, &mut values, scopes)
    {
        let gap = Span::new(scopes.file, scopes.start, list.start);
        cx.report(fault::clause::scopes_word(scopes, gap));
    } else if let Some(scopes) = scopes {
        cx.report(fault::clause::bare_scopes(scopes));
    }
    values
}

/// Removes the word `scope` or `scopes` from the values; returns the list that follows it, if it is one.
fn scopes_word(cx: &TreeBuilder<'_>, values: &mut Vec<Value>, word: Span) -> Option<Span> {
    if !matches!(cx.slice(word), "scope" | "scopes") {
        return None;
    }
    let [_, _, list] = values.as_slice() else {
        return None;
    };
    let span = matches!(list.kind, ValueKind::List(_)).then_some(list.span)?;
    values.remove(1);
    Some(span)
}

/// Joins a unit with the number before it.
fn add_unit(cx: &mut TreeBuilder<'_>, values: &mut [Value], node: &Node<'_>) {
    let span = cx.span(node);
    if let Some(Value {
        span: number_span,
        kind: ValueKind::Atom(number),
    }) = values.last_mut()
        && fault::unit::is_split(number, node.as_str())
    {
        let gap = Span::new(span.file, number_span.end, span.start);
        if !fault::unit::is_foreign(node.as_str()) {
            cx.report(fault::unit::split(gap, number, node.as_str()));
        }
        number.push_str(node.as_str());
        *number_span = number_span.to(span);
        return;
    }
    let word = cx.word(node);
    cx.report(fault::clause::unknown(&word));
}

/// The clauses that come next.
pub(super) fn clauses(cx: &mut TreeBuilder<'_>, nodes: &mut Peekable<Nodes<'_>>) -> Vec<Setting> {
    let mut clauses = Vec::new();
    if nodes
        .peek()
        .is_some_and(|node| node.as_rule() == Rule::clause)
    {
        clauses.reserve_exact(1);
    }
    while let Some(node) = next_if(nodes, Rule::clause) {
        clauses.push(clause(cx, node));
    }
    clauses
}
