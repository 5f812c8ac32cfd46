//! `gwc diff OLD NEW`: shows how a change to a spec affects requests and resources.

use crate::cli::args::{Diff, DiffFormat, DiffTarget};
use crate::cli::exit::{Exit, Failure};
use crate::cli::findings::Findings;
use crate::cli::revision;
use crate::cli::terminal::{self, Capabilities, Console, Stream};
use crate::diag::escape;
use crate::diff::{self, Difference};
use crate::facts::{Deployer, Facts};
use crate::model::Bindings;

/// Runs the command.
///
/// # Errors
/// When a spec or a revision cannot be read, or stdout is closed.
pub(super) fn run(options: &Diff, console: Console) -> Result<Exit, Failure> {
    let facts = Facts::load();
    let (old_env, new_env) = environments(options.env.as_deref());
    let bindings = |env: Option<String>| Bindings {
        env,
        set: options.set.clone(),
    };
    let new = match &options.new {
        Some(new) => new,
        None if old_env != new_env => &options.old,
        None => {
            let message = "expected a second spec, or `--env OLD..NEW` to compare two environments of one spec";
            return Err(Failure::Usage(message.to_owned()));
        }
    };
    let old = revision::analyze(&options.old, &facts, &bindings(old_env))?;
    let new = revision::analyze(new, &facts, &bindings(new_env))?;
    let mut findings = Findings::default();
    for analysis in [&old, &new] {
        let errors = analysis.diagnostics.iter().filter(|it| it.is_error());
        findings.add(&analysis.sources, errors);
    }
    findings.print_human(console);
    let deployer = match options.target {
        DiffTarget::Cfn => Deployer::CloudFormation,
        DiffTarget::Terraform => Deployer::Terraform,
        DiffTarget::Plan => Deployer::Apply,
    };
    let difference = diff::difference(&old, &new, &facts, deployer);
    match options.format {
        DiffFormat::Json => terminal::print_json(&format!("{:#}\n", diff::object(&difference)))?,
        DiffFormat::Markdown => terminal::print_text(&diff::document(&difference))?,
        DiffFormat::Human => {
            let capabilities = console.capabilities(Stream::Out);
            terminal::print_text(&render(&difference, capabilities))?;
        }
    }
    // Specs that could only be compared in part may still differ.
    let same = difference.is_empty() && difference.resources.is_some() && !difference.truncated;
    Ok(if same || options.exit_zero {
        Exit::Success
    } else {
        Exit::Findings
    })
}

/// Splits `--env` into the environments of the old and the new spec: `dev..prod`, or one for both.
fn environments(env: Option<&str>) -> (Option<String>, Option<String>) {
    let named = |name: &str| (!name.is_empty()).then(|| name.to_owned());
    match env.map(|env| env.split_once("..").unwrap_or((env, env))) {
        Some((old, new)) => (named(old), named(new)),
        None => (None, None),
    }
}

fn render(difference: &Difference, capabilities: Capabilities) -> String {
    let line = |line: diff::Line| {
        let style = match line.tone {
            diff::Tone::Heading => "1",
            diff::Tone::Danger => "31",
            diff::Tone::Warning | diff::Tone::Change => "33",
            diff::Tone::New => "32",
            diff::Tone::Detail => "2",
        };
        let (first, next) = (" ".repeat(line.indent), " ".repeat(line.indent + 4));
        let layout = textwrap::Options::new(capabilities.width)
            .initial_indent(&first)
            .subsequent_indent(&next)
            .word_splitter(textwrap::WordSplitter::NoHyphenation);
        let text = escape(&line.text);
        let rows = textwrap::wrap(&text, layout);
        let rows = rows
            .iter()
            .map(|row| format!("{}\n", capabilities.paint(style, row)));
        rows.collect::<String>()
    };
    diff::lines(difference).into_iter().map(line).collect()
}
