//! `unexpanded-variable`: a `$request.x` without braces inside a longer text, which is sent as written.

use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};
use crate::model::{Destination, Part, Program, ResponseChange, Text};

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::UNEXPANDED_VARIABLE,
    find,
};

/// The variables that API Gateway fills in.
const ROOTS: [&str; 3] = ["$request.", "$context.", "$stage."];

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    for text in texts(spec.program) {
        let literals = text.parts.iter().filter_map(|part| match part {
            Part::Literal(literal) => Some(literal.as_str()),
            Part::Input(_) | Part::Variable(_) => None,
        });
        for name in literals.filter_map(variable) {
            let message = format!("`${name}` is sent as it is written");
            let help = format!("inside of a longer text, write `${{{name}}}`, in quotes");
            found.push(Diagnostic::warning(code, text.span, message).help(help));
        }
    }
}

/// The first variable that a text mentions, without its `$`.
fn variable(text: &str) -> Option<&str> {
    let start = ROOTS.iter().filter_map(|root| text.find(root)).min()?;
    let rest = text.get(start + 1..)?;
    let in_name =
        |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '_' | '-');
    let end = rest.find(|letter| !in_name(letter)).unwrap_or(rest.len());
    rest.get(..end)
        .map(|name| name.trim_end_matches(['.', '-']))
}

/// The texts in which API Gateway fills in variables.
fn texts(program: &Program) -> Vec<&Text> {
    let mut texts = Vec::new();
    for route in &program.routes {
        match &route.destination {
            Destination::Url(url) => texts.push(url),
            Destination::Action(call) => texts.extend(call.parameters.iter().map(|(_, text)| text)),
            Destination::Backend(_) => {}
        }
        texts.extend(route.request.iter().map(|mapping| &mapping.value));
        for mapping in &route.response {
            if let ResponseChange::Header(change) = &mapping.change {
                texts.push(&change.value);
            }
        }
    }
    texts
}
