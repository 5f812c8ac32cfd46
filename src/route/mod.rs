//! Route selection, and the request that the backend sees: one matcher for check, trace, expect, diff and the editor.
//!
//! Follows the rules of API Gateway; if it does not document a rule, the [`Selection`] has a [`Caveat`]. This module
//! reads only the model and the facts: it neither checks specs nor prints anything.

pub mod list;
mod nearest;
mod order;
mod path;
mod percent;
mod request;
mod select;
mod table;
pub mod trace;

pub use nearest::{Distance, Nearest};
pub use order::{by_match, precedence};
pub use path::{forwarded_path, pattern, template};
pub use percent::decode_path;
pub use request::{Request, RequestError};
pub use select::{Candidate, Caveat, LossReason, PathParam, Selection};
pub use table::Table;
