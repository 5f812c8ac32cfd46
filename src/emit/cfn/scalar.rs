//! Strings in YAML, in a form that every version of YAML reads as the same string.
//!
//! `serde_yaml` quotes, escapes and folds strings. This module covers what it cannot be configured to do:
//! CloudFormation reads YAML 1.1, where `22:22` is a number and `2012-10-17` a date, so text that is a string only in
//! YAML 1.2 must be quoted too.

use std::collections::BTreeMap;

/// Writes a string in the plainest form that is unambiguous in every version of YAML.
pub(super) fn string(out: &mut String, text: &str, depth: usize) {
    if is_plain(text) {
        out.push_str(text);
        return;
    }
    let written = render(text);
    let mut lines = written.lines();
    out.push_str(lines.next().unwrap_or(""));
    // The library indents the lines of a block for an entry of the outermost map.
    for line in lines {
        out.push('\n');
        if !line.is_empty() {
            out.extend(std::iter::repeat_n("  ", depth));
            out.push_str(line);
        }
    }
}

/// Writes a string on one line, quoted if necessary, for a key.
pub(super) fn write_quoted(out: &mut String, text: &str) {
    let written = render(text);
    if written.contains('\n') {
        out.push_str(&quote_double(text));
    } else {
        out.push_str(&written);
    }
}

/// Returns a string as the library writes the value of an entry, with quotes added if it leaves them out.
fn render(text: &str) -> String {
    if text.bytes().all(|letter| matches!(letter, b' '..=b'~')) {
        // The same as the library's output, without serializing a document for every string.
        return quote_single(text);
    }
    if text.contains(is_hidden) {
        return quote_double(text);
    }
    let document = serde_yaml::to_string(&BTreeMap::from([("k", text)]));
    let document = document.unwrap_or_else(|fault| never!("a text of the template: {fault}"));
    let value = document
        .strip_prefix("k: ")
        .map(|value| value.strip_suffix('\n').unwrap_or(value));
    match value {
        Some(value) if value == text => quote_single(text),
        // A block that keeps its trailing newlines would include the empty lines between resources.
        Some(value) if !keeps_newlines(value) => value.to_owned(),
        Some(_) | None => quote_double(text),
    }
}

/// Single-quotes text of one line.
fn quote_single(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// Returns true if a value is a block scalar `|+`, or `|2+` if its first line begins with white space.
fn keeps_newlines(value: &str) -> bool {
    let head = value.lines().next().unwrap_or(value);
    head.starts_with('|') && head.ends_with('+')
}

/// Returns true if a character is a line break or not printable in YAML 1.1.
fn is_hidden(letter: char) -> bool {
    letter.is_control() && letter != '\n' || matches!(letter, '\u{2028}' | '\u{2029}' | '\u{feff}')
}

/// Double-quotes text: as in JSON, with characters escaped that are not printable in YAML.
fn quote_double(text: &str) -> String {
    let json = serde_json::Value::from(text).to_string();
    let mut out = String::with_capacity(json.len());
    for letter in json.chars() {
        if is_hidden(letter) {
            out.push_str(&format!("\\u{:04x}", u32::from(letter)));
        } else {
            out.push(letter);
        }
    }
    out
}

/// Returns true if text needs no quotes. Conservative.
pub(super) fn is_plain(text: &str) -> bool {
    let letters = text.as_bytes();
    let (Some(first), Some(last)) = (letters.first(), letters.last()) else {
        return false;
    };
    let starts = first.is_ascii_alphabetic() || b"/$_(^".contains(first);
    let ends = *last != b' ' && *last != b':';
    starts
        && ends
        && letters.iter().all(|letter| matches!(letter, b' '..=b'~'))
        && !ends_plain(letters)
        && !is_word(text)
}

/// Returns true if bytes contain `: ` or ` #`, which end a plain scalar. Few strings contain a space at all.
fn ends_plain(letters: &[u8]) -> bool {
    letters.contains(&b' ')
        && letters
            .windows(2)
            .any(|pair| pair == b": " || pair == b" #")
}

/// Returns true for YAML 1.1's words for booleans and null, in any case.
fn is_word(text: &str) -> bool {
    const WORDS: [&str; 9] = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"];
    text.len() <= 5 && WORDS.iter().any(|word| text.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::string;

    fn render(text: &str) -> String {
        let mut out = String::new();
        string(&mut out, text, 0);
        out
    }

    #[test]
    fn what_yaml_1_1_would_read_as_something_else_is_quoted() {
        for text in [
            "yes",
            "No",
            "ON",
            "off",
            "y",
            "N",
            "true",
            "null",
            "~",
            "",
            "22:22",
            "190:20:30",
            "0777",
            "0o17",
            "0x1F",
            "1_000",
            "+1",
            "-1",
            "1e3",
            ".5",
            ".inf",
            "2012-10-17",
            "2012-10-17T10:00:00Z",
            "=",
            "<<",
        ] {
            let yaml = render(text);
            assert_eq!(yaml, format!("'{text}'"));
        }
    }

    #[test]
    fn quotes_are_those_that_need_no_others() {
        for (text, expected) in [
            ("a: b", "'a: b'"),
            ("''", "''''''"),
            ("the shop's: door", "'the shop''s: door'"),
            ("{\"a\": 'b'}", "'{\"a\": ''b''}'"),
            ("tab\tand: more", "\"tab\\tand: more\""),
            ("\n", "\"\\n\""),
            (" a\n\n", "\" a\\n\\n\""),
        ] {
            let yaml = render(text);
            assert_eq!(yaml, expected);
        }
    }

    #[test]
    fn what_reads_well_bare_is_bare() {
        for text in [
            "$default",
            "GET /orders/{id}",
            "/${request.path.proxy}",
            "overwrite:header.Host",
            "arn:aws:lambda:eu-west-1:111122223333:function:orders",
            "https://shop.example/a?b=c#d",
        ] {
            let yaml = render(text);
            assert_eq!(yaml, text);
        }
    }
}
