//! `gwc apply`: prints what a plan changes, asks for confirmation, and executes it.

use crate::cli::args::Apply;
use crate::cli::exit::{Exit, Failure};
use crate::cli::terminal::Console;

/// Runs the command.
///
/// # Errors
/// When the spec or the state cannot be read, or the options do not fit together.
#[cfg(feature = "live")]
pub(super) fn run(options: &Apply, console: Console) -> Result<Exit, Failure> {
    use crate::cli::deploy::{self, SessionOutcome};

    deploy::with_session(&options.deployment, console, "apply", async |session| {
        // Supposed until the user agrees.
        let adopted = crate::apply::adopt(&session, &options.adopt).await?;
        let repaired = match options.repair {
            true => crate::apply::repair(&session).await?,
            false => Vec::new(),
        };
        crate::apply::refuse_second_api(&session).await?;
        let changes = adopted.len() + deploy::preview(&session, &adopted, options.yes).await?;
        if changes > 0 {
            if !deploy::confirm(options.yes, changes).await {
                return Ok(SessionOutcome::Declined);
            }
            for entry in adopted.iter().chain(&repaired) {
                session.journal.append(entry).await?;
            }
            let summary = crate::apply::execute(&session).await?;
            if !summary.is_complete() {
                return Ok(SessionOutcome::Incomplete(summary));
            }
        } else {
            for entry in &repaired {
                session.journal.append(entry).await?;
            }
            // Even without changes the state may need new references: source lines, and which step uses which.
            crate::apply::execute(&session).await?;
        }
        Ok(SessionOutcome::Complete(deploy::outputs(&session)))
    })
}

/// Reports that this build has no such command.
///
/// # Errors
/// Always.
#[cfg(not(feature = "live"))]
pub(super) fn run(_: &Apply, _: Console) -> Result<Exit, Failure> {
    Err(without_live("apply"))
}

/// Returns the failure of a command that needs the feature `live` in a build without it.
#[cfg(not(feature = "live"))]
pub(super) fn without_live(command: &str) -> Failure {
    Failure::Usage(format!(
        "this gwc was built without `{command}`; reinstall it with `cargo install gwc --features live`"
    ))
}
