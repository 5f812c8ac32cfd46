//! Strings in YAML, in a form that every version of YAML reads as the string that it is.

use std::fmt::Write as _;

/// A string in the plainest form that no YAML takes for something else.
pub(super) fn string(out: &mut String, text: &str, depth: usize) {
    if is_plain(text) {
        out.push_str(text);
    } else if is_block(text) {
        out.push_str(if text.ends_with('\n') { "|" } else { "|-" });
        for part in text.lines() {
            out.push('\n');
            if !part.is_empty() {
                out.extend(std::iter::repeat_n("  ", depth + 1));
                out.push_str(part);
            }
        }
    } else {
        quoted(out, text);
    }
}

/// Whether text needs no quotes. Rather too few than too many.
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
        && !text.contains(": ")
        && !text.contains(" #")
        && !is_word(text)
}

/// The words of YAML 1.1 that are booleans or nothing, in any case.
fn is_word(text: &str) -> bool {
    const WORDS: [&str; 9] = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"];
    text.len() <= 5 && WORDS.iter().any(|word| text.eq_ignore_ascii_case(word))
}

/// Whether text of several lines reads well, and back unchanged, as a block.
fn is_block(text: &str) -> bool {
    let ends_once = !text.ends_with("\n\n");
    let mut lines = text.split('\n');
    let blank = |line: &str| !line.is_empty() && line.trim().is_empty();
    let starts = !text.starts_with([' ', '\n', '\t']);
    text.contains('\n')
        && starts
        && ends_once
        && !lines.any(blank)
        && text
            .chars()
            .all(|letter| letter == '\n' || letter == '\t' || is_printable(letter))
}

fn is_printable(letter: char) -> bool {
    !letter.is_control()
        && !matches!(
            letter,
            '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}'
        )
}

/// A string in quotes: single ones, unless it holds some itself or what only double ones can say.
pub(super) fn quoted(out: &mut String, text: &str) {
    let reads_better_double = text.contains('\'') && !text.contains(['"', '\\']);
    if text.chars().all(is_printable) && !reads_better_double {
        out.push('\'');
        for (index, part) in text.split('\'').enumerate() {
            if index > 0 {
                out.push_str("''");
            }
            out.push_str(part);
        }
        out.push('\'');
        return;
    }
    out.push('"');
    for letter in text.chars() {
        match letter {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            letter if is_printable(letter) => out.push(letter),
            letter => {
                let _ = write!(out, "\\u{:04x}", u32::from(letter));
            }
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::string;

    fn written(text: &str) -> String {
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
            let yaml = written(text);
            assert_eq!(yaml, format!("'{text}'"));
        }
    }

    #[test]
    fn quotes_are_those_that_need_no_others() {
        for (text, expected) in [
            ("a: b", "'a: b'"),
            ("''", "\"''\""),
            ("the shop's: door", "\"the shop's: door\""),
            ("{\"a\": 'b'}", "'{\"a\": ''b''}'"),
            ("tab\tand: more", "\"tab\\tand: more\""),
        ] {
            let yaml = written(text);
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
            let yaml = written(text);
            assert_eq!(yaml, text);
        }
    }
}
