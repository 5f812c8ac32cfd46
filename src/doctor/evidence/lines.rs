//! A text cut into lines.

/// The lines of a text, without their ends.
#[derive(Clone, Debug)]
pub(crate) struct Lines<'t> {
    text: &'t str,
    lines: Vec<&'t str>,
}

impl<'t> Lines<'t> {
    /// Cuts a text into lines. A line may end in a line feed, or in a carriage return and one.
    pub(crate) fn new(text: &'t str) -> Self {
        Self {
            text,
            lines: text
                .split('\n')
                .map(|line| line.strip_suffix('\r').unwrap_or(line))
                .collect(),
        }
    }

    /// The line of an index, from 0.
    pub(crate) fn get(&self, at: usize) -> Option<&'t str> {
        self.lines.get(at).copied()
    }

    /// How many lines hold more than white space.
    pub(crate) fn count(&self) -> usize {
        let filled = self.lines.iter().filter(|line| !line.trim().is_empty());
        filled.count()
    }

    /// The text from a line on.
    pub(super) fn rest(&self, at: usize) -> &'t str {
        let line = self.get(at).unwrap_or("");
        self.text.get(self.offset(line)..).unwrap_or("")
    }

    /// The index of the line on which a part of the text begins.
    pub(super) fn line_of(&self, part: &str) -> usize {
        let offset = self.offset(part);
        let behind = self
            .lines
            .partition_point(|line| self.offset(line) <= offset);
        behind.saturating_sub(1)
    }

    /// Where a part of the text begins, in bytes. Parts are slices of the text itself, so their addresses tell.
    fn offset(&self, part: &str) -> usize {
        let start = self.text.as_ptr() as usize;
        (part.as_ptr() as usize)
            .saturating_sub(start)
            .min(self.text.len())
    }
}
