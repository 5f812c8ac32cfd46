//! `missing-variable`: a reference to a path variable that the route does not have.

use crate::check::shape;
use crate::check::{Rule, Spec};
use crate::diag::near::{Budget, nearest};
use crate::diag::{Code, Diagnostic, codes};
use crate::model::{
    Destination, Forward, Part, Program, ResponseChange, Route, TemplatePart, Text,
};
use crate::source::Span;

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::MISSING_VARIABLE,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    for route in &spec.program.routes {
        for (name, span) in uses(route) {
            if shape::variables(route).any(|known| known == name) {
                continue;
            }
            let message = format!("`{}` has no variable `<{name}>`", route.written);
            let help = help(spec.program, route, name);
            found.push(
                Diagnostic::error(code, span, message)
                    .place(route.path_span, "the route's path")
                    .help(help),
            );
        }
    }
}

fn help(program: &Program, route: &Route, name: &str) -> String {
    // `<rest*>` is two routes, only one of which has the variable.
    let line = program.routes.iter();
    let line = line.filter(|other| other.path_span == route.path_span);
    let mut known: Vec<&str> = line.flat_map(shape::variables).collect();
    known.sort_unstable();
    known.dedup();
    if known.contains(&name) {
        return format!("`<{name}*>` also matches paths without it; write `<{name}+>`");
    }
    if let Some(near) = nearest(&mut Budget::default(), name, known.iter().copied()).first() {
        return format!("did you mean `<{near}>`?");
    }
    let names: Vec<String> = known.iter().map(|name| format!("`<{name}>`")).collect();
    match names.is_empty() {
        true => "the route's path has no variables".to_owned(),
        false => format!("the route has {}", names.join(", ")),
    }
}

/// The path variables that a route uses, and where.
fn uses(route: &Route) -> Vec<(&str, Span)> {
    let mut all = Vec::new();
    match &route.destination {
        Destination::Url(url) => all.extend(in_text(url)),
        Destination::Action(action) => {
            all.extend(action.parameters.iter().flat_map(|(_, text)| in_text(text)));
        }
        Destination::Backend(_) => {
            if let (Forward::Template(parts), Some(span)) = (&route.forward, route.forward_span) {
                all.extend(parts.iter().filter_map(|part| match part {
                    TemplatePart::Variable(name) => Some((name.as_str(), span)),
                    TemplatePart::Literal(_) | TemplatePart::Input(_) => None,
                }));
            }
        }
    }
    all.extend(
        route
            .request
            .iter()
            .flat_map(|mapping| in_text(&mapping.value)),
    );
    for mapping in &route.response {
        if let ResponseChange::Header(change) = &mapping.change {
            all.extend(in_text(&change.value));
        }
    }
    all
}

fn in_text(text: &Text) -> impl Iterator<Item = (&str, Span)> {
    text.parts.iter().filter_map(|part| match part {
        Part::Variable(name) => Some((name.strip_prefix("request.path.")?, text.span)),
        Part::Literal(_) | Part::Input(_) => None,
    })
}
