//! Deprecations, `08xx`: services that AWS is phasing out.

mod app_runner_closed;

use crate::check::Rule;

/// The rules of this family.
pub(super) const RULES: &[Rule] = &[app_runner_closed::RULE];
