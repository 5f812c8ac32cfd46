//! Names that nothing uses, `013x`: the rest of the `01xx` is found while names are resolved.

mod unused_backend;

use crate::check::Rule;

/// The rules of this family.
pub(super) const RULES: &[Rule] = &[unused_backend::RULE];
