//! GW0002: a missing arrow between the path and the backend, or another sign in its place.

use crate::diag::{Code, Diagnostic, Edit, Fix, codes};
use crate::source::{Span, offset_of};

const CODE: Code = codes::WRONG_ARROW;

/// `=>` and the like.
pub(in super::super) fn wrong(span: Span, written: &str) -> Diagnostic {
    Diagnostic::error(CODE, span, format!("expected `->`, found `{written}`"))
        .help("write `->`")
        .safe_fix("write `->`", span, "->")
}

/// A misspelt arrow at the start of a text, e.g. `-x>`.
pub(in super::super) fn misspelt(rest: &str) -> Option<&str> {
    let bare = rest.trim_start_matches([' ', '\t']);
    let word = bare.split([' ', '\t']).next()?;
    let is_arrow = word.starts_with(['-', '=', '~', '>', '|']) && word.len() <= 4;
    is_arrow.then_some(word)
}

/// A missing arrow between `before` and `rest`, which begins at `gap`.
pub(in super::super) fn missing(before: Span, gap: Span, rest: &str) -> Diagnostic {
    // The fix must not double the white space around the gap.
    let start = gap.start + offset_of(leading_space(rest));
    let target = Span::new(gap.file, start, start);
    let fix = Fix {
        title: "write `->`".to_owned(),
        edits: vec![Edit {
            span: target,
            text: "-> ".to_owned(),
        }],
        safe: true,
    };
    Diagnostic::error(
        CODE,
        before.after().to(target),
        "expected `->` after the path",
    )
    .help("write `PATH -> BACKEND`")
    .with_fix(fix)
}

fn leading_space(text: &str) -> usize {
    text.len() - text.trim_start_matches([' ', '\t']).len()
}
