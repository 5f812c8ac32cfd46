//! A local gateway: a spec's routes, answered as API Gateway answers them.
//!
//! Owns the pipeline of a request, a file a stage, and what surrounds it: connections, addresses of backends, the local
//! issuer, reloading. It must not match or map by itself: `route` does, for `trace` and for this room alike.

mod address;
mod answer;
mod auth;
mod banner;
mod clock;
mod cors;
mod exchange;
mod fault;
mod gateway;
mod integration;
mod json_path;
mod limits;
mod log;
mod options;
mod pipeline;
mod response;
mod server;
mod sink;
mod state;
mod throttle;
mod watch;
mod wire;

pub use banner::names;
pub use fault::Fault;
pub use options::{Options, Spec, SpecReader};
pub use server::{Failure, run};
