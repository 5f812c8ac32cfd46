//! `multiline-log-format`: a log format that contains a line break.

use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};
use crate::model::{Log, LogFormat};

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::MULTILINE_LOG_FORMAT,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    if let Log::On {
        format: LogFormat::Custom(format),
        ..
    } = &spec.program.gateway.log
        && format.literals().any(|text| text.contains(['\n', '\r']))
    {
        let message = "a log format must be a single line";
        let help = "API Gateway writes one line for each request; remove the line break";
        found.push(Diagnostic::error(code, format.span, message).help(help));
    }
}
