//! Phrases that identify messages, all found in one pass over a text.

use std::collections::HashMap;

use aho_corasick::{AhoCorasick, MatchKind};

/// The maximum distance between the parts of a phrase, in bytes.
const MAX_GAP: usize = 240;
/// The maximum number of places to keep for each part in one text.
const MAX_PLACES: usize = 32;

/// A phrase: a sequence of parts, e.g. `cannot delete .. referenced`.
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
    /// Adds a phrase. Two dots stand for any text between its parts.
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

    /// Builds the automaton that finds the parts.
    pub(super) fn finder(&self) -> Finder {
        let machine = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::Standard)
            .build(&self.texts);
        // INVARIANT: the phrases are compiled in, and a test builds the automaton.
        let machine = machine.unwrap_or_else(|fault| never!("the phrases of causes: {fault}"));
        Finder {
            machine: Some(machine),
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
    /// Finds the places of all parts in a text.
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

/// The places of the parts of phrases in one text.
#[derive(Clone, Debug, Default)]
pub(super) struct Places {
    parts: Vec<Vec<(usize, usize)>>,
}

impl Places {
    /// Finds the start and end of the first place where all parts of a phrase follow one another.
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
