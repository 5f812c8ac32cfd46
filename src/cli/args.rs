//! The arguments of every subcommand.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::cli::choice::Choice;
use crate::cli::findings::Bound;
use crate::cli::terminal::Color;

/// A compiler for .gw, a small declarative language for HTTP gateways on AWS.
#[derive(Debug, Parser)]
#[command(name = "gwc", version, max_term_width = 100, propagate_version = false)]
pub struct Cli {
    /// When to use colour
    #[arg(long, global = true, value_parser = Choice::<Color>::new(), default_value = "auto", value_name = "WHEN")]
    pub color: Color,
    /// Suppress status messages and summaries
    #[arg(short, long, global = true)]
    pub quiet: bool,
    /// The subcommand
    #[command(subcommand)]
    pub command: Command,
}

/// The subcommands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Compile a spec to CloudFormation, Terraform or a direct-apply plan
    Build(Build),
    /// Validate specs in every environment and run their `expect` tests
    Check(Check),
    /// Format specs in place
    Fmt(Fmt),
    /// List the routes in match order
    Routes(Routes),
    /// Trace one request through the gateway, hop by hop
    Trace(Trace),
    /// Compare two specs: what changes for requests and for resources
    Diff(Diff),
    /// Find the cause of a failed request or deployment in logs, responses and errors
    Doctor(Doctor),
    /// Run the gateway locally, the way API Gateway would
    Serve(Serve),
    /// Create, update and delete AWS resources to match a spec
    Apply(Apply),
    /// Delete everything that `apply` created for a spec
    Destroy(Destroy),
    /// Compare the resources in AWS with a spec and with what was applied
    Drift(Drift),
    /// Explain a diagnostic or a cause that `doctor` finds
    Explain(Explain),
    /// Create a new spec
    Init(Init),
    /// Run the language server over stdin and stdout
    Lsp(Lsp),
    /// Print a completion script for a shell
    Completions(Completions),
    /// Print the man page
    Man,
}

impl Command {
    /// Returns true if the command writes to stdout.
    pub(super) fn prints(&self) -> bool {
        let is_dash = |path: &PathBuf| path.as_os_str() == "-";
        match self {
            Self::Build(options) => options.output.as_ref().is_none_or(is_dash),
            Self::Check(options) => options.format != FindingsFormat::Human,
            Self::Fmt(options) => {
                options.check || options.diff || options.specs.iter().any(is_dash)
            }
            Self::Init(options) => options.path.as_ref().is_some_and(is_dash),
            Self::Routes(_)
            | Self::Trace(_)
            | Self::Diff(_)
            | Self::Doctor(_)
            | Self::Serve(_)
            | Self::Apply(_)
            | Self::Destroy(_)
            | Self::Drift(_)
            | Self::Explain(_)
            | Self::Lsp(_)
            | Self::Completions(_)
            | Self::Man => true,
        }
    }
}

/// A spec, and the environment to read it for.
#[derive(Args, Debug)]
pub struct Spec {
    /// The spec; `-` reads stdin
    pub spec: PathBuf,
    /// The environment to use
    #[arg(long, value_name = "NAME")]
    pub env: Option<String>,
    /// Set a param or an input; may be repeated
    #[arg(long, value_name = "NAME=VALUE", value_parser = binding)]
    pub set: Vec<(String, String)>,
    /// The file name to assume for stdin, in diagnostics and includes
    #[arg(long, value_name = "PATH")]
    pub stdin_filename: Option<PathBuf>,
}

/// A deployment of a spec: its spec, and the place of its state.
#[derive(Args, Debug)]
pub struct Deployment {
    /// The spec
    #[command(flatten)]
    pub spec: Spec,
    /// Where to keep the state and the journal: a file or `s3://BUCKET/KEY` [default: `.gwc/GATEWAY.ENV.jsonl` beside
    /// the spec]
    #[arg(long, value_name = "PLACE")]
    pub state: Option<String>,
    /// The region to use if the spec names none
    #[arg(long, value_name = "REGION")]
    pub region: Option<String>,
    /// Send every call to this address instead of AWS
    #[arg(long, value_name = "URL")]
    pub endpoint_url: Option<String>,
}

/// `gwc apply`
#[derive(Args, Debug)]
pub struct Apply {
    /// The deployment
    #[command(flatten)]
    pub deployment: Deployment,
    /// Do not ask for confirmation
    #[arg(short, long)]
    pub yes: bool,
    /// Take over an existing resource; may be repeated
    #[arg(long, value_name = "STEP=IDENTIFIER", value_parser = binding)]
    pub adopt: Vec<(String, String)>,
    /// Also create or change again what `gwc drift` finds
    #[arg(long)]
    pub repair: bool,
}

/// `gwc destroy`
#[derive(Args, Debug)]
pub struct Destroy {
    /// The deployment
    #[command(flatten)]
    pub deployment: Deployment,
    /// Do not ask for confirmation
    #[arg(short, long)]
    pub yes: bool,
}

/// `gwc drift`
#[derive(Args, Debug)]
pub struct Drift {
    /// The deployment
    #[command(flatten)]
    pub deployment: Deployment,
}

/// `gwc build`
#[derive(Args, Debug)]
pub struct Build {
    /// The spec to compile
    #[command(flatten)]
    pub spec: Spec,
    /// The target to compile to
    #[arg(long, value_parser = Choice::<BuildTarget>::new(), default_value = "cfn")]
    pub target: BuildTarget,
    /// The output format: yaml or json for cfn; json or text for plan and ir
    #[arg(long, value_parser = Choice::<BuildFormat>::new())]
    pub format: Option<BuildFormat>,
    /// The deployer that `--target policy` writes the policy for [default: plan]
    #[arg(long = "for", value_parser = Choice::<PolicyDeployer>::new(), value_name = "TARGET")]
    pub deployer: Option<PolicyDeployer>,
    /// Write to a file, or to a folder (existing, or ending in `/`) as the target's conventional files; `-` is stdout
    #[arg(short, long, value_name = "PATH")]
    pub output: Option<PathBuf>,
}

/// The deployments that `gwc build --target policy` knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum PolicyDeployer {
    /// `gwc apply` and `gwc destroy`
    Plan,
    /// A CloudFormation stack
    Cfn,
    /// Terraform
    Terraform,
}

/// The targets of `gwc build`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum BuildTarget {
    /// A CloudFormation template
    #[default]
    Cfn,
    /// A Terraform module
    Terraform,
    /// A direct-apply plan of Cloud Control operations
    Plan,
    /// The IAM policy needed to deploy, update and remove the spec
    Policy,
    /// The resource graph
    Ir,
}

/// The formats of a built target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum BuildFormat {
    /// YAML
    Yaml,
    /// JSON
    Json,
    /// Text
    Text,
}

/// `gwc check`
#[derive(Args, Debug)]
pub struct Check {
    /// Specs and folders to check [default: every `*.gw` below the current folder]; `-` reads stdin
    pub specs: Vec<PathBuf>,
    /// The format of the findings
    #[arg(long, value_parser = Choice::<FindingsFormat>::new(), default_value = "human")]
    pub format: FindingsFormat,
    /// Fail on warnings too
    #[arg(long, value_name = "WHAT", value_parser = Choice::<DenyLevel>::new())]
    pub deny: Option<DenyLevel>,
    /// Apply the fixes that do not change the meaning of the spec
    #[arg(long)]
    pub fix: bool,
    /// Print all findings, not only the first hundred of each file
    #[arg(long)]
    pub all: bool,
    /// Check only this environment
    #[arg(long, value_name = "NAME")]
    pub env: Option<String>,
    /// Set a param or an input; may be repeated
    #[arg(long, value_name = "NAME=VALUE", value_parser = binding)]
    pub set: Vec<(String, String)>,
    /// The file name to assume for stdin, in diagnostics and includes
    #[arg(long, value_name = "PATH")]
    pub stdin_filename: Option<PathBuf>,
}

impl Check {
    /// Returns how many findings to print.
    pub(super) fn bound(&self) -> Bound {
        if self.all {
            Bound::None
        } else {
            Bound::PerFile
        }
    }
}

/// The formats of findings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum FindingsFormat {
    /// Messages with the source text around each finding
    #[default]
    Human,
    /// One line per finding
    Short,
    /// One JSON object per line
    Json,
    /// SARIF 2.1.0
    Sarif,
    /// Workflow commands of GitHub Actions
    Github,
}

/// The findings that fail a check besides errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum DenyLevel {
    /// Warnings
    Warnings,
}

/// `gwc fmt`
#[derive(Args, Debug)]
pub struct Fmt {
    /// Specs and folders to format [default: every `*.gw` below the current folder]; `-` formats stdin to stdout
    pub specs: Vec<PathBuf>,
    /// Only list the files that would change, and fail if there are any
    #[arg(long, conflicts_with = "diff")]
    pub check: bool,
    /// Only show what would change, and fail if anything would
    #[arg(long)]
    pub diff: bool,
    /// The file name to assume for stdin, in diagnostics
    #[arg(long, value_name = "PATH")]
    pub stdin_filename: Option<PathBuf>,
}

/// `gwc routes`
#[derive(Args, Debug)]
pub struct Routes {
    /// The spec whose routes are listed
    #[command(flatten)]
    pub spec: Spec,
    /// The output format
    #[arg(long, value_parser = Choice::<ReportFormat>::new(), default_value = "human")]
    pub format: ReportFormat,
}

/// `gwc trace`
#[derive(Args, Debug)]
pub struct Trace {
    /// The spec that the request is traced through
    #[command(flatten)]
    pub spec: Spec,
    /// The request's method
    pub method: String,
    /// The request's path, optionally with a query string, or a full URL
    pub path: String,
    /// A header of the request; may be repeated
    #[arg(short = 'H', long = "header", value_name = "NAME: VALUE")]
    pub headers: Vec<String>,
    /// The output format
    #[arg(long, value_parser = Choice::<ReportFormat>::new(), default_value = "human")]
    pub format: ReportFormat,
}

/// The formats of `routes` and `trace`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum ReportFormat {
    /// Text
    #[default]
    Human,
    /// JSON
    Json,
}

/// `gwc diff`
#[derive(Args, Debug)]
pub struct Diff {
    /// The old spec: a path, or `REVISION:PATH` in git
    pub old: String,
    /// The new spec: a path, or `REVISION:PATH` in git; leave it out with `--env OLD..NEW`
    pub new: Option<String>,
    /// The environment of both specs, or `OLD..NEW` to compare two environments
    #[arg(long, value_name = "NAME|OLD..NEW")]
    pub env: Option<String>,
    /// Set a param or an input in both specs; may be repeated
    #[arg(long, value_name = "NAME=VALUE", value_parser = binding)]
    pub set: Vec<(String, String)>,
    /// The target whose resource names are shown
    #[arg(long, value_parser = Choice::<DiffTarget>::new(), default_value = "cfn")]
    pub target: DiffTarget,
    /// The output format
    #[arg(long, value_parser = Choice::<DiffFormat>::new(), default_value = "human")]
    pub format: DiffFormat,
    /// Exit with 0 even if something changes
    #[arg(long)]
    pub exit_zero: bool,
}

/// The targets that name resources.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum DiffTarget {
    /// CloudFormation's logical ids
    #[default]
    Cfn,
    /// Terraform's addresses
    Terraform,
    /// The ids of a plan's steps
    Plan,
}

/// The formats of `diff`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum DiffFormat {
    /// Text
    #[default]
    Human,
    /// JSON
    Json,
    /// Markdown, for pull requests
    Markdown,
}

/// `gwc doctor`
#[derive(Args, Debug)]
pub struct Doctor {
    /// A spec (ending in `.gw`), a file to read, or both; without a file, stdin is read
    #[arg(value_name = "SPEC|FILE", num_args = 0..=2)]
    pub paths: Vec<PathBuf>,
    /// The environment to use
    #[arg(long, value_name = "NAME")]
    pub env: Option<String>,
    /// The output format
    #[arg(long, value_parser = Choice::<ReportFormat>::new(), default_value = "human")]
    pub format: ReportFormat,
}

/// `gwc serve`
#[derive(Args, Debug)]
pub struct Serve {
    /// The spec to serve
    #[command(flatten)]
    pub spec: Spec,
    /// The address to listen on; port 0 picks a free port
    #[arg(long, value_name = "HOST:PORT", default_value = "127.0.0.1:8000")]
    pub listen: String,
    /// The URL of a backend or Lambda authorizer; may be repeated
    #[arg(long, value_name = "NAME=URL", value_parser = binding)]
    pub to: Vec<(String, String)>,
    /// The key set of a JWT authorizer, as a file or URL; may be repeated [default: the gateway's own keys and tokens]
    #[arg(long, value_name = "AUTH=FILE|URL", value_parser = binding)]
    pub jwks: Vec<(String, String)>,
    /// Simulate a fault that `gwc doctor` can diagnose; an unknown name lists them
    #[arg(long = "break", value_name = "FAULT")]
    pub fault: Option<String>,
    /// Accept requests to `auth iam` routes without verifying their signatures
    #[arg(long)]
    pub allow_iam: bool,
    /// Send calls to AWS services to this URL [default: show them and answer 502]
    #[arg(long, value_name = "URL")]
    pub aws_endpoint: Option<String>,
    /// Show the whole trace of each request
    #[arg(short, long)]
    pub verbose: bool,
}

/// `gwc explain`
#[derive(Args, Debug)]
pub struct Explain {
    /// A code such as `GW0201`, or its name, such as `duplicate-route` [default: list all]
    pub code: Option<String>,
}

/// `gwc init`
#[derive(Args, Debug)]
pub struct Init {
    /// The file to write [default: gateway.gw]; `-` is stdout
    pub path: Option<PathBuf>,
    /// The gateway's name [default: the folder's name]
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// The backend's kind
    #[arg(long, value_name = "KIND")]
    pub backend: Option<String>,
    /// The backend's name
    #[arg(long, value_name = "NAME")]
    pub service: Option<String>,
    /// The path prefix that the backend serves, such as `/api`
    #[arg(long, value_name = "PATH")]
    pub prefix: Option<String>,
    /// The AWS region
    #[arg(long, value_name = "REGION")]
    pub region: Option<String>,
    /// A custom domain
    #[arg(long, value_name = "HOST")]
    pub domain: Option<String>,
    /// Start from an OpenAPI 3 document, a CloudFormation or SAM template, or a serverless.yml
    #[arg(long, value_name = "FILE", conflicts_with_all = ["backend", "service", "prefix", "region", "domain", "force"])]
    pub from: Option<PathBuf>,
    /// Ask no questions and use the defaults
    #[arg(short, long)]
    pub yes: bool,
    /// Replace an existing file
    #[arg(long)]
    pub force: bool,
}

/// `gwc lsp`
#[derive(Args, Debug)]
pub struct Lsp {
    /// Accepted for editors that pass it; stdin and stdout are always used
    #[arg(long, hide = true)]
    pub stdio: bool,
}

/// `gwc completions`
#[derive(Args, Debug)]
pub struct Completions {
    /// The shell
    #[arg(value_parser = Choice::<clap_complete::Shell>::new())]
    pub shell: clap_complete::Shell,
}

/// Splits `NAME=VALUE`.
fn binding(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.trim().is_empty() => {
            Ok((name.trim().to_owned(), value.to_owned()))
        }
        _ => Err("expected NAME=VALUE".to_owned()),
    }
}
