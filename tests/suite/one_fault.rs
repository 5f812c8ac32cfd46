//! Laws about findings: one fault is one finding, and a fix removes its finding and adds none.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use gwc::diag::{Code, Diagnostic, Edit, fix};
use gwc::driver;
use gwc::facts::Facts;
use gwc::model::Bindings;
use gwc::source::{FileId, LineIndex, Loaded, MemoryLoader, Span};

use crate::marks;
use crate::pages;

fn check(name: &str, text: &str) -> Vec<Diagnostic> {
    let text: Arc<str> = text.into();
    let root = Loaded {
        identity: name.to_owned(),
        name: name.to_owned(),
        text,
    };
    let files = driver::load(root, &MemoryLoader::default());
    driver::check(&files, &Facts::load(), &Bindings::default()).diagnostics
}

fn counts(found: &[Diagnostic]) -> BTreeMap<Code, usize> {
    let mut counts = BTreeMap::new();
    for finding in found {
        *counts.entry(finding.code).or_default() += 1;
    }
    counts
}

/// What is wrong with a fix: it does not apply, its finding stays, or an error comes with it.
fn judge(
    text: &str,
    before: &[Diagnostic],
    finding: &Diagnostic,
    recheck: impl Fn(&str) -> Vec<Diagnostic>,
) -> Option<String> {
    let fix = finding.fix.as_ref()?;
    if fix.edits.iter().any(|edit| edit.span.file != FileId(0)) {
        return None;
    }
    let edits: Vec<&Edit> = fix.edits.iter().collect();
    let Some(fixed) = fix::apply(text, &edits) else {
        return Some("its edits overlap or lie outside of the text".to_owned());
    };
    let found = recheck(&fixed);
    let (old, new) = (counts(before), counts(&found));
    let count = |counts: &BTreeMap<Code, usize>, code| counts.get(&code).copied().unwrap_or(0);
    let several = before.iter().filter(|it| it.is_error()).count() > 1;
    if count(&new, finding.code) >= count(&old, finding.code) && !several {
        return Some(format!("the finding stays\n{fixed}"));
    }
    // Where a text has several faults, mending one lets another be seen that it hid, but never one of syntax.
    let is_new = |it: &&Diagnostic| {
        let may_appear = several && it.code.number() >= 100;
        it.is_error() && !may_appear && count(&new, it.code) > count(&old, it.code)
    };
    let added = found.iter().find(is_new);
    added.map(|it| format!("it adds {}: {}\n{fixed}", it.code, it.message))
}

/// The texts of all fixtures: failing examples of pages, and files with marks.
fn fixtures() -> Vec<(String, String)> {
    let mut all = pages::failing_texts();
    all.extend(marks::folder("tests/fixtures/syntax"));
    all
}

/// An example of a page shows one fault, so all its errors have one code, and one fault without marks has one error.
#[test]
fn the_failing_examples_have_one_kind_of_error() {
    for (name, text) in pages::failing_texts() {
        let found = check(&name, &text);
        let errors = found.iter().filter(|it| it.is_error());
        let codes: BTreeSet<Code> = errors.map(|it| it.code).collect();
        assert!(codes.len() <= 1, "{name}: {codes:?}\n{text}");
    }
}

#[test]
fn every_fix_removes_its_finding_and_adds_none() {
    let mut wrong = Vec::new();
    let mut fixes = 0;
    for (name, text) in fixtures() {
        let before = check(&name, &text);
        for finding in before.iter().filter(|it| it.fix.is_some()) {
            fixes += 1;
            if let Some(why) = judge(&text, &before, finding, |fixed| check(&name, fixed)) {
                wrong.push(format!(
                    "{name} {}: {}\n{why}",
                    finding.code, finding.message
                ));
            }
        }
    }
    assert!(fixes > 50, "only {fixes} fixes");
    assert!(
        wrong.is_empty(),
        "{} of {fixes}\n{}",
        wrong.len(),
        wrong.join("\n\n")
    );
}

#[test]
fn fixes_come_to_an_end() {
    for (name, mut text) in fixtures() {
        let mut rounds = 0;
        loop {
            let found = check(&name, &text);
            let edits = found.iter().find_map(|finding| {
                let edits: Vec<&Edit> = finding.fix.as_ref()?.edits.iter().collect();
                fix::apply(&text, &edits)
            });
            let Some(fixed) = edits else {
                break;
            };
            rounds += 1;
            assert!(rounds < 100, "{name}\n{text}");
            text = fixed;
        }
    }
}

/// The words of a spec and where they are.
pub(crate) fn tokens(text: &str) -> Vec<Span> {
    let mut found = Vec::new();
    let mut start = None;
    for (at, letter) in text.char_indices().chain([(text.len(), ' ')]) {
        let in_word = !letter.is_whitespace();
        match (start, in_word) {
            (None, true) => start = Some(at),
            (Some(from), false) => {
                let offset = |at: usize| u32::try_from(at).expect("a short text");
                found.push(Span::new(FileId(0), offset(from), offset(at)));
                start = None;
            }
            (None, false) | (Some(_), true) => {}
        }
    }
    found
}

/// A text with one token deleted, doubled, or misspelled.
pub(crate) fn mutations(text: &str, token: Span) -> [(&'static str, String); 3] {
    let range = token.range();
    let word = text.get(range.clone()).expect("a token");
    let with = |new: &str| format!("{}{new}{}", &text[..range.start], &text[range.end..]);
    let middle = word
        .char_indices()
        .nth(word.chars().count() / 2)
        .map_or(0, |(at, _)| at);
    let misspelled = format!("{}x{}", &word[..middle], &word[middle..]);
    [
        ("deleted", with("")),
        ("doubled", with(&format!("{word} {word}"))),
        ("misspelled", with(&misspelled)),
    ]
}

/// A fault has one kind of finding on its line, and at most one finding elsewhere, where it has an effect.
#[test]
fn a_fault_has_at_most_one_unrelated_finding() {
    let mut wrong = Vec::new();
    let mut faults = 0;
    for (name, text) in marks::folder("specs/examples") {
        let comment = |token: &Span| {
            let line = text[..token.range().start]
                .rfind('\n')
                .map_or(0, |at| at + 1);
            text[line..token.range().end].contains('#')
        };
        for token in tokens(&text).into_iter().filter(|token| !comment(token)) {
            for (what, mutated) in mutations(&text, token) {
                faults += 1;
                let found = check(&name, &mutated);
                let index = LineIndex::new(&mutated);
                let line = index.line_of(token.start);
                let errors = found.iter().filter(|it| it.is_error());
                let (here, elsewhere): (Vec<_>, Vec<_>) =
                    errors.partition(|it| index.line_of(it.primary.span.start) == line);
                let word = text.get(token.range()).expect("a token");
                let kinds: BTreeSet<Code> = here.iter().map(|it| it.code).collect();
                // Without its brace, a block's lines can belong to whatever is around them.
                let effects: BTreeSet<Code> = elsewhere.iter().map(|it| it.code).collect();
                let is_brace = matches!(word, "{" | "}");
                let is_one = match is_brace {
                    true => kinds.len() <= 2 && effects.len() <= 2,
                    false => kinds.len() <= 1 && elsewhere.len() <= 1,
                };
                if !is_one {
                    let told = |found: &[&Diagnostic]| {
                        let lines = found.iter().map(|it| {
                            let line = index.line_of(it.primary.span.start) + 1;
                            format!("\n    {line}: {} {}", it.code, it.message)
                        });
                        lines.collect::<String>()
                    };
                    wrong.push(format!(
                        "{name}:{} `{word}` {what}: {}{}",
                        line + 1,
                        told(&here),
                        told(&elsewhere)
                    ));
                }
            }
        }
    }
    assert!(faults > 500, "only {faults} faults");
    assert!(
        wrong.is_empty(),
        "{} of {faults}\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}
