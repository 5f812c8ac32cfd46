//! Path variables: their declarations and uses.

use crate::ide::{Spec, nodes};
use crate::source::{FileId, Span, offset_of};
use crate::syntax::ast::{Item, ItemKind, Path, PathKind, SegmentKind};

/// A path variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathVariable {
    /// Its name.
    pub name: String,
    /// The name in the path that declares it.
    pub declaration: Span,
    /// All occurrences of the name, in the order of the text.
    pub places: Vec<Span>,
}

/// Returns the variable at an offset.
#[must_use]
pub fn at(spec: &Spec, file: FileId, offset: u32) -> Option<PathVariable> {
    let text = spec.sources().text(file);
    let (start, end) = name_at(text, offset)?;
    let name = text.get(start..end)?;
    let item = declaring(nodes::items(&spec.files, file), offset, name)?;
    let within = text.get(item.span.range())?;
    let base = item.span.start as usize;
    let places: Vec<Span> = places(within, name)
        .into_iter()
        .map(|at| span(file, base + at, name.len()))
        .collect();
    Some(PathVariable {
        name: name.to_owned(),
        declaration: *places.first()?,
        places,
    })
}

fn span(file: FileId, start: usize, length: usize) -> Span {
    Span::new(file, offset_of(start), offset_of(start + length))
}

/// Returns the range of the variable name that touches an offset: `<id>`, `<rest+>`, or the end of `request.path.id`.
fn name_at(text: &str, offset: u32) -> Option<(usize, usize)> {
    let at = offset as usize;
    let before = text.get(..at)?;
    let length: usize = before
        .chars()
        .rev()
        .take_while(|it| is_name(*it))
        .map(char::len_utf8)
        .sum();
    let start = at - length;
    let rest = text.get(at..)?;
    let length: usize = rest
        .chars()
        .take_while(|it| is_name(*it))
        .map(char::len_utf8)
        .sum();
    let end = at + length;
    let head = text.get(..start)?;
    let name = text.get(start..end)?;
    if head.ends_with('<') && end > start {
        return Some((start, end));
    }
    let key = name
        .strip_prefix("request.path.")
        .filter(|key| !key.is_empty())?;
    Some((end - key.len(), end))
}

fn is_name(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-' | '.')
}

/// Finds the innermost item around an offset whose own path declares a variable.
fn declaring<'i>(items: &'i [Item], offset: u32, name: &str) -> Option<&'i Item> {
    let item = items.iter().find(|item| item.span.touches(offset))?;
    let (path, inner): (&Path, &[Item]) = match &item.kind {
        ItemKind::Route(route) => (&route.path, &[]),
        ItemKind::Group(group) => (&group.path, &group.items),
        _ => return None,
    };
    declaring(inner, offset, name).or_else(|| declares(path, name).then_some(item))
}

fn declares(path: &Path, name: &str) -> bool {
    let PathKind::Segments { segments, .. } = &path.kind else {
        return false;
    };
    segments.iter().any(|segment| match &segment.kind {
        SegmentKind::Literal(_) => false,
        SegmentKind::Variable(own) | SegmentKind::Greedy(own) | SegmentKind::Optional(own) => {
            own == name
        }
    })
}

/// Returns the offsets where a name occurs as a variable, in order.
fn places(text: &str, name: &str) -> Vec<usize> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices(name) {
        let head = text.get(..at).unwrap_or("");
        let rest = text.get(at + name.len()..).unwrap_or("");
        let bracketed = head.ends_with('<') && rest.starts_with(['>', '+', '*']);
        let referred = head.ends_with("request.path.") && !rest.starts_with(is_name);
        if bracketed || referred {
            found.push(at);
        }
    }
    found
}
