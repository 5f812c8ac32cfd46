//! The round trip: a build of the spec written by `gwc init --from` equals the document, except for the listed parts.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use gwc::driver::{self, Layout, Target, TemplateFormat};
use gwc::facts::Facts;
use gwc::import;
use gwc::model::Bindings;
use gwc::source::{FileId, Loaded, MemoryLoader};
use serde_json::Value;

use crate::import::documents::{Gateway, parse, read};
use crate::tools::{documents_home, judges, report_skipped};

/// Builds a spec with `gwc build`.
fn build(name: &str, spec: &str) -> Value {
    let facts = Facts::load();
    let root = Loaded {
        identity: "imported.gw".to_owned(),
        name: "imported.gw".to_owned(),
        text: Arc::from(spec),
    };
    let analysis = driver::analyze(root, &MemoryLoader::default(), &facts, &Bindings::default());
    let target = Target::Cfn(TemplateFormat::Json);
    let built = driver::build(&analysis, &facts, target, Layout::Document);
    let found = analysis.diagnostics.iter().chain(&built.diagnostics);
    let errors: Vec<_> = found.filter(|it| it.is_error()).collect();
    assert!(errors.is_empty(), "{name}: {errors:#?}\n{spec}");
    let files = built.files.expect("a template");
    serde_json::from_str(&files[0].text).expect("JSON")
}

/// Imports a document, builds the result, and compares both.
fn assert_round_trip(name: &str, text: &str) {
    let imported =
        import::import("imported", text).unwrap_or_else(|error| panic!("{name}: {error}"));
    let spec = gwc::fmt::format(FileId(0), &imported.spec);
    let spec = spec.unwrap_or_else(|error| panic!("{name}: {error:?}\n{}", imported.spec));
    let document = read(&parse(text));
    let result = read(&build(name, &spec));
    let differences = differences(&document, &result, &imported.left_out);
    assert!(
        differences.is_empty(),
        "{name}:\n{}\n{spec}\n{:#?}",
        differences.join("\n"),
        imported.left_out
    );
}

fn differences(document: &Gateway, result: &Gateway, left_out: &[String]) -> Vec<String> {
    let mut found = Vec::new();
    for (key, route) in &document.routes {
        let mut places = route.places.clone();
        places.push(key.replace('{', "<").replace('}', ">"));
        let said = || {
            left_out
                .iter()
                .any(|line| places.iter().any(|place| line.contains(place.as_str())))
        };
        let Some(made) = result.routes.get(key) else {
            if !said() {
                found.push(format!("{key} is gone"));
            }
            continue;
        };
        if route.calls.is_some() && route.calls != made.calls && !said() {
            found.push(format!(
                "{key} calls {:?}, not {:?}",
                made.calls, route.calls
            ));
        }
        let set = |auth: &[String]| -> BTreeSet<String> {
            let plain = auth
                .iter()
                .filter(|it| !it.starts_with("scheme ") && *it != "function");
            plain.cloned().collect()
        };
        let same =
            set(&route.auth) == set(&made.auth) && route.auth.is_empty() == made.auth.is_empty();
        if !same && !said() && !left_out.iter().any(|line| line.starts_with("security: ")) {
            found.push(format!(
                "{key} asks for {:?}, not {:?}",
                made.auth, route.auth
            ));
        }
    }
    for key in result
        .routes
        .keys()
        .filter(|key| !document.routes.contains_key(*key))
    {
        // If CORS and an authorizer are combined, preflights get their own route.
        if !key.starts_with("OPTIONS ") {
            found.push(format!("{key} comes from nowhere"));
        }
    }
    for (word, values) in &document.cors {
        let made = result.cors.get(word);
        if made != Some(values) && !left_out.iter().any(|line| line.starts_with("cors")) {
            found.push(format!("CORS {word} is {made:?}, not {values:?}"));
        }
    }
    found
}

#[test]
fn fixtures_come_back() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/import");
    // SAM's resources cannot be compared with a template.
    let mut names: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("the fixtures")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| {
            !["sam.yaml", "globals.yaml"]
                .iter()
                .any(|sam| path.ends_with(sam))
        })
        .collect();
    names.sort();
    assert!(names.len() >= 6, "{names:?}");
    for path in names {
        let text = std::fs::read_to_string(&path).expect("a fixture");
        assert_round_trip(&path.display().to_string(), &text);
    }
}

#[test]
fn documents_of_packages_round_trip() {
    if !judges() {
        return;
    }
    let home = match documents_home() {
        Ok(home) => home.join("node_modules"),
        Err(why) => {
            let last = why.lines().last().unwrap_or_default();
            report_skipped("documents of packages", last);
            return;
        }
    };
    let mut documents = vec![
        home.join("@directus/specs/dist/openapi.json"),
        home.join("@mbc-cqrs-serverless/cli/templates/infra-local/serverless.yml"),
    ];
    for version in ["3.0", "3.1"] {
        let folder = home.join("@readme/oas-examples").join(version).join("json");
        for entry in std::fs::read_dir(folder).expect("the examples") {
            documents.push(entry.expect("an entry").path());
        }
    }
    documents.sort();
    let mut count = 0;
    for path in documents.iter().filter(|path| path.is_file()) {
        let text = std::fs::read_to_string(path).expect("a document");
        let document = parse(&text);
        let has_routes = document["paths"]
            .as_object()
            .is_none_or(|paths| !paths.is_empty());
        if has_routes && (document.get("paths").is_some() || document.get("service").is_some()) {
            assert_round_trip(&path.display().to_string(), &text);
            count += 1;
        }
    }
    assert!(count > 40, "{count} documents");
}
