//! `gwc apply`: shows what a plan changes, asks, and carries it out.

use crate::cli::args::Apply;
use crate::cli::exit::{Exit, Failure};
use crate::cli::terminal::Console;

/// Runs the command.
///
/// # Errors
/// When the spec or the state cannot be read, or the options do not fit together.
#[cfg(feature = "live")]
pub(super) fn run(options: &Apply, console: Console) -> Result<Exit, Failure> {
    use crate::cli::deploy::{self, Ended};

    deploy::within(&options.deployment, console, "apply", async |session| {
        for (step, identifier) in &options.adopt {
            crate::apply::adopt(&session, step, identifier).await?;
        }
        let changes = deploy::preview(&session).await?;
        if changes > 0 {
            if !deploy::confirmed(options.yes, changes).await {
                return Ok(Ended::Declined);
            }
            let summary = crate::apply::execute(&session).await?;
            if !summary.is_complete() {
                return Ok(Ended::Incomplete(summary));
            }
        } else {
            // References move though nothing changes: lines, and what uses what.
            crate::apply::execute(&session).await?;
        }
        Ok(Ended::Complete(deploy::outputs(&session)))
    })
}

/// Says how to get the command.
///
/// # Errors
/// Always.
#[cfg(not(feature = "live"))]
pub(super) fn run(_: &Apply, _: Console) -> Result<Exit, Failure> {
    Err(without_live("apply"))
}

/// What a build without the feature says of a command that calls AWS.
#[cfg(not(feature = "live"))]
pub(super) fn without_live(command: &str) -> Failure {
    Failure::Usage(format!(
        "this gwc was built without `{command}`: install one with `cargo install gwc --features live`"
    ))
}
