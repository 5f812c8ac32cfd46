//! `ineffective-throttle`: a limit that lets nothing through, or more than the account does.

use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};
use crate::model::{Rate, Throttle};

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::INEFFECTIVE_THROTTLE,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    let throttling = &spec.facts.quotas.throttling;
    let region = spec.program.gateway.region.as_ref();
    let low = region.is_some_and(|region| spec.facts.regions.has_low_throttle(&region.value));
    let (rate, burst) = if low {
        (throttling.low_rate, throttling.low_burst)
    } else {
        (throttling.rate, throttling.burst)
    };
    let routes = spec
        .program
        .routes
        .iter()
        .filter_map(|route| route.throttle.as_ref());
    for throttle in routes.chain(&spec.program.gateway.throttle) {
        let Throttle {
            span,
            rate: said,
            burst: said_burst,
        } = throttle;
        let said = said.known();
        let said_burst = said_burst.and_then(|burst| burst.known());
        let (message, help) = if said == Some(Rate(0)) || said_burst == Some(0) {
            (
                "this lets no request through".to_owned(),
                "a rate and a burst are more than nothing".to_owned(),
            )
        } else if said.is_some_and(|said| said.0 > rate.limit.saturating_mul(1_000)) {
            let message = format!(
                "an account gets {} requests a second unless AWS raises that",
                rate.limit
            );
            (message, "the lower of the two limits holds".to_owned())
        } else if said_burst.is_some_and(|said| u64::from(said) > burst.limit) {
            let message = format!("an account gets {} requests at once", burst.limit);
            (
                message,
                "the lower of the two limits holds, and AWS does not raise this one".to_owned(),
            )
        } else {
            continue;
        };
        found.push(Diagnostic::warning(code, *span, message).help(help));
    }
}
