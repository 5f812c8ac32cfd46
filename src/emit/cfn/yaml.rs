//! Templates as YAML.
//!
//! `serde_yaml` writes the strings (`scalar.rs`). The structure is written here, since a readable template has empty
//! lines between resources and maps beside their list's dash, which the library does not support.

use std::fmt::Write as _;

use crate::emit::cfn::scalar::{is_plain, string, write_quoted};
use crate::emit::cfn::tree::{Tree, rate_text};

/// Writes a template. Entries of the sections are separated by empty lines.
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

/// Writes a value after a `name:`, a `-` or a tag, at a depth. Scalars stay on the line, anything else begins a new
/// one.
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

/// Writes an entry of a list, after its indentation.
fn item(out: &mut String, tree: &Tree<'_>, depth: usize) {
    out.push('-');
    match tree {
        // The first line of a map or list is on the dash's line.
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
    out.extend(std::iter::repeat_n("  ", depth));
}

/// Writes a name and its colon, after the indentation.
fn key(out: &mut String, name: &str, depth: usize) {
    // A longer name needs an explicit key (`?`): YAML limits implicit keys to 1024 characters.
    let announced = name.len() > 1000;
    if announced {
        out.push_str("? ");
    }
    if is_plain(name) {
        out.push_str(name);
    } else {
        write_quoted(out, name);
    }
    if announced {
        line(out, depth);
    }
    out.push(':');
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::document;
    use crate::emit::cfn::tree::Tree;

    fn section<'t>(name: &'t str, value: Tree<'t>) -> Tree<'t> {
        Tree::Map(vec![(
            "Resources".into(),
            Tree::Map(vec![(name.into(), value)]),
        )])
    }

    fn read_back(text: &str) -> Result<serde_yaml::Value, TestCaseError> {
        serde_yaml::from_str(text).map_err(|error| TestCaseError::fail(format!("{error}\n{text}")))
    }

    /// Text that some YAML reader misinterprets, or that ends its surroundings.
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
}
