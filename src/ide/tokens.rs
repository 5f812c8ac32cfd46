//! Semantic tokens, for highlighting.

use std::collections::BTreeMap;

use crate::ide::context::{self, Scope};
use crate::ide::{Spec, symbols};
use crate::model::settings::{self, BlockKind};
use crate::model::{BackendKind, Method, Symbol};
use crate::source::{FileId, offset_of};
use crate::syntax::statements::{Statements, statements};

/// The kind of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HighlightKind {
    /// A word of the language.
    Keyword,
    /// A setting or a clause.
    Property,
    /// A backend.
    Backend,
    /// An authorizer.
    Auth,
    /// Any other name.
    Name,
    /// A param, or a variable of API Gateway.
    Param,
    /// A method.
    Method,
    /// A path.
    Path,
    /// A string.
    Text,
    /// A number, with its unit.
    Number,
    /// A comment.
    Comment,
    /// The arrow.
    Operator,
}

/// A highlighted word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Highlight {
    /// The offset of the first byte.
    pub start: u32,
    /// The offset after the last byte.
    pub end: u32,
    /// Its kind.
    pub kind: HighlightKind,
    /// True if it declares its name.
    pub declares: bool,
}

/// Returns the tokens of a file, in the order of the text. They do not overlap or cross line ends.
#[must_use]
pub fn tokens(spec: &Spec, file: FileId) -> Vec<Highlight> {
    let text = spec.sources().text(file);
    let statements = statements(text);
    let mut found: BTreeMap<u32, Highlight> = BTreeMap::new();
    let mut put = |start: u32, end: u32, kind: HighlightKind, declares: bool| {
        let token = Highlight {
            start,
            end,
            kind,
            declares,
        };
        found.insert(start, token);
    };
    for (start, end) in &statements.comments {
        put(*start, *end, HighlightKind::Comment, false);
    }
    for (index, statement) in statements.all.iter().enumerate() {
        let scope = context::scope(text, &statements, statement);
        for (place, word) in statement.words.iter().enumerate() {
            let written = context::slice(text, word);
            let kind = if word.quoted {
                Some(HighlightKind::Text)
            } else {
                kind(text, &statements, index, &scope, place, written)
            };
            if let Some(kind) = kind {
                for (start, end, kind) in pieces(written, word.start, kind) {
                    put(start, end, kind, false);
                }
            }
        }
    }
    for usage in symbols::uses(spec).filter(|it| it.span.file == file) {
        let kind = match usage.symbol {
            Symbol::Backend(_) => HighlightKind::Backend,
            Symbol::Auth(_) => HighlightKind::Auth,
            Symbol::Param(_) => HighlightKind::Param,
            Symbol::Network(_) | Symbol::Output(_) | Symbol::Env(_) => HighlightKind::Name,
        };
        let whole = found.range(..=usage.span.start).next_back();
        // A param inside a string has no token of its own.
        let inside = whole.is_some_and(|(start, token)| {
            *start < usage.span.start && usage.span.start < token.end
        });
        if !inside && usage.span.end > usage.span.start {
            found.insert(
                usage.span.start,
                Highlight {
                    start: usage.span.start,
                    end: usage.span.end,
                    kind,
                    declares: usage.declares,
                },
            );
        }
    }
    let mut end = 0;
    let apart = |token: &Highlight| {
        let apart = token.start >= end;
        end = end.max(token.end);
        apart
    };
    let mut all: Vec<Highlight> = found.into_values().collect();
    let mut keep = apart;
    all.retain(|token| keep(token));
    all
}

/// Splits a path or string at its variables, which get their own kind.
fn pieces(written: &str, start: u32, kind: HighlightKind) -> Vec<(u32, u32, HighlightKind)> {
    let (open, close) = match kind {
        HighlightKind::Path => ("<", '>'),
        HighlightKind::Text => ("${", '}'),
        _ => ("", ' '),
    };
    let offset = |at: usize| start + offset_of(at);
    let mut pieces = Vec::new();
    let mut at = 0;
    while !open.is_empty()
        && let Some(from) = written.get(at..).and_then(|rest| rest.find(open))
        && let Some(length) = written.get(at + from..).and_then(|rest| rest.find(close))
    {
        let (from, to) = (at + from, at + from + length + 1);
        if from > at {
            pieces.push((offset(at), offset(from), kind));
        }
        pieces.push((offset(from), offset(to), HighlightKind::Param));
        at = to;
    }
    if at < written.len() {
        pieces.push((offset(at), offset(written.len()), kind));
    }
    pieces
}

fn kind(
    text: &str,
    statements: &Statements,
    index: usize,
    scope: &Scope,
    place: usize,
    written: &str,
) -> Option<HighlightKind> {
    if written == "->" {
        return Some(HighlightKind::Operator);
    }
    if written.starts_with('/') || written == "$default" {
        return Some(HighlightKind::Path);
    }
    if written.starts_with('$') {
        return Some(HighlightKind::Param);
    }
    if written.starts_with(|letter: char| letter.is_ascii_digit()) {
        return Some(HighlightKind::Number);
    }
    match scope {
        Scope::Top | Scope::Group => {
            let statement = statements.all.get(index)?;
            let first = statement.words.first()?;
            let first = context::slice(text, first);
            of_item(scope, first, place, written)
        }
        Scope::Block(block) if place == 0 => {
            settings::find(*block, written).map(|_| HighlightKind::Property)
        }
        Scope::Route(_) if place == 0 => Some(HighlightKind::Property),
        Scope::Env | Scope::Map if place == 0 => Some(HighlightKind::Property),
        Scope::Block(_) | Scope::Route(_) | Scope::Env | Scope::Map | Scope::Unknown => None,
    }
}

fn of_item(scope: &Scope, first: &str, place: usize, written: &str) -> Option<HighlightKind> {
    let is_method = Method::from_word(written).is_some();
    if is_method {
        return Some(HighlightKind::Method);
    }
    let keyword = crate::ide::forms::ITEMS
        .iter()
        .any(|(word, _)| *word == written);
    if place == 0 {
        let setting = *scope == Scope::Group && settings::find(BlockKind::Group, written).is_some();
        return if keyword || BackendKind::from_word(written).is_some() {
            Some(HighlightKind::Keyword)
        } else {
            setting.then_some(HighlightKind::Property)
        };
    }
    let known = BackendKind::from_word(written).is_some()
        || matches!(
            written,
            "private" | "public" | "jwt" | "lambda" | "export" | "burst"
        );
    if known {
        return Some(HighlightKind::Keyword);
    }
    let clauses = Method::from_word(first).is_some()
        || first.starts_with(['/', '$'])
        || first == "group"
        || first == "expect";
    (clauses && settings::find(BlockKind::Route, written).is_some())
        .then_some(HighlightKind::Property)
}
