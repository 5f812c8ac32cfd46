//! `cors-without-origins`: CORS that lets nobody in.

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
        let message = "`cors` names no origins, so scripts of none could call";
        let help = "write `origins https://shop.example`, or leave `cors` out";
        found.push(Diagnostic::error(code, cors.span, message).help(help));
    }
}
