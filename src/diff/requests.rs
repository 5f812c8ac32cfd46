//! Finds the requests that two gateways answer differently, by pattern.

use std::collections::BTreeMap;

use crate::diff::aspect::{Aspect, AspectChange, Danger, changes};
use crate::diff::behavior::{Answer, answer};
use crate::diff::regions::{Probe, Region, is_same_shape, meet, regions};
use crate::facts::Facts;
use crate::model::{Method, Pattern, Program, RouteKey, Segment};
use crate::route::trace::trace;
use crate::route::{Request, Table, pattern, precedence};

/// A set of requests that change in the same way.
#[derive(Clone, Debug, PartialEq)]
pub struct RequestChange {
    /// The changed aspects, the most dangerous first; never empty.
    pub aspects: Vec<AspectChange>,
    /// The affected requests, without those that a more specific route of either spec answers.
    pub patterns: Vec<RequestPattern>,
    /// An affected request, `METHOD PATH`.
    pub example: String,
    /// The backend that answers, or that answered if none does now.
    pub backend: Option<String>,
    /// The backend that answered before, if it was another.
    pub old_backend: Option<String>,
}

/// Methods and a path pattern, `GET /orders/<id>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestPattern {
    /// The methods, in the order of [`Method::ALL`]; all seven are `ANY`.
    pub methods: Vec<Method>,
    /// The path in `.gw` syntax, possibly with a host in front.
    pub path: String,
}

impl RequestPattern {
    /// Returns true if it stands for every method.
    #[must_use]
    pub fn is_any(&self) -> bool {
        self.methods.len() + 1 == Method::ALL.len()
    }
}

impl RequestChange {
    /// Returns the severity of its most dangerous aspect.
    #[must_use]
    pub fn danger(&self) -> Danger {
        let dangers = self.aspects.iter().map(|it| it.aspect.danger());
        dangers.min().unwrap_or(Danger::Low)
    }
}

/// Compares requests by path alone. Returns the changes, the most dangerous first, and true if all patterns were
/// compared.
#[must_use]
pub fn requests(old: &Program, new: &Program, facts: &Facts) -> (Vec<RequestChange>, bool) {
    let keys = |program: &'_ Program| -> Vec<Pattern> {
        let routes = program.routes.iter();
        routes.map(|route| route.key.pattern.clone()).collect()
    };
    let (before, after) = (keys(old), keys(new));
    let found = regions(&before, &after);
    let sides = Sides {
        facts,
        old: (old, Table::new(&old.routes)),
        new: (new, Table::new(&new.routes)),
    };
    let mut groups = Groups::default();
    for region in &found.regions {
        compare(&sides, region, &mut groups);
    }
    (groups.changes(), found.complete)
}

struct Sides<'p> {
    facts: &'p Facts,
    old: (&'p Program, Table),
    new: (&'p Program, Table),
}

/// The old and the new winner of a request, if any.
type Winners = (Option<usize>, Option<usize>);

impl Sides<'_> {
    fn winners(&self, method: Method, path: &str) -> Winners {
        let winner = |(_, table): &(&Program, Table)| table.winner(method, path);
        (winner(&self.old), winner(&self.new))
    }

    /// Returns true if the requests of a region that two routes share are exactly those of its pattern.
    fn meet_in(&self, (old, new): Winners, region: &Pattern) -> bool {
        fn pattern<'t>((_, table): &'t (&Program, Table), route: Option<usize>) -> &'t Pattern {
            let key = route.and_then(|route| table.key(route));
            key.map_or(&Pattern::Default, |key| &key.pattern)
        }
        let met = meet(pattern(&self.old, old), pattern(&self.new, new));
        met.is_some_and(|met| is_same_shape(&met, region))
    }

    /// Compares a request, and replaces the probe's unique texts by variable names.
    fn changes(&self, method: Method, probe: &Probe) -> Option<Change> {
        let request = Request {
            method,
            host: None,
            path: probe.path.clone(),
            query: String::new(),
            headers: Vec::new(),
        };
        let ask = |(program, table): &(&Program, Table)| {
            answer(program, trace(program, self.facts, table, &request))
        };
        let (was, is) = (ask(&self.old), ask(&self.new));
        let mut aspects = changes(&was, &is);
        if aspects.is_empty() {
            return None;
        }
        let named = |text: &mut String| {
            for (token, name) in &probe.fresh {
                if text.contains(token.as_str()) {
                    *text = text.replace(token.as_str(), name);
                }
            }
        };
        for change in &mut aspects {
            change.old.iter_mut().for_each(named);
            change.new.iter_mut().for_each(named);
        }
        Some(Change {
            aspects,
            old: backend(&was),
            new: backend(&is),
        })
    }
}

/// The change for the requests of one region.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Change {
    aspects: Vec<AspectChange>,
    old: Option<String>,
    new: Option<String>,
}

fn backend(answer: &Answer) -> Option<String> {
    match answer {
        Answer::Backend(it) => Some(it.backend.clone()),
        Answer::Refused | Answer::Preflight(_) => None,
    }
}

fn compare(sides: &Sides<'_>, region: &Region, groups: &mut Groups) {
    // The same two routes behave the same, whatever the method and the number of segments.
    let mut known: Vec<((Winners, bool), Option<Change>)> = Vec::new();
    for method in Method::ALL.into_iter().filter(|it| *it != Method::Any) {
        let mut hits: Vec<(usize, Change)> = Vec::new();
        for (at, probe) in region.probes.iter().enumerate() {
            let winners = sides.winners(method, &probe.path);
            if winners == (None, None) && method != Method::Options
                || !sides.meet_in(winners, &region.pattern)
            {
                continue;
            }
            // The gateway may answer preflights itself.
            let case = (winners, method == Method::Options);
            let cached = known.iter().find(|(known, _)| *known == case);
            let change = match cached {
                Some((_, change)) => change.clone(),
                None => {
                    let change = sides.changes(method, probe);
                    known.push((case, change.clone()));
                    change
                }
            };
            hits.extend(change.map(|change| (at, change)));
        }
        for (pattern, at, change) in narrow(region, hits) {
            let probe = region.probes.get(at);
            let example = probe.map_or(String::new(), |probe| probe.example.clone());
            groups.add(change, method, pattern, &example);
        }
    }
}

/// Returns the patterns of the affected probes: the region's own if all are, else one for each run of them.
fn narrow(region: &Region, hits: Vec<(usize, Change)>) -> Vec<(Pattern, usize, Change)> {
    let mut by_change: BTreeMap<Change, Vec<usize>> = BTreeMap::new();
    for (at, change) in hits {
        by_change.entry(change).or_default().push(at);
    }
    let last = region.probes.len().saturating_sub(1);
    let mut found = Vec::new();
    for (change, places) in by_change {
        if places.len() == region.probes.len() {
            found.push((region.pattern.clone(), 0, change));
            continue;
        }
        // The last probe represents all longer paths, and the probes before it the same pattern with a shorter prefix.
        let open = (0..=last).rev().take_while(|at| places.contains(at)).last();
        for at in places {
            let probe = region.probes.get(at);
            let pattern = match open {
                Some(start) if at > start => continue,
                Some(start) if at == start => longer_pattern(region, start),
                Some(_) | None => probe.map(|probe| probe.pattern.clone()),
            };
            found.extend(pattern.map(|pattern| (pattern, at, change.clone())));
        }
    }
    found
}

/// Returns the pattern of a probe and of all longer ones.
fn longer_pattern(region: &Region, start: usize) -> Option<Pattern> {
    let longest = region.probes.last()?;
    let Pattern::Path(path) = &longest.pattern else {
        return None;
    };
    let (greedy, before) = path.split_last()?;
    let shorter = region.probes.len() - 1 - start;
    let kept = before.len().checked_sub(shorter)?;
    let kept: Vec<Segment> = before.iter().take(kept).cloned().collect();
    Some(Pattern::Path(
        kept.into_iter().chain([greedy.clone()]).collect(),
    ))
}

/// Equal changes, with their patterns.
#[derive(Default)]
struct Groups {
    groups: BTreeMap<Change, Group>,
}

#[derive(Default)]
struct Group {
    patterns: BTreeMap<Pattern, Vec<Method>>,
    example: Option<(Method, String)>,
}

impl Groups {
    fn add(&mut self, change: Change, method: Method, pattern: Pattern, example: &str) {
        let group = self.groups.entry(change).or_default();
        group.patterns.entry(pattern).or_default().push(method);
        let shorter = |(_, known): &(Method, String)| known.len() > example.len();
        if group.example.as_ref().is_none_or(shorter) {
            group.example = Some((method, example.to_owned()));
        }
    }

    fn changes(self) -> Vec<RequestChange> {
        let mut changes: Vec<RequestChange> = self.groups.into_iter().map(change).collect();
        changes.sort_by(|a, b| {
            let key = |it: &RequestChange| (it.danger(), it.aspects.first().map(|it| it.aspect));
            key(a).cmp(&key(b)).then_with(|| a.example.cmp(&b.example))
        });
        changes
    }
}

fn change((change, group): (Change, Group)) -> RequestChange {
    let preflights = |it: &AspectChange| matches!(it.aspect, Aspect::Cors | Aspect::CorsOpened);
    let (mut patterns, mut example) = (sort_patterns(group.patterns), group.example);
    if change.aspects.iter().all(preflights) {
        // The gateway answers all preflights itself, whatever the path.
        let options = |path: &str| RequestPattern {
            methods: vec![Method::Options],
            path: path.to_owned(),
        };
        patterns = vec![options("/"), options("/<path+>")];
        example = Some((Method::Options, "/".to_owned()));
    }
    let example = example.map_or(String::new(), |(method, path)| {
        format!("{} {path}", method.word())
    });
    RequestChange {
        aspects: change.aspects,
        patterns,
        example,
        old_backend: change.old.clone().filter(|_| change.new.is_some()),
        backend: change.new.or(change.old),
    }
}

fn sort_patterns(patterns: BTreeMap<Pattern, Vec<Method>>) -> Vec<RequestPattern> {
    let key = |pattern: Pattern| RouteKey {
        method: Method::Any,
        pattern,
    };
    let mut patterns: Vec<(RouteKey, Vec<Method>)> = patterns
        .into_iter()
        .map(|(pattern, methods)| (key(pattern), methods))
        .collect();
    patterns.sort_by(|(a, _), (b, _)| precedence(a, b));
    let patterns = patterns.into_iter();
    patterns
        .map(|(key, methods)| RequestPattern {
            methods,
            path: pattern(&key.pattern),
        })
        .collect()
}
