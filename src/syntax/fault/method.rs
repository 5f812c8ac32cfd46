//! Faults of methods: GW0008, a method that is not in upper case; GW0009, an unknown method; GW0062, methods without
//! commas between them.

use super::super::ast::{Method, Word};
use super::super::grammar::Node;
use super::super::lower::TreeBuilder;
use crate::diag::near::nearest;
use crate::diag::{Code, Diagnostic, codes};
use crate::source::{Span, Spanned};

const LOWER_CASE: Code = codes::LOWER_CASE_METHOD;
const UNKNOWN: Code = codes::UNKNOWN_METHOD;
const NO_COMMA: Code = codes::METHODS_WITHOUT_COMMA;

/// The method of a node; reports a node that is not a method, or not in upper case.
pub(in super::super) fn read(cx: &mut TreeBuilder<'_>, node: &Node<'_>) -> Option<Spanned<Method>> {
    let span = cx.span(node);
    let capitals = node.as_str().to_ascii_uppercase();
    let Some(method) = Method::from_word(&capitals) else {
        let fault = unknown(cx, span, node.as_str());
        cx.report(fault);
        return None;
    };
    if capitals != node.as_str() {
        cx.report(lower_case(span, node.as_str(), &capitals));
    }
    Some(Spanned::new(method, span))
}

/// The method of a node as a word of the tree.
pub(in super::super) fn read_word(cx: &mut TreeBuilder<'_>, node: Node<'_>) -> Option<Word> {
    read(cx, &node).map(|method| Spanned::new(method.value.word().to_owned(), method.span))
}

/// Methods separated only by white space; `span` covers them all.
pub(in super::super) fn no_comma(span: Span, methods: &[&str]) -> Diagnostic {
    let listed = methods.join(",");
    Diagnostic::error(NO_COMMA, span, "no comma between methods")
        .help(format!("write `{listed}`"))
        .safe_fix(format!("write `{listed}`"), span, listed)
}

fn lower_case(span: Span, written: &str, capitals: &str) -> Diagnostic {
    Diagnostic::error(
        LOWER_CASE,
        span,
        format!("method `{written}` is not upper case"),
    )
    .help(format!("write `{capitals}`"))
    .safe_fix(format!("write `{capitals}`"), span, capitals)
}

fn unknown(cx: &mut TreeBuilder<'_>, span: Span, written: &str) -> Diagnostic {
    let words = Method::ALL.map(Method::word);
    let fault = Diagnostic::error(UNKNOWN, span, format!("unknown method `{written}`"));
    let listed = words.map(|word| format!("`{word}`")).join(", ");
    let fault = fault.help(format!("expected one of {listed}"));
    match nearest(&mut cx.budget, &written.to_ascii_uppercase(), words).first() {
        Some(near) => fault.fix(format!("write `{near}`"), span, *near),
        None => fault,
    }
}
