//! The parser that `grammar/gw.pest` describes. It must not hold a rule of its own.

use pest::iterators::{Pair, Pairs};

/// Made from the grammar.
#[derive(pest_derive::Parser)]
#[grammar = "../grammar/gw.pest"]
pub(super) struct Grammar;

/// A node of pest's tree.
pub(super) type Node<'t> = Pair<'t, Rule>;
/// The children of a node of pest's tree.
pub(super) type Nodes<'t> = Pairs<'t, Rule>;
