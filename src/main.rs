//! The `gwc` program.

fn main() {}
