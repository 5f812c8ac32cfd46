//! Findings of one spec in several environments, as one list.
//!
//! A finding that all environments share is shown once and names none; any other names the environments that have it.

use std::collections::BTreeMap;

use crate::diag::{Code, Diagnostic};
use crate::source::Span;

/// What makes two findings the same.
type Key = (Span, Code, String);

/// The findings of the environments so far.
#[derive(Clone, Debug, Default)]
pub struct MergedFindings {
    environments: usize,
    found: BTreeMap<Key, (Diagnostic, Vec<String>)>,
}

impl MergedFindings {
    /// Adds the findings of one environment, or of a spec that has none.
    pub fn add(&mut self, environment: Option<String>, findings: Vec<Diagnostic>) {
        self.environments += 1;
        for finding in findings {
            let key = (finding.primary.span, finding.code, finding.message.clone());
            let (_, environments) = self.found.entry(key).or_insert((finding, Vec::new()));
            if let Some(environment) = &environment
                && environments.last() != Some(environment)
            {
                environments.push(environment.clone());
            }
        }
    }

    /// All findings, in the order of the text.
    #[must_use]
    pub fn finish(self) -> Vec<Diagnostic> {
        let all = self.environments;
        let found = self.found.into_values();
        found
            .map(|(mut finding, environments)| {
                if environments.len() < all {
                    finding.environments = environments;
                }
                finding
            })
            .collect()
    }
}
