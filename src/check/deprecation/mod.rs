//! Deprecations, `08xx`: what works today and has an end.

mod closed_app_runner;

use crate::check::Rule;

/// The rules of this family.
pub(super) const RULES: &[Rule] = &[closed_app_runner::RULE];
