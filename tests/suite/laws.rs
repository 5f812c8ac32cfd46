//! Laws that hold for any text, called by the fuzz targets and by tests. A broken law panics.

use std::collections::BTreeMap;
use std::sync::mpsc::channel;
use std::sync::{Arc, LazyLock};

use gwc::diff;
use gwc::doctor::{self, Symptoms};
use gwc::driver::{self, Layout, Target, TemplateFormat};
use gwc::facts::{Deployer, Facts};
use gwc::fmt;
use gwc::ide::Host;
use gwc::lsp::{self, frame};
use gwc::model::{Bindings, Method, Pattern, Program, Segment};
use gwc::route::{Request, Table, trace as tracing};
use gwc::source::{FileId, FolderEntry, LoadError, Loaded, Loader, MemoryLoader};
use gwc::syntax;
use serde_json::{Value, json};

static FACTS: LazyLock<Facts> = LazyLock::new(Facts::load);
static SYMPTOMS: LazyLock<Symptoms> = LazyLock::new(Symptoms::load);

/// Every finding of a parse is inside the text, at character boundaries.
pub(crate) fn parse(text: &str) {
    let parse = syntax::parse(FileId(0), text);
    for found in &parse.diagnostics {
        let span = found.primary.span;
        let inside = text.get(span.start as usize..span.end as usize);
        assert!(inside.is_some(), "{found:?} lies outside the text");
    }
}

fn analyze(text: &str) -> driver::Analysis {
    let root = Loaded {
        identity: "spec.gw".to_owned(),
        name: "spec.gw".to_owned(),
        text: Arc::from(text),
    };
    let loader = MemoryLoader::default();
    driver::analyze(root, &loader, &FACTS, &Bindings::default())
}

/// A check ends, and a spec passes exactly if no finding is an error.
pub(crate) fn check(text: &str) {
    let analysis = analyze(text);
    let refused = analysis
        .diagnostics
        .iter()
        .any(gwc::diag::Diagnostic::is_error);
    assert_eq!(analysis.checked.is_none(), refused);
}

/// Formatting is idempotent, and adds no errors to a text without any.
pub(crate) fn format(text: &str) {
    match fmt::format(FileId(0), text) {
        Ok(once) => {
            let twice = fmt::format(FileId(0), &once).expect("a layout can be laid out");
            assert_eq!(twice, once);
        }
        Err(fmt::FormatError::Broken(_)) => {}
        Err(error @ fmt::FormatError::Changed { .. }) => panic!("{error}"),
    }
}

/// A spec that passes its check builds for every target, or is refused with a reason; and independent parsers can read
/// the output.
pub(crate) fn build(text: &str) {
    let analysis = analyze(text);
    if analysis.checked.is_none() {
        return;
    }
    for target in [
        Target::Cfn(TemplateFormat::Yaml),
        Target::Cfn(TemplateFormat::Json),
        Target::Terraform,
        Target::Plan,
        Target::Ir,
    ] {
        let built = driver::build(&analysis, &FACTS, target, Layout::Document);
        let reason = built.diagnostics.iter().find(|found| found.is_error());
        assert_eq!(
            built.files.is_none(),
            reason.is_some(),
            "{target:?}: {reason:?}"
        );
        let own = reason.filter(|found| found.code == gwc::diag::codes::INTERNAL_FAULT);
        assert!(own.is_none(), "{target:?}: {own:?}");
        for file in built.files.iter().flatten() {
            assert_eq!(unreadable(target, &file.text), None, "{}", file.text);
        }
    }
}

/// Returns the error of an independent parser for an output.
fn unreadable(target: Target, text: &str) -> Option<String> {
    match target {
        Target::Cfn(TemplateFormat::Yaml) => serde_yaml::from_str::<serde_yaml::Value>(text)
            .err()
            .map(|fault| fault.to_string()),
        Target::Terraform => hcl::parse(text).err().map(|fault| fault.to_string()),
        Target::Cfn(TemplateFormat::Json) | Target::Plan | Target::Policy(_) | Target::Ir => {
            serde_json::from_str::<serde_json::Value>(text)
                .err()
                .map(|fault| fault.to_string())
        }
        Target::PlanText | Target::IrText => None,
    }
}

/// Any text can be diagnosed, and the evidence is inside it.
pub(crate) fn diagnose(text: &str) {
    let lines = text.split('\n').count();
    for finding in doctor::diagnose(&SYMPTOMS, text, None).findings {
        let mut evidence = finding.evidence.iter();
        assert!(
            evidence.all(|line| (1..=lines).contains(line)),
            "{finding:?}"
        );
    }
}

/// A request, its headers and an empty line before a spec: any request is either refused with a reason or traced,
/// deterministically, and ends at a route or with a status of the gateway.
pub(crate) fn trace(text: &str) {
    let (request, spec) = text.split_once("\n\n").unwrap_or((text, ""));
    let mut lines = request.lines();
    let (method, target) = lines
        .next()
        .and_then(|it| it.split_once(' '))
        .unwrap_or_default();
    let headers = |request: Request| lines.clone().try_fold(request, Request::header);
    let Ok(request) = Request::new(method, target).and_then(headers) else {
        return;
    };
    let analysis = analyze(spec);
    let program = &analysis.program;
    let table = Table::new(&program.routes);
    let traced = tracing::trace(program, &FACTS, &table, &request);
    let shown = tracing::object(&traced);
    let again = tracing::trace(program, &FACTS, &Table::new(&program.routes), &request);
    assert_eq!(tracing::object(&again), shown);
    assert_eq!(
        shown["matched"].is_null(),
        shown["status"].is_number(),
        "{shown}"
    );
    let considered = shown["considered"].as_array().expect("an array");
    assert!(
        considered
            .iter()
            .all(|it| it["route_key"] != shown["route_key"]),
        "{shown}"
    );
    if analysis.checked.is_some() && !shown["forwarded"].is_null() {
        let path = shown["forwarded"]["path"].as_str().expect("a path");
        assert!(path.starts_with('/'), "{shown}");
    }
}

/// Two specs with `---` between them: a spec does not differ from itself; every format of the difference consists of
/// lines; each example matches a pattern of its headline; and if no request changes, the requests of all routes are
/// forwarded as before.
pub(crate) fn compare(text: &str) {
    let (old, new) = text.split_once("\n---\n").unwrap_or((text, text));
    let (old, new) = (analyze(old), analyze(new));
    if old.checked.is_none() || new.checked.is_none() {
        return;
    }
    let same = diff::difference(&old, &old, &FACTS, Deployer::CloudFormation);
    assert!(same.is_empty(), "{same:#?}");
    let found = diff::difference(&old, &new, &FACTS, Deployer::Terraform);
    for line in diff::lines(&found) {
        assert!(!line.text.contains('\n'), "{line:?}");
    }
    let _ = diff::document(&found);
    assert!(diff::object(&found)["requests"].is_array());
    for change in &found.requests {
        let (method, target) = change.example.split_once(' ').expect("an example");
        Request::new(method, target).expect("a request");
        assert!(
            !change.aspects.is_empty() && !change.patterns.is_empty(),
            "{change:#?}"
        );
    }
    if found.requests.is_empty() && !found.truncated {
        let samples = samples(&old.program)
            .into_iter()
            .chain(samples(&new.program));
        for request in samples {
            let told = [&old, &new].map(|it| forwarding(&it.program, &request));
            assert_eq!(told[0], told[1], "{request:?}");
        }
    }
}

/// Returns a request for each route.
fn samples(program: &Program) -> Vec<Request> {
    let sample = |pattern: &Pattern| match pattern {
        Pattern::Default => "/zz/default".to_owned(),
        Pattern::Path(segments) => {
            let text = |segment: &Segment| match segment {
                Segment::Literal(text) => text.clone(),
                Segment::Variable(_) => "zz".to_owned(),
                Segment::Greedy(_) => "zz/yy".to_owned(),
            };
            let path: Vec<String> = segments.iter().map(text).collect();
            format!("/{}", path.join("/"))
        }
    };
    let requests = program.routes.iter().filter_map(|route| {
        let method = match route.key.method {
            Method::Any => Method::Post,
            method => method,
        };
        Request::new(method.word(), &sample(&route.key.pattern)).ok()
    });
    requests.collect()
}

/// Returns the request to the backend, or the gateway's own status, without a host whose name follows from the
/// backend's.
fn forwarding(program: &Program, request: &Request) -> Value {
    let traced = tracing::trace(program, &FACTS, &Table::new(&program.routes), request);
    let shown = tracing::object(&traced);
    let host = shown["forwarded"]["host"]
        .as_str()
        .filter(|host| !host.contains('<'));
    json!([
        shown["forwarded"]["path"],
        shown["forwarded"]["query"],
        host,
        shown["status"]
    ])
}

/// A host without files.
pub(crate) struct NoFiles(pub(crate) MemoryLoader);

impl Loader for NoFiles {
    fn load(&self, from: &str, path: &str) -> Result<Loaded, LoadError> {
        self.0.load(from, path)
    }

    fn list(&self, from: &str, folder: &str) -> Vec<FolderEntry> {
        self.0.list(from, folder)
    }
}

impl Host for NoFiles {
    fn identity(&self, _from: &str, path: &str) -> String {
        path.to_owned()
    }

    fn read(&self, _identity: &str) -> Option<Arc<str>> {
        None
    }

    fn around(&self, _identity: &str) -> Vec<String> {
        Vec::new()
    }

    fn below(&self, _folder: &str) -> Vec<String> {
        Vec::new()
    }
}

/// Any bytes are read as frames to their end; and in a session with one message per line, each request gets one answer,
/// which is never an internal error.
pub(crate) fn converse(text: &str) {
    let mut stream = text.as_bytes();
    while let Ok(Some(_)) = frame::read(&mut stream) {}
    let (sender, incoming) = channel();
    let mut asked: BTreeMap<String, usize> = BTreeMap::new();
    for line in text.lines() {
        let framed = format!("Content-Length: {}\r\n\r\n{line}", line.len());
        let Ok(Some(message)) = frame::read(&mut framed.as_bytes()) else {
            continue;
        };
        if let frame::Incoming::Message(message) = &message {
            let is_response = message.get("result").is_some() || message.get("error").is_some();
            // A message with an id and without a method is refused as a request, unless it is a response.
            let is_request = message.get("method").is_some_and(Value::is_string) || !is_response;
            if message.get("method") == Some(&json!("exit")) {
                break;
            }
            if let Some(id) = message.get("id").filter(|_| is_request) {
                *asked.entry(id.to_string()).or_default() += 1;
            }
        }
        sender.send(message).expect("it is open");
    }
    drop(sender);
    let mut output = Vec::new();
    let host = NoFiles(MemoryLoader::default());
    lsp::serve(&incoming, &mut output, &host, &FACTS).expect("a vector takes all");
    let mut output = output.as_slice();
    while let Ok(Some(told)) = frame::read(&mut output) {
        let frame::Incoming::Message(told) = told else {
            panic!("{told:?}");
        };
        let shown = told.to_string();
        assert!(!shown.contains("gwc failed"), "{shown}");
        if told.get("method").is_none() && told["error"]["code"] != json!(-32700) {
            let id = told["id"].to_string();
            let left = asked.get_mut(&id);
            if let Some(left) = left {
                *left = left.checked_sub(1).expect("one answer for a request");
            }
        }
    }
    assert!(asked.values().all(|left| *left == 0), "{asked:?}");
}
