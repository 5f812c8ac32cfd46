//! `wrong-arn`: an ARN of the wrong kind, or a value that is not an ARN.

use crate::check::{Rule, Spec};
use crate::check::{
    arn,
    references::{self, Reference},
};
use crate::diag::{Code, Diagnostic, codes};

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::WRONG_ARN,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    for Reference { text, wanted } in references::all(spec.program) {
        let Some(known) = text.known() else {
            continue;
        };
        if wanted.alternative.is_some_and(|fits| fits(known)) {
            continue;
        }
        let message = match arn::parse(known) {
            None => format!("`{known}` is not the ARN of {}", wanted.noun),
            Some(parts) => {
                let is_named = |start: &&str| {
                    let name = parts.resource.strip_prefix(*start);
                    name.is_some_and(|name| !name.is_empty())
                };
                let is_of_service = parts.service == wanted.service;
                if is_of_service && wanted.resources.iter().any(is_named) {
                    continue;
                }
                match (is_of_service, wanted.resources) {
                    (true, [start]) => format!(
                        "expected the ARN of {}, whose last part is `{start}` and a name",
                        wanted.noun
                    ),
                    _ => format!(
                        "expected the ARN of {}, found an ARN of `{}`",
                        wanted.noun, parts.service
                    ),
                }
            }
        };
        let help = format!("write it as `{}`", wanted.example);
        found.push(Diagnostic::error(code, text.span, message).help(help));
    }
}
