//! Words of other tools, such as nginx, Caddy, Kubernetes and Terraform, and their equivalents in `.gw`.
//!
//! Owns only the advice: the caller decides whether a word is a fault.

use super::super::ast::Word;
use super::super::lower::TreeBuilder;
use crate::diag::{Code, Diagnostic, codes};
use crate::source::{FileId, Span, offset_of};

const TARGET: Code = codes::UNDECLARED_NAME;
const ITEM: Code = codes::UNKNOWN_ITEM;

const REDIRECT: &str = "a gateway does not redirect: route the path to a backend that does";
const ANSWER: &str =
    "a gateway answers nothing by itself but 404, where no route matches: route to a backend";
const REWRITE: &str =
    "the path that the backend sees is part of a route: `/old/<rest+> -> BACKEND at /new/<rest>`";
const PROXY: &str = "a proxied path is a route: `/path/<rest*> -> https://host.example/<rest>`";
const ROUTE: &str = "a route is one line: `GET /path/<id> -> BACKEND`";
const HOST: &str = "a host name is a setting: `domain HOST { .. }` inside `gateway NAME { .. }`";
const TERRAFORM: &str =
    "a spec is not Terraform; `gwc build --target terraform` writes a module from a spec";
const TEMPLATE: &str =
    "a spec is not a template; `gwc init --from FILE` drafts a spec from this one";
const DOCUMENT: &str = "`gwc init --from FILE` drafts a spec from an OpenAPI document, or from a template of \
                        CloudFormation, SAM or Serverless";
const YAML: &str = "a spec is not YAML: write `NAME VALUE`, and blocks in `{ }`";

/// Advice for the first word of a line.
const ITEMS: [(&str, &str); 35] = [
    ("redir", REDIRECT),
    ("redirect", REDIRECT),
    ("return", REDIRECT),
    ("respond", ANSWER),
    ("rewrite", REWRITE),
    ("strip_prefix", REWRITE),
    ("uri", REWRITE),
    ("forward", PROXY),
    ("proxy", PROXY),
    ("proxy_pass", PROXY),
    ("reverse_proxy", PROXY),
    ("upstream", PROXY),
    ("handle", ROUTE),
    ("handle_path", ROUTE),
    ("location", ROUTE),
    ("match", ROUTE),
    ("path", ROUTE),
    ("route", ROUTE),
    ("rule", ROUTE),
    ("server", ROUTE),
    ("data", TERRAFORM),
    ("locals", TERRAFORM),
    ("module", TERRAFORM),
    ("provider", TERRAFORM),
    ("resource", TERRAFORM),
    ("terraform", TERRAFORM),
    ("AWSTemplateFormatVersion:", TEMPLATE),
    ("Globals:", TEMPLATE),
    ("Resources:", TEMPLATE),
    ("Transform:", TEMPLATE),
    ("functions:", TEMPLATE),
    ("openapi:", TEMPLATE),
    ("paths:", TEMPLATE),
    ("service:", TEMPLATE),
    ("swagger:", TEMPLATE),
];

/// Words for something that a route does without a backend.
const TARGETS: [(&str, &str); 12] = [
    ("redir", REDIRECT),
    ("redirect", REDIRECT),
    ("rewrite", REWRITE),
    ("respond", ANSWER),
    ("return", ANSWER),
    ("static", ANSWER),
    ("forward", PROXY),
    ("http", PROXY),
    ("https", PROXY),
    ("proxy", PROXY),
    ("proxy_pass", PROXY),
    ("reverse_proxy", PROXY),
];

/// Words for a change of the path, in the place of a clause.
const PATH_CLAUSES: [&str; 8] = [
    "path",
    "path_rewrite",
    "prefix",
    "proxy_pass",
    "rewrite",
    "strip",
    "strip_prefix",
    "uri",
];

/// The fewest faults of a file that is called one of another language: fewer are reported one by one.
const MIN_FAULTS: usize = 3;

/// A file of another language, as one fault in place of one for each line; `None` if it is a malformed spec.
pub(in super::super) fn file(
    file: FileId,
    text: &str,
    faults: &[Diagnostic],
) -> Option<Diagnostic> {
    let is_unread =
        |it: &&Diagnostic| [codes::UNKNOWN_ITEM, codes::UNEXPECTED_TOKEN].contains(&it.code);
    let is_json = begins_json(text);
    if !is_json && faults.iter().filter(is_unread).count() < MIN_FAULTS {
        return None;
    }
    let (name, advice) = if is_json {
        ("JSON", DOCUMENT)
    } else if is_hcl(text) {
        ("HCL", TERRAFORM)
    } else if is_yaml(text) {
        ("YAML", DOCUMENT)
    } else {
        return None;
    };
    let (start, line) = lines(text).next()?;
    let start = offset_of(start + line.len() - line.trim_start().len());
    let end = start + offset_of(line.trim().len());
    let message = format!("this file is {name}, not a spec");
    Some(Diagnostic::error(ITEM, Span::new(file, start, end), message).help(advice))
}

/// The lines of a text with their offsets, without blank ones and comments.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    let lines = text.split_inclusive('\n').map(move |line| {
        at += line.len();
        (at - line.len(), line)
    });
    lines.filter(|(_, line)| !line.trim().is_empty() && !line.trim_start().starts_with('#'))
}

fn begins_json(text: &str) -> bool {
    let inner = text.trim_start_matches('\u{FEFF}').trim_start();
    let inner = inner.strip_prefix(['{', '[']).map(str::trim_start);
    inner.is_some_and(|inner| {
        let key = inner
            .strip_prefix('"')
            .and_then(|rest| rest.split_once('"'));
        key.is_some_and(|(_, rest)| rest.trim_start().starts_with(':')) || inner.starts_with('{')
    })
}

/// Is every line at the margin one that begins or ends a block of Terraform?
fn is_hcl(text: &str) -> bool {
    let mut margin = lines(text).filter(|(_, line)| !line.starts_with(char::is_whitespace));
    margin.all(|(_, line)| {
        let word = line.split_whitespace().next().unwrap_or("");
        let is_block =
            find(&ITEMS, word) == Some(TERRAFORM) || ["variable", "output"].contains(&word);
        is_block || line.starts_with(['}', ')', ']'])
    })
}

/// Are most lines those of a mapping or of a sequence?
fn is_yaml(text: &str) -> bool {
    let (mut all, mut pairs) = (0, 0);
    for (_, line) in lines(text) {
        let line = line.trim();
        let bare = line.trim_start_matches("- ");
        let is_pair = bare.split_once(':').is_some_and(|(key, rest)| {
            !key.contains([' ', '{']) && (rest.is_empty() || rest.starts_with(' '))
        });
        all += 1;
        pairs += usize::from(is_pair || bare.len() < line.len() || line == "---");
    }
    pairs * 3 > all * 2
}

fn find(table: &[(&'static str, &'static str)], word: &str) -> Option<&'static str> {
    let found = table.iter().find(|(foreign, _)| *foreign == word);
    found.map(|(_, advice)| *advice)
}

/// Advice for a line that begins with a word of another tool.
pub(super) fn item(word: &str) -> Option<&'static str> {
    let is_host = word.contains('.') && !word.starts_with('.') && !word.ends_with('.');
    let other = match word.ends_with(':') {
        true => Some(YAML),
        false => is_host.then_some(HOST),
    };
    find(&ITEMS, word).or(other)
}

/// Words for a public route, in the place of a clause.
const PUBLIC_CLAUSES: [&str; 6] = [
    "anonymous",
    "no-auth",
    "no_auth",
    "noauth",
    "unauthenticated",
    "unprotected",
];

/// Settings of backends, in the place of a clause.
const BACKEND_CLAUSES: [&str; 8] = [
    "cpu", "env", "health", "image", "memory", "network", "port", "scale",
];

/// Settings of the gateway, in the place of a clause.
const GATEWAY_CLAUSES: [&str; 4] = ["cors", "domain", "log", "tags"];

/// Advice for a word of another tool in the place of a clause, or for one of a gateway.
pub(super) fn clause(word: &str) -> Option<&'static str> {
    if PATH_CLAUSES.contains(&word) {
        return Some("write `at /path`: it is the path that the backend sees");
    }
    if PUBLIC_CLAUSES.contains(&word) {
        return Some("write `open` for a route without authorization");
    }
    if BACKEND_CLAUSES.contains(&word) {
        return Some("it is a setting of the backend: write it inside `KIND NAME { .. }`");
    }
    GATEWAY_CLAUSES
        .contains(&word)
        .then_some("it is a setting of the gateway: write it inside `gateway NAME { .. }`")
}

/// The host of a URL without its scheme: `api.example.com/x`. `rest` follows the word.
fn host_of<'w>(word: &'w str, rest: &str) -> Option<&'w str> {
    let dots = word.matches('.').count();
    let is_host = dots > 0 && rest.starts_with('/') || dots > 1;
    let letters = word
        .rsplit('.')
        .next()
        .is_some_and(|last| last.len() > 1 && last.bytes().all(|byte| byte.is_ascii_lowercase()));
    (is_host && letters).then_some(word)
}

/// Reports a target of another tool; returns true if the word is one. `rest` follows it: without a word or a URL there,
/// it can be a backend's name.
pub(in super::super) fn report_target(cx: &mut TreeBuilder<'_>, word: &Word, rest: &str) -> bool {
    let status = word.value.len() == 3 && word.value.bytes().all(|byte| byte.is_ascii_digit());
    if let Some(host) = host_of(&word.value, rest) {
        let message = format!("`{host}` is not a backend");
        let url = format!("https://{}", word.value);
        let fault = Diagnostic::error(TARGET, word.span, message);
        cx.report(fault.instead(word.span, &url));
        return true;
    }
    let rest = rest.trim_start_matches([' ', '\t']);
    let follows = matches!(word.value.as_str(), "http" | "https")
        && rest.starts_with(|letter: char| letter.is_ascii_alphabetic())
        || rest.starts_with(['/', '"', '$'])
        || rest.starts_with(|letter: char| letter.is_ascii_digit())
        || rest.starts_with("http");
    let advice = match status {
        true => Some(ANSWER),
        false => find(&TARGETS, &word.value).filter(|_| follows),
    };
    let Some(advice) = advice else {
        return false;
    };
    let message = format!("`{}` is not a backend", word.value);
    cx.report(Diagnostic::error(TARGET, word.span, message).help(advice));
    true
}
