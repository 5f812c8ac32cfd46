//! `gwc init`: a first spec, asked in a few questions or by flags.

use std::io::{self, BufRead, IsTerminal};
use std::path::{Path, PathBuf};

use crate::cli::args::Init;
use crate::cli::disk::{self, OutputPath};
use crate::cli::exit::{Exit, Failure, plain};
use crate::cli::import;
use crate::cli::terminal::{self, Console};
use crate::model::BackendKind;
use crate::source::Sources;

/// Runs the command.
///
/// # Errors
/// When an answer cannot be read, the file is there already, or it cannot be written.
pub(super) fn run(options: &Init, console: Console) -> Result<Exit, Failure> {
    if let Some(from) = &options.from {
        return import::run(options, from, console);
    }
    let path = options
        .path
        .clone()
        .unwrap_or_else(|| PathBuf::from("gateway.gw"));
    let printed = path == Path::new("-");
    if !printed && !options.force && path.exists() {
        return Err(Failure::file(
            "write",
            &path,
            "it is there already; `--force` replaces it",
        ));
    }
    let asking = !options.yes && io::stdin().is_terminal();
    let spec = Answers::gather(options, asking)?.spec();
    if printed {
        terminal::print(&spec)?;
    } else {
        disk::write_output(
            &OutputPath::File(path.clone()),
            &[("", &spec)],
            &Sources::default(),
        )?;
        let shown = path.display();
        console.status(&format!(
            "wrote `{shown}`; next: gwc check {shown} && gwc build {shown} --target cfn\n"
        ));
    }
    Ok(Exit::Success)
}

/// What a first spec is made of.
#[derive(Debug)]
struct Answers {
    name: String,
    kind: BackendKind,
    service: String,
    prefix: String,
    region: Option<String>,
    domain: Option<String>,
}

impl Answers {
    fn gather(options: &Init, asking: bool) -> Result<Self, Failure> {
        let ask = |given: &Option<String>, question: &str, default: &str| match given {
            Some(given) => Ok(given.clone()),
            None if asking => answer(question, default),
            None => Ok(default.to_owned()),
        };
        let name = named(ask(&options.name, "Name of the gateway", "gateway")?)?;
        let kind = backend_kind(&ask(
            &options.backend,
            "What answers? apprunner, ecs, lambda, alb, nlb, cloudmap",
            "ecs",
        )?)?;
        let service = named(ask(&options.service, "Name of the service", "api")?)?;
        let prefix = path_prefix(&ask(&options.prefix, "Path that it answers", "/api")?)?;
        let region = ask(
            &options.region,
            "Region (empty: wherever it is deployed)",
            "",
        )?;
        let domain = ask(&options.domain, "Domain of its own (empty: none)", "")?;
        let some = |text: String| Some(text).filter(|text| !text.is_empty());
        Ok(Self {
            name,
            kind,
            service,
            prefix,
            region: some(region),
            domain: some(domain),
        })
    }

    fn spec(&self) -> String {
        let Self {
            name,
            kind,
            service,
            prefix,
            region,
            domain,
        } = self;
        let mut settings = String::new();
        if let Some(region) = region {
            settings.push_str(&format!("  region {region}\n"));
        }
        if let Some(domain) = domain {
            settings.push_str("  endpoint off\n");
            settings.push_str(&format!("  domain {domain} {{ certificate auto }}\n"));
        }
        settings.push_str("  log json retain 30d\n");
        let access = match kind {
            BackendKind::AppRunner | BackendKind::Ecs => " private",
            BackendKind::Lambda
            | BackendKind::Alb
            | BackendKind::Nlb
            | BackendKind::CloudMap
            | BackendKind::Service(_) => "",
        };
        let path = if prefix == "/" {
            "/<rest*>".to_owned()
        } else {
            format!("{prefix}/<rest*>")
        };
        let seen = if kind.is_http() { " /hello" } else { "" };
        let asked = if prefix == "/" {
            "/hello".to_owned()
        } else {
            format!("{prefix}/hello")
        };
        format!(
            "gw 1\n\n\
             ## The public door of {service}.\n\
             gateway {name} {{\n{settings}}}\n\n\
             {path} -> {kind} {service}{access}\n\n\
             expect GET {asked} -> {service}{seen}\n",
            kind = kind.word(),
        )
    }
}

/// Asks on standard error, so that standard output stays the spec's.
fn answer(question: &str, default: &str) -> Result<String, Failure> {
    let shown = if default.is_empty() {
        String::new()
    } else {
        format!(" [{default}]")
    };
    terminal::message(&format!("{question}{shown}: "));
    let mut line = String::new();
    let read = io::stdin().lock().read_line(&mut line);
    read.map_err(|error| Failure::file("read", Path::new("<stdin>"), plain(&error)))?;
    let line = line.trim();
    Ok(if line.is_empty() { default } else { line }.to_owned())
}

fn named(text: String) -> Result<String, Failure> {
    let fits = text.starts_with(|letter: char| letter.is_ascii_lowercase())
        && text.len() <= 40
        && text
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    let refused = || {
        Failure::Usage(format!(
            "`{text}` is no name: lower-case letters, digits and `-`, at most 40"
        ))
    };
    if fits { Ok(text) } else { Err(refused()) }
}

fn backend_kind(word: &str) -> Result<BackendKind, Failure> {
    let kinds = || {
        BackendKind::ALL
            .into_iter()
            .filter(|kind| !matches!(kind, BackendKind::Service(_)))
    };
    let found = kinds().find(|kind| kind.word() == word);
    found.ok_or_else(|| {
        let words: Vec<&str> = kinds().map(BackendKind::word).collect();
        Failure::Usage(format!(
            "there is no backend kind `{word}` to start with; there are {}",
            words.join(", ")
        ))
    })
}

fn path_prefix(text: &str) -> Result<String, Failure> {
    let trimmed = text.trim_end_matches('/');
    match trimmed {
        "" => Ok("/".to_owned()),
        path if path.starts_with('/') && !path.contains(['<', '{', ' ', '"', '#']) => {
            Ok(path.to_owned())
        }
        path => Err(Failure::Usage(format!(
            "`{path}` is no path: it starts with `/` and has no variables"
        ))),
    }
}
