//! Draws a trace as a timeline: a vertical line with one stop per hop, and the details beside it.

use crate::cli::layout::{pad, width, wrap};
use crate::cli::terminal::Capabilities;
use crate::diag::escape;

/// A stop, with its title and details.
pub(super) struct Hop {
    pub(super) title: &'static str,
    pub(super) lines: Vec<Line>,
}

/// A detail, with its text and a remark.
pub(super) struct Line {
    text: String,
    remark: String,
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

/// The characters of the vertical line.
struct Rail {
    along: &'static str,
    stop: &'static str,
    last: &'static str,
}

const UNICODE: Rail = Rail {
    along: "│  ",
    stop: "├─ ",
    last: "╰─ ",
};

const ASCII: Rail = Rail {
    along: "|  ",
    stop: "+- ",
    last: "`- ",
};

/// The width of the title column.
const TITLE: usize = 9;

/// Renders the trace, at most as wide as the terminal. Requests and specs are untrusted, so their text is escaped.
pub(super) fn render(request: &str, hops: &[Hop], capabilities: Capabilities) -> String {
    let rail = if capabilities.unicode { UNICODE } else { ASCII };
    let mut out = String::new();
    for line in wrap(&escape(request), capabilities.width) {
        out.push_str(&format!("{}\n", capabilities.paint(BOLD, &line)));
    }
    out.push_str(&format!("{}\n", rail.along.trim_end()));
    let room = capabilities.width.saturating_sub(3 + TITLE + 1).max(20);
    for (index, hop) in hops.iter().enumerate() {
        let last = index + 1 == hops.len();
        let title = capabilities.paint(CYAN, &pad(hop.title, TITLE));
        let mut lead = format!("{}{title} ", if last { rail.last } else { rail.stop });
        for line in &hop.lines {
            for (text, remark) in fit(line, room) {
                let text = match (text.is_empty(), remark.is_empty()) {
                    (false, true) => text,
                    (false, false) => format!("{text}  {}", capabilities.paint(DIM, &remark)),
                    (true, _) => capabilities.paint(DIM, &remark),
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

/// Wraps a detail. A remark that does not fit behind its text goes below it.
fn fit(line: &Line, room: usize) -> Vec<(String, String)> {
    let (text, remark) = (escape(&line.text), escape(&line.remark));
    if !text.is_empty() && width(&text) + width(&remark) + 2 <= room {
        return vec![(text, remark)];
    }
    let mut lines: Vec<(String, String)> = Vec::new();
    if !text.is_empty() {
        let parts = wrap(&text, room).into_iter();
        lines.extend(parts.map(|part| (part, String::new())));
    }
    if !remark.is_empty() {
        let indent = if text.is_empty() { "" } else { "  " };
        let parts = wrap(&remark, room - indent.len()).into_iter();
        lines.extend(parts.map(|part| (String::new(), format!("{indent}{part}"))));
    }
    lines
}

const BOLD: &str = "1";
const CYAN: &str = "36";
const DIM: &str = "2";
