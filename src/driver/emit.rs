//! Builds the files of a target from a spec.

use crate::diag::{Diagnostic, codes};
use crate::driver::{Analysis, lower, values};
use crate::emit::terraform::{self, Module};
use crate::emit::{cfn, ir, plan};
use crate::facts::{Deployer, Facts};
use crate::graph::{self, Lowered, PatchTarget, Sealed};

/// The target of a build.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// A CloudFormation template.
    Cfn(TemplateFormat),
    /// A Terraform module.
    Terraform,
    /// A plan of Cloud Control operations.
    Plan,
    /// The plan as text for people.
    PlanText,
    /// The IAM policy needed to deploy the spec.
    Policy(Deployer),
    /// The sealed graph itself.
    Ir,
    /// The graph, one line per resource.
    IrText,
}

/// The syntax of a template.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TemplateFormat {
    /// YAML.
    #[default]
    Yaml,
    /// JSON.
    Json,
}

/// How a target's output is split into files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// A single document, for stdout or a file named by the user.
    Document,
    /// The files that the target's users expect in a folder, e.g. `main.tf`.
    Folder,
}

/// A file of the output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its name in a folder, e.g. `template.yaml`.
    pub name: String,
    /// Its text.
    pub text: String,
}

/// The result of [`build`].
#[derive(Clone, Debug, Default)]
pub struct BuildOutput {
    /// The output; `None` if there is an error. Never empty.
    pub files: Option<Vec<File>>,
    /// Findings of lowering and emitting, in addition to those of the analysis.
    pub diagnostics: Vec<Diagnostic>,
    /// The graph that was emitted; `None` if lowering failed.
    pub sealed: Option<Sealed>,
}

/// Lowers a spec and emits it for a target.
#[must_use]
pub fn build(analysis: &Analysis, facts: &Facts, target: Target, layout: Layout) -> BuildOutput {
    let Some(lowered) = lower(analysis, facts) else {
        return BuildOutput::default();
    };
    let Lowered {
        sealed,
        mut diagnostics,
    } = lowered;
    let failed = diagnostics.iter().any(Diagnostic::is_error);
    let sealed = sealed.filter(|_| !failed);
    let emitted = sealed
        .as_ref()
        .map(|sealed| match too_large(sealed, facts, target) {
            Some(fault) => Err(vec![fault]),
            None => emit(sealed, facts, target, layout),
        });
    let files = match emitted {
        Some(Ok(mut files)) => {
            if let (Layout::Folder, Some(sealed)) = (layout, &sealed) {
                files.extend(values::files(analysis, sealed, target));
            }
            Some(files)
        }
        Some(Err(refused)) => {
            diagnostics.extend(refused);
            None
        }
        None => None,
    };
    BuildOutput {
        files,
        diagnostics,
        sealed,
    }
}

/// Returns a finding if the graph is too large for a target.
fn too_large(sealed: &Sealed, facts: &Facts, target: Target) -> Option<Diagnostic> {
    match target {
        Target::Cfn(_) => graph::template_quota(sealed, facts),
        Target::Terraform
        | Target::Plan
        | Target::PlanText
        | Target::Policy(_)
        | Target::Ir
        | Target::IrText => None,
    }
}

fn emit(
    sealed: &Sealed,
    facts: &Facts,
    target: Target,
    layout: Layout,
) -> Result<Vec<File>, Vec<Diagnostic>> {
    match target {
        Target::Plan | Target::PlanText | Target::Policy(_) => patches_fit(sealed, facts)?,
        Target::Cfn(_) | Target::Terraform | Target::Ir | Target::IrText => {}
    }
    let (name, text) = match target {
        Target::Cfn(TemplateFormat::Yaml) => (
            "template.yaml",
            cfn::template(sealed, cfn::Notation::Yaml, facts)?,
        ),
        Target::Cfn(TemplateFormat::Json) => (
            "template.json",
            cfn::template(sealed, cfn::Notation::Json, facts)?,
        ),
        Target::Terraform => return Ok(module(&terraform::module(sealed)?, layout)),
        Target::Plan => ("plan.json", plan::plan(sealed, facts)?),
        Target::PlanText => ("plan.txt", plan::text(sealed, facts)?),
        Target::Policy(deployer) => ("policy.json", plan::policy(sealed, facts, deployer)?),
        Target::Ir => ("ir.json", ir::document(sealed)),
        Target::IrText => ("ir.txt", ir::lines(sealed)),
    };
    Ok(vec![File {
        name: name.to_owned(),
        text,
    }])
}

/// Checks the template's patches against the template, the only place that knows every name that they may use.
fn patches_fit(sealed: &Sealed, facts: &Facts) -> Result<(), Vec<Diagnostic>> {
    let mut patches = sealed.graph().patches.iter();
    if !patches.any(|patch| patch.target.value == PatchTarget::Cfn) {
        return Ok(());
    }
    let template = cfn::template(sealed, cfn::Notation::Json, facts);
    let mut faults = template.err().unwrap_or_default();
    faults.retain(|fault| fault.code == codes::INVALID_TEMPLATE_PATCH);
    if faults.is_empty() {
        Ok(())
    } else {
        Err(faults)
    }
}

/// Renders a module as one document, or as several files.
fn module(module: &Module, layout: Layout) -> Vec<File> {
    let file = |(name, text): (&str, &str)| File {
        name: name.to_owned(),
        text: text.to_owned(),
    };
    match layout {
        Layout::Document => vec![file(("main.tf", &module.document()))],
        Layout::Folder => module.files().map(file).into(),
    }
}
