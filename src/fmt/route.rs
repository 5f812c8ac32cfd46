//! Routes, and the head of a group.

use super::printer::{Piece, Printer};
use super::setting;
use crate::source::Span;
use crate::syntax::ast::{Group, Route, Target};

/// Returns the pieces of a route; `span` is the whole of it.
pub(super) fn route<'a>(printer: &Printer<'_>, route: &'a Route) -> Vec<Piece<'a>> {
    let mut head = String::new();
    for method in &route.methods {
        head.push_str(if head.is_empty() { "" } else { "," });
        head.push_str(method.value.word());
    }
    head.push_str(if head.is_empty() { "" } else { " " });
    head.push_str(printer.slice(route.path.span));
    let mut pieces = vec![Piece::Text(head)];
    let mut end = target(printer, &route.target, &mut pieces);
    let action = matches!(
        &route.target,
        Target::Backend {
            action: Some(_),
            ..
        }
    );
    if let Some(last) = route.clauses.last() {
        end = last.span.end;
        setting::clause_pieces(printer, &route.clauses, true, &mut pieces);
    }
    if let Some(settings) = &route.settings {
        pieces.push(Piece::Block {
            settings,
            open: printer.brace_after(end),
            // Visually, an action's parameters belong to it.
            column: route.clauses.is_empty() && !action,
        });
    }
    pieces
}

/// Adds the pieces of a target; returns its end.
fn target<'a>(printer: &Printer<'_>, target: &'a Target, pieces: &mut Vec<Piece<'a>>) -> u32 {
    match target {
        Target::Url(value) => {
            pieces.push(Piece::Column(format!(
                "-> {}",
                setting::value(printer, value)
            )));
            value.span.end
        }
        Target::Backend {
            span,
            kind,
            name,
            access,
            action,
            parameters,
        } => {
            let words = [kind.as_ref(), Some(name), access.as_ref(), action.as_ref()];
            let words: Vec<&str> = words
                .into_iter()
                .flatten()
                .map(|word| word.value.as_str())
                .collect();
            pieces.push(Piece::Column(format!("-> {}", words.join(" "))));
            let Some(settings) = parameters else {
                return span.end;
            };
            let open = printer.brace_after(span.end);
            pieces.push(Piece::Block {
                settings,
                open,
                column: false,
            });
            u32::try_from(printer.block_end(settings, open) + 1).unwrap_or(u32::MAX)
        }
    }
}

/// Returns the pieces of a group.
pub(super) fn group<'a>(printer: &Printer<'_>, group: &'a Group) -> Vec<Piece<'a>> {
    let path: Span = group.path.span;
    let end = group.clauses.last().map_or(path.end, |last| last.span.end);
    let mut pieces = vec![Piece::Text(format!("group {}", printer.slice(path)))];
    setting::clause_pieces(printer, &group.clauses, false, &mut pieces);
    pieces.push(Piece::Group {
        group,
        open: printer.brace_after(end),
    });
    pieces
}
