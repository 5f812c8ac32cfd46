//! `gwc init --from FILE`: converts an OpenAPI document, a template or a `serverless.yml` to a spec.

use std::path::{Path, PathBuf};

use crate::cli::args::Init;
use crate::cli::disk::{self, OutputPath};
use crate::cli::exit::{Exit, Failure};
use crate::cli::terminal::{self, Console};
use crate::facts::Facts;
use crate::fmt;
use crate::import;
use crate::source::{FileId, Sources};

/// Runs the command for the document `from`.
///
/// # Errors
/// When the document cannot be read or converted, or the spec already exists or cannot be written.
pub(super) fn run(options: &Init, from: &Path, console: Console) -> Result<Exit, Failure> {
    let stem = from.file_stem().unwrap_or_default().to_string_lossy();
    let path = match &options.path {
        Some(path) => path.clone(),
        None => PathBuf::from(format!("{stem}.gw")),
    };
    let printed = path == Path::new("-");
    if !printed && path.symlink_metadata().is_ok() {
        let reason = "it already exists, and `init --from` does not overwrite files";
        return Err(Failure::file("write", &path, reason));
    }
    let document = disk::load(from).map_err(|error| Failure::file("read", from, error.reason))?;
    let name = options.name.as_deref().unwrap_or(&stem);
    let imported = import::import(name, &document.text, &Facts::load())
        .map_err(|error| Failure::file("import", from, error.to_string()))?;
    let spec = match fmt::format(FileId(0), &imported.spec) {
        Ok(formatted) => formatted,
        // A spec that cannot be formatted is still useful: `check` shows what is wrong with it.
        Err(_) => imported.spec,
    };
    if printed {
        terminal::print(&spec)?;
    } else {
        disk::write_output(
            &OutputPath::File(path.clone()),
            &[("", &spec)],
            &Sources::default(),
        )?;
    }
    for line in &imported.left_out {
        console.status(&format!("left out: {}\n", escape(line)));
    }
    let left_out = match imported.left_out.len() {
        0 => "nothing was left out".to_owned(),
        1 => "1 item was left out".to_owned(),
        count => format!("{count} items were left out"),
    };
    let next = match printed {
        true => String::new(),
        false => {
            let shown = escape(&path.display().to_string());
            format!("; wrote `{shown}`, next: gwc check {shown}")
        }
    };
    console.status(&format!(
        "read {} {}: {left_out}{next}\n",
        article(imported.format),
        imported.format
    ));
    Ok(Exit::Success)
}

fn article(noun: &str) -> &'static str {
    if noun.starts_with(['A', 'E', 'I', 'O', 'U']) {
        "an"
    } else {
        "a"
    }
}

/// Escapes control characters in the document's text, which goes to a terminal.
fn escape(text: &str) -> String {
    let shown = |letter: char| match letter {
        letter if letter.is_control() => letter.escape_default().to_string(),
        letter => letter.to_string(),
    };
    text.chars().map(shown).collect()
}
