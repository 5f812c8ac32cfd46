//! What formatting would change, as a unified diff.

use similar::TextDiff;

/// The unified diff from `old` to `new`, both under the name `name`; empty where they are equal.
#[must_use]
pub fn diff(old: &str, new: &str, name: &str) -> String {
    if old == new {
        return String::new();
    }
    TextDiff::from_lines(old, new)
        .unified_diff()
        .context_radius(3)
        .header(name, &format!("{name} (formatted)"))
        .to_string()
}
