//! Suggestions for misspelt names in patches.
//!
//! Keywords of the language have their own measure in `model`; ids in an output can be far longer.

/// Returns the most similar known word, if one is similar enough to suggest.
pub(super) fn nearest<'w>(word: &str, known: impl Iterator<Item = &'w str>) -> Option<&'w str> {
    let limit = 1 + word.len() / 4;
    let near = known.map(|known| (distance(word, known), known));
    let near = near.filter(|(distance, _)| *distance <= limit).min();
    near.map(|(_, known)| known)
}

/// Returns the edit distance between two words, ignoring case.
fn distance(from: &str, to: &str) -> usize {
    let to: Vec<u8> = to
        .bytes()
        .map(|letter| letter.to_ascii_lowercase())
        .collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (index, letter) in from.bytes().enumerate() {
        let letter = letter.to_ascii_lowercase();
        let mut diagonal = index;
        let mut left = index + 1;
        let mut next = vec![left];
        for (above, other) in row.iter().skip(1).zip(&to) {
            let changed = diagonal + usize::from(letter != *other);
            left = changed.min(above + 1).min(left + 1);
            next.push(left);
            diagonal = *above;
        }
        row = next;
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::{distance, nearest};

    #[test]
    fn near_misses_are_few_letters_away() {
        let known = ["Api", "StageDefault", "RouteGetHealthz"];
        let near = |word| nearest(word, known.into_iter());
        assert_eq!(near("api"), Some("Api"));
        assert_eq!(near("RouteGetHealtz"), Some("RouteGetHealthz"));
        assert_eq!(near("Balancer"), None);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("kitten", "sitting"), 3);
    }
}
