//! GW0013: an invalid name.

use super::super::ast::Word;
use super::character::has_unprintable;
use crate::diag::{Code, Diagnostic, codes};

const CODE: Code = codes::INVALID_NAME;
/// The maximum length of a name: AWS allows 64 characters, and the compiler adds its own words.
const MAX_LENGTH: usize = 40;

/// Returns true if a word is a valid name.
#[must_use]
pub fn is_name(word: &str) -> bool {
    word.len() <= MAX_LENGTH
        && word.starts_with(|letter: char| letter.is_ascii_lowercase())
        && word
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

/// Checks a word in the place of a name.
pub(in super::super) fn check(word: &Word) -> Option<Diagnostic> {
    if is_name(&word.value) || has_unprintable(&word.value) {
        return None;
    }
    let length = word.value.chars().count();
    if length > MAX_LENGTH {
        let message = format!("name of {length} characters; the limit is {MAX_LENGTH}");
        let fault = Diagnostic::error(CODE, word.span, message);
        return Some(fault.help("shorten it"));
    }
    let message = format!("invalid name `{}`", word.value);
    let fault = Diagnostic::error(CODE, word.span, message);
    let rule = "names use lower-case letters, digits and `-`, and start with a letter";
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

/// The name that was probably intended: `My_Service` is `my-service`, `orderApi` is `order-api`.
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
