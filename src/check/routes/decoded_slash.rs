//! `decoded-slash`: `%2F` in a path variable reaches the backend as a slash.

use crate::check::shape;
use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};
use crate::model::{Forward, TemplatePart};

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::DECODED_SLASH,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    let makes_path = spec.program.routes.iter().find_map(|route| {
        let span = route.forward_span?;
        let Forward::Template(parts) = &route.forward else {
            return None;
        };
        let greedy = shape::greedy(route);
        let is_known = |name: &str| shape::variables(route).any(|known| known == name);
        parts.iter().find_map(|part| match part {
            TemplatePart::Variable(name) if greedy != Some(name) && is_known(name) => {
                Some((span, name))
            }
            TemplatePart::Variable(_) | TemplatePart::Literal(_) | TemplatePart::Input(_) => None,
        })
    });
    // It applies to every such path, so only the first is reported.
    if let Some((span, name)) = makes_path {
        let message = format!("a `%2F` in `<{name}>` reaches the backend as a slash");
        let help = "API Gateway decodes path variables before it builds the backend's path";
        found.push(Diagnostic::note(code, span, message).help(help));
    }
}
