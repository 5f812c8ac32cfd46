//! Text layout in terminal columns: width, padding and wrapping.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Returns the number of columns that a text takes.
pub(super) fn width(text: &str) -> usize {
    text.width()
}

/// Pads a text with spaces to `columns`.
pub(super) fn pad(text: &str, columns: usize) -> String {
    let spaces = columns.saturating_sub(width(text));
    format!("{text}{}", " ".repeat(spaces))
}

/// Wraps a text to lines of at most `room` columns: at spaces, or within a word that is longer than a line.
pub(super) fn wrap(text: &str, room: usize) -> Vec<String> {
    let room = room.max(1);
    let mut lines = Vec::new();
    let mut current = String::new();
    for word in text.split(' ') {
        let fits = width(&current) + 1 + width(word) <= room;
        if !current.is_empty() && !fits {
            lines.push(std::mem::take(&mut current));
        } else if !current.is_empty() {
            current.push(' ');
        }
        for letter in word.chars() {
            if width(&current) + letter.width().unwrap_or(0) > room {
                lines.push(std::mem::take(&mut current));
            }
            current.push(letter);
        }
    }
    lines.push(current);
    lines
}

#[cfg(test)]
mod tests {
    use super::{pad, wrap};

    #[test]
    fn a_long_word_is_broken_and_a_short_one_is_not() {
        assert_eq!(wrap("ab cd", 5), ["ab cd"]);
        assert_eq!(wrap("ab cd", 4), ["ab", "cd"]);
        assert_eq!(wrap("abcdef g", 4), ["abcd", "ef g"]);
        assert_eq!(wrap("東京", 3), ["東", "京"]);
    }

    #[test]
    fn a_wide_character_counts_twice() {
        assert_eq!(pad("東", 3), "東 ");
    }
}
