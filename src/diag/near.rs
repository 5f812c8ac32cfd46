//! Names that are almost another name: what an author may have meant.
//!
//! Owns the distance and its bounds. It must not decide whether a near name is a fault: who asks does.

/// Names longer than this are never compared: no name of the language is, and a hostile one would cost time.
const LONGEST: usize = 64;

/// How much one build compares before it stops to suggest, in glances: a spec of a hundred thousand names that almost
/// match must not take minutes.
const BUDGET: u32 = 2_000_000;

/// What it costs to compare two names letter by letter, in glances.
const FULL: u32 = 40;

/// What is left of a build's patience for suggestions.
#[derive(Clone, Debug)]
pub struct Patience {
    left: u32,
}

impl Default for Patience {
    fn default() -> Self {
        Self { left: BUDGET }
    }
}

/// The names nearest to `name`, best first and then by the alphabet, at most three; none once `patience` is used up.
pub fn nearest<'n>(
    patience: &mut Patience,
    name: &str,
    among: impl IntoIterator<Item = &'n str>,
) -> Vec<&'n str> {
    let mask = letters(name);
    let length = name.chars().count();
    let most = reach(length);
    let mut found: Vec<(usize, &str)> = Vec::new();
    for candidate in among {
        if patience.left == 0 {
            break;
        }
        patience.left -= 1;
        // Each edit changes at most two kinds of letters, so most names are ruled out by one operation.
        let cheap = (letters(candidate) ^ mask).count_ones() as usize <= 2 * most;
        if !cheap || candidate.len().abs_diff(name.len()) > 4 * most {
            continue;
        }
        patience.left = patience.left.saturating_sub(FULL);
        if let Some(distance) = distance_within(name, candidate, most)
            && distance > 0
        {
            found.push((distance, candidate));
        }
    }
    found.sort_unstable();
    found.dedup();
    found.into_iter().take(3).map(|(_, name)| name).collect()
}

/// How many edits still make a near name.
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

/// The number of letters to insert, delete, replace or swap with their neighbour, where it is at most `most`.
fn distance_within(left: &str, right: &str, most: usize) -> Option<usize> {
    let left: Vec<char> = left.chars().take(LONGEST + 1).collect();
    let right: Vec<char> = right.chars().take(LONGEST + 1).collect();
    let too_long = left.len().max(right.len()) > LONGEST;
    if too_long || left.len().abs_diff(right.len()) > most {
        return None;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=right.len()).collect();
    let mut previous_left = None;
    for (row, &letter) in left.iter().enumerate() {
        let mut current = Vec::with_capacity(last.len());
        current.push(row + 1);
        let mut previous_right = None;
        for (column, &other) in right.iter().enumerate() {
            let at =
                |line: &[usize], index: usize| line.get(index).copied().unwrap_or(usize::MAX / 2);
            let mut best = at(&last, column) + usize::from(letter != other);
            best = best
                .min(at(&last, column + 1) + 1)
                .min(at(&current, column) + 1);
            if previous_right == Some(letter)
                && previous_left == Some(other)
                && let Some(swapped) = column.checked_sub(1)
            {
                best = best.min(at(&before, swapped) + 1);
            }
            current.push(best);
            previous_right = Some(other);
        }
        if current.iter().all(|distance| *distance > most) {
            return None;
        }
        previous_left = Some(letter);
        before = std::mem::replace(&mut last, current);
    }
    last.last().copied().filter(|distance| *distance <= most)
}

#[cfg(test)]
mod tests {
    use super::{Patience, distance_within, nearest};

    #[test]
    fn letters_swapped_or_lost_are_near() {
        assert_eq!(distance_within("orders", "order", 2), Some(1));
        assert_eq!(distance_within("orders", "oredrs", 2), Some(1));
        assert_eq!(distance_within("orders", "orders", 2), Some(0));
        assert_eq!(distance_within("orders", "basket", 2), None);
    }

    #[test]
    fn the_nearest_come_first_and_short_names_never() {
        let mut patience = Patience::default();
        assert_eq!(
            nearest(&mut patience, "catalog", ["catalogs", "catalo", "dog"]),
            ["catalo", "catalogs"]
        );
        assert!(nearest(&mut patience, "a", ["b"]).is_empty());
    }
}
