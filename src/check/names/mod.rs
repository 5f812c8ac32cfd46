//! Unused names, `013x`: the other `01xx` codes are reported while names are resolved.

mod unused_backend;

use crate::check::Rule;

/// The rules of this family.
pub(super) const RULES: &[Rule] = &[unused_backend::RULE];
