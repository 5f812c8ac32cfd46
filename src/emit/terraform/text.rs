//! Strings, names and comments in Terraform's syntax.
//!
//! Owns the escapes: any text that is written reads back as the same text.

use std::fmt::Write;

/// Writes text between quotes.
///
/// Uses hcl-rs, except for `${` and `%{`, which would start code, and invisible characters: Terraform and hcl-rs
/// disagree on how runs of `$` are read, and all readers must agree.
pub(super) fn write_quoted(text: &str, out: &mut String) {
    if !text.contains(|letter: char| {
        matches!(letter, '$' | '%') || letter.is_control() || is_invisible(letter)
    }) && let Ok(written) = hcl::format::to_string(&hcl::Expression::from(text))
    {
        out.push_str(written.trim_end());
        return;
    }
    out.push('"');
    fragment(text, false, out);
    out.push('"');
}

/// Writes a map's key between quotes, in ASCII: `terraform fmt` aligns by grapheme clusters, and escapes avoid the
/// Unicode tables for that.
pub(super) fn quoted_key(text: &str, out: &mut String) {
    if text.is_ascii() {
        return write_quoted(text, out);
    }
    let mut inner = String::new();
    fragment(text, false, &mut inner);
    out.push('"');
    for letter in inner.chars() {
        if letter.is_ascii() {
            out.push(letter);
        } else {
            unicode(letter, out);
        }
    }
    out.push('"');
}

/// Writes text inside quotes; `before_code` is true if `${` follows.
pub(super) fn fragment(text: &str, before_code: bool, out: &mut String) {
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        if matches!(letter, '$' | '%') {
            let after = rest.trim_start_matches(['$', '%']);
            let markers = rest.get(..rest.len() - after.len()).unwrap_or_default();
            write_markers(markers, after, before_code, out);
            rest = after;
            continue;
        }
        match letter {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            letter if letter.is_control() || is_invisible(letter) => unicode(letter, out),
            letter => out.push(letter),
        }
        rest = rest.get(letter.len_utf8()..).unwrap_or_default();
    }
}

/// Writes a run of `$` and `%`, escaped so that it is literal.
///
/// Readers agree only on a doubled last marker, and not even on that right before code: the others are written as code,
/// `${"$"}`.
fn write_markers(markers: &str, after: &str, before_code: bool, out: &mut String) {
    let (spelt, last) = match markers.char_indices().last() {
        Some((index, last)) if after.starts_with('{') => {
            (markers.get(..index).unwrap_or_default(), Some(last))
        }
        Some(_) if after.is_empty() && before_code => (markers, None),
        Some(_) | None => {
            out.push_str(markers);
            return;
        }
    };
    if !spelt.is_empty() {
        out.push_str("${\"");
        out.push_str(spelt);
        out.push_str("\"}");
    }
    if let Some(last) = last {
        out.push(last);
        out.push(last);
    }
}

/// Returns true if text is a valid map key without quotes.
pub(super) fn is_bare_key(text: &str) -> bool {
    let starts = text.starts_with(|letter: char| letter.is_ascii_alphabetic() || letter == '_');
    let goes_on = text
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    let means_something = ["for", "if", "in", "null", "true", "false", "else", "endif"];
    starts && goes_on && !means_something.contains(&text)
}

/// Makes text safe for a comment: split into lines, without anything that could end a line early.
pub(super) fn comment_lines(text: &str) -> impl Iterator<Item = String> {
    text.lines().map(|line| {
        let clean = line.chars().map(|letter| {
            if letter.is_control() || is_invisible(letter) {
                ' '
            } else {
                letter
            }
        });
        clean.collect::<String>().trim_end().to_owned()
    })
}

/// Returns true for line separators and bidirectional control characters, which would mislead a reader.
fn is_invisible(letter: char) -> bool {
    matches!(
        letter,
        '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{200e}' | '\u{200f}'
    ) || ('\u{202a}'..='\u{202e}').contains(&letter)
        || ('\u{2066}'..='\u{2069}').contains(&letter)
}

fn unicode(letter: char, out: &mut String) {
    let code = u32::from(letter);
    // Writing to a string cannot fail.
    let _ = if code > 0xffff {
        write!(out, "\\U{code:08x}")
    } else {
        write!(out, "\\u{code:04x}")
    };
}

#[cfg(test)]
mod tests {
    #![expect(
        clippy::expect_used,
        clippy::panic,
        reason = "a test says what it cannot go on from"
    )]

    use hcl::eval::{Context, Evaluate};
    use proptest::{prop_assert_eq, proptest};

    use super::{comment_lines, fragment, write_quoted};

    fn render(text: &str) -> String {
        let mut out = String::new();
        write_quoted(text, &mut out);
        out
    }

    #[test]
    fn markers_of_code_are_doubled() {
        assert_eq!(
            render("/${request.path.proxy}"),
            r#""/$${request.path.proxy}""#
        );
        assert_eq!(render("%{if x}"), r#""%%{if x}""#);
        assert_eq!(render("5$ and 5%"), r#""5$ and 5%""#);
    }

    #[test]
    fn a_marker_that_could_be_read_in_two_ways_is_spelt_out() {
        assert_eq!(render("$${x}"), r#""${"$"}$${x}""#);
        let mut out = String::new();
        fragment("cost $", true, &mut out);
        assert_eq!(out, r#"cost ${"$"}"#);
    }

    /// Reads a string that this module wrote with an independent HCL parser.
    fn read_back(written: &str) -> String {
        let body: hcl::Body = hcl::parse(&format!("x = {written}\n")).expect("it parses");
        let attribute = body.attributes().next().expect("it is an attribute");
        let value = attribute.expr().evaluate(&Context::new());
        match value.expect("it reads nothing") {
            hcl::Value::String(text) => text,
            other => panic!("it is a string: {other}"),
        }
    }

    proptest! {
        #[test]
        fn any_text_reads_back_as_itself(text in "([$%{}\"\\\\]|[a-z]|\\PC|[\\x00-\\x1f]){0,20}") {
            prop_assert_eq!(read_back(&render(&text)), text);
        }

        #[test]
        fn text_before_code_is_text(text in "[$%{}\"\\\\a]{1,6}") {
            let mut out = String::from("\"");
            fragment(&text, true, &mut out);
            out.push_str("${1 + 1}\"");
            prop_assert_eq!(read_back(&out), format!("{text}2"));
        }
    }

    #[test]
    fn a_comment_stays_a_comment() {
        let lines: Vec<String> = comment_lines("a\r\nresource \u{2028}x\rb \n").collect();
        assert_eq!(lines, ["a", "resource  x b"]);
    }
}
