//! Which route answers a request, and what its backend sees: one matcher for check, trace, expect, diff and the editor.
//!
//! The rules are those of API Gateway; where it does not document a rule, the [`Selection`] has a [`Caveat`]. This room
//! reads the model and the facts only: it checks no spec and prints nothing.

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
