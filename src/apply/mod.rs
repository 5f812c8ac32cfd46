//! Executes plans, safely even if the program is killed.
//!
//! Reads the plan that `emit` writes, and nothing else of the compiler. Records every mutation in a journal before it
//! is sent, so that the next run can continue after an interruption. It must not print: it sends notices to its caller.

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
mod repair;
mod resume;
mod retry;
pub mod session;
pub mod state;
pub mod store;
pub mod value;

pub use adopt::{adopt, refuse_second_api};
pub use drift::{Drift, drift};
pub use execute::{FailedStep, Summary, execute, read_step};
pub use failpoint::Failpoint;
pub use mutate::Stop;
pub use repair::repair;
pub use resume::resume_all;
pub use retry::now;
