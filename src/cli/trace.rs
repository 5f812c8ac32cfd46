//! `gwc trace SPEC METHOD PATH`: traces one request through the gateway.

mod hops;
mod symptoms;
mod timeline;

use crate::cli::args::{ReportFormat, Spec, Trace};
use crate::cli::disk::{self, Disk};
use crate::cli::environment;
use crate::cli::exit::{Exit, Failure};
use crate::cli::findings::Findings;
use crate::cli::terminal::{self, Capabilities, Console, Stream};
use crate::diag::Diagnostic;
use crate::diag::near::{Budget, nearest};
use crate::driver::Analysis;
use crate::facts::Facts;
use crate::model::{Bindings, Method};
use crate::route::{Request, RequestError, Table, trace};

/// Runs the command. A spec with errors is traced as far as possible, because a failed `expect` is a reason to trace.
///
/// # Errors
/// When the spec cannot be read, the request is malformed, or stdout is closed.
pub(super) fn run(options: &Trace, console: Console) -> Result<Exit, Failure> {
    let wrong = |error: RequestError| match method_like(&error) {
        Some(near) => Failure::Usage(format!(
            "unknown method `{}`: did you mean `{near}`?",
            options.method
        )),
        None => Failure::Usage(error.to_string()),
    };
    let mut request = Request::new(&options.method, &options.path).map_err(wrong)?;
    for header in &options.headers {
        request = request.header(header).map_err(wrong)?;
    }
    let (analysis, exit) = read(&options.spec, console)?;
    let program = &analysis.program;
    let table = Table::new(&program.routes);
    let found = trace::trace(program, &Facts::load(), &table, &request);
    match options.format {
        ReportFormat::Json => terminal::print_json(&format!("{:#}\n", trace::object(&found)))?,
        ReportFormat::Human => {
            let capabilities = console.capabilities(Stream::Out);
            terminal::print_text(&draw(&request, &found, &analysis, capabilities))?;
            for cause in symptoms::causes(program, &found) {
                console.status(&format!(
                    "symptom once deployed: `{cause}`; see `gwc explain {cause}`\n"
                ));
            }
        }
    }
    Ok(exit)
}

/// Renders a trace for people.
pub(super) fn draw(
    request: &Request,
    trace: &trace::Trace,
    analysis: &Analysis,
    capabilities: Capabilities,
) -> String {
    let hops = hops::hops(trace, analysis);
    timeline::render(&hops::request(request), &hops, capabilities)
}

/// Analyzes a spec as far as possible and prints its errors. Also returns the exit code.
pub(super) fn read(spec: &Spec, console: Console) -> Result<(Analysis, Exit), Failure> {
    let root = disk::read_spec(&spec.spec, spec.stdin_filename.as_deref())?;
    let bindings = Bindings {
        env: spec.env.clone(),
        set: spec.set.clone(),
    };
    let disk = Disk::for_root(&root);
    let analysis = environment::analyze(root, &disk, &Facts::load(), &bindings)?;
    let mut findings = Findings::default();
    let errors = analysis.diagnostics.iter().filter(|it| it.is_error());
    findings.add(&analysis.sources, errors);
    findings.print_human(console);
    let failed = analysis.diagnostics.iter().any(Diagnostic::is_error);
    let exit = if failed {
        Exit::Findings
    } else {
        Exit::Success
    };
    Ok((analysis, exit))
}

/// Finds the method that an unknown one probably stands for.
fn method_like(error: &RequestError) -> Option<&'static str> {
    let RequestError::Method(word) = error else {
        return None;
    };
    let known = Method::ALL.into_iter().filter(|it| *it != Method::Any);
    let upper = word.to_ascii_uppercase();
    let near = nearest(&mut Budget::default(), &upper, known.map(Method::word));
    near.first().copied()
}
