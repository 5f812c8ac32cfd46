//! The round trip: a build of the spec written by `gwc init --from` equals the document, except for the listed parts.

use std::collections::BTreeSet;
use std::panic::AssertUnwindSafe;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use gwc::driver::{self, Layout, Target, TemplateFormat};
use gwc::import;
use gwc::model::Bindings;
use gwc::source::{FileId, Loaded, MemoryLoader};
use serde_json::Value;

use crate::import::documents::{Gateway, parse, read, settled, translated};
use crate::tools::{documents_home, facts, judges, report_skipped};

/// Builds a spec with `gwc build`.
fn build(name: &str, spec: &str) -> Value {
    let root = Loaded {
        identity: "imported.gw".to_owned(),
        name: "imported.gw".to_owned(),
        text: Arc::from(spec),
    };
    let analysis = driver::analyze(
        root,
        &MemoryLoader::default(),
        facts(),
        &Bindings::default(),
    );
    let target = Target::Cfn(TemplateFormat::Json);
    let built = driver::build(&analysis, facts(), target, Layout::Document);
    let found = analysis.diagnostics.iter().chain(&built.diagnostics);
    let errors: Vec<_> = found.filter(|it| it.is_error()).collect();
    assert!(errors.is_empty(), "{name}: {errors:#?}\n{spec}");
    let files = built.files.expect("a template");
    serde_json::from_str(&files[0].text).expect("JSON")
}

/// Imports a document, builds the result, and compares both.
fn assert_round_trip(name: &str, text: &str) {
    assert_same(name, text, |_| read(&parse(text)));
}

/// Imports a document, builds the result, and compares it with what a reader found; the reader gets the list of what was
/// left out.
fn assert_same(name: &str, text: &str, document: impl Fn(&[String]) -> Gateway) {
    let imported =
        import::import("imported", text, facts()).unwrap_or_else(|error| panic!("{name}: {error}"));
    let spec = gwc::fmt::format(FileId(0), &imported.spec);
    let spec = spec.unwrap_or_else(|error| panic!("{name}: {error:?}\n{}", imported.spec));
    let document = document(&imported.left_out);
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
        if route.timeout.is_some() && route.timeout != made.timeout && !said() {
            found.push(format!(
                "{key} takes {:?} ms, not {:?}",
                made.timeout, route.timeout
            ));
        }
        if route.payload.is_some() && route.payload != made.payload && !said() {
            found.push(format!(
                "{key} sends {:?}, not {:?}",
                made.payload, route.payload
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
    // SAM's resources cannot be compared with a template, and the reader of a service knows only its events.
    let mut names = files(&folder);
    names.retain(|path| {
        let sam = [
            "sam.yaml",
            "globals.yaml",
            "computed.yaml",
            "conditions.yaml",
            "names.yaml",
            "resources.yml",
        ];
        !sam.iter().any(|sam| path.ends_with(sam))
    });
    assert!(names.len() >= 6, "{names:?}");
    assert_all(names, |path, text| {
        assert_round_trip(&path.display().to_string(), text);
    });
}

/// Returns the files of a folder, by name.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("the fixtures");
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.is_file())
        .collect();
    files.sort();
    files
}

/// Asserts something about each file, and fails with all that fail.
fn assert_all(files: Vec<PathBuf>, assert: impl Fn(&Path, &str)) {
    let fails = |path: &PathBuf| {
        let text = std::fs::read_to_string(path).expect("a fixture");
        let result = std::panic::catch_unwind(AssertUnwindSafe(|| assert(path, &text)));
        result.is_err()
    };
    let failed: Vec<PathBuf> = files.into_iter().filter(fails).collect();
    assert!(failed.is_empty(), "{failed:#?}");
}

#[test]
fn documents_of_other_projects_come_back() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/import/documents");
    let mut documents = files(&folder.join("serverless"));
    documents.extend(files(&folder.join("patterns")));
    assert!(documents.len() >= 13, "{documents:?}");
    assert_all(documents, |path, text| {
        assert_round_trip(&path.display().to_string(), text);
    });
}

/// SAM's own translation of each template is the reader here.
#[test]
fn sam_templates_come_back_as_sam_translates_them() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/import/documents/sam");
    let mut templates = files(&folder);
    templates.retain(|path| path.extension().is_some_and(|it| it == "yaml"));
    assert!(templates.len() >= 30, "{templates:?}");
    assert_all(templates, |path, text| {
        let translation = std::fs::read_to_string(path.with_extension("json"));
        let translation = parse(&translation.expect("SAM's translation"));
        let translation = settled(&translation, &parse(text));
        let apis = translation["Resources"].as_object().expect("the APIs");
        assert_same(&path.display().to_string(), text, |left_out| {
            let elsewhere = |id: &str| {
                let line = format!("Resources.{id}: a second HTTP API");
                left_out.iter().any(|it| it.starts_with(&line))
            };
            let is_http = |api: &Value| {
                let protocol = &api["Properties"]["ProtocolType"];
                protocol.is_null() || protocol == "HTTP"
            };
            let http = apis
                .iter()
                .filter(|(_, api)| is_http(api))
                .map(|(id, _)| id);
            let mut own: Vec<&String> = http.filter(|id| !elsewhere(id)).collect();
            if own.len() > 1 {
                // The events of the API that SAM adds are each in the list.
                own.retain(|id| *id != "ServerlessHttpApi");
            }
            assert_eq!(own.len(), 1, "{own:?} {left_out:#?}");
            translated(&translation, own[0], &parse(text))
        });
    });
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
