//! Ranks the causes behind many observations.

use std::collections::BTreeMap;

use crate::doctor::evidence::{Field, Moment, Observation};
use crate::doctor::page::Cause;
use crate::doctor::phrases::Finder;
use crate::doctor::sign::{Confidence, SignMatch};
use crate::doctor::spec::{Link, Location, Spec};

/// The evidence for one cause.
#[derive(Debug)]
pub(super) struct Tally {
    /// The cause, by its index.
    pub cause: usize,
    /// The confidence in it.
    pub confidence: Confidence,
    /// True if the first failure of a deployment indicates it.
    root: bool,
    /// The number of conditions of its best sign.
    weight: usize,
    /// The lines that indicate it, from 0, ascending.
    pub lines: Vec<usize>,
    /// The number of observations that indicate it.
    pub count: usize,
    /// The times of the first and the last of them.
    pub moments: Option<(Moment, Moment)>,
    /// Lines of the spec, with the number of observations that lead to each.
    pub places: BTreeMap<Location, usize>,
    /// The evidence in the first of them.
    pub seen: Vec<(Option<Field>, usize)>,
}

/// Ranks all causes by all observations.
pub(super) fn rank(
    causes: &[Cause],
    finder: &Finder,
    spec: Option<&Spec<'_>>,
    observations: &[(Observation<'_>, Link)],
) -> Vec<Tally> {
    let mut tallies: BTreeMap<usize, Tally> = BTreeMap::new();
    for (observation, link) in observations {
        if observation.is(Field::Cascade, "yes") {
            continue;
        }
        for (cause, confidence, found) in matches(causes, finder, observation) {
            let place = spec.and_then(|spec| {
                let places = causes.get(cause).map(|cause| cause.places.as_slice());
                spec.locate(*link, observation, places.unwrap_or_default())
            });
            let tally = tallies.entry(cause).or_insert_with(|| Tally {
                cause,
                confidence,
                root: false,
                weight: 0,
                lines: Vec::new(),
                count: 0,
                moments: None,
                places: BTreeMap::new(),
                seen: found.seen.clone(),
            });
            tally.add(confidence, found, observation, place);
        }
    }
    let mut tallies: Vec<Tally> = tallies.into_values().collect();
    for tally in &mut tallies {
        tally.lines.sort_unstable();
        tally.lines.dedup();
    }
    tallies.sort_by(|left, right| {
        let rank = |tally: &Tally| (tally.confidence, tally.root, tally.count, tally.weight);
        rank(right)
            .cmp(&rank(left))
            .then_with(|| left.lines.cmp(&right.lines))
            .then_with(|| left.cause.cmp(&right.cause))
    });
    tallies
}

/// Returns the causes that match one observation. If one is certain, leaves out those that are merely possible.
fn matches(
    causes: &[Cause],
    finder: &Finder,
    observation: &Observation<'_>,
) -> Vec<(usize, Confidence, SignMatch)> {
    let places = finder.places(observation.text.as_str());
    let mut found: Vec<(usize, Confidence, SignMatch)> = Vec::new();
    for (index, cause) in causes.iter().enumerate() {
        let shown = cause.signs.iter().filter_map(|sign| {
            let found = sign.find(observation, &places)?;
            let Some(confidence) = sign.confidence else {
                return Some((None, found));
            };
            let confidence = weigh(observation, confidence, &found)?;
            Some((Some(confidence), found))
        });
        let mut best: Option<(Confidence, SignMatch)> = None;
        let mut excluded = false;
        for (confidence, found) in shown {
            let Some(confidence) = confidence else {
                excluded = true;
                break;
            };
            let better = best
                .as_ref()
                .is_none_or(|(known, it)| (confidence, found.weight) > (*known, it.weight));
            if better {
                best = Some((confidence, found));
            }
        }
        if let (Some((confidence, shown)), false) = (best, excluded) {
            found.push((index, confidence, shown));
        }
    }
    let certain = found.iter().any(|(_, it, _)| *it == Confidence::Certain);
    found.retain(|(_, it, _)| !certain || *it > Confidence::Possible);
    // A later failure of a deployment is often a consequence of the first.
    if observation.is(Field::Root, "no") {
        for (_, confidence, _) in &mut found {
            *confidence = Confidence::Likely.min(*confidence);
        }
    }
    found
}

/// Lowers the confidence in a match on the status that a client reports: without headers and body, nobody knows who
/// responded. Returns `None` if the request went to another host than those of the spec.
fn weigh(
    observation: &Observation<'_>,
    confidence: Confidence,
    found: &SignMatch,
) -> Option<Confidence> {
    let by_status = found
        .seen
        .iter()
        .any(|(field, _)| *field == Some(Field::Status));
    if !by_status || !observation.is(Field::Kind, "client") {
        return Some(confidence);
    }
    if observation.is(Field::SpecHost, "foreign") {
        return None;
    }
    let in_spec = observation.value(Field::SpecRoute).is_some()
        && !observation.is(Field::SpecHost, "unknown");
    match confidence {
        Confidence::Certain if in_spec => Some(Confidence::Likely),
        Confidence::Certain | Confidence::Likely | Confidence::Possible => {
            Some(Confidence::Possible)
        }
    }
}

impl Tally {
    fn add(
        &mut self,
        confidence: Confidence,
        found: SignMatch,
        observation: &Observation<'_>,
        place: Option<Location>,
    ) {
        self.root |= observation.is(Field::Root, "yes");
        self.count += 1;
        if (confidence, found.weight) > (self.confidence, self.weight) {
            self.confidence = confidence;
            self.weight = found.weight;
        }
        self.lines.extend(found.lines);
        if let Some(moment) = observation.moment {
            let (first, last) = self.moments.unwrap_or((moment, moment));
            self.moments = Some((first.min(moment), last.max(moment)));
        }
        if let Some(place) = place {
            *self.places.entry(place).or_default() += 1;
        }
    }
}
