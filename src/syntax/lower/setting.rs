//! Settings and their blocks. Which settings there are is the model's business.

use std::iter::Peekable;

use super::super::ast::{Setting, Value, ValueKind};
use super::super::fault;
use super::super::grammar::{Node, Nodes, Rule};
use super::{Docs, Lowering, next_if, value};
use crate::source::{Span, Spanned};

/// The block that comes next, if one does.
pub(super) fn optional_block(
    cx: &mut Lowering<'_>,
    nodes: &mut Peekable<Nodes<'_>>,
) -> Option<Vec<Setting>> {
    next_if(nodes, Rule::block).map(|node| block(cx, node))
}

/// The settings of a block.
pub(super) fn block(cx: &mut Lowering<'_>, node: Node<'_>) -> Vec<Setting> {
    let mut docs = Docs::default();
    let mut settings = Vec::new();
    let mut last = None;
    let block = cx.span(&node);
    for node in node.into_inner() {
        let span = cx.span(&node);
        let excused = std::mem::take(&mut cx.excused);
        match node.as_rule() {
            Rule::doc => docs.push(cx, span),
            Rule::comment => {
                docs.flush(cx);
                cx.comment(span);
            }
            Rule::setting => {
                let docs = docs.take(cx, span.start);
                settings.extend(setting(cx, node, docs));
            }
            Rule::broken_line => {
                docs.flush(cx);
                fault::unexpected::line(cx, Rule::lone_setting, span);
            }
            Rule::junk_line if excused => {}
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
    cx: &mut Lowering<'_>,
    node: Node<'_>,
    docs: Option<Spanned<String>>,
) -> Option<Setting> {
    let span = cx.span(&node);
    let mut nodes = node.into_inner().peekable();
    let name = value::plain(cx, &nodes.next()?);
    // What such a name was meant to be nobody can see; that it is there is said already.
    if fault::letter::has_unprintable(&name.value) {
        return None;
    }
    let values = value::values(cx, &mut nodes);
    let block = optional_block(cx, &mut nodes);
    Some(Setting {
        span,
        docs,
        name,
        values,
        block,
    })
}

/// A clause of a route or group: a setting whose words are on the line with others.
pub(super) fn clause(cx: &mut Lowering<'_>, node: Node<'_>) -> Setting {
    let span = cx.span(&node);
    let text = node.as_str();
    let key = text
        .find(|letter: char| !letter.is_ascii_lowercase())
        .unwrap_or(text.len());
    let name_span = Span {
        end: span.start + super::offset(key),
        ..span
    };
    // Most have one value, and most routes one clause.
    let mut values: Vec<Value> = Vec::with_capacity(1);
    values.extend(node.into_inner().map(|node| match node.as_rule() {
        Rule::burst => Value {
            span: cx.span(&node),
            kind: ValueKind::Atom(node.as_str().to_owned()),
        },
        _ => value::value(cx, node),
    }));
    Setting {
        span,
        docs: None,
        name: Spanned::new(cx.slice(name_span).to_owned(), name_span),
        values,
        block: None,
    }
}

/// The clauses that come next.
pub(super) fn clauses(cx: &mut Lowering<'_>, nodes: &mut Peekable<Nodes<'_>>) -> Vec<Setting> {
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
