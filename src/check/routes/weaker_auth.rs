//! `weaker-auth`: a route without authorization inside of one that has it.

use crate::check::shape::{self, Form};
use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic};
use crate::model::{Authorization, Method, Route};
use std::collections::BTreeMap;

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: Code(211),
    slug: "weaker-auth",
    find,
};

/// How many nodes of the tree one route looks at: enough for any spec that a person wrote.
const PATIENCE: usize = 64;

/// Greedy routes with authorization, by their prefixes.
#[derive(Default)]
struct Node<'r> {
    guarded: Vec<&'r Route>,
    next: BTreeMap<Form<'r>, Node<'r>>,
}

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    let mut root = Node::default();
    let mut default = None;
    for route in &spec.program.routes {
        if !matches!(route.authorization, Authorization::Required(_)) {
            continue;
        }
        let Some(shape) = shape::of(route) else {
            default = Some(route);
            continue;
        };
        if let Some((Form::Greedy, prefix)) = shape.split_last() {
            let mut node = &mut root;
            for form in prefix {
                node = node.next.entry(*form).or_default();
            }
            node.guarded.push(route);
        }
    }
    for route in &spec.program.routes {
        // A route that says `open` means it.
        if !matches!(route.authorization, Authorization::Open(None)) {
            continue;
        }
        let Some(shape) = shape::of(route) else {
            continue;
        };
        if let Some(guarded) = covering(&root, &shape, route.key.method).or(default) {
            let message = format!(
                "`{}` asks for no authorization, and `{}` does",
                route.written, guarded.written
            );
            found.push(
                Diagnostic::warning(code, route.path_span, message)
                    .related(
                        guarded.path_span,
                        "answers the same paths, less specifically",
                    )
                    .help("write `open` where that is meant, or the `auth` of the other route"),
            );
        }
    }
}

/// A guarded greedy route that would answer the same requests.
fn covering<'r>(root: &Node<'r>, shape: &[Form<'_>], method: Method) -> Option<&'r Route> {
    let mut left = vec![(root, shape)];
    let mut looked = 0;
    while let Some((node, rest)) = left.pop() {
        looked += 1;
        if looked > PATIENCE {
            return None;
        }
        let Some((first, after)) = rest.split_first() else {
            continue;
        };
        let able = |route: &&&Route| route.key.method == Method::Any || route.key.method == method;
        if let Some(route) = node.guarded.iter().find(able) {
            return Some(route);
        }
        left.extend(node.next.get(first).map(|next| (next, after)));
        if matches!(first, Form::Literal(_)) {
            left.extend(node.next.get(&Form::Variable).map(|next| (next, after)));
        }
    }
    None
}
