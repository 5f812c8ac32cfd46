//! `ineffective-throttle`: a throttle that rejects everything, or exceeds the account's limit.

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
            rate: given,
            burst: given_burst,
        } = throttle;
        let given = given.known();
        let given_burst = given_burst.and_then(|burst| burst.known());
        let (message, help) = if given == Some(Rate(0)) || given_burst == Some(0) {
            (
                "this throttle rejects every request".to_owned(),
                "use a rate and a burst above 0".to_owned(),
            )
        } else if given.is_some_and(|given| given.0 > rate.limit.saturating_mul(1_000)) {
            let message = format!(
                "the account limit is {} requests per second, unless AWS has raised it",
                rate.limit
            );
            (message, "the lower of the two limits applies".to_owned())
        } else if given_burst.is_some_and(|given| u64::from(given) > burst.limit) {
            let message = format!("the account's burst limit is {} requests", burst.limit);
            (
                message,
                "the lower of the two limits applies, and AWS does not raise this one".to_owned(),
            )
        } else {
            continue;
        };
        found.push(Diagnostic::warning(code, *span, message).help(help));
    }
}
