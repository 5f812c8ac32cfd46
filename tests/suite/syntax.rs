//! The syntax: what the marks of the fixtures say, how trees look, and the laws of parsing.

use gwc::source::FileId;
use gwc::syntax::parse;

use crate::marks;

#[test]
fn marks_of_the_fixtures() {
    for (name, text) in crate::marks::folder("tests/fixtures/syntax") {
        marks::check(&name, &text, &parse(FileId(0), &text).diagnostics);
    }
}

#[test]
fn the_examples_have_no_fault() {
    for (name, text) in crate::marks::folder("specs/examples") {
        let found = parse(FileId(0), &text).diagnostics;
        assert!(found.is_empty(), "{name}: {found:#?}");
    }
}
