//! `wrong-region`: a resource that must be in the gateway's region, but is not.

use crate::check::{Rule, Spec};
use crate::check::{
    arn,
    references::{self, Reference},
};
use crate::diag::{Code, Diagnostic, codes};

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::WRONG_REGION,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    let Some(region) = &spec.program.gateway.region else {
        return;
    };
    // An unknown region has its own finding.
    if !spec.facts.regions.is_known(&region.value) {
        return;
    }
    for Reference { text, wanted } in references::all(spec.program) {
        let parts = text.known().and_then(arn::parse);
        let Some(parts) =
            parts.filter(|parts| wanted.same_region && parts.service == wanted.service)
        else {
            continue;
        };
        if !parts.region.is_empty() && parts.region != region.value {
            let message = format!(
                "this is in `{}`, but the gateway is in `{}`",
                parts.region, region.value
            );
            found.push(
                Diagnostic::error(code, text.span, message)
                    .place(region.span, "the gateway's region")
                    .help(format!("{} must be in the gateway's region", wanted.noun)),
            );
        }
    }
}
