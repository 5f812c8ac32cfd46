//! Renaming: every place of a name, or why it cannot have the new one.

use crate::ide::{Spec, symbols};
use crate::model::Symbol;
use crate::source::{FileId, Span};
use crate::syntax::is_name;

/// The name that can be renamed at a place.
#[must_use]
pub fn prepare(spec: &Spec, file: FileId, offset: u32) -> Option<Span> {
    let usage = symbols::at(spec, file, offset)?;
    let span = symbols::name_span(spec, &usage);
    // A use that is spelt otherwise means this name only by a guess.
    let sound = spec.sources().slice(span) == symbols::name(&usage.symbol);
    (sound && usage.symbol != Symbol::Auth("iam".to_owned())).then_some(span)
}

/// Every place that a new name goes to.
///
/// # Errors
/// When the new name is none, or another thing of the spec has it.
pub fn rename(spec: &Spec, symbol: &Symbol, new: &str) -> Result<Vec<Span>, String> {
    if !is_name(new) {
        return Err(format!(
            "`{new}` is no name: names begin with a lower case letter and have lower case letters, digits and hyphens, at most 40"
        ));
    }
    let renamed = with_name(symbol, new);
    if renamed == Symbol::Auth("iam".to_owned()) {
        return Err("`iam` is built in, and no authorizer can have its name".to_owned());
    }
    if renamed != *symbol && symbols::uses(spec).any(|usage| usage.symbol == renamed) {
        let noun = symbols::noun(symbol);
        return Err(format!("there is a {noun} `{new}` already"));
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
