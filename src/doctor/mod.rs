//! Finds the causes of failures: takes log lines, responses and errors, and returns ranked causes with lines of the
//! spec.
//!
//! Pure: text in, a [`Diagnosis`] out. The known causes are pages (`specs/symptoms`), which the program reads just as
//! people do. The output never repeats the input, which may contain tokens.

mod evidence;
mod mention;
mod page;
mod pages;
mod phrases;
mod ranking;
mod report;
mod sign;
mod spec;

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use crate::doctor::evidence::{Field, Lines, Moment, Observation};
use crate::doctor::page::Cause;
use crate::doctor::phrases::{Finder, Parts};
use crate::doctor::ranking::Tally;
use crate::doctor::spec::Link;

pub use page::{Page, PageError};
pub use pages::PAGES;
pub use report::Style;
pub use sign::Confidence;
pub use spec::{Location, Spec};

/// Days without traffic after which a VPC link becomes inactive, less one because logs are incomplete.
const LINK_SLEEPS_AFTER_DAYS: u32 = 59;

/// The causes of the failures in a text.
#[derive(Debug)]
pub struct Diagnosis {
    /// The causes, most likely first.
    pub findings: Vec<Finding>,
    /// The number of lines in the text that are not blank.
    pub lines: usize,
    /// True if the text reports only failures that are consequences of others, or says where to find the first one.
    pub cascade: bool,
}

/// A cause with its evidence.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The page that describes it.
    pub page: &'static Page,
    /// The confidence in it.
    pub confidence: Confidence,
    /// Lines of the text that indicate it, from 1, ascending.
    pub evidence: Vec<usize>,
    /// The first evidence: a word for each fact, and its line.
    pub seen: Vec<(&'static str, usize)>,
    /// The number of requests, responses or events that indicate it.
    pub count: usize,
    /// The times of the first and the last of them.
    pub times: Option<(String, String)>,
    /// The lines of the spec at fault, the one with the most evidence first.
    pub places: Vec<Location>,
    /// The change to make, on one line.
    pub fix: String,
    /// The address of a description of the cause.
    pub source: &'static str,
    /// The command that confirms it.
    pub command: Option<&'static str>,
    /// Causes with similar symptoms.
    pub others: Vec<&'static str>,
}

/// Returns the page of a cause.
#[must_use]
pub fn page(slug: &str) -> Option<&'static Page> {
    PAGES.iter().find(|page| page.slug == slug)
}

/// Returns the errors in the pages. A test asserts that there are none.
#[must_use]
pub fn page_errors() -> Vec<PageError> {
    let mut parts = Parts::default();
    let read = PAGES.iter().map(|page| page.read(&mut parts));
    read.filter_map(Result::err).collect()
}

/// All known causes, prepared for matching.
#[derive(Debug)]
pub struct Symptoms {
    pages: Vec<&'static Page>,
    causes: Vec<Cause>,
    finder: Finder,
}

impl Symptoms {
    /// Parses the pages.
    #[must_use]
    pub fn load() -> Self {
        let mut parts = Parts::default();
        // INVARIANT: the pages are compiled in, and a test reads each of them.
        let read = PAGES.iter().map(|page| {
            let cause = page.read(&mut parts);
            (page, cause.unwrap_or_else(|fault| never!("{fault}")))
        });
        let (pages, causes) = read.unzip();
        Self {
            pages,
            causes,
            finder: parts.finder(),
        }
    }
}

/// Finds the causes of the failures in a text.
#[must_use]
pub fn diagnose(symptoms: &Symptoms, text: &str, spec: Option<&Spec<'_>>) -> Diagnosis {
    let text = without_colors(text);
    let lines = Lines::new(&text);
    let format = spec.and_then(Spec::log_format);
    let mut observations = evidence::read(&lines, format.as_ref());
    join_requests(&mut observations);
    mark_first_failure(&mut observations);
    mark_pauses(&mut observations);
    let observations = link(observations, spec);
    let Symptoms {
        pages,
        causes,
        finder,
    } = symptoms;
    let tallies = ranking::rank(causes, finder, spec, &observations);
    let findings = tallies.into_iter().filter_map(|tally| {
        let cause = causes.get(tally.cause)?;
        Some(finding(pages.get(tally.cause)?, cause, tally))
    });
    Diagnosis {
        findings: findings.collect(),
        lines: lines.count(),
        cascade: only_cascades(&observations) || refers_to_events(&text),
    }
}

fn finding(page: &'static Page, cause: &Cause, tally: Tally) -> Finding {
    let mut places: Vec<(Location, usize)> = tally.places.into_iter().collect();
    places.sort_by(|left, right| right.1.cmp(&left.1).then_with(|| left.0.cmp(&right.0)));
    let time = |moment: Moment| moment.to_string();
    Finding {
        page,
        confidence: tally.confidence,
        evidence: tally.lines.iter().map(|line| line + 1).collect(),
        seen: tally
            .seen
            .iter()
            .map(|(field, line)| (field.map_or("text", Field::word), line + 1))
            .collect(),
        count: tally.count,
        times: tally.moments.map(|(first, last)| (time(first), time(last))),
        places: places.into_iter().map(|(place, _)| place).collect(),
        fix: cause.fix.clone(),
        source: cause.source,
        command: cause.command,
        others: cause.others.clone(),
    }
}

/// Returns true if failures are reported, and each is the consequence of one that is not.
fn only_cascades(observations: &[(Observation<'_>, Link)]) -> bool {
    let follows = |observation: &Observation<'_>| observation.is(Field::Cascade, "yes");
    let mut failures = observations.iter().map(|(observation, _)| observation);
    let own = |it: &Observation<'_>| it.is(Field::Kind, "deploy") && !follows(it);
    failures.clone().any(follows) && !failures.any(own)
}

/// Returns true if the text is what `aws cloudformation deploy` prints about a failure: where to find its events.
fn refers_to_events(text: &str) -> bool {
    text.contains("the list of events leading up to the failure")
}

/// Removes the colour codes of a terminal.
fn without_colors(text: &str) -> Cow<'_, str> {
    if !text.contains('\u{1b}') {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        if letter != '\u{1b}' {
            plain.push(letter);
            continue;
        }
        if letters.next_if_eq(&'[').is_some() {
            // Parameters, then a letter that ends the sequence. A line feed is never part of it.
            while letters
                .next_if(|next| matches!(next, '0'..='9' | ';' | '?' | ' '))
                .is_some()
            {}
            let _ = letters.next_if(char::is_ascii_alphabetic);
        }
    }
    Cow::Owned(plain)
}

/// Merges a response with the log line of the same request.
fn join_requests(observations: &mut Vec<Observation<'_>>) {
    let ids = |observations: &[Observation<'_>], kind: &str| -> HashMap<String, usize> {
        let known = observations.iter().enumerate();
        let known = known.filter(|(_, observation)| observation.is(Field::Kind, kind));
        known
            .filter_map(|(index, observation)| {
                Some((observation.value(Field::RequestId)?.to_owned(), index))
            })
            .collect()
    };
    let answers = ids(observations, "http");
    if answers.is_empty() {
        return;
    }
    let logs = ids(observations, "log");
    let mut joined = HashSet::new();
    for (id, answer) in answers {
        let Some(&log) = logs.get(&id) else {
            continue;
        };
        let Some(known) = observations.get(log).cloned() else {
            continue;
        };
        if let Some(answer) = observations.get_mut(answer) {
            answer.adopt(&known);
            joined.insert(log);
        }
    }
    let mut index = 0;
    observations.retain(|_| {
        index += 1;
        !joined.contains(&(index - 1))
    });
}

/// Marks the first failure of a deployment: by time if all failures have one, else by position.
fn mark_first_failure(observations: &mut [Observation<'_>]) {
    let failures: Vec<(usize, Option<Moment>)> = observations
        .iter()
        .enumerate()
        .filter(|(_, it)| it.is(Field::Kind, "deploy") && !it.is(Field::Cascade, "yes"))
        .map(|(index, it)| (index, it.moment))
        .collect();
    let timed = failures.iter().all(|(_, moment)| moment.is_some());
    let first = if timed {
        failures
            .iter()
            .min_by_key(|(index, moment)| (*moment, *index))
    } else {
        failures.first()
    };
    let Some(&(first, _)) = first else {
        return;
    };
    for (index, _) in &failures {
        if let Some(observation) = observations.get_mut(*index) {
            observation.infer(Field::Root, if *index == first { "yes" } else { "no" });
        }
    }
}

/// Marks requests that follow a pause.
fn mark_pauses(observations: &mut [Observation<'_>]) {
    let mut last: Option<Moment> = None;
    for observation in observations
        .iter_mut()
        .filter(|it| it.is(Field::Kind, "log"))
    {
        let Some(moment) = observation.moment else {
            continue;
        };
        if last.is_some_and(|last| moment.days_after(last) >= LINK_SLEEPS_AFTER_DAYS) {
            observation.infer(Field::AfterPause, "yes");
        }
        last = last.max(Some(moment));
    }
}

/// Adds the facts of the spec to each observation, and those that follow without one.
fn link<'t>(
    observations: Vec<Observation<'t>>,
    spec: Option<&Spec<'_>>,
) -> Vec<(Observation<'t>, Link)> {
    let mut linked: Vec<(Observation<'t>, Link)> = Vec::with_capacity(observations.len());
    let mut answering: HashSet<u32> = HashSet::new();
    for mut observation in observations {
        let mut link = Link::default();
        if let Some(spec) = spec {
            link = spec.link(&observation);
            spec.describe(link, &mut observation);
            let well = observation
                .number(Field::Status)
                .is_some_and(|it| it < 400.0);
            answering.extend(spec.authorizer(link).filter(|_| well));
        }
        let duration = [Field::IntegrationLatency, Field::Latency]
            .into_iter()
            .find_map(|field| observation.number(field));
        match duration {
            Some(duration) if (28_900.0..=31_500.0).contains(&duration) => {
                observation.infer(Field::TimedOut, "yes");
            }
            Some(duration) if duration >= 1_000.0 && duration % 1_000.0 <= 80.0 => {
                observation.infer(Field::TimedOut, "maybe");
            }
            Some(_) | None => {}
        }
        linked.push((observation, link));
    }
    if let Some(spec) = spec {
        for (observation, link) in &mut linked {
            let elsewhere = spec.authorizer(*link);
            if elsewhere.is_some_and(|id| answering.contains(&id)) {
                observation.infer(Field::SpecElsewhere, "yes");
            }
        }
    }
    linked
}
