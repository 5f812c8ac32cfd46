//! Include patterns such as `routes/*.gw`, where `*` matches any part of one name.
//!
//! Hidden files and folders never match.

use crate::source::{EntryKind, Loader};

/// Returns true if an include is a pattern.
pub(super) fn is_pattern(path: &str) -> bool {
    path.contains('*')
}

/// Returns the paths that match a pattern, in byte order. `from` is the identity of the including file.
pub(super) fn expand(loader: &dyn Loader, from: &str, pattern: &str) -> Vec<String> {
    let segments: Vec<&str> = pattern.split('/').collect();
    let mut found = vec![String::new()];
    let mut seen_star = false;
    for (index, segment) in segments.iter().enumerate() {
        let kind = if index + 1 == segments.len() {
            EntryKind::Spec
        } else {
            EntryKind::Folder
        };
        seen_star |= is_pattern(segment);
        found = if !seen_star || matches!(*segment, "." | "..") {
            let below = found.iter().map(|folder| join(folder, segment));
            below.collect()
        } else {
            let below = found.iter().flat_map(|folder| {
                let entries = loader.list(from, folder).into_iter();
                entries
                    .filter(|entry| entry.kind == kind && matches(segment, &entry.name))
                    .map(|entry| join(folder, &entry.name))
            });
            below.collect()
        };
    }
    found.sort();
    found
}

pub(super) fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() {
        name.to_owned()
    } else {
        format!("{folder}/{name}")
    }
}

/// Returns true if a name matches one segment of a pattern.
fn matches(segment: &str, name: &str) -> bool {
    let mut parts = segment.split('*');
    let first = parts.next().unwrap_or("");
    let Some(mut rest) = name.strip_prefix(first) else {
        return false;
    };
    let mut parts: Vec<&str> = parts.collect();
    let Some(last) = parts.pop() else {
        return rest.is_empty();
    };
    for part in parts {
        match rest.find(part) {
            Some(at) => rest = rest.get(at + part.len()..).unwrap_or(""),
            None => return false,
        }
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn a_star_stands_for_any_part_of_a_name() {
        for (pattern, name, expected) in [
            ("*.gw", "a.gw", true),
            ("*.gw", ".gw", true),
            ("*.gw", "a.gw.old", false),
            ("a*c*.gw", "abcd.gw", true),
            ("a*c*.gw", "abd.gw", false),
            ("a*a", "a", false),
            ("**", "x", true),
            ("x.gw", "x.gw", true),
        ] {
            assert_eq!(matches(pattern, name), expected, "{pattern} {name}");
        }
    }
}
