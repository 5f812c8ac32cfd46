//! x

use crate::check::Rule;

pub(super) const RULES: &[Rule] = &[];
