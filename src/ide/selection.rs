//! Selection ranges: the word, the statement, the enclosing blocks.

use crate::source::offset_of;
use crate::syntax::statements::statements;

/// Returns the ranges around an offset, from the innermost to the whole text.
#[must_use]
pub fn ranges(text: &str, offset: u32) -> Vec<(u32, u32)> {
    let statements = statements(text);
    let mut found: Vec<(u32, u32)> = Vec::new();
    let touches = |(start, end): (u32, u32)| start <= offset && offset <= end;
    let length = offset_of(text.len());
    for statement in &statements.all {
        let words = statement.words.iter().map(|word| (word.start, word.end));
        let block = statement
            .block
            .map(|(open, close)| (open, close.map_or(length, |at| at + 1)));
        let start = words.clone().chain(block).map(|(start, _)| start).min();
        let end = words.clone().chain(block).map(|(_, end)| end).max();
        found.extend(words.chain(block).filter(|range| touches(*range)));
        if let (Some(start), Some(end)) = (start, end) {
            found.extend(Some((start, end)).filter(|range| touches(*range)));
        }
    }
    found.extend(
        statements
            .comments
            .iter()
            .copied()
            .filter(|range| touches(*range)),
    );
    found.push((0, length));
    found.sort_by_key(|(start, end)| end - start);
    found.dedup();
    // Each range has to contain the previous one.
    let mut nested: Vec<(u32, u32)> = Vec::new();
    for (start, end) in found {
        if nested
            .last()
            .is_none_or(|(from, to)| start <= *from && *to <= end)
        {
            nested.push((start, end));
        }
    }
    nested
}
