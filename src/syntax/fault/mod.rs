//! What may be wrong with the form of a text: one file a family of fault, each the owner of its codes and its words.
//!
//! A file here decides whether the fault is one and says so; it changes no tree.

pub(super) mod arrow;
pub(super) mod atom;
pub(super) mod block;
pub(super) mod clause;
pub(super) mod depth;
pub(super) mod edition;
pub(super) mod item;
pub(super) mod kind;
pub(super) mod letter;
pub(super) mod line;
pub(super) mod list;
pub(super) mod method;
pub(super) mod name;
pub(super) mod reference;
pub(super) mod string;
pub(super) mod unexpected;
pub(super) mod variable;
