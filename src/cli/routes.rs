//! `gwc routes SPEC`: the routes in match order.

use crate::cli::args::{Report as Form, Routes};
use crate::cli::exit::{Exit, Failure};
use crate::cli::terminal::{self, Color, Look, Stream};
use crate::cli::trace;
use crate::model::{Arg, Program};
use crate::route::list::{self, Entry};
use crate::route::trace::{DEFAULT_TIMEOUT_MS, Words};

/// Runs the command.
///
/// # Errors
/// When the spec cannot be read, or standard output is closed.
pub(super) fn run(options: &Routes, color: Color) -> Result<Exit, Failure> {
    let (analysis, exit) = trace::read(&options.spec, color)?;
    let entries = list::entries(&analysis.program);
    match options.format {
        Form::Json => {
            let array = list::array(&entries, &analysis.files.sources);
            terminal::print(&format!("{array:#}\n"))?;
        }
        Form::Human => {
            let look = Look::of(Stream::Out, color);
            terminal::print(&table(&analysis.program, &entries, look))?;
        }
    }
    Ok(exit)
}

/// A column: its heading, and a cell for each route.
struct Column {
    heading: &'static str,
    cells: Vec<String>,
}

/// The table. A column that would say the same of every route is left out and said once below.
fn table(program: &Program, entries: &[Entry], look: Look) -> String {
    let words = Words::new(program);
    let column = |heading, cell: &dyn Fn(&Entry) -> String| Column {
        heading,
        cells: entries.iter().map(cell).collect(),
    };
    let mut columns = vec![
        column("METHOD", &|it| it.method.to_owned()),
        column("PATH", &|it| it.pattern.clone()),
        column("BACKEND", &|it| it.backend.clone()),
        column("SEES", &|it| it.path.clone().unwrap_or("-".to_owned())),
        column("AUTH", &|it| match (&it.auth, it.scopes.as_slice()) {
            (None, _) => "open".to_owned(),
            (Some(name), []) => name.clone(),
            (Some(name), scopes) => format!("{name} [{}]", scopes.join(" ")),
        }),
    ];
    let default = Arg::Known(DEFAULT_TIMEOUT_MS);
    let timeouts = entries.iter().any(|it| it.timeout != default);
    if timeouts {
        columns.push(column("TIMEOUT", &|it| words.milliseconds(it.timeout)));
    }
    if entries.iter().any(|it| it.throttle.is_some()) {
        columns.push(column("THROTTLE", &|it| match &it.throttle {
            None => "-".to_owned(),
            Some(own) => {
                let burst = own.burst.map(|it| format!(" burst {}", words.count(it)));
                format!("{}{}", words.rate(own.rate), burst.unwrap_or_default())
            }
        }));
    }
    let mut out = drawn(&columns, entries.len(), look);
    if !timeouts && !entries.is_empty() {
        out.push_str("\ntimeout 30s, everywhere\n");
    }
    if let Some(throttle) = &program.gateway.throttle {
        let burst = throttle
            .burst
            .map(|it| format!(" burst {}", words.count(it)));
        out.push_str(&format!(
            "throttle {}{} for all routes together\n",
            words.rate(throttle.rate),
            burst.unwrap_or_default()
        ));
    }
    out
}

fn drawn(columns: &[Column], rows: usize, look: Look) -> String {
    let width = |column: &Column| {
        let cells = column.cells.iter().map(|cell| cell.chars().count());
        cells.chain([column.heading.len()]).max().unwrap_or(0)
    };
    let widths: Vec<usize> = columns.iter().map(width).collect();
    let line = |cells: Vec<&str>| {
        let padded = cells
            .iter()
            .zip(&widths)
            .map(|(cell, width)| format!("{cell:width$}"));
        padded.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    let heading = line(columns.iter().map(|it| it.heading).collect());
    let heading = if look.color {
        format!("\u{1b}[1m{heading}\u{1b}[0m")
    } else {
        heading
    };
    let mut out = format!("{heading}\n");
    for row in 0..rows {
        let cells = columns
            .iter()
            .map(|it| it.cells.get(row).map_or("", String::as_str));
        out.push_str(&line(cells.collect()));
        out.push('\n');
    }
    out
}
