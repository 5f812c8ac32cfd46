//! GW0001: an unexpected word or sign. The expected ones are derived from the grammar.

use pest::Parser;
use pest::error::{ErrorVariant, InputLocation};

use super::super::grammar::{Grammar, Rule};
use super::super::lower::{self, TreeBuilder};
use super::suggestion::{self, Line};
use super::{block, character, comment, item};
use crate::diag::{Code, Diagnostic, codes};
use crate::source::{Span, offset_of};

const CODE: Code = codes::UNEXPECTED_TOKEN;

/// A line that cannot be parsed; `line_rule` is the rule for a line in its place.
pub(in super::super) fn line(cx: &mut TreeBuilder<'_>, line_rule: Rule, span: Span) {
    let text = cx.slice(span);
    if character::begins_unprintable(text) || character::has_unprintable(first_word(text)) {
        return;
    }
    if text.starts_with('{') {
        let end = span.start.saturating_add(1);
        cx.report(block::on_its_own_line(Span { end, ..span }));
        return;
    }
    if let Some(fault) = comment::foreign(span, text) {
        cx.report(fault);
        return;
    }
    let (at, expected) = first_fault(line_rule, text);
    if at == 0 && line_rule == Rule::lone_item {
        let word = first_word(text);
        if word.starts_with(|letter: char| letter.is_alphabetic()) {
            let end = span.start + offset_of(word.len());
            let fault = item::unknown(&mut cx.budget, Span { end, ..span }, word);
            cx.report(fault);
            return;
        }
    }
    let word = first_word(text);
    if line_rule == Rule::lone_item && item::is_item_in_capitals(word) {
        let end = span.start + offset_of(word.len());
        let fault = item::unknown(&mut cx.budget, Span { end, ..span }, word);
        cx.report(fault);
        return;
    }
    if line_rule == Rule::lone_item && report_duplicate(cx, span) {
        return;
    }
    report(cx, span, at, &expected);
}

/// Reports a duplicate first word of the item at `before`, which is followed by the text at `span`.
pub(in super::super) fn repeats_first_word(
    cx: &mut TreeBuilder<'_>,
    line_rule: Rule,
    before: Option<Span>,
    span: Span,
) -> bool {
    let whole = before.unwrap_or(span).to(span);
    line_rule == Rule::lone_item && report_duplicate(cx, whole)
}

/// Reports a duplicate first word, such as `ecs ecs orders`, and reads the item without it; returns true if it is one.
fn report_duplicate(cx: &mut TreeBuilder<'_>, span: Span) -> bool {
    let text = cx.slice(span);
    let word = first_word(text);
    let rest = text.get(word.len()..).unwrap_or("");
    let bare = rest.trim_start_matches([' ', '\t']);
    let after = bare.strip_prefix(word).unwrap_or("");
    if word.is_empty() || !after.starts_with([' ', '\t']) {
        return false;
    }
    let end = offset_of(text.len());
    let start = span.start + end - offset_of(bare.len());
    let next = span.start + end - offset_of(after.trim_start_matches([' ', '\t']).len());
    let at = |start: u32, end: u32| Span::new(span.file, start, end);
    let second = at(start, start + offset_of(word.len()));
    if Grammar::parse(Rule::lone_item, bare).is_err() {
        return false;
    }
    cx.report(item::duplicate_word(second, word, at(next, next)));
    lower::item::recover(cx, Rule::lone_item, at(start, span.end));
    true
}

/// Text after a complete item or setting (at `before`) on the same line.
pub(in super::super) fn rest(
    cx: &mut TreeBuilder<'_>,
    line_rule: Rule,
    before: Option<Span>,
    span: Span,
) {
    let text = cx.slice(span);
    let bare = text.trim_start_matches([' ', '\t']);
    let start = span.start + offset_of(text.len() - bare.len());
    if bare.starts_with('}') {
        let end = start.saturating_add(1);
        cx.report(block::stray(Span { start, end, ..span }));
        return;
    }
    if let Some(fault) = comment::foreign(Span { start, ..span }, bare) {
        cx.report(fault);
        return;
    }
    let whole = before.unwrap_or(span).to(span);
    let (at, expected) = first_fault(line_rule, cx.slice(whole));
    report(cx, whole, at, &expected);
}

/// A `{` right after a word.
pub(super) fn brace_in_word(span: Span) -> Diagnostic {
    let brace = Span {
        end: span.start.saturating_add(1),
        ..span
    };
    Diagnostic::error(CODE, brace, "unexpected `{` inside a word")
        .help("put a space before a block, or quote the text")
}

fn report(cx: &mut TreeBuilder<'_>, whole: Span, at: usize, expected: &[Rule]) {
    let text = cx.slice(whole);
    let rest = text.get(at..).unwrap_or("");
    let bare = rest.trim_start_matches([' ', '\t']);
    if character::begins_unprintable(bare) {
        return;
    }
    let at = at + rest.len() - bare.len();
    let found = token(bare);
    let start = whole.start + offset_of(at);
    let span = Span::new(whole.file, start, start + offset_of(found.len()));
    let message = if found.is_empty() {
        "unexpected end of line".to_owned()
    } else {
        format!("unexpected `{}`", shorten(found))
    };
    let fault = Diagnostic::error(CODE, span, message);
    let line = Line {
        start: whole.start,
        before: text.get(..at).unwrap_or(""),
        rest: bare,
    };
    if let Some(fault) = suggestion::suggest(fault.clone(), line) {
        cx.report(fault);
        return;
    }
    let is_head = !text.get(..at).unwrap_or("").contains('{');
    let form = item::form(text).filter(|_| is_head);
    cx.report(match (describe(expected), form) {
        (Some(expected), Some(form)) => fault.help(format!("expected {expected}; write `{form}`")),
        (Some(expected), None) => fault.help(format!("expected {expected}")),
        (None, _) => fault,
    });
}

/// The most characters of a word in a message; all of it is marked in the line.
const MAX_SHOWN: usize = 48;

/// The start of a long word.
fn shorten(word: &str) -> String {
    match word.char_indices().nth(MAX_SHOWN) {
        Some((end, _)) => format!("{}…", word.get(..end).unwrap_or(word)),
        None => word.to_owned(),
    }
}

/// The offset at which a text stops matching `line_rule`, and the rules that could have followed.
fn first_fault(line_rule: Rule, text: &str) -> (usize, Vec<Rule>) {
    match Grammar::parse(line_rule, text) {
        Ok(_) => (text.len(), Vec::new()),
        Err(error) => {
            let at = match error.location {
                InputLocation::Pos(at) | InputLocation::Span((at, _)) => at,
            };
            match error.variant {
                ErrorVariant::ParsingError { positives, .. } => (at, positives),
                ErrorVariant::CustomError { .. } => (at, Vec::new()),
            }
        }
    }
}

/// The word or sign at the start of a text.
fn token(text: &str) -> &str {
    let word = first_word(text);
    if !word.is_empty() {
        return word;
    }
    let length = text.chars().next().map_or(0, char::len_utf8);
    text.get(..length).unwrap_or("")
}

pub(super) fn first_word(text: &str) -> &str {
    let end = text.find(|letter: char| {
        letter.is_ascii_whitespace() || matches!(letter, '{' | '}' | '[' | ']' | '"' | ';')
    });
    text.get(..end.unwrap_or(text.len())).unwrap_or("")
}

/// The name of the end of a line in messages.
const END: &str = "end of line";

/// The names of rules in messages, each once.
fn describe(rules: &[Rule]) -> Option<String> {
    let mut words: Vec<&str> = Vec::new();
    for word in rules.iter().filter_map(|rule| words_of(*rule)) {
        if !words.contains(&word) {
            words.push(word);
        }
    }
    // The end of the line is always possible, so it comes last.
    words.sort_by_key(|word| *word == END);
    let last = words.pop()?;
    if words.is_empty() {
        return Some(last.to_owned());
    }
    Some(format!("{} or {last}", words.join(", ")))
}

/// The name of a rule in messages.
fn words_of(rule: Rule) -> Option<&'static str> {
    Some(match rule {
        Rule::word | Rule::part => "a name",
        Rule::string => "a quoted string",
        Rule::atom | Rule::list => "a value",
        Rule::url => "a URL",
        Rule::path => "a path",
        Rule::block | Rule::group_block => "`{`",
        Rule::wrong_arrow => "`->`",
        Rule::colon => "`:`",
        Rule::equals => "`=`",
        Rule::dot => "`.`",
        Rule::clause => "a clause such as `auth`, `open`, `at`, `keep`, `timeout` or `throttle`",
        Rule::access => "`private`, `public`",
        Rule::action => "an action",
        Rule::kind | Rule::moved_kind => "a backend kind",
        Rule::expect_method => "a method",
        Rule::auth_kind => "`jwt`, `cognito` or `lambda`",
        Rule::type_name => "a type such as `string`, `number`, `duration` or `list`",
        Rule::json => "JSON",
        Rule::export => "`export`",
        Rule::burst => "`burst`",
        Rule::status => "a status",
        Rule::origin => "`from ORIGIN`",
        Rule::expect_header => "`header NAME VALUE`",
        Rule::EOI => END,
        Rule::method => "a method",
        Rule::route | Rule::setting => "a route or a setting",
        _ => return None,
    })
}
