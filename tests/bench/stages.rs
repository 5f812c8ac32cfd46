//! Measures each stage by the number of routes: parse, resolve, check, seal, and every backend.
//!
//! `cargo bench --bench stages -- [COUNT ..]`; by default 1 to 100,000. It prints one line of tab-separated values per
//! stage: routes, stage, microseconds (the minimum of several runs), bytes of output. It gives no verdict, because
//! machines differ.

use std::env;
use std::fmt::Write;
use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

use gwc::check;
use gwc::driver;
use gwc::emit::{cfn, ir, plan, terraform};
use gwc::facts::Facts;
use gwc::graph;
use gwc::model::{Bindings, from_ast};
use gwc::source::{Loaded, MemoryLoader, Sources};
use gwc::syntax;

/// With more services there would be more integrations than an API may have, and sealing would fail.
const MOST_SERVICES: usize = 50;

const COUNTS: [usize; 7] = [1, 10, 100, 300, 1_000, 10_000, 100_000];

fn main() {
    let asked: Vec<usize> = env::args().filter_map(|arg| arg.parse().ok()).collect();
    if env::args().any(|arg| arg == "--spec") {
        asked.iter().for_each(|count| print!("{}", spec(*count)));
        return;
    }
    let counts = if asked.is_empty() {
        &COUNTS[..]
    } else {
        &asked
    };
    println!("routes\tstage\tmicroseconds\tbytes");
    counts.iter().for_each(|count| stages(*count));
}

/// Returns routes of many services with typical features: variables, greedy rests, clauses, several backends.
fn spec(routes: usize) -> String {
    let mut text = String::from("gw 1\n\ngateway shop { region eu-west-1; allow GW0209 }\n\n");
    let services = routes.div_ceil(100).min(MOST_SERVICES);
    for service in 0..services {
        let _ = writeln!(text, "ecs service{service:04}x private");
    }
    for route in 0..routes {
        let service = route / 100 % MOST_SERVICES;
        let target = format!("-> service{service:04}x");
        let place = format!("/api/s{service}/r{route}");
        let _ = match route % 4 {
            0 => writeln!(text, "GET {place} {target}"),
            1 => writeln!(text, "GET {place}/<id> {target} timeout 10s"),
            2 => writeln!(text, "POST {place}/<id>/items {target} at /items/<id>"),
            _ => writeln!(text, "{place}/<rest+> {target} throttle 50/s burst 100"),
        };
    }
    text
}

fn stages(routes: usize) {
    let text = spec(routes);
    let mut sources = Sources::default();
    let file = sources.add("spec.gw".to_owned(), Arc::from(text.as_str()));
    let row = |stage: &str, took: Duration, bytes: usize| {
        println!(
            "{routes}\t{stage}\t{:.1}\t{bytes}",
            took.as_secs_f64() * 1e6
        );
    };

    let (took, parse) = least(routes, || syntax::parse(file, &text));
    row("parse", took, text.len());
    let asts = vec![parse.ast];
    let bindings = Bindings::default();
    let (took, resolved) = least(routes, || from_ast::program(&asts, "spec", &bindings));
    row("resolve", took, 0);
    let facts = Facts::load();
    let program = Arc::new(resolved.program);
    let (took, outcome) = least(routes, || check::check(Arc::clone(&program), &facts));
    row("check", took, 0);
    let Some(checked) = outcome.checked else {
        println!("# {routes} routes: {:?}", outcome.diagnostics.first());
        return;
    };
    let (took, lowered) = least(routes, || graph::seal(&checked, &facts, &sources));
    row("seal", took, 0);
    let Some(sealed) = lowered.sealed else {
        println!("# {routes} routes: {:?}", lowered.diagnostics.first());
        return;
    };
    let yaml = || cfn::template(&sealed, cfn::Notation::Yaml, &facts).map_or(0, |text| text.len());
    let (took, bytes) = least(routes, yaml);
    row("cfn yaml", took, bytes);
    let json = || cfn::template(&sealed, cfn::Notation::Json, &facts).map_or(0, |text| text.len());
    let (took, bytes) = least(routes, json);
    row("cfn json", took, bytes);
    let module = || terraform::module(&sealed).map_or(0, |module| module.document().len());
    let (took, bytes) = least(routes, module);
    row("terraform", took, bytes);
    let (took, bytes) = least(routes, || {
        plan::plan(&sealed, &facts).map_or(0, |plan| plan.len())
    });
    row("plan", took, bytes);
    let (took, bytes) = least(routes, || ir::document(&sealed).len());
    row("ir", took, bytes);

    let root = Loaded {
        identity: "spec.gw".to_owned(),
        name: "spec.gw".to_owned(),
        text: Arc::from(text.as_str()),
    };
    let target = driver::Target::Cfn(driver::TemplateFormat::Yaml);
    let whole = || {
        let loader = MemoryLoader::default();
        let analysis = driver::analyze(root.clone(), &loader, &facts, &bindings);
        driver::build(&analysis, &facts, target, driver::Layout::Document)
            .files
            .is_some()
    };
    let (took, _) = least(routes, whole);
    row("whole", took, 0);
}

/// Returns the minimum time of several runs, fewer if a run is slow, and the result of the last one.
fn least<T>(routes: usize, mut run: impl FnMut() -> T) -> (Duration, T) {
    let runs = (20_000 / routes).clamp(3, 200);
    let mut best = Duration::MAX;
    let started = Instant::now();
    let mut made = black_box(run());
    best = best.min(started.elapsed());
    for _ in 1..runs {
        let started = Instant::now();
        let next = black_box(run());
        best = best.min(started.elapsed());
        made = next;
    }
    (best, made)
}
