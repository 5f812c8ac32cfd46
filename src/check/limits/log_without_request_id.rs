//! `log-without-request-id`: a log format without the variable that API Gateway demands.

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
        format.value.contains(&plain) || format.value.contains(&braces)
    };
    if !demanded.iter().any(holds) {
        let message = "API Gateway refuses a log format without `$context.requestId`";
        let help = "put it into the format: it tells the lines of one request";
        found.push(Diagnostic::error(code, format.span, message).help(help));
    }
}
