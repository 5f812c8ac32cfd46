//! The syntax: the marks of the fixtures, snapshots of trees, and the laws of parsing.

use gwc::model::Bindings;
use gwc::model::from_ast::{self, ResolvedLines};
use gwc::source::{FileId, Sources, Span};
use gwc::syntax::{Parse, ast, parse, reparse};
use proptest::prelude::{ProptestConfig, Strategy, any, prop, proptest};

use crate::marks;
use crate::tools::stride;

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

/// Renders the tree as text, with the text of each span instead of its offsets.
fn tree(text: &str) -> String {
    let parsed = parse(FileId(0), text);
    assert!(parsed.diagnostics.is_empty(), "{:#?}", parsed.diagnostics);
    let whole = format!("{:#?}", (parsed.ast.items, parsed.comments));
    let mut tree = String::new();
    let mut lines = whole.lines();
    while let Some(line) = lines.next() {
        let Some(head) = line.strip_suffix("Span {") else {
            tree.push_str(line);
            tree.push('\n');
            continue;
        };
        let numbers: Vec<usize> = lines
            .by_ref()
            .take_while(|line| !matches!(line.trim(), "}," | "}"))
            .filter_map(|line| {
                line.trim()
                    .trim_end_matches(',')
                    .rsplit(' ')
                    .next()?
                    .parse()
                    .ok()
            })
            .collect();
        let place = &text[numbers[numbers.len() - 2]..numbers[numbers.len() - 1]];
        tree.push_str(&format!("{head}{place:?},\n"));
    }
    tree
}

#[test]
fn trees() {
    for (name, text) in marks::folder("tests/fixtures/trees") {
        insta::assert_snapshot!(
            format!("tree_{}", name.trim_end_matches(".gw")),
            tree(&text)
        );
    }
}

#[test]
fn line_ends_marks_and_tabs_change_no_tree() {
    let text = include_str!("../fixtures/syntax/every_form.gw");
    let plain = parse(FileId(0), text);
    let shown = |parsed: &Parse, text: &str| -> Vec<String> {
        let comments = parsed
            .comments
            .iter()
            .map(|comment| &text[comment.span.range()]);
        let items = parsed.ast.items.iter().map(|item| &text[item.span.range()]);
        comments
            .chain(items)
            .map(|it| it.replace("\r\n", "\n").replace('\t', "  "))
            .collect()
    };
    for other in [
        text.replace('\n', "\r\n"),
        format!("\u{FEFF}{text}"),
        text.replace("  ", "\t"),
    ] {
        let parsed = parse(FileId(0), &other);
        assert!(parsed.diagnostics.is_empty(), "{:#?}", parsed.diagnostics);
        let expected: Vec<String> = shown(&plain, text)
            .iter()
            .map(|it| it.replace('\t', "  "))
            .collect();
        assert_eq!(shown(&parsed, &other), expected);
    }
    for empty in ["", "\n", "\u{FEFF}", " \t", "\r\n", "# c", "\u{FEFF}# c\n"] {
        let parsed = parse(FileId(0), empty);
        assert!(
            parsed.ast.items.is_empty() && parsed.diagnostics.is_empty(),
            "{empty:?}"
        );
        assert_eq!(parsed.comments.len(), usize::from(empty.contains('#')));
        assert!(parsed.comments.iter().all(|comment| !comment.trailing));
    }
}

/// A line or a nesting beyond the limits affects only its own item.
#[test]
fn limits_cost_their_item_alone() {
    let deep = |levels: usize| {
        format!(
            "gateway x {{\n a {}{}\n}}",
            "[".repeat(levels),
            "]".repeat(levels)
        )
    };
    let long = |length: usize| format!("gateway x {{\n  a {}\n}}", "b".repeat(length));
    for (item, code) in [
        (deep(31), None),
        (deep(32), Some(11)),
        ("a { ".repeat(40), Some(11)),
        (long(65_532), None),
        (long(65_533), Some(12)),
        (format!("# {}", "c".repeat(70_000)), Some(12)),
    ] {
        let text = format!("/a -> b\n# above\n{item}\n/c -> d\n");
        let parsed = parse(FileId(0), &text);
        let codes: Vec<u16> = parsed
            .diagnostics
            .iter()
            .map(|found| found.code.number())
            .collect();
        let start = item.chars().take(40).collect::<String>();
        assert_eq!(
            codes,
            Vec::from_iter(code),
            "{start}: {:#?}",
            parsed.diagnostics
        );
        let items = if code.is_some() { 2 } else { 3 };
        assert_eq!(parsed.ast.items.len(), items, "{start}");
    }
}

/// The deepest allowed blocks fit into the stack of a thread, even without optimization.
#[test]
fn the_deepest_blocks_fit_into_the_stack() {
    let mut groups = "group /a {\n".repeat(31);
    groups.push_str("/b -> sqs jobs send { a 1 } auth x { y { z 1 } }\n");
    groups.push_str(&"}\n".repeat(31));
    for text in [
        format!(
            "{} b {}",
            "a {".repeat(32).replacen("a {", "gateway a {", 1),
            "}".repeat(32)
        ),
        format!("patch cfn X \"/a\" = {}1{}", "[".repeat(32), "]".repeat(32)),
        groups.replace("{ y { z 1 } }", "{ y 1 }"),
    ] {
        let parsed = parse(FileId(0), &text);
        assert!(parsed.diagnostics.is_empty(), "{:#?}", parsed.diagnostics);
    }
}

/// Pieces of texts that resemble the language or test the limits of the parser.
const PIECES: [&str; 60] = [
    "gw 1",
    "\n",
    "\n",
    "\n  ",
    " ",
    ";",
    "{",
    "}",
    "[",
    "]",
    "\"",
    "#",
    "##",
    "# c",
    "## d\n",
    "->",
    "=>",
    "/",
    "/a",
    "/a/<id>",
    "/{id}",
    "/:id",
    "$default",
    "GET",
    "get",
    "GET,POST",
    "FETCH",
    "gateway",
    "network",
    "auth",
    "env",
    "param",
    "group",
    "include",
    "output",
    "expect",
    "moved",
    "patch",
    "lambda",
    "apprunner",
    "name",
    "private",
    "at",
    "timeout 10s",
    "throttle 1/s burst 2",
    "open",
    "$x",
    "$request.header.x",
    "\"a ${x} \\n\"",
    "\"${",
    "\\\"",
    "= ",
    ": ",
    "{\"a\": [1]}",
    "\r\n",
    "\t",
    "\u{0}",
    "\u{FEFF}",
    "é",
    "\u{202E}",
];

fn near_specs() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(&PIECES[..]);
    prop::collection::vec((piece, any::<bool>()), 0..60).prop_map(|pieces| {
        let mut text = String::new();
        for (piece, spaced) in pieces {
            text.push_str(piece);
            if spaced {
                text.push(' ');
            }
        }
        text
    })
}

/// Generates a valid spec, then the same one with a range removed, duplicated or replaced, one more for each edit.
fn edits() -> impl Strategy<Value = Vec<String>> {
    let edit = (
        any::<prop::sample::Index>(),
        0..20_usize,
        0..PIECES.len(),
        0..3_u8,
    );
    (0..2_usize, prop::collection::vec(edit, 1..6)).prop_map(|(which, edits)| {
        let sound = [
            include_str!("../../specs/examples/shop.gw"),
            include_str!("../fixtures/syntax/every_form.gw"),
        ];
        let mut letters: Vec<char> = sound[which].chars().collect();
        let mut texts = vec![sound[which].to_owned()];
        for (at, length, piece, kind) in edits {
            let start = at.index(letters.len() + 1);
            let end = (start + length).min(letters.len());
            let new: Vec<char> = match kind {
                0 => Vec::new(),
                1 => PIECES[piece].chars().collect(),
                _ => [&letters[start..end], &letters[start..end]].concat(),
            };
            letters.splice(start..end, new);
            texts.push(letters.iter().collect());
        }
        texts
    })
}

/// Generates a valid spec with some ranges removed, duplicated or replaced.
fn mutations() -> impl Strategy<Value = String> {
    edits().prop_map(|texts| texts.last().cloned().unwrap_or_default())
}

/// Parses and resolves a text after each change as an editor does, and compares the result with that of the whole text.
fn reparses(texts: &[String]) {
    let mut known: Option<(Parse, &String)> = None;
    let mut lines = ResolvedLines::default();
    for text in texts {
        let whole = parse(FileId(0), text);
        lines = resolves(&whole, text, lines);
        if let Some((earlier, before)) = known {
            let again = reparse(earlier, before, text);
            assert_eq!(again, whole, "{before:?}\n-> {text:?}");
        }
        known = Some((whole, text));
    }
}

/// Resolves a tree with the lines of an earlier one, and compares the result with that of the tree alone.
fn resolves(parsed: &Parse, text: &str, earlier: ResolvedLines) -> ResolvedLines {
    let mut sources = Sources::default();
    sources.add("", text);
    let asts = std::slice::from_ref(&parsed.ast);
    let none = Bindings::default();
    let whole = from_ast::program(asts, "spec", &none);
    let (again, lines) = from_ast::program_again(
        asts,
        (&sources, &parsed.diagnostics),
        "spec",
        &none,
        earlier,
    );
    assert_eq!(again.program.routes, whole.program.routes, "{text}");
    assert_eq!(again.program.uses, whole.program.uses, "{text}");
    assert_eq!(format!("{again:?}"), format!("{whole:?}"), "{text}");
    lines
}

/// Changes each line of each fixture in each of a few ways.
#[test]
fn a_changed_line_is_parsed_as_in_the_whole_text() {
    for (_, text) in marks::folder("tests/fixtures/syntax") {
        let lines: Vec<&str> = text.split_inclusive('\n').collect();
        for at in (0..lines.len()).step_by(stride()) {
            let (before, after) = (lines[..at].concat(), lines[at + 1..].concat());
            let line = lines[at];
            let changed = [
                String::new(),
                line.repeat(2),
                format!("  {line}"),
                format!("## {line}"),
                format!("x {line}"),
                format!("}}\n{line}"),
                line.replace(['{', '['], ""),
                line.replace(['}', ']', '"'], ""),
                format!("{}{line}", line.trim_end()),
                format!("{} # c\n\n", line.trim_end()),
            ];
            // Two of the ways for each line, in turn.
            let some = changed.iter().enumerate();
            for (_, line) in some.filter(|(way, _)| (way + at) % 5 == 0) {
                let new = format!("{before}{line}{after}");
                reparses(&[text.clone(), new, text.clone()]);
            }
        }
    }
}

/// Adds a line in front of each line of a spec, and compares what changes with the spec resolved as a whole.
#[test]
fn unchanged_routes_are_resolved_as_in_the_whole_text() {
    for folder in ["specs/examples", "tests/fixtures/findings"] {
        for (_, text) in marks::folder(folder) {
            let lines: Vec<&str> = text.split_inclusive('\n').collect();
            for at in (0..lines.len()).step_by(stride()) {
                let (before, after) = (lines[..at].concat(), lines[at..].concat());
                let added = [
                    "# é\n",
                    "GET /added/<id> -> https://a.example/<id>\n",
                    "auth more iam\n",
                ];
                let new = |line: &str| format!("{before}{line}{after}");
                let texts = [text.clone(), new(added[at % 3]), text.clone()];
                let mut known = ResolvedLines::default();
                for text in &texts {
                    known = resolves(&parse(FileId(0), text), text, known);
                }
            }
        }
    }
}

/// Checks the laws of the parse of any text: spans are inside the text at character boundaries, in order, and in a text
/// without faults, every character belongs to an item, a comment or white space.
fn holds(text: &str) {
    let parsed = parse(FileId(0), text);
    let fits = |span: Span| {
        assert!(text.get(span.range()).is_some(), "{span:?} in {text:?}");
    };
    for diagnostic in &parsed.diagnostics {
        fits(diagnostic.primary.span);
        assert!(!diagnostic.message.contains('\n'), "{diagnostic:?}");
        if let Some(fix) = &diagnostic.fix {
            fix.edits.iter().for_each(|edit| fits(edit.span));
        }
    }
    let items = parsed.ast.items.iter().map(|item| item.span);
    let comments = parsed.comments.iter().map(|comment| comment.span);
    items.clone().chain(comments).for_each(fits);
    let ends: Vec<u32> = items.clone().map(|span| span.end).collect();
    assert!(ends.is_sorted(), "{text:?}");
    if parsed.diagnostics.is_empty() {
        let mut left: Vec<bool> = text
            .bytes()
            .map(|byte| !byte.is_ascii_whitespace())
            .collect();
        let docs = parsed
            .ast
            .items
            .iter()
            .filter_map(|item| item.docs.as_ref());
        let covered = items
            .chain(parsed.comments.iter().map(|comment| comment.span))
            .chain(docs.map(|docs| docs.span));
        for span in covered {
            left[span.range()].fill(false);
        }
        let bom = text.starts_with('\u{FEFF}');
        left.iter_mut()
            .take(if bom { 3 } else { 0 })
            .for_each(|left| *left = false);
        let lost = left.iter().position(|left| *left);
        assert!(lost.is_none(), "lost at {lost:?} in {text:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2000 / stride() as u32) })]

    #[test]
    fn any_text_parses(text in "\\PC{0,200}|[\\x00-\\x7F]{0,200}") {
        holds(&text);
    }

    #[test]
    fn texts_near_the_language_parse(text in near_specs()) {
        holds(&text);
    }

    #[test]
    fn mutated_specs_parse(text in mutations()) {
        holds(&text);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300 / stride() as u32) })]

    #[test]
    fn edits_are_parsed_as_whole_texts(texts in edits()) {
        reparses(&texts);
    }
}

/// Texts that would cost a careless parser its stack, or quadratic time.
#[test]
fn hostile_texts_cost_no_more_than_their_length() {
    let pieces = [
        "{",
        "[",
        "}",
        "]",
        "\"",
        "\"\\\";",
        "${",
        "\"${",
        "a{b",
        "## d\n",
        "# c\n",
        "group /a {\n",
        "x {\n",
        "x y {",
        "GET,",
        "<",
        "/{",
        "/{a",
        "\u{0}",
        "\r",
        "a;",
        "a\n",
        "a b\n",
        "/a -> b c d\n",
        "gateway x {\n",
        "\\",
        "\"a\" ",
        "] \n",
        "} \n",
        "patch cfn A \"/b\" = [",
        "patch cfn A \"/b\" = {\"a\":[1]}\n",
        "gw 1\n",
        "$",
        "get /x -> y\n",
        ", ",
    ];
    for piece in pieces {
        let text = piece.repeat(50_000 / stride() / piece.len());
        let wrapped = format!("gateway x {{\n{text}\n}}\n/a -> b\n");
        for text in [&text, &wrapped] {
            let found = parse(FileId(0), text).diagnostics.len();
            assert!(found <= text.len() + 1, "{piece:?}: {found} findings");
        }
    }
}

/// A fix removes its fault and adds none.
#[test]
fn fixes_mend() {
    for (name, text) in marks::folder("tests/fixtures/syntax") {
        let before = parse(FileId(0), &text).diagnostics;
        for found in &before {
            let Some(fix) = &found.fix else { continue };
            let mut fixed = text.clone();
            for edit in fix.edits.iter().rev() {
                fixed.replace_range(edit.span.range(), &edit.text);
            }
            let after = parse(FileId(0), &fixed).diagnostics;
            let place = format!("{name}: {} at {}", fix.title, found.primary.span.start);
            assert!(after.len() < before.len(), "{place}\n{after:#?}");
        }
    }
}

/// A long file is parsed in parts, without a visible effect.
#[test]
fn parts_of_long_files_do_not_show() {
    let piece = "# c\n\n## Above\n## all.\n/a -> b\n## Not above.\n\nlambda x {\n\n  # in\n}\n/c -> d # behind\n";
    let count = 20_000 / stride();
    let text = piece.repeat(count);
    let parsed = parse(FileId(0), &text);
    assert!(parsed.diagnostics.is_empty(), "{:#?}", parsed.diagnostics);
    assert_eq!(parsed.ast.items.len(), 3 * count);
    assert_eq!(parsed.comments.len(), 4 * count);
    let shown = |item: &ast::Item| {
        (
            text[item.span.range()].to_owned(),
            item.docs.clone().map(|it| it.value),
        )
    };
    let first: Vec<_> = parsed.ast.items[..3].iter().map(shown).collect();
    for (index, item) in parsed.ast.items.iter().enumerate() {
        assert_eq!(shown(item), first[index % 3], "{index}");
    }
}
