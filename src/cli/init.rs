//! `gwc init`: writes a new spec from answers to a few questions, or from flags.
//!
//! Each answer is checked by compiling the resulting spec, so the file that is written passes `gwc check`.

use std::io::{self, BufRead, IsTerminal};
use std::path::{Path, PathBuf};

use crate::cli::args::Init;
use crate::cli::disk::{self, OutputPath, canonical};
use crate::cli::exit::{Exit, Failure, plain};
use crate::cli::import;
use crate::cli::terminal::{self, Console};
use crate::diag::near::{Budget, nearest};
use crate::driver;
use crate::facts::Facts;
use crate::fmt;
use crate::model::{BackendKind, Bindings};
use crate::source::{FileId, Loaded, MemoryLoader, Sources};

/// Runs the command.
///
/// # Errors
/// When an answer is wrong or cannot be read, the file exists, or it cannot be written.
pub(super) fn run(options: &Init, console: Console) -> Result<Exit, Failure> {
    if let Some(from) = &options.from {
        return import::run(options, from, console);
    }
    let path = options
        .path
        .clone()
        .unwrap_or_else(|| PathBuf::from("gateway.gw"));
    let output = match path == Path::new("-") {
        true => OutputPath::Stdout,
        false => OutputPath::File(path.clone()),
    };
    if output != OutputPath::Stdout && !options.force && path.exists() {
        let reason = "it already exists; `--force` replaces it";
        return Err(Failure::file("write", &path, reason));
    }
    let facts = Facts::load();
    let mut answers = Answers::new(&path);
    let given: [(Question, &Option<String>); 6] = [
        (Question::Name, &options.name),
        (Question::Backend, &options.backend),
        (Question::Service, &options.service),
        (Question::Prefix, &options.prefix),
        (Question::Region, &options.region),
        (Question::Domain, &options.domain),
    ];
    let interactive = !options.yes && io::stdin().is_terminal();
    for (question, given) in given {
        match given {
            Some(text) => answers
                .set(question, text, &facts)
                .map_err(Failure::Usage)?,
            None if interactive => ask(question, &mut answers, &facts)?,
            None => {}
        }
    }
    let spec = answers.spec();
    disk::write_output(&output, &[("", &spec)], &Sources::default())?;
    if output != OutputPath::Stdout {
        let path = path.display();
        console.status(&format!(
            "wrote `{path}`; next: gwc check {path} && gwc build {path} --target cfn\n"
        ));
    }
    Ok(Exit::Success)
}

/// Asks until the answer is valid. Questions go to stderr, because stdout may be the spec.
fn ask(question: Question, answers: &mut Answers, facts: &Facts) -> Result<(), Failure> {
    loop {
        let default = answers.get(question);
        let shown = match default {
            "" => String::new(),
            default => format!(" [{default}]"),
        };
        terminal::message(&format!("{}{shown}: ", question.text()));
        let mut line = String::new();
        let read = io::stdin().lock().read_line(&mut line);
        let read =
            read.map_err(|error| Failure::file("read", Path::new("<stdin>"), plain(&error)))?;
        if read == 0 {
            return Err(Failure::Usage(
                "stdin ended before the last answer".to_owned(),
            ));
        }
        let answer = line.trim();
        if answer.is_empty() {
            return Ok(());
        }
        match answers.set(question, answer, facts) {
            Ok(()) => return Ok(()),
            Err(reason) => terminal::fail(&reason),
        }
    }
}

/// The questions, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Question {
    Name,
    Backend,
    Service,
    Prefix,
    Region,
    Domain,
}

impl Question {
    fn text(self) -> &'static str {
        match self {
            Self::Name => "Name of the gateway",
            Self::Backend => "Kind of backend: apprunner, ecs, lambda, alb, nlb or cloudmap",
            Self::Service => "Name of the backend",
            Self::Prefix => "Path prefix of the backend",
            Self::Region => "AWS region (empty: any)",
            Self::Domain => "Custom domain (empty: none)",
        }
    }
}

/// The answers so far, initially the defaults.
#[derive(Clone, Debug)]
struct Answers {
    name: String,
    backend: String,
    service: String,
    prefix: String,
    region: String,
    domain: String,
}

impl Answers {
    /// Returns the defaults for a spec at `path`. The gateway is named after the folder.
    fn new(path: &Path) -> Self {
        let folder = match path.parent() {
            Some(folder) if folder != Path::new("") => folder,
            Some(_) | None => Path::new("."),
        };
        let folder = canonical(folder);
        let name = folder.as_deref().and_then(Path::file_name);
        let name = name.map(|name| driver::name_from(&name.to_string_lossy()));
        Self {
            name: name.unwrap_or_else(|| "gateway".to_owned()),
            backend: "ecs".to_owned(),
            service: "api".to_owned(),
            prefix: "/api".to_owned(),
            region: String::new(),
            domain: String::new(),
        }
    }

    fn get(&self, question: Question) -> &str {
        match question {
            Question::Name => &self.name,
            Question::Backend => &self.backend,
            Question::Service => &self.service,
            Question::Prefix => &self.prefix,
            Question::Region => &self.region,
            Question::Domain => &self.domain,
        }
    }

    /// Stores an answer if the resulting spec has no errors; otherwise returns the reason.
    fn set(&mut self, question: Question, answer: &str, facts: &Facts) -> Result<(), String> {
        let is_word = |letter: char| letter.is_ascii_alphanumeric() || "-_./:*".contains(letter);
        if !answer.chars().all(is_word) {
            return Err(format!(
                "`{answer}` contains a space or another character that no answer has"
            ));
        }
        let mut changed = self.clone();
        match question {
            Question::Name => changed.name = answer.to_owned(),
            Question::Backend => changed.backend = backend_kind(answer)?.word().to_owned(),
            Question::Service => changed.service = answer.to_owned(),
            Question::Prefix => changed.prefix = path_prefix(answer)?,
            Question::Region => changed.region = answer.to_owned(),
            Question::Domain => changed.domain = answer.to_owned(),
        }
        if let Some(fault) = first_error(&changed.spec(), facts) {
            return Err(fault);
        }
        *self = changed;
        Ok(())
    }

    /// Returns the formatted spec.
    fn spec(&self) -> String {
        let Self {
            name,
            backend,
            service,
            prefix,
            region,
            domain,
        } = self;
        let mut settings = String::new();
        if !region.is_empty() {
            settings.push_str(&format!("  region {region}\n"));
        }
        if !domain.is_empty() {
            settings.push_str("  endpoint off\n");
            settings.push_str(&format!("  domain {domain} {{ certificate auto }}\n"));
        }
        settings.push_str("  log json retain 30d\n");
        let kind = backend_kind(backend).ok();
        let access = match kind {
            Some(BackendKind::AppRunner | BackendKind::Ecs) => " private",
            Some(
                BackendKind::Lambda
                | BackendKind::Alb
                | BackendKind::Nlb
                | BackendKind::CloudMap
                | BackendKind::Service(_),
            )
            | None => "",
        };
        let prefix = prefix.trim_end_matches('/');
        let seen = match kind {
            Some(kind) if kind.is_http() => " /hello",
            Some(_) | None => "",
        };
        let spec = format!(
            "gw 1\n\n\
             ## Routes requests to {service}.\n\
             gateway {name} {{\n{settings}}}\n\n\
             {prefix}/<rest*> -> {backend} {service}{access}\n\n\
             expect GET {prefix}/hello -> {service}{seen}\n",
        );
        // A wrong answer may break the syntax; then only the findings matter.
        fmt::format(FileId(0), &spec).unwrap_or(spec)
    }
}

/// Returns the first error of a spec.
fn first_error(spec: &str, facts: &Facts) -> Option<String> {
    let root = Loaded {
        identity: "gateway.gw".to_owned(),
        name: "gateway.gw".to_owned(),
        text: spec.into(),
    };
    let files = driver::load(root, &MemoryLoader::default());
    let bindings = Bindings {
        env: None,
        set: Vec::new(),
    };
    let findings = driver::check_whole(&files, facts, &bindings);
    let error = findings.into_iter().find(|finding| finding.is_error())?;
    Some(match error.help {
        Some(help) => format!("{}; {help}", error.message),
        None => error.message,
    })
}

fn backend_kind(word: &str) -> Result<BackendKind, String> {
    let kinds = || {
        let all = BackendKind::ALL.into_iter();
        all.filter(|kind| !matches!(kind, BackendKind::Service(_)))
    };
    let found = kinds().find(|kind| kind.word() == word);
    found.ok_or_else(|| {
        let words: Vec<&str> = kinds().map(BackendKind::word).collect();
        let near = nearest(&mut Budget::default(), word, words.iter().copied());
        match near.first() {
            Some(near) => format!("unknown kind of backend `{word}`: did you mean `{near}`?"),
            None => format!(
                "unknown kind of backend `{word}`: expected {}",
                words.join(", ")
            ),
        }
    })
}

fn path_prefix(text: &str) -> Result<String, String> {
    match text.trim_end_matches('/') {
        "" => Ok("/".to_owned()),
        path if path.starts_with('/') => Ok(path.to_owned()),
        path => Err(format!(
            "invalid path `{path}`: expected a path such as `/api`"
        )),
    }
}
