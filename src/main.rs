//! The `gwc` program: arguments in, an exit code out.

use std::io::Write;
use std::panic::{self, PanicHookInfo};
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};

use gwc::cli::{self, Exit, Stdout};

/// True if stdout was closed when the process started.
static STDOUT_CLOSED: AtomicBool = AtomicBool::new(false);

/// Checks stdout before Rust's runtime does: if it is closed, the runtime opens `/dev/null` in its place, and output would
/// be lost without an error.
#[cfg(unix)]
#[ctor::ctor(unsafe)]
fn inspect_stdout() {
    let open = |path: &str| std::fs::metadata(path).is_ok();
    STDOUT_CLOSED.store(open("/dev/fd") && !open("/dev/fd/1"), Ordering::Relaxed);
}

fn main() -> ExitCode {
    panic::set_hook(Box::new(report));
    let stdout = match STDOUT_CLOSED.load(Ordering::Relaxed) {
        true => Stdout::Closed,
        false => Stdout::Open,
    };
    // Unwinding removes staged files on the way, and output is printed whole or not at all.
    let exit = panic::catch_unwind(|| cli::run(std::env::args_os(), stdout));
    exit.unwrap_or(Exit::Fault).into()
}

/// Prints what went wrong inside the program, and asks for a report.
fn report(panic: &PanicHookInfo<'_>) {
    let payload = panic.payload();
    let message = payload
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| payload.downcast_ref::<&str>().copied())
        .unwrap_or("unknown cause");
    let location = panic
        .location()
        .map(|location| format!(" ({location})"))
        .unwrap_or_default();
    // A closed stderr must not panic again.
    let _ = writeln!(
        std::io::stderr(),
        "gwc: internal error: {message}{location}\n\
         This is a bug in gwc {}, not in your spec. Please report it together with the spec that causes it.",
        env!("CARGO_PKG_VERSION"),
    );
}
