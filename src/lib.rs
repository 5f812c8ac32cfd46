//! gwc, a compiler for `.gw`: HTTP gateways on AWS, declared in a few lines.
//!
//! | stage | room | takes | makes |
//! |---|---|---|---|
//! | parse | [`syntax`] | text | `ast::Ast` |

pub mod check;
pub mod diag;
pub mod graph;
pub mod model;
pub mod source;
pub mod syntax;
