//! What findings say: each place that makes a finding is reached by some fixture, each message, label, help and fix that
//! the source can write is written for one, and a snapshot has all of them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use gwc::diag::{Code, Diagnostic, codes};
use gwc::driver::{self, SpecOfApi};
use gwc::source::{FolderEntry, LoadError, LoadErrorKind, Loaded, Loader};
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use serde_json::Value;

use crate::findings::{Fixture, found};

/// The places of `src` that make findings.
const PLACES: [&str; 6] = ["check", "driver", "emit", "graph", "model", "syntax"];

/// The macros whose first argument is a text with placeholders.
const FORMATS: [&str; 3] = ["format", "write", "writeln"];

/// Texts of these files that no fixture can show, by their start.
const EXEMPT: [(&str, &str); 16] = [
    // What a target writes.
    ("driver/emit.rs", ""),
    ("emit/cfn/mod.rs", ""),
    ("emit/plan/policy.rs", ""),
    ("emit/plan/reference.rs", ""),
    ("emit/plan/text.rs", ""),
    ("emit/terraform/mod.rs", ""),
    ("graph/from_program/outputs.rs", "The "),
    ("model/from_ast/gateway.rs", "the domain"),
    // Broken graphs, which only the tests beside these files can build.
    ("graph/verify/attributes.rs", ""),
    ("graph/verify/mod.rs", ""),
    ("graph/verify/private_flows.rs", ""),
    ("graph/verify/references.rs", ""),
    ("graph/verify/server_names.rs", ""),
    // Parts of messages that are made elsewhere, to recognize them.
    ("model/from_ast/patches.rs", " at line "),
    ("driver/causes.rs", "takes one host name"),
    ("driver/causes.rs", "needs the id of a user pool"),
];

/// The files whose findings no fixture can have: those about broken graphs, which only the tests beside them can build.
const UNREACHED: [&str; 5] = [
    "graph/verify/attributes.rs",
    "graph/verify/mod.rs",
    "graph/verify/private_flows.rs",
    "graph/verify/references.rs",
    "graph/verify/server_names.rs",
];

/// A text for people in the source.
struct Text {
    line: usize,
    /// What is between its placeholders.
    pieces: Vec<String>,
}

impl Text {
    fn is_in(&self, shown: &str) -> bool {
        let mut rest = shown;
        self.pieces.iter().all(|piece| {
            let found = rest.split_once(piece.as_str());
            rest = found.map_or("", |(_, after)| after);
            found.is_some()
        })
    }

    /// Returns true for a text of several words that is not the description of an input; single words are keywords and
    /// names.
    fn is_prose(&self) -> bool {
        let text = self.pieces.join(" ");
        if text.starts_with("The ") {
            return false;
        }
        let words = text.split_whitespace();
        let is_word = |word: &&str| word.bytes().filter(u8::is_ascii_lowercase).count() > 1;
        words.filter(is_word).count() > 1
    }
}

/// Splits a text at its placeholders.
fn pieces(format: &str) -> Vec<String> {
    let mut pieces = vec![String::new()];
    let mut rest = format.chars().peekable();
    while let Some(letter) = rest.next() {
        let last = pieces.last_mut().expect("at least one piece");
        match letter {
            '{' | '}' if rest.peek() == Some(&letter) => {
                rest.next();
                last.push(letter);
            }
            '{' => {
                rest.by_ref().find(|letter| *letter == '}');
                pieces.push(String::new());
            }
            letter => last.push(letter),
        }
    }
    pieces
}

/// Returns the trees of a stream without attributes, and without items that only tests have.
fn code(stream: TokenStream) -> Vec<TokenTree> {
    let mut trees = stream.into_iter();
    let mut kept = Vec::new();
    while let Some(tree) = trees.next() {
        if !matches!(&tree, TokenTree::Punct(sign) if sign.as_char() == '#') {
            kept.push(tree);
            continue;
        }
        let attribute = trees.next().map(|it| it.to_string()).unwrap_or_default();
        let is_body = |it: &TokenTree| matches!(it, TokenTree::Group(body) if body.delimiter() == Delimiter::Brace);
        if attribute == "!" {
            trees.next();
        } else if attribute.replace(' ', "") == "[cfg(test)]" {
            trees.by_ref().find(is_body);
        }
    }
    kept
}

/// Returns a tree as text; nothing for a group, whose text would be long.
fn word(tree: &TokenTree) -> String {
    match tree {
        TokenTree::Group(_) => String::new(),
        TokenTree::Ident(_) | TokenTree::Punct(_) | TokenTree::Literal(_) => tree.to_string(),
    }
}

/// Collects the texts of a file, without those of `never!`.
fn collect_texts(stream: TokenStream, is_format: bool, found: &mut Vec<Text>) {
    let mut before = [String::new(), String::new()];
    for tree in code(stream) {
        let word = word(&tree);
        match tree {
            TokenTree::Group(group) => {
                let [name, sign] = &before;
                let called = (sign == "!").then_some(name.as_str());
                if called != Some("never") {
                    let is_format = called.is_some_and(|name| FORMATS.contains(&name));
                    collect_texts(group.stream(), is_format, found);
                }
            }
            TokenTree::Literal(literal) => {
                if let Ok(text) = syn::parse_str::<syn::LitStr>(&word) {
                    let value = text.value();
                    found.push(Text {
                        line: literal.span().start().line,
                        pieces: if is_format {
                            pieces(&value)
                        } else {
                            vec![value]
                        },
                    });
                }
            }
            TokenTree::Ident(_) | TokenTree::Punct(_) => {}
        }
        before = [std::mem::take(&mut before[1]), word];
    }
}

/// Collects the lines and columns, from 1, of the calls of a file that make findings.
fn collect_sites(stream: TokenStream, found: &mut Vec<(usize, usize)>) {
    let trees = code(stream);
    let words: Vec<String> = trees.iter().map(word).collect();
    for (at, tree) in trees.iter().enumerate() {
        if let TokenTree::Group(group) = tree {
            collect_sites(group.stream(), found);
        }
        let is_name = |word: &str| matches!(word, "error" | "warning" | "note");
        let makes = match &words[at..] {
            [name, one, two, maker, ..] => {
                let path = [name, one, two].map(String::as_str);
                path == ["Diagnostic", ":", ":"] && is_name(maker)
            }
            _ => false,
        };
        if makes {
            let called = trees
                .get(at + 4)
                .is_some_and(|it| matches!(it, TokenTree::Group(_)));
            let bare = at == 0 || words[at - 1] != ":";
            let start = tree.span().start();
            assert!(
                called && bare,
                "line {}: write `Diagnostic::error(..)`",
                start.line
            );
            found.push((start.line, start.column + 1));
        }
    }
}

/// A file of the source: its path below `src`, its texts, and its calls that make findings.
struct Source {
    path: PathBuf,
    texts: Vec<Text>,
    sites: Vec<(usize, usize)>,
}

/// Returns the files of the source that know findings.
fn sources() -> &'static [Source] {
    static SOURCES: OnceLock<Vec<Source>> = OnceLock::new();
    SOURCES.get_or_init(|| {
        let files = files().into_iter();
        let files = files.filter(|(_, text)| text.contains("Diagnostic"));
        files
            .map(|(path, text)| {
                let stream: TokenStream = text.parse().expect("Rust");
                let (mut texts, mut sites) = (Vec::new(), Vec::new());
                collect_texts(stream.clone(), false, &mut texts);
                collect_sites(stream, &mut sites);
                Source { path, texts, sites }
            })
            .collect()
    })
}

/// Returns the files of the source, with their texts.
fn files() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = vec![root.clone()];
    let mut found = Vec::new();
    while let Some(path) = paths.pop() {
        if path.is_dir() {
            let entries = std::fs::read_dir(&path).expect("a folder of src");
            paths.extend(entries.map(|entry| entry.expect("an entry").path()));
        } else if path.extension().is_some_and(|end| end == "rs") {
            let text = std::fs::read_to_string(&path).expect("a source");
            let below = path.strip_prefix(&root).expect("a file of src");
            found.push((below.to_owned(), text));
        }
    }
    found.sort();
    found
}

/// Returns the code of the rule that a file is named for; all codes for any other file.
fn codes_of(path: &Path) -> Vec<Code> {
    let slug = path.file_stem().expect("a name").to_string_lossy();
    let slug = slug.replace('_', "-");
    let own = codes::REGISTRY.iter().find(|entry| entry.slug == slug);
    match own {
        Some(entry) if path.starts_with("check") => vec![entry.code],
        Some(_) | None => codes::REGISTRY.iter().map(|entry| entry.code).collect(),
    }
}

/// Returns what a finding says, a line for each part.
fn say(finding: &Diagnostic) -> Vec<String> {
    let mut lines = vec![finding.message.clone()];
    let label = Some(&finding.primary.text).filter(|text| !text.is_empty());
    lines.extend(label.map(|text| format!("label: {text}")));
    let related = finding.related.iter();
    lines.extend(related.map(|label| format!("related: {}", label.text)));
    lines.extend(finding.help.as_ref().map(|help| format!("help: {help}")));
    if let Some(fix) = &finding.fix {
        let kind = if fix.safe { "safe fix" } else { "fix" };
        lines.push(format!("{kind}: {}", fix.title));
    }
    lines
}

/// Returns what the findings of a story say that are printed as JSON.
fn say_in_story(shown: &mut BTreeMap<Code, BTreeSet<Vec<String>>>) {
    let path = "tests/suite/snapshots/commands/findings.snap";
    let story = std::fs::read_to_string(path).expect("the snapshot of the story");
    for line in story.lines().filter(|line| line.starts_with('{')) {
        let finding: Value = serde_json::from_str(line).expect("JSON");
        let code = finding["code"].as_str().and_then(codes::find);
        let code = code.expect("a code").code;
        let places = finding["related"].as_array().into_iter().flatten();
        let texts = places.map(|place| &place["message"]).chain([
            &finding["message"],
            &finding["help"],
            &finding["fix"]["title"],
        ]);
        let texts = texts.filter_map(Value::as_str).map(str::to_owned);
        shown.entry(code).or_default().insert(texts.collect());
    }
}

/// Returns what all fixtures' findings say, by code.
fn texts_of_fixtures() -> BTreeMap<Code, BTreeSet<Vec<String>>> {
    let mut shown: BTreeMap<Code, BTreeSet<Vec<String>>> = BTreeMap::new();
    for finding in found().iter().flat_map(|(_, found)| found) {
        shown.entry(finding.code).or_default().insert(say(finding));
    }
    shown
}

/// A disk without any readable file.
struct BrokenDisk;

impl Loader for BrokenDisk {
    fn load(&self, _: &str, path: &str) -> Result<Loaded, LoadError> {
        Err(LoadError {
            path: path.to_owned(),
            kind: LoadErrorKind::Io,
            reason: "input/output error".to_owned(),
        })
    }

    fn list(&self, _: &str, _: &str) -> Vec<FolderEntry> {
        Vec::new()
    }
}

/// Returns the findings of large specs, of several specs together, and of a broken disk. A story shows them.
fn findings_without_fixtures() -> Vec<Diagnostic> {
    let name = |name: &str| (name.to_owned(), String::new());
    let alone = |text: &str| Fixture {
        text: text.to_owned(),
        ..Fixture::alone(name("root.gw"))
    };
    let params: String = (0..201).map(|n| format!("param p{n} : string\n")).collect();
    let values: String = (0..201).map(|n| format!("P{n} $p{n}\n")).collect();
    let image = "image public.ecr.aws/example/web:1";
    let large = format!("{params}ecs svc public {{ {image}; env {{\n{values}}} }}\n/a -> svc\n");
    let many = Fixture {
        beside: (0..1001).map(|n| name(&format!("many/{n}.gw"))).collect(),
        ..alone("include \"many/*.gw\"\n")
    };
    let mut found = alone(&large).find_all();
    found.extend(alone(&"a".repeat(70_000)).find_all());
    found.extend(many.find_all());
    let root = Loaded {
        identity: "root.gw".to_owned(),
        name: "root.gw".to_owned(),
        text: Arc::from("include \"a.gw\"\n"),
    };
    found.extend(driver::load(root, &BrokenDisk).diagnostics);
    let spec = |name: &str| {
        let text = format!("gateway {name} {{ api a1b2c3d4e5 }}\nGET /a -> lambda f\n");
        let (sources, program) = alone(&text).resolve();
        SpecOfApi { sources, program }
    };
    let (_, shared) = driver::duplicate_routes(&[spec("a"), spec("b")]);
    found.extend(shared);
    found
}

/// A place that no fixture reaches could make any finding, with any span.
#[test]
fn every_place_that_makes_a_finding_is_reached_by_a_fixture() {
    let others = findings_without_fixtures();
    let found = found().iter().flat_map(|(_, found)| found).chain(&others);
    let reached: BTreeSet<(String, usize, usize)> = found
        .map(|finding| {
            let site = finding.site.location();
            let file = site.file().replace('\\', "/");
            (file, site.line() as usize, site.column() as usize)
        })
        .collect();
    let mut missing = Vec::new();
    let mut count = 0;
    for Source { path, sites, .. } in sources() {
        let file = format!("src/{}", path.display()).replace('\\', "/");
        count += sites.len();
        if UNREACHED.iter().any(|exempt| *path == Path::new(exempt)) {
            continue;
        }
        for (line, column) in sites {
            if !reached.contains(&(file.clone(), *line, *column)) {
                missing.push(format!("{file}:{line}:{column}"));
            }
        }
    }
    assert!(count > 250, "only {count} places");
    assert!(
        missing.is_empty(),
        "{} of {count}\n{}",
        missing.len(),
        missing.join("\n")
    );
}

#[test]
fn findings_say_what_the_snapshot_has() {
    let mut out = String::new();
    for (code, findings) in texts_of_fixtures() {
        let _ = writeln!(out, "{code} {}", code.slug());
        for finding in findings {
            let _ = writeln!(out, "  {}", finding.join("\n    "));
        }
    }
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!("findings", out));
}

/// A text that no fixture shows could say anything.
#[test]
fn every_text_of_a_finding_is_shown_by_a_fixture() {
    let mut shown = texts_of_fixtures();
    say_in_story(&mut shown);
    let mut missing = Vec::new();
    let makes_findings =
        |source: &&Source| PLACES.iter().any(|place| source.path.starts_with(place));
    for Source { path, texts, .. } in sources().iter().filter(makes_findings) {
        let codes = codes_of(path);
        for text in texts.iter().filter(|text| text.is_prose()) {
            let start = text.pieces.join("{}");
            let is_exempt = |(file, begins): &(&str, &str)| {
                *path == Path::new(file) && start.starts_with(begins)
            };
            if EXEMPT.iter().any(is_exempt) {
                continue;
            }
            let own = codes.iter().filter_map(|code| shown.get(code));
            let mut lines = own.flatten().flatten();
            if !lines.any(|line| text.is_in(line)) {
                let place = format!("src/{}:{}", path.display(), text.line);
                missing.push(format!("{place}: {start}"));
            }
        }
    }
    assert!(
        missing.is_empty(),
        "{}\n{}",
        missing.len(),
        missing.join("\n")
    );
}
