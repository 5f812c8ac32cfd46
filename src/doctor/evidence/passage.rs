//! Text to search for phrases: a single line that remembers the input lines it came from.

/// The maximum size of an observation's text, in bytes. Messages of AWS are far shorter.
const MAX_BYTES: usize = 16 * 1024;

/// Input lines joined to one line, with single spaces and straight quotes.
#[derive(Clone, Debug, Default)]
pub(crate) struct Passage {
    text: String,
    /// The start of each input line in the text, ascending.
    starts: Vec<(usize, usize)>,
}

impl Passage {
    /// Adds text from an input line.
    pub(crate) fn push(&mut self, line: usize, text: &str) {
        if self.text.len() >= MAX_BYTES || text.trim().is_empty() {
            return;
        }
        if !self.text.is_empty() {
            self.text.push(' ');
        }
        self.starts.push((self.text.len(), line));
        let mut spaced = true;
        for letter in text.chars() {
            if self.text.len() >= MAX_BYTES {
                return;
            }
            match letter {
                '\u{2018}' | '\u{2019}' => self.text.push('\''),
                '\u{201c}' | '\u{201d}' => self.text.push('"'),
                letter if letter.is_whitespace() || is_frame(letter) => {
                    if !spaced {
                        self.text.push(' ');
                    }
                    spaced = true;
                    continue;
                }
                letter => self.text.push(letter),
            }
            spaced = false;
        }
    }

    /// Returns the text.
    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns true if the text is empty.
    pub(crate) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Returns the input lines of a part of the text, from its start to its end.
    pub(crate) fn lines(&self, start: usize, end: usize) -> Vec<usize> {
        let first = self.starts.partition_point(|(at, _)| *at <= start);
        let last = self.starts.partition_point(|(at, _)| *at < end);
        let from = first.saturating_sub(1);
        let covered = self.starts.get(from..last.max(from)).unwrap_or_default();
        covered.iter().map(|(_, line)| *line).collect()
    }
}

/// Returns true for characters that draw tables and boxes.
fn is_frame(letter: char) -> bool {
    matches!(letter, '\u{2500}'..='\u{257f}' | '|')
}
