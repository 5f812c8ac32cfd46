//! `gwc destroy`: deletes the resources of a deployment, and nothing else.

use crate::cli::args::Destroy;
use crate::cli::exit::{Exit, Failure};
use crate::cli::terminal::Console;

/// Runs the command.
///
/// # Errors
/// When the spec or the state cannot be read, or the options do not fit together.
#[cfg(feature = "live")]
pub(super) fn run(options: &Destroy, console: Console) -> Result<Exit, Failure> {
    use crate::cli::deploy::{self, SessionOutcome};

    deploy::with_session(&options.deployment, console, "destroy", async |session| {
        let changes = deploy::preview(&session, &[], options.yes).await?;
        if changes > 0 && !deploy::confirm(options.yes, changes).await {
            return Ok(SessionOutcome::Declined);
        }
        let summary = crate::apply::execute(&session).await?;
        if summary.is_complete() {
            Ok(SessionOutcome::Complete(Vec::new()))
        } else {
            Ok(SessionOutcome::Incomplete(summary))
        }
    })
}

/// Reports that this build has no such command.
///
/// # Errors
/// Always.
#[cfg(not(feature = "live"))]
pub(super) fn run(_: &Destroy, _: Console) -> Result<Exit, Failure> {
    Err(crate::cli::apply::without_live("destroy"))
}
