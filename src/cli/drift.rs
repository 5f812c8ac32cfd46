//! `gwc drift`: what AWS holds beside what was applied, and what a plan would change.

use crate::cli::args::Drift;
use crate::cli::exit::{Exit, Failure};
use crate::cli::terminal::Console;

/// Runs the command.
///
/// # Errors
/// When the spec or the state cannot be read, or the options do not fit together.
#[cfg(feature = "live")]
pub(super) fn run(options: &Drift, console: Console) -> Result<Exit, Failure> {
    use crate::cli::deploy::{self, Ended};

    deploy::within(&options.deployment, console, "drift", async |session| {
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
        Ok(if differs {
            Ended::Drifted(lines)
        } else {
            Ended::Complete(lines)
        })
    })
}

/// A difference, for people.
#[cfg(feature = "live")]
fn line(drift: &crate::apply::Drift) -> String {
    use crate::apply::Drift as Found;
    use crate::apply::value::hidden;

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
            let [desired, seen, live] = [desired, seen, live].map(hidden);
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
            "{} ({}): cannot tell: {}",
            record.step,
            record.origin,
            paths.join(", ")
        ),
        Found::Foreign {
            api,
            identifier,
            key,
        } => format!("route `{key}` ({identifier}) of API {api}: not made by this deployment"),
    }
}

/// Says how to get the command.
///
/// # Errors
/// Always.
#[cfg(not(feature = "live"))]
pub(super) fn run(_: &Drift, _: Console) -> Result<Exit, Failure> {
    Err(crate::cli::apply::without_live("drift"))
}
