//! Requests that two gateways answer differently.

use std::collections::BTreeMap;

use crate::diff::behavior::{Answer, Aspect, answer, aspects};
use crate::diff::regions::regions;
use crate::model::{Method, Program};
use crate::route::trace::trace;
use crate::route::{Request, Table};

/// Requests that change in one way.
#[derive(Clone, Debug, PartialEq)]
pub struct RequestChange {
    /// What changes, the most dangerous first; never empty.
    pub aspects: Vec<Aspect>,
    /// The methods that it changes for, in the order of [`Method::ALL`].
    pub methods: Vec<Method>,
    /// A request that shows it.
    pub example: (Method, String),
    /// How many regions of the path space change so.
    pub regions: usize,
    /// The example's answer before.
    pub old: Answer,
    /// The example's answer after.
    pub new: Answer,
}

/// The changes, the most dangerous first, and whether there were too many regions to ask about all.
///
/// Requests are one change where the same routes, as written, answer them before and after, and the same things differ.
#[must_use]
pub fn requests(old: &Program, new: &Program) -> (Vec<RequestChange>, bool) {
    let both = old.routes.iter().chain(&new.routes);
    let found = regions(both.map(|route| &route.key.pattern));
    let tables = (Table::new(&old.routes), Table::new(&new.routes));
    let mut changes: BTreeMap<Way, RequestChange> = BTreeMap::new();
    for path in &found.witnesses {
        for method in Method::ALL.into_iter().filter(|it| *it != Method::Any) {
            let request = Request {
                method,
                host: None,
                path: path.clone(),
                query: String::new(),
                headers: Vec::new(),
            };
            let was = answer(old, trace(old, &tables.0, &request));
            let is = answer(new, trace(new, &tables.1, &request));
            let differ = aspects(&was, &is);
            if !differ.is_empty() {
                let way = Way::new(&differ, &was, &is);
                gather(&mut changes, way, differ, (method, path), (was, is));
            }
        }
    }
    let mut changes: Vec<RequestChange> = changes.into_values().collect();
    changes.sort_by(|a, b| {
        a.aspects
            .cmp(&b.aspects)
            .then_with(|| a.example.1.cmp(&b.example.1))
    });
    (changes, found.truncated)
}

/// What makes two changed requests one change.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Way {
    aspects: Vec<Aspect>,
    old: Option<String>,
    new: Option<String>,
}

impl Way {
    fn new(aspects: &[Aspect], old: &Answer, new: &Answer) -> Self {
        // Preflights are the gateway's: whatever answered them before, one setting changed.
        let cors = aspects == [Aspect::Cors];
        let route = |answer: &Answer| match answer {
            Answer::Backend(it) if !cors => Some(it.route.written.clone()),
            Answer::Backend(_) | Answer::Refused(_) | Answer::Preflight(_) => None,
        };
        Self {
            aspects: aspects.to_vec(),
            old: route(old),
            new: route(new),
        }
    }
}

fn gather(
    changes: &mut BTreeMap<Way, RequestChange>,
    way: Way,
    aspects: Vec<Aspect>,
    (method, path): (Method, &str),
    (old, new): (Answer, Answer),
) {
    let change = changes.entry(way).or_insert_with(|| RequestChange {
        aspects,
        methods: Vec::new(),
        example: (method, path.to_owned()),
        regions: 0,
        old,
        new,
    });
    if !change.methods.contains(&method) {
        change.methods.push(method);
        change.methods.sort();
    }
    if change.example.0 == method {
        change.regions += 1;
    }
}
