//! The formatter: fixed points, snapshots, and its laws.

use gwc::fmt::{FormatError, diff, format};
use gwc::source::FileId;
use proptest::prelude::{Just, ProptestConfig, Strategy, prop, prop_oneof, proptest};

use crate::marks::folder;
use crate::tools::stride;

fn format_text(name: &str, text: &str) -> String {
    match format(FileId(0), text) {
        Ok(printed) => printed,
        Err(FormatError::Changed { printed, what }) => {
            panic!("{name}: {what:?}\n--- from\n{text}\n--- to\n{printed}")
        }
        Err(FormatError::Broken(found)) => panic!("{name}: {found:#?}"),
    }
}

/// Checks that formatting is idempotent. `format` itself compares its output with tree and comments.
fn holds(name: &str, text: &str) -> String {
    let once = format_text(name, text);
    let twice = format_text(name, &once);
    assert!(
        once == twice,
        "{name} is not at rest\n{}",
        diff(&once, &twice, name)
    );
    once
}

#[test]
fn the_examples_are_fixed_points() {
    let folders = ["", "/platform", "/platform/routes"];
    let examples = folders.map(|below| folder(&format!("specs/examples{below}")));
    for (name, text) in examples.into_iter().flatten() {
        let printed = format_text(&name, &text);
        assert!(printed == text, "{}", diff(&text, &printed, &name));
    }
}

#[test]
fn looks() {
    for (name, text) in folder("tests/fixtures/fmt") {
        insta::assert_snapshot!(
            format!("fmt_{}", name.trim_end_matches(".gw")),
            holds(&name, &text)
        );
    }
}

/// The formatter treats a setting with several values as a list exactly if the model does.
#[test]
fn lists_are_those_of_the_model() {
    for info in gwc::model::settings::BlockKind::all().flat_map(gwc::model::settings::of) {
        let is_list = info.form.contains(" ..") && !info.form.contains('{') && info.name != "auth";
        let has_words = info.form.split_whitespace().count() > 2 && !info.form.contains(['{', '|']);
        let known = gwc::fmt::NOT_LISTS.contains(&info.name);
        assert!(!(is_list && known), "{} is a list", info.form);
        assert!(
            is_list || !has_words || known,
            "{} is not a list",
            info.form
        );
    }
}

#[test]
fn every_form_is_printed() {
    for (name, text) in folder("tests/fixtures/syntax") {
        if let Err(FormatError::Changed { printed, what }) = format(FileId(0), &text) {
            panic!("{name}: {what:?}\n{printed}");
        }
    }
    holds(
        "every_form.gw",
        include_str!("../fixtures/syntax/every_form.gw"),
    );
}

#[test]
fn text_with_faults_is_left_alone() {
    let broken = format(FileId(0), "gateway {\n/a   -> b\n");
    assert!(matches!(broken, Err(FormatError::Broken(found)) if !found.is_empty()));
}

#[test]
fn differences_name_the_file() {
    assert_eq!(diff("/a -> b\n", "/a -> b\n", "a.gw"), "");
    insta::assert_snapshot!(
        "fmt_diff",
        diff("gw 1\n/a  -> b\n", "gw 1\n/a -> b\n", "a.gw")
    );
}

/// Generates white space and comments between two lines.
fn between_lines() -> impl Strategy<Value = &'static str> {
    prop_oneof![
        6 => Just("\n"),
        2 => Just("\n\n"),
        1 => Just("  \n\t\n\r\n"),
        1 => Just(" # behind\n"),
        1 => Just("\n# above\n"),
        1 => Just(" #behind\n\n   # above  \n\n"),
        1 => Just("\n## documented\n"),
        1 => Just("\n## for\n##\n##  nothing\n\n"),
        1 => Just("\n### decoration ###\n"),
        1 => Just(";\n"),
    ]
}

/// Generates settings and blocks of settings, with arbitrary white space.
fn setting(depth: u32) -> impl Strategy<Value = String> {
    let words = prop::sample::select(
        &[
            "a 1",
            "longer-name  x   y",
            "b\t[ c  d [e] ]",
            "\"quoted # key\"  \"v ${x} ; }\"",
            "env",
            "c #",
            "d http://x/#y",
            "request set header x $request.header.y-z",
            "at /a/<b>",
            "timeout   10s",
            "subnets [\n a # one\n\n # two\n  b ]",
            "auth  users [ read\n # why\n write ]",
            "origins [] [ # first\n a]",
            "values aaaaaaaaaaaaaaaaaaaaaaaaaaaaa bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb ccccccccccccccccccccccccc ddddddd",
            "values [ aaaaaaaaaaaaaaaaaaaaaaaaaaaaa bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb ccccccccccccccccccccccccc dddddd ]",
        ][..],
    )
    .prop_map(|words| words.trim_end_matches(" #").to_owned());
    words.prop_recursive(depth, 12, 4, |inner| {
        (
            prop::collection::vec((inner, between_lines()), 0..4),
            prop::bool::ANY,
        )
            .prop_map(|(lines, flat)| format!("name x  {}", block(&lines, flat)))
    })
}

fn block(lines: &[(String, &str)], flat: bool) -> String {
    if flat && lines.iter().all(|(line, _)| !line.contains('\n')) {
        let lines: Vec<&str> = lines.iter().map(|(line, _)| line.as_str()).collect();
        return format!("{{{} }}", lines.join(";"));
    }
    let lines: Vec<String> = lines
        .iter()
        .map(|(line, after)| format!("{line}{after}"))
        .collect();
    format!("{{ # opens\n{}}}", lines.concat())
}

fn spec() -> impl Strategy<Value = String> {
    let head = prop::sample::select(
        &[
            "gateway shop",
            "network main",
            "auth users jwt",
            "apprunner orders private",
            "lambda b",
            "env prod",
            "GET,  POST /a/<id>   ->   apprunner orders  private auth users [a  b] timeout 3s",
            "/b->jobs",
            "/c -> sqs jobs send",
            "$default -> \"https://${host}/x\"",
            "POST /long/path/<x*> -> https://h.example/<x>",
        ][..],
    );
    let plain = prop::sample::select(&[
        "/b->orders", "GET /c   -> lambda b  open throttle 1/s burst 2", "param x:string", "param hosts : list=a  \"b\"",
        "include   \"x.gw\"", "output url=orders.url  export \"u\"", "expect GET /x->404",
        "expect  POST /longer/path -> orders /x  auth users", "moved apprunner a->ecs b",
        "patch cfn X \"/a\"  =  {\"a\" : [1 , \"# no comment\"]}",
        "group  /v1  open {\n\n  GET /x -> y ; keep\n # in a group\n\n\n\n  group /v2 {GET /a/b -> y # c\n}\n}",
        "POST /c -> sqs jobs send { a 1\n} auth users # behind", "POST /d -> sqs jobs send {a 1} open {b 2; c {d e}}",
    ][..])
    .prop_map(str::to_owned);
    let with_block = (
        head,
        prop::collection::vec((setting(3), between_lines()), 0..4),
        prop::bool::ANY,
    )
        .prop_map(|(head, lines, flat)| format!("{head} {}", block(&lines, flat)));
    let item = prop_oneof![plain, with_block];
    prop::collection::vec((item, between_lines()), 0..12).prop_map(|items| {
        let mut text = String::from("gw 1\n");
        for (item, after) in items {
            text.push_str(&item);
            // At the top level a `;` ends nothing.
            text.push_str(after.trim_start_matches(';'));
        }
        text
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1500 / stride() as u32) })]

    #[test]
    fn any_spec_keeps_its_tree_and_comes_to_rest(text in spec()) {
        holds("generated", &text);
    }
}

/// The examples in the reference are formatted, except for blocks that show a fault.
#[test]
fn the_reference_is_formatted() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/specs/language");
    for entry in std::fs::read_dir(folder).expect("the folder of the reference") {
        let path = entry.expect("an entry").path();
        let page = std::fs::read_to_string(&path).expect("a page");
        for block in page.split("\n```gw\n").skip(1) {
            let text = block.split("```").next().expect("a block");
            if let Ok(printed) = format(FileId(0), text) {
                assert!(
                    printed == text,
                    "{}",
                    diff(text, &printed, &path.to_string_lossy())
                );
            }
        }
    }
}
