//! Parses access-log lines by the format that a spec declares.

use std::collections::BTreeMap;

use crate::doctor::evidence::{Field, Observation, access_log, log_keys};

/// A parsed format.
#[derive(Clone, Debug)]
pub(crate) struct LogFormat {
    pieces: Vec<Piece>,
    /// The variables of a JSON format, by key.
    keys: BTreeMap<String, String>,
}

#[derive(Clone, Debug)]
enum Piece {
    Text(String),
    Variable(String),
}

impl LogFormat {
    /// Parses a format, e.g. `$context.requestId $context.status`.
    pub(crate) fn new(format: &str) -> Self {
        Self {
            pieces: pieces(format),
            keys: keys(format),
        }
    }

    /// Returns the variable of a key in a JSON format, else the key itself.
    pub(super) fn variable<'k>(&'k self, key: &'k str) -> &'k str {
        self.keys.get(key).map_or(key, String::as_str)
    }

    /// Reads the values of the variables in a line; `None` if the line does not match.
    pub(super) fn read<'t>(&self, line: &'t str, at: usize) -> Option<Observation<'t>> {
        let mut observation = Observation::new("log", at);
        let mut rest = line;
        let mut pieces = self.pieces.iter().peekable();
        let mut fits = self.pieces.len() > 1;
        while let Some(piece) = pieces.next() {
            match piece {
                Piece::Text(text) => rest = rest.strip_prefix(text.as_str())?,
                Piece::Variable(name) => {
                    let end = match pieces.peek() {
                        Some(Piece::Text(next)) => rest.find(next.as_str())?,
                        Some(Piece::Variable(_)) | None => rest.len(),
                    };
                    let (value, behind) = rest.split_at_checked(end)?;
                    rest = behind;
                    let is_status = log_keys::field(name) == Some(Field::Status);
                    fits &= !is_status || access_log::is_status(value);
                    access_log::note(&mut observation, name, value, at);
                }
            }
        }
        // A format with a single variable would match any text, and so would a status that is not a number.
        (fits && rest.trim().is_empty()).then(|| {
            access_log::complete(&mut observation);
            observation
        })
    }
}

fn pieces(format: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = format;
    while let Some(at) = rest.find("$context.") {
        let (text, behind) = rest.split_at(at);
        if !text.is_empty() {
            pieces.push(Piece::Text(text.to_owned()));
        }
        let name = behind.trim_start_matches('$');
        let end = name
            .find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '.' && letter != '_')
            .unwrap_or(name.len());
        let (name, behind) = name.split_at(end);
        let bare = name.trim_end_matches('.');
        pieces.push(Piece::Variable(bare.to_owned()));
        rest = behind;
        if bare.len() < name.len() {
            pieces.push(Piece::Text(".".to_owned()));
        }
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest.to_owned()));
    }
    pieces
}

/// Finds all `"KEY": "$context.VARIABLE"` pairs of a JSON format, quoted or not.
fn keys(format: &str) -> BTreeMap<String, String> {
    let mut keys = BTreeMap::new();
    for (at, _) in format.match_indices("$context.") {
        let before = format.get(..at).unwrap_or("");
        let before = before.trim_end().trim_end_matches('"').trim_end();
        let Some(before) = before.strip_suffix(':') else {
            continue;
        };
        let Some(before) = before.trim_end().strip_suffix('"') else {
            continue;
        };
        let key = before.rsplit('"').next().unwrap_or("");
        let name = format.get(at + 1..).unwrap_or("");
        let end = name
            .find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '.')
            .unwrap_or(name.len());
        if let (false, Some(name)) = (key.is_empty(), name.get(..end)) {
            keys.insert(key.to_owned(), name.to_owned());
        }
    }
    keys
}
