//! Laws about findings: one fault causes one finding, and a fix removes its finding and adds none.

use std::collections::BTreeSet;

use gwc::diag::{Code, Diagnostic, Severity};
use gwc::source::{FileId, LineIndex, Span};

use crate::findings::{Fixture, found};
use crate::language;
use crate::marks;
use crate::pages;
use crate::tools::stride;

fn check(name: &str, text: &str) -> Vec<Diagnostic> {
    Fixture::alone((name.to_owned(), String::new())).check(text)
}

/// Returns the error of a fix: it does not apply, its finding remains, or there is a new one.
fn judge(fixture: &Fixture, before: &[Diagnostic], finding: &Diagnostic) -> Option<String> {
    let Some(fixture) = fixture.fixed(finding.fix.as_ref()?) else {
        return Some("its edits overlap or lie outside of the text".to_owned());
    };
    let found = fixture.find_all();
    let several = before.iter().filter(|it| it.is_error()).count() > 1;
    let count =
        |found: &[Diagnostic], code: Code| found.iter().filter(|it| it.code == code).count();
    let same = |it: &&Diagnostic| it.code == finding.code && it.message == finding.message;
    let left = found.iter().filter(same).count();
    if left >= before.iter().filter(same).count() {
        return Some(format!("the finding stays\n{}", fixture.show()));
    }
    // In a text with several faults, a fix may reveal another fault, but never one of syntax.
    let is_new = |it: &&Diagnostic| {
        let may_appear = several && it.code.number() >= 100;
        let counts = it.severity > Severity::Note;
        counts && !may_appear && count(&found, it.code) > count(before, it.code)
    };
    let added = found.iter().find(is_new);
    added.map(|it| format!("it adds {}: {}\n{}", it.code, it.message, fixture.show()))
}

/// A mark represents a fault: the stages after the parser report nothing in addition.
#[test]
fn a_marked_fault_is_one_error() {
    for (name, text) in marks::folder("tests/fixtures/syntax") {
        if text.contains("error[GW") {
            let mut found = check(&name, &text);
            found.retain(Diagnostic::is_error);
            marks::check(&name, &text, &found);
        }
    }
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

/// Judges the fixes of a fixture; returns how many are in included files, and the errors.
fn judge_all(fixture: &Fixture, before: &[Diagnostic]) -> (usize, Vec<String>) {
    let mut included = 0;
    let mut wrong = Vec::new();
    for finding in before {
        let edits = finding.fix.iter().flat_map(|fix| &fix.edits);
        included += usize::from(edits.clone().any(|edit| edit.span.file != FileId(0)));
        let why = judge(fixture, before, finding);
        wrong.extend(why.map(|why| {
            let (name, code) = (&fixture.name, finding.code);
            format!("{name} {code}: {}\n{why}", finding.message)
        }));
    }
    (included, wrong)
}

#[test]
fn every_fix_removes_its_finding_and_adds_none() {
    let judged = found()
        .iter()
        .map(|(fixture, found)| judge_all(fixture, found));
    let wrong: Vec<String> = judged.flat_map(|(_, wrong)| wrong).collect();
    let count = found().iter().flat_map(|(_, found)| found);
    let count = count.filter(|it| it.fix.is_some()).count();
    assert!(count > 150, "only {count} fixes");
    assert!(
        wrong.is_empty(),
        "{} of {count}\n{}",
        wrong.len(),
        wrong.join("\n\n")
    );
}

#[test]
fn every_fix_of_an_included_file_removes_its_finding_and_adds_none() {
    let mut wrong = Vec::new();
    let mut count = 0;
    let has_fix =
        |(_, found): &&(Fixture, Vec<Diagnostic>)| found.iter().any(|it| it.fix.is_some());
    // The paths of a story's includes are relative to other folders.
    let is_alone = |(fixture, _): &&(Fixture, Vec<Diagnostic>)| !fixture.name.contains('/');
    let fixtures = found().iter().filter(has_fix).filter(is_alone);
    for (fixture, _) in fixtures.step_by(stride()) {
        let fixture = fixture.included();
        let (fixes, more) = judge_all(&fixture, &fixture.find_all());
        count += fixes;
        wrong.extend(more);
    }
    assert!(count > 150 / stride(), "only {count} fixes");
    assert!(
        wrong.is_empty(),
        "{} of {count}\n{}",
        wrong.len(),
        wrong.join("\n\n")
    );
}

/// Fixes are applied until nothing changes. No step adds an error, and none that a fix could remove is left.
#[test]
fn fixes_come_to_an_end() {
    for (fixture, _) in found().iter().step_by(stride()) {
        let mut fixture = fixture.clone();
        let mut found = fixture.check(&fixture.text);
        for round in 0.. {
            let mut fixes = found.iter().filter_map(|finding| finding.fix.as_ref());
            let Some(fixed) = fixes.find_map(|fix| fixture.fixed(fix)) else {
                break;
            };
            assert!(round < 100, "{}\n{}", fixture.name, fixture.show());
            let after = fixed.check(&fixed.text);
            // One of several faults can hide an error of a later stage.
            let count = |found: &[Diagnostic], stage: u16| {
                let errors = found.iter().filter(|it| it.is_error());
                errors.filter(|it| it.code.number() < stage).count()
            };
            let several = count(&found, u16::MAX) > 1;
            let stage = if several { 100 } else { u16::MAX };
            assert!(
                count(&after, stage) <= count(&found, stage),
                "{}\n{}{}\n{}{}",
                fixture.name,
                fixture.show(),
                describe_errors(&fixture.text, &found),
                fixed.show(),
                describe_errors(&fixed.text, &after)
            );
            (fixture, found) = (fixed, after);
        }
    }
}

/// Returns the spans of the words of a spec.
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

/// Returns a text with one token deleted, duplicated, or misspelled.
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

/// Renders the errors of a text, each with its line.
fn describe_errors(text: &str, found: &[Diagnostic]) -> String {
    let index = LineIndex::new(text);
    let errors = found.iter().filter(|it| it.is_error());
    let lines = errors.map(|it| {
        // The line number is meaningless if the finding is in another file.
        let line = index.line_of(it.primary.span.start) + 1;
        format!("\n    {line}: {} {}", it.code, it.message)
    });
    lines.collect()
}

/// Returns the words outside comments.
fn words(text: &str) -> Vec<Span> {
    let is_comment = |token: &Span| {
        let start = text[..token.range().start]
            .rfind('\n')
            .map_or(0, |at| at + 1);
        text[start..token.range().end].contains('#')
    };
    let words = tokens(text).into_iter();
    words.filter(|token| !is_comment(token)).collect()
}

/// Returns the specs of the examples and of the pages that have no fault.
fn faultless() -> Vec<Fixture> {
    let mut texts = marks::folder("specs/examples");
    texts.extend(pages::fixed_texts());
    // One page includes a file that does not exist.
    let is_whole = |(_, text): &(String, String)| !text.contains("include");
    texts.extend(language::specs().into_iter().filter(is_whole));
    let mut all: Vec<Fixture> = texts.into_iter().map(Fixture::alone).collect();
    for folder in ["catalogue", "from-serverless", "platform", "shared-api"] {
        let own = marks::folder(&format!("specs/examples/{folder}"));
        for inner in ["routes", "teams"] {
            let path = format!("specs/examples/{folder}/{inner}");
            if !std::path::Path::new(&path).exists() {
                continue;
            }
            let files = marks::folder(&path).into_iter();
            let beside: Vec<(String, String)> = files
                .map(|(name, text)| (format!("{inner}/{name}"), text))
                .collect();
            all.extend(own.iter().map(|spec| Fixture {
                beside: beside.clone(),
                ..Fixture::alone(spec.clone())
            }));
        }
    }
    all
}

/// A fault has one finding on its line, and at most one elsewhere, where it has an effect.
#[test]
fn a_fault_has_at_most_one_unrelated_finding() {
    let mut wrong = Vec::new();
    let mut faults = 0;
    for fixture in faultless() {
        let text = &fixture.text;
        let found = fixture.check(text);
        assert!(!found.iter().any(Diagnostic::is_error), "{text}");
        for token in words(text) {
            for (what, mutated) in mutations(text, token) {
                faults += 1;
                if faults % stride() != 0 {
                    continue;
                }
                let found = fixture.check(&mutated);
                let index = LineIndex::new(&mutated);
                let line = index.line_of(token.start);
                let errors = found.iter().filter(|it| it.is_error());
                let (here, elsewhere): (Vec<_>, Vec<_>) = errors.partition(|it| {
                    let span = it.primary.span;
                    span.file == FileId(0) && index.line_of(span.start) == line
                });
                // Each test of a missing route fails, which counts as one effect.
                let is_test = |it: &&&Diagnostic| (250..=272).contains(&it.code.number());
                let tests = elsewhere.iter().filter(is_test).count();
                let effects = elsewhere.len() - tests + tests.min(1);
                if here.len() > 1 || effects > 1 {
                    let word = text.get(token.range()).expect("a token");
                    wrong.push(format!(
                        "{}:{} `{word}` {what}: {}{}",
                        fixture.name,
                        line + 1,
                        mutated.lines().nth(line).unwrap_or(""),
                        describe_errors(&mutated, &found)
                    ));
                }
            }
        }
    }
    assert!(faults > 5000, "only {faults} faults");
    assert!(
        wrong.is_empty(),
        "{} of {faults}\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}
