//! Merges the findings of one spec in several environments.
//!
//! A finding common to all environments is shown once and names none; any other names its environments.

use std::collections::{BTreeMap, BTreeSet};

use crate::diag::{Code, Diagnostic};
use crate::driver::{self, Files};
use crate::facts::Facts;
use crate::model::Bindings;
use crate::source::Span;

/// The identity of a finding.
type Key = (Span, Code, String);

fn key(finding: &Diagnostic) -> Key {
    let span = finding.primary.span;
    (span, finding.code, finding.message.clone())
}

/// Names the environment of `bindings` in findings that another environment of the spec does not have.
pub fn name_environment(
    files: &Files,
    facts: &Facts,
    bindings: &Bindings,
    found: &mut [Diagnostic],
) {
    let Some(env) = &bindings.env else {
        return;
    };
    let mut shared: BTreeSet<Key> = found.iter().map(key).collect();
    for other in files.environments() {
        if shared.is_empty() {
            break;
        }
        if other != *env {
            let bindings = Bindings {
                env: Some(other),
                ..bindings.clone()
            };
            let elsewhere = driver::check_whole(files, facts, &bindings);
            let elsewhere: BTreeSet<Key> = elsewhere.iter().map(key).collect();
            shared.retain(|key| elsewhere.contains(key));
        }
    }
    for finding in found {
        if !shared.contains(&key(finding)) {
            finding.environments = vec![env.clone()];
        }
    }
}

/// The findings of the environments so far.
#[derive(Clone, Debug, Default)]
pub struct MergedFindings {
    environments: usize,
    found: BTreeMap<Key, (Diagnostic, Vec<String>)>,
}

impl MergedFindings {
    /// Adds the findings of one environment, or of a spec without environments.
    pub fn add(&mut self, environment: Option<String>, findings: Vec<Diagnostic>) {
        self.environments += 1;
        for finding in findings {
            let key = key(&finding);
            let (_, environments) = self.found.entry(key).or_insert((finding, Vec::new()));
            if let Some(environment) = &environment
                && environments.last() != Some(environment)
            {
                environments.push(environment.clone());
            }
        }
    }

    /// Returns all findings, in the order of the text.
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
