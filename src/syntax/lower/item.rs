//! Items, one function per form. Must not check the contents of settings.

use std::iter::Peekable;

use pest::Parser;

use super::super::ast::{
    Auth, Backend, Block, Expect, ExpectOutcome, Item, ItemKind, Moved, Output, Param, Patch,
    Setting,
};
use super::super::fault;
use super::super::grammar::{Grammar, Node, Nodes, Rule};
use super::{Docs, TreeBuilder, next_if, route, setting, value};
use crate::source::Span;

/// The lines of a file, or of a group.
#[derive(Default)]
pub(super) struct Lines {
    /// Routes and groups; in a file all items.
    pub(super) items: Vec<Item>,
    /// Settings, only in a group.
    pub(super) settings: Vec<Setting>,
}

/// Lowers the lines of a file or group; `line_rule` is the rule for a single line, used to diagnose a malformed one.
pub(super) fn items(cx: &mut TreeBuilder<'_>, nodes: Nodes<'_>, line_rule: Rule) -> Lines {
    let mut docs = Docs::default();
    let mut lines = Lines::default();
    let mut last = None;
    for node in nodes {
        let span = cx.span(&node);
        let rest_is_reported = std::mem::take(&mut cx.rest_is_reported);
        match node.as_rule() {
            Rule::doc => docs.push(cx, span),
            Rule::comment => {
                docs.flush(cx);
                cx.comment(span);
            }
            Rule::broken | Rule::broken_line => {
                docs.flush(cx);
                fault::unexpected::line(cx, line_rule, span);
            }
            Rule::foreign_comment => {
                docs.flush(cx);
                setting::foreign_comment(cx, &node);
            }
            Rule::junk | Rule::junk_line if rest_is_reported => {}
            Rule::junk if fault::unexpected::repeats_first_word(cx, line_rule, last, span) => {
                // The item was read with the duplicate word as its name.
                lines.items.pop();
            }
            Rule::junk | Rule::junk_line => fault::unexpected::rest(cx, line_rule, last, span),
            Rule::stray => cx.report(fault::block::stray(span)),
            Rule::setting => {
                let docs = docs.take(cx, span.start);
                let setting = setting::setting(cx, node, docs);
                lines.settings.extend(setting);
            }
            Rule::EOI | Rule::unclosed => docs.flush(cx),
            _ => {
                let docs = docs.take(cx, span.start);
                if let Some(kind) = item(cx, node) {
                    lines.items.push(Item { span, docs, kind });
                }
            }
        }
        last = Some(span);
    }
    docs.flush(cx);
    lines
}

/// Reads the item that a span holds, if it holds one, so that its names are known although its line is malformed.
pub(in crate::syntax) fn recover(cx: &mut TreeBuilder<'_>, line_rule: Rule, span: Span) {
    let Ok(nodes) = Grammar::parse(line_rule, cx.slice(span)) else {
        return;
    };
    let base = std::mem::replace(&mut cx.base, span.start as usize);
    for node in nodes {
        let span = cx.span(&node);
        if !matches!(node.as_rule(), Rule::setting | Rule::EOI)
            && let Some(kind) = item(cx, node)
        {
            let docs = None;
            cx.items.push(Item { span, docs, kind });
        }
    }
    cx.base = base;
}

pub(super) fn item(cx: &mut TreeBuilder<'_>, node: Node<'_>) -> Option<ItemKind> {
    let rule = node.as_rule();
    let span = cx.span(&node);
    let mut nodes = node.into_inner().peekable();
    let nodes = &mut nodes;
    match rule {
        Rule::route => route::route(cx, nodes, span)
            .map(Box::new)
            .map(ItemKind::Route),
        Rule::group => route::group(cx, nodes).map(Box::new).map(ItemKind::Group),
        Rule::gateway => block(cx, nodes).map(ItemKind::Gateway),
        Rule::network => block(cx, nodes).map(ItemKind::Network),
        Rule::env => block(cx, nodes).map(ItemKind::Env),
        Rule::backend => backend(cx, nodes).map(Box::new).map(ItemKind::Backend),
        Rule::auth => auth(cx, nodes).map(Box::new).map(ItemKind::Auth),
        Rule::param => param(cx, nodes).map(Box::new).map(ItemKind::Param),
        Rule::edition => nodes.next().map(|word| ItemKind::Edition(cx.word(&word))),
        Rule::include => {
            let path = nodes.next()?;
            Some(ItemKind::Include(value::plain(cx, &path)))
        }
        Rule::output => output(cx, nodes).map(Box::new).map(ItemKind::Output),
        Rule::expect => expect(cx, nodes, span).map(Box::new).map(ItemKind::Expect),
        Rule::moved => moved(cx, nodes).map(Box::new).map(ItemKind::Moved),
        Rule::patch => patch(cx, nodes).map(Box::new).map(ItemKind::Patch),
        _ => None,
    }
}

fn block(cx: &mut TreeBuilder<'_>, nodes: &mut Peekable<Nodes<'_>>) -> Option<Block> {
    Some(Block {
        name: cx.name(&nodes.next()?),
        settings: setting::optional_block(cx, nodes),
    })
}

fn backend(cx: &mut TreeBuilder<'_>, nodes: &mut Peekable<Nodes<'_>>) -> Option<Backend> {
    Some(Backend {
        kind: cx.word(&nodes.next()?),
        name: cx.name(&nodes.next()?),
        access: next_if(nodes, Rule::access).map(|node| cx.word(&node)),
        settings: setting::optional_block(cx, nodes),
    })
}

fn auth(cx: &mut TreeBuilder<'_>, nodes: &mut Peekable<Nodes<'_>>) -> Option<Auth> {
    Some(Auth {
        name: cx.name(&nodes.next()?),
        kind: cx.word(&nodes.next()?),
        settings: setting::optional_block(cx, nodes),
    })
}

fn param(cx: &mut TreeBuilder<'_>, nodes: &mut Peekable<Nodes<'_>>) -> Option<Param> {
    let name = cx.name(&nodes.next()?);
    if let Some(node) = next_if(nodes, Rule::no_colon) {
        cx.report(fault::item::no_colon(name.span, cx.span(&node)));
    }
    next_if(nodes, Rule::colon);
    let kind = cx.word(&nodes.next()?);
    next_if(nodes, Rule::equals);
    let default = value::values(cx, nodes);
    Some(Param {
        name,
        kind,
        default: default.all,
        brackets: default.brackets,
    })
}

fn output(cx: &mut TreeBuilder<'_>, nodes: &mut Peekable<Nodes<'_>>) -> Option<Output> {
    let name = cx.name(&nodes.next()?);
    next_if(nodes, Rule::equals);
    let of = cx.word(&nodes.next()?);
    next_if(nodes, Rule::dot);
    let attribute = cx.word(&nodes.next()?);
    next_if(nodes, Rule::export);
    let export = nodes.next().map(|node| value::value(cx, node));
    Some(Output {
        name,
        of,
        attribute,
        export,
    })
}

fn expect(cx: &mut TreeBuilder<'_>, nodes: &mut Peekable<Nodes<'_>>, item: Span) -> Option<Expect> {
    let method = fault::method::read_word(cx, nodes.next()?)?;
    let path = cx.word(&nodes.next()?);
    let origin = next_if(nodes, Rule::origin)
        .and_then(|node| node.into_inner().next())
        .map(|node| cx.word(&node));
    let before = origin.as_ref().map_or(path.span, |origin| origin.span);
    route::arrow(cx, nodes, before, item)?;
    let kind = next_if(nodes, Rule::kind).map(|node| cx.word(&node));
    let first = nodes.next()?;
    let outcome = if first.as_rule() == Rule::status {
        ExpectOutcome::Status(cx.word(&first))
    } else {
        ExpectOutcome::Backend {
            kind,
            name: if first.as_rule() == Rule::url {
                cx.word(&first)
            } else {
                cx.name(&first)
            },
            path: next_if(nodes, Rule::path).map(|node| cx.word(&node)),
            clauses: nodes
                .by_ref()
                .map(|node| setting::clause(cx, node))
                .collect(),
        }
    };
    Some(Expect {
        method,
        path,
        origin,
        outcome,
    })
}

fn moved(cx: &mut TreeBuilder<'_>, nodes: &mut Peekable<Nodes<'_>>) -> Option<Moved> {
    let from = (cx.word(&nodes.next()?), cx.name(&nodes.next()?));
    route::arrow(cx, nodes, from.1.span, from.1.span)?;
    let to = (cx.word(&nodes.next()?), cx.name(&nodes.next()?));
    Some(Moved { from, to })
}

fn patch(cx: &mut TreeBuilder<'_>, nodes: &mut Peekable<Nodes<'_>>) -> Option<Patch> {
    let target = cx.word(&nodes.next()?);
    let address = value::plain(cx, &nodes.next()?);
    let pointer = value::plain(cx, &nodes.next()?);
    next_if(nodes, Rule::equals);
    let json = cx.word(&nodes.next()?);
    Some(Patch {
        target,
        address,
        pointer,
        json,
    })
}
