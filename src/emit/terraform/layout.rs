//! A tree as text, in the format of `terraform fmt`.
//!
//! Owns blank lines, indents and the alignment of `=`. Must not change a tree's meaning.

use crate::emit::terraform::text;
use crate::emit::terraform::tree::{Attribute, Block, Item, Piece, Value};

/// Lists whose entries take up to this many columns are on one line.
const WIDTH: usize = 80;

/// Writes blocks, separated by blank lines.
pub(super) fn file<'b>(blocks: impl IntoIterator<Item = &'b Block>) -> String {
    let mut out = String::new();
    for block in blocks {
        if !out.is_empty() {
            out.push('\n');
        }
        write_block(block, 0, &mut out);
    }
    out
}

/// Returns a value within a line: lists stay on it, whatever their length.
pub(super) fn value(value: &Value) -> String {
    if let Value::List(entries) = value {
        let entries: Vec<String> = entries.iter().map(self::value).collect();
        return format!("[{}]", entries.join(", "));
    }
    let mut out = String::new();
    write_value(value, 0, &mut out);
    out
}

fn write_block(block: &Block, depth: usize, out: &mut String) {
    write_comments(&block.comments, depth, out);
    indent(depth, out);
    out.push_str(&block.word);
    for label in &block.labels {
        out.push(' ');
        text::write_quoted(label, out);
    }
    if block.items.is_empty() {
        out.push_str(" {}\n");
        return;
    }
    out.push_str(" {\n");
    write_items(&block.items, depth + 1, out);
    indent(depth, out);
    out.push_str("}\n");
}

fn write_items(items: &[Item], depth: usize, out: &mut String) {
    let mut rest = items;
    let mut first = true;
    while let Some((item, after)) = rest.split_first() {
        if !first {
            out.push('\n');
        }
        first = false;
        match item {
            Item::Block(block) => {
                write_block(block, depth, out);
                rest = after;
            }
            Item::Attribute(attribute) if stands_alone(attribute) => {
                write_comments(&attribute.comments, depth, out);
                write_attribute(attribute, attribute.name.len(), depth, out);
                rest = after;
            }
            Item::Attribute(attribute) => {
                let run = run_of(rest);
                let width = run.iter().map(|attribute| attribute.name.len()).max();
                let width = width.unwrap_or(attribute.name.len());
                for attribute in &run {
                    write_attribute(attribute, width, depth, out);
                }
                rest = rest.get(run.len()..).unwrap_or_default();
            }
        }
    }
}

/// Returns the leading attributes on consecutive lines.
fn run_of(items: &[Item]) -> Vec<&Attribute> {
    let attributes = items.iter().map_while(|item| match item {
        Item::Attribute(attribute) if !stands_alone(attribute) => Some(attribute),
        Item::Attribute(_) | Item::Block(_) => None,
    });
    // `count` and `for_each` are set apart, as in the style guide.
    let mut run: Vec<&Attribute> = attributes.collect();
    if let [first, _, ..] = run.as_slice()
        && matches!(first.name.as_str(), "count" | "for_each")
    {
        run.truncate(1);
    }
    run
}

fn stands_alone(attribute: &Attribute) -> bool {
    let order = attribute.name == "depends_on";
    order || !attribute.comments.is_empty() || is_tall(&attribute.value)
}

/// Returns true if a value takes more than one line.
fn is_tall(value: &Value) -> bool {
    match value {
        Value::Text(_) | Value::Template(_) | Value::Code(_) => false,
        Value::Number(_) | Value::Bool(_) | Value::Null => false,
        Value::Map(entries) => !entries.is_empty(),
        Value::Call(_, inner) => is_tall(inner),
        Value::List(entries) => {
            entries.iter().any(is_tall) || entries.iter().map(width_of).sum::<usize>() > WIDTH
        }
    }
}

/// Returns the approximate width of a list entry in columns, including its comma.
fn width_of(value: &Value) -> usize {
    let mut out = String::new();
    write_value(value, 0, &mut out);
    out.chars().count() + 2
}

fn write_attribute(attribute: &Attribute, width: usize, depth: usize, out: &mut String) {
    indent(depth, out);
    out.push_str(&attribute.name);
    pad(width.saturating_sub(attribute.name.len()), out);
    out.push_str(" = ");
    write_value(&attribute.value, depth, out);
    out.push('\n');
}

fn write_comments(comments: &[String], depth: usize, out: &mut String) {
    for line in comments {
        indent(depth, out);
        out.push('#');
        if !line.is_empty() {
            out.push(' ');
            out.push_str(line);
        }
        out.push('\n');
    }
}

fn write_value(value: &Value, depth: usize, out: &mut String) {
    match value {
        Value::Text(text) => text::write_quoted(text, out),
        Value::Template(pieces) => write_template(pieces, out),
        Value::Code(code) => out.push_str(code),
        Value::Number(number) => out.push_str(number),
        Value::Bool(true) => out.push_str("true"),
        Value::Bool(false) => out.push_str("false"),
        Value::Null => out.push_str("null"),
        Value::List(entries) => write_list(entries, depth, out),
        Value::Map(entries) => write_map(entries, depth, out),
        Value::Call(function, inner) => {
            out.push_str(function);
            out.push('(');
            write_value(inner, depth, out);
            out.push(')');
        }
    }
}

fn write_template(pieces: &[Piece], out: &mut String) {
    out.push('"');
    let mut rest = pieces;
    while let Some((piece, after)) = rest.split_first() {
        match piece {
            Piece::Text(text) => {
                let before_code = matches!(after.first(), Some(Piece::Code(_)));
                text::fragment(text, before_code, out);
            }
            Piece::Code(code) => {
                out.push_str("${");
                out.push_str(code);
                out.push('}');
            }
        }
        rest = after;
    }
    out.push('"');
}

fn write_list(entries: &[Value], depth: usize, out: &mut String) {
    if let [only @ (Value::Map(_) | Value::List(_))] = entries {
        out.push('[');
        write_value(only, depth, out);
        out.push(']');
        return;
    }
    if entries.iter().map(width_of).sum::<usize>() <= WIDTH && !entries.iter().any(is_tall) {
        out.push('[');
        for (index, entry) in entries.iter().enumerate() {
            if index > 0 {
                out.push_str(", ");
            }
            write_value(entry, depth, out);
        }
        out.push(']');
        return;
    }
    out.push_str("[\n");
    for entry in entries {
        indent(depth + 1, out);
        write_value(entry, depth + 1, out);
        out.push_str(",\n");
    }
    indent(depth, out);
    out.push(']');
}

fn write_map(entries: &[(String, Value)], depth: usize, out: &mut String) {
    if entries.is_empty() {
        out.push_str("{}");
        return;
    }
    let keys: Vec<String> = entries.iter().map(|(key, _)| key_of(key)).collect();
    out.push_str("{\n");
    let mut width = 0;
    let mut left: usize = 0;
    for (index, (key, (_, value))) in keys.iter().zip(entries).enumerate() {
        if is_tall(value) {
            width = key.len();
        } else if left == 0 {
            // As in `terraform fmt`: each run of single-line entries is aligned separately.
            let run = keys.iter().zip(entries).skip(index);
            let run = run.take_while(|(_, (_, value))| !is_tall(value));
            (left, width) = run.fold((0, 0), |(count, width), (key, _)| {
                (count + 1, width.max(key.len()))
            });
        }
        left = left.saturating_sub(1);
        indent(depth + 1, out);
        out.push_str(key);
        pad(width.saturating_sub(key.len()), out);
        out.push_str(" = ");
        write_value(value, depth + 1, out);
        out.push('\n');
    }
    indent(depth, out);
    out.push('}');
}

fn key_of(key: &str) -> String {
    let mut out = String::with_capacity(key.len() + 2);
    if text::is_bare_key(key) {
        out.push_str(key);
    } else {
        text::quoted_key(key, &mut out);
    }
    out
}

fn indent(depth: usize, out: &mut String) {
    pad(2 * depth, out);
}

fn pad(columns: usize, out: &mut String) {
    out.extend(std::iter::repeat_n(' ', columns));
}
