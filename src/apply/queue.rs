//! The execution order: each step after everything that it depends on, and steps with the same lock in the plan's
//! order, so that a stage is created after its routes.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use crate::apply::plan::Step;

/// The steps of a plan that are not finished.
pub(super) struct Queue {
    /// By index, the steps that have not started, with the dependencies that they wait for.
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

    /// Returns the steps that can start, in the plan's order.
    pub(super) fn ready(&self) -> Vec<usize> {
        let blocked = self.blocked_steps();
        // A step must not overtake an earlier one that needs the same lock.
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

    /// Returns the steps that depend on a failed one, directly or not.
    fn blocked_steps(&self) -> HashSet<usize> {
        let mut blocked = HashSet::new();
        let mut unavailable: HashSet<&str> = self.failed.iter().map(String::as_str).collect();
        // In a plan, every step follows its dependencies.
        for (index, needs) in &self.waiting {
            if needs.iter().any(|need| unavailable.contains(need.as_str())) {
                blocked.insert(*index);
                unavailable.extend(self.ids.get(*index).map(String::as_str));
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
