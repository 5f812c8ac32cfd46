//! `secret-in-spec`: a secret written into the spec.

use crate::check::containers::{self, Created};
use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};
use crate::model::{ResponseChange, Text, Word};

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::SECRET_IN_SPEC,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    for Created { container, .. } in containers::all(spec.program) {
        for (name, text) in &container.env {
            check(code, name, text, found);
        }
    }
    let gateway = &spec.program.gateway;
    for (name, text) in gateway.stage_variables.iter().chain(&gateway.tags) {
        check(code, name, text, found);
    }
    for route in &spec.program.routes {
        for mapping in &route.request {
            check(code, &mapping.name, &mapping.value, found);
        }
        for mapping in &route.response {
            if let ResponseChange::Header(change) = &mapping.change {
                check(code, &change.name, &change.value, found);
            }
        }
    }
}

fn check(code: Code, name: &Word, text: &Text, found: &mut Vec<Diagnostic>) {
    let Some(known) = text.known() else {
        return;
    };
    if let Some(noun) = is_secret(known) {
        let message = format!("this looks like {noun}; everyone who can read the spec can read it");
        let help = "store it in Secrets Manager, refer to it in the backend's `secret { }`, and revoke this one";
        found.push(
            Diagnostic::error(code, text.span, message)
                .help(help)
                .mask(),
        );
    } else if names_secret(&name.value) && is_opaque(known) {
        let message = format!(
            "`{}` sounds like a secret, but its value is written in the spec",
            name.value
        );
        let help = format!(
            "store it in Secrets Manager and write `secret {{ {} ARN }}`",
            name.value
        );
        found.push(
            Diagnostic::warning(code, text.span, message)
                .help(help)
                .mask(),
        );
    }
}

/// The kind of secret that a text looks like.
fn is_secret(text: &str) -> Option<&'static str> {
    let starts = |prefix: &str, length: usize| {
        text.strip_prefix(prefix).is_some_and(|rest| {
            rest.len() >= length
                && rest
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
        })
    };
    if ["AKIA", "ASIA"].iter().any(|prefix| starts(prefix, 16)) && text.len() == 20 {
        return Some("an AWS access key");
    }
    if text.contains("-----BEGIN ") && text.contains("PRIVATE KEY") {
        return Some("a private key");
    }
    if ["ghp_", "gho_", "ghs_", "github_pat_"]
        .iter()
        .any(|prefix| starts(prefix, 20))
    {
        return Some("a GitHub token");
    }
    if ["sk_live_", "rk_live_"]
        .iter()
        .any(|prefix| starts(prefix, 16))
    {
        return Some("a Stripe key");
    }
    if ["xoxb-", "xoxp-", "xoxa-"]
        .iter()
        .any(|prefix| starts(prefix, 16))
    {
        return Some("a Slack token");
    }
    let authority = text
        .split_once("://")
        .map(|(_, rest)| rest.split('/').next().unwrap_or(rest));
    let user = authority
        .and_then(|authority| authority.rsplit_once('@'))
        .map(|(user, _)| user);
    match user.and_then(|user| user.split_once(':')) {
        Some((_, password)) if !password.is_empty() => Some("a URL with a password"),
        Some(_) | None => None,
    }
}

/// Returns true if a name suggests that its value is a secret.
fn names_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let words: Vec<&str> = name.split(['_', '-', '.']).collect();
    let says = |word: &&str| {
        matches!(
            *word,
            "password"
                | "passwd"
                | "pwd"
                | "secret"
                | "token"
                | "apikey"
                | "credentials"
                | "passphrase"
        )
    };
    let pair = |left: &str, right: &str| {
        words
            .windows(2)
            .any(|pair| pair.first() == Some(&left) && pair.last() == Some(&right))
    };
    words.iter().any(says)
        || pair("api", "key")
        || pair("private", "key")
        || pair("access", "key")
        || pair("signing", "key")
        || pair("encryption", "key")
}

/// Returns true if a value could be a secret, rather than a reference to one, a number or a switch.
fn is_opaque(text: &str) -> bool {
    let names_something = text.starts_with("arn:") || text.starts_with('/') || text.contains("://");
    let is_switch = matches!(
        text,
        "true" | "false" | "on" | "off" | "yes" | "no" | "none"
    );
    let is_number =
        !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) && text.len() < 6;
    !text.is_empty() && !names_something && !is_switch && !is_number
}
