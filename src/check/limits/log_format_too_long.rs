//! `log-format-too-long`: a log format that is longer than API Gateway accepts.

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
    let literals = format.literals().map(str::len);
    let bytes = literals.sum::<usize>() as u64;
    let (most, model) = (
        quotas.access_log_format_bytes.limit,
        quotas.access_log_format_model_bytes.limit,
    );
    if bytes > most {
        let message = format!("a log format can have at most {most} bytes, this one has {bytes}");
        found.push(Diagnostic::error(code, format.span, message));
    } else if bytes > model {
        let message = format!("this log format has {bytes} bytes; AWS may accept only {model}");
        let help = format!(
            "AWS documents {most} in one place and {model} in another; a shorter format is safe"
        );
        found.push(Diagnostic::warning(code, format.span, message).help(help));
    }
}
