//! The access log, in the format of the spec.

use std::time::Duration;

use crate::serve::answer::Answer;
use crate::serve::exchange::Exchange;

/// A parsed format.
#[derive(Clone, Debug)]
pub(super) struct Line {
    parts: Vec<Part>,
    json: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Text(String),
    /// A variable, without `$context.`.
    Variable(String),
}

impl Line {
    /// Parses a JSON format, whose values are escaped.
    pub(super) fn json(format: &str) -> Self {
        Self {
            parts: parts(format),
            json: true,
        }
    }

    /// Parses a custom format; one that begins with `{` is treated as JSON.
    pub(super) fn text(format: &str) -> Self {
        Self {
            parts: parts(format),
            json: format.trim_start().starts_with('{'),
        }
    }

    /// Renders the line of a request. A missing value is `-`, as in AWS.
    pub(super) fn render(
        &self,
        exchange: &Exchange,
        answer: &Answer,
        duration: Duration,
    ) -> String {
        let mut line = String::new();
        for part in &self.parts {
            match part {
                Part::Text(text) => line.push_str(text),
                Part::Variable(name) => {
                    let value = variable(exchange, answer, duration, name);
                    self.push(&mut line, value.as_deref().unwrap_or("-"));
                }
            }
        }
        line
    }

    /// Adds a value, escaped so that it cannot end the line or a JSON string.
    fn push(&self, line: &mut String, value: &str) {
        for letter in value.chars() {
            match letter {
                '"' | '\\' if self.json => line.extend(['\\', letter]),
                letter if letter.is_control() => {
                    line.push_str(&format!("\\u{:04x}", u32::from(letter)))
                }
                letter => line.push(letter),
            }
        }
    }
}

fn variable(
    exchange: &Exchange,
    answer: &Answer,
    duration: Duration,
    name: &str,
) -> Option<String> {
    match name {
        "status" => Some(answer.status.to_string()),
        "responseLength" | "dataProcessed" => Some(answer.body.len().to_string()),
        "responseLatency" => Some(duration.as_millis().to_string()),
        _ => exchange.context(name),
    }
}

fn parts(format: &str) -> Vec<Part> {
    const START: &str = "$context.";
    let mut parts = Vec::new();
    let mut rest = format;
    while let Some((before, after)) = rest.split_once(START) {
        let of_name = |letter: char| letter.is_ascii_alphanumeric() || "_.".contains(letter);
        let of_claim = |letter: char| of_name(letter) || ":-".contains(letter);
        let end = if after.starts_with("authorizer.claims.") {
            after.find(|letter| !of_claim(letter))
        } else {
            after.find(|letter| !of_name(letter))
        };
        let (name, behind) = after.split_at(end.unwrap_or(after.len()));
        let trimmed = name.trim_end_matches(['.', ':', '-']);
        parts.push(Part::Text(before.to_owned()));
        parts.push(Part::Variable(trimmed.to_owned()));
        parts.push(Part::Text(
            name.strip_prefix(trimmed).unwrap_or_default().to_owned(),
        ));
        rest = behind;
    }
    parts.push(Part::Text(rest.to_owned()));
    parts.retain(|part| *part != Part::Text(String::new()));
    parts
}

#[cfg(test)]
mod tests {
    use super::{Part, parts};

    #[test]
    fn formats_are_taken_apart_at_their_variables() {
        let text = |it: &str| Part::Text(it.to_owned());
        let variable = |it: &str| Part::Variable(it.to_owned());
        let found = parts(
            "$context.requestId. \"$context.httpMethod\" $context.authorizer.claims.custom:role",
        );
        let wanted = [
            variable("requestId"),
            text("."),
            text(" \""),
            variable("httpMethod"),
            text("\" "),
            variable("authorizer.claims.custom:role"),
        ];
        assert_eq!(found, wanted);
    }
}
