//! The lines of one file that a finding points at, each with its marks.

use super::cells::{self, Window};
use super::paint::{self, Frame, Part};
use super::{Options, wrap};
use crate::diag::visible::visible;
use crate::diag::{Label, Severity};
use crate::source::{LineIndex, Span};

/// A label, and how it is drawn.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mark<'d> {
    /// The place and its text.
    pub(super) label: &'d Label,
    /// The style of the mark.
    pub(super) part: Part,
    /// Whether the marked text is hidden.
    pub(super) masked: bool,
}

/// The text that a section is cut from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Text<'s> {
    /// The file's text.
    pub(super) text: &'s str,
    /// Its lines.
    pub(super) index: &'s LineIndex,
}

/// A mark on its line.
struct Placed<'d> {
    mark: Mark<'d>,
    line: usize,
    start: usize,
    end: usize,
}

/// Draws the lines of `marks`, all of them in one file. `gutter` is the width of the line numbers.
pub(super) fn draw(
    out: &mut String,
    options: Options,
    gutter: usize,
    text: Text<'_>,
    marks: &[Mark<'_>],
) {
    let mut placed: Vec<Placed<'_>> = marks.iter().map(|mark| place(text, *mark)).collect();
    placed.sort_by_key(|it| (it.line, it.start, it.end));
    let frame = paint::frame(options);
    let room = options.columns().saturating_sub(gutter + 4);
    let mut last = None;
    for same_line in placed.chunk_by(|left, right| left.line == right.line) {
        let Some(first) = same_line.first() else {
            continue;
        };
        let line = line(text, first.line);
        match last {
            Some(last) if last + 2 == first.line => {
                let between = cells::window(self::line(text, last + 1), 0..0, room, false);
                numbered(out, options, frame, gutter, last + 2, &between.text);
            }
            Some(last) if last + 2 < first.line => {
                row(out, options, gutter, frame.gap, "");
            }
            Some(_) | None => {}
        }
        last = Some(first.line);
        // One window serves the marks of a line, unless they lie too far apart for it.
        let masked = same_line.iter().find(|it| it.mark.masked);
        let lead = masked.unwrap_or(first);
        let window = cells::window(line, lead.start..lead.end, room, lead.mark.masked);
        numbered(out, options, frame, gutter, first.line + 1, &window.text);
        for it in same_line {
            let own = if std::ptr::eq(it, lead) {
                Some((window.column, window.columns))
            } else {
                place_in(line, &window, lead, it, room)
            };
            marks_row(out, options, frame, gutter, room, it.mark, own);
        }
    }
}

/// Where a second mark lies in the window that was drawn for another one; `None` where it is cut off.
fn place_in(
    line: &str,
    window: &Window,
    lead: &Placed<'_>,
    it: &Placed<'_>,
    room: usize,
) -> Option<(usize, usize)> {
    let (left, right) = (it.start.min(lead.start), it.start.max(lead.start));
    let between = line.get(left..right)?;
    if between.len() > 8 * room {
        return None;
    }
    let column = if it.start >= lead.start {
        window.column + cells::columns(between, window.column)
    } else {
        window.column.checked_sub(cells::columns(between, 0))?
    };
    let marked = line.get(it.start..it.end)?;
    let columns = if marked.len() > 8 * room {
        room
    } else {
        cells::columns(marked, column).max(1)
    };
    let end = cells::width(&window.text).max(column + 1);
    (column < room).then(|| (column, columns.min(end - column)))
}

fn marks_row(
    out: &mut String,
    options: Options,
    frame: Frame,
    gutter: usize,
    room: usize,
    mark: Mark<'_>,
    place: Option<(usize, usize)>,
) {
    let symbol = match mark.part {
        Part::Severity(_) => frame.primary,
        Part::Message | Part::Frame | Part::Related | Part::Help | Part::Removed | Part::Added => {
            frame.related
        }
    };
    let (column, columns) = place.unwrap_or((0, 0));
    let label = visible(&mark.label.text).replace(['\n', '\r'], " ");
    let indent = " ".repeat(column);
    let marks = symbol.repeat(columns);
    let left = room.saturating_sub(column + columns + 1);
    if label.is_empty() || cells::width(&label) <= left {
        let text = if label.is_empty() {
            marks
        } else {
            format!("{marks} {label}")
        };
        let text = paint::paint(options, mark.part, text.trim_start());
        row(
            out,
            options,
            gutter,
            frame.marks,
            &format!("{indent}{text}"),
        );
        return;
    }
    let text = paint::paint(options, mark.part, &marks);
    row(
        out,
        options,
        gutter,
        frame.marks,
        &format!("{indent}{text}"),
    );
    let indent = column.min(room / 2);
    for line in wrap(&label, room.saturating_sub(indent), "") {
        let text = paint::paint(options, mark.part, &line);
        row(
            out,
            options,
            gutter,
            frame.marks,
            &format!("{}{text}", " ".repeat(indent)),
        );
    }
}

/// A line of the file behind its number, from 1.
fn numbered(
    out: &mut String,
    options: Options,
    frame: Frame,
    gutter: usize,
    number: usize,
    text: &str,
) {
    let number = format!("{number:>gutter$} {}", frame.line);
    let number = paint::paint(options, Part::Frame, &number);
    out.push_str(format!(" {number} {text}").trim_end());
    out.push('\n');
}

fn row(out: &mut String, options: Options, gutter: usize, symbol: &str, text: &str) {
    let start = paint::paint(options, Part::Frame, &format!("{:gutter$} {symbol}", ""));
    out.push_str(format!(" {start} {text}").trim_end());
    out.push('\n');
}

/// A line, from 0, without its end.
fn line<'s>(text: Text<'s>, line: usize) -> &'s str {
    let start = text.index.line_start(line).unwrap_or(0) as usize;
    let end = text
        .index
        .line_start(line + 1)
        .map_or(text.text.len(), |end| end as usize);
    text.text
        .get(start..end)
        .unwrap_or("")
        .trim_end_matches(['\n', '\r'])
}

/// The line of a mark and the bytes that it covers there: of a longer span, what is on its first line.
fn place<'d>(text: Text<'_>, mark: Mark<'d>) -> Placed<'d> {
    let span = mark.label.span;
    let offset = offset(text, span);
    let number = text.index.line_of(offset);
    let line = line(text, number);
    let line_start = text.index.line_start(number).unwrap_or(0) as usize;
    let start = (offset as usize).saturating_sub(line_start).min(line.len());
    let end = (span.end as usize)
        .saturating_sub(line_start)
        .min(line.trim_end().len());
    Placed {
        mark,
        line: number,
        start,
        end: end.max(start),
    }
}

/// Where a span starts. What is missing at the end of the file is shown behind the last thing that is there.
pub(super) fn offset(text: Text<'_>, span: Span) -> u32 {
    let length = text.text.len();
    let start = (span.start as usize).min(length);
    let start = if start == length {
        text.text.trim_end().len()
    } else {
        start
    };
    u32::try_from(start).unwrap_or(u32::MAX)
}

/// The style of a severity's marks.
pub(super) fn primary(severity: Severity) -> Part {
    Part::Severity(severity)
}
