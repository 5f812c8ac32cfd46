//! `refused-preflight`: the gateway responds to a preflight, but a browser would not send the actual request.

use crate::check::expects::traces;
use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};
use crate::model::ExpectOutcome;
use crate::route::trace::TraceOutcome;

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::REFUSED_PREFLIGHT,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    for (expect, trace) in traces(spec) {
        let (ExpectOutcome::Cors(span), TraceOutcome::Preflight(preflight)) =
            (&expect.outcome, &trace.outcome)
        else {
            continue;
        };
        let Some(first) = preflight.denials.first() else {
            continue;
        };
        let message = format!("a browser refuses this request: {first}");
        let mut finding = Diagnostic::error(code, *span, message)
            .help("add what is missing to the gateway's `cors`");
        if let Some(cors) = &spec.program.gateway.cors {
            finding = finding.place(cors.span, "`cors` is here");
        }
        found.push(finding);
    }
}
