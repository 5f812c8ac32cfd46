//! `cors-without-origins`: `cors` without origins.

use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::CORS_WITHOUT_ORIGINS,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    if let Some(cors) = &spec.program.gateway.cors
        && cors.origins.is_empty()
    {
        let message = "`cors` has no origins, so it allows no script to call";
        let help = "add `origins https://shop.example`, or remove `cors`";
        found.push(Diagnostic::error(code, cors.span, message).help(help));
    }
}
