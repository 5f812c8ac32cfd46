//! Text as a terminal lays it out: grapheme clusters with their columns, tabs expanded, long lines cropped.
//!
//! Knows nothing about diagnostics. All work is bounded by the requested width, however long the line is.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use crate::diag::visible::visible;

/// The distance of tab stops.
const TAB: usize = 4;

/// Returns the width of a text without tabs, in columns.
pub(super) fn width(text: &str) -> usize {
    text.width()
}

/// Returns the width of a part of a line that starts at a column.
pub(super) fn columns(text: &str, start: usize) -> usize {
    let mut at = start;
    lay_out(text, &mut at, &mut Vec::new());
    at - start
}

/// The visible part of a line.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Window {
    /// The text, with `…` for parts that are cut off.
    pub(super) text: String,
    /// The column of the mark in `text`.
    pub(super) column: usize,
    /// The columns of the mark, at least one.
    pub(super) columns: usize,
}

/// One grapheme cluster.
struct Cell {
    text: String,
    columns: usize,
}

/// Returns the part of `line` around the bytes `mark` that fits into `room` columns. `masked` hides the marked text.
pub(super) fn window(line: &str, mark: Range<usize>, room: usize, masked: bool) -> Window {
    let room = room.max(16);
    let (start, end) = (
        floor(line, mark.start),
        floor(line, mark.end.max(mark.start)),
    );
    let before = last_bytes(line.get(..start).unwrap_or(""), 8 * room);
    let marked = first_bytes(line.get(start..end).unwrap_or(""), 8 * room);
    let after = first_bytes(line.get(end..).unwrap_or(""), 8 * room);

    let mut cells = Vec::new();
    let mut at = 0;
    lay_out(before, &mut at, &mut cells);
    let (from, first) = (at, cells.len());
    lay_out(marked, &mut at, &mut cells);
    let to = at;
    if masked {
        for cell in cells.iter_mut().skip(first) {
            cell.text = "*".repeat(cell.columns);
        }
    }
    lay_out(after, &mut at, &mut cells);
    let whole_start = before.len() == start;
    let whole_end = marked.len() == end - start && after.len() == line.len() - end;

    if whole_start && whole_end && at <= room {
        let text = cells.into_iter().map(|cell| cell.text).collect();
        let columns = (to - from).max(1);
        return Window {
            text,
            column: from,
            columns,
        };
    }
    // The mark starts in the first third, or further right if there is room for more of the line's start.
    let mut skip = match (whole_start, to < room) {
        (true, true) => 0,
        _ => from.saturating_sub(room / 3),
    };
    if whole_end {
        skip = skip.min(at.saturating_sub(room));
    }
    let cut_start = !whole_start || skip > 0;
    let cut_end = !whole_end || at > skip + room;
    let shown = skip + usize::from(cut_start)..skip + room - usize::from(cut_end);
    let text = crop(&cells, &shown, cut_start, cut_end);
    let last = to.min(shown.end).max(from + 1);
    Window {
        text,
        column: from - skip,
        columns: last - from,
    }
}

/// Returns the cells that are entirely in `shown`; a cluster that is cut becomes spaces.
fn crop(cells: &[Cell], shown: &Range<usize>, cut_start: bool, cut_end: bool) -> String {
    let mut out = String::new();
    if cut_start {
        out.push('…');
    }
    let mut at = 0;
    for cell in cells {
        let (from, to) = (at, at + cell.columns);
        at = to;
        if to <= shown.start || from >= shown.end {
            continue;
        }
        if from >= shown.start && to <= shown.end {
            out.push_str(&cell.text);
        } else {
            let columns = to.min(shown.end) - from.max(shown.start);
            out.push_str(&" ".repeat(columns));
        }
    }
    if cut_end {
        out.push('…');
    }
    out
}

/// Appends the clusters of a text, starting at column `at`.
fn lay_out(text: &str, at: &mut usize, cells: &mut Vec<Cell>) {
    for cluster in text.graphemes(true) {
        let cell = if cluster == "\t" {
            let columns = TAB - *at % TAB;
            Cell {
                text: " ".repeat(columns),
                columns,
            }
        } else {
            let text = visible(cluster).replace(['\r', '\n'], "");
            Cell {
                columns: width(&text),
                text,
            }
        };
        *at += cell.columns;
        cells.push(cell);
    }
}

/// Returns the greatest character boundary at or before `at`.
fn floor(text: &str, at: usize) -> usize {
    let at = at.min(text.len());
    (0..=at)
        .rev()
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(0)
}

fn first_bytes(text: &str, most: usize) -> &str {
    text.get(..floor(text, most)).unwrap_or(text)
}

fn last_bytes(text: &str, most: usize) -> &str {
    text.get(floor(text, text.len().saturating_sub(most))..)
        .unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::window;

    fn draw(line: &str, marked: &str, room: usize) -> (String, String) {
        let start = line.find(marked).unwrap_or(0);
        let window = window(line, start..start + marked.len(), room, false);
        let marks = " ".repeat(window.column) + &"^".repeat(window.columns);
        (window.text, marks)
    }

    #[test]
    fn a_line_that_fits_is_whole() {
        let drawn = draw("/a -> b", "->", 40);
        assert_eq!(drawn, ("/a -> b".into(), "   ^^".into()));
    }

    #[test]
    fn tabs_wide_and_combining_characters_take_their_columns() {
        assert_eq!(draw("a\tb", "b", 40).1, "    ^");
        assert_eq!(draw("日本x", "x", 40).1, "    ^");
        assert_eq!(draw("e\u{301}x", "x", 40).1, " ^");
        assert_eq!(draw("👍🏽x", "x", 40).1, "  ^");
        assert_eq!(draw("👩‍👩‍👧x", "x", 40).1, "  ^");
        assert_eq!(draw("क्षx", "x", 40).1.trim_start(), "^");
    }

    #[test]
    fn both_ends_are_marked_where_they_are_cut() {
        let line = format!("{}here{}", "x".repeat(300), "y".repeat(300));
        let (text, marks) = draw(&line, "here", 60);
        assert_eq!(super::width(&text), 60);
        assert!(text.starts_with("…x") && text.ends_with("y…"), "{text}");
        let at = marks.find('^').unwrap_or(0);
        assert_eq!(text.chars().skip(at).take(4).collect::<String>(), "here");
        let (text, _) = draw(&line, "x", 60);
        assert!(text.starts_with('x') && text.ends_with('…'), "{text}");
        let line = format!("{} end", "x".repeat(300));
        let (text, _) = draw(&line, "end", 60);
        assert!(text.starts_with('…') && text.ends_with("end"), "{text}");
    }

    #[test]
    fn a_mask_hides_the_marked_text() {
        assert_eq!(window("DB hunter2 }", 3..10, 40, true).text, "DB ******* }");
    }
}
