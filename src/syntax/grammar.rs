//! The parser generated from `grammar/gw.pest`. Must not contain its own rules.

use pest::iterators::{Pair, Pairs};

/// The generated parser.
#[derive(pest_derive::Parser)]
#[grammar = "../grammar/gw.pest"]
pub(super) struct Grammar;

/// A node of pest's tree.
pub(super) type Node<'t> = Pair<'t, Rule>;
/// The children of a node of pest's tree.
pub(super) type Nodes<'t> = Pairs<'t, Rule>;
