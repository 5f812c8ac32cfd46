//! Words of other tools, such as nginx, Caddy, Kubernetes and Terraform, and their equivalents in `.gw`.
//!
//! Owns only the advice: the caller decides whether a word is a fault.

use super::super::ast::Word;
use super::super::lower::TreeBuilder;
use crate::diag::{Code, Diagnostic, codes};

const TARGET: Code = codes::UNDECLARED_NAME;

const REDIRECT: &str = "a gateway does not redirect: route the path to a backend that does";
const ANSWER: &str =
    "a gateway answers nothing by itself but 404, where no route matches: route to a backend";
const REWRITE: &str =
    "the path that the backend sees is part of a route: `/old/<rest+> -> BACKEND at /new/<rest>`";
const PROXY: &str = "a proxied path is a route: `/path/<rest*> -> https://host.example/<rest>`";
const ROUTE: &str = "a route is one line: `GET /path/<id> -> BACKEND`";
const TERRAFORM: &str =
    "a spec is not Terraform; `gwc build --target terraform` writes a module from a spec";
const TEMPLATE: &str =
    "a spec is not a template; `gwc init --from FILE` drafts a spec from this one";
const YAML: &str = "a spec is not YAML: write `NAME VALUE`, and blocks in `{ }`";

/// Advice for the first word of a line.
const ITEMS: [(&str, &str); 34] = [
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

fn find(table: &[(&'static str, &'static str)], word: &str) -> Option<&'static str> {
    let found = table.iter().find(|(foreign, _)| *foreign == word);
    found.map(|(_, advice)| *advice)
}

/// Advice for a line that begins with a word of another tool.
pub(super) fn item(word: &str) -> Option<&'static str> {
    find(&ITEMS, word).or_else(|| word.ends_with(':').then_some(YAML))
}

/// Advice for a word in the place of a clause that changes the path.
pub(super) fn clause(word: &str) -> Option<&'static str> {
    PATH_CLAUSES
        .contains(&word)
        .then_some("write `at /path`: it is the path that the backend sees")
}

/// Reports a target of another tool; returns true if the word is one. `rest` follows it: without a word or a URL there,
/// it can be a backend's name.
pub(in super::super) fn report_target(cx: &mut TreeBuilder<'_>, word: &Word, rest: &str) -> bool {
    let status = word.value.len() == 3 && word.value.bytes().all(|byte| byte.is_ascii_digit());
    let rest = rest.trim_start_matches([' ', '\t']);
    let follows = rest.starts_with(['/', '"', '$'])
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
