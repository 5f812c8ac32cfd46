//! `unmatched-prefix`: a greedy route whose bare prefix matches no route.

use crate::check::shape::{self, Form};
use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};
use crate::model::Method;

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::UNMATCHED_PREFIX,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    let table = spec.shapes;
    for route in &spec.program.routes {
        let Some(name) = shape::greedy(route) else {
            continue;
        };
        let Some(mut prefix) = shape::of(route) else {
            continue;
        };
        prefix.pop();
        // The bare prefix of a greedy route at the root is `/`, which most gateways leave out on purpose.
        if prefix.is_empty() || prefix.contains(&Form::Greedy) {
            continue;
        }
        let answered = table.get(&Some(prefix)).is_some_and(|routes| {
            let mut methods = routes.iter().map(|(method, _)| *method);
            methods.any(|method| {
                method == Method::Any
                    || method == route.key.method
                    || route.key.method == Method::Any
            })
        });
        if !answered {
            let bare = route.written.strip_suffix(&format!("/<{name}+>"));
            let Some((_, path)) = bare.and_then(|bare| bare.split_once(' ')) else {
                continue;
            };
            let message = format!("`{}` does not match `{path}` itself", route.written);
            let help =
                format!("a greedy variable needs at least one segment; `<{name}*>` matches both");
            found.push(Diagnostic::note(code, route.path_span, message).help(help));
        }
    }
}
