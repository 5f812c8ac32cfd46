//! Measures how many requests per second the matcher handles: 300 routes, the quota of an API, and a million requests.
//!
//! `cargo bench --bench lookup`. It prints figures without a verdict, because machines differ.

use std::hint::black_box;
use std::time::Instant;

use gwc::model::{Method, Pattern, RouteKey, Segment};
use gwc::route::Table;

const REQUESTS: u32 = 1_000_000;

fn main() {
    let keys = keys();
    let started = Instant::now();
    let table = Table::of_keys(&keys);
    println!("{} routes, table in {:?}", keys.len(), started.elapsed());
    let paths: Vec<String> = (0..1000).map(path).collect();
    run("winner", &paths, |method, path| {
        table.winner(method, path).is_some()
    });
    run("select", &paths, |method, path| {
        table.select(method, path).winner.is_some()
    });
}

/// Returns the keys of a hundred services: a collection, an item and everything below it.
fn keys() -> Vec<RouteKey> {
    let service = |number: u32| {
        let literal = |text: &str| Segment::Literal(text.to_owned());
        let base = vec![
            literal("api"),
            literal("v1"),
            literal(&format!("service-{number}")),
        ];
        let with = |last: Segment| [base.clone(), vec![last]].concat();
        [
            (Method::Get, base.clone()),
            (Method::Get, with(Segment::Variable("id".to_owned()))),
            (Method::Any, with(Segment::Greedy("rest".to_owned()))),
        ]
    };
    let keys = (0..100).flat_map(service);
    keys.map(|(method, path)| RouteKey {
        method,
        pattern: Pattern::Path(path),
    })
    .collect()
}

fn path(number: u32) -> String {
    let service = format!("/api/v1/service-{}", number % 110);
    match number % 4 {
        0 => service,
        1 => format!("{service}/{number}"),
        2 => format!("{service}/{number}/items/7/notes"),
        _ => format!("{service}/{number}/caf%C3%A9"),
    }
}

fn run(name: &str, paths: &[String], ask: impl Fn(Method, &str) -> bool) {
    let started = Instant::now();
    let mut answered = 0_u32;
    for path in paths.iter().cycle().take(REQUESTS as usize) {
        answered += u32::from(black_box(ask(Method::Get, path)));
    }
    let took = started.elapsed();
    let rate = f64::from(REQUESTS) / took.as_secs_f64();
    println!("{name}: {REQUESTS} requests in {took:?}, {rate:.0}/s, {answered} answered");
}
