//! Faults of methods: GW0008, one that is not in capitals; GW0009, one that does not exist.

use super::super::ast::{Method, Word};
use super::super::grammar::Node;
use super::super::lower::Lowering;
use crate::diag::near::nearest;
use crate::diag::{Code, Diagnostic, codes};
use crate::source::{Span, Spanned};

const LOWER_CASE: Code = codes::LOWER_CASE_METHOD;
const UNKNOWN: Code = codes::UNKNOWN_METHOD;

/// The method that a node means, or nothing where it means none.
pub(in super::super) fn judge(cx: &mut Lowering<'_>, node: &Node<'_>) -> Option<Spanned<Method>> {
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

/// The same where the tree keeps the word.
pub(in super::super) fn judge_word(cx: &mut Lowering<'_>, node: Node<'_>) -> Option<Word> {
    judge(cx, &node).map(|method| Spanned::new(method.value.word().to_owned(), method.span))
}

fn lower_case(span: Span, written: &str, capitals: &str) -> Diagnostic {
    Diagnostic::error(
        LOWER_CASE,
        span,
        format!("the method `{written}` is not in capitals"),
    )
    .help(format!("write `{capitals}`"))
    .safe_fix(format!("write `{capitals}`"), span, capitals)
}

fn unknown(cx: &mut Lowering<'_>, span: Span, written: &str) -> Diagnostic {
    let words = Method::ALL.map(Method::word);
    let fault = Diagnostic::error(UNKNOWN, span, format!("`{written}` is no method"));
    let listed = words.map(|word| format!("`{word}`")).join(", ");
    let fault = fault.help(format!("the methods are {listed}"));
    match nearest(&mut cx.budget, &written.to_ascii_uppercase(), words).first() {
        Some(near) => fault.fix(format!("write `{near}`"), span, *near),
        None => fault,
    }
}
