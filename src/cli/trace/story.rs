//! Draws a story: a line down the left, a station for each hop, what is said about it behind.

use crate::cli::terminal::Capabilities;

/// A station: what it is, and what is said about it.
pub(super) struct Hop {
    pub(super) title: &'static str,
    pub(super) lines: Vec<Line>,
}

/// A line of a station: its main text, and a remark.
pub(super) struct Line {
    pub(super) text: String,
    pub(super) remark: String,
}

impl Line {
    pub(super) fn new(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            remark: String::new(),
        }
    }

    pub(super) fn remark(text: impl Into<String>) -> Self {
        Self {
            text: String::new(),
            remark: text.into(),
        }
    }

    pub(super) fn and(mut self, remark: impl Into<String>) -> Self {
        self.remark = remark.into();
        self
    }
}

/// What the line is drawn with.
struct Rail {
    along: &'static str,
    station: &'static str,
    last: &'static str,
}

/// The columns of the titles.
const TITLE: usize = 9;

/// The story as text.
pub(super) fn drawn(request: &str, hops: &[Hop], capabilities: Capabilities) -> String {
    let rail = if capabilities.unicode {
        Rail {
            along: "│  ",
            station: "├─ ",
            last: "╰─ ",
        }
    } else {
        Rail {
            along: "|  ",
            station: "+- ",
            last: "`- ",
        }
    };
    let mut out = format!(
        "{}\n{}\n",
        paint(capabilities, BOLD, request),
        rail.along.trim_end()
    );
    let room = capabilities.width.saturating_sub(3 + TITLE + 1).max(20);
    for (index, hop) in hops.iter().enumerate() {
        let last = index + 1 == hops.len();
        let mut lead = format!(
            "{}{} ",
            if last { rail.last } else { rail.station },
            paint(capabilities, CYAN, &format!("{:TITLE$}", hop.title))
        );
        for line in &hop.lines {
            for (text, remark) in fitted(line, room) {
                let text = match (text.is_empty(), remark.is_empty()) {
                    (false, true) => text,
                    (false, false) => format!("{text}  {}", paint(capabilities, DIM, &remark)),
                    (true, _) => paint(capabilities, DIM, &remark),
                };
                out.push_str(format!("{lead}{text}").trim_end());
                out.push('\n');
                let along = if last { "   " } else { rail.along };
                lead = format!("{along}{:TITLE$} ", "");
            }
        }
    }
    out
}

/// A line in as many as it needs: a remark that does not fit behind its text goes below it.
fn fitted(line: &Line, room: usize) -> Vec<(String, String)> {
    let width = |text: &str| text.chars().count();
    if width(&line.text) + width(&line.remark) + 2 <= room && !line.text.is_empty() {
        return vec![(line.text.clone(), line.remark.clone())];
    }
    let mut lines: Vec<(String, String)> = Vec::new();
    if !line.text.is_empty() {
        let parts = wrapped(&line.text, room).into_iter();
        lines.extend(parts.map(|part| (part, String::new())));
    }
    if !line.remark.is_empty() {
        let indent = if line.text.is_empty() { "" } else { "  " };
        let parts = wrapped(&line.remark, room - indent.len()).into_iter();
        lines.extend(parts.map(|part| (String::new(), format!("{indent}{part}"))));
    }
    lines
}

/// Text broken at spaces alone: a path, an ARN or a host name that is too long stays whole.
fn wrapped(text: &str, room: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut current = String::new();
    for word in text.split(' ') {
        // A word that fits no line gains nothing from a line of its own.
        let (used, length) = (current.chars().count(), word.chars().count());
        if !current.is_empty() && used + 1 + length > room && length <= room {
            lines.push(std::mem::take(&mut current));
        } else if !current.is_empty() {
            current.push(' ');
        }
        current.push_str(word);
    }
    lines.push(current);
    lines
}

const BOLD: &str = "1";
const CYAN: &str = "36";
const DIM: &str = "2";

fn paint(capabilities: Capabilities, style: &str, text: &str) -> String {
    if capabilities.color {
        format!("\u{1b}[{style}m{text}\u{1b}[0m")
    } else {
        text.to_owned()
    }
}
