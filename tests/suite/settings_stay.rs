//! No setting is ignored: everything in the tree changes the program, or causes a finding.
//!
//! A setting or item is replaced by blanks, so that other places do not move. If no finding was about it, the program
//! must change without it.

use std::sync::Arc;

use gwc::driver;
use gwc::model::{Bindings, Program};
use gwc::source::{FileId, LineIndex, Loaded, MemoryLoader, Span};
use gwc::syntax::ast::{Item, ItemKind, Setting, Target};
use gwc::syntax::parse;

use crate::tools::{facts, stride};
use crate::{marks, one_fault, pages};

/// Returns the program as text, without the parts for editors, and the lines of the findings.
fn interpret(text: &str) -> (String, Vec<usize>) {
    let root = Loaded {
        identity: "t.gw".to_owned(),
        name: "t.gw".to_owned(),
        text: Arc::from(text),
    };
    let files = driver::load(root, &MemoryLoader::default());
    let analysis = driver::check(&files, facts(), &Bindings::default());
    let program = Program {
        uses: Vec::new(),
        ..Program::clone(&analysis.program)
    };
    let index = LineIndex::new(text);
    let found = &analysis.diagnostics;
    let places = found.iter().flat_map(|finding| {
        let related = finding.related.iter().map(|label| label.span);
        related.chain([finding.primary.span])
    });
    let lines = places.flat_map(|span| index.line_of(span.start)..=index.line_of(span.end));
    (format!("{program:?}"), lines.collect())
}

/// Returns the spans of all settings and items of a text, the larger ones first.
fn places(text: &str) -> Vec<Span> {
    fn settings<'s>(all: impl IntoIterator<Item = &'s Setting>, found: &mut Vec<Span>) {
        for setting in all {
            found.push(setting.span);
            settings(setting.block.iter().flatten(), found);
        }
    }
    fn items(all: &[Item], found: &mut Vec<Span>) {
        for item in all {
            match &item.kind {
                ItemKind::Edition(_) | ItemKind::Include(_) => continue,
                ItemKind::Gateway(block) | ItemKind::Network(block) | ItemKind::Env(block) => {
                    settings(block.settings.iter().flatten(), found);
                }
                ItemKind::Backend(it) => settings(it.settings.iter().flatten(), found),
                ItemKind::Auth(it) => settings(it.settings.iter().flatten(), found),
                ItemKind::Group(it) => {
                    settings(it.clauses.iter().chain(&it.settings), found);
                    items(&it.items, found);
                }
                ItemKind::Route(it) => {
                    settings(it.clauses.iter().chain(it.settings.iter().flatten()), found);
                    if let Target::Backend { parameters, .. } = &it.target {
                        settings(parameters.iter().flatten(), found);
                    }
                }
                ItemKind::Param(_)
                | ItemKind::Output(_)
                | ItemKind::Expect(_)
                | ItemKind::Moved(_)
                | ItemKind::Patch(_) => {}
            }
            found.push(item.span);
        }
    }
    let mut found = Vec::new();
    items(&parse(FileId(0), text).ast.items, &mut found);
    found
}

/// Returns an ignored setting: the text at a place without which the program is the same, although no finding is about
/// it.
fn ignored_setting(
    text: &str,
    (program, lines): &(String, Vec<usize>),
    span: Span,
) -> Option<String> {
    let index = LineIndex::new(text);
    let own = index.line_of(span.start)..=index.line_of(span.end);
    if lines.iter().any(|line| own.contains(line)) {
        return None;
    }
    let range = span.range();
    let blank: String = text[range.clone()]
        .chars()
        .map(|letter| {
            if letter == '\n' {
                "\n".to_owned()
            } else {
                " ".repeat(letter.len_utf8())
            }
        })
        .collect();
    let without = format!("{}{blank}{}", &text[..range.start], &text[range.end..]);
    (interpret(&without).0 == *program).then(|| text[range].to_owned())
}

#[test]
fn every_setting_is_in_the_program_or_in_a_finding() {
    let mut texts = marks::folder("specs/examples");
    texts.extend(pages::failing_texts());
    let mut wrong = Vec::new();
    let mut looked = 0;
    for (name, text) in texts {
        let whole = interpret(&text);
        for span in places(&text) {
            looked += 1;
            if looked % stride() != 0 {
                continue;
            }
            let gone = ignored_setting(&text, &whole, span);
            wrong.extend(gone.map(|gone| format!("{name}: {gone}")));
        }
    }
    assert!(looked > 500, "only {looked} places");
    assert!(wrong.is_empty(), "{}\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn mutated_settings_are_in_the_program_or_in_a_finding() {
    let mut wrong = Vec::new();
    let mut looked = 0;
    for (name, text) in marks::folder("specs/examples") {
        for token in one_fault::tokens(&text) {
            for (what, mutated) in one_fault::mutations(&text, token) {
                looked += 1;
                if looked % stride() != 0 {
                    continue;
                }
                let touched = |span: &Span| span.touches(token.start);
                // Take the innermost setting; the other lines of its block are mutated separately.
                let Some(span) = places(&mutated)
                    .into_iter()
                    .filter(touched)
                    .min_by_key(|it| it.end - it.start)
                else {
                    continue;
                };
                let gone = ignored_setting(&mutated, &interpret(&mutated), span);
                wrong.extend(gone.map(|gone| format!("{name}: {what}: {gone}")));
            }
        }
    }
    assert!(wrong.is_empty(), "{}\n{}", wrong.len(), wrong.join("\n"));
}
