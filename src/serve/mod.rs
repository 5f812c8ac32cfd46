//! A local gateway that behaves like API Gateway.
//!
//! Owns the request pipeline, one file per stage, and its surroundings: connections, backend addresses, the local
//! issuer, and reloading. It must not match routes or map requests itself: it uses `route`, like `trace` does.

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
