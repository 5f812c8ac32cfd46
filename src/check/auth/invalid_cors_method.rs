//! `invalid-cors-method`: a value of `cors { methods }` that is not a method.

use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};
use crate::model::Method;

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::INVALID_CORS_METHOD,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    let methods = spec
        .program
        .gateway
        .cors
        .iter()
        .flat_map(|cors| &cors.methods);
    for method in methods {
        let Some(word) = method.known() else {
            continue;
        };
        let known = Method::from_word(word).is_some_and(|known| known != Method::Any);
        if known || word == "*" {
            continue;
        }
        let message = format!("`{word}` is not an HTTP method that CORS can allow");
        let fault = Diagnostic::error(code, method.span, message).help(
            "use `GET`, `POST`, `PUT`, `PATCH`, `DELETE`, `HEAD` or `OPTIONS`, or `*` for all",
        );
        let upper = word.to_ascii_uppercase();
        let fix = match upper.as_str() {
            "ANY" => Some("*".to_owned()),
            _ => Method::from_word(&upper).map(|method| method.word().to_owned()),
        };
        found.push(match fix {
            Some(fix) => fault.fix(format!("write `{fix}`"), method.span, fix),
            None => fault,
        });
    }
}
