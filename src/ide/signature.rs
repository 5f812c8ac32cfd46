//! Signature help: the form of the setting or item at the cursor, and its current part.

use crate::ide::Spec;
use crate::ide::context::is_route;
use crate::ide::context::{self, Scope};
use crate::ide::forms::ITEMS;
use crate::model::BackendKind;
use crate::model::settings::{self, BlockKind};
use crate::source::{FileId, offset_of};

/// A form, its parts, and the part at the cursor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// The form, e.g. `throttle RATE [burst COUNT]`.
    pub form: String,
    /// Its meaning.
    pub docs: Option<&'static str>,
    /// The byte ranges of its words in the form.
    pub parts: Vec<(u32, u32)>,
    /// The index of the part at the cursor.
    pub active: u32,
}

/// Returns the form at an offset of a file.
#[must_use]
pub fn at(spec: &Spec, file: FileId, offset: u32) -> Option<Signature> {
    let context = context::at(spec, file, offset)?;
    let words = context.words.as_slice();
    let first = words.first().copied()?;
    let (form, docs, count) = match &context.scope {
        Scope::Block(block) => of_setting(*block, first, words.len())?,
        Scope::Route(_) => of_setting(BlockKind::Route, first, words.len())?,
        Scope::Group if !is_route(words) && first != "group" => {
            of_setting(BlockKind::Group, first, words.len())?
        }
        Scope::Top | Scope::Group => of_clause(words).or_else(|| of_item(first, words))?,
        Scope::Env | Scope::Map | Scope::Unknown => return None,
    };
    let parts = parts(&form);
    let last = parts.len().checked_sub(1)?;
    Some(Signature {
        active: offset_of(count.min(last)),
        form,
        docs,
        parts,
    })
}

type Form = (String, Option<&'static str>, usize);

fn of_setting(block: BlockKind, name: &str, count: usize) -> Option<Form> {
    let info = settings::find(block, name)?;
    Some((info.form.to_owned(), Some(info.doc), count))
}

/// Returns the form of the last clause on the line of a route or a group.
fn of_clause(words: &[&str]) -> Option<Form> {
    if !is_route(words) || words.first() == Some(&"expect") {
        return None;
    }
    let at = words
        .iter()
        .rposition(|word| settings::find(BlockKind::Route, word).is_some())?;
    let clause = words.get(at)?;
    of_setting(BlockKind::Route, clause, words.len() - at)
}

fn of_item(first: &str, words: &[&str]) -> Option<Form> {
    let known = ITEMS.iter().find(|(word, _)| *word == first);
    let form = match known {
        Some((_, form)) => (*form).to_owned(),
        None if is_route(words) => "[METHOD] PATH -> BACKEND {clause} [{ settings }]".to_owned(),
        None => {
            let kind = BackendKind::from_word(first)?;
            format!("{} NAME [private|public] [{{ settings }}]", kind.word())
        }
    };
    Some((form, None, words.len()))
}

fn parts(form: &str) -> Vec<(u32, u32)> {
    let mut parts = Vec::new();
    let mut at = 0;
    for word in form.split(' ') {
        let end = at + offset_of(word.len());
        if !word.is_empty() {
            parts.push((at, end));
        }
        at = end + 1;
    }
    parts
}
