//! The context of an offset: the enclosing block, and the preceding words on the line.
//!
//! Works on statements instead of the tree, because the line being written may not parse.

use crate::ide::{Spec, nodes};
use crate::model::BackendKind;
use crate::model::settings::BlockKind;
use crate::source::FileId;
use crate::syntax::statements::{Statement, StatementWord, Statements, cursor};

/// The kind of block around a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    /// The file itself.
    Top,
    /// A group.
    Group,
    /// A route's block, or the block of its action: the kind or name of the backend and the action's word.
    Route(Option<(String, String)>),
    /// A block with its own settings.
    Block(BlockKind),
    /// An environment, which sets params.
    Env,
    /// A map with arbitrary names.
    Map,
    /// An unknown block.
    Unknown,
}

/// A cursor and the text before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Context<'t> {
    /// The block.
    pub(super) scope: Scope,
    /// The words before the one at the cursor.
    pub(super) words: Vec<&'t str>,
    /// The settings that the block already has.
    pub(super) present: Vec<&'t str>,
    /// The part of the word before the cursor.
    pub(super) partial: &'t str,
    /// The start of that part.
    pub(super) start: u32,
    /// True if the cursor is in a string.
    pub(super) in_string: bool,
}

/// Returns the context at an offset of a file; `None` in a comment.
pub(super) fn at(spec: &Spec, file: FileId, offset: u32) -> Option<Context<'_>> {
    let range = nodes::range_of_context(spec, file, offset);
    let start = u32::try_from(range.start).unwrap_or(0);
    let text = spec.sources().text(file).get(range).unwrap_or_default();
    let context = within(text, offset.saturating_sub(start))?;
    Some(Context {
        start: context.start + start,
        ..context
    })
}

/// Returns the context at an offset of a text; `None` in a comment.
fn within(text: &str, offset: u32) -> Option<Context<'_>> {
    let cursor = cursor(text, offset);
    if cursor.in_comment {
        return None;
    }
    let statements = &cursor.statements;
    let current = cursor.current;
    let words = current.map_or(Vec::new(), |index| words(text, statements, index));
    let parent = cursor.parent;
    let scope = parent.map_or(Scope::Top, |(index, header)| {
        opened_block(text, statements, index, header)
    });
    let present = statements
        .all
        .iter()
        .enumerate()
        .filter(|(index, statement)| {
            parent.is_some_and(|(parent, _)| statement.parent == Some(parent))
                && Some(*index) != current
        })
        .filter_map(|(_, statement)| Some(slice(text, statement.words.first()?)))
        .collect();
    Some(Context {
        scope,
        words,
        present,
        partial: text
            .get(cursor.partial as usize..offset as usize)
            .unwrap_or(""),
        start: cursor.partial,
        in_string: cursor.in_string,
    })
}

/// Returns the block that contains a statement.
pub(super) fn scope(text: &str, statements: &Statements, statement: &Statement) -> Scope {
    statement.parent.map_or(Scope::Top, |parent| {
        opened_block(text, statements, parent, statement.header)
    })
}

/// Returns the words of a statement.
pub(super) fn words<'t>(text: &'t str, statements: &Statements, index: usize) -> Vec<&'t str> {
    let statement = statements.all.get(index);
    let words = statement.map_or(&[][..], |statement| &statement.words);
    words.iter().map(|word| slice(text, word)).collect()
}

/// Returns the text of a word.
pub(super) fn slice<'t>(text: &'t str, word: &StatementWord) -> &'t str {
    // INVARIANT: the word is of this text.
    let Some(slice) = text.get(word.start as usize..word.end as usize) else {
        never!("no text at {word:?}");
    };
    slice
}

/// Returns the block that the first `header` words of a statement open.
fn opened_block(text: &str, statements: &Statements, index: usize, header: usize) -> Scope {
    let Some(statement) = statements.all.get(index) else {
        never!("no statement {index}");
    };
    let mut words = words(text, statements, index);
    words.truncate(header);
    let first = words.first().copied().unwrap_or("");
    match scope(text, statements, statement) {
        Scope::Top | Scope::Group => item(first, &words),
        Scope::Block(block) => setting(block, first),
        Scope::Route(_) | Scope::Env | Scope::Map | Scope::Unknown => Scope::Unknown,
    }
}

fn item(first: &str, words: &[&str]) -> Scope {
    if words.contains(&"->") {
        return Scope::Route(action(words));
    }
    match first {
        "group" => Scope::Group,
        "gateway" => Scope::Block(BlockKind::Gateway),
        "network" => Scope::Block(BlockKind::Network),
        "env" => Scope::Env,
        "auth" if words.contains(&"jwt") => Scope::Block(BlockKind::Jwt),
        "auth" if words.contains(&"cognito") => Scope::Block(BlockKind::Cognito),
        "auth" if words.contains(&"lambda") => Scope::Block(BlockKind::LambdaAuth),
        _ => BackendKind::from_word(first).map_or(Scope::Unknown, |kind| {
            Scope::Block(BlockKind::Backend(kind))
        }),
    }
}

/// Returns true if the words of a line are those of a route.
pub(super) fn is_route(words: &[&str]) -> bool {
    words
        .iter()
        .any(|word| word.starts_with('/') || *word == "$default" || *word == "->")
}

/// Returns the backend's kind or name and the action, for a route that may call a service.
pub(super) fn action(words: &[&str]) -> Option<(String, String)> {
    let arrow = words.iter().position(|word| *word == "->")?;
    let target = words.get(arrow + 1..)?;
    let first = *target.first()?;
    // `sqs jobs send`, or `jobs send` of a declared backend.
    let action = match BackendKind::from_word(first) {
        Some(_) => target.get(2)?,
        None => target.get(1)?,
    };
    Some((first.to_owned(), (*action).to_owned()))
}

fn setting(block: BlockKind, name: &str) -> Scope {
    match (block, name) {
        (BlockKind::Gateway, "cors") => Scope::Block(BlockKind::Cors),
        (BlockKind::Gateway, "log") => Scope::Block(BlockKind::Log),
        (BlockKind::Gateway, "domain") => Scope::Block(BlockKind::Domain),
        (BlockKind::Gateway, "tags" | "stage-variables") => Scope::Map,
        (BlockKind::Backend(_), "env" | "secret") => Scope::Map,
        (BlockKind::Backend(_), "health") => Scope::Block(BlockKind::Health),
        (BlockKind::Backend(_), "connector") => Scope::Block(BlockKind::Connector),
        _ => Scope::Unknown,
    }
}
