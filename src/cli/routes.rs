//! `gwc routes SPEC`: the routes in match order.

use crate::cli::args::{ReportFormat, Routes};
use crate::cli::exit::{Exit, Failure};
use crate::cli::terminal::{self, Capabilities, Console, Stream};
use crate::cli::trace;
use crate::facts::Facts;
use crate::model::{Program, Throttle};
use crate::route::list::{self, RouteListing};
use crate::route::trace::Values;

/// Runs the command.
///
/// # Errors
/// When the spec cannot be read, or standard output is closed.
pub(super) fn run(options: &Routes, console: Console) -> Result<Exit, Failure> {
    let (analysis, exit) = trace::read(&options.spec, console)?;
    let entries = list::entries(&analysis.program, &Facts::load());
    match options.format {
        ReportFormat::Json => {
            let array = list::array(&entries, &analysis.sources);
            terminal::print(&format!("{array:#}\n"))?;
        }
        ReportFormat::Human => {
            let capabilities = console.capabilities(Stream::Out);
            terminal::print(&table(&analysis.program, &entries, capabilities))?;
        }
    }
    Ok(exit)
}

/// A column: its heading, and a cell for each route.
#[derive(Clone)]
struct Column {
    heading: &'static str,
    cells: Vec<String>,
}

impl Column {
    fn width(&self) -> usize {
        let cells = self.cells.iter().map(|cell| cell.chars().count());
        cells.chain([self.heading.len()]).max().unwrap_or(0)
    }
}

/// The table. A column that would say the same of every route is left out and said once below.
fn table(program: &Program, entries: &[RouteListing], capabilities: Capabilities) -> String {
    let words = Values::new(program);
    let column = |heading, cell: &dyn Fn(&RouteListing) -> String| Column {
        heading,
        cells: entries.iter().map(cell).collect(),
    };
    let mut columns = vec![
        column("METHOD", &|it| it.method.to_owned()),
        column("PATH", &|it| it.pattern.clone()),
        column("BACKEND", &|it| origin(&it.backend).to_owned()),
        column("SEES", &|it| it.path.clone().unwrap_or("-".to_owned())),
        column("AUTH", &|it| match (&it.auth, it.scopes.as_slice()) {
            (None, _) => "open".to_owned(),
            (Some(name), []) => name.clone(),
            (Some(name), scopes) => format!("{name} [{}]", scopes.join(" ")),
        }),
    ];
    let timeouts = entries.iter().any(|it| !is_default(it));
    let throttles = entries.iter().any(|it| it.throttle.is_some());
    let narrow = columns.clone();
    if timeouts {
        columns.push(column("TIMEOUT", &|it| words.milliseconds(it.timeout)));
    }
    if throttles {
        columns.push(column("THROTTLE", &|it| {
            throttled(&words, it.throttle.as_ref()).unwrap_or("-".to_owned())
        }));
    }
    let wide = columns.iter().map(|it| it.width() + 2).sum::<usize>();
    let mut out = if wide > capabilities.width + 2 {
        let below = entries.iter().map(|it| limits(&words, it)).collect();
        drawn(&narrow, below, capabilities)
    } else {
        drawn(&columns, vec![None; entries.len()], capabilities)
    };
    if !timeouts && !entries.is_empty() {
        out.push_str("\ntimeout 30s, everywhere\n");
    }
    if let Some(limit) = throttled(&words, program.gateway.throttle.as_ref()) {
        out.push_str(&format!("throttle {limit}, for all routes together\n"));
    }
    out
}

/// A URL without its path, which stands in the column of what the backend sees.
fn origin(backend: &str) -> &str {
    let host = backend.find("://").map_or(0, |at| at + 3);
    let rest = backend.get(host..).unwrap_or("");
    match rest.find('/') {
        Some(slash) if host > 0 => backend.get(..host + slash).unwrap_or(backend),
        Some(_) | None => backend,
    }
}

fn is_default(entry: &RouteListing) -> bool {
    !entry.has_timeout
}

fn throttled(words: &Values<'_>, throttle: Option<&Throttle>) -> Option<String> {
    let throttle = throttle?;
    let burst = throttle
        .burst
        .map(|it| format!(" burst {}", words.count(it)));
    let rate = words.rate(throttle.rate);
    Some(rate + &burst.unwrap_or_default())
}

/// A route's own limits, for a line below it where the table is too narrow for columns.
fn limits(words: &Values<'_>, entry: &RouteListing) -> Option<String> {
    let timeout = words.milliseconds(entry.timeout);
    let timeout = (!is_default(entry)).then(|| format!("timeout {timeout}"));
    let throttle = throttled(words, entry.throttle.as_ref());
    let throttle = throttle.map(|limit| format!("throttle {limit}"));
    let parts: Vec<String> = timeout.into_iter().chain(throttle).collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

fn drawn(columns: &[Column], below: Vec<Option<String>>, capabilities: Capabilities) -> String {
    let widths: Vec<usize> = columns.iter().map(Column::width).collect();
    let painted = |style: &str, text: &str| match capabilities.color {
        true => format!("\u{1b}[{style}m{text}\u{1b}[0m"),
        false => text.to_owned(),
    };
    let line = |cells: Vec<&str>| {
        let padded = cells
            .iter()
            .zip(&widths)
            .map(|(cell, width)| format!("{cell:width$}"));
        padded.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    let heading = line(columns.iter().map(|it| it.heading).collect());
    let mut out = format!("{}\n", painted("1", &heading));
    let indent = widths.first().map_or(0, |width| width + 2);
    for (row, below) in below.into_iter().enumerate() {
        let cells = columns
            .iter()
            .map(|it| it.cells.get(row).map_or("", String::as_str));
        out.push_str(&line(cells.collect()));
        out.push('\n');
        if let Some(below) = below {
            out.push_str(&format!("{:indent$}{}\n", "", painted("2", &below)));
        }
    }
    out
}
