//! Route selection: the route that handles a request, and the other matching routes with the reasons why they lost.

use std::cmp::Reverse;

use crate::model::{Method, Pattern, RouteKey, Segment};
use crate::route::Table;
use crate::route::percent::decode;
use crate::route::request::segments;
use crate::route::table::{Fit, PathMatch};

/// The result of matching a method and a path. Routes are named by their index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selection {
    /// The selected route.
    pub winner: Option<usize>,
    /// Routes that match as well and lost, the best match first.
    pub considered: Vec<Candidate>,
    /// Routes whose path matches but whose method does not, the best match first.
    pub other_methods: Vec<usize>,
    /// Undocumented behaviour that affects this result.
    pub caveats: Vec<Caveat>,
}

/// A route that matched and lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The route.
    pub route: usize,
    /// The reason why it lost.
    pub why: LossReason,
}

/// The reason why a matching route is not selected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LossReason {
    /// It is for any method, and another route of the same path names the method.
    NamedMethod,
    /// It has a variable where the winner has literal text.
    Literal,
    /// It is greedy, and the winner matches segment by segment.
    FullMatch,
    /// It is greedy, and the winner's greedy variable starts later.
    LongerPrefix,
    /// It is `$default`, which handles only requests that no other route matches.
    CatchAll,
}

impl LossReason {
    /// Returns the reason as the end of a sentence about the route.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::NamedMethod => "`ANY` answers only methods that no route of the same path names",
            Self::Literal => "literal text wins over a variable",
            Self::FullMatch => "a full match wins over a greedy one",
            Self::LongerPrefix => "the greedy route with the longer prefix wins",
            Self::CatchAll => "`$default` answers only requests that no other route matches",
        }
    }
}

/// A behaviour that AWS does not document, or on which reports disagree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Caveat {
    /// The path ends in a slash; holds the route, if any, that would match without it.
    TrailingSlash(Option<usize>),
    /// The path has two adjacent slashes.
    EmptySegment,
    /// A segment contains `%2F`, which is not a separator for routing but becomes a slash for the backend.
    EncodedSlash,
    /// Winner and loser each have literal text where the other has a variable.
    Crossed(usize),
    /// A full match for any method beat a greedy route that names the method.
    AnyBeforeGreedy(usize),
}

/// The decoded value of a path variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathParam {
    /// The variable.
    pub name: String,
    /// Its value: one segment, or the greedy rest with its slashes.
    pub value: String,
}

impl Table {
    /// Selects a route as in API Gateway: full matches before greedy ones before `$default`, literal text before a
    /// variable, a named method before `ANY`. A better path without the method does not hide a worse match that has it.
    #[must_use]
    pub fn select(&self, method: Method, path: &str) -> Selection {
        let found = self.path_matches(path);
        let (able, unable): (Vec<&PathMatch>, Vec<&PathMatch>) = found
            .iter()
            .partition(|it| it.method == method || it.method == Method::Any);
        // Within a path, the route that names the method comes before `ANY`.
        let mut ranked = able;
        ranked.sort_by_key(|it| (it.fit, it.shape, it.method == Method::Any));
        let mut ranked = ranked.into_iter();
        let winner = ranked.next();
        let considered: Vec<Candidate> = winner
            .map(|winner| {
                let lost = |it: &PathMatch| Candidate {
                    route: it.route,
                    why: why(winner, it),
                };
                ranked.map(lost).collect()
            })
            .unwrap_or_default();
        let mut other_methods: Vec<usize> = unable.iter().map(|it| it.route).collect();
        other_methods.dedup();
        Selection {
            winner: winner.map(|it| it.route),
            caveats: self.caveats(method, path, winner, &considered),
            considered,
            other_methods,
        }
    }

    /// Returns the values of a route's variables in a path; empty if the route does not match.
    #[must_use]
    pub fn params(&self, route: usize, path: &str) -> Vec<PathParam> {
        self.key(route).map_or(Vec::new(), |key| params(key, path))
    }

    fn caveats(
        &self,
        method: Method,
        path: &str,
        winner: Option<&PathMatch>,
        considered: &[Candidate],
    ) -> Vec<Caveat> {
        let mut caveats = Vec::new();
        let parts = segments(path);
        if let Some((last, before)) = parts.split_last() {
            if last.is_empty() && !before.is_empty() {
                let bare = path.trim_end_matches('/');
                let without = self.winner(method, bare);
                if without != winner.map(|it| it.route) {
                    caveats.push(Caveat::TrailingSlash(without));
                }
            }
            if before.iter().any(|part| part.is_empty()) {
                caveats.push(Caveat::EmptySegment);
            }
        }
        if parts.iter().any(|part| decode(part).contains('/')) {
            caveats.push(Caveat::EncodedSlash);
        }
        if let Some(winner) = winner {
            let others = considered.iter().map(|lost| lost.route);
            caveats.extend(others.filter_map(|other| self.ambiguity(winner, other)));
        }
        caveats
    }

    /// Returns the caveat between a winner and a loser, if AWS does not document which one wins.
    fn ambiguity(&self, winner: &PathMatch, loser: usize) -> Option<Caveat> {
        let (won, lost) = (self.key(winner.route)?, self.key(loser)?);
        let (Pattern::Path(ours), Pattern::Path(theirs)) = (&won.pattern, &lost.pattern) else {
            return None;
        };
        let greedy = |path: &[Segment]| matches!(path.last(), Some(Segment::Greedy(_)));
        if greedy(theirs) && !greedy(ours) {
            let named = winner.method == Method::Any && lost.method != Method::Any;
            return named.then_some(Caveat::AnyBeforeGreedy(loser));
        }
        let crossed = ours.iter().zip(theirs).any(|pair| match pair {
            (Segment::Variable(_) | Segment::Greedy(_), Segment::Literal(_)) => true,
            (Segment::Literal(_), _) | (_, Segment::Variable(_) | Segment::Greedy(_)) => false,
        });
        crossed.then_some(Caveat::Crossed(loser))
    }
}

fn why(winner: &PathMatch, loser: &PathMatch) -> LossReason {
    match (winner.fit, loser.fit) {
        (_, Fit::Default) => LossReason::CatchAll,
        (Fit::Full, Fit::Greedy(_)) => LossReason::FullMatch,
        (Fit::Greedy(Reverse(ours)), Fit::Greedy(Reverse(theirs))) if ours > theirs => {
            LossReason::LongerPrefix
        }
        (Fit::Full | Fit::Greedy(_) | Fit::Default, Fit::Full | Fit::Greedy(_)) => {
            if winner.shape == loser.shape {
                LossReason::NamedMethod
            } else {
                LossReason::Literal
            }
        }
    }
}

/// Returns the values of a key's variables in `path`, as sent; empty if the two do not match.
pub(super) fn params(key: &RouteKey, path: &str) -> Vec<PathParam> {
    let Pattern::Path(pattern) = &key.pattern else {
        return Vec::new();
    };
    let parts = segments(path);
    let mut params = Vec::new();
    for (index, segment) in pattern.iter().enumerate() {
        let taken = match segment {
            Segment::Literal(_) => continue,
            Segment::Variable(_) => parts.get(index..=index),
            Segment::Greedy(_) => parts.get(index..),
        };
        let (Segment::Literal(name) | Segment::Variable(name) | Segment::Greedy(name)) = segment;
        let decoded = taken.unwrap_or(&[]).iter().map(|part| decode(part));
        params.push(PathParam {
            name: name.clone(),
            value: decoded.collect::<Vec<_>>().join("/"),
        });
    }
    params
}
