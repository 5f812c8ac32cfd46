//! Long lines of a drawn snippet, cut to what a terminal can hold, around the place that is marked.
//!
//! Works on what miette drew, since offsets must stay those of the file. Colours take no room and are always kept.

/// The columns kept before a mark.
const BEFORE: usize = 24;

/// The drawing, its lines cut to `limit` columns each.
pub(super) fn clipped(drawing: &str, limit: usize) -> String {
    if drawing.lines().all(|line| columns(line).count() <= limit) {
        return drawing.to_owned();
    }
    let skip = drawing
        .lines()
        .filter_map(mark)
        .min()
        .map_or(0, |at| at.saturating_sub(BEFORE));
    let lines = drawing.lines().map(|line| cut(line, skip, limit));
    lines.map(|line| format!("{line}\n")).collect()
}

/// The letters of a line that take room.
fn columns(line: &str) -> impl Iterator<Item = char> + '_ {
    let mut escaped = false;
    line.chars().filter(move |letter| {
        let shown = !escaped && *letter != '\u{1b}';
        escaped = (escaped || *letter == '\u{1b}') && *letter != 'm';
        shown
    })
}

/// How many columns the line number and the line beside it take.
fn gutter(line: &str) -> Option<usize> {
    let at = columns(line).position(|letter| matches!(letter, '│' | '·' | '|' | ':'))?;
    let number = columns(line)
        .take(at)
        .all(|letter| letter == ' ' || letter.is_ascii_digit());
    number.then_some(at + 2)
}

/// Where a line of marks has its first one, counted behind the gutter.
fn mark(line: &str) -> Option<usize> {
    let gutter = gutter(line)?;
    let marks = columns(line)
        .nth(gutter.checked_sub(2)?)
        .is_some_and(|letter| matches!(letter, '·' | ':'));
    marks
        .then(|| columns(line).skip(gutter).position(|letter| letter != ' '))
        .flatten()
}

/// A line without the first `skip` columns behind its gutter, and without those beyond `limit`.
fn cut(line: &str, skip: usize, limit: usize) -> String {
    let Some(gutter) = gutter(line) else {
        return line.to_owned();
    };
    let (mut at, mut kept, mut escaped) = (0, 0, false);
    let mut out = String::new();
    for letter in line.chars() {
        if escaped || letter == '\u{1b}' {
            escaped = letter != 'm';
            out.push(letter);
            continue;
        }
        let hidden = at >= gutter && at < gutter + skip;
        at += 1;
        if hidden || kept >= limit {
            continue;
        }
        let edge = kept + 1 == limit || skip > 0 && at == gutter + skip + 1;
        out.push(if edge && letter != ' ' { '…' } else { letter });
        kept += 1;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::clipped;

    #[test]
    fn a_mark_far_to_the_right_is_in_sight() {
        let line = format!(
            " 1 │ {}here{}\n   · {}────\n",
            "x".repeat(300),
            "y".repeat(300),
            " ".repeat(300)
        );
        let cut = clipped(&line, 60);
        assert!(cut.lines().all(|line| line.chars().count() <= 60), "{cut}");
        assert!(cut.contains("xhere") && cut.contains(" ────"), "{cut}");
    }

    #[test]
    fn lines_that_fit_stay_as_they_are() {
        let line = " 1 │ /a -> b\n   · ──\n";
        assert_eq!(clipped(line, 60), line);
    }
}
