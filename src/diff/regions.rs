//! The request patterns that two gateways can answer differently.
//!
//! Each gateway answers a request by one route: `o` by the old routes, `n` by the new ones. The requests that match
//! both `o` and `n` have one pattern, the meet of the two (`/a/<x>` and `/<y>/b` meet in `/a/b`), and within a meet the
//! precedence of two routes never depends on the request. So one request with unique text for every variable represents
//! all requests of its meet, except that a greedy variable can match a different number of segments: it gets a probe
//! for each number that some pattern distinguishes. Meets come from one walk over the tries of both sets of patterns.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Pattern, Segment};

/// The maximum number of steps of a walk. Only patterns that overlap each other many times reach it.
const MOST_STEPS: usize = 400_000;
/// The maximum number of regions to compare.
const MOST_REGIONS: usize = 20_000;

/// Every region that two sets of patterns distinguish.
#[derive(Clone, Debug, Default)]
pub struct Regions {
    /// The regions, in an arbitrary but deterministic order.
    pub regions: Vec<Region>,
    /// False if there were too many regions to find all.
    pub complete: bool,
}

/// The requests of one pattern.
#[derive(Clone, Debug)]
pub struct Region {
    /// The pattern.
    pub pattern: Pattern,
    /// A request for each relevant number of segments; a single one if nothing is greedy.
    pub probes: Vec<Probe>,
}

/// A path that represents all paths of a pattern.
#[derive(Clone, Debug)]
pub struct Probe {
    /// The paths that it represents.
    pub pattern: Pattern,
    /// The path, with [`Probe::fresh`] for its variables.
    pub path: String,
    /// The same path with realistic values.
    pub example: String,
    /// The unique texts and the variables that they replace, longest first.
    pub fresh: Vec<(String, String)>,
}

/// One segment of a pattern, without its variable's name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Shape {
    Literal(String),
    Variable,
    Greedy,
}

/// The patterns of one gateway.
#[derive(Clone, Debug, Default)]
struct Trie {
    literals: BTreeMap<String, Trie>,
    variable: Option<(String, Box<Trie>)>,
    greedy: Option<String>,
    ends: bool,
}

/// Returns the regions of the patterns of two gateways.
#[must_use]
pub fn regions<'p>(
    old: impl IntoIterator<Item = &'p Pattern> + Clone,
    new: impl IntoIterator<Item = &'p Pattern> + Clone,
) -> Regions {
    let (before, after) = (trie(old.clone()), trie(new.clone()));
    let mut walk = Walk::default();
    walk.meets(&before, &after);
    // A route also overlaps with "no route", which matches every path.
    walk.prefix.clear();
    walk.all(&after);
    walk.all(&before);
    let complete = !walk.is_exhausted();
    let mut vocabulary = Vocabulary::default();
    for pattern in old.into_iter().chain(new) {
        vocabulary.add(pattern);
    }
    let default = std::iter::once(Pattern::Default);
    let patterns = walk.found.into_values().map(Pattern::Path).chain(default);
    let regions = patterns.map(|pattern| Region {
        probes: vocabulary.probes(&pattern),
        pattern,
    });
    Regions {
        regions: regions.collect(),
        complete,
    }
}

/// Returns true if two patterns match the same requests, whatever their variables are called.
pub(super) fn is_same_shape(left: &Pattern, right: &Pattern) -> bool {
    match (left, right) {
        (Pattern::Default, Pattern::Default) => true,
        (Pattern::Path(left), Pattern::Path(right)) => {
            left.len() == right.len() && left.iter().map(shape).eq(right.iter().map(shape))
        }
        (Pattern::Default, Pattern::Path(_)) | (Pattern::Path(_), Pattern::Default) => false,
    }
}

/// Returns the pattern of the requests that match both patterns; `None` if there are none.
#[must_use]
pub fn meet(left: &Pattern, right: &Pattern) -> Option<Pattern> {
    let (left, right) = match (left, right) {
        (Pattern::Default, other) | (other, Pattern::Default) => return Some(other.clone()),
        (Pattern::Path(left), Pattern::Path(right)) => (left, right),
    };
    let mut met = Vec::new();
    let mut at = 0;
    loop {
        let (ours, theirs) = (left.get(at), right.get(at));
        match (ours, theirs) {
            (None, None) => break,
            (Some(Segment::Greedy(_)), Some(_)) => {
                met.extend(right.iter().skip(at).cloned());
                break;
            }
            (Some(_), Some(Segment::Greedy(_))) => {
                met.extend(left.iter().skip(at).cloned());
                break;
            }
            (Some(Segment::Literal(one)), Some(Segment::Literal(other))) if one != other => {
                return None;
            }
            (Some(text @ Segment::Literal(_)), Some(_)) | (Some(_), Some(text)) => {
                met.push(text.clone());
            }
            (Some(_), None) | (None, Some(_)) => return None,
        }
        at += 1;
    }
    Some(Pattern::Path(met))
}

fn shape(segment: &Segment) -> Shape {
    match segment {
        Segment::Literal(text) => Shape::Literal(text.clone()),
        Segment::Variable(_) => Shape::Variable,
        Segment::Greedy(_) => Shape::Greedy,
    }
}

fn trie<'p>(patterns: impl IntoIterator<Item = &'p Pattern>) -> Trie {
    let mut root = Trie::default();
    'patterns: for pattern in patterns {
        let Pattern::Path(path) = pattern else {
            continue;
        };
        let mut at = &mut root;
        for segment in path {
            at = match segment {
                Segment::Literal(text) => at.literals.entry(text.clone()).or_default(),
                Segment::Variable(name) => {
                    let (_, below) = at
                        .variable
                        .get_or_insert_with(|| (name.clone(), Box::default()));
                    below
                }
                Segment::Greedy(name) => {
                    at.greedy.get_or_insert_with(|| name.clone());
                    continue 'patterns;
                }
            };
        }
        at.ends = true;
    }
    root
}

/// A simultaneous walk over two tries along their common paths.
#[derive(Debug, Default)]
struct Walk {
    prefix: Vec<Segment>,
    found: BTreeMap<Vec<Shape>, Vec<Segment>>,
    steps: usize,
}

impl Walk {
    fn is_exhausted(&self) -> bool {
        self.steps >= MOST_STEPS || self.found.len() >= MOST_REGIONS
    }

    fn keep(&mut self, last: Option<Segment>) {
        let path: Vec<Segment> = self.prefix.iter().cloned().chain(last).collect();
        let key = path.iter().map(shape).collect();
        self.found.entry(key).or_insert(path);
    }

    fn below(&mut self, segment: Segment, go: impl FnOnce(&mut Self)) {
        self.prefix.push(segment);
        go(self);
        self.prefix.pop();
    }

    /// Collects every meet of a left and a right pattern, with the names of the right one.
    fn meets(&mut self, left: &Trie, right: &Trie) {
        self.steps += 1;
        if self.is_exhausted() {
            return;
        }
        if left.ends && right.ends {
            self.keep(None);
        }
        if let (Some(_), Some(name)) = (&left.greedy, &right.greedy) {
            self.keep(Some(Segment::Greedy(name.clone())));
        }
        if left.greedy.is_some() {
            self.children(right);
        }
        if right.greedy.is_some() {
            self.children(left);
        }
        for (text, theirs) in &right.literals {
            let literal = || Segment::Literal(text.clone());
            if let Some(ours) = left.literals.get(text) {
                self.below(literal(), |walk| walk.meets(ours, theirs));
            }
            if let Some((_, ours)) = &left.variable {
                self.below(literal(), |walk| walk.meets(ours, theirs));
            }
        }
        let Some((name, theirs)) = &right.variable else {
            return;
        };
        for (text, ours) in &left.literals {
            let literal = Segment::Literal(text.clone());
            self.below(literal, |walk| walk.meets(ours, theirs));
        }
        if let Some((_, ours)) = &left.variable {
            let variable = Segment::Variable(name.clone());
            self.below(variable, |walk| walk.meets(ours, theirs));
        }
    }

    /// Collects every pattern of a trie.
    fn all(&mut self, trie: &Trie) {
        self.steps += 1;
        if self.is_exhausted() {
            return;
        }
        if trie.ends {
            self.keep(None);
        }
        if let Some(name) = &trie.greedy {
            self.keep(Some(Segment::Greedy(name.clone())));
        }
        self.children(trie);
    }

    fn children(&mut self, trie: &Trie) {
        for (text, below) in &trie.literals {
            let literal = Segment::Literal(text.clone());
            self.below(literal, |walk| walk.all(below));
        }
        if let Some((name, below)) = &trie.variable {
            let variable = Segment::Variable(name.clone());
            self.below(variable, |walk| walk.all(below));
        }
    }
}

/// The literals in the patterns of both gateways, which probes must avoid.
#[derive(Debug, Default)]
struct Vocabulary {
    literals: BTreeSet<String>,
    depth: usize,
}

impl Vocabulary {
    fn add(&mut self, pattern: &Pattern) {
        let Pattern::Path(path) = pattern else {
            return;
        };
        self.depth = self.depth.max(path.len());
        for segment in path {
            if let Segment::Literal(text) = segment {
                self.literals.insert(text.clone());
            }
        }
    }

    fn probes(&self, pattern: &Pattern) -> Vec<Probe> {
        let (fixed, greedy): (&[Segment], Option<&str>) = match pattern {
            Pattern::Default => (&[], None),
            Pattern::Path(path) => match path.split_last() {
                Some((Segment::Greedy(name), before)) => (before, Some(name)),
                Some(_) | None => return vec![self.probe(pattern.clone(), path, None, 0)],
            },
        };
        let name = greedy.unwrap_or("path");
        let least = usize::from(greedy.is_some());
        let most = self.depth.saturating_sub(fixed.len()) + 1;
        let numbers = least..=most.max(1);
        let probe = |number: usize| {
            let mut path = fixed.to_vec();
            if number >= most {
                path.extend((1..number).map(|at| Segment::Variable(format!("{name}{at}"))));
                path.push(Segment::Greedy(name.to_owned()));
            } else {
                path.extend((1..=number).map(|at| Segment::Variable(format!("{name}{at}"))));
            }
            self.probe(Pattern::Path(path), fixed, Some(name), number)
        };
        numbers.map(probe).collect()
    }

    /// Builds a probe of `fixed` followed by the given number of segments for a greedy variable.
    fn probe(
        &self,
        pattern: Pattern,
        fixed: &[Segment],
        greedy: Option<&str>,
        number: usize,
    ) -> Probe {
        let mut path = String::new();
        let mut example = String::new();
        let mut fresh = Vec::new();
        for (at, segment) in fixed.iter().enumerate() {
            let (token, value) = match segment {
                Segment::Literal(text) => (text.clone(), text.clone()),
                Segment::Variable(name) | Segment::Greedy(name) => {
                    let token = self.fresh(&format!("zq{at}qz"));
                    fresh.push((token.clone(), format!("<{name}>")));
                    (token, self.fresh(value(name)))
                }
            };
            path.extend(["/", &token]);
            example.extend(["/", &value]);
        }
        if let Some(name) = greedy {
            let tokens = (0..number).map(|at| self.fresh(&format!("zqr{at}qz")));
            let tail = tokens.collect::<Vec<_>>().join("/");
            for _ in 0..number {
                example.extend(["/", &self.fresh(value(name))]);
            }
            if number > 0 {
                path.extend(["/", &tail]);
                fresh.push((tail, format!("<{name}>")));
            }
        }
        fresh.sort_by_key(|(token, _)| std::cmp::Reverse(token.len()));
        let or_root = |path: String| {
            if path.is_empty() {
                "/".to_owned()
            } else {
                path
            }
        };
        Probe {
            pattern,
            path: or_root(path),
            example: or_root(example),
            fresh,
        }
    }

    /// Returns the text, extended if a pattern contains it.
    fn fresh(&self, text: &str) -> String {
        let mut text = text.to_owned();
        while self.literals.contains(&text) {
            text.push('x');
        }
        text
    }
}

/// Returns a realistic value for a variable.
fn value(name: &str) -> &str {
    match name {
        "proxy" | "rest" | "path" | "p" => "x",
        name if name == "id" || name.ends_with("-id") || name.ends_with("Id") => "7",
        name => name,
    }
}
