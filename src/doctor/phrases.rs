//! Phrases: words that messages are known by, found in one pass over a text.

use std::collections::HashMap;

use aho_corasick::{AhoCorasick, MatchKind};

/// How far the parts of a phrase may stand apart, in bytes.
const MAX_GAP: usize = 240;
/// Places of one part that are kept for one text.
const MAX_PLACES: usize = 32;

/// A phrase: parts that follow one another, e.g. `cannot delete .. referenced`.
#[derive(Clone, Debug)]
pub(super) struct Phrase {
    parts: Vec<usize>,
}

/// The parts of all phrases, each once.
#[derive(Clone, Debug, Default)]
pub(super) struct Parts {
    texts: Vec<String>,
    numbers: HashMap<String, usize>,
}

impl Parts {
    /// Takes a phrase in. Two dots stand for anything between its parts.
    pub(super) fn phrase(&mut self, text: &str) -> Phrase {
        let parts = text.split("..").map(str::trim);
        let parts = parts.filter(|part| !part.is_empty());
        Phrase {
            parts: parts.map(|part| self.part(part)).collect(),
        }
    }

    fn part(&mut self, text: &str) -> usize {
        let lower = text.to_ascii_lowercase();
        let next = self.texts.len();
        let number = *self.numbers.entry(lower.clone()).or_insert(next);
        if number == next {
            self.texts.push(lower);
        }
        number
    }

    /// The machine that finds the parts.
    pub(super) fn finder(&self) -> Finder {
        let machine = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::Standard)
            .build(&self.texts);
        Finder {
            machine: machine.ok(),
            parts: self.texts.len(),
        }
    }
}

/// Finds the parts of phrases.
#[derive(Clone, Debug)]
pub(super) struct Finder {
    machine: Option<AhoCorasick>,
    parts: usize,
}

impl Finder {
    /// The places of all parts in a text.
    pub(super) fn places(&self, text: &str) -> Places {
        let mut places = Places::default();
        let Some(machine) = self.machine.as_ref().filter(|_| !text.is_empty()) else {
            return places;
        };
        places.parts.resize(self.parts, Vec::new());
        for found in machine.find_overlapping_iter(text) {
            let list = places.parts.get_mut(found.pattern().as_usize());
            if let Some(list) = list.filter(|list| list.len() < MAX_PLACES) {
                list.push((found.start(), found.end()));
            }
        }
        places
    }
}

/// Where the parts of phrases stand in one text.
#[derive(Clone, Debug, Default)]
pub(super) struct Places {
    parts: Vec<Vec<(usize, usize)>>,
}

impl Places {
    /// Where a phrase begins and ends; the first place where all its parts follow one another.
    pub(super) fn find(&self, phrase: &Phrase) -> Option<(usize, usize)> {
        let (first, rest) = phrase.parts.split_first()?;
        let starts = self.parts.get(*first)?;
        starts.iter().find_map(|&(start, end)| {
            let mut last = end;
            for part in rest {
                let next = self.parts.get(*part)?.iter();
                let mut near = next.filter(|(at, _)| *at >= last && *at - last <= MAX_GAP);
                last = near.next()?.1;
            }
            Some((start, last))
        })
    }
}
