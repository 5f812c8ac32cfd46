//! Renaming: all occurrences of a name, or the reason why it cannot have the new one.

use crate::ide::{Spec, symbols};
use crate::model::Symbol;
use crate::source::{FileId, Span};
use crate::syntax::is_name;

/// Returns the range of the renamable name at an offset.
#[must_use]
pub fn prepare(spec: &Spec, file: FileId, offset: u32) -> Option<Span> {
    let usage = symbols::at(spec, file, offset)?;
    let span = symbols::name_span(spec, &usage);
    // A misspelled use only resolves to this name by guessing.
    let sound = spec.sources().slice(span) == symbols::name(&usage.symbol);
    (sound && usage.symbol != Symbol::Auth("iam".to_owned())).then_some(span)
}

/// Returns every occurrence to replace.
///
/// # Errors
/// When the new name is invalid or already in use.
pub fn rename(spec: &Spec, symbol: &Symbol, new: &str) -> Result<Vec<Span>, String> {
    if !is_name(new) {
        return Err(format!(
            "invalid name `{new}`: expected at most 40 lower-case letters, digits and hyphens, starting with a letter"
        ));
    }
    let renamed = with_name(symbol, new);
    if renamed == Symbol::Auth("iam".to_owned()) {
        return Err("`iam` is built in and cannot be the name of another authorizer".to_owned());
    }
    if renamed != *symbol && symbols::uses(spec).any(|usage| usage.symbol == renamed) {
        let noun = symbols::noun(symbol);
        return Err(format!("{noun} `{new}` already exists"));
    }
    let old = symbols::name(symbol);
    let places = symbols::references(spec, symbol, true);
    Ok(places
        .into_iter()
        .filter(|span| spec.sources().slice(*span) == old)
        .collect())
}

fn with_name(symbol: &Symbol, name: &str) -> Symbol {
    let name = name.to_owned();
    match symbol {
        Symbol::Backend(_) => Symbol::Backend(name),
        Symbol::Auth(_) => Symbol::Auth(name),
        Symbol::Network(_) => Symbol::Network(name),
        Symbol::Param(_) => Symbol::Param(name),
        Symbol::Output(_) => Symbol::Output(name),
        Symbol::Env(_) => Symbol::Env(name),
    }
}
