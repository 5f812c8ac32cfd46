//! `gwc build`: a spec in, the files of a target out.

use crate::cli::args::{Build, BuildFormat, BuildTarget, PolicyDeployer};
use crate::cli::disk::{self, Disk, OutputPath};
use crate::cli::environment;
use crate::cli::exit::{Exit, Failure};
use crate::cli::findings::Findings;
use crate::cli::next;
use crate::cli::terminal::Console;
use crate::diag::escaped;
use crate::driver::{self, Deployer, File, Layout};
use crate::facts::Facts;
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
    let disk = Disk::around(&root);
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
    let files: Vec<File> = files.into_iter().map(|file| shown(file, target)).collect();
    let texts: Vec<(&str, &str)> = files
        .iter()
        .map(|file| (file.name.as_str(), file.text.as_str()))
        .collect();
    disk::write_output(&output, &texts, &analysis.sources)?;
    if let Some(next) = next::command(options, &analysis.program, target, &output, &files) {
        console.status(&format!("next: {next}\n"));
    }
    // The process ends here: taking trees and graph apart node by node would cost a tenth of the run.
    std::mem::forget((analysis, built.sealed, files));
    Ok(Exit::Success)
}

/// A policy for the deployer that `--for` names.
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
            "`--for` belongs to `--target policy`".to_owned(),
        )),
    }
}

/// A file as it is written. Text for people must not steer their terminal.
fn shown(file: File, target: driver::Target) -> File {
    match target {
        driver::Target::PlanText | driver::Target::IrText => {
            let lines = file.text.lines().map(|line| escaped(line) + "\n");
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

/// The target in the driver's terms; a format that it does not have is wrong usage.
fn target(target: BuildTarget, format: Option<BuildFormat>) -> Result<driver::Target, Failure> {
    let unfit = |target: &str, formats: &str| {
        Err(Failure::Usage(format!("`--target {target}` has {formats}")))
    };
    match (target, format) {
        (BuildTarget::Cfn, None | Some(BuildFormat::Yaml)) => {
            Ok(driver::Target::Cfn(driver::TemplateFormat::Yaml))
        }
        (BuildTarget::Cfn, Some(BuildFormat::Json)) => {
            Ok(driver::Target::Cfn(driver::TemplateFormat::Json))
        }
        (BuildTarget::Cfn, Some(BuildFormat::Text)) => unfit("cfn", "the formats yaml and json"),
        (BuildTarget::Terraform, None) => Ok(driver::Target::Terraform),
        (BuildTarget::Terraform, Some(_)) => {
            unfit("terraform", "one format, HCL: leave out `--format`")
        }
        (BuildTarget::Plan, None | Some(BuildFormat::Json)) => Ok(driver::Target::Plan),
        (BuildTarget::Plan, Some(BuildFormat::Text)) => Ok(driver::Target::PlanText),
        (BuildTarget::Plan, Some(BuildFormat::Yaml)) => unfit("plan", "the formats json and text"),
        (BuildTarget::Policy, None | Some(BuildFormat::Json)) => {
            Ok(driver::Target::Policy(Deployer::Apply))
        }
        (BuildTarget::Policy, Some(_)) => unfit("policy", "one format, JSON: leave out `--format`"),
        (BuildTarget::Ir, None | Some(BuildFormat::Json)) => Ok(driver::Target::Ir),
        (BuildTarget::Ir, Some(BuildFormat::Text)) => Ok(driver::Target::IrText),
        (BuildTarget::Ir, Some(BuildFormat::Yaml)) => unfit("ir", "the formats json and text"),
    }
}
