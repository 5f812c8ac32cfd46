//! JSON: access-log lines, response bodies, and the output of the AWS CLI, CloudFormation and Terraform.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde_json::value::RawValue;
use serde_json::{Deserializer, Value};

use crate::doctor::evidence::{
    Field, Lines, LogFormat, Moment, Observation, Reading, access_log, log_keys, stack_events,
    terraform,
};

/// The maximum depth of documents nested in strings.
const MAX_DEPTH: usize = 8;
/// The number of documents that may end prematurely far from their start; after that only single lines are tried.
const MAX_FAILURES: usize = 8;
/// The meaning of "far from their start", in lines.
const FAR: usize = 50;

/// The remaining number of late failures. Without a limit, each line of a hostile text could cost a scan of the rest.
#[derive(Debug, Default)]
pub(super) struct Budget {
    failures: usize,
}

/// The values of an object, each as raw text.
type Object<'t> = BTreeMap<String, &'t RawValue>;

/// Reads the document that begins on a line, possibly after the time and the stream's name that log tools add.
pub(super) fn read<'t>(
    lines: &Lines<'t>,
    at: usize,
    format: Option<&LogFormat>,
    budget: &mut Budget,
) -> Option<Reading<'t>> {
    let line = lines.get(at)?;
    let start = document_start(line)?;
    let rest = lines.rest(at).get(start..)?;
    let text = if budget.failures < MAX_FAILURES {
        rest
    } else {
        line.get(start..)?
    };
    let mut stream = Deserializer::from_str(text).into_iter::<&RawValue>();
    let raw = match stream.next()? {
        Ok(raw) => raw,
        Err(error) => {
            budget.failures += usize::from(error.line() > FAR);
            return None;
        }
    };
    let end = text.get(stream.byte_offset()..)?;
    let next = lines.line_of(end).max(at) + 1;
    let mut walk = Walk {
        lines,
        format,
        found: Vec::new(),
    };
    walk.value(raw, 0);
    if let Some(moment) = line.get(..start).and_then(Moment::parse) {
        for observation in &mut walk.found {
            observation.moment = observation.moment.or(Some(moment));
        }
    }
    Some(Reading {
        observations: walk.found,
        next,
    })
}

/// Finds the start of a document in a line.
fn document_start(line: &str) -> Option<usize> {
    let start = line.find(['{', '['])?;
    let before = line.get(..start)?;
    let behind = line.get(start..)?;
    // CloudWatch Logs Insights draws a table.
    let prefix = before.trim_matches(|letter: char| letter == '|' || letter.is_whitespace());
    let tail = before.ends_with([' ', '\t']) && behind.starts_with("{\"");
    (prefix.is_empty() || tail && Moment::parse(prefix).is_some()).then_some(start)
}

struct Walk<'l, 't> {
    lines: &'l Lines<'t>,
    format: Option<&'l LogFormat>,
    found: Vec<Observation<'t>>,
}

impl<'t> Walk<'_, 't> {
    fn value(&mut self, raw: &'t RawValue, depth: usize) {
        let text = raw.get();
        if depth > MAX_DEPTH {
            return;
        }
        if text.starts_with('[') {
            let items: Vec<&RawValue> = serde_json::from_str(text).unwrap_or_default();
            if let Some(row) = query_row(&items) {
                self.object(&row, self.lines.line_of(text), depth);
                return;
            }
            for item in items {
                self.value(item, depth + 1);
            }
        } else if text.starts_with('{') {
            let object: Object<'t> = serde_json::from_str(text).unwrap_or_default();
            self.object(&object, self.lines.line_of(text), depth);
        } else if text.starts_with('"') {
            let content: String = serde_json::from_str(text).unwrap_or_default();
            self.read_embedded(&content, self.lines.line_of(text));
        }
    }

    fn object(&mut self, object: &Object<'t>, line: usize, depth: usize) {
        if let Some(event) = stack_events::from_json(object, self.lines) {
            self.found.extend(event);
        } else if let Some(diagnostic) = terraform::from_json(object, line) {
            self.found.extend(diagnostic);
        } else if let Some(log) = self.log(object, line) {
            self.found.push(log);
        } else if let Some(body) = self.body(object, line) {
            self.found.extend(body);
        } else {
            self.other(object, line, depth);
        }
    }

    /// Reads an access-log line. Its keys may be in groups: `{"integration":{"status":..}}`.
    fn log(&self, object: &Object<'t>, line: usize) -> Option<Observation<'t>> {
        let mut observation = Observation::new("log", line);
        self.note_log(&mut observation, object, "");
        let has = |field| observation.fact(field).is_some();
        let request = [
            Field::Route,
            Field::RequestId,
            Field::Method,
            Field::Path,
            Field::IntegrationStatus,
            Field::IntegrationError,
            Field::Latency,
            Field::ErrorType,
        ];
        let failure = [
            Field::Route,
            Field::IntegrationError,
            Field::AuthorizerError,
        ];
        let is_log =
            has(Field::Status) && request.into_iter().any(has) || failure.into_iter().any(has);
        is_log.then(|| {
            access_log::complete(&mut observation);
            observation
        })
    }

    fn note_log(&self, observation: &mut Observation<'t>, object: &Object<'t>, group: &str) {
        for (key, raw) in object {
            let path = if group.is_empty() {
                let known = self.format.map(|format| format.variable(key));
                Cow::Borrowed(known.unwrap_or(key))
            } else {
                Cow::Owned(format!("{group}.{key}"))
            };
            if raw.get().starts_with('{') {
                if group.is_empty() {
                    let inner: Object<'t> = serde_json::from_str(raw.get()).unwrap_or_default();
                    self.note_log(observation, &inner, &path);
                }
                continue;
            }
            let Some(value) = scalar(raw) else {
                continue;
            };
            if log_keys::is_time(&path) {
                observation.moment = observation.moment.or(Moment::parse(&value));
            } else if let Some(field) = log_keys::field(&path) {
                observation.add(field, value, self.lines.line_of(raw.get()));
            }
        }
    }

    /// Reads a response body, `{"message":"Not Found"}`, or an event with a message.
    fn body(&mut self, object: &Object<'t>, line: usize) -> Option<Option<Observation<'t>>> {
        let key = ["message", "Message", "@message"]
            .into_iter()
            .find(|key| object.contains_key(*key))?;
        let raw = object.get(key)?;
        let scalars = object
            .values()
            .all(|raw| !raw.get().starts_with(['{', '[']));
        if !scalars {
            return None;
        }
        let message = scalar(raw).unwrap_or(Cow::Borrowed("null"));
        let line_of_message = self.lines.line_of(raw.get());
        if message.trim_start().starts_with('{') || self.log_line(&message).is_some() {
            self.read_embedded(&message, line_of_message);
            return Some(None);
        }
        let mut observation = Observation::new("body", line);
        observation.text.push(line_of_message, &message);
        observation.add(Field::Message, message, line_of_message);
        self.note_words(&mut observation, object);
        Some(Some(observation))
    }

    /// Reads any other object: its strings as text, and nested objects.
    fn other(&mut self, object: &Object<'t>, line: usize, depth: usize) {
        let mut observation = Observation::new("text", line);
        for raw in object.values() {
            // A log line in its own field, as printed by CloudWatch Logs Insights.
            if let Some(value) = scalar(raw).filter(|value| value.starts_with('{')) {
                self.read_embedded(&value, self.lines.line_of(raw.get()));
            }
        }
        self.note_words(&mut observation, object);
        if !observation.text.is_empty() {
            stack_events::note_cascade(&mut observation);
            self.found.push(observation);
        }
        for raw in object.values() {
            if raw.get().starts_with(['{', '[']) {
                self.value(raw, depth + 1);
            }
        }
    }

    fn note_words(&self, observation: &mut Observation<'t>, object: &Object<'t>) {
        for (key, raw) in object {
            if let Some(value) = scalar(raw).filter(|value| !value.starts_with('{')) {
                let line = self.lines.line_of(raw.get());
                observation.text.push(line, &format!("{key} {value}"));
            }
        }
    }

    /// Reads a string as a line of an access log that is not JSON.
    fn log_line<'s>(&self, text: &'s str) -> Option<Observation<'s>> {
        let lines = Lines::new(text);
        let reading = access_log::read(&lines, 0, self.format)?;
        reading.observations.into_iter().next()
    }

    /// Reads text in a string: a log line stored by CloudWatch Logs, or running text.
    fn read_embedded(&mut self, text: &str, line: usize) {
        if let Some(log) = self.log_line(text) {
            self.found.push(log.moved_to(line));
        } else if let Ok(Value::Object(_)) = serde_json::from_str(text) {
            let lines = Lines::new(text);
            let reading = read(&lines, 0, self.format, &mut Budget::default());
            for observation in reading.into_iter().flat_map(|it| it.observations) {
                self.found.push(observation.moved_to(line));
            }
        } else if !text.trim().is_empty() {
            let mut observation = Observation::new("text", line);
            observation.text.push(line, text);
            self.found.push(observation);
        }
    }
}

/// Reads a row of `aws logs get-query-results`, `[{"field":"status","value":"503"}, ..]`, as the object that it stands
/// for.
fn query_row<'t>(cells: &[&'t RawValue]) -> Option<Object<'t>> {
    let cell = |raw: &&'t RawValue| {
        let cell: Object<'t> = serde_json::from_str(raw.get()).ok()?;
        let field = scalar(cell.get("field")?)?.into_owned();
        Some((field, *cell.get("value")?))
    };
    let row: Option<Object<'t>> = cells.iter().map(cell).collect();
    row.filter(|row| !row.is_empty())
}

/// Returns a string's text, or a number as written.
pub(super) fn scalar<'t>(raw: &&'t RawValue) -> Option<Cow<'t, str>> {
    let text = raw.get();
    match text.as_bytes().first()? {
        b'"' => {
            let inner = text.get(1..text.len().saturating_sub(1))?;
            if inner.contains('\\') {
                serde_json::from_str(text).ok().map(Cow::Owned)
            } else {
                Some(Cow::Borrowed(inner))
            }
        }
        b'{' | b'[' | b'n' => None,
        _ => Some(Cow::Borrowed(text)),
    }
}
