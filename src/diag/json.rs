//! Findings as JSON, one object per line, for tools that process a stream.

use serde_json::{Value, json};

use super::place::{Places, position_json};
use super::{Diagnostic, Fix, Label};
use crate::source::{Sources, Span};

/// Renders each finding as an object on its own line, in the order given. Lines and columns count from 1, columns in
/// characters; `end` is the position after the last character.
#[must_use]
pub fn lines(sources: &Sources, diagnostics: &[Diagnostic]) -> String {
    let places = Places::new(sources);
    diagnostics
        .iter()
        .map(|finding| format!("{}\n", object(&places, finding)))
        .collect()
}

fn object(places: &Places<'_>, finding: &Diagnostic) -> Value {
    let mut object = json!({
        "code": finding.code.to_string(),
        "severity": finding.severity.word(),
        "message": finding.message,
    });
    put_place(&mut object, places, finding.primary.span);
    let related: Vec<Value> = finding
        .related
        .iter()
        .map(|label| related_object(places, label))
        .collect();
    put(&mut object, "help", json!(finding.help));
    put(&mut object, "related", Value::Array(related));
    let fix = finding.fix.as_ref().map(|fix| fix_object(places, fix));
    put(&mut object, "fix", fix.unwrap_or(Value::Null));
    let env = match finding.environments.as_slice() {
        [] => Value::Null,
        environments => json!(environments.join(", ")),
    };
    put(&mut object, "env", env);
    object
}

fn related_object(places: &Places<'_>, label: &Label) -> Value {
    let mut object = json!({ "message": label.text });
    put_place(&mut object, places, label.span);
    object
}

fn fix_object(places: &Places<'_>, fix: &Fix) -> Value {
    let edits: Vec<Value> = fix
        .edits
        .iter()
        .map(|edit| {
            let mut object = json!({});
            put_place(&mut object, places, edit.span);
            put(&mut object, "text", json!(edit.text));
            object
        })
        .collect();
    json!({ "title": fix.title, "safe": fix.safe, "edits": edits })
}

fn put_place(object: &mut Value, places: &Places<'_>, span: Span) {
    let place = places.of(span);
    put(object, "file", json!(place.file));
    put(object, "start", position_json(place.start));
    put(object, "end", position_json(place.end));
}

fn put(object: &mut Value, key: &str, value: Value) {
    if let Value::Object(map) = object {
        map.insert(key.to_owned(), value);
    }
}
