//! The facts, which every test shares.

use std::sync::OnceLock;

use gwc::facts::Facts;

/// Returns the facts, which are read once: reading them takes longer than most checks.
pub(crate) fn facts() -> &'static Facts {
    static FACTS: OnceLock<Facts> = OnceLock::new();
    FACTS.get_or_init(Facts::load)
}
