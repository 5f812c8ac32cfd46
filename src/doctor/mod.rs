//! From what went wrong to its cause: log lines, answers and errors in, ranked causes with the lines of the spec out.
//!
//! Pure: text in, a [`Diagnosis`] out. What is known of causes are pages (`specs/symptoms`), which the program reads as
//! people do. Nothing here repeats the text that it was given: it may hold tokens.

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

/// Days without traffic after which a VPC link becomes inactive, less one for what a log leaves out.
const LINK_SLEEPS_AFTER_DAYS: u32 = 59;

/// What a text shows.
#[derive(Debug)]
pub struct Diagnosis {
    /// The causes, the best first.
    pub findings: Vec<Finding>,
    /// Lines of the text that hold more than white space.
    pub lines: usize,
    /// Whether the text holds failures that only follow from others.
    pub cascade: bool,
}

/// One cause, and what speaks for it.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The page that describes it.
    pub page: &'static Page,
    /// How sure it is.
    pub confidence: Confidence,
    /// Lines of the text that show it, from 1, ascending.
    pub evidence: Vec<usize>,
    /// What the first of them shows: a word for the fact, and its line.
    pub seen: Vec<(&'static str, usize)>,
    /// How many requests, answers or events show it.
    pub count: usize,
    /// When the first and the last of them were.
    pub times: Option<(String, String)>,
    /// The lines of the spec to blame, the one that most of them lead to first.
    pub places: Vec<Location>,
    /// What to change, on one line.
    pub fix: String,
    /// Where the cause is described.
    pub source: &'static str,
    /// The command that makes sure.
    pub command: Option<&'static str>,
    /// Causes that look alike.
    pub others: Vec<&'static str>,
}

/// The page of a cause.
#[must_use]
pub fn page(slug: &str) -> Option<&'static Page> {
    PAGES.iter().find(|page| page.slug == slug)
}

/// What is wrong with the pages. A test asks: in a release there is nothing.
#[must_use]
pub fn page_errors() -> Vec<PageError> {
    let mut parts = Parts::default();
    let read = PAGES.iter().map(|page| page.read(&mut parts));
    read.filter_map(Result::err).collect()
}

/// All that is known of causes, ready to be held against texts.
#[derive(Debug)]
pub struct Symptoms {
    pages: Vec<&'static Page>,
    causes: Vec<Cause>,
    finder: Finder,
}

impl Symptoms {
    /// Reads the pages.
    #[must_use]
    pub fn load() -> Self {
        let mut parts = Parts::default();
        let read = PAGES.iter().map(|page| (page, page.read(&mut parts)));
        let (pages, causes) = read
            .filter_map(|(page, cause)| Some((page, cause.ok()?)))
            .unzip();
        Self {
            pages,
            causes,
            finder: parts.finder(),
        }
    }
}

/// Finds the causes behind what a text shows.
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
        cascade: observations
            .iter()
            .any(|(observation, _)| observation.is(Field::Cascade, "yes")),
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

/// The text without the colours of a terminal.
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
            // Parameters, then a letter that ends the sequence; a line's end never belongs to it.
            while letters
                .next_if(|next| matches!(next, '0'..='9' | ';' | '?' | ' '))
                .is_some()
            {}
            let _ = letters.next_if(char::is_ascii_alphabetic);
        }
    }
    Cow::Owned(plain)
}

/// Joins an answer and the log line of the same request.
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

/// Marks the failure of a deploy that came first: by time where all failures have one, else by place.
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

/// Marks requests that came after a pause.
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

/// Adds to each observation what the spec says, and what follows without one.
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
        let took = [Field::IntegrationLatency, Field::Latency]
            .into_iter()
            .find_map(|field| observation.number(field));
        match took {
            Some(took) if (28_900.0..=31_500.0).contains(&took) => {
                observation.infer(Field::TimedOut, "yes");
            }
            Some(took) if took >= 1_000.0 && took % 1_000.0 <= 80.0 => {
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
