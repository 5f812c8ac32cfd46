//! Templates as YAML.
//!
//! CloudFormation reads YAML 1.1, where `22:22` is a number, `on` is a boolean and `2012-10-17` a date; `serde_yaml`
//! writes 1.2 and leaves such text bare, and it cannot be told to quote. So the few forms that a template needs are
//! written here: block style, short tags for functions, and quotes around whatever any YAML could take for something
//! else. Tests read the result back with other people's parsers.

use std::fmt::Write as _;

use crate::backend::cfn::tree::{Tree, rate_text};

/// The document of a template's sections. Entries of the sections stand apart by an empty line.
pub(super) fn document(sections: &Tree<'_>) -> String {
    let mut out = String::with_capacity(16 * 1024);
    let Tree::Map(sections) = sections else {
        value(&mut out, sections, 0);
        return out;
    };
    for (index, (name, section)) in sections.iter().enumerate() {
        let apart = matches!(section, Tree::Map(_));
        if index > 0 && apart {
            out.push('\n');
        }
        key(&mut out, name, 0);
        match section {
            Tree::Map(entries) if name != "Metadata" => {
                for (index, (name, entry)) in entries.iter().enumerate() {
                    if index > 0 {
                        out.push('\n');
                    }
                    line(&mut out, 1);
                    key(&mut out, name, 1);
                    value(&mut out, entry, 1);
                }
            }
            section => value(&mut out, section, 0),
        }
        out.push('\n');
    }
    out
}

/// A value after a `name:`, a `-` or a tag, at a depth. Scalars stay on the line, the rest begins a new one.
fn value(out: &mut String, tree: &Tree<'_>, depth: usize) {
    match tree {
        Tree::List(entries) if !entries.is_empty() => {
            for entry in entries {
                line(out, depth + 1);
                item(out, entry, depth + 1);
            }
        }
        Tree::Map(entries) if !entries.is_empty() => {
            for (name, entry) in entries {
                line(out, depth + 1);
                key(out, name, depth + 1);
                value(out, entry, depth + 1);
            }
        }
        Tree::Call(function, arguments) => {
            out.push(' ');
            out.push_str(function.tag());
            for argument in arguments {
                line(out, depth + 1);
                item(out, argument, depth + 1);
            }
        }
        Tree::Null
        | Tree::Bool(_)
        | Tree::Int(_)
        | Tree::Number(_)
        | Tree::Rate(_)
        | Tree::Text(_)
        | Tree::List(_)
        | Tree::Map(_)
        | Tree::Ref(_)
        | Tree::GetAtt(..)
        | Tree::Sub(_) => {
            out.push(' ');
            scalar(out, tree, depth);
        }
    }
}

/// An entry of a list, after its indentation.
fn item(out: &mut String, tree: &Tree<'_>, depth: usize) {
    out.push('-');
    match tree {
        // The first line of a map or list goes beside the dash.
        Tree::Map(entries) if !entries.is_empty() => {
            for (index, (name, entry)) in entries.iter().enumerate() {
                if index == 0 {
                    out.push(' ');
                } else {
                    line(out, depth + 1);
                }
                key(out, name, depth + 1);
                value(out, entry, depth + 1);
            }
        }
        Tree::List(entries) if !entries.is_empty() => {
            for (index, entry) in entries.iter().enumerate() {
                if index == 0 {
                    out.push(' ');
                } else {
                    line(out, depth + 1);
                }
                item(out, entry, depth + 1);
            }
        }
        Tree::Null
        | Tree::Bool(_)
        | Tree::Int(_)
        | Tree::Number(_)
        | Tree::Rate(_)
        | Tree::Text(_)
        | Tree::List(_)
        | Tree::Map(_)
        | Tree::Ref(_)
        | Tree::GetAtt(..)
        | Tree::Sub(_)
        | Tree::Call(..) => value(out, tree, depth),
    }
}

fn scalar(out: &mut String, tree: &Tree<'_>, depth: usize) {
    match tree {
        Tree::Null => out.push_str("null"),
        Tree::Bool(yes) => out.push_str(if *yes { "true" } else { "false" }),
        // Writing to a string cannot fail.
        Tree::Int(number) => {
            let _ = write!(out, "{number}");
        }
        Tree::Number(number) => {
            let _ = write!(out, "{number}");
        }
        Tree::Rate(rate) => out.push_str(&rate_text(*rate)),
        Tree::Text(text) => string(out, text, depth),
        Tree::Ref(name) => out.extend(["!Ref ", name]),
        Tree::GetAtt(id, attribute) => out.extend(["!GetAtt ", id, ".", attribute]),
        Tree::Sub(text) => {
            out.push_str("!Sub ");
            string(out, text, depth);
        }
        Tree::List(_) | Tree::Call(..) => out.push_str("[]"),
        Tree::Map(_) => out.push_str("{}"),
    }
}

fn line(out: &mut String, depth: usize) {
    out.push('\n');
    indent(out, depth);
}

fn indent(out: &mut String, depth: usize) {
    for _ in 0..depth {
        out.push_str("  ");
    }
}

/// A name and its colon, after the indentation.
fn key(out: &mut String, name: &str, depth: usize) {
    // A longer name has to be announced: YAML bounds those that are not by 1024 characters.
    let announced = name.len() > 1000;
    if announced {
        out.push_str("? ");
    }
    if is_plain(name) {
        out.push_str(name);
    } else {
        quoted(out, name);
    }
    if announced {
        line(out, depth);
    }
    out.push(':');
}

/// A string in the plainest form that no YAML takes for something else.
fn string(out: &mut String, text: &str, depth: usize) {
    if is_plain(text) {
        out.push_str(text);
    } else if is_block(text) {
        out.push_str(if text.ends_with('\n') { "|" } else { "|-" });
        for part in text.lines() {
            out.push('\n');
            if !part.is_empty() {
                indent(out, depth + 1);
                out.push_str(part);
            }
        }
    } else {
        quoted(out, text);
    }
}

/// Whether text needs no quotes. Rather too few than too many.
fn is_plain(text: &str) -> bool {
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

fn quoted(out: &mut String, text: &str) {
    if text.chars().all(is_printable) {
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
    use proptest::prelude::*;

    use super::document;
    use crate::backend::cfn::tree::Tree;

    fn section<'t>(name: &'t str, value: Tree<'t>) -> Tree<'t> {
        Tree::Map(vec![(
            "Resources".into(),
            Tree::Map(vec![(name.into(), value)]),
        )])
    }

    fn read_back(text: &str) -> Result<serde_yaml::Value, TestCaseError> {
        serde_yaml::from_str(text).map_err(|error| TestCaseError::fail(format!("{error}\n{text}")))
    }

    /// Text that some reader of YAML takes for something else, or that ends what it stands in.
    fn hostile() -> impl Strategy<Value = String> {
        let words = prop::sample::select(vec![
            "yes",
            "No",
            "on",
            "OFF",
            "y",
            "null",
            "~",
            "",
            "true",
            "22:22",
            "0777",
            "1_000",
            "2012-10-17",
            "1e3",
            ".inf",
            ".nan",
            "0x1f",
            "=",
            "<<",
            "-",
            "?",
            ":",
            "!Sub a",
            "!Ref a",
            "&a",
            "*a",
            "%a",
            "@a",
            "`a",
            "|",
            ">",
            "'",
            "\"",
            "{a}",
            "[a]",
            "a: b",
            "a:",
            " a",
            "a ",
            "a #b",
            "#a",
            "---",
            "...",
            "${a}",
            "${!a}",
            "$",
            "\\n",
            "\t",
            "a\nb",
            "\na",
            "a\n\n",
            "  a\nb",
            "a\n \nb",
            "a\r\nb",
            "\u{85}",
            "\u{2028}",
            "\u{feff}",
            "ä",
            "{{resolve:ssm:a}}",
            "a, b",
            "- a",
            "? a",
            "a\\",
            "''",
            "\0",
        ]);
        let words = words.prop_map(str::to_owned);
        prop_oneof![
            4 => words.clone(),
            2 => (words.clone(), any::<String>()).prop_map(|(word, text)| word + &text),
            2 => (any::<String>(), words).prop_map(|(text, word)| text + &word),
            2 => any::<String>(),
        ]
    }

    proptest! {
        #[test]
        fn hostile_text_reads_back(key in hostile(), text in hostile(), entry in hostile()) {
            let value = Tree::Map(vec![
                (key.as_str().into(), Tree::text(text.as_str())),
                ("List".into(), Tree::List(vec![
                    Tree::text(entry.as_str()),
                    Tree::Map(vec![("Key".into(), Tree::text(text.as_str()))]),
                    Tree::List(vec![Tree::text(key.as_str())]),
                ])),
            ]);
            prop_assume!(key != "List");
            let yaml = document(&section(&key, value));
            let read = read_back(&yaml)?;
            let entry_of = |value: &serde_yaml::Value, name: &str| value.get(name).cloned();
            let resource = entry_of(&read, "Resources").and_then(|it| entry_of(&it, &key));
            let resource = resource.ok_or_else(|| TestCaseError::fail(yaml.clone()))?;
            let text = serde_yaml::Value::String(text);
            prop_assert_eq!(entry_of(&resource, &key), Some(text.clone()), "{}", yaml);
            let list = entry_of(&resource, "List");
            let list = list.as_ref().and_then(serde_yaml::Value::as_sequence).cloned();
            let mut map = serde_yaml::Mapping::new();
            map.insert("Key".into(), text);
            let nested = serde_yaml::Value::Sequence(vec![serde_yaml::Value::String(key)]);
            prop_assert_eq!(
                list,
                Some(vec![serde_yaml::Value::String(entry), map.into(), nested]),
                "{}", yaml
            );
        }
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
            let yaml = document(&section("A", Tree::text(text)));
            let quoted = format!("A: '{text}'\n");
            assert!(yaml.ends_with(&quoted), "{yaml}");
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
            let yaml = document(&section("A", Tree::text(text)));
            assert!(yaml.ends_with(&format!("A: {text}\n")), "{yaml}");
        }
    }
}
