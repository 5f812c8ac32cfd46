//! `laws::converse` over any text.
#![no_main]
#![allow(dead_code, reason = "a target calls one law of several")]

#[path = "../../suite/laws.rs"]
mod laws;

libfuzzer_sys::fuzz_target!(|text: &str| laws::converse(text));
