//! A text split into lines.

/// The lines of a text, without their ends.
#[derive(Clone, Debug)]
pub(crate) struct Lines<'t> {
    text: &'t str,
    lines: Vec<&'t str>,
}

impl<'t> Lines<'t> {
    /// Splits a text into lines. A line ends with LF or CRLF.
    pub(crate) fn new(text: &'t str) -> Self {
        Self {
            text,
            lines: text
                .split('\n')
                .map(|line| line.strip_suffix('\r').unwrap_or(line))
                .map(without_job_time)
                .collect(),
        }
    }

    /// Returns the line at an index, from 0.
    pub(crate) fn get(&self, at: usize) -> Option<&'t str> {
        self.lines.get(at).copied()
    }

    /// Returns the number of lines that are not blank.
    pub(crate) fn count(&self) -> usize {
        let filled = self.lines.iter().filter(|line| !line.trim().is_empty());
        filled.count()
    }

    /// Returns the text from a line on.
    pub(super) fn rest(&self, at: usize) -> &'t str {
        let line = self.get(at).unwrap_or("");
        self.text.get(self.offset(line)..).unwrap_or("")
    }

    /// Returns the index of the line on which a part of the text begins.
    pub(super) fn line_of(&self, part: &str) -> usize {
        let offset = self.offset(part);
        let behind = self
            .lines
            .partition_point(|line| self.offset(line) <= offset);
        behind.saturating_sub(1)
    }

    /// Returns the byte offset of a part of the text. Parts are slices of the text, so their addresses tell their
    /// offsets.
    fn offset(&self, part: &str) -> usize {
        let start = self.text.as_ptr() as usize;
        (part.as_ptr() as usize)
            .saturating_sub(start)
            .min(self.text.len())
    }
}

/// Removes the time that GitHub Actions writes before each line of a job, `2026-11-27T10:00:00.1234567Z `.
fn without_job_time(line: &str) -> &str {
    let Some((time, rest)) = line.split_at_checked(29) else {
        return line;
    };
    let bytes = time.as_bytes();
    let marks = [
        (4, b'-'),
        (10, b'T'),
        (13, b':'),
        (19, b'.'),
        (27, b'Z'),
        (28, b' '),
    ];
    let is_time = marks
        .into_iter()
        .all(|(at, mark)| bytes.get(at) == Some(&mark));
    if is_time { rest } else { line }
}
