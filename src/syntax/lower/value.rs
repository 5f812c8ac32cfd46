//! Values: atoms, quoted strings with their escapes, params and variables, lists.

use std::iter::Peekable;

use super::super::ast::{TextPart, Value, ValueKind, Word};
use super::super::fault;
use super::super::fault::reference::Reference;
use super::super::grammar::{Node, Nodes, Rule};
use super::TreeBuilder;
use crate::source::{Span, Spanned, offset_of};

/// The values of a setting, or of a param's default.
pub(super) struct Values {
    /// The values, without the brackets around all of them.
    pub(super) all: Vec<Value>,
    /// The span of those brackets.
    pub(super) brackets: Option<Span>,
}

/// The values that come next.
pub(super) fn values(cx: &mut TreeBuilder<'_>, nodes: &mut Peekable<Nodes<'_>>) -> Values {
    let mut all: Vec<Value> = Vec::new();
    while let Some(node) =
        nodes.next_if(|node| matches!(node.as_rule(), Rule::string | Rule::list | Rule::atom))
    {
        if node.as_rule() == Rule::atom && matches!(node.as_str(), "//" | "/*") {
            foreign_comment(cx, nodes, cx.span(&node));
            break;
        }
        add(cx, &mut all, node);
    }
    match all.as_mut_slice() {
        [
            Value {
                span,
                kind: ValueKind::List(inner),
            },
        ] if !inner.is_empty() => {
            let brackets = Some(*span);
            let all = std::mem::take(inner);
            Values { all, brackets }
        }
        _ => Values {
            all,
            brackets: None,
        },
    }
}

/// Adds a value, or the unit of the number before it.
fn add(cx: &mut TreeBuilder<'_>, all: &mut Vec<Value>, node: Node<'_>) {
    let span = cx.span(&node);
    if node.as_rule() == Rule::atom
        && let Some(Value {
            span: number_span,
            kind: ValueKind::Atom(number),
        }) = all.last_mut()
        && fault::unit::is_split(number, node.as_str())
    {
        let gap = Span::new(cx.file, number_span.end, span.start);
        if !fault::unit::is_foreign(node.as_str()) {
            cx.report(fault::unit::split(gap, number, node.as_str()));
        }
        number.push_str(node.as_str());
        *number_span = number_span.to(span);
        return;
    }
    let value = value(cx, node);
    if value.kind != ValueKind::Atom(String::new()) {
        all.push(value);
    }
}

/// Reports a comment of another language, which extends to the last of the following values.
fn foreign_comment(cx: &mut TreeBuilder<'_>, nodes: &mut Peekable<Nodes<'_>>, start: Span) {
    let mut span = start;
    while let Some(node) =
        nodes.next_if(|node| matches!(node.as_rule(), Rule::string | Rule::list | Rule::atom))
    {
        span = span.to(cx.span(&node));
    }
    if let Some(fault) = fault::comment::foreign(span, cx.slice(span)) {
        cx.report(fault);
        cx.rest_is_reported = true;
    }
}

/// One value.
pub(super) fn value(cx: &mut TreeBuilder<'_>, node: Node<'_>) -> Value {
    let span = cx.span(&node);
    let kind = match node.as_rule() {
        Rule::string => ValueKind::Text(text(cx, span, node.as_str())),
        Rule::list => list(cx, span, node),
        Rule::url => ValueKind::Atom(fault::atom::check(cx, span, node.as_str()).to_owned()),
        _ => return atom(cx, span, node.as_str()),
    };
    Value { span, kind }
}

/// A string or atom that must be literal.
pub(super) fn plain(cx: &mut TreeBuilder<'_>, node: &Node<'_>) -> Word {
    let span = cx.span(node);
    if node.as_rule() != Rule::string {
        let written = fault::atom::check(cx, span, node.as_str());
        return Spanned::new(written.to_owned(), span);
    }
    let mut plain = String::new();
    for part in text(cx, span, node.as_str()) {
        match part {
            TextPart::Literal(literal) => plain.push_str(&literal),
            TextPart::Param(name) | TextPart::Variable(name) => {
                cx.report(fault::reference::misplaced(&name));
            }
        }
    }
    Spanned::new(plain, span)
}

fn atom(cx: &mut TreeBuilder<'_>, span: Span, written: &str) -> Value {
    let bare = fault::atom::check(cx, span, written);
    let span = Span {
        end: span.start + offset_of(bare.len()),
        ..span
    };
    let name = bare.strip_prefix('$');
    let kind = match name.map(|name| (name, fault::reference::read(name))) {
        None => ValueKind::Atom(bare.to_owned()),
        Some((name, Some(Reference::Param))) => ValueKind::Param(name.to_owned()),
        Some((name, Some(Reference::Variable))) => ValueKind::Variable(name.to_owned()),
        Some((_, None)) => {
            // `$default` is the only word with a `$` that is not a reference; the others are reported elsewhere.
            let known = bare.contains('{') || fault::atom::contains_reference(bare);
            if !known {
                cx.report(fault::reference::malformed_atom(span, bare));
            }
            ValueKind::Atom(bare.to_owned())
        }
    };
    Value { span, kind }
}

fn list(cx: &mut TreeBuilder<'_>, span: Span, node: Node<'_>) -> ValueKind {
    let mut values = Vec::new();
    for node in node.into_inner() {
        match node.as_rule() {
            Rule::unclosed_list => cx.report(fault::list::unclosed(span)),
            Rule::comment => {
                let span = cx.span(&node);
                cx.comment(span);
            }
            _ => add(cx, &mut values, node),
        }
    }
    ValueKind::List(values)
}

/// The parts of a quoted string.
fn text(cx: &mut TreeBuilder<'_>, span: Span, written: &str) -> Vec<TextPart> {
    let inner = written.strip_prefix('"').unwrap_or(written);
    let mut parts = Parts::default();
    let mut rest = inner;
    let mut at = span.start + 1;
    loop {
        let stop = rest.find(['"', '\\', '$']).unwrap_or(rest.len());
        parts.literal.push_str(rest.get(..stop).unwrap_or(""));
        rest = rest.get(stop..).unwrap_or("");
        at += offset_of(stop);
        let taken = match rest.chars().next() {
            None => {
                cx.report(fault::string::unclosed(span));
                cx.rest_is_reported = true;
                break;
            }
            Some('\\') => escape(cx, &mut parts, at, rest),
            Some('$') => interpolation(cx, &mut parts, at, rest),
            Some(_) => break,
        };
        rest = rest.get(taken..).unwrap_or("");
        at += offset_of(taken);
    }
    parts.flush();
    parts.done
}

#[derive(Default)]
struct Parts {
    literal: String,
    done: Vec<TextPart>,
}

impl Parts {
    fn flush(&mut self) {
        if !self.literal.is_empty() {
            self.done
                .push(TextPart::Literal(std::mem::take(&mut self.literal)));
        }
    }
}

/// Reads the escape at the start of `rest`; returns its length.
fn escape(cx: &mut TreeBuilder<'_>, parts: &mut Parts, at: u32, rest: &str) -> usize {
    let mut letters = rest.chars();
    letters.next();
    let letter = match letters.next() {
        Some('n') => '\n',
        Some('t') => '\t',
        Some(letter @ ('"' | '\\')) => letter,
        Some('u') => {
            let (decoded, length) = code_point(rest);
            let span = Span::new(cx.file, at, at + offset_of(length));
            match decoded {
                Some(letter) => parts.literal.push(letter),
                None => cx.report(fault::string::bad_code_point(span, cx.slice(span))),
            }
            return length;
        }
        Some(other) => {
            let length = 1 + other.len_utf8();
            let span = Span::new(cx.file, at, at + offset_of(length));
            cx.report(fault::string::unknown_escape(span, other));
            parts.literal.push(other);
            return length;
        }
        None => return 1,
    };
    parts.literal.push(letter);
    2
}

/// The character of the `\u{..}` at the start of `rest`, and the length of the escape.
fn code_point(rest: &str) -> (Option<char>, usize) {
    let Some(digits) = rest.strip_prefix("\\u{") else {
        return (None, 2);
    };
    let end = digits
        .find(|letter: char| !letter.is_ascii_hexdigit())
        .unwrap_or(digits.len());
    if !digits.get(end..).unwrap_or("").starts_with('}') {
        return (None, 3 + end);
    }
    let number = digits
        .get(..end)
        .filter(|digits| (1..=6).contains(&digits.len()))
        .and_then(|digits| u32::from_str_radix(digits, 16).ok());
    (number.and_then(char::from_u32), 4 + end)
}

/// Reads the `$..` at the start of `rest`; returns its length.
fn interpolation(cx: &mut TreeBuilder<'_>, parts: &mut Parts, at: u32, rest: &str) -> usize {
    let Some(inner) = rest.strip_prefix("${") else {
        parts.literal.push('$');
        return 1;
    };
    let end = inner.find(['}', '"']).unwrap_or(inner.len());
    let name = inner.get(..end).unwrap_or("");
    let closed = inner.get(end..).unwrap_or("").starts_with('}');
    let name_span = Span::new(cx.file, at + 2, at + 2 + offset_of(end));
    let spanned = Spanned::new(name.to_owned(), name_span);
    let length = 2 + end + usize::from(closed);
    match fault::reference::read(name).filter(|_| closed) {
        Some(Reference::Param) => {
            parts.flush();
            parts.done.push(TextPart::Param(spanned));
        }
        Some(Reference::Variable) => {
            parts.flush();
            parts.done.push(TextPart::Variable(spanned));
        }
        None => {
            let span = Span::new(cx.file, at, at + offset_of(length));
            cx.report(fault::reference::malformed(span, cx.slice(span), closed));
        }
    }
    length
}
