//! From a spec to the files of a target.

use crate::diag::{Diagnostic, codes};
use crate::driver::{Analysis, lower, values};
use crate::emit::plan::Deployer;
use crate::emit::terraform::{self, Module};
use crate::emit::{cfn, ir, plan};
use crate::facts::Facts;
use crate::graph::{self, Lowered, PatchTarget, Sealed};

/// What a build is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// A CloudFormation template.
    Cfn(TemplateFormat),
    /// A Terraform module.
    Terraform,
    /// A plan of Cloud Control operations.
    Plan,
    /// The plan as people read it.
    PlanText,
    /// The IAM policy that deploying the spec takes.
    Policy(Deployer),
    /// The sealed graph itself.
    Ir,
    /// The graph, a line a resource.
    IrText,
}

/// How a template is written down.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TemplateFormat {
    /// YAML.
    #[default]
    Yaml,
    /// JSON.
    Json,
}

/// How a target's output is cut into files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// All of it in one, for standard output or a file of the user's own name.
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

/// What [`build`] makes.
#[derive(Clone, Debug, Default)]
pub struct Built {
    /// The output; `None` where a finding is an error. Never empty.
    pub files: Option<Vec<File>>,
    /// What lowering and emitting found, beside what the analysis holds.
    pub diagnostics: Vec<Diagnostic>,
    /// The graph that was written down; `None` where lowering found an error.
    pub sealed: Option<Sealed>,
}

/// Lowers a spec and writes it down for a target.
#[must_use]
pub fn build(analysis: &Analysis, facts: &Facts, target: Target, layout: Layout) -> Built {
    let Some(lowered) = lower(analysis, facts) else {
        return Built::default();
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
    Built {
        files,
        diagnostics,
        sealed,
    }
}

/// Whether a target cannot hold the graph.
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

/// Holds that the template's patches fit the template, which alone knows all that they may name.
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

/// A module as one document, or as its files.
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
