//! The order of steps: each after all that it depends on, and those of one lock in the plan's order, so that a stage is
//! made once its routes are there.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use crate::apply::plan::Step;

/// The steps of a plan that have not ended.
pub(super) struct Queue {
    /// By place, those that have not begun, and what they still wait for.
    pub(super) waiting: BTreeMap<usize, BTreeSet<String>>,
    running: BTreeSet<usize>,
    failed: HashSet<String>,
    ids: Vec<String>,
    locks: Vec<Option<String>>,
}

impl Queue {
    pub(super) fn new(steps: &[Step]) -> Self {
        let lock = |step: &Step| step.lock.as_ref().map(ToString::to_string);
        let waiting = steps.iter().enumerate();
        Self {
            waiting: waiting
                .map(|(index, step)| (index, step.depends_on.clone()))
                .collect(),
            running: BTreeSet::new(),
            failed: HashSet::new(),
            ids: steps.iter().map(|step| step.id.clone()).collect(),
            locks: steps.iter().map(lock).collect(),
        }
    }

    /// The steps that may begin, in the plan's order.
    pub(super) fn ready(&self) -> Vec<usize> {
        let blocked = self.blocked();
        // Locks that an earlier step will take: nobody overtakes it.
        let lock = |index: usize| self.locks.get(index).and_then(Option::as_ref);
        let running = self.running.iter().filter_map(|index| lock(*index));
        let mut taken: HashSet<&String> = running.collect();
        let mut ready = Vec::new();
        for (index, needs) in &self.waiting {
            let free = lock(*index).is_none_or(|lock| !taken.contains(lock));
            if needs.is_empty() && free {
                ready.push(*index);
            }
            if !blocked.contains(index) {
                taken.extend(lock(*index));
            }
        }
        ready
    }

    /// The steps that wait for one that failed, directly or not.
    fn blocked(&self) -> HashSet<usize> {
        let mut blocked = HashSet::new();
        let mut gone: HashSet<&str> = self.failed.iter().map(String::as_str).collect();
        // A plan's order has every step after all that it depends on.
        for (index, needs) in &self.waiting {
            if needs.iter().any(|need| gone.contains(need.as_str())) {
                blocked.insert(*index);
                gone.extend(self.ids.get(*index).map(String::as_str));
            }
        }
        blocked
    }

    pub(super) fn start(&mut self, index: usize) {
        self.waiting.remove(&index);
        self.running.insert(index);
    }

    pub(super) fn end(&mut self, index: usize, id: &str) {
        self.running.remove(&index);
        for needs in self.waiting.values_mut() {
            needs.remove(id);
        }
    }

    pub(super) fn fail(&mut self, index: usize, id: &str) {
        self.running.remove(&index);
        self.failed.insert(id.to_owned());
    }
}
