//! GW0013: a name that breaks the rule for names.

use super::super::ast::Word;
use super::letter::has_unprintable;
use crate::diag::{Code, Diagnostic, codes};

const CODE: Code = codes::INVALID_NAME;
/// How long a name may be: AWS has room for 64 characters where the compiler puts its own words around it.
const LONGEST: usize = 40;

/// Whether a word obeys the rule.
#[must_use]
pub fn is_name(word: &str) -> bool {
    word.len() <= LONGEST
        && word.starts_with(|letter: char| letter.is_ascii_lowercase())
        && word
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

/// What is wrong with a word that stands as a name, if anything is.
pub(in super::super) fn judge(word: &Word) -> Option<Diagnostic> {
    if is_name(&word.value) || has_unprintable(&word.value) {
        return None;
    }
    let length = word.value.chars().count();
    if length > LONGEST {
        let message = format!("a name of {length} characters, more than {LONGEST}");
        let fault = Diagnostic::error(CODE, word.span, message);
        return Some(fault.help(format!("write a name of at most {LONGEST} characters")));
    }
    let message = format!("`{}` is no name", word.value);
    let fault = Diagnostic::error(CODE, word.span, message);
    let rule = "a name has small letters, digits and `-`, and begins with a letter";
    let proposal = proposal(&word.value);
    Some(if is_name(&proposal) {
        fault.help(format!("{rule}: write `{proposal}`")).fix(
            format!("write `{proposal}`"),
            word.span,
            proposal,
        )
    } else {
        fault.help(rule)
    })
}

/// The name that was probably meant: `My_Service` is `my-service`, `orderApi` is `order-api`.
fn proposal(word: &str) -> String {
    let mut name = String::new();
    let mut after_small = false;
    for letter in word.chars() {
        if letter.is_ascii_uppercase() && after_small {
            name.push('-');
        }
        after_small = letter.is_ascii_lowercase() || letter.is_ascii_digit();
        name.push(match letter {
            '_' | '.' => '-',
            _ => letter.to_ascii_lowercase(),
        });
    }
    name
}
