//! GW0024: a target whose first word is almost a kind of backend.

use super::super::ast::Word;
use super::super::lower::Lowering;
use super::clause;
use crate::diag::near::nearest;
use crate::diag::{Code, Diagnostic, codes};

const CODE: Code = codes::UNKNOWN_BACKEND_KIND;

/// The kinds, as the grammar has them.
pub(super) const KINDS: [&str; 11] = [
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

/// Whether `WORD NAME`, before `rest`, was meant as `KIND NAME` with more behind it; says so if it was. Behind a backend
/// and its action, no word can stand but a clause's.
pub(in super::super) fn is_misspelt(cx: &mut Lowering<'_>, word: &Word, rest: &str) -> bool {
    let rest = rest.trim_start_matches([' ', '\t']);
    let next = rest.split(|letter: char| !letter.is_ascii_lowercase());
    let next = next.into_iter().next().unwrap_or("");
    if next.is_empty() || clause::is_clause(next) {
        return false;
    }
    let near = nearest(&mut cx.budget, &word.value, KINDS);
    let Some(near) = near.first() else {
        return false;
    };
    let message = format!("there is no kind of backend `{}`", word.value);
    let fault = Diagnostic::error(CODE, word.span, message).instead(word.span, near);
    cx.report(fault);
    true
}

#[cfg(test)]
mod tests {
    use super::KINDS;

    #[test]
    fn the_kinds_are_those_of_the_grammar() {
        let grammar = include_str!("../../../grammar/gw.pest");
        let rule = grammar.split_once("\nkind = @{").unwrap_or_default().1;
        let rule = rule.split_once("\n}").unwrap_or_default().0;
        let mut words: Vec<&str> = rule.split('"').skip(1).step_by(2).collect();
        let mut ours = KINDS.to_vec();
        words.sort_unstable();
        ours.sort_unstable();
        assert_eq!(words, ours);
    }
}
