//! Faults after a backend or a clause: GW0023, an unknown clause; GW0064, scopes without brackets.

use super::super::ast::Word;
use super::super::lower::TreeBuilder;
use super::foreign;
use crate::diag::near::nearest;
use crate::diag::{Code, Diagnostic, Edit, Fix, codes};
use crate::source::Span;

const UNKNOWN: Code = codes::UNKNOWN_CLAUSE;
const BARE_SCOPES: Code = codes::SCOPES_WITHOUT_BRACKETS;

/// The words that can follow a backend's name, as in the grammar.
const WORDS: [&str; 8] = [
    "private", "public", "auth", "open", "at", "keep", "timeout", "throttle",
];

/// Returns true if a word begins a clause.
pub(super) fn is_clause(word: &str) -> bool {
    WORDS.contains(&word) && !matches!(word, "private" | "public")
}

/// Returns true if a text continues on the same line with a word that does not begin a clause.
pub(in super::super) fn precedes_word(rest: &str) -> bool {
    let rest = rest.trim_start_matches([' ', '\t']);
    let end = rest.find(|letter: char| !letter.is_ascii_alphanumeric());
    let word = rest.get(..end.unwrap_or(rest.len())).unwrap_or("");
    !word.is_empty() && !is_clause(word)
}

/// Reports a misspelt clause; returns true if the word is one.
pub(in super::super) fn report_misspelt(cx: &mut TreeBuilder<'_>, word: &Word) -> bool {
    let near = nearest(&mut cx.budget, &word.value, WORDS);
    let Some(near) = near.first() else {
        return false;
    };
    let fault = unknown_word(word).instead(word.span, near);
    cx.report(fault);
    true
}

/// Reports a clause of another tool, or a setting of the gateway; returns true if the word is one.
pub(in super::super) fn report_foreign(cx: &mut TreeBuilder<'_>, word: &Word) -> bool {
    let advice = foreign::clause(&word.value);
    if let Some(advice) = advice {
        cx.report(unknown_word(word).help(advice));
    }
    advice.is_some()
}

/// A word that is not a clause, on a route whose backend has no actions, or before further words.
pub(in super::super) fn unknown(word: &Word) -> Diagnostic {
    unknown_word(word).help(
        "the clauses are `auth`, `open`, `at`, `keep`, `timeout` and `throttle`; headers are changed in a block",
    )
}

fn unknown_word(word: &Word) -> Diagnostic {
    Diagnostic::error(
        UNKNOWN,
        word.span,
        format!("unknown clause `{}`", word.value),
    )
}

/// The word `scope` or `scopes` before a list of scopes, up to that list.
pub(in super::super) fn scopes_word(word: Span, gap: Span) -> Diagnostic {
    Diagnostic::error(BARE_SCOPES, word, "scopes need no word before them")
        .help("write `auth NAME [SCOPE ..]`")
        .fix("remove the word", gap, "")
}

/// Scopes without brackets; `scopes` spans all of them.
pub(in super::super) fn bare_scopes(scopes: Span) -> Diagnostic {
    let edit = |span: Span, text: &str| Edit {
        span,
        text: text.to_owned(),
    };
    let start = Span {
        end: scopes.start,
        ..scopes
    };
    let fix = Fix {
        title: "add brackets".to_owned(),
        edits: vec![edit(start, "["), edit(scopes.after(), "]")],
        safe: true,
    };
    Diagnostic::error(BARE_SCOPES, scopes, "scopes without brackets")
        .help("write `auth NAME [SCOPE ..]`")
        .with_fix(fix)
}

#[cfg(test)]
mod tests {
    use super::WORDS;

    #[test]
    fn the_words_are_those_of_the_grammar() {
        let grammar = include_str!("../../../grammar/gw.pest");
        let rule = |name: &str| {
            let (_, after) = grammar.split_once(name).unwrap_or_default();
            after.split_once('}').unwrap_or_default().0
        };
        let access = rule("\naccess = @{").split('"').skip(1).step_by(2);
        let clauses = rule("\nclause_word = _{").split('"').skip(1).step_by(2);
        let mut words: Vec<&str> = access.chain(clauses).collect();
        let mut ours = WORDS.to_vec();
        words.sort_unstable();
        ours.sort_unstable();
        assert_eq!(words, ours);
    }
}
