//! The order of the stages: load, parse, resolve, check, seal, emit.
//!
//! Pure over [`Loader`]. The command line, the editor and the tests call this module and never a stage directly. It
//! decides nothing about the language or about AWS.

mod addresses;
mod causes;
mod check_targets;
mod emit;
mod environments;
mod includes;
mod patched;
mod shared_api;
mod stage;
mod values;

use std::sync::Arc;

use crate::check::{self, Checked};
use crate::diag::Diagnostic;
use crate::facts::Facts;
use crate::graph::{self, Lowered};
use crate::model::from_ast::{self, ResolvedLines};
use crate::model::{Bindings, Program};
use crate::source::{Loaded, Loader, Sources};
use crate::syntax::{Comment, ast};

pub use addresses::{Address, addresses};
pub use check_targets::check_targets;
pub use emit::{BuildOutput, File, Layout, Target, TemplateFormat, build};
pub use environments::{MergedFindings, name_environment};
pub use includes::{IncludeGraph, included_paths, without_secrets};
pub use patched::patched_properties;
pub use shared_api::{SpecOfApi, duplicate_routes};
pub use stage::CheckStage;

/// A root file and everything that it includes, parsed. Independent of the environment.
#[derive(Clone, Debug, Default)]
pub struct Files {
    /// The texts, starting with the root's.
    pub sources: Arc<Sources>,
    /// The trees, in the order of the sources.
    pub asts: Arc<Vec<ast::Ast>>,
    /// The comments of each tree.
    pub comments: Arc<Vec<Vec<Comment>>>,
    /// Findings of loading and parsing.
    pub diagnostics: Vec<Diagnostic>,
}

impl Files {
    /// Returns the environments that the files declare, in the order of the text, each once.
    #[must_use]
    pub fn environments(&self) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for item in self.items() {
            if let ast::ItemKind::Env(env) = &item.kind
                && !names.contains(&env.name.value)
            {
                names.push(env.name.value.clone());
            }
        }
        names
    }

    /// Returns the number of `expect` tests in the files.
    #[must_use]
    pub fn expects(&self) -> usize {
        let items = self.items();
        items
            .filter(|item| matches!(item.kind, ast::ItemKind::Expect(_)))
            .count()
    }

    fn items(&self) -> impl Iterator<Item = &ast::Item> {
        self.asts.iter().flat_map(|ast| &ast.items)
    }
}

/// A spec, analyzed as far as possible for one environment.
#[derive(Clone, Debug)]
pub struct Analysis {
    /// The source texts. Their trees are not kept, because no stage after the model reads them.
    pub sources: Arc<Sources>,
    /// The resolved program with its patches applied.
    pub program: Arc<Program>,
    /// The program as written, if no stage has found an error in it: the input of [`crate::graph::seal`].
    pub checked: Option<Checked>,
    /// All findings, in the order of the text, without notes and warnings that the spec allows.
    pub diagnostics: Vec<Diagnostic>,
}

/// Loads and parses a spec: the root file and what it includes.
#[must_use]
pub fn load(root: Loaded, loader: &dyn Loader) -> Files {
    includes::load(root, loader, Files::default())
}

/// Loads a spec again after a change, for an editor: items that did not change keep their trees.
#[must_use]
pub fn reload(root: Loaded, loader: &dyn Loader, earlier: Files) -> Files {
    includes::load(root, loader, earlier)
}

/// A program that is not checked yet.
#[derive(Clone, Debug)]
pub struct Resolved {
    /// The program.
    pub program: Arc<Program>,
    /// The findings of resolving it.
    pub diagnostics: Vec<Diagnostic>,
}

/// Resolves loaded files for one environment without checking them, for an editor while its user types.
#[must_use]
pub fn resolve(files: &Files, bindings: &Bindings) -> Resolved {
    let resolved = from_ast::program(&files.asts, &stem(&files.sources), bindings);
    Resolved {
        program: Arc::new(resolved.program),
        diagnostics: resolved.diagnostics,
    }
}

/// Resolves files again after a change, without an environment: lines that did not change keep their routes.
#[must_use]
pub fn resolve_again(files: &Files, earlier: ResolvedLines) -> (Resolved, ResolvedLines) {
    let sources = &files.sources;
    let none = Bindings::default();
    let (resolved, lines) = from_ast::program_again(
        &files.asts,
        (sources, &files.diagnostics),
        &stem(sources),
        &none,
        earlier,
    );
    let resolved = Resolved {
        program: Arc::new(resolved.program),
        diagnostics: resolved.diagnostics,
    };
    (resolved, lines)
}

/// Resolves and checks loaded files for one environment.
///
/// If the spec has patches, the checks apply to the patched program.
#[must_use]
pub fn check(files: &Files, facts: &Facts, bindings: &Bindings) -> Analysis {
    check_resolved(files, facts, resolve(files, bindings))
}

/// Checks a program that was resolved from these files.
#[must_use]
pub fn check_resolved(files: &Files, facts: &Facts, resolved: Resolved) -> Analysis {
    let program = resolved.program;
    let mut outcome = check::check(as_written(&program), facts);
    let mut diagnostics = files.diagnostics.clone();
    diagnostics.extend(resolved.diagnostics);
    let written = outcome.checked.take();
    let patched = written.as_ref().and_then(|checked| {
        let sealed = (!program.patches.is_empty())
            .then(|| graph::seal(checked, facts, &files.sources))?
            .sealed?;
        Some(patched::apply(&program, &sealed))
    });
    let program = match patched {
        Some(patched) => {
            diagnostics.extend(patched.diagnostics);
            let program = Arc::new(patched.program);
            outcome = check::check(Arc::clone(&program), facts);
            program
        }
        None => program,
    };
    diagnostics.extend(outcome.diagnostics);
    let checked = written.filter(|_| !diagnostics.iter().any(Diagnostic::is_error));
    Analysis {
        sources: Arc::clone(&files.sources),
        diagnostics: finalize(&program, &files.sources, diagnostics),
        program,
        checked,
    }
}

/// Returns the program to lower. Its `expect` tests are left out, because they run on the patched program.
fn as_written(program: &Arc<Program>) -> Arc<Program> {
    if program.patches.is_empty() {
        return Arc::clone(program);
    }
    Arc::new(Program {
        expects: Vec::new(),
        ..Program::clone(program)
    })
}

/// Loads, parses, resolves and checks a spec.
#[must_use]
pub fn analyze(root: Loaded, loader: &dyn Loader, facts: &Facts, bindings: &Bindings) -> Analysis {
    check(&load(root, loader), facts, bindings)
}

/// Returns all findings of loaded files in one environment, including those of the targets.
#[must_use]
pub fn check_whole(files: &Files, facts: &Facts, bindings: &Bindings) -> Vec<Diagnostic> {
    findings(&check(files, facts, bindings), facts)
}

/// Returns all findings of an analyzed spec, including those of the targets.
#[must_use]
pub fn findings(analysis: &Analysis, facts: &Facts) -> Vec<Diagnostic> {
    match lower(analysis, facts) {
        Some(lowered) => lowered_findings(analysis, lowered, facts),
        None => analysis.diagnostics.clone(),
    }
}

/// Returns all findings of a lowered spec, including those of the targets.
fn lowered_findings(analysis: &Analysis, lowered: Lowered, facts: &Facts) -> Vec<Diagnostic> {
    let mut found = analysis.diagnostics.clone();
    found.extend(check_targets(analysis, &lowered, facts));
    found.extend(lowered.diagnostics);
    found
}

/// Lowers a spec; `None` if it has errors.
#[must_use]
pub fn lower(analysis: &Analysis, facts: &Facts) -> Option<Lowered> {
    let checked = analysis.checked.as_ref()?;
    let mut lowered = graph::seal(checked, facts, &analysis.sources);
    lowered.diagnostics = finalize(&analysis.program, &analysis.sources, lowered.diagnostics);
    Some(lowered)
}

/// Sorts findings by position, and removes duplicates and those that the spec allows.
fn finalize(
    program: &Program,
    sources: &Sources,
    mut diagnostics: Vec<Diagnostic>,
) -> Vec<Diagnostic> {
    let allowed = |diagnostic: &Diagnostic| {
        !diagnostic.is_error() && program.gateway.allow.contains(&diagnostic.code)
    };
    diagnostics.retain(|diagnostic| !allowed(diagnostic));
    diagnostics.sort_by(|left, right| {
        let place = |diagnostic: &Diagnostic| {
            let span = diagnostic.primary.span;
            (span.file, span.start, span.end, diagnostic.code)
        };
        place(left)
            .cmp(&place(right))
            .then_with(|| left.message.cmp(&right.message))
    });
    diagnostics.dedup();
    causes::causes(diagnostics, sources)
}

/// Derives the gateway's default name: the root file's name without folder and extension.
fn stem(sources: &Sources) -> String {
    let name = sources.iter().next().map_or("", |(_, file)| &file.name);
    // `HEAD:api.gw` names a file of a git revision.
    let file = name.rsplit(['/', '\\', ':']).next().unwrap_or(name);
    match file.strip_suffix(".gw").unwrap_or(file) {
        "<stdin>" => "gateway".to_owned(),
        stem => name_from(stem),
    }
}

/// Converts any text, such as a file's or folder's name, to a valid name; `gateway` if nothing is left.
#[must_use]
pub fn name_from(text: &str) -> String {
    let mut words = String::new();
    for letter in text.chars() {
        match letter {
            'a'..='z' | '0'..='9' => words.push(letter),
            'A'..='Z' => words.push(letter.to_ascii_lowercase()),
            _ if words.is_empty() || words.ends_with('-') => {}
            _ => words.push('-'),
        }
    }
    let name = words.trim_start_matches(|letter: char| !letter.is_ascii_lowercase());
    let short: String = name.chars().take(40).collect();
    match short.trim_end_matches('-') {
        "" => "gateway".to_owned(),
        name => name.to_owned(),
    }
}
