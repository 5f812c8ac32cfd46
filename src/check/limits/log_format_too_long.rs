//! `log-format-too-long`: a log format that is longer than API Gateway takes.

use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};
use crate::model::{Log, LogFormat};

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::LOG_FORMAT_TOO_LONG,
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
    let quotas = &spec.facts.quotas.http_api;
    let bytes = format.value.len() as u64;
    let (most, model) = (
        quotas.access_log_format_bytes.limit,
        quotas.access_log_format_model_bytes.limit,
    );
    if bytes > most {
        let message = format!("a log format has {most} bytes at most, and this has {bytes}");
        found.push(Diagnostic::error(code, format.span, message));
    } else if bytes > model {
        let message = format!(
            "this log format has {bytes} bytes, and AWS's sources disagree on more than {model}"
        );
        let help = format!("one says {model}, the other {most}; a shorter one is safe");
        found.push(Diagnostic::warning(code, format.span, message).help(help));
    }
}
