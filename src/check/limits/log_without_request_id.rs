//! `log-without-request-id`: a log format without `$context.requestId`.

use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};
use crate::model::{Log, LogFormat};

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::LOG_WITHOUT_REQUEST_ID,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    let Log::On {
        format: LogFormat::Custom(format),
        ..
    } = &spec.program.gateway.log
    else {
        return;
    };
    let demanded = ["requestId", "extendedRequestId"];
    let holds = |name: &&str| {
        let plain = format!("$context.{name}");
        let braces = format!("${{context.{name}}}");
        let mut literals = format.literals();
        literals.any(|text| text.contains(&plain) || text.contains(&braces))
    };
    // An input can contain it.
    let known = format.known().is_some();
    if known && !demanded.iter().any(holds) {
        let message = "a log format must contain `$context.requestId`";
        let help = "API Gateway refuses formats without it; add it to the format";
        found.push(Diagnostic::error(code, format.span, message).help(help));
    }
}
