//! Routes and groups.

use std::iter::Peekable;

use super::super::ast::{Group, Method, Path, Route, Setting, Target, Word};
use super::super::grammar::{Node, Nodes, Rule};
use super::super::{fault, path};
use super::{TreeBuilder, item, next_if, setting, value};
use crate::source::{Span, Spanned, offset_of};

/// A route.
pub(super) fn route(
    cx: &mut TreeBuilder<'_>,
    nodes: &mut Peekable<Nodes<'_>>,
    span: Span,
) -> Option<Route> {
    let methods = methods(cx, nodes);
    let path = pattern(cx, &nodes.next()?);
    arrow(cx, nodes, path.span, span)?;
    let (mut target, mut action_block) = target(cx, nodes)?;
    let clauses = setting::clauses(cx, nodes);
    let mut settings = setting::optional_block(cx, nodes);
    // A block at the end of a route belongs to the route, even after an action.
    if clauses.is_empty() && settings.is_none() {
        settings = action_block.take();
    }
    if let Target::Backend { parameters, .. } = &mut target {
        *parameters = action_block;
    }
    // A route with an unknown method must not become one for every method.
    Some(Route {
        methods: methods?,
        path,
        target,
        clauses,
        settings,
    })
}

/// A group.
pub(super) fn group(cx: &mut TreeBuilder<'_>, nodes: &mut Peekable<Nodes<'_>>) -> Option<Group> {
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

/// Reports a wrong or missing arrow of `item`; `before` precedes it. `None` if the rest cannot be separated from the
/// arrow.
pub(super) fn arrow(
    cx: &mut TreeBuilder<'_>,
    nodes: &mut Peekable<Nodes<'_>>,
    before: Span,
    item: Span,
) -> Option<()> {
    if let Some(node) = next_if(nodes, Rule::wrong_arrow) {
        cx.report(fault::arrow::wrong(cx.span(&node), node.as_str()));
    } else if let Some(node) = next_if(nodes, Rule::no_arrow) {
        let gap = cx.span(&node);
        let rest = cx.text().get(gap.start as usize..).unwrap_or("");
        if let Some(word) = rest.lines().next().and_then(fault::arrow::misspelt) {
            let start =
                gap.start + offset_of(rest.len() - rest.trim_start_matches([' ', '\t']).len());
            let span = Span::new(gap.file, start, start + offset_of(word.len()));
            cx.report(fault::arrow::wrong(span, word));
            cx.rest_is_reported = true;
            return None;
        }
        let rest = cx.text().get(gap.start as usize..item.end as usize);
        cx.report(fault::arrow::missing(before, gap, rest.unwrap_or("")));
    }
    Some(())
}

fn pattern(cx: &mut TreeBuilder<'_>, node: &Node<'_>) -> Path {
    let (path, faults) = path::parse_path(cx.span(node), node.as_str());
    for fault in faults {
        cx.report(fault);
    }
    path
}

/// The methods that come next, or `None` if one is unknown.
fn methods<'t>(
    cx: &mut TreeBuilder<'_>,
    nodes: &mut Peekable<Nodes<'t>>,
) -> Option<Vec<Spanned<Method>>> {
    let mut methods = Some(Vec::new());
    let mut words: Vec<&str> = Vec::new();
    let mut span: Option<Span> = None;
    let mut no_comma = false;
    while let Some(node) =
        nodes.next_if(|node| matches!(node.as_rule(), Rule::method | Rule::loose_method))
    {
        let here = cx.span(&node);
        if let Some(before) = span {
            let gap = Span::new(here.file, before.end, here.start);
            no_comma |= !cx.slice(gap).contains(',');
        }
        span = Some(span.map_or(here, |span| span.to(here)));
        words.push(node.as_str());
        match (&mut methods, fault::method::read(cx, &node)) {
            (Some(known), Some(method)) => known.push(method),
            _ => methods = None,
        }
    }
    if let Some(span) = span.filter(|_| no_comma && methods.is_some()) {
        cx.report(fault::method::no_comma(span, &words));
    }
    methods
}

/// The misspelt word of a target with an action.
enum Misspelt {
    /// The word before the name.
    Kind,
    /// The word after the name.
    Clause,
    /// None.
    Nothing,
}

/// Reports the misspelt word of `[KIND] NAME ACTION`.
fn report_misspelt(
    cx: &mut TreeBuilder<'_>,
    kind: Option<&Word>,
    name: &Word,
    action: &Word,
) -> Misspelt {
    if fault::clause::report_misspelt(cx, action) {
        return Misspelt::Clause;
    }
    let rest = cx.text().get(action.span.end as usize..).unwrap_or("");
    if kind.is_none() && fault::kind::report_misspelt(cx, name, rest) {
        return Misspelt::Kind;
    }
    let service = kind.is_some_and(|kind| fault::kind::is_service(&kind.value));
    let service = service || kind.is_none() && fault::kind::is_action(&action.value);
    if !service && fault::clause::report_foreign(cx, action) {
        return Misspelt::Clause;
    }
    if service || !fault::clause::precedes_word(rest) {
        return Misspelt::Nothing;
    }
    cx.report(fault::clause::unknown(action));
    Misspelt::Clause
}

/// The target, and the block right after its action.
fn target(
    cx: &mut TreeBuilder<'_>,
    nodes: &mut Peekable<Nodes<'_>>,
) -> Option<(Target, Option<Vec<Setting>>)> {
    let first = nodes.next()?;
    let start = cx.span(&first);
    let (kind, name) = match first.as_rule() {
        Rule::url | Rule::string | Rule::atom => {
            return Some((Target::Url(value::value(cx, first)), None));
        }
        Rule::kind => (Some(cx.word(&first)), cx.name(&nodes.next()?)),
        _ => {
            let word = cx.word(&first);
            let rest = cx.text().get(word.span.end as usize..).unwrap_or("");
            if fault::foreign::report_target(cx, &word, rest) {
                cx.rest_is_reported = true;
                return None;
            }
            (None, cx.name(&first))
        }
    };
    let access = next_if(nodes, Rule::access).map(|node| cx.word(&node));
    let action = next_if(nodes, Rule::action).map(|node| cx.word(&node));
    let last = action.as_ref().or(access.as_ref()).unwrap_or(&name).span;
    let slip = match &action {
        None => false,
        Some(action) => match report_misspelt(cx, kind.as_ref(), &name, action) {
            Misspelt::Kind => {
                cx.rest_is_reported = true;
                return None;
            }
            Misspelt::Clause => true,
            Misspelt::Nothing => false,
        },
    };
    cx.rest_is_reported |= slip;
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
