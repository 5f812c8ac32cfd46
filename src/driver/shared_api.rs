//! Duplicate routes across several specs of one existing API.
//!
//! Specs share an API if they name the same id, or if their gateways have the same name and one of them names an id.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diag::{Diagnostic, codes};
use crate::model::{Pattern, Program, Route, RouteKey, Segment, Text};
use crate::source::{FileId, Sources, Span};

/// One of several specs that are checked together.
#[derive(Clone, Debug)]
pub struct SpecOfApi {
    /// Its texts.
    pub sources: Arc<Sources>,
    /// Its program.
    pub program: Arc<Program>,
}

/// Finds routes of the same shape in several specs of one API. The findings refer to the returned sources.
#[must_use]
pub fn duplicate_routes(specs: &[SpecOfApi]) -> (Sources, Vec<Diagnostic>) {
    let mut sources = Sources::default();
    let mut found = Vec::new();
    let mut files: BTreeMap<(usize, FileId), FileId> = BTreeMap::new();
    for (index, spec) in specs.iter().enumerate() {
        for (id, file) in spec.sources.iter() {
            files.insert((index, id), sources.add_file(file.clone()));
        }
    }
    let place = |spec: usize, span: Span| {
        // INVARIANT: spans are in files of their own spec.
        let Some(file) = files.get(&(spec, span.file)).copied() else {
            never!("no file {:?} in spec {spec}", span.file);
        };
        Span { file, ..span }
    };
    for members in groups(specs) {
        let mut first: BTreeMap<(&'static str, String), (usize, &Route)> = BTreeMap::new();
        for spec in members {
            let Some(known) = specs.get(spec) else {
                continue;
            };
            for route in &known.program.routes {
                let (owner, other) = *first.entry(shape(&route.key)).or_insert((spec, route));
                if owner != spec {
                    found.push(report(
                        route,
                        place(spec, route.path_span),
                        place(owner, other.path_span),
                    ));
                }
            }
        }
    }
    found.dedup();
    (sources, found)
}

/// Groups the indexes of specs by API.
fn groups(specs: &[SpecOfApi]) -> Vec<Vec<usize>> {
    let mut by_name: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    let mut by_id: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (index, spec) in specs.iter().enumerate() {
        let gateway = &spec.program.gateway;
        by_name.entry(&gateway.name).or_default().push(index);
        if let Some(id) = gateway.api.as_ref().and_then(Text::known) {
            by_id.entry(id).or_default().push(index);
        }
    }
    let names_an_id = |index: &usize| {
        let spec = specs.get(*index);
        spec.is_some_and(|spec| spec.program.gateway.api.is_some())
    };
    by_name
        .into_values()
        .filter(|members| members.iter().any(names_an_id))
        .chain(by_id.into_values())
        .filter(|members| members.len() > 1)
        .collect()
}

/// Returns a route's method and its path without variable names.
fn shape(key: &RouteKey) -> (&'static str, String) {
    match &key.pattern {
        Pattern::Default => ("", "$default".to_owned()),
        Pattern::Path(segments) => {
            let segments = segments.iter().map(|segment| match segment {
                Segment::Literal(text) => format!("/{text}"),
                Segment::Variable(_) => "/<>".to_owned(),
                Segment::Greedy(_) => "/<+>".to_owned(),
            });
            (key.method.word(), segments.collect())
        }
    }
}

fn report(route: &Route, span: Span, other: Span) -> Diagnostic {
    let message = format!(
        "duplicate route `{}`: another spec of the same API declares it",
        route.written
    );
    Diagnostic::error(codes::DUPLICATE_ROUTE, span, message)
        .place(other, "first declared here")
        .help("routes of an API must be unique: remove one of the two, or change its path")
}
