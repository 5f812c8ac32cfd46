//! `unused-greedy-variable`: a URL that ignores the route's greedy variable.

use crate::check::shape;
use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};
use crate::model::{Destination, Part};

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::UNUSED_GREEDY_VARIABLE,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    for route in &spec.program.routes {
        let (Some(name), Destination::Url(url)) = (shape::greedy(route), &route.destination) else {
            continue;
        };
        let wanted = format!("request.path.{name}");
        let takes = |part: &Part| matches!(part, Part::Variable(name) if *name == wanted);
        if !url.parts.iter().any(takes) {
            let message = format!("every request to `{}` goes to the same URL", route.written);
            let help = format!("add `<{name}>` to the URL where the rest of the path belongs");
            found.push(
                Diagnostic::warning(code, url.span, message)
                    .place(route.path_span, format!("`<{name}+>` is not used"))
                    .help(help),
            );
        }
    }
}
