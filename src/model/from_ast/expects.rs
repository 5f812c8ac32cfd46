//! `expect` items: tests of the routes.

use crate::diag::Diagnostic;
use crate::model::faults::BAD_EXPECTATION;
use crate::model::from_ast::{Resolver, names};
use crate::model::{Expect, ExpectAuth, ExpectOutcome, Method, Symbol};
use crate::source::Spanned;
use crate::syntax::ast::{self, ItemKind};

/// The `expect` items of all files.
pub(super) fn expects(cx: &mut Resolver<'_>, asts: &[ast::Ast]) -> Vec<Expect> {
    let mut expects = Vec::new();
    for item in asts.iter().flat_map(|ast| &ast.items) {
        if let ItemKind::Expect(expect) = &item.kind {
            expects.extend(self::expect(cx, item, expect));
        }
    }
    expects
}

fn expect(cx: &mut Resolver<'_>, item: &ast::Item, expect: &ast::Expect) -> Option<Expect> {
    let method = Method::from_word(&expect.method.value).filter(|method| *method != Method::Any);
    if method.is_none() {
        let message = format!("unknown method `{}`", expect.method.value);
        let help =
            "a request has the method `GET`, `POST`, `PUT`, `PATCH`, `DELETE`, `HEAD` or `OPTIONS`";
        cx.report(Diagnostic::error(BAD_EXPECTATION, expect.method.span, message).help(help));
    }
    let outcome = match &expect.outcome {
        ast::ExpectOutcome::Status(word) => ExpectOutcome::Status(status(cx, word)?),
        ast::ExpectOutcome::Backend { name, path, auth } => {
            if !name.value.contains("://") {
                cx.used(Symbol::Backend(name.value.clone()), name.span);
                if names::backend(cx, &name.value).is_none() {
                    names::undeclared_backend(cx, name);
                    // The test would fail for the same reason.
                    return None;
                }
            }
            let auth = match auth {
                None => None,
                Some(ast::ExpectAuth::Open(span)) => Some(ExpectAuth::Open(*span)),
                Some(ast::ExpectAuth::Named(word)) => {
                    let known = word.value == "iam" || names::auth(cx, word).is_some();
                    known.then(|| ExpectAuth::Named(word.clone()))
                }
            };
            ExpectOutcome::Backend {
                name: name.clone(),
                path: path.clone(),
                auth,
            }
        }
    };
    Some(Expect {
        span: item.span,
        method: method?,
        path: expect.path.clone(),
        outcome,
    })
}

fn status(cx: &mut Resolver<'_>, word: &ast::Word) -> Option<Spanned<u16>> {
    let number = word.value.parse::<u16>().ok();
    let number = number.filter(|number| (100..=599).contains(number));
    if number.is_none() {
        let message = format!("invalid status `{}`", word.value);
        let help = "a status has three digits, e.g. `404`";
        cx.report(Diagnostic::error(BAD_EXPECTATION, word.span, message).help(help));
    }
    number.map(|number| Spanned::new(number, word.span))
}
