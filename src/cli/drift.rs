//! `gwc drift`: compares AWS with what was applied, and with what the plan would change.

use crate::cli::args::Drift;
use crate::cli::exit::{Exit, Failure};
use crate::cli::terminal::Console;

/// Runs the command.
///
/// # Errors
/// When the spec or the state cannot be read, or the options do not fit together.
#[cfg(feature = "live")]
pub(super) fn run(options: &Drift, console: Console) -> Result<Exit, Failure> {
    use crate::cli::deploy::{self, SessionOutcome};

    deploy::with_session(&options.deployment, console, "drift", async |session| {
        let found = crate::apply::drift(&session).await?;
        let mut lines: Vec<String> = found.iter().map(line).collect();
        let planned = crate::apply::changes::changes(&session).await?;
        lines.extend(
            planned
                .iter()
                .map(|change| format!("{} ({}): not applied yet", change.step, change.origin)),
        );
        let differs = found.iter().any(crate::apply::Drift::is_difference) || !planned.is_empty();
        if lines.is_empty() {
            lines.push("no drift".to_owned());
        }
        let can_repair = |it: &crate::apply::Drift| {
            use crate::apply::Drift as Found;
            matches!(it, Found::Missing(_) | Found::Changed { .. })
        };
        if found.iter().any(can_repair) {
            lines.push("`gwc apply --repair` makes AWS match what was applied".to_owned());
        }
        Ok(if differs {
            SessionOutcome::Drifted(lines)
        } else {
            SessionOutcome::Complete(lines)
        })
    })
}

/// Renders a difference for people.
#[cfg(feature = "live")]
fn line(drift: &crate::apply::Drift) -> String {
    use crate::apply::Drift as Found;
    use crate::apply::value::hide;

    match drift {
        Found::Missing(record) => format!(
            "{} ({}): {} `{}` is gone",
            record.step, record.origin, record.of, record.identifier
        ),
        Found::Changed {
            record,
            path,
            desired,
            seen,
            live,
        } => {
            let [desired, seen, live] = [desired, seen, live].map(hide);
            let seen = if seen == live {
                String::new()
            } else {
                format!(", last seen {seen}")
            };
            format!(
                "{} ({}): {path} is {live}, applied {desired}{seen}",
                record.step, record.origin
            )
        }
        Found::Unreadable { record, paths } => format!(
            "{} ({}): cannot compare {}",
            record.step,
            record.origin,
            paths.join(", ")
        ),
        Found::Foreign {
            api,
            identifier,
            key,
        } => format!("route `{key}` ({identifier}) of API {api}: not created by this deployment"),
    }
}

/// Reports that this build has no such command.
///
/// # Errors
/// Always.
#[cfg(not(feature = "live"))]
pub(super) fn run(_: &Drift, _: Console) -> Result<Exit, Failure> {
    Err(crate::cli::apply::without_live("drift"))
}
