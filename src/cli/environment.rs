//! The environment named by `--env`: the spec must declare it, and findings that depend on it name it.

use crate::cli::exit::Failure;
use crate::diag::Diagnostic;
use crate::diag::near::nearest;
use crate::driver::{self, Analysis, Files};
use crate::facts::Facts;
use crate::model::Bindings;
use crate::source::{Loaded, Loader};

/// Refuses an environment that none of the specs declares. Refuses nothing if a spec has syntax errors, because the
/// declaration may be among the lines that failed to parse.
///
/// # Errors
/// When the spec does not declare the environment.
pub(super) fn require<'f>(
    env: Option<&str>,
    specs: impl IntoIterator<Item = &'f Files>,
) -> Result<(), Failure> {
    let Some(env) = env else {
        return Ok(());
    };
    let mut declared: Vec<String> = Vec::new();
    let mut specs = specs.into_iter().peekable();
    if specs.peek().is_none() {
        return Ok(());
    }
    for files in specs {
        if files.diagnostics.iter().any(Diagnostic::is_error) {
            return Ok(());
        }
        declared.extend(files.environments());
    }
    if declared.iter().any(|name| name == env) {
        return Ok(());
    }
    declared.sort();
    declared.dedup();
    let names = || declared.iter().map(String::as_str);
    let near = nearest(&mut Default::default(), env, names());
    // `production` means `prod`, and `stag` means `staging`.
    let alike = names().find(|name| env.starts_with(name) || name.starts_with(env));
    let hint = match (near.first().copied().or(alike), declared.is_empty()) {
        (Some(near), _) => format!("did you mean `{near}`?"),
        (None, true) => "the spec declares none".to_owned(),
        (None, false) => {
            let listed: Vec<String> = names().take(12).map(|name| format!("`{name}`")).collect();
            format!("expected {}", listed.join(", "))
        }
    };
    Err(Failure::Usage(format!(
        "unknown environment `{env}`: {hint}"
    )))
}

/// Loads, resolves and checks a spec for the environment of `bindings`.
///
/// # Errors
/// When the spec does not declare that environment.
pub(super) fn analyze(
    root: Loaded,
    loader: &dyn Loader,
    facts: &Facts,
    bindings: &Bindings,
) -> Result<Analysis, Failure> {
    let files = driver::load(root, loader);
    require(bindings.env.as_deref(), [&files])?;
    let mut analysis = driver::check(&files, facts, bindings);
    driver::name_environment(&files, facts, bindings, &mut analysis.diagnostics);
    Ok(analysis)
}
