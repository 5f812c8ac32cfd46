//! A gateway's routes as a trie of segments, so that a lookup follows the path instead of scanning all routes.
//!
//! Each node has at most one child for a segment's text and one for a variable, so a lookup visits only nodes that
//! match so far, each at most once.

use std::collections::HashMap;

use crate::model::{Method, Pattern, Route, RouteKey, Segment};
use crate::route::percent::decode;
use crate::route::request::segments;

/// A node, by its index.
type NodeId = usize;

/// The routes of one path: an index into the table's routes for each method.
#[derive(Clone, Debug, Default)]
struct Methods([Option<u32>; 8]);

impl Methods {
    fn exact(&self, method: Method) -> Option<usize> {
        let slot = self.0.get(method as usize).copied().flatten();
        slot.map(|index| index as usize)
    }

    fn put(&mut self, method: Method, index: usize) {
        if let Some(slot) = self.0.get_mut(method as usize) {
            // Keep the first route of a key; `check` reports the duplicate.
            slot.get_or_insert(u32::try_from(index).unwrap_or(u32::MAX));
        }
    }

    /// Returns the route of a method: the one that names it, otherwise the one for any.
    fn answer(&self, method: Method) -> Option<usize> {
        self.exact(method).or_else(|| self.exact(Method::Any))
    }

    fn all(&self) -> impl Iterator<Item = (Method, usize)> {
        Method::ALL
            .into_iter()
            .filter_map(|method| Some((method, self.exact(method)?)))
    }
}

#[derive(Clone, Debug, Default)]
struct Node {
    literals: HashMap<Box<str>, NodeId>,
    variable: Option<NodeId>,
    /// Routes whose path ends here.
    here: Option<Box<Methods>>,
    /// Routes whose path ends in a greedy variable here.
    greedy: Option<Box<Methods>>,
}

/// The routes of a gateway, indexed for lookups. Routes are named by their index in the slice that the table was built from.
#[derive(Clone, Debug)]
pub struct Table {
    keys: Vec<RouteKey>,
    nodes: Vec<Node>,
    default: Option<usize>,
    /// True if a request without a route gets a suggestion, which requires a scan of all routes.
    pub(super) looks_for_nearest: bool,
}

/// The quality of a path match: the smaller wins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fit {
    /// Segment by segment.
    Full,
    /// By a greedy variable after a number of segments; more of them come first.
    Greedy(std::cmp::Reverse<usize>),
    /// By `$default`.
    Default,
}

/// The routes whose path matches, with the quality of the match.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PathMatch {
    pub(super) fit: Fit,
    pub(super) method: Method,
    pub(super) route: usize,
    /// Identifies the path: two routes with the same path have the same number.
    pub(super) shape: usize,
}

impl Table {
    /// Builds the table of `routes`.
    #[must_use]
    pub fn new(routes: &[Route]) -> Self {
        Self::of_keys(routes.iter().map(|route| &route.key))
    }

    /// Builds the table of route keys; routes are named by the position of their key.
    #[must_use]
    pub fn of_keys<'k>(keys: impl IntoIterator<Item = &'k RouteKey>) -> Self {
        let mut table = Self {
            keys: Vec::new(),
            nodes: vec![Node::default()],
            default: None,
            looks_for_nearest: true,
        };
        for (index, key) in keys.into_iter().enumerate() {
            table.keys.push(key.clone());
            match &key.pattern {
                Pattern::Default => {
                    table.default.get_or_insert(index);
                }
                Pattern::Path(path) => table.insert(path, key.method, index),
            }
        }
        table
    }

    /// Returns the same table without suggestions of the nearest route, for many requests of which few are shown.
    #[must_use]
    pub fn without_nearest(mut self) -> Self {
        self.looks_for_nearest = false;
        self
    }

    fn insert(&mut self, path: &[Segment], method: Method, index: usize) {
        let mut at: NodeId = 0;
        for segment in path {
            let next = self.nodes.len();
            let Some(node) = self.nodes.get_mut(at) else {
                return;
            };
            at = match segment {
                Segment::Literal(text) => {
                    let key = decode(text).into_owned().into_boxed_str();
                    *node.literals.entry(key).or_insert(next)
                }
                Segment::Variable(_) => *node.variable.get_or_insert(next),
                Segment::Greedy(_) => {
                    let greedy = node.greedy.get_or_insert_default();
                    greedy.put(method, index);
                    return;
                }
            };
            if at == next {
                self.nodes.push(Node::default());
            }
        }
        if let Some(node) = self.nodes.get_mut(at) {
            node.here.get_or_insert_default().put(method, index);
        }
    }

    /// Returns the keys, by index.
    #[must_use]
    pub fn keys(&self) -> &[RouteKey] {
        &self.keys
    }

    /// Returns the key of a route.
    #[must_use]
    pub fn key(&self, route: usize) -> Option<&RouteKey> {
        self.keys.get(route)
    }

    /// Returns only the selected route, without the others: fast. `path` is the request's, as sent.
    #[must_use]
    pub fn winner(&self, method: Method, path: &str) -> Option<usize> {
        let path = segments(path);
        let mut greedy: Option<(usize, usize)> = None;
        let full = self.visit(0, &path, 0, &mut |depth, node, whole| {
            let methods = if whole { &node.here } else { &node.greedy };
            let route = methods.as_ref()?.answer(method)?;
            if whole {
                return Some(route);
            }
            if greedy.is_none_or(|(best, _)| depth > best) {
                greedy = Some((depth, route));
            }
            None
        });
        full.or(greedy.map(|(_, route)| route)).or(self.default)
    }

    /// Returns every route whose path matches, with any method, best path first.
    pub(super) fn path_matches(&self, path: &str) -> Vec<PathMatch> {
        let path = segments(path);
        let mut found: Vec<PathMatch> = Vec::new();
        let mut shape = 0;
        self.visit(0, &path, 0, &mut |depth, node, whole| -> Option<()> {
            let (methods, fit) = if whole {
                (&node.here, Fit::Full)
            } else {
                (&node.greedy, Fit::Greedy(std::cmp::Reverse(depth)))
            };
            shape += 1;
            for (method, route) in methods.iter().flat_map(|methods| methods.all()) {
                found.push(PathMatch {
                    fit,
                    method,
                    route,
                    shape,
                });
            }
            None
        });
        found.extend(self.default.map(|route| PathMatch {
            fit: Fit::Default,
            method: Method::Any,
            route,
            shape: shape + 1,
        }));
        // Literals are visited before variables; a stable sort keeps that order among equal fits.
        found.sort_by_key(|matched| matched.fit);
        found
    }

    /// Visits the nodes that `path` leads to, literals first. `ask` receives the depth, the node, and `true` if the
    /// path ends there or `false` if a greedy variable would match the rest; a result ends the visit.
    fn visit<A>(
        &self,
        at: NodeId,
        path: &[&str],
        depth: usize,
        ask: &mut impl FnMut(usize, &Node, bool) -> Option<A>,
    ) -> Option<A> {
        let node = self.nodes.get(at)?;
        let Some((first, rest)) = path.get(depth..).and_then(<[&str]>::split_first) else {
            return ask(depth, node, true);
        };
        if !first.is_empty() {
            let literal = node.literals.get(&*decode(first)).copied();
            for next in literal.into_iter().chain(node.variable) {
                if let Some(answer) = self.visit(next, path, depth + 1, ask) {
                    return Some(answer);
                }
            }
        }
        // A greedy variable matches one segment or more; the empty one after a trailing slash does not count.
        if node.greedy.is_some() && !(first.is_empty() && rest.is_empty()) {
            return ask(depth, node, false);
        }
        None
    }
}
