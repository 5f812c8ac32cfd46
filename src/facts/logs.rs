//! Access logs: retention, and the named formats.

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
    /// Returns CloudWatch Logs' retention periods in days, ascending.
    #[must_use]
    pub fn retention_days(&self) -> &[u32] {
        &self.retention_days.days
    }

    /// Returns the shortest retention of at least the given number of days.
    #[must_use]
    pub fn retention_of_at_least(&self, days: u32) -> Option<u32> {
        self.retention_days
            .days
            .iter()
            .copied()
            .find(|&allowed| allowed >= days)
    }

    /// Returns the prefix of a log group's name, up to its last slash.
    #[must_use]
    pub fn group_prefix(&self) -> &'static str {
        self.group_prefix.value
    }

    /// Returns the Common Log Format, followed by the integration's variables: without them, a 503 does not show which
    /// hop failed.
    #[must_use]
    pub fn common_line(&self) -> String {
        format!(
            "{} $context.error.responseType $context.integration.error $context.integration.status",
            self.common.format
        )
    }

    /// Returns the fields of the JSON format, in order.
    #[must_use]
    pub fn json_fields(&self) -> &[LogField] {
        &self.json.fields
    }

    /// Returns the JSON format on one line, e.g. `{"requestId":"$context.requestId",..}`.
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
