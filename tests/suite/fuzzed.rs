//! Checks the laws of `laws.rs` for the stored texts, and for a few thousand small mutations of them.

use std::path::Path;

use crate::laws;
use crate::tools::stride;

/// The number of mutations in one run; can be set with `GWC_FUZZ_RUNS`.
const RUNS: usize = 300;

/// Returns the stored texts: seeds, texts that once broke a law, and the examples.
fn corpus() -> Vec<Vec<u8>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths = Vec::new();
    for folder in ["tests/fuzz/seeds", "tests/fuzz/crashers", "specs/examples"] {
        let entries = std::fs::read_dir(root.join(folder)).expect("a folder");
        let files = entries.map(|entry| entry.expect("an entry").path());
        paths.extend(files.filter(|path| path.is_file()));
    }
    paths.sort();
    let read = |path| std::fs::read(path).expect("a file");
    paths.iter().map(read).collect()
}

fn hold(text: &[u8]) {
    let Ok(text) = std::str::from_utf8(text) else {
        return;
    };
    for law in [
        laws::parse,
        laws::check,
        laws::format,
        laws::build,
        laws::diagnose,
        laws::trace,
        laws::compare,
        laws::converse,
    ] {
        if let Err(fault) = std::panic::catch_unwind(|| law(text)) {
            panic!("a law is broken by this text:\n{text}\n{fault:?}");
        }
    }
}

#[test]
fn laws_hold_for_the_corpus() {
    corpus().iter().for_each(|text| hold(text));
}

#[test]
fn laws_hold_for_changes_of_the_corpus() {
    let asked = std::env::var("GWC_FUZZ_RUNS").ok();
    let runs = asked.map_or_else(
        || RUNS / stride(),
        |runs| runs.parse().expect("a number of runs"),
    );
    let texts = corpus();
    // A fixed seed, so that failures are reproducible.
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut random = move |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % (below.max(1) as u64)).expect("it is below")
    };
    for _ in 0..runs {
        let mut text = texts[random(texts.len())].clone();
        for _ in 0..=random(4) {
            let other = &texts[random(texts.len())];
            let (at, from) = (random(text.len()), random(other.len()));
            let length = random(40).min(other.len() - from);
            let cut = random(24).min(text.len() - at);
            match random(3) {
                0 => drop(text.drain(at..at + cut)),
                1 => drop(text.splice(at..at, other[from..from + length].iter().copied())),
                _ => drop(text.splice(at..at + cut, other[from..from + length].iter().copied())),
            }
        }
        hold(&text);
    }
}
