//! Groups: the prefixes and clauses that their routes inherit.

use crate::diag::Diagnostic;
use crate::diag::codes::GREEDY_PREFIX;
use crate::model::from_ast::Resolver;
use crate::model::from_ast::clauses::{self, Clauses};
use crate::model::from_ast::shapes;
use crate::model::settings::BlockKind;
use crate::model::{Segment, Word};
use crate::source::Span;
use crate::syntax::ast::{self, ItemKind, PathKind, SegmentKind};

/// A backend as the target of a route names it.
#[derive(Clone, Copy, Debug)]
pub(super) struct BackendMention<'a> {
    pub(super) span: Span,
    pub(super) kind: Option<&'a Word>,
    pub(super) name: &'a Word,
    pub(super) access: Option<&'a Word>,
}

/// The prefix and clauses of the groups around a route.
#[derive(Clone, Debug, Default)]
pub(super) struct GroupContext {
    pub(super) segments: Vec<Segment>,
    /// The prefix in the syntax of the language.
    pub(super) written: String,
    /// The `##` text of the innermost group that has some.
    pub(super) docs: Option<String>,
    pub(super) clauses: Clauses,
}

/// Returns the backends that routes name, in the order of the text.
pub(super) fn targets<'a>(items: &'a [ast::Item], found: &mut Vec<BackendMention<'a>>) {
    for item in items {
        if let ItemKind::Route(route) = &item.kind {
            if let ast::Target::Backend {
                span,
                kind,
                name,
                access,
                ..
            } = &route.target
            {
                found.push(BackendMention {
                    span: *span,
                    kind: kind.as_ref(),
                    name,
                    access: access.as_ref(),
                });
            }
        } else if let ItemKind::Group(group) = &item.kind {
            targets(&group.items, found);
        }
    }
}

/// Returns the prefix and clauses for the routes in a group, outer groups included.
pub(super) fn inherit(
    cx: &mut Resolver<'_>,
    outer: &GroupContext,
    item: &ast::Item,
    group: &ast::Group,
) -> GroupContext {
    let docs = item.docs.as_ref().map(|docs| docs.value.clone());
    let mut segments = outer.segments.clone();
    let mut written = outer.written.clone();
    if let PathKind::Segments {
        segments: own,
        trailing_slash: _,
    } = &group.path.kind
    {
        for segment in own {
            let before = written.len();
            shapes::write(&mut written, &segment.kind);
            segments.push(match &segment.kind {
                SegmentKind::Literal(text) => Segment::Literal(text.clone()),
                SegmentKind::Variable(name) => Segment::Variable(name.clone()),
                SegmentKind::Greedy(name) | SegmentKind::Optional(name) => {
                    let message = format!(
                        "a group's prefix cannot end in `{}`, which matches everything below it",
                        written.get(before + 1..).unwrap_or_default()
                    );
                    let fault = Diagnostic::error(GREEDY_PREFIX, segment.span, message).fix(
                        format!("write `<{name}>`"),
                        segment.span,
                        format!("<{name}>"),
                    );
                    cx.report(fault.help("move the greedy variable to the end of a route"));
                    Segment::Variable(name.clone())
                }
            });
        }
    } else {
        let message = "a group's prefix is a path, not `$default`";
        cx.report(Diagnostic::error(GREEDY_PREFIX, group.path.span, message));
    }
    let said = group.clauses.iter().chain(&group.settings);
    let own = clauses::clauses(cx, BlockKind::Group, said);
    GroupContext {
        segments,
        written,
        docs: docs.or_else(|| outer.docs.clone()),
        clauses: own.within(&outer.clauses),
    }
}
