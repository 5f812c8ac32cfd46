//! A lower bound for a compiler: reads a file, and writes as many bytes as another program wrote.
//!
//! `floor` alone does nothing, which measures process start; `floor SPEC BYTES` reads and writes.

use std::io::Write;

fn main() -> std::io::Result<()> {
    let mut args = std::env::args().skip(1);
    let (Some(spec), Some(bytes)) = (args.next(), args.next()) else {
        println!("hello");
        return Ok(());
    };
    let text = std::fs::read(spec)?;
    let wanted: usize = bytes.parse().unwrap_or(0);
    let mut out = Vec::with_capacity(wanted);
    while out.len() < wanted && !text.is_empty() {
        let rest = wanted - out.len();
        out.extend_from_slice(&text[..rest.min(text.len())]);
    }
    std::io::stdout().lock().write_all(&out)
}
