//! Deprecations, `08xx`: what works today and has an end.

mod app_runner_closed;

use crate::check::Rule;

/// The rules of this family.
pub(super) const RULES: &[Rule] = &[app_runner_closed::RULE];
