//! `wrong-arn`: an ARN of another kind of thing than the setting names, or no ARN.

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
            None => format!("`{known}` is no ARN of {}", wanted.noun),
            Some(parts) => {
                let fits = parts.service == wanted.service
                    && wanted
                        .resources
                        .iter()
                        .any(|start| parts.resource.starts_with(start));
                if fits {
                    continue;
                }
                format!(
                    "this is an ARN of `{}`, and {} is due",
                    parts.service, wanted.noun
                )
            }
        };
        let help = format!("it is written `{}`", wanted.example);
        found.push(Diagnostic::error(code, text.span, message).help(help));
    }
}
