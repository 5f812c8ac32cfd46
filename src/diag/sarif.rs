//! Findings as SARIF 2.1.0, for code scanning services.
//!
//! Columns count Unicode code points (`columnKind`), as in all formats. A rule is a code; its help is the page that
//! `gwc explain` prints.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::place::{Place, Places};
use super::{Code, Diagnostic, Fix, Label, Severity};
use crate::source::Sources;

/// Renders the findings as one SARIF log.
#[must_use]
pub fn log(sources: &Sources, diagnostics: &[Diagnostic]) -> String {
    let places = Places::new(sources);
    let codes: Vec<Code> = diagnostics
        .iter()
        .map(|finding| finding.code)
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect();
    let rules: Vec<Value> = codes.iter().map(|code| rule(*code)).collect();
    let results: Vec<Value> = diagnostics
        .iter()
        .map(|finding| result(&places, &codes, finding))
        .collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "gwc",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    format!("{log:#}\n")
}

fn rule(code: Code) -> Value {
    let Some(entry) = code.entry() else {
        return json!({ "id": code.to_string() });
    };
    json!({
        "id": code.to_string(),
        "name": entry.slug,
        "shortDescription": { "text": section(entry.page, "## What") },
        "defaultConfiguration": { "level": level(entry.severity) },
        "help": { "text": entry.page, "markdown": entry.page },
    })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

/// Returns the first paragraph under a heading, on one line.
fn section(page: &str, heading: &str) -> String {
    let lines = page.lines().skip_while(|line| line.trim() != heading);
    let words: Vec<&str> = lines
        .skip(1)
        .skip_while(|line| line.trim().is_empty())
        .take_while(|line| !line.trim().is_empty() && !line.starts_with('#'))
        .map(str::trim)
        .collect();
    words.join(" ")
}

fn result(places: &Places<'_>, codes: &[Code], finding: &Diagnostic) -> Value {
    let text = match &finding.help {
        Some(help) => format!("{}\nhelp: {help}", finding.text()),
        None => finding.text(),
    };
    // INVARIANT: the codes are those of the findings.
    let Ok(index) = codes.binary_search(&finding.code) else {
        never!("no rule for {}", finding.code);
    };
    let mut result = json!({
        "ruleId": finding.code.to_string(),
        "ruleIndex": index,
        "level": level(finding.severity),
        "message": { "text": text },
        "locations": [{ "physicalLocation": physical(places.of(finding.primary.span)) }],
    });
    if let Value::Object(map) = &mut result {
        if !finding.related.is_empty() {
            let related = (1..)
                .zip(&finding.related)
                .map(|(id, label)| related_location(places, id, label))
                .collect();
            map.insert("relatedLocations".to_owned(), Value::Array(related));
        }
        if !finding.environments.is_empty() {
            let env = finding.environments.join(", ");
            map.insert("properties".to_owned(), json!({ "env": env }));
        }
        if let Some(fix) = &finding.fix {
            map.insert("fixes".to_owned(), json!([fix_object(places, fix)]));
        }
    }
    result
}

fn related_location(places: &Places<'_>, id: u32, label: &Label) -> Value {
    json!({
        "id": id,
        "message": { "text": label.text },
        "physicalLocation": physical(places.of(label.span)),
    })
}

fn physical(place: Place<'_>) -> Value {
    json!({
        "artifactLocation": { "uri": uri(place.file) },
        "region": region(place),
    })
}

fn region(place: Place<'_>) -> Value {
    json!({
        "startLine": place.start.line,
        "startColumn": place.start.column,
        "endLine": place.end.line,
        "endColumn": place.end.column,
    })
}

fn fix_object(places: &Places<'_>, fix: &Fix) -> Value {
    let mut changes: Vec<(&str, Vec<Value>)> = Vec::new();
    for edit in &fix.edits {
        let place = places.of(edit.span);
        let replacement = json!({
            "deletedRegion": region(place),
            "insertedContent": { "text": edit.text },
        });
        match changes.iter_mut().find(|(file, _)| *file == place.file) {
            Some((_, replacements)) => replacements.push(replacement),
            None => changes.push((place.file, vec![replacement])),
        }
    }
    let changes: Vec<Value> = changes
        .into_iter()
        .map(|(file, replacements)| {
            json!({ "artifactLocation": { "uri": uri(file) }, "replacements": replacements })
        })
        .collect();
    json!({ "description": { "text": fix.title }, "artifactChanges": changes })
}

/// Converts a display name to a URI reference: relative to the current folder, or a `file:` URI for an absolute path.
fn uri(name: &str) -> String {
    let name = name.replace('\\', "/");
    // `C:/` is a drive, `a:b.gw` is a file.
    let drive = name.as_bytes().get(1..3) == Some(b":/");
    let mut uri = match (drive, name.starts_with('/')) {
        (true, _) => "file:///".to_owned(),
        (false, true) => "file://".to_owned(),
        (false, false) => String::new(),
    };
    for byte in name.bytes() {
        let plain = byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
        if plain || (drive && byte == b':') {
            uri.push(char::from(byte));
        } else {
            uri.push_str(&format!("%{byte:02X}"));
        }
    }
    uri
}
