//! GW0010: a line whose first word does not start an item. GW0001: a word of an item that is missing or duplicate.

use super::foreign;
use super::kind::KINDS;
use crate::diag::near::{Budget, nearest};
use crate::diag::{Code, Diagnostic, codes};
use crate::source::Span;

const UNKNOWN: Code = codes::UNKNOWN_ITEM;
const UNEXPECTED: Code = codes::UNEXPECTED_TOKEN;

/// The words that begin an item other than a backend.
const WORDS: [&str; 12] = [
    "gw", "group", "gateway", "network", "auth", "param", "env", "include", "output", "expect",
    "moved", "patch",
];

/// Settings of the gateway that are often written outside it.
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

/// Words of other languages, and the items that they correspond to.
const FOREIGN: [(&str, &str); 14] = [
    ("api", "gateway"),
    ("authorizer", "auth"),
    ("bus", "events"),
    ("function", "lambda"),
    ("import", "include"),
    ("input", "param"),
    ("parameter", "param"),
    ("queue", "sqs"),
    ("source", "include"),
    ("stream", "kinesis"),
    ("test", "expect"),
    ("use", "include"),
    ("var", "param"),
    ("variable", "param"),
];

/// Returns true if the first words of a line start an item.
pub(in super::super) fn begins_item(line: &str) -> bool {
    let (first, rest) = line.split_once([' ', '\t']).unwrap_or((line, ""));
    let route = |pattern: &str| pattern.starts_with(['/', '$']) && pattern.contains("->");
    let methods = first
        .bytes()
        .all(|byte| byte.is_ascii_alphabetic() || byte == b',')
        && route(rest.trim_start());
    let word = WORDS.contains(&first) || KINDS.contains(&first);
    methods || route(line) || word && !rest.trim_start().is_empty()
}

/// The forms of items whose parts follow in a fixed order.
const FORMS: [(&str, &str); 11] = [
    ("auth", "auth NAME jwt|cognito|lambda { .. }"),
    ("env", "env NAME { PARAM VALUE; .. }"),
    ("expect", "expect METHOD PATH -> BACKEND [PATH]"),
    ("gateway", "gateway NAME { .. }"),
    ("group", "group PATH { .. }"),
    ("include", "include \"FILE\""),
    ("moved", "moved KIND OLD -> KIND NEW"),
    ("network", "network NAME { .. }"),
    ("output", "output NAME = BACKEND.ATTRIBUTE"),
    ("param", "param NAME : TYPE [= DEFAULT]"),
    ("patch", "patch cfn|terraform ADDRESS \"/POINTER\" = JSON"),
];

/// Returns true if a word starts an item, but for its case: `LAMBDA`.
pub(super) fn is_item_in_capitals(word: &str) -> bool {
    let lower = word.to_ascii_lowercase();
    lower != word
        && (WORDS.contains(&lower.as_str()) || KINDS.contains(&lower.as_str()))
        && word != "PATCH"
}

/// The form of the item that a line begins.
pub(super) fn form(line: &str) -> Option<&'static str> {
    let word = line.split_whitespace().next()?;
    let found = FORMS.iter().find(|(first, _)| *first == word);
    found.map(|(_, form)| *form)
}

/// A first word that does not start an item.
pub(super) fn unknown(budget: &mut Budget, span: Span, word: &str) -> Diagnostic {
    let fault = Diagnostic::error(UNKNOWN, span, format!("unknown item `{word}`"));
    if GATEWAY_SETTINGS.contains(&word) {
        return fault.help(format!(
            "`{word}` is a setting: write it inside `gateway NAME {{ .. }}`"
        ));
    }
    if ["vpc", "subnets"].contains(&word) {
        return fault.help(format!(
            "`{word}` is a setting: write it inside `network NAME {{ .. }}`"
        ));
    }
    if let Some((_, ours)) = FOREIGN.iter().find(|(foreign, _)| *foreign == word) {
        return fault.instead(span, ours);
    }
    let bare = word.strip_suffix(':').unwrap_or(word);
    if bare != word && (WORDS.contains(&bare) || KINDS.contains(&bare)) {
        return fault.instead(span, bare);
    }
    if let Some(advice) = foreign::item(word) {
        return fault.help(advice);
    }
    if is_item_in_capitals(word) {
        return fault.instead(span, &word.to_ascii_lowercase());
    }
    match nearest(budget, word, WORDS.into_iter().chain(KINDS)).first() {
        Some(near) => fault.instead(span, near),
        None => fault.help(
            "expected a path, a method, a backend kind such as `apprunner` or `lambda`, or one of `gateway`, `network`, \
             `auth`, `param`, `env`, `group`, `include`, `output`, `expect`, `moved`, `patch`",
        ),
    }
}

/// A param whose type follows its name without a colon; `gap` is before the type.
pub(in super::super) fn no_colon(name: Span, gap: Span) -> Diagnostic {
    let between = Span {
        start: name.end,
        ..gap
    };
    Diagnostic::error(
        UNEXPECTED,
        between,
        "no `:` between the name and the type of a param",
    )
    .help("write `param NAME : TYPE`")
    .safe_fix("write `:`", between, " : ")
}

/// A duplicate first word: `ecs ecs orders`. The span is that of the second one.
pub(super) fn duplicate_word(word: Span, text: &str, next: Span) -> Diagnostic {
    Diagnostic::error(UNEXPECTED, word, format!("duplicate `{text}`"))
        .help("remove one of them")
        .fix(format!("remove `{text}`"), word.to(next), "")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::WORDS;

    /// The grammar's items are named after their first words.
    #[test]
    fn the_words_are_those_of_the_grammar() {
        let grammar = include_str!("../../../grammar/gw.pest");
        let body = |rule: &str| {
            let (_, after) = grammar.split_once(rule).unwrap_or_default();
            after.split_once("\n}").unwrap_or_default().0
        };
        let items = body("\nitem = _{").split('|').map(str::trim);
        let mut words: BTreeSet<&str> = items.collect();
        words.retain(|word| !matches!(*word, "route" | "backend" | "edition"));
        words.insert("gw");
        assert_eq!(words, BTreeSet::from(WORDS));
    }
}
