//! Lines with columns, and the alignment of adjacent lines. Independent of the language.

/// The class of a line: adjacent lines of the same class share their columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Class {
    /// `NAME VALUES`
    Setting,
    /// `METHODS PATH | -> TARGET | CLAUSES`
    Route,
    /// `expect METHOD | PATH | -> OUTCOME`
    Expect,
    /// An item by its first word, e.g. `env NAME | { .. }`.
    Item(String),
    /// A comment or `##` line, which does not separate adjacent lines.
    Comment,
    /// The end of a block, which does not separate adjacent lines either.
    Close,
    /// A line that does not share its columns.
    Alone,
}

/// One line.
#[derive(Clone, Debug)]
pub(super) struct Line {
    /// Its indentation, in levels.
    pub(super) depth: usize,
    /// True if an empty line precedes it.
    pub(super) blank_before: bool,
    /// Its class.
    pub(super) class: Class,
    /// Its columns.
    pub(super) cells: Vec<String>,
    /// The comment behind it.
    pub(super) comment: Option<String>,
}

/// The maximum width of a first cell that widens the column for adjacent lines.
const LONGEST: usize = 48;
/// The same for later cells, such as targets: one long target must not push all others aside.
const LONGEST_LATER: usize = 36;

/// Returns the text of the lines, with aligned columns.
pub(super) fn render(lines: &[Line]) -> String {
    let (runs, of_line) = runs(lines);
    let mut text = String::new();
    let alone = Run::default();
    for (line, run) in lines.iter().zip(of_line) {
        let run = run.and_then(|run| runs.get(run)).unwrap_or(&alone);
        write(&mut text, line, run);
    }
    text
}

/// Lines that share their columns.
#[derive(Default)]
struct Run {
    /// The number of lines.
    lines: usize,
    /// The width of each column.
    widths: Vec<usize>,
}

/// Returns the runs, and the run of each line. A run continues after a block that one of its lines opens; it ends at an
/// empty line, at a line of another class, or at the end of the block that it is in.
fn runs(lines: &[Line]) -> (Vec<Run>, Vec<Option<usize>>) {
    let mut runs: Vec<Run> = Vec::new();
    let mut of_line = Vec::with_capacity(lines.len());
    // By depth: the run that can continue there.
    let mut current: Vec<Option<(&Class, usize)>> = Vec::new();
    for line in lines {
        current.resize(line.depth + 1, None);
        let Some(here) = current.last_mut() else {
            continue;
        };
        if line.blank_before {
            *here = None;
        }
        let run = match line.class {
            Class::Comment | Class::Close => None,
            Class::Alone => {
                *here = None;
                None
            }
            Class::Setting | Class::Route | Class::Expect | Class::Item(_) => {
                let run = match here {
                    Some((class, run)) if **class == line.class => *run,
                    _ => runs.len(),
                };
                *here = Some((&line.class, run));
                if run == runs.len() {
                    runs.push(Run::default());
                }
                Some(run)
            }
        };
        if let Some(run) = run.and_then(|run| runs.get_mut(run)) {
            widen(run, line);
        }
        of_line.push(run);
    }
    (runs, of_line)
}

/// Widens the columns for a line; its last cell needs no room.
fn widen(run: &mut Run, line: &Line) {
    run.lines += 1;
    let padded = line.cells.len().saturating_sub(1);
    for (column, cell) in line.cells.iter().take(padded).enumerate() {
        let width = cell.chars().count();
        let longest = if column == 0 { LONGEST } else { LONGEST_LATER };
        let width = if width > longest { 0 } else { width };
        match run.widths.get_mut(column) {
            Some(widest) => *widest = width.max(*widest),
            None => run.widths.push(width),
        }
    }
}

fn write(text: &mut String, line: &Line, run: &Run) {
    if line.blank_before {
        text.push('\n');
    }
    for _ in 0..line.depth {
        text.push_str("  ");
    }
    let last = line.cells.len().saturating_sub(1);
    for (column, cell) in line.cells.iter().enumerate() {
        text.push_str(cell);
        if column < last && line.class != Class::Comment {
            let width = run.widths.get(column).copied().unwrap_or(0);
            let pad = width.saturating_sub(cell.chars().count());
            // Targets of routes contain spaces: a single space would not show where their column ends.
            let wide = line.class == Class::Route && column > 0 && run.lines > 1;
            let gap = if wide { 2 } else { 1 };
            text.extend(std::iter::repeat_n(' ', pad + gap));
        }
    }
    if let Some(comment) = &line.comment {
        text.push_str("  ");
        text.push_str(comment);
    }
    text.push('\n');
}
