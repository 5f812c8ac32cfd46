//! Carrying plans out: what a plan says becomes what AWS holds, and nothing is lost on the way.
//!
//! Reads the plan that `emit` writes, and nothing else of the compiler. Announces every mutation in a journal before it is
//! sent, so that a run that was killed anywhere goes on where it was. It must not talk to people: it gives notices to
//! whoever started it.

mod adopt;
mod certificate;
pub mod changes;
pub mod cloud;
mod drift;
mod execute;
mod failpoint;
mod find;
pub mod journal;
mod mutate;
mod patch;
pub mod plan;
mod queue;
mod resume;
mod retry;
pub mod session;
pub mod state;
pub mod store;
pub mod value;

pub use adopt::adopt;
pub use drift::{Drift, drift};
pub use execute::{Failed, Summary, execute, read_step};
pub use failpoint::Failpoint;
pub use mutate::Stop;
pub use resume::resume_all;
pub use retry::now;
