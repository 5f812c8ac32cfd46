//! The arguments of every subcommand.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::cli::terminal::Color;

/// A compiler for .gw, a small declarative language for HTTP gateways on AWS.
#[derive(Debug, Parser)]
#[command(name = "gwc", version, max_term_width = 100, propagate_version = false)]
pub struct Cli {
    /// When to use colour
    #[arg(long, global = true, value_enum, default_value_t, value_name = "WHEN")]
    pub color: Color,
    /// What to do
    #[command(subcommand)]
    pub command: Command,
}

/// The subcommands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Compile a spec to CloudFormation, Terraform or a direct-apply plan
    Build(Build),
    /// Validate specs, for every environment, and run their `expect` lines
    Check(Check),
    /// Format specs in place
    Fmt(Fmt),
    /// List the routes in match order
    Routes(Routes),
    /// Show what happens to one request, hop by hop
    Trace(Trace),
    /// Compare what two specs do to requests, and to resources
    Diff(Diff),
    /// Explain a diagnostic, with a failing and a fixed example
    Explain(Explain),
    /// Write a first spec
    Init(Init),
    /// Serve an editor over standard input and output
    Lsp(Lsp),
    /// Print the completion script of a shell
    Completions(Completions),
    /// Print the manual page
    Man,
}

/// What a spec is read from, and for which environment.
#[derive(Args, Debug)]
pub struct Spec {
    /// The spec; `-` reads standard input
    pub spec: PathBuf,
    /// The environment to choose
    #[arg(long, value_name = "NAME")]
    pub env: Option<String>,
    /// Gives a param or an input a value; may be repeated
    #[arg(long, value_name = "NAME=VALUE", value_parser = binding)]
    pub set: Vec<(String, String)>,
    /// The name of standard input, for diagnostics and includes
    #[arg(long, value_name = "PATH")]
    pub stdin_filename: Option<PathBuf>,
}

/// `gwc build`
#[derive(Args, Debug)]
pub struct Build {
    /// What is compiled
    #[command(flatten)]
    pub spec: Spec,
    /// What to compile to
    #[arg(long, value_enum, default_value_t)]
    pub target: Target,
    /// The form of the output: yaml or json for cfn; json or text for plan and ir
    #[arg(long, value_enum)]
    pub format: Option<Format>,
    /// Where to write: a file, or a folder (existing, or ending in `/`) for the target's conventional files
    #[arg(short, long, value_name = "PATH")]
    pub output: Option<PathBuf>,
}

/// What can be compiled to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Target {
    /// A CloudFormation template
    #[default]
    Cfn,
    /// A Terraform module
    Terraform,
    /// A direct-apply plan of Cloud Control operations
    Plan,
    /// The resource graph itself
    Ir,
}

/// The forms of an output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// YAML
    Yaml,
    /// JSON
    Json,
    /// Text for people
    Text,
}

/// `gwc check`
#[derive(Args, Debug)]
pub struct Check {
    /// Specs and folders; every `*.gw` below the current folder when none is given; `-` reads standard input
    pub specs: Vec<PathBuf>,
    /// The form of the findings
    #[arg(long, value_enum, default_value_t)]
    pub format: Findings,
    /// Fails on warnings too
    #[arg(long, value_name = "WHAT", value_enum)]
    pub deny: Option<Deny>,
    /// Applies the fixes that cannot change what the author meant
    #[arg(long)]
    pub fix: bool,
    /// Looks at one environment, not at all
    #[arg(long, value_name = "NAME")]
    pub env: Option<String>,
    /// Gives a param or an input a value; may be repeated
    #[arg(long, value_name = "NAME=VALUE", value_parser = binding)]
    pub set: Vec<(String, String)>,
    /// The name of standard input, for diagnostics and includes
    #[arg(long, value_name = "PATH")]
    pub stdin_filename: Option<PathBuf>,
}

/// The forms of findings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Findings {
    /// For people, with the text around
    #[default]
    Human,
    /// A line each
    Short,
    /// A JSON object a line
    Json,
    /// SARIF 2.1.0
    Sarif,
    /// Workflow commands of GitHub Actions
    Github,
}

/// What else fails a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Deny {
    /// Warnings
    Warnings,
}

/// `gwc fmt`
#[derive(Args, Debug)]
pub struct Fmt {
    /// Specs and folders; every `*.gw` below the current folder when none is given; `-` is standard input to output
    pub specs: Vec<PathBuf>,
    /// Changes nothing; fails when something would change
    #[arg(long, conflicts_with = "diff")]
    pub check: bool,
    /// Changes nothing; shows what would change, and fails when something would
    #[arg(long)]
    pub diff: bool,
    /// The name of standard input, for diagnostics
    #[arg(long, value_name = "PATH")]
    pub stdin_filename: Option<PathBuf>,
}

/// `gwc routes`
#[derive(Args, Debug)]
pub struct Routes {
    /// What is listed
    #[command(flatten)]
    pub spec: Spec,
    /// The form of the list
    #[arg(long, value_enum, default_value_t)]
    pub format: Report,
}

/// `gwc trace`
#[derive(Args, Debug)]
pub struct Trace {
    /// What is asked
    #[command(flatten)]
    pub spec: Spec,
    /// The request's method
    pub method: String,
    /// The request's path, maybe with a query string, or a full URL
    pub path: String,
    /// A header of the request; may be repeated
    #[arg(short = 'H', long = "header", value_name = "NAME: VALUE")]
    pub headers: Vec<String>,
    /// The form of the story
    #[arg(long, value_enum, default_value_t)]
    pub format: Report,
}

/// The forms of a report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Report {
    /// For people
    #[default]
    Human,
    /// JSON
    Json,
}

/// `gwc diff`
#[derive(Args, Debug)]
pub struct Diff {
    /// The spec before: a path, or `REVISION:PATH` of git
    pub old: String,
    /// The spec after: a path, or `REVISION:PATH` of git
    pub new: String,
    /// The environment to choose, in both
    #[arg(long, value_name = "NAME")]
    pub env: Option<String>,
    /// Gives a param or an input a value, in both; may be repeated
    #[arg(long, value_name = "NAME=VALUE", value_parser = binding)]
    pub set: Vec<(String, String)>,
    /// The form of the differences
    #[arg(long, value_enum, default_value_t)]
    pub format: Differences,
}

/// The forms of differences.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Differences {
    /// For people
    #[default]
    Human,
    /// JSON
    Json,
    /// Markdown, for pull requests
    Markdown,
}

/// `gwc explain`
#[derive(Args, Debug)]
pub struct Explain {
    /// The code, e.g. `GW0201`, or its name, e.g. `same-shape`; lists all when none is given
    pub code: Option<String>,
}

/// `gwc init`
#[derive(Args, Debug)]
pub struct Init {
    /// The file to write; `gateway.gw` when none is given, `-` for standard output
    pub path: Option<PathBuf>,
    /// The gateway's name
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// The backend's kind
    #[arg(long, value_name = "KIND")]
    pub backend: Option<String>,
    /// The backend's name
    #[arg(long, value_name = "NAME")]
    pub service: Option<String>,
    /// The prefix that the backend answers, e.g. `/api`
    #[arg(long, value_name = "PATH")]
    pub prefix: Option<String>,
    /// The region
    #[arg(long, value_name = "REGION")]
    pub region: Option<String>,
    /// The custom domain
    #[arg(long, value_name = "HOST")]
    pub domain: Option<String>,
    /// Asks nothing, and takes defaults for what is not said
    #[arg(short, long)]
    pub yes: bool,
    /// Replaces a file that is there
    #[arg(long)]
    pub force: bool,
}

/// `gwc lsp`
#[derive(Args, Debug)]
pub struct Lsp {
    /// Accepted for editors that pass it; standard input and output are always used
    #[arg(long, hide = true)]
    pub stdio: bool,
}

/// `gwc completions`
#[derive(Args, Debug)]
pub struct Completions {
    /// The shell
    #[arg(value_enum)]
    pub shell: clap_complete::Shell,
}

/// Splits `NAME=VALUE`.
fn binding(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.trim().is_empty() => {
            Ok((name.trim().to_owned(), value.to_owned()))
        }
        _ => Err("it must be NAME=VALUE".to_owned()),
    }
}
