//! GW0023: a word behind a target that is almost a clause, or almost `private` or `public`.

use super::super::ast::Word;
use super::super::lower::Lowering;
use crate::diag::near::nearest;
use crate::diag::{Code, Diagnostic, codes};

const CODE: Code = codes::UNKNOWN_CLAUSE;

/// What may stand where an action stands, as the grammar has it.
const WORDS: [&str; 8] = [
    "private", "public", "auth", "open", "at", "keep", "timeout", "throttle",
];

/// Whether a word begins a clause.
pub(super) fn is_clause(word: &str) -> bool {
    WORDS.contains(&word) && !matches!(word, "private" | "public")
}

/// Whether the word that stands as an action is a slip of another; says so if it is.
pub(in super::super) fn is_slip(cx: &mut Lowering<'_>, action: &Word) -> bool {
    let near = nearest(&mut cx.budget, &action.value, WORDS);
    let Some(near) = near.first() else {
        return false;
    };
    let message = format!("`{}` is no clause and no action", action.value);
    let fault = Diagnostic::error(CODE, action.span, message).instead(action.span, near);
    cx.report(fault);
    true
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
