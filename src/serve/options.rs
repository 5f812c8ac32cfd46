//! The options of `gwc serve`, and access to its spec.

use std::path::PathBuf;

use crate::driver::Analysis;
use crate::route::trace::Trace;
use crate::serve::Fault;

/// The options of a run.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The address to listen on, `HOST:PORT`; port 0 picks a free port.
    pub listen: String,
    /// The addresses of backends and Lambda authorizers: names and base URLs.
    pub addresses: Vec<(String, String)>,
    /// The key sets of JWT authorizers: their names, with a file or URL each.
    pub key_sets: Vec<(String, String)>,
    /// The fault to simulate.
    pub fault: Option<Fault>,
    /// Accept requests to routes with `auth iam`, whose signatures cannot be verified here.
    pub allow_iam: bool,
    /// The URL for calls of AWS services; without one they are shown and answered with 502.
    pub aws_endpoint: Option<String>,
    /// Show the whole trace of each request.
    pub verbose: bool,
    /// Show nothing but the access log.
    pub quiet: bool,
}

/// A spec without errors, with the files it was read from.
#[derive(Clone, Debug)]
pub struct Spec {
    /// The analysis; `analysis.checked` is always `Some`.
    pub analysis: Analysis,
    /// Its files.
    pub files: Vec<PathBuf>,
}

/// Reads the spec and prints its findings.
pub trait SpecReader: Send + Sync {
    /// Returns the spec; `None` if it has errors or cannot be read, which has been reported.
    fn read(&self) -> Option<Spec>;

    /// Renders a trace like `gwc trace`.
    fn draw(&self, trace: &Trace, analysis: &Analysis) -> String;
}
