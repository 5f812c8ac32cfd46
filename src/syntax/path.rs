//! Path patterns: parses `/a/<id>` to segments. Must not check whether a path is allowed in its place.

use super::ast::{Path, PathKind, Segment, SegmentKind};
use super::fault::variable;
use crate::diag::Diagnostic;
use crate::source::{Span, offset_of};

/// Parses a path pattern that is a value, e.g. in `at /v2/<proxy>`; `at` is its position in the file. The caller checks
/// that it begins with a slash.
#[must_use]
pub fn parse_path(at: Span, text: &str) -> (Path, Vec<Diagnostic>) {
    let mut faults = Vec::new();
    if text == "$default" {
        let kind = PathKind::Default;
        return (Path { span: at, kind }, faults);
    }
    let (body, offset) = match text.strip_prefix('/') {
        Some(body) => (body, 1),
        None => (text, 0),
    };
    let trailing_slash = body.ends_with('/');
    let body = body.strip_suffix('/').unwrap_or(body);
    let mut segments = Vec::new();
    let mut start = at.start + offset;
    if !body.is_empty() || trailing_slash {
        for written in body.split('/') {
            let length = offset_of(written.len());
            let span = Span::new(at.file, start, start.saturating_add(length));
            segments.push(Segment {
                span,
                kind: segment(span, written, &mut faults),
            });
            start = start.saturating_add(length).saturating_add(1);
        }
    }
    let kind = PathKind::Segments {
        segments,
        trailing_slash,
    };
    (Path { span: at, kind }, faults)
}

fn segment(span: Span, written: &str, faults: &mut Vec<Diagnostic>) -> SegmentKind {
    let inner = written
        .strip_prefix('<')
        .and_then(|rest| rest.strip_suffix('>'));
    if let Some(inner) = inner {
        if let Some(kind) = variable_of(inner) {
            return kind;
        }
    } else if !written.contains(['<', '>', '{', '}', '*']) && !written.starts_with(':') {
        return SegmentKind::Literal(written.to_owned());
    }
    let (fault, meant) = variable::check(span, written);
    faults.extend(fault);
    meant.unwrap_or_else(|| SegmentKind::Literal(written.to_owned()))
}

/// The variable between `<` and `>`, if it is well formed.
pub(super) fn variable_of(inner: &str) -> Option<SegmentKind> {
    let (name, kind): (&str, fn(String) -> SegmentKind) =
        if let Some(name) = inner.strip_suffix('+') {
            (name, SegmentKind::Greedy)
        } else if let Some(name) = inner.strip_suffix('*') {
            (name, SegmentKind::Optional)
        } else {
            (inner, SegmentKind::Variable)
        };
    is_variable_name(name).then(|| kind(name.to_owned()))
}

/// API Gateway's own rule for the names of path variables, so that an existing API can keep its names.
fn is_variable_name(name: &str) -> bool {
    name.starts_with(|letter: char| letter.is_ascii_alphabetic() || letter == '_')
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.'))
}
