//! Faults of the first word of a line: GW0010, a word that begins no item; GW0017, `//` for a comment.

use super::nearest::nearest;
use crate::diag::{Code, Diagnostic};
use crate::source::Span;

const UNKNOWN: Code = Code(10);
const FOREIGN_COMMENT: Code = Code(17);

/// The words that begin an item, backends included.
pub(super) const WORDS: [&str; 23] = [
    "gw",
    "group",
    "gateway",
    "network",
    "auth",
    "param",
    "env",
    "include",
    "output",
    "expect",
    "moved",
    "patch",
    "apprunner",
    "ecs",
    "lambda",
    "alb",
    "nlb",
    "cloudmap",
    "sqs",
    "events",
    "states",
    "kinesis",
    "appconfig",
];

/// Settings of the gateway that are often written outside of it.
const GATEWAY_SETTINGS: [&str; 10] = [
    "region",
    "description",
    "endpoint",
    "cors",
    "log",
    "throttle",
    "metrics",
    "domain",
    "tags",
    "stage-variables",
];

/// Whether a line reads like the first line of an item, by its first words alone.
pub(in super::super) fn begins_item(line: &str) -> bool {
    let (first, rest) = line.split_once([' ', '\t']).unwrap_or((line, ""));
    let methods = !first.is_empty()
        && first
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte == b',')
        && rest.trim_start().starts_with(['/', '$']);
    let path = (first.starts_with('/') || first == "$default") && rest.contains("->");
    methods || path || WORDS.contains(&first) && !rest.trim_start().is_empty()
}

/// A word that begins no item.
pub(super) fn unknown(span: Span, word: &str) -> Diagnostic {
    let fault = Diagnostic::error(UNKNOWN, span, format!("`{word}` begins no item"));
    if GATEWAY_SETTINGS.contains(&word) {
        return fault.help(format!(
            "`{word}` is a setting: write it inside `gateway NAME {{ .. }}`"
        ));
    }
    match nearest(word, &WORDS) {
        Some(near) => fault
            .help(format!("write `{near}`"))
            .fix(format!("write `{near}`"), span, near),
        None => fault.help(
            "an item begins with a path, a method, a kind of backend such as `apprunner` or `lambda`, or one of `gateway`, \
             `network`, `auth`, `param`, `env`, `group`, `include`, `output`, `expect`, `moved`, `patch`",
        ),
    }
}

/// `//` where a comment is meant.
pub(super) fn foreign_comment(slashes: Span) -> Diagnostic {
    Diagnostic::error(FOREIGN_COMMENT, slashes, "`//` begins no comment")
        .help("comments begin with `#`")
        .safe_fix("write `#`", slashes, "#")
}
