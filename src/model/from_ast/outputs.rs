//! Outputs, and names that moved.

use crate::diag::Diagnostic;
use crate::diag::codes::{INVALID_MOVED, UNKNOWN_KIND};
use crate::model::from_ast::values::{self, VariableScope};
use crate::model::from_ast::{Resolver, names};
use crate::model::{BackendKind, Moved, Output, OutputOf, Symbol};
use crate::syntax::ast::{self, ItemKind};

/// Returns the `output` items of all files.
pub(super) fn outputs(cx: &mut Resolver<'_>, asts: &[ast::Ast]) -> Vec<Output> {
    let mut outputs = Vec::new();
    for item in asts.iter().flat_map(|ast| &ast.items) {
        if let ItemKind::Output(output) = &item.kind {
            outputs.extend(self::output(cx, item, output));
        }
    }
    outputs
}

fn output(cx: &mut Resolver<'_>, item: &ast::Item, output: &ast::Output) -> Option<Output> {
    let export = output.export.as_ref();
    let export = export.map(|value| values::text(cx, value, VariableScope::Never));
    let of = output.of.value.as_str();
    let is_gateway = of == "gateway"
        || cx
            .names
            .gateway()
            .is_some_and(|(_, block)| block.name.value == of);
    let of = if let Some(id) = names::backend(cx, of) {
        cx.record_use(Symbol::Backend(of.to_owned()), output.of.span);
        OutputOf::Backend(id)
    } else if let Some(id) = names::network(cx, of) {
        cx.record_use(Symbol::Network(of.to_owned()), output.of.span);
        OutputOf::Network(id)
    } else if is_gateway {
        OutputOf::Gateway
    } else {
        names::report_undeclared_thing(cx, &output.of);
        return None;
    };
    Some(Output {
        span: item.span,
        name: output.name.clone(),
        of,
        attribute: output.attribute.clone(),
        export,
        docs: item.docs.as_ref().map(|docs| docs.value.clone()),
    })
}

/// Kinds of things that can move, besides backends.
const OTHERS: &[&str] = &["network", "auth", "gateway", "domain"];

/// Returns the `moved` items of all files.
pub(super) fn moves(cx: &mut Resolver<'_>, asts: &[ast::Ast]) -> Vec<Moved> {
    let mut moves = Vec::new();
    for item in asts.iter().flat_map(|ast| &ast.items) {
        let ItemKind::Moved(moved) = &item.kind else {
            continue;
        };
        let known = is_kind(cx, &moved.from.0) & is_kind(cx, &moved.to.0);
        if !known {
            continue;
        }
        check_names(cx, moved);
        moves.push(Moved {
            span: item.span,
            from: moved.from.clone(),
            to: moved.to.clone(),
        });
    }
    moves
}

fn is_kind(cx: &mut Resolver<'_>, word: &ast::Word) -> bool {
    let known =
        OTHERS.contains(&word.value.as_str()) || BackendKind::from_word(&word.value).is_some();
    if !known {
        let message = format!("unknown kind `{}`", word.value);
        let help = "expected a kind of backend, `network`, `auth`, `domain` or `gateway`";
        cx.report(Diagnostic::error(UNKNOWN_KIND, word.span, message).help(help));
    }
    known
}

fn check_names(cx: &mut Resolver<'_>, moved: &ast::Moved) {
    let (kind, name) = &moved.to;
    if names::exists(cx, &kind.value, &name.value) == Some(false) {
        let message = format!("undeclared `{} {}`", kind.value, name.value);
        let help = "the right side of `moved` is a name that the spec still has";
        cx.report(Diagnostic::error(INVALID_MOVED, name.span, message).help(help));
    }
    let (kind, name) = &moved.from;
    if names::exists(cx, &kind.value, &name.value) == Some(true) {
        let message = format!("`{} {}` still exists", kind.value, name.value);
        let help = "the left side of `moved` is a name that the spec no longer has";
        cx.report(Diagnostic::error(INVALID_MOVED, name.span, message).help(help));
    }
}
