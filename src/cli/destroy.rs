//! `gwc destroy`: deletes what a deployment owns, and nothing else.

use crate::cli::args::Destroy;
use crate::cli::exit::{Exit, Failure};
use crate::cli::terminal::Console;

/// Runs the command.
///
/// # Errors
/// When the spec or the state cannot be read, or the options do not fit together.
#[cfg(feature = "live")]
pub(super) fn run(options: &Destroy, console: Console) -> Result<Exit, Failure> {
    use crate::cli::deploy::{self, Ended};

    deploy::within(&options.deployment, console, "destroy", async |session| {
        let changes = deploy::preview(&session).await?;
        if changes > 0 && !deploy::confirmed(options.yes, changes).await {
            return Ok(Ended::Declined);
        }
        let summary = crate::apply::execute(&session).await?;
        if summary.is_complete() {
            Ok(Ended::Complete(Vec::new()))
        } else {
            Ok(Ended::Incomplete(summary))
        }
    })
}

/// Says how to get the command.
///
/// # Errors
/// Always.
#[cfg(not(feature = "live"))]
pub(super) fn run(_: &Destroy, _: Console) -> Result<Exit, Failure> {
    Err(crate::cli::apply::without_live("destroy"))
}
