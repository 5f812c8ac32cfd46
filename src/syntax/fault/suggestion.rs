//! Suggestions for paths, methods, arrows, clauses and targets that are written as in other tools.
//!
//! Owns only suggestions: the caller found the fault, and each suggestion replaces text of its line.

use super::super::ast::Method;
use super::clause;
use super::item::begins_item;
use super::kind::{KINDS, is_service, reference_setting};
use super::name::is_name;
use super::unexpected::first_word;
use crate::diag::Diagnostic;
use crate::source::{Span, offset_of};

/// A line with a fault.
#[derive(Clone, Copy)]
pub(super) struct Line<'t> {
    /// The offset at which it starts.
    pub(super) start: u32,
    /// The text before the fault.
    pub(super) before: &'t str,
    /// The text from the fault on.
    pub(super) rest: &'t str,
}

/// Adds a suggestion to the fault; `None` if there is none.
pub(super) fn suggest(fault: Diagnostic, line: Line<'_>) -> Option<Diagnostic> {
    let before = line.before.trim_end_matches([' ', '\t']);
    if before == "include" {
        let word = first_word(line.rest);
        let span = fault.primary.span;
        return (!word.is_empty()).then(|| fault.instead(span, &format!("\"{word}\"")));
    }
    if let Some(fault) = suggest_item(&fault, line) {
        return Some(fault);
    }
    if before.contains("->") {
        return suggest_target(&fault, line).or_else(|| suggest_clause(fault, line));
    }
    if line.rest.contains("->") {
        return suggest_methods(&fault, line).or_else(|| suggest_path(fault, line));
    }
    suggest_arrow(fault, line)
}

/// An item: `gateway "shop"`, `param a = x`, `param a : string "x"`, `output x f.url`, `output x = lambda.f.arn`,
/// `expect /a`.
fn suggest_item(fault: &Diagnostic, line: Line<'_>) -> Option<Diagnostic> {
    let span = fault.primary.span;
    let word = first_word(line.rest);
    let before: Vec<&str> = line.before.split_whitespace().collect();
    let at = |length: usize| Span {
        end: span.start + offset_of(length),
        ..span
    };
    match before.as_slice() {
        [first, ..] if line.rest.starts_with('"') && *first != "param" => {
            let (name, _) = line.rest.get(1..)?.split_once('"')?;
            let is_item = before.len() == 1 && (begins_item(&format!("{first} x")));
            (is_item && is_name(name)).then(|| fault.clone().instead(at(name.len() + 2), name))
        }
        ["auth", _] if line.rest.starts_with('{') => {
            let has = |word: &str| line.rest.contains(word);
            let kind = match (has("pool"), has("function")) {
                (true, _) => "cognito ",
                (_, true) => "lambda ",
                _ => "jwt ",
            };
            let help = format!("write `auth NAME {kind}{{ .. }}`");
            let title = format!("write `{}`", kind.trim_end());
            Some(fault.clone().help(help).fix(title, at(0), kind))
        }
        ["group"] if is_name(word) => Some(fault.clone().instead(span, &format!("/{word}"))),
        ["param", _] if word == "=" => Some(fault.clone().instead(span, ": string =")),
        ["param", _, ":", _] if !line.rest.is_empty() && word != "=" => Some(
            fault
                .clone()
                .help("write `=` before the default")
                .fix("write `=`", at(0), "= "),
        ),
        ["output", _] if word.contains('.') => Some(
            fault
                .clone()
                .help("write `output NAME = BACKEND.ATTRIBUTE`")
                .fix("write `=`", at(0), "= "),
        ),
        ["output", _, "=", path] if word.starts_with('.') && path.contains('.') => {
            let (kind, name) = path.split_once('.')?;
            let start = span.start - offset_of(path.len());
            let whole = Span { start, ..span };
            begins_item(&format!("{kind} x"))
                .then(|| fault.clone().instead(whole, &format!("{name}{word}")))
        }
        ["expect"] if word.starts_with('/') => {
            Some(fault.clone().instead(span, &format!("GET {word}")))
        }
        _ => None,
    }
}

/// Methods: `GET|POST /b`, `GET/POST /b`, `[GET, POST] /b`, `GET, /b`.
fn suggest_methods(fault: &Diagnostic, line: Line<'_>) -> Option<Diagnostic> {
    let span = fault.primary.span;
    let before = line.before.trim_end_matches([' ', '\t']);
    let from = |end: usize| Span::new(span.file, line.start, line.start + offset_of(end));
    if before.is_empty() {
        let (list, _) = line.rest.strip_prefix('[')?.split_once(']')?;
        let listed = join_methods(list)?;
        return Some(fault.clone().instead(from(list.len() + 2), &listed));
    }
    if let Some(listed) = join_methods(before) {
        if line.rest.starts_with('/') && listed != before {
            return Some(fault.clone().instead(from(before.len()), &listed));
        }
        let word = first_word(line.rest);
        let glued = before.len() == line.before.len() && word.starts_with('|');
        let all = join_methods(&format!("{before}{word}")).filter(|_| glued)?;
        return Some(fault.clone().instead(from(before.len() + word.len()), &all));
    }
    None
}

/// Separates methods by commas, whatever separates them now; `None` if a word is not a method.
fn join_methods(text: &str) -> Option<String> {
    let words = text.split([',', '|', '/', ' ', '\t']);
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    let known = |word: &&str| Method::from_word(word).is_some();
    (!words.is_empty() && words.iter().all(known)).then(|| words.join(","))
}

/// A path: `//x`, `*`, `/x/[id]`, `x`, `"/x"`.
fn suggest_path(fault: Diagnostic, line: Line<'_>) -> Option<Diagnostic> {
    let span = fault.primary.span;
    let word = first_word(line.rest);
    if word.starts_with("//") {
        let path = format!("/{}", word.trim_start_matches('/'));
        return Some(fault.instead(span, &path));
    }
    if matches!(word, "*" | "**") {
        let after = line.rest.get(word.len()..).unwrap_or("").trim_start();
        let path = match (line.before.is_empty(), after.starts_with('/')) {
            (true, true) => "ANY",
            (true, false) => "$default",
            (false, _) => "/<rest*>",
        };
        return Some(fault.instead(span, path));
    }
    if let Some((name, _)) = line
        .rest
        .strip_prefix('[')
        .and_then(|rest| rest.split_once(']'))
        && line.before.ends_with('/')
    {
        let end = span.start + offset_of(name.len() + 2);
        let name = name
            .strip_prefix("...")
            .map_or(name.to_owned(), |name| format!("{name}+"));
        let is_letter = |letter: char| letter.is_ascii_alphanumeric() || "_-+".contains(letter);
        return (!name.is_empty() && name.chars().all(is_letter))
            .then(|| fault.instead(Span { end, ..span }, &format!("<{name}>")));
    }
    let before = line.before.trim();
    let before = before.strip_prefix("expect ").unwrap_or(before);
    let is_after_method = Method::from_word(before.trim()).is_some();
    if let Some((path, _)) = line
        .rest
        .strip_prefix('"')
        .and_then(|rest| rest.split_once('"'))
        && is_after_method
        && path.starts_with('/')
        && !path.contains([' ', '"'])
    {
        let end = span.start + offset_of(path.len() + 2);
        return Some(fault.instead(Span { end, ..span }, path));
    }
    let is_literal = |letter: char| letter.is_ascii_alphanumeric() || "_-./<>+".contains(letter);
    (is_after_method && word != "->" && !word.is_empty() && word.chars().all(is_literal))
        .then(|| fault.instead(span, &format!("/{word}")))
}

/// An arrow: `/x : lambda f`.
fn suggest_arrow(fault: Diagnostic, line: Line<'_>) -> Option<Diagnostic> {
    let span = fault.primary.span;
    let is_path = line
        .before
        .split_whitespace()
        .last()
        .is_some_and(|word| word.starts_with('/'));
    let is_sign = matches!(
        first_word(line.rest),
        ":" | "::" | "=" | ":=" | "|" | "|>" | "»"
    );
    (is_path && is_sign).then(|| fault.instead(span, "->"))
}

/// A target: `lambda:f`, `localhost:3000`, an ARN.
fn suggest_target(fault: &Diagnostic, line: Line<'_>) -> Option<Diagnostic> {
    let span = fault.primary.span;
    let rest = first_word(line.rest);
    let after = rest.strip_prefix(':')?;
    let (head, word) = line.before.rsplit_once([' ', '\t'])?;
    let head = head.trim_end();
    let (_, words) = head.split_once("->")?;
    let kind = words.trim();
    if KINDS.contains(&kind) {
        let is_reference = word == "arn" || after.starts_with("//");
        let setting = reference_setting(kind);
        let help = format!("declare it, `{kind} NAME {{ {setting} }}`, and write `-> NAME`");
        return is_reference.then(|| fault.clone().help(help));
    }
    if !head.ends_with("->") {
        return None;
    }
    let start = span.start - offset_of(word.len());
    let whole = Span { start, ..span };
    if word == "arn" {
        return Some(fault.clone().help(
            "declare what the ARN names, e.g. `lambda NAME { arn ARN }`, and write `-> NAME`",
        ));
    }
    let port = after.split('/').next().unwrap_or("");
    if !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(
            fault
                .clone()
                .instead(whole, &format!("http://{word}{rest}")),
        );
    }
    let is_name = |letter: char| letter.is_ascii_alphanumeric() || letter == '-';
    (!after.is_empty() && after.chars().all(is_name))
        .then(|| fault.clone().instead(whole, &format!("{word} {after}")))
}

/// A clause: `auth: users`, `timeout=10s`, `throttle 100/s 200`.
fn suggest_clause(fault: Diagnostic, line: Line<'_>) -> Option<Diagnostic> {
    let span = fault.primary.span;
    let word = first_word(line.rest);
    if let Some((name, value)) = word.split_once(['=', ':'])
        && clause::is_clause(name)
    {
        let spaced = format!("{name} {value}");
        return Some(fault.instead(span, spaced.trim_end()));
    }
    let lower = word.to_ascii_lowercase();
    if lower != word && clause::is_clause(&lower) {
        return Some(fault.instead(span, &lower));
    }
    let target = line.before.split("->").nth(1).unwrap_or("");
    let mut words = target.split_whitespace();
    if words.next().is_some_and(is_service) && words.count() == 2 && !word.is_empty() {
        let help = "the parameters of an action go into a block: `{ NAME VALUE; .. }`";
        return Some(fault.help(help));
    }
    let mut before = line.before.split_whitespace().rev();
    let is_burst = before.next().is_some_and(|rate| rate.ends_with("/s"))
        && before.next() == Some("throttle")
        && !word.is_empty()
        && word.bytes().all(|byte| byte.is_ascii_digit());
    is_burst.then(|| fault.instead(span, &format!("burst {word}")))
}
