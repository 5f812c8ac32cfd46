//! Routes and groups.

use std::iter::Peekable;

use super::super::ast::{Group, Method, Path, Route, Target};
use super::super::grammar::{Node, Nodes, Rule};
use super::super::{fault, path};
use super::{Lowering, item, next_if, setting, value};
use crate::source::{Span, Spanned};

/// A route.
pub(super) fn route(
    cx: &mut Lowering<'_>,
    nodes: &mut Peekable<Nodes<'_>>,
    span: Span,
) -> Option<Route> {
    let methods = methods(cx, nodes);
    let path = pattern(cx, &nodes.next()?);
    arrow(cx, nodes, path.span, span);
    let (mut target, mut action_block) = target(cx, nodes)?;
    let clauses = setting::clauses(cx, nodes);
    let mut settings = setting::optional_block(cx, nodes);
    // A block that ends the route is the route's own, whatever stands before it.
    if clauses.is_empty() && settings.is_none() {
        settings = action_block.take();
    }
    if let Target::Backend { parameters, .. } = &mut target {
        *parameters = action_block;
    }
    // A route whose methods are unknown must not become one for every method.
    Some(Route {
        methods: methods?,
        path,
        target,
        clauses,
        settings,
    })
}

/// A group.
pub(super) fn group(cx: &mut Lowering<'_>, nodes: &mut Peekable<Nodes<'_>>) -> Option<Group> {
    let path = pattern(cx, &nodes.next()?);
    let clauses = setting::clauses(cx, nodes);
    let block = nodes.next()?;
    let span = cx.span(&block);
    if block
        .clone()
        .into_inner()
        .any(|node| node.as_rule() == Rule::unclosed)
    {
        fault::block::unclosed_unless_known(cx, span);
    }
    let lines = item::items(cx, block.into_inner(), Rule::lone_group_line);
    Some(Group {
        path,
        clauses,
        items: lines.items,
        settings: lines.settings,
    })
}

/// What stands for the arrow, if it is not one; `before` is what stands on its left, `item` what it belongs to.
pub(super) fn arrow(
    cx: &mut Lowering<'_>,
    nodes: &mut Peekable<Nodes<'_>>,
    before: Span,
    item: Span,
) {
    if let Some(node) = next_if(nodes, Rule::wrong_arrow) {
        cx.report(fault::arrow::wrong(cx.span(&node), node.as_str()));
    } else if let Some(node) = next_if(nodes, Rule::no_arrow) {
        let gap = cx.span(&node);
        let rest = cx.text().get(gap.start as usize..item.end as usize);
        cx.report(fault::arrow::missing(before, gap, rest.unwrap_or("")));
    }
}

fn pattern(cx: &mut Lowering<'_>, node: &Node<'_>) -> Path {
    let (path, faults) = path::parse_path(cx.span(node), node.as_str());
    for fault in faults {
        cx.report(fault);
    }
    path
}

/// The methods that come next, or `None` where one is unknown.
fn methods(cx: &mut Lowering<'_>, nodes: &mut Peekable<Nodes<'_>>) -> Option<Vec<Spanned<Method>>> {
    let mut methods = Some(Vec::new());
    while let Some(node) =
        nodes.next_if(|node| matches!(node.as_rule(), Rule::method | Rule::loose_method))
    {
        match (&mut methods, fault::method::judge(cx, &node)) {
            (Some(known), Some(method)) => known.push(method),
            _ => methods = None,
        }
    }
    methods
}

/// The target, and the block right after its action.
fn target(
    cx: &mut Lowering<'_>,
    nodes: &mut Peekable<Nodes<'_>>,
) -> Option<(Target, Option<Vec<super::super::ast::Setting>>)> {
    let first = nodes.next()?;
    let start = cx.span(&first);
    let (kind, name) = match first.as_rule() {
        Rule::url | Rule::string | Rule::atom => {
            return Some((Target::Url(value::value(cx, first)), None));
        }
        Rule::kind => (Some(cx.word(&first)), cx.name(&nodes.next()?)),
        _ => (None, cx.name(&first)),
    };
    let access = next_if(nodes, Rule::access).map(|node| cx.word(&node));
    let action = next_if(nodes, Rule::action).map(|node| cx.word(&node));
    let slip = action
        .as_ref()
        .is_some_and(|action| fault::clause::is_slip(cx, action));
    cx.excused |= slip;
    let last = action.as_ref().or(access.as_ref()).unwrap_or(&name).span;
    if kind.is_none() && action.is_some() && !slip {
        let rest = cx.text().get(last.end as usize..).unwrap_or("");
        if fault::kind::is_misspelt(cx, &name, rest) {
            cx.excused = true;
            return None;
        }
    }
    let block = if action.is_some() {
        setting::optional_block(cx, nodes)
    } else {
        None
    };
    let target = Target::Backend {
        span: start.to(last),
        kind,
        name,
        access,
        action: action.filter(|_| !slip),
        parameters: None,
    };
    Some((target, block))
}
