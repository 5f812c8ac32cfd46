//! `gwc build`: compiles a spec to the files of a target.

use crate::cli::args::{Build, BuildFormat, BuildTarget, PolicyDeployer};
use crate::cli::disk::{self, Disk, OutputPath};
use crate::cli::environment;
use crate::cli::exit::{Exit, Failure};
use crate::cli::findings::Findings;
use crate::cli::next;
use crate::cli::terminal::Console;
use crate::diag::escape;
use crate::driver::{self, File, Layout};
use crate::facts::{Deployer, Facts};
use crate::model::Bindings;

/// Runs the command.
///
/// # Errors
/// When the spec cannot be read, the output cannot be written, or the options do not fit together.
pub(super) fn run(options: &Build, console: Console) -> Result<Exit, Failure> {
    let target = target(options.target, options.format)?;
    let target = for_deployer(target, options.deployer)?;
    let spec = &options.spec;
    let root = disk::read_spec(&spec.spec, spec.stdin_filename.as_deref())?;
    let facts = Facts::load();
    let bindings = Bindings {
        env: spec.env.clone(),
        set: spec.set.clone(),
    };
    let disk = Disk::for_root(&root);
    let analysis = environment::analyze(root, &disk, &facts, &bindings)?;
    let output = OutputPath::new(options.output.as_deref());
    let layout = match output {
        OutputPath::Folder(_) => Layout::Folder,
        OutputPath::File(_) | OutputPath::Stdout => Layout::Document,
    };
    let built = driver::build(&analysis, &facts, target, layout);

    let mut findings = Findings::default();
    findings.add(
        &analysis.sources,
        analysis.diagnostics.iter().chain(&built.diagnostics),
    );
    findings.print_human(console);
    let Some(files) = built.files else {
        return Ok(Exit::Findings);
    };
    let files: Vec<File> = files
        .into_iter()
        .map(|file| printable(file, target))
        .collect();
    let texts: Vec<(&str, &str)> = files
        .iter()
        .map(|file| (file.name.as_str(), file.text.as_str()))
        .collect();
    disk::write_output(&output, &texts, &analysis.sources)?;
    if let Some(next) = next::command(options, &analysis.program, target, &output, &files) {
        console.status(&format!("next: {next}\n"));
    }
    // The process ends here: dropping the trees and the graph node by node would cost a tenth of the run.
    std::mem::forget((analysis, built.sealed, files));
    Ok(Exit::Success)
}

/// Builds the policy for the deployer that `--for` names.
fn for_deployer(
    target: driver::Target,
    deployer: Option<PolicyDeployer>,
) -> Result<driver::Target, Failure> {
    match (target, deployer) {
        (target, None) => Ok(target),
        (driver::Target::Policy(_), Some(deployer)) => Ok(driver::Target::Policy(match deployer {
            PolicyDeployer::Plan => Deployer::Apply,
            PolicyDeployer::Cfn => Deployer::CloudFormation,
            PolicyDeployer::Terraform => Deployer::Terraform,
        })),
        (_, Some(_)) => Err(Failure::Usage(
            "`--for` requires `--target policy`".to_owned(),
        )),
    }
}

/// Escapes a file that is printed to a terminal. Text for people must not contain control sequences.
fn printable(file: File, target: driver::Target) -> File {
    match target {
        driver::Target::PlanText | driver::Target::IrText => {
            let lines = file.text.lines().map(|line| escape(line) + "\n");
            let text = lines.collect();
            File { text, ..file }
        }
        driver::Target::Cfn(_)
        | driver::Target::Terraform
        | driver::Target::Plan
        | driver::Target::Policy(_)
        | driver::Target::Ir => file,
    }
}

/// Maps the arguments to the driver's target, or fails if the target does not have the format.
fn target(target: BuildTarget, format: Option<BuildFormat>) -> Result<driver::Target, Failure> {
    let unfit = |target: &str, formats: &str| {
        Err(Failure::Usage(format!(
            "`--target {target}` supports {formats}"
        )))
    };
    match (target, format) {
        (BuildTarget::Cfn, None | Some(BuildFormat::Yaml)) => {
            Ok(driver::Target::Cfn(driver::TemplateFormat::Yaml))
        }
        (BuildTarget::Cfn, Some(BuildFormat::Json)) => {
            Ok(driver::Target::Cfn(driver::TemplateFormat::Json))
        }
        (BuildTarget::Cfn, Some(BuildFormat::Text)) => unfit("cfn", "yaml and json"),
        (BuildTarget::Terraform, None) => Ok(driver::Target::Terraform),
        (BuildTarget::Terraform, Some(_)) => unfit("terraform", "only HCL: leave out `--format`"),
        (BuildTarget::Plan, None | Some(BuildFormat::Json)) => Ok(driver::Target::Plan),
        (BuildTarget::Plan, Some(BuildFormat::Text)) => Ok(driver::Target::PlanText),
        (BuildTarget::Plan, Some(BuildFormat::Yaml)) => unfit("plan", "json and text"),
        (BuildTarget::Policy, None | Some(BuildFormat::Json)) => {
            Ok(driver::Target::Policy(Deployer::Apply))
        }
        (BuildTarget::Policy, Some(_)) => unfit("policy", "only JSON: leave out `--format`"),
        (BuildTarget::Ir, None | Some(BuildFormat::Json)) => Ok(driver::Target::Ir),
        (BuildTarget::Ir, Some(BuildFormat::Text)) => Ok(driver::Target::IrText),
        (BuildTarget::Ir, Some(BuildFormat::Yaml)) => unfit("ir", "json and text"),
    }
}
