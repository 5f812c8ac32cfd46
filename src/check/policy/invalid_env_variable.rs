//! `invalid-env-variable`: an environment variable with an invalid name, or set in both `env` and `secret`.

use crate::check::containers::{self, Created};
use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::INVALID_ENV_VARIABLE,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    for Created { container, .. } in containers::all(spec.program) {
        for (name, _) in &container.secrets {
            let plain = container
                .env
                .iter()
                .find(|(plain, _)| plain.value == name.value);
            if let Some((plain, _)) = plain {
                let message = format!("`{}` is set in both `secret` and `env`", name.value);
                found.push(
                    Diagnostic::error(code, name.span, message)
                        .place(plain.span, "also set here")
                        .help("remove one of them"),
                );
            }
        }
        for (name, _) in container.env.iter().chain(&container.secrets) {
            let fits = !name.value.is_empty()
                && name
                    .value
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
                && !name.value.starts_with(|first: char| first.is_ascii_digit());
            if !fits {
                let message = format!("invalid environment variable name `{}`", name.value);
                let help = "use letters, digits and `_`, and do not start with a digit";
                found.push(Diagnostic::error(code, name.span, message).help(help));
            } else if name.value.starts_with("AWSAPPRUNNER") {
                let message = format!(
                    "App Runner reserves names that start with `AWSAPPRUNNER`, such as `{}`",
                    name.value
                );
                found.push(Diagnostic::error(code, name.span, message).help("choose another name"));
            }
        }
    }
}
