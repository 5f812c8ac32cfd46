//! `gwc init --from FILE`: a spec from an OpenAPI document, a template or a `serverless.yml`.

use std::path::{Path, PathBuf};

use crate::cli::args::Init;
use crate::cli::disk::{self, OutputPath};
use crate::cli::exit::{Exit, Failure};
use crate::cli::terminal::{self, Console};
use crate::fmt;
use crate::import;
use crate::source::{FileId, Sources};

/// Runs the command for the document `from`.
///
/// # Errors
/// When the document cannot be read or carried over, or the spec is there already or cannot be written.
pub(super) fn run(options: &Init, from: &Path, console: Console) -> Result<Exit, Failure> {
    let stem = from.file_stem().unwrap_or_default().to_string_lossy();
    let path = match &options.path {
        Some(path) => path.clone(),
        None => PathBuf::from(format!("{stem}.gw")),
    };
    let printed = path == Path::new("-");
    if !printed && path.symlink_metadata().is_ok() {
        let reason = "it exists already, and `init --from` overwrites nothing";
        return Err(Failure::file("write", &path, reason));
    }
    let document = disk::load(from).map_err(|error| Failure::file("read", from, error.reason))?;
    let name = options.name.as_deref().unwrap_or(&stem);
    let imported = import::import(name, &document.text)
        .map_err(|error| Failure::file("import", from, error.to_string()))?;
    let spec = match fmt::format(FileId(0), &imported.spec) {
        Ok(formatted) => formatted,
        // What cannot be laid out is still worth having: `check` says where it is wrong.
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
        console.status(&format!("left out: {}\n", visible(line)));
    }
    let left_out = match imported.left_out.len() {
        0 => "nothing was left out".to_owned(),
        1 => "1 thing was left out".to_owned(),
        count => format!("{count} things were left out"),
    };
    let next = match printed {
        true => String::new(),
        false => {
            let shown = visible(&path.display().to_string());
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

/// Text of the document on a terminal: no control character passes.
fn visible(text: &str) -> String {
    let shown = |letter: char| match letter {
        letter if letter.is_control() => letter.escape_default().to_string(),
        letter => letter.to_string(),
    };
    text.chars().map(shown).collect()
}
