//! `never!`: the loud form of "this cannot happen".
//!
//! A silent fallback would print an empty template and exit 0. `never!` unwinds instead, so that staged files are removed
//! and nothing is printed half; the program then asks for a report and exits 3. It must not be used for anything that a
//! spec, an argument or a file can cause: that is a diagnostic or a failure.

/// Stops because an invariant is broken. Takes what `format!` takes, and has any type:
/// `let Some(page) = page else { never!("no page for {code}") };`
macro_rules! never {
    ($($message:tt)+) => {
        $crate::never::stop(format!($($message)+))
    };
}

/// Unwinds with a message. The program's entry turns it into exit code 3, the language server into an error response.
#[track_caller]
#[expect(
    clippy::panic,
    reason = "the one place that may: everything else is a diagnostic or a failure"
)]
pub(crate) fn stop(message: String) -> ! {
    std::panic::panic_any(message)
}

#[cfg(test)]
#[expect(
    clippy::expect_used,
    reason = "a test that cannot go on has to stop at once, and says why"
)]
mod tests {
    #[test]
    fn a_broken_invariant_stops_with_its_message() {
        let stopped = std::panic::catch_unwind(|| -> u32 { never!("no page for {}", "GW0001") });
        let message = stopped.expect_err("it unwinds");
        let message = message.downcast_ref::<String>();
        assert_eq!(message.map(String::as_str), Some("no page for GW0001"));
    }
}
