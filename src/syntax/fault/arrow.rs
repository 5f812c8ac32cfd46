//! GW0002: no arrow between what is asked and what answers, or another sign in its place.

use crate::diag::{Code, Diagnostic, Edit, Fix, codes};
use crate::source::Span;

const CODE: Code = codes::WRONG_ARROW;

/// `=>` and the like.
pub(in super::super) fn wrong(span: Span, written: &str) -> Diagnostic {
    Diagnostic::error(
        CODE,
        span,
        format!("`{written}` is no arrow of this language"),
    )
    .help("write `->`")
    .safe_fix("write `->`", span, "->")
}

/// Nothing between `before` and `rest`, which begins at `gap`.
pub(in super::super) fn missing(before: Span, gap: Span, rest: &str) -> Diagnostic {
    // White space around the gap belongs to neither side; the fix must not double it.
    let start = gap.start + u32::try_from(leading_space(rest)).unwrap_or(0);
    let target = Span::new(gap.file, start, start);
    let fix = Fix {
        title: "write `->`".to_owned(),
        edits: vec![Edit {
            span: target,
            text: "-> ".to_owned(),
        }],
        safe: true,
    };
    Diagnostic::error(CODE, before.after().to(target), "no `->` after the path")
        .help("write `PATH -> TARGET`")
        .with_fix(fix)
}

fn leading_space(text: &str) -> usize {
    text.len() - text.trim_start_matches([' ', '\t']).len()
}
