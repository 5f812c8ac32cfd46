//! `unreachable-route`: a route that no request can reach.

use crate::check::shape::Form;
use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};
use crate::model::Method;

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::UNREACHABLE_ROUTE,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    let table = spec.shapes;
    for routes in table.values() {
        let any = routes.iter().find(|(method, _)| *method == Method::Any);
        let Some((_, route)) = any else {
            continue;
        };
        let named = |wanted: &Method| {
            *wanted == Method::Any || routes.iter().any(|(method, _)| method == wanted)
        };
        if Method::ALL.iter().all(named) {
            let message = format!("no request reaches `{}`", route.written);
            let help = "other routes handle every method of the same path";
            found.push(Diagnostic::warning(code, route.path_span, message).help(help));
        }
    }
    let any = |shape: &Option<Vec<Form<'_>>>| {
        let routes = table.get(shape)?;
        let any = routes.iter().find(|(method, _)| *method == Method::Any);
        any.map(|(_, route)| *route)
    };
    let (default, bare, greedy) = (None, Some(Vec::new()), Some(vec![Form::Greedy]));
    if let (Some(default), Some(_), Some(greedy)) = (any(&default), any(&bare), any(&greedy)) {
        let message = "no request reaches `$default`";
        let help = format!(
            "`{}` and the route for `/` match every request",
            greedy.written
        );
        found.push(
            Diagnostic::warning(code, default.path_span, message)
                .place(greedy.path_span, "matches these requests first")
                .help(help),
        );
    }
}
