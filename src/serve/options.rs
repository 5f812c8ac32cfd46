//! What `gwc serve` is asked to do, and how it gets its spec.

use std::path::PathBuf;

use crate::driver::Analysis;
use crate::route::trace::Trace;
use crate::serve::Fault;

/// The options of a run.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Where to listen, `HOST:PORT`; port 0 takes a free one.
    pub listen: String,
    /// Where backends and Lambda authorizers run: names and base URLs.
    pub addresses: Vec<(String, String)>,
    /// Key sets of JWT authorizers: their names, and a file or URL each.
    pub key_sets: Vec<(String, String)>,
    /// A fault to make.
    pub fault: Option<Fault>,
    /// Lets requests through routes with `auth iam`, whose signatures cannot be verified here.
    pub allow_iam: bool,
    /// Where calls of AWS services go; without one they are shown and answered with 502.
    pub aws_endpoint: Option<String>,
    /// Shows the whole trace of each request.
    pub verbose: bool,
    /// Shows nothing but the access log.
    pub quiet: bool,
}

/// A spec without errors, and the files that it was read from.
#[derive(Clone, Debug)]
pub struct Spec {
    /// The spec; `analysis.checked` is always there.
    pub analysis: Analysis,
    /// Its files.
    pub files: Vec<PathBuf>,
}

/// Reads the spec, and shows what it finds.
pub trait SpecReader: Send + Sync {
    /// The spec; `None` where it has errors or cannot be read, which the reader has shown.
    fn read(&self) -> Option<Spec>;

    /// A trace as `gwc trace` draws it.
    fn draw(&self, trace: &Trace, analysis: &Analysis) -> String;
}
