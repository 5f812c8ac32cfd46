//! Renders the lines of one file that a finding refers to, with their marks.

use miette::{LabeledSpan, SourceCode};

use super::cells::{self, Window};
use super::paint::{self, Frame, Part};
use super::{Options, wrap};
use crate::diag::Severity;
use crate::diag::visible::visible;

/// The part of a report about one file.
pub(super) struct File<'s> {
    name: String,
    /// At least one, in the order of the report.
    marks: Vec<Mark<'s>>,
    masked: bool,
}

/// A label on its line.
struct Mark<'s> {
    label: String,
    part: Part,
    /// The line's number, from 0.
    line: usize,
    /// The line, without its end.
    text: &'s str,
    /// The line below.
    below: &'s str,
    /// The bytes of the line that it covers; for a multi-line span, those on its first line.
    start: usize,
    end: usize,
}

impl<'s> File<'s> {
    /// Collects the marks of a report; `None` if it has no source or no labels. `masked` hides the text at the primary
    /// label.
    pub(super) fn of(
        report: &'s dyn miette::Diagnostic,
        severity: Severity,
        masked: bool,
    ) -> Option<Self> {
        let source = report.source_code()?;
        let labels: Vec<LabeledSpan> = report.labels()?.collect();
        let first = labels.first()?;
        let contents = source.read_span(first.inner(), 0, 0).ok()?;
        let name = contents.name().unwrap_or_default().to_owned();
        let marks: Vec<Mark<'_>> = labels
            .iter()
            .filter_map(|label| mark(source, label, severity))
            .collect();
        (!marks.is_empty()).then_some(Self {
            name,
            marks,
            masked,
        })
    }

    /// Returns the line of the last mark, from 0.
    pub(super) fn last_line(&self) -> Option<usize> {
        self.marks.iter().map(|mark| mark.line).max()
    }

    /// Renders `FILE:LINE:COLUMN` of the first mark, with columns in characters.
    pub(super) fn position(&self) -> String {
        let Some(first) = self.marks.first() else {
            return self.name.clone();
        };
        let before = first.text.get(..first.start).unwrap_or("");
        let column = before.chars().count() + 1;
        format!("{}:{}:{column}", self.name, first.line + 1)
    }

    /// Draws the lines of the marks. `gutter` is the width of the line numbers.
    pub(super) fn draw(&self, out: &mut String, options: Options, gutter: usize) {
        let mut marks: Vec<&Mark<'_>> = self.marks.iter().collect();
        marks.sort_by_key(|it| (it.line, it.start, it.end));
        let frame = paint::frame(options);
        let room = options.columns().saturating_sub(gutter + 4);
        let mut last: Option<&Mark<'_>> = None;
        for same_line in marks.chunk_by(|left, right| left.line == right.line) {
            let Some(first) = same_line.first() else {
                continue;
            };
            match last {
                Some(last) if last.line + 2 == first.line => {
                    let between = cells::window(last.below, 0..0, room, false);
                    numbered_line(out, options, frame, gutter, first.line, &between.text);
                }
                Some(last) if last.line + 2 < first.line => {
                    row(out, options, gutter, frame.gap, "");
                }
                Some(_) | None => {}
            }
            last = Some(first);
            // All marks of a line share one window, unless they are too far apart.
            let masked = same_line
                .iter()
                .find(|it| self.masked && matches!(it.part, Part::Severity(_)));
            let lead = masked.unwrap_or(first);
            let window = cells::window(first.text, lead.start..lead.end, room, masked.is_some());
            numbered_line(out, options, frame, gutter, first.line + 1, &window.text);
            for it in same_line {
                let own = if std::ptr::eq(*it, *lead) {
                    Some((window.column, window.columns))
                } else {
                    place_in(&window, lead, it, room)
                };
                marks_row(out, options, frame, gutter, room, it, own);
            }
        }
    }
}

/// Returns the place of another mark in a window; `None` if it is cut off.
fn place_in(
    window: &Window,
    lead: &Mark<'_>,
    it: &Mark<'_>,
    room: usize,
) -> Option<(usize, usize)> {
    let (left, right) = (it.start.min(lead.start), it.start.max(lead.start));
    let between = it.text.get(left..right)?;
    if between.len() > 8 * room {
        return None;
    }
    let column = if it.start >= lead.start {
        window.column + cells::columns(between, window.column)
    } else {
        window.column.checked_sub(cells::columns(between, 0))?
    };
    let marked = it.text.get(it.start..it.end)?;
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
    mark: &Mark<'_>,
    place: Option<(usize, usize)>,
) {
    let symbol = match mark.part {
        Part::Severity(_) => frame.primary,
        Part::Message | Part::Frame | Part::Related | Part::Help | Part::Removed | Part::Added => {
            frame.related
        }
    };
    let (column, columns) = place.unwrap_or((0, 0));
    let label = visible(&mark.label).replace(['\n', '\r'], " ");
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

/// Renders a line of the file with its number, from 1.
fn numbered_line(
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

/// Converts a label to a mark; `None` if its source does not contain it.
fn mark<'s>(
    source: &'s dyn SourceCode,
    label: &LabeledSpan,
    severity: Severity,
) -> Option<Mark<'s>> {
    let contents = source.read_span(label.inner(), 0, 1).ok()?;
    let mut lines = std::str::from_utf8(contents.data()).ok()?.split('\n');
    let text = lines.next()?.trim_end_matches('\r');
    let line_start = contents.span().offset();
    let start = label.offset().saturating_sub(line_start).min(text.len());
    let end = (label.offset() + label.len()).saturating_sub(line_start);
    Some(Mark {
        label: label.label().unwrap_or_default().to_owned(),
        part: if label.primary() {
            Part::Severity(severity)
        } else {
            Part::Related
        },
        line: contents.line(),
        text,
        below: lines.next().unwrap_or("").trim_end_matches('\r'),
        start,
        end: end.min(text.trim_end().len()).max(start),
    })
}
