//! `ttl-out-of-range`: an authorizer cache longer than an hour.

use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};
use crate::model::AuthBody;

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::TTL_OUT_OF_RANGE,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    let range = spec.facts.quotas.ranges.authorizer_ttl_s;
    for auth in &spec.program.auths {
        let AuthBody::Lambda { ttl: Some(ttl), .. } = &auth.body else {
            continue;
        };
        if ttl
            .value
            .known()
            .is_some_and(|known| !range.contains(i64::from(known)))
        {
            let message = "`ttl` can be at most one hour";
            found.push(Diagnostic::error(code, ttl.span, message).fix(
                "write `1h`",
                ttl.span,
                "1h",
            ));
        }
    }
}
