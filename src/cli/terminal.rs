//! Stdout, stderr, colour and width.

use std::borrow::Cow;
use std::env;
use std::io::{self, IsTerminal, Write};

use crate::cli::exit::Failure;
use crate::diag::{escape, escape_json};

/// When to use colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Color {
    /// If the stream is a terminal, `NO_COLOR` is unset and `TERM` is not `dumb`.
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
    /// Stdout, for the result of a command.
    Out,
    /// Stderr, for messages.
    Err,
}

/// The options `--color` and `--quiet`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Console {
    /// When to use colour.
    pub color: Color,
    /// Suppress status messages.
    pub quiet: bool,
}

impl Console {
    /// Returns the capabilities of a stream.
    #[must_use]
    pub(super) fn capabilities(self, stream: Stream) -> Capabilities {
        Capabilities::of(stream, self.color)
    }

    /// Prints a status message to stderr, unless `--quiet` is given.
    pub(super) fn status(self, text: &str) {
        if !self.quiet {
            message(text);
        }
    }
}

/// The capabilities of a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Capabilities {
    /// Use colour.
    pub color: bool,
    /// Draw with characters beyond ASCII.
    pub unicode: bool,
    /// The width in columns.
    pub width: usize,
}

impl Capabilities {
    /// Applies an ANSI style such as `1` for bold if colour is used.
    #[must_use]
    pub(super) fn paint(self, style: &str, text: &str) -> String {
        if self.color {
            format!("\u{1b}[{style}m{text}\u{1b}[0m")
        } else {
            text.to_owned()
        }
    }

    fn of(stream: Stream, color: Color) -> Self {
        let terminal = match stream {
            Stream::Out => io::stdout().is_terminal(),
            Stream::Err => io::stderr().is_terminal(),
        };
        let dumb = env::var_os("TERM").is_some_and(|term| term == "dumb");
        let no_color = env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let color = match color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => terminal && !no_color && !dumb,
        };
        Self {
            color,
            unicode: !dumb && utf8_locale(),
            width: width(),
        }
    }
}

/// Returns true if the locale is UTF-8. No locale at all counts as UTF-8, because most terminals are.
fn utf8_locale() -> bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
        .into_iter()
        .find_map(|name| env::var(name).ok().filter(|v| !v.is_empty()));
    locale.is_none_or(|locale| {
        let locale = locale.to_ascii_lowercase();
        locale.contains("utf-8") || locale.contains("utf8")
    })
}

/// Returns `COLUMNS`, the terminal's width, or 80, limited to a readable width of 40 to 120.
fn width() -> usize {
    let columns = env::var("COLUMNS")
        .ok()
        .and_then(|text| text.parse::<usize>().ok());
    let terminal = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    columns.or_else(terminal).unwrap_or(80).clamp(40, 120)
}

/// Writes output to stdout, completely or with an error.
///
/// # Errors
/// When stdout is closed or full.
pub(super) fn print(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())
        .and_then(|()| out.flush())
        .map_err(Failure::Output)
}

/// Writes output for people to stdout. A CI system would take a line that begins with `::` for a command, so such lines
/// are escaped.
///
/// # Errors
/// When stdout is closed or full.
pub(super) fn print_text(text: &str) -> Result<(), Failure> {
    print(&without_commands(text))
}

/// Writes JSON to stdout, which may be a terminal.
///
/// # Errors
/// When stdout is closed or full.
pub(super) fn print_json(text: &str) -> Result<(), Failure> {
    print(&escape_json(text))
}

pub(super) fn without_commands(text: &str) -> Cow<'_, str> {
    let is_command = |line: &str| line.trim_start().starts_with("::");
    if !text.lines().any(is_command) {
        return Cow::Borrowed(text);
    }
    let lines = text.split_inclusive('\n').map(|line| {
        if is_command(line) {
            line.replacen("::", ":\\u{3a}", 1)
        } else {
            line.to_owned()
        }
    });
    Cow::Owned(lines.collect())
}

/// Writes a message to stderr. Ignores a failure, because there is no other place to report it.
pub(super) fn message(text: &str) {
    let mut err = io::stderr().lock();
    let text = without_commands(text);
    let _ = err.write_all(text.as_bytes()).and_then(|()| err.flush());
}

/// Reports a failure on one line.
pub(super) fn fail(reason: &str) {
    message(&format!("gwc: {}\n", escape(reason)));
}

#[cfg(test)]
mod tests {
    use super::without_commands;

    #[test]
    fn no_line_begins_with_a_command() {
        assert_eq!(without_commands("a :: b\n"), "a :: b\n");
        assert_eq!(
            without_commands("a\n  ::error::x\n"),
            "a\n  :\\u{3a}error::x\n"
        );
    }
}
