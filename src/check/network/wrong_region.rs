//! `wrong-region`: something that has to be in the gateway's region, and is not.

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
    for Reference { text, wanted } in references::all(spec.program) {
        let parts = text.known().and_then(arn::parse);
        let Some(parts) =
            parts.filter(|parts| wanted.same_region && parts.service == wanted.service)
        else {
            continue;
        };
        if !parts.region.is_empty() && parts.region != region.value {
            let message = format!(
                "this is in `{}`, and the gateway in `{}`",
                parts.region, region.value
            );
            found.push(
                Diagnostic::error(code, text.span, message)
                    .related(region.span, "the gateway's region")
                    .help(format!("{} and the gateway are in one region", wanted.noun)),
            );
        }
    }
}
