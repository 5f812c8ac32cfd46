//! Access logs: how long they are kept, and the formats that have a name.

use serde::Deserialize;

/// A field of the JSON format.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
pub struct LogField {
    /// The key in the log line.
    pub key: &'static str,
    /// The variable, without `$context.`.
    pub variable: &'static str,
}

/// `logs.json`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Logs {
    retention_days: Retention,
    group_prefix: Prefix,
    common: CommonFormat,
    json: JsonFormat,
}

#[derive(Clone, Debug, Default, Deserialize)]
struct Retention {
    days: Vec<u32>,
}

#[derive(Clone, Copy, Debug, Default, Deserialize)]
struct Prefix {
    value: &'static str,
}

#[derive(Clone, Debug, Default, Deserialize)]
struct CommonFormat {
    format: String,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
struct JsonFormat {
    fields: Vec<LogField>,
}

impl Logs {
    /// The days that CloudWatch Logs can keep a line, ascending.
    #[must_use]
    pub fn retention_days(&self) -> &[u32] {
        &self.retention_days.days
    }

    /// The least retention that keeps a line at least so many days.
    #[must_use]
    pub fn retention_of_at_least(&self, days: u32) -> Option<u32> {
        self.retention_days
            .days
            .iter()
            .copied()
            .find(|&allowed| allowed >= days)
    }

    /// What the name of a log group begins with, up to its last slash.
    #[must_use]
    pub fn group_prefix(&self) -> &'static str {
        self.group_prefix.value
    }

    /// The Common Log Format with the integration's variables behind it: without them a 503 does not tell which hop failed.
    #[must_use]
    pub fn common_line(&self) -> String {
        format!(
            "{} $context.error.responseType $context.integration.error $context.integration.status",
            self.common.format
        )
    }

    /// The fields of the JSON format, in order.
    #[must_use]
    pub fn json_fields(&self) -> &[LogField] {
        &self.json.fields
    }

    /// The JSON format on one line, e.g. `{"requestId":"$context.requestId",..}`.
    #[must_use]
    pub fn json_format(&self) -> String {
        let fields: Vec<String> = self
            .json
            .fields
            .iter()
            .map(|field| format!("\"{}\":\"$context.{}\"", field.key, field.variable))
            .collect();
        format!("{{{}}}", fields.join(","))
    }
}
