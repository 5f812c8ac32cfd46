//! Reviewable JSON: small values, above all references, stay on one line.

use serde_json::Value;

/// The maximum width of a line with several values, in columns.
const WIDTH: usize = 100;

/// A list or map that is written entry by entry, each on its own lines.
pub(super) struct Entries {
    out: String,
    depth: usize,
    close: char,
    count: usize,
}

impl Entries {
    /// Starts a list at a nesting depth.
    pub(super) fn list(depth: usize) -> Self {
        Self::open('[', ']', depth)
    }

    /// Starts a map at a nesting depth.
    pub(super) fn map(depth: usize) -> Self {
        Self::open('{', '}', depth)
    }

    fn open(open: char, close: char, depth: usize) -> Self {
        Self {
            out: String::from(open),
            depth,
            close,
            count: 0,
        }
    }

    /// Adds a list entry.
    pub(super) fn entry(&mut self, value: &Value) {
        self.begin();
        write(&mut self.out, value, self.depth + 1);
    }

    /// Adds a map entry.
    pub(super) fn field(&mut self, name: &str, value: &Value) {
        self.begin();
        self.name(name);
        write(&mut self.out, value, self.depth + 1);
    }

    /// Adds a map entry that is already serialized.
    pub(super) fn raw_field(&mut self, name: &str, text: &str) {
        self.begin();
        self.name(name);
        self.out.push_str(text);
    }

    /// Closes the list or map and returns the text.
    pub(super) fn close(mut self) -> String {
        if self.count > 0 {
            line(&mut self.out, self.depth);
        }
        self.out.push(self.close);
        self.out
    }

    fn begin(&mut self) {
        if self.count > 0 {
            self.out.push(',');
        }
        self.count += 1;
        line(&mut self.out, self.depth + 1);
    }

    fn name(&mut self, name: &str) {
        string(&mut self.out, name);
        self.out.push_str(": ");
    }
}

fn write(out: &mut String, value: &Value, depth: usize) {
    if is_flat(value) {
        let start = out.len();
        write_flat(out, value);
        let whole = match value {
            Value::Array(entries) => entries.is_empty(),
            Value::Object(entries) => entries.is_empty(),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => true,
        };
        if whole || out.len() - start + 2 * depth <= WIDTH {
            return;
        }
        out.truncate(start);
    }
    match value {
        Value::Array(entries) => {
            out.push('[');
            for (index, entry) in entries.iter().enumerate() {
                separate(out, index);
                line(out, depth + 1);
                write(out, entry, depth + 1);
            }
            line(out, depth);
            out.push(']');
        }
        Value::Object(entries) => {
            out.push('{');
            for (index, (name, entry)) in entries.iter().enumerate() {
                separate(out, index);
                line(out, depth + 1);
                string(out, name);
                out.push_str(": ");
                write(out, entry, depth + 1);
            }
            line(out, depth);
            out.push('}');
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            write_flat(out, value)
        }
    }
}

fn separate(out: &mut String, index: usize) {
    if index > 0 {
        out.push(',');
    }
}

fn line(out: &mut String, depth: usize) {
    out.push('\n');
    out.extend(std::iter::repeat_n("  ", depth));
}

/// Writes a value on one line.
fn write_flat(out: &mut String, value: &Value) {
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
                write_flat(out, entry);
            }
            out.push(']');
        }
        Value::Object(entries) if entries.is_empty() => out.push_str("{}"),
        Value::Object(entries) => {
            out.push_str("{ ");
            for (index, (name, entry)) in entries.iter().enumerate() {
                if index > 0 {
                    out.push_str(", ");
                }
                string(out, name);
                out.push_str(": ");
                write_flat(out, entry);
            }
            out.push_str(" }");
        }
    }
}

/// Returns true if a value fits on one line by its structure: nested lists and maps contain only scalars and
/// references.
fn is_flat(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => true,
        Value::Array(entries) => entries.iter().all(is_leaf),
        Value::Object(entries) if is_reference(value) => entries.values().all(is_flat),
        Value::Object(entries) => entries.values().all(is_leaf),
    }
}

fn is_leaf(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => true,
        Value::Array(entries) => entries.is_empty(),
        Value::Object(_) => is_reference(value) && is_flat(value),
    }
}

fn is_reference(value: &Value) -> bool {
    value.as_object().is_some_and(|entries| {
        entries.len() == 1 && entries.keys().all(|name| name.starts_with('$'))
    })
}

fn string(out: &mut String, text: &str) {
    let bare = |byte: u8| (b' '..=b'~').contains(&byte) && byte != b'"' && byte != b'\\';
    if text.bytes().all(bare) {
        out.push('"');
        out.push_str(text);
        out.push('"');
    } else {
        let quoted = serde_json::to_string(text);
        out.push_str(&quoted.unwrap_or_else(|fault| never!("a text of the plan: {fault}")));
    }
}
