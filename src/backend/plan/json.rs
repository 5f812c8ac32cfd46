//! JSON that people can read in a review: what is small stays on one line, references above all.

use serde_json::Value;

/// The columns that a line of several values may fill.
const WIDTH: usize = 100;

/// The text of a value, with a newline at the end.
pub(super) fn pretty(value: &Value) -> String {
    let mut out = String::with_capacity(64 * 1024);
    write(&mut out, value, 0);
    out.push('\n');
    out
}

fn write(out: &mut String, value: &Value, depth: usize) {
    let start = out.len();
    if flat(out, value) && (depth > 0 && out.len() - start + 2 * depth <= WIDTH) {
        return;
    }
    match value {
        Value::Array(entries) if !entries.is_empty() => {
            out.truncate(start);
            out.push('[');
            for (index, entry) in entries.iter().enumerate() {
                line(out, depth + 1, index);
                write(out, entry, depth + 1);
            }
            close(out, depth, ']');
        }
        Value::Object(entries) if !entries.is_empty() => {
            out.truncate(start);
            out.push('{');
            for (index, (name, entry)) in entries.iter().enumerate() {
                line(out, depth + 1, index);
                string(out, name);
                out.push_str(": ");
                write(out, entry, depth + 1);
            }
            close(out, depth, '}');
        }
        Value::Null
        | Value::Bool(_)
        | Value::Number(_)
        | Value::String(_)
        | Value::Array(_)
        | Value::Object(_) => {}
    }
}

fn line(out: &mut String, depth: usize, index: usize) {
    if index > 0 {
        out.push(',');
    }
    out.push('\n');
    out.extend(std::iter::repeat_n("  ", depth));
}

fn close(out: &mut String, depth: usize, bracket: char) {
    out.push('\n');
    out.extend(std::iter::repeat_n("  ", depth));
    out.push(bracket);
}

/// Writes a value on one line; says no, maybe in the middle, where a list or map in it holds more than scalars and
/// references.
fn flat(out: &mut String, value: &Value) -> bool {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(yes) => out.push_str(if *yes { "true" } else { "false" }),
        Value::Number(number) => out.push_str(&number.to_string()),
        Value::String(text) => string(out, text),
        Value::Array(entries) => {
            out.push('[');
            for (index, entry) in entries.iter().enumerate() {
                if index > 0 {
                    out.push_str(", ");
                }
                if !(is_leaf(entry) && flat(out, entry)) {
                    return false;
                }
            }
            out.push(']');
        }
        Value::Object(entries) if entries.is_empty() => out.push_str("{}"),
        Value::Object(entries) => {
            let reference = is_reference(value);
            out.push_str("{ ");
            for (index, (name, entry)) in entries.iter().enumerate() {
                if index > 0 {
                    out.push_str(", ");
                }
                string(out, name);
                out.push_str(": ");
                if !((reference || is_leaf(entry)) && flat(out, entry)) {
                    return false;
                }
            }
            out.push_str(" }");
        }
    }
    true
}

fn is_leaf(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => true,
        Value::Array(entries) => entries.is_empty(),
        Value::Object(_) => is_reference(value),
    }
}

fn is_reference(value: &Value) -> bool {
    value.as_object().is_some_and(|entries| {
        entries.len() == 1 && entries.keys().all(|name| name.starts_with('$'))
    })
}

fn string(out: &mut String, text: &str) {
    // Writing a string cannot fail.
    out.push_str(&serde_json::to_string(text).unwrap_or_default());
}
