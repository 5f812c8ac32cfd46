//! The regions of the path space that a set of patterns tells apart, a witness path for each.
//!
//! All patterns go into one trie. A region is the set of its nodes that a path leads to, and of the greedy variables
//! that it passed: two paths of one region match the same patterns. Regions are found as a deterministic automaton is
//! made of a nondeterministic one, shortest paths first; a path leads on by each literal that some node knows, and by one
//! text that none knows.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::model::{Pattern, Segment};

/// The most regions that are looked at. Real gateways have some thousands at most.
const MOST: usize = 50_000;

/// Witness paths, the shortest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Regions {
    /// A path in every region.
    pub witnesses: Vec<String>,
    /// Whether there were more regions than are looked at.
    pub truncated: bool,
}

#[derive(Clone, Debug, Default)]
struct Node {
    literals: BTreeMap<String, usize>,
    variable: Option<(usize, String)>,
    greedy: Option<String>,
}

/// Nodes that a path leads to, and nodes whose greedy variable it passed; both sorted.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct State {
    active: BTreeSet<usize>,
    greedy: BTreeSet<usize>,
}

/// The regions of patterns.
#[must_use]
pub fn regions<'p>(patterns: impl IntoIterator<Item = &'p Pattern>) -> Regions {
    let trie = trie(patterns);
    let start = State {
        active: BTreeSet::from([0]),
        greedy: BTreeSet::new(),
    };
    let mut seen = BTreeSet::from([start.clone()]);
    let mut queue = VecDeque::from([(start, String::new())]);
    let mut found = Regions::default();
    while let Some((state, path)) = queue.pop_front() {
        if found.witnesses.len() == MOST {
            found.truncated = true;
            break;
        }
        found.witnesses.push(if path.is_empty() {
            "/".to_owned()
        } else {
            path.clone()
        });
        // A path that leads to no node can only get longer: nothing tells those regions apart.
        if state.active.is_empty() {
            continue;
        }
        for symbol in symbols(&trie, &state) {
            let next = step(&trie, &state, &symbol);
            if seen.insert(next.clone()) {
                queue.push_back((next, format!("{path}/{symbol}")));
            }
        }
    }
    found
}

fn trie<'p>(patterns: impl IntoIterator<Item = &'p Pattern>) -> Vec<Node> {
    let mut nodes = vec![Node::default()];
    for pattern in patterns {
        let Pattern::Path(path) = pattern else {
            continue;
        };
        let mut at = 0;
        for segment in path {
            let next = nodes.len();
            let Some(node) = nodes.get_mut(at) else {
                break;
            };
            at = match segment {
                Segment::Literal(text) => *node.literals.entry(text.clone()).or_insert(next),
                Segment::Variable(name) => node.variable.get_or_insert((next, name.clone())).0,
                Segment::Greedy(name) => {
                    node.greedy.get_or_insert_with(|| name.clone());
                    break;
                }
            };
            if at == next {
                nodes.push(Node::default());
            }
        }
    }
    nodes
}

/// The texts that lead on in different ways: every literal, and one that is none of them.
fn symbols(trie: &[Node], state: &State) -> Vec<String> {
    let nodes = || state.active.iter().filter_map(|id| trie.get(*id));
    let literals: BTreeSet<&String> = nodes().flat_map(|node| node.literals.keys()).collect();
    let name = nodes().find_map(|node| match (&node.variable, &node.greedy) {
        (Some((_, name)), _) | (None, Some(name)) => Some(name.as_str()),
        (None, None) => None,
    });
    let mut other = example(name);
    while literals.contains(&other) {
        other.push('x');
    }
    let known = literals.iter().filter(|text| !text.is_empty());
    known.map(|text| (*text).clone()).chain([other]).collect()
}

/// A value that a reader takes for one of such a variable.
fn example(name: Option<&str>) -> String {
    match name {
        Some(name) if name == "id" || name.ends_with("id") || name.ends_with("Id") => {
            "7".to_owned()
        }
        Some("proxy" | "rest" | "path") | None => "x".to_owned(),
        Some(name) => name.to_owned(),
    }
}

fn step(trie: &[Node], state: &State, symbol: &str) -> State {
    let mut next = State {
        active: BTreeSet::new(),
        greedy: state.greedy.clone(),
    };
    for id in &state.active {
        let Some(node) = trie.get(*id) else {
            continue;
        };
        next.active.extend(node.literals.get(symbol));
        next.active.extend(node.variable.as_ref().map(|(to, _)| to));
        if node.greedy.is_some() {
            next.greedy.insert(*id);
        }
    }
    next
}
