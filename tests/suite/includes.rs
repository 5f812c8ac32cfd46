//! Includes: each file is loaded once, in any graph; cycles, bombs and missing files are reported at their place.

use std::sync::Arc;

use gwc::driver::{self, Files};
use gwc::source::{Loaded, MemoryLoader};

/// Loads files in memory, the first of which is the root.
fn load(files: &[(&str, &str)]) -> Files {
    let mut loader = MemoryLoader::default();
    for (name, text) in files {
        loader.files.insert((*name).to_owned(), Arc::from(*text));
    }
    let (name, text) = files[0];
    let root = Loaded {
        identity: name.to_owned(),
        name: name.to_owned(),
        text: Arc::from(text),
    };
    driver::load(root, &loader)
}

/// Returns the codes and places of the findings.
fn findings(files: &[(&str, &str)]) -> Vec<String> {
    let loaded = load(files);
    let place = |span| {
        let name = loaded.sources.name(span_file(span));
        format!("{name} {}", loaded.sources.slice(span))
    };
    loaded
        .diagnostics
        .iter()
        .map(|found| {
            let mut line = format!("{} {}", found.code, place(found.primary.span));
            for related in &found.related {
                line.push_str(&format!(" < {}", place(related.span)));
            }
            line
        })
        .collect()
}

fn span_file(span: gwc::source::Span) -> gwc::source::FileId {
    span.file
}

#[test]
fn a_file_that_two_files_include_is_loaded_once() {
    let found = findings(&[
        ("root.gw", "include \"a.gw\"\ninclude \"b.gw\"\n"),
        ("a.gw", "include \"shared.gw\"\n"),
        ("b.gw", "include \"shared.gw\"\n"),
        ("shared.gw", "lambda f\n"),
    ]);
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn a_cycle_is_shown_with_all_its_includes() {
    let found = findings(&[
        ("root.gw", "include \"a.gw\"\ninclude \"b.gw\"\n"),
        ("a.gw", "include \"b.gw\"\n"),
        ("b.gw", "include \"a.gw\"\n"),
    ]);
    assert_eq!(found, ["GW0181 b.gw \"a.gw\" < a.gw \"b.gw\""]);
}

#[test]
fn a_file_that_includes_itself_is_a_cycle() {
    let found = findings(&[("root.gw", "include \"root.gw\"\n")]);
    assert_eq!(found, ["GW0181 root.gw \"root.gw\""]);
}

#[test]
fn a_missing_file_is_named() {
    let found = findings(&[("root.gw", "include \"x/y.gw\"\n")]);
    assert_eq!(found, ["GW0180 root.gw \"x/y.gw\""]);
}

/// Returns the path that the only finding suggests.
fn suggestion(files: &[(&str, &str)]) -> Option<String> {
    let found = load(files).diagnostics;
    let [found] = found.as_slice() else {
        panic!("{found:#?}");
    };
    let title = found.fix.as_ref().map(|fix| fix.title.as_str());
    title.map(|title| title.replace("include ", "").replace('`', ""))
}

#[test]
fn the_most_similar_file_is_suggested_that_the_file_can_include() {
    let route = "GET /a -> lambda f\n";
    let misspelt = ("orders.gw", "include \"ordrs.gw\"\n");
    // Neither the file itself, nor one that includes it,
    assert_eq!(suggestion(&[misspelt]), None);
    let root = ("root.gw", "include \"part.gw\"\n");
    let part = ("part.gw", "include \"rooot.gw\"\n");
    assert_eq!(suggestion(&[root, part]), None);
    // in this spec or another one,
    let other = ("order.gw", "include \"middle.gw\"\n");
    let middle = ("middle.gw", "include \"orders.gw\"\n");
    assert_eq!(suggestion(&[misspelt, other, middle]), None);
    // nor one that the file includes already,
    let twice = ("a.gw", "include \"ordrs.gw\"\ninclude \"orders.gw\"\n");
    assert_eq!(suggestion(&[twice, ("orders.gw", route)]), None);
    // but the next one.
    let next = Some("order.gw".to_owned());
    assert_eq!(suggestion(&[misspelt, ("order.gw", route)]), next);
    let both = [twice, ("orders.gw", route), ("order.gw", route)];
    assert_eq!(suggestion(&both), next);
}

#[test]
fn a_second_include_in_one_file_says_nothing() {
    let found = findings(&[
        ("root.gw", "include \"a.gw\"\ninclude \"a.gw\"\n"),
        ("a.gw", "lambda f\n"),
    ]);
    assert_eq!(found, ["GW0183 root.gw \"a.gw\" < root.gw \"a.gw\""]);
}

#[test]
fn absolute_paths_are_refused() {
    let found = findings(&[(
        "root.gw",
        "include \"/etc/a.gw\"\ninclude \"C:/a.gw\"\ninclude \"https://a.example/a.gw\"\n",
    )]);
    assert_eq!(found.len(), 3);
    assert!(found.iter().all(|found| found.starts_with("GW0184")));
}

#[test]
fn a_bomb_is_stopped() {
    let many: Vec<(String, String)> = (0..1_200)
        .map(|n| (format!("{n}.gw"), format!("include \"{}.gw\"\n", n + 1)))
        .collect();
    let many: Vec<(&str, &str)> = many
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    assert_eq!(findings(&many), ["GW0182 999.gw \"1000.gw\""]);
}
