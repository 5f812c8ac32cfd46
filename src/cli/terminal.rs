//! Standard output, standard error, colour and width.

use std::env;
use std::io::{self, IsTerminal, Write};

use crate::cli::exit::Failure;

/// When to use colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Color {
    /// On a terminal, unless `NO_COLOR` is set or the terminal is a dumb one.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// One of the two streams.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stream {
    /// Standard output: the product.
    Out,
    /// Standard error: the talk.
    Err,
}

/// How to show things on a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Look {
    /// Whether to use colour.
    pub color: bool,
    /// Whether to draw with characters beyond ASCII.
    pub unicode: bool,
    /// Columns.
    pub width: usize,
}

impl Look {
    /// How to show things on `stream` when the user asks for `color`.
    #[must_use]
    pub(super) fn of(stream: Stream, color: Color) -> Self {
        let terminal = match stream {
            Stream::Out => io::stdout().is_terminal(),
            Stream::Err => io::stderr().is_terminal(),
        };
        let dumb = env::var_os("TERM").is_some_and(|term| term == "dumb");
        let refused = env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let color = match color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => terminal && !refused && !dumb,
        };
        Self {
            color,
            unicode: !dumb && utf8_locale(),
            width: width(),
        }
    }
}

/// Whether the locale's characters are UTF-8; no locale at all counts as yes, since most terminals are.
fn utf8_locale() -> bool {
    let said = ["LC_ALL", "LC_CTYPE", "LANG"]
        .into_iter()
        .find_map(|name| env::var(name).ok().filter(|v| !v.is_empty()));
    said.is_none_or(|locale| {
        let locale = locale.to_ascii_lowercase();
        locale.contains("utf-8") || locale.contains("utf8")
    })
}

/// `COLUMNS`, the terminal's width, or 80; between 40 and 120, where text reads well.
fn width() -> usize {
    let said = env::var("COLUMNS")
        .ok()
        .and_then(|text| text.parse::<usize>().ok());
    let asked = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    said.or_else(asked).unwrap_or(80).clamp(40, 120)
}

/// Writes the product, all of it or an error.
///
/// # Errors
/// When standard output is closed or full.
pub(super) fn print(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())
        .and_then(|()| out.flush())
        .map_err(Failure::Output)
}

/// Talks. Where nobody listens, there is nobody to tell.
pub(super) fn talk(text: &str) {
    let mut err = io::stderr().lock();
    let _ = err.write_all(text.as_bytes()).and_then(|()| err.flush());
}

/// Says in one line why a command failed.
pub(super) fn complain(message: &str) {
    talk(&format!("gwc: {message}\n"));
}
