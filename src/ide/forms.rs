//! The forms of items and settings, for completion and hover.

use std::fmt::Write;

use crate::model::settings::SettingInfo;

/// The keywords of items, with their forms.
pub(super) const ITEMS: &[(&str, &str)] = &[
    ("gw", "gw 1"),
    ("group", "group PATH {clause} { routes and groups }"),
    ("gateway", "gateway NAME { settings }"),
    (
        "network",
        "network NAME { vpc ID; subnets ID ID; security-groups ID }",
    ),
    ("auth", "auth NAME jwt|lambda { settings }"),
    ("param", "param NAME : TYPE [= DEFAULT]"),
    ("env", "env NAME { param value; .. }"),
    ("include", "include \"routes/orders.gw\""),
    (
        "output",
        "output NAME = backend.attribute [export \"name\"]",
    ),
    (
        "expect",
        "expect METHOD PATH|URL -> BACKEND [PATH] [auth NAME [SCOPE ..] | open] [timeout T] [throttle R] [header NAME VALUE]",
    ),
    ("moved", "moved KIND OLD -> KIND NEW"),
    ("patch", "patch cfn|terraform ADDRESS \"/pointer\" = JSON"),
];

/// Renders the form and meaning of a setting in Markdown.
#[must_use]
pub(super) fn setting(info: &SettingInfo) -> String {
    let mut text = format!("```gw\n{}\n```\n{}", info.form, info.doc);
    if let Some(default) = info.default {
        let _ = write!(text, "\n\nDefault: {default}");
    }
    if let Some(limit) = info.limit {
        let _ = write!(text, "\n\nLimit: {limit}");
    }
    text
}
