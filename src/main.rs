//! The `gwc` program: arguments in, an exit code out.

use std::process::ExitCode;

use gwc::cli::{self, Exit};

fn main() -> ExitCode {
    let shown = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |fault| {
        shown(fault);
        eprintln!(
            "gwc: this is a fault of gwc itself, not of the spec; please report it with the spec that shows it"
        );
        std::process::exit(i32::from(Exit::Fault.code()));
    }));
    cli::run(std::env::args_os()).into()
}
