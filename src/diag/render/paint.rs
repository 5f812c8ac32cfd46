//! Colours and line characters.

use anstyle::{AnsiColor, Style};

use super::Options;
use crate::diag::Severity;

/// The part of a finding to paint.
#[derive(Clone, Copy, Debug)]
pub(super) enum Part {
    /// The severity and code, and the primary mark.
    Severity(Severity),
    /// The message.
    Message,
    /// The frame and line numbers.
    Frame,
    /// Marks of related places.
    Related,
    /// The word `help`.
    Help,
    /// A removed line of a fix.
    Removed,
    /// An added line of a fix.
    Added,
}

/// Paints `text` in the style of a part, if colour is used.
pub(super) fn paint(options: Options, part: Part, text: &str) -> String {
    if !options.color || text.is_empty() {
        return text.to_owned();
    }
    let style = style(part);
    format!("{style}{text}{style:#}")
}

fn style(part: Part) -> Style {
    let color = |color: AnsiColor| Style::new().fg_color(Some(color.into()));
    match part {
        Part::Severity(Severity::Error) => color(AnsiColor::Red).bold(),
        Part::Severity(Severity::Warning) => color(AnsiColor::Yellow).bold(),
        Part::Severity(Severity::Note) => color(AnsiColor::Cyan).bold(),
        Part::Message => Style::new().bold(),
        Part::Frame => color(AnsiColor::Blue),
        Part::Related => color(AnsiColor::Magenta),
        Part::Help => color(AnsiColor::Cyan),
        Part::Removed => color(AnsiColor::Red),
        Part::Added => color(AnsiColor::Green),
    }
}

/// The characters of the frame.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frame {
    /// Before the first place.
    pub(super) top: &'static str,
    /// Before a place in another file.
    pub(super) middle: &'static str,
    /// Between a line's number and its text.
    pub(super) line: &'static str,
    /// Before marks.
    pub(super) marks: &'static str,
    /// Instead of lines left out.
    pub(super) gap: &'static str,
    /// Below the last line.
    pub(super) bottom: &'static str,
    /// Marks the primary place.
    pub(super) primary: &'static str,
    /// Marks related places.
    pub(super) related: &'static str,
}

/// Returns box characters, or ASCII.
pub(super) fn frame(options: Options) -> Frame {
    if options.unicode {
        Frame {
            top: "╭─",
            middle: "├─",
            line: "│",
            marks: "·",
            gap: "⋮",
            bottom: "╰─",
            primary: "^",
            related: "─",
        }
    } else {
        Frame {
            top: ",-",
            middle: "|-",
            line: "|",
            marks: ":",
            gap: ".",
            bottom: "`-",
            primary: "^",
            related: "-",
        }
    }
}
