//! The formats of findings, for a set with every kind of place.

use gwc::diag::render::{Options, human, summary};
use gwc::diag::{Diagnostic, Edit, Fix, codes, fix, github, json, sarif, short};
use gwc::source::{FileId, Sources, Span};
use unicode_width::UnicodeWidthStr;

use crate::tools::{assert_schema, judges};

const API: &str = "\
gw 1

GET /orders/<id>   -> orders
GET /orders/<name> -> orders
GET /ä/日本/{id}\t-> orders
network main {
  vpc vpc-1
}
";
const MORE: &str = "GET /orders/<key> -> orders";

fn span(sources: &Sources, file: u32, text: &str) -> Span {
    let file = FileId(file);
    let at = sources.text(file).find(text).expect("the text is there");
    let offset = |at: usize| u32::try_from(at).expect("a short text");
    Span::new(file, offset(at), offset(at + text.len()))
}

fn findings() -> (Sources, Vec<Diagnostic>) {
    let mut sources = Sources::default();
    sources.add("api.gw", API);
    sources.add("routes/more routes.gw", MORE);
    sources.add("empty.gw", "");
    let at = |file, text| span(&sources, file, text);
    let variable = at(0, "{id}");
    let mut findings = vec![
        Diagnostic::error(codes::DUPLICATE_ROUTE, at(0, "/orders/<name>"), "`GET /orders/<name>` is there already: names of variables tell no routes apart")
            .label("the same shape again")
            .place(at(0, "/orders/<id>"), "first declared here")
            .place(at(1, "/orders/<key>"), "and once more here")
            .help("give one of them another path or method; API Gateway refuses two routes that match the same requests, whatever their variables are called, and so does `gwc`"),
        Diagnostic::error(codes::LINE_TOO_LONG, variable, "a path variable is written `<id>`").safe_fix("write `<id>`", variable, "<id>"),
        Diagnostic::warning(codes::AMBIGUOUS_NETWORK, at(0, "network main {\n  vpc vpc-1\n}"), "the network `main` has no subnets"),
        Diagnostic::note(codes::WRONG_VALUE, Span::new(FileId(1), 27, 27), "a backend's kind would stand here: 100% of, them\nhave one"),
        Diagnostic::error(codes::UNEXPECTED_TOKEN, Span::new(FileId(2), 0, 0), "the file is empty"),
        Diagnostic::error(codes::WRONG_ARROW, Span::new(FileId(0), 900, 950), "a place behind the end"),
    ];
    findings.push(
        Diagnostic::error(
            codes::FOREIGN_PATH_VARIABLE,
            at(0, "gw 1"),
            "a text with \u{1b}[31mcolours\u{1b}[0m",
        )
        .with_fix(Fix {
            title: "change two lines".to_owned(),
            edits: vec![
                Edit {
                    span: at(0, "vpc-1"),
                    text: "vpc-2".to_owned(),
                },
                Edit {
                    span: at(0, "gw 1"),
                    text: "gw 2".to_owned(),
                },
            ],
            safe: false,
        }),
    );
    (sources, findings)
}

#[test]
fn human_with_box_characters() {
    let (sources, findings) = findings();
    let text = human(&sources, &findings, Options::default());
    insta::assert_snapshot!(text + &summary(&findings));
}

#[test]
fn human_in_ascii_and_narrow() {
    let (sources, findings) = findings();
    let look = Options {
        unicode: false,
        width: 50,
        color: false,
    };
    let text = human(&sources, &findings[..2], look);
    assert!(text.is_ascii() || !text.contains('─'));
    insta::assert_snapshot!(text);
}

#[test]
fn human_in_colour() {
    let (sources, findings) = findings();
    let look = Options {
        color: true,
        ..Options::default()
    };
    let text = human(&sources, &findings[1..2], look);
    insta::assert_snapshot!(text.replace('\u{1b}', "^"));
}

#[test]
fn human_fits_eighty_columns() {
    let (sources, findings) = findings();
    let text = human(&sources, &findings, Options::default());
    let long: Vec<&str> = text
        .lines()
        .filter(|line| line.chars().count() > 80)
        .collect();
    assert!(long.is_empty(), "{long:#?}");
}

/// A title wraps, and is never cropped together with a long line of the snippet.
#[test]
fn the_whole_message_is_shown_at_any_width() {
    let mut sources = Sources::default();
    let line = format!(
        "gateway g {{ cors {{ origins {} }} }}\n",
        "https://a.example ".repeat(40)
    );
    let file = sources.add("api.gw", line);
    let message = "the origin `https://a.example/` has a path, and a message of this length does not fit into a line of any terminal that people use";
    let finding = [Diagnostic::error(
        codes::INVALID_ORIGIN,
        Span::new(file, 300, 317),
        message,
    )];
    for width in [40, 60, 80, 100, 120] {
        let options = Options {
            width,
            ..Options::default()
        };
        let drawn = human(&sources, &finding, options);
        let title = drawn.split("╭─").next().unwrap_or_default();
        let words: Vec<&str> = title.split_whitespace().skip(1).collect();
        assert_eq!(words.join(" "), message, "{width}");
        let marked = drawn
            .lines()
            .find(|line| line.contains('│'))
            .expect("a line");
        assert_eq!(marked.matches('…').count(), 2, "{marked}");
        let long = drawn.lines().find(|line| line.chars().count() > width);
        assert_eq!(long, None, "{width}");
    }
}

/// Carets are below the word that they mark, whatever precedes it and wherever the line is cropped.
#[test]
fn carets_are_below_their_word_at_any_width() {
    let before = [
        "",
        "\t",
        "a\tb\t",
        "日本語 ",
        "e\u{301}e\u{301} ",
        "👩‍👩‍👧 ",
        "👍🏽 🇩🇪 ",
        "ｆｕｌｌ ",
        "क्षि ",
    ];
    for (before, repeat) in before.iter().flat_map(|it| [(it, 1), (it, 12), (it, 90)]) {
        for after in ["", " end", &" and then 日本 a long rest".repeat(9)] {
            let line = format!("{}here{after}", before.repeat(repeat));
            let mut sources = Sources::default();
            let file = sources.add("api.gw", line.clone());
            let start = u32::try_from(line.find("here").expect("the word")).expect("short");
            let span = Span::new(file, start, start + 4);
            let finding = [Diagnostic::error(codes::UNKNOWN_ITEM, span, "a fault")];
            for width in [20, 40, 79, 80, 120] {
                let options = Options {
                    width,
                    ..Options::default()
                };
                let drawn = human(&sources, &finding, options);
                let mut lines = drawn.lines().skip_while(|line| !line.contains('│'));
                let (text, marks) = (lines.next().expect("text"), lines.next().expect("marks"));
                let column = |line: &str, word: &str| {
                    line.find(word)
                        .map(|at| UnicodeWidthStr::width(&line[..at]))
                };
                assert_eq!(
                    column(text, "here"),
                    column(marks, "^^^^"),
                    "{width}\n{drawn}"
                );
                assert_eq!(marks.matches('^').count(), 4, "{width}\n{drawn}");
                // The narrowest layout has 40 columns; a narrower terminal wraps it.
                let widest = drawn.lines().map(UnicodeWidthStr::width).max();
                assert!(widest <= Some(width.max(40)), "{width}\n{drawn}");
                let (shown, _) = text.rsplit_once("here").expect("the word");
                let shown = shown.split('│').nth(1).expect("a frame").trim_start();
                let is_cut = before.repeat(repeat).trim_start().len() > shown.len() + 4 * repeat;
                assert!(!is_cut || shown.starts_with('…'), "{width}\n{drawn}");
            }
        }
    }
}

/// Every span of a file can be drawn without a panic.
#[test]
fn every_span_is_safe() {
    for text in ["", "\n", "a", "a\r\nb\tc\r\n", "ä日\n\n\n", "x\n y"] {
        let mut sources = Sources::default();
        let file = sources.add("a.gw", text);
        for start in 0..text.len() + 2 {
            for end in start..text.len() + 3 {
                let offset = |at: usize| u32::try_from(at).expect("a short text");
                let span = Span::new(file, offset(start), offset(end));
                let finding = [Diagnostic::error(codes::UNEXPECTED_TOKEN, span, "m").label("here")];
                let drawn = human(&sources, &finding, Options::default());
                assert!(drawn.contains("a.gw:"), "{text:?} {span:?}\n{drawn}");
                assert!(drawn.contains("here"), "{text:?} {span:?}\n{drawn}");
                let _ = json::lines(&sources, &finding);
            }
        }
    }
}

#[test]
fn one_line_each() {
    let (sources, findings) = findings();
    insta::assert_snapshot!(short::lines(&sources, &findings));
}

#[test]
fn json_lines() {
    let (sources, findings) = findings();
    let text = json::lines(&sources, &findings);
    for line in text.lines() {
        let _: serde_json::Value = serde_json::from_str(line).expect("JSON");
    }
    insta::assert_snapshot!(text);
}

#[test]
fn github_commands() {
    let (sources, findings) = findings();
    insta::assert_snapshot!(github::commands(&sources, &findings));
}

#[test]
fn sarif_log() {
    let (sources, findings) = findings();
    let text = sarif::log(&sources, &findings);
    let mut log: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    if judges() {
        assert_schema(
            "tests/fixtures/sarif-schema-2.1.0.json",
            &[("findings", log.clone())],
        );
    }
    // The pages have their own tests.
    let rules = log["runs"][0]["tool"]["driver"]["rules"].as_array_mut();
    for rule in rules.expect("rules") {
        rule["help"] = "the page".into();
    }
    insta::assert_snapshot!(format!("{log:#}"));
}

#[test]
fn fixes_apply() {
    let (sources, findings) = findings();
    let edits = &findings
        .last()
        .and_then(|it| it.fix.as_ref())
        .expect("a fix")
        .edits;
    let edits: Vec<&Edit> = edits.iter().collect();
    let text = fix::apply(sources.text(FileId(0)), &edits).expect("edits that fit");
    assert!(text.starts_with("gw 2\n") && text.contains("vpc vpc-2"));
    let twice = [edits[0], edits[0]];
    assert_eq!(fix::apply(sources.text(FileId(0)), &twice), None);
}
