//! `expect` items: tests of the routes.

use crate::diag::Diagnostic;
use crate::diag::codes::INVALID_EXPECT;
use crate::model::from_ast::units::Unit;
use crate::model::from_ast::values::VariableScope;
use crate::model::from_ast::{Resolver, clauses, fields, names, scalars, values};
use crate::model::settings::BlockKind;
use crate::model::{Expect, ExpectAuth, ExpectHeader, ExpectOutcome, Method, Symbol, Word};
use crate::source::Spanned;
use crate::syntax::ast::{self, ItemKind, ValueKind};

/// Returns the `expect` items of all files.
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
        cx.report(Diagnostic::error(INVALID_EXPECT, expect.method.span, message).help(help));
    }
    let outcome = match (&expect.outcome, &expect.origin) {
        (ast::ExpectOutcome::Backend { name, .. }, Some(_)) if name.value == "cors" => {
            if method.is_some_and(|method| method != Method::Options) {
                let message = "a CORS preflight has the method `OPTIONS`";
                let span = expect.method.span;
                let fault = Diagnostic::error(INVALID_EXPECT, span, message);
                cx.report(fault.instead(span, "OPTIONS"));
            }
            ExpectOutcome::Cors(name.span)
        }
        (_, Some(origin)) => {
            let message = "`from` tests a CORS preflight";
            let help = format!(
                "write `expect OPTIONS {} from {} -> cors`",
                expect.path.value, origin.value
            );
            cx.report(Diagnostic::error(INVALID_EXPECT, origin.span, message).help(help));
            return None;
        }
        (ast::ExpectOutcome::Status(word), None) => ExpectOutcome::Status(status(cx, word)?),
        (
            ast::ExpectOutcome::Backend {
                kind,
                name,
                path,
                clauses,
            },
            None,
        ) => {
            if let Some(kind) = kind {
                let message = "an `expect` names the backend without its kind";
                let through =
                    crate::source::Span::new(kind.span.file, kind.span.start, name.span.start);
                let fault = Diagnostic::error(INVALID_EXPECT, kind.span, message);
                let help = format!("write `-> {}`", name.value);
                cx.report(fault.help(help.clone()).safe_fix(help, through, ""));
            }
            backend(cx, name, path.as_ref(), clauses)?
        }
    };
    Some(Expect {
        span: item.span,
        method: method?,
        path: expect.path.clone(),
        origin: expect.origin.clone(),
        outcome,
    })
}

fn backend(
    cx: &mut Resolver<'_>,
    name: &Word,
    path: Option<&Word>,
    settings: &[ast::Setting],
) -> Option<ExpectOutcome> {
    let this = BlockKind::Expect;
    let fields = fields::read(cx, this, settings);
    clauses::conflict(cx, &fields, "auth", "open");
    let auth = match (fields.one("open"), fields.one("auth")) {
        (Some(setting), _) => Some(ExpectAuth::Open(setting.span)),
        (None, Some(setting)) => auth(cx, setting),
        (None, None) => None,
    };
    let timeout = fields
        .one("timeout")
        .and_then(|setting| fields::value(cx, this, setting))
        .and_then(|value| scalars::arg(cx, value, Unit::Milliseconds));
    let throttle = fields
        .one("throttle")
        .and_then(|setting| clauses::throttle(cx, this, setting));
    let headers = fields
        .all("header")
        .filter_map(|setting| header(cx, setting))
        .collect();
    if !name.value.contains("://") {
        cx.record_use(Symbol::Backend(name.value.clone()), name.span);
        if names::backend(cx, &name.value).is_none() {
            names::report_undeclared_in_expect(cx, name);
            // The test would fail for the same reason.
            return None;
        }
    }
    Some(ExpectOutcome::Backend {
        name: name.clone(),
        path: path.cloned(),
        auth,
        timeout,
        throttle,
        headers,
    })
}

/// The reason why inputs cannot be part of a test.
const OF_A_TEST: &str = "`gwc check` compares it before anything is deployed";

/// Resolves `auth NAME [SCOPE ..]`; `None` for an authorizer that is not declared.
fn auth(cx: &mut Resolver<'_>, setting: &ast::Setting) -> Option<ExpectAuth> {
    let auth = clauses::auth_use(cx, BlockKind::Expect, setting)?;
    let name = values::known(cx, setting.values.first()?, OF_A_TEST)?;
    let lists_scopes = setting
        .values
        .iter()
        .any(|value| matches!(value.kind, ValueKind::List(_)));
    Some(ExpectAuth::Named {
        name,
        scopes: lists_scopes.then_some(auth.scopes),
    })
}

/// Resolves `header NAME VALUE`.
fn header(cx: &mut Resolver<'_>, setting: &ast::Setting) -> Option<ExpectHeader> {
    // INVARIANT: the grammar takes both.
    let [name, value] = setting.values.as_slice() else {
        never!("a header of a test with {} values", setting.values.len());
    };
    let absent = values::bare(value) == Some("-");
    let name = values::known(cx, name, OF_A_TEST)?;
    let text = values::text(cx, value, VariableScope::Never);
    if text.known().is_none() && cx.names.env_names().next().is_some() {
        // Compared in each environment, by `gwc check`.
        return None;
    }
    let value = values::known(cx, value, OF_A_TEST)?;
    Some(ExpectHeader {
        name,
        value: (!absent).then_some(value),
        span: setting.span,
    })
}

fn status(cx: &mut Resolver<'_>, word: &ast::Word) -> Option<Spanned<u16>> {
    let number = word.value.parse::<u16>().ok();
    let number = number.filter(|number| (100..=599).contains(number));
    if number.is_none() {
        let message = format!("invalid status `{}`", word.value);
        let help = "a status has three digits, e.g. `404`";
        cx.report(Diagnostic::error(INVALID_EXPECT, word.span, message).help(help));
    }
    number.map(|number| Spanned::new(number, word.span))
}
