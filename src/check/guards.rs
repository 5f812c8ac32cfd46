//! Protected areas: greedy routes with authorization, and the public routes inside them.

use std::collections::BTreeMap;

use crate::check::shape::{self, Form};
use crate::model::{Authorization, Method, Route};

/// The maximum number of tree nodes visited per route: enough for any handwritten spec.
const MOST_NODES: usize = 64;

/// The guarded areas of a program.
#[derive(Default)]
pub(super) struct Guards<'r> {
    root: Node<'r>,
    default: Option<&'r Route>,
}

/// Greedy routes with authorization, by their prefixes.
#[derive(Default)]
struct Node<'r> {
    guarded: Vec<&'r Route>,
    next: BTreeMap<Form<'r>, Node<'r>>,
}

impl<'r> Guards<'r> {
    /// The areas that `routes` protect.
    pub(super) fn new(routes: &'r [Route]) -> Self {
        let mut guards = Self::default();
        for route in routes {
            if !matches!(route.authorization, Authorization::Required(_)) {
                continue;
            }
            let Some(shape) = shape::of(route) else {
                guards.default = Some(route);
                continue;
            };
            if let Some((Form::Greedy, prefix)) = shape.split_last() {
                let mut node = &mut guards.root;
                for form in prefix {
                    node = node.next.entry(*form).or_default();
                }
                node.guarded.push(route);
            }
        }
        guards
    }

    /// The protected route that would match the requests of a route without `auth` and `open`.
    pub(super) fn protected_twin(&self, route: &Route) -> Option<&'r Route> {
        if !matches!(route.authorization, Authorization::Open(None)) {
            return None;
        }
        let shape = shape::of(route)?;
        covering(&self.root, &shape, route.key.method).or(self.default)
    }
}

fn covering<'r>(root: &Node<'r>, shape: &[Form<'_>], method: Method) -> Option<&'r Route> {
    let mut left = vec![(root, shape)];
    let mut looked = 0;
    while let Some((node, rest)) = left.pop() {
        looked += 1;
        if looked > MOST_NODES {
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
