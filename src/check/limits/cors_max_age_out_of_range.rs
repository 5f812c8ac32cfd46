//! `cors-max-age-out-of-range`: a CORS `max-age` longer than a day.

use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::CORS_MAX_AGE_OUT_OF_RANGE,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    let range = spec.facts.quotas.ranges.cors_max_age_s;
    let age = spec
        .program
        .gateway
        .cors
        .iter()
        .filter_map(|cors| cors.max_age.as_ref());
    for age in age {
        if age
            .value
            .known()
            .is_some_and(|known| !range.contains(i64::from(known)))
        {
            let message = "`max-age` can be at most one day";
            found.push(Diagnostic::error(code, age.span, message).fix(
                "write `1d`",
                age.span,
                "1d",
            ));
        }
    }
}
