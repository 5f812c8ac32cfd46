//! `gwc routes SPEC`: lists the routes in match order.

use crate::cli::args::{ReportFormat, Routes};
use crate::cli::exit::{Exit, Failure};
use crate::cli::layout::{pad, width, wrap};
use crate::cli::terminal::{self, Capabilities, Console, Stream};
use crate::cli::trace;
use crate::diag::escape;
use crate::facts::Facts;
use crate::model::{Program, Throttle};
use crate::route::list::{self, RouteListing};
use crate::route::trace::Values;

/// Runs the command.
///
/// # Errors
/// When the spec cannot be read, or stdout is closed.
pub(super) fn run(options: &Routes, console: Console) -> Result<Exit, Failure> {
    let (analysis, exit) = trace::read(&options.spec, console)?;
    let entries = list::entries(&analysis.program, &Facts::load());
    match options.format {
        ReportFormat::Json => {
            let array = list::array(&entries, &analysis.sources);
            terminal::print_json(&format!("{array:#}\n"))?;
        }
        ReportFormat::Human => {
            let capabilities = console.capabilities(Stream::Out);
            terminal::print_text(&table(&analysis.program, &entries, capabilities))?;
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
        let cells = self.cells.iter().map(|cell| width(cell));
        cells.fold(self.heading.len(), usize::max)
    }
}

/// Lays out the routes as a table that fits the terminal: with all columns, with the limits below each route, or with
/// everything except method and path below. A column with the same value for every route is left out, and its value is
/// printed once below.
fn table(program: &Program, entries: &[RouteListing], capabilities: Capabilities) -> String {
    let values = Values::new(program);
    let column = |heading, cell: &dyn Fn(&RouteListing) -> String| Column {
        heading,
        cells: entries.iter().map(|entry| escape(&cell(entry))).collect(),
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
    let has_timeouts = entries.iter().any(|it| !is_default(it));
    let has_throttles = entries.iter().any(|it| it.throttle.is_some());
    let narrow = columns.clone();
    if has_timeouts {
        columns.push(column("TIMEOUT", &|it| values.milliseconds(it.timeout)));
    }
    if has_throttles {
        columns.push(column("THROTTLE", &|it| {
            throttle_text(&values, it.throttle.as_ref()).unwrap_or("-".to_owned())
        }));
    }
    let fits = |columns: &[Column]| {
        let width: usize = columns.iter().map(|it| it.width() + 2).sum();
        width <= capabilities.width + 2
    };
    let limits: Vec<Option<String>> = entries.iter().map(|it| limits(&values, it)).collect();
    let mut out = if fits(&columns) {
        rows(&columns, &vec![None; entries.len()], capabilities)
    } else if fits(&narrow) {
        rows(&narrow, &limits, capabilities)
    } else {
        pairs(&narrow, &limits, capabilities)
    };
    let mut notes = Vec::new();
    if !has_timeouts && !entries.is_empty() {
        notes.push("timeout 30s for every route\n".to_owned());
    }
    if let Some(limit) = throttle_text(&values, program.gateway.throttle.as_ref()) {
        notes.push(format!("throttle {limit} for each route without its own\n"));
    }
    if !notes.is_empty() {
        out.push('\n');
        notes.iter().for_each(|note| out.push_str(note));
    }
    out
}

/// Returns a URL without its path, which has its own column.
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

fn throttle_text(values: &Values<'_>, throttle: Option<&Throttle>) -> Option<String> {
    let throttle = throttle?;
    let burst = throttle
        .burst
        .map(|it| format!(" burst {}", values.count(it)));
    let rate = values.rate(throttle.rate);
    Some(rate + &burst.unwrap_or_default())
}

/// Renders a route's own limits on one line.
fn limits(values: &Values<'_>, entry: &RouteListing) -> Option<String> {
    let timeout = values.milliseconds(entry.timeout);
    let timeout = (!is_default(entry)).then(|| format!("timeout {timeout}"));
    let throttle = throttle_text(values, entry.throttle.as_ref());
    let throttle = throttle.map(|limit| format!("throttle {limit}"));
    let parts: Vec<String> = timeout.into_iter().chain(throttle).collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// Renders one line per route, followed by its text in `below`, if any.
fn rows(columns: &[Column], below: &[Option<String>], capabilities: Capabilities) -> String {
    let widths: Vec<usize> = columns.iter().map(Column::width).collect();
    let line = |cells: Vec<&str>| {
        let cells = cells.iter().zip(&widths);
        let padded: Vec<String> = cells.map(|(cell, width)| pad(cell, *width)).collect();
        padded.join("  ").trim_end().to_owned()
    };
    let heading = line(columns.iter().map(|it| it.heading).collect());
    let mut out = format!("{}\n", capabilities.paint(BOLD, &heading));
    let indent = widths.first().map_or(0, |width| width + 2);
    for (row, below) in below.iter().enumerate() {
        out.push_str(&line(cells(columns, row).collect()));
        out.push('\n');
        if let Some(below) = below {
            let below = capabilities.paint(DIM, below);
            out.push_str(&format!("{:indent$}{below}\n", ""));
        }
    }
    out
}

/// Renders method and path on one line and the rest below, for routes that do not fit a table.
fn pairs(columns: &[Column], below: &[Option<String>], capabilities: Capabilities) -> String {
    let indent = columns.first().map_or(0, |methods| methods.width() + 2);
    let room = capabilities.width.saturating_sub(indent);
    let mut out = String::new();
    for (row, below) in below.iter().enumerate() {
        let mut cells = cells(columns, row);
        let mut method = cells.next().unwrap_or("").to_owned();
        for part in wrap(cells.next().unwrap_or(""), room) {
            let line = format!("{}{part}", pad(&method, indent));
            out.push_str(&format!("{}\n", capabilities.paint(BOLD, &line)));
            method.clear();
        }
        let backend: Vec<&str> = cells.by_ref().take(2).filter(|it| *it != "-").collect();
        let others = cells.chain(below.as_deref()).map(|it| format!(", {it}"));
        let rest = format!("-> {}{}", backend.join(" "), others.collect::<String>());
        for part in wrap(&rest, room) {
            out.push_str(&format!("{:indent$}{part}\n", ""));
        }
    }
    out
}

fn cells(columns: &[Column], row: usize) -> impl Iterator<Item = &str> {
    let cells = columns.iter().map(move |it| it.cells.get(row));
    cells.map(|cell| cell.map_or("", String::as_str))
}

const BOLD: &str = "1";
const DIM: &str = "2";
