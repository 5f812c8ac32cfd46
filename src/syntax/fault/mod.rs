//! Syntax errors: one file per family, with its codes and messages.
//!
//! The files here detect and report faults. They must not change the tree.

pub(super) mod arrow;
pub(super) mod atom;
pub(super) mod block;
pub(super) mod character;
pub(super) mod clause;
pub(super) mod comment;
pub(super) mod depth;
pub(super) mod edition;
pub(super) mod foreign;
pub(super) mod item;
pub(super) mod kind;
pub(super) mod line;
pub(super) mod list;
pub(super) mod method;
pub(super) mod misplaced;
pub(super) mod name;
pub(super) mod reference;
pub(super) mod setting;
pub(super) mod string;
mod suggestion;
pub(super) mod unexpected;
pub(super) mod unit;
pub(super) mod variable;
