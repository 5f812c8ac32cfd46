//! Finds similar names for "did you mean".
//!
//! Owns the distance and its limits. The caller decides whether a similar name is a fault.

/// Longer names are never compared, because valid names are shorter and hostile ones would cost time.
const LONGEST: usize = 64;

/// The number of comparisons per build. Without a limit, a hundred thousand similar names would take minutes.
const BUDGET: u32 = 2_000_000;

/// The cost of an edit distance, in comparisons of letter masks.
const DISTANCE_COST: u32 = 40;

/// The remaining number of comparisons.
#[derive(Clone, Debug)]
pub struct Budget {
    left: u32,
}

impl Default for Budget {
    fn default() -> Self {
        Self { left: BUDGET }
    }
}

/// Returns at most three names similar to `name`, best first and then alphabetically; none once the budget is spent.
pub fn nearest<'n>(
    budget: &mut Budget,
    name: &str,
    among: impl IntoIterator<Item = &'n str>,
) -> Vec<&'n str> {
    let mask = letters(name);
    let most = reach(name.chars().count());
    let mut found: Vec<(usize, &str)> = Vec::new();
    for candidate in among {
        if budget.left == 0 {
            break;
        }
        budget.left -= 1;
        // An edit changes at most two kinds of letters, so one operation rules out most names.
        let cheap = (letters(candidate) ^ mask).count_ones() as usize <= 2 * most;
        if !cheap || candidate.len().abs_diff(name.len()) > 4 * most {
            continue;
        }
        budget.left = budget.left.saturating_sub(DISTANCE_COST);
        let distance = distance(name, candidate);
        if (1..=most).contains(&distance) {
            found.push((distance, candidate));
        }
    }
    found.sort_unstable();
    found.dedup();
    found.into_iter().take(3).map(|(_, name)| name).collect()
}

/// Returns the maximum distance of similar names of a length.
fn reach(length: usize) -> usize {
    match length {
        0..=2 => 0,
        3..=7 => 1,
        _ => 2,
    }
}

fn letters(text: &str) -> u64 {
    text.bytes()
        .take(LONGEST)
        .fold(0, |mask, byte| mask | 1 << (byte & 63))
}

/// Returns the number of letters to insert, delete, replace, or swap with their neighbour.
fn distance(left: &str, right: &str) -> usize {
    if left.len().max(right.len()) > 4 * LONGEST {
        return usize::MAX;
    }
    strsim::osa_distance(left, right)
}

#[cfg(test)]
mod tests {
    use super::{Budget, nearest};

    #[test]
    fn swapped_and_lost_letters_are_near() {
        let near = |name: &str, other: &'static str| {
            nearest(&mut Budget::default(), name, [other]) == [other]
        };
        assert!(near("orders", "order"));
        assert!(near("orders", "oredrs"));
        assert!(!near("orders", "orders"), "the name itself is not near");
        assert!(!near("orders", "basket"));
    }

    #[test]
    fn the_nearest_come_first_and_short_names_never() {
        let mut budget = Budget::default();
        assert_eq!(
            nearest(&mut budget, "catalog", ["catalogs", "catalo", "dog"]),
            ["catalo", "catalogs"]
        );
        assert!(nearest(&mut budget, "a", ["b"]).is_empty());
    }
}
