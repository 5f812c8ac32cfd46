//! `gwc doctor [SPEC] [FILE|-]`: finds the cause of a failure.

use std::fs::File;
use std::io::{self, IsTerminal, Read};
use std::path::{Path, PathBuf};

use crate::cli::args::{Doctor, ReportFormat};
use crate::cli::disk::{self, Disk};
use crate::cli::environment;
use crate::cli::exit::{Exit, Failure, plain};
use crate::cli::terminal::{self, Console, Stream};
use crate::diag::Diagnostic;
use crate::doctor::{self, Diagnosis, Spec, Style, Symptoms};
use crate::driver::Analysis;
use crate::facts::Facts;
use crate::model::Bindings;

/// The largest text that is read, in bytes.
const MAX_BYTES: u64 = 64 * 1024 * 1024;
/// The longest file name that an error repeats, in bytes.
const MAX_NAME: usize = 80;
/// The endings of the file names that an error repeats.
const TEXT_ENDINGS: [&str; 12] = [
    "csv", "err", "gz", "har", "html", "json", "jsonl", "log", "md", "out", "txt", "xml",
];

/// Runs the command.
///
/// # Errors
/// When the arguments do not fit together, a file cannot be read, or stdout is closed.
pub(super) fn run(options: &Doctor, console: Console) -> Result<Exit, Failure> {
    let (spec, text) = split_arguments(&options.paths)?;
    let facts = Facts::load();
    let analysis = spec
        .map(|path| read_spec(path, options, &facts, console))
        .transpose()?;
    let text = read_text(text, console)?;
    let spec = analysis
        .as_ref()
        .map(|analysis| Spec::new(analysis, &facts));
    let diagnosis = doctor::diagnose(&Symptoms::load(), &text, spec.as_ref());
    match options.format {
        ReportFormat::Json => terminal::print_json(&format!("{:#}\n", diagnosis.to_json()))?,
        ReportFormat::Human => {
            let capabilities = console.capabilities(Stream::Out);
            terminal::print(&diagnosis.to_text(Style {
                color: capabilities.color,
                width: capabilities.width,
            }))?;
        }
    }
    if diagnosis.findings.is_empty() {
        console.status(&describe_input(&diagnosis));
        return Ok(Exit::Findings);
    }
    Ok(Exit::Success)
}

/// Splits the arguments into a spec, which ends in `.gw`, and a text.
fn split_arguments(paths: &[PathBuf]) -> Result<(Option<&Path>, Option<&Path>), Failure> {
    let (mut spec, mut text) = (None, None);
    for path in paths {
        let is_spec = path.extension().is_some_and(|ending| ending == "gw");
        let (slot, name) = if is_spec {
            (&mut spec, "spec, a file that ends in `.gw`")
        } else {
            (&mut text, "text besides a spec, a file that ends in `.gw`")
        };
        if slot.is_some() {
            return Err(Failure::Usage(format!("`gwc doctor` takes one {name}")));
        }
        *slot = Some(path.as_path());
    }
    Ok((spec, text))
}

/// Reads the spec as far as possible: even a spec with errors has routes that can be matched.
fn read_spec(
    path: &Path,
    options: &Doctor,
    facts: &Facts,
    console: Console,
) -> Result<Analysis, Failure> {
    let root = disk::read_spec(path, None)?;
    let bindings = Bindings {
        env: options.env.clone(),
        set: Vec::new(),
    };
    let disk = Disk::for_root(&root);
    let analysis = environment::analyze(root, &disk, facts, &bindings)?;
    let errors = analysis.diagnostics.iter().filter(|it| it.is_error());
    match errors.filter(|it: &&Diagnostic| it.is_error()).count() {
        0 => {}
        1 => console.status("the spec has 1 error; see `gwc check`\n"),
        errors => console.status(&format!("the spec has {errors} errors; see `gwc check`\n")),
    }
    Ok(analysis)
}

/// Reads the text.
fn read_text(path: Option<&Path>, console: Console) -> Result<String, Failure> {
    let mut bytes = Vec::new();
    match path.filter(|path| *path != Path::new("-")) {
        Some(path) => {
            let file = File::open(path);
            file.and_then(|file| file.take(MAX_BYTES + 1).read_to_end(&mut bytes))
                .map_err(|error| match is_file_name(path) {
                    true => Failure::file("read", path, plain(&error)),
                    false => Failure::Usage(format!(
                        "cannot read the file: {}; pipe the text itself to stdin",
                        plain(&error)
                    )),
                })?;
        }
        None => {
            if io::stdin().is_terminal() {
                console.status(
                    "paste log lines, a response or an error, then press Ctrl-D on an empty line\n",
                );
            }
            let stdin = io::stdin().lock();
            stdin
                .take(MAX_BYTES + 1)
                .read_to_end(&mut bytes)
                .map_err(|error| Failure::file("read", Path::new("<stdin>"), plain(&error)))?;
        }
    }
    if bytes.len() as u64 > MAX_BYTES {
        let path = path.unwrap_or(Path::new("<stdin>"));
        let reason = format!("larger than {} MB", MAX_BYTES / 1024 / 1024);
        return Err(Failure::file("read", path, reason));
    }
    Ok(decode(&bytes))
}

/// Returns true if an argument can be repeated in an error. Somebody may have pasted a request, a token or a key instead
/// of a file name, and base64 has `/`, a token `.`: only the ending tells a file name.
fn is_file_name(path: &Path) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"._-/\\".contains(&byte);
    let name = path.to_str().unwrap_or_default();
    let ending = path.extension().and_then(|ending| ending.to_str());
    name.len() <= MAX_NAME
        && name.bytes().all(allowed)
        && ending.is_some_and(|ending| TEXT_ENDINGS.contains(&ending))
}

/// Decodes UTF-8, or UTF-16 with a byte order mark, which PowerShell writes. Anything else in it is replaced, because
/// the rest of a log is still useful.
fn decode(bytes: &[u8]) -> String {
    let units = |bytes: &[u8], unit: fn([u8; 2]) -> u16| {
        let pairs = bytes
            .chunks_exact(2)
            .filter_map(|pair| pair.try_into().ok());
        String::from_utf16_lossy(&pairs.map(unit).collect::<Vec<u16>>())
    };
    match bytes {
        [0xff, 0xfe, text @ ..] => units(text, u16::from_le_bytes),
        [0xfe, 0xff, text @ ..] => units(text, u16::from_be_bytes),
        [0xef, 0xbb, 0xbf, text @ ..] => String::from_utf8_lossy(text).into_owned(),
        text => String::from_utf8_lossy(text).into_owned(),
    }
}

/// Describes the input if no cause was found.
fn describe_input(diagnosis: &Diagnosis) -> String {
    let lines = match diagnosis.lines {
        0 => return "the input is empty\n".to_owned(),
        1 => "1 line".to_owned(),
        lines => format!("{lines} lines"),
    };
    let more = if diagnosis.cascade {
        "; it reports what followed from another failure: include the first one, \
         which `aws cloudformation describe-stack-events` lists"
    } else {
        "; include the access-log line or the response headers (`curl -i`) of a failed request"
    };
    format!("found no known cause in {lines}{more}\n")
}
