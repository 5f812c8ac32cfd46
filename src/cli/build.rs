//! `gwc build`: a spec in, the files of a target out.

use std::path::{Path, PathBuf};

use crate::cli::args::{Build, BuildFormat, BuildTarget};
use crate::cli::disk::{self, Disk};
use crate::cli::exit::{Exit, Failure};
use crate::cli::findings::Findings;
use crate::cli::terminal::{self, Console};
use crate::driver::{self, File, Layout};
use crate::facts::Facts;
use crate::model::Bindings;

/// Runs the command.
///
/// # Errors
/// When the spec cannot be read, the output cannot be written, or the options do not fit together.
pub(super) fn run(options: &Build, console: Console) -> Result<Exit, Failure> {
    let target = target(options.target, options.format)?;
    let spec = &options.spec;
    let root = disk::read_spec(&spec.spec, spec.stdin_filename.as_deref())?;
    let facts = Facts::load();
    let bindings = Bindings {
        env: spec.env.clone(),
        set: spec.set.clone(),
    };
    let disk = Disk::around(&root);
    let analysis = driver::analyze(root, &disk, &facts, &bindings);
    let output = options.output.as_deref().map(Output::of);
    let layout = match output {
        Some(Output::Folder(_)) => Layout::Folder,
        Some(Output::File(_)) | None => Layout::Document,
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
    match output {
        None => files
            .iter()
            .try_for_each(|file| terminal::print(&file.text))?,
        Some(output) => output.write(&files)?,
    }
    // The process ends here: taking trees and graph apart node by node would cost a tenth of the run.
    std::mem::forget((analysis, built.sealed, files));
    Ok(Exit::Success)
}

/// Where an output goes.
#[derive(Clone, Copy, Debug)]
enum Output<'p> {
    /// One file.
    File(&'p Path),
    /// The target's conventional files.
    Folder(&'p Path),
}

impl<'p> Output<'p> {
    /// A folder that exists, or a path that ends in a slash, is a folder.
    fn of(path: &'p Path) -> Self {
        let slash = path
            .as_os_str()
            .to_string_lossy()
            .ends_with(['/', std::path::MAIN_SEPARATOR]);
        if slash || path.is_dir() {
            Self::Folder(path)
        } else {
            Self::File(path)
        }
    }

    fn write(self, files: &[File]) -> Result<(), Failure> {
        match self {
            Self::File(path) => {
                let whole: String = files.iter().map(|file| file.text.as_str()).collect();
                disk::write_whole(&[(path.to_owned(), &whole)])
            }
            Self::Folder(folder) => {
                disk::make_folder(folder)?;
                let places: Vec<(PathBuf, &str)> = files
                    .iter()
                    .map(|file| (folder.join(&file.name), file.text.as_str()))
                    .collect();
                disk::write_whole(&places)
            }
        }
    }
}

/// The target in the driver's terms; a format that it does not have is wrong usage.
fn target(target: BuildTarget, format: Option<BuildFormat>) -> Result<driver::Target, Failure> {
    let unfit = |target: &str, formats: &str| {
        Err(Failure::Usage(format!(
            "`--target {target}` has the {formats}"
        )))
    };
    match (target, format) {
        (BuildTarget::Cfn, None | Some(BuildFormat::Yaml)) => {
            Ok(driver::Target::Cfn(driver::TemplateFormat::Yaml))
        }
        (BuildTarget::Cfn, Some(BuildFormat::Json)) => {
            Ok(driver::Target::Cfn(driver::TemplateFormat::Json))
        }
        (BuildTarget::Cfn, Some(BuildFormat::Text)) => unfit("cfn", "formats yaml and json"),
        (BuildTarget::Terraform, None) => Ok(driver::Target::Terraform),
        (BuildTarget::Terraform, Some(_)) => {
            unfit("terraform", "one format, HCL: leave `--format` out")
        }
        (BuildTarget::Plan, None | Some(BuildFormat::Json)) => Ok(driver::Target::Plan),
        (BuildTarget::Plan, Some(BuildFormat::Text)) => Ok(driver::Target::PlanText),
        (BuildTarget::Plan, Some(BuildFormat::Yaml)) => unfit("plan", "formats json and text"),
        (BuildTarget::Ir, None | Some(BuildFormat::Json)) => Ok(driver::Target::Ir),
        (BuildTarget::Ir, Some(BuildFormat::Text)) => Ok(driver::Target::IrText),
        (BuildTarget::Ir, Some(BuildFormat::Yaml)) => unfit("ir", "formats json and text"),
    }
}
