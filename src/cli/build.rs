//! `gwc build`: a spec in, the files of a target out.

use std::path::{Path, PathBuf};

use crate::cli::args::{Build, Format, Target};
use crate::cli::disk::{self, Disk};
use crate::cli::exit::{Exit, Failure};
use crate::cli::report::Report;
use crate::cli::terminal::{self, Color};
use crate::driver::{self, File, Layout};
use crate::facts::Facts;
use crate::model::Bindings;

/// Runs the command.
///
/// # Errors
/// When the spec cannot be read, the output cannot be written, or the options do not fit together.
pub(super) fn run(options: &Build, color: Color) -> Result<Exit, Failure> {
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
    let place = options.output.as_deref().map(Place::of);
    let layout = match place {
        Some(Place::Folder(_)) => Layout::Folder,
        Some(Place::File(_)) | None => Layout::Document,
    };
    let built = driver::build(&analysis, &facts, target, layout);

    let mut report = Report::default();
    report.add(
        &analysis.sources,
        analysis.diagnostics.iter().chain(&built.diagnostics),
    );
    report.talk(color);
    let Some(files) = built.files else {
        return Ok(Exit::Findings);
    };
    match place {
        None => files
            .iter()
            .try_for_each(|file| terminal::print(&file.text))?,
        Some(place) => place.write(&files)?,
    }
    // The process ends here: taking trees and graph apart node by node would cost a tenth of the run.
    std::mem::forget((analysis, built.sealed, files));
    Ok(Exit::Fine)
}

/// Where an output goes.
#[derive(Clone, Copy, Debug)]
enum Place<'p> {
    /// One file.
    File(&'p Path),
    /// The target's conventional files.
    Folder(&'p Path),
}

impl<'p> Place<'p> {
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
fn target(target: Target, format: Option<Format>) -> Result<driver::Target, Failure> {
    let unfit = |target: &str, formats: &str| {
        Err(Failure::Usage(format!(
            "`--target {target}` has the {formats}"
        )))
    };
    match (target, format) {
        (Target::Cfn, None | Some(Format::Yaml)) => Ok(driver::Target::Cfn(driver::Format::Yaml)),
        (Target::Cfn, Some(Format::Json)) => Ok(driver::Target::Cfn(driver::Format::Json)),
        (Target::Cfn, Some(Format::Text)) => unfit("cfn", "formats yaml and json"),
        (Target::Terraform, None) => Ok(driver::Target::Terraform),
        (Target::Terraform, Some(_)) => unfit("terraform", "one format, HCL: leave `--format` out"),
        (Target::Plan, None | Some(Format::Json)) => Ok(driver::Target::Plan),
        (Target::Plan, Some(Format::Text)) => Ok(driver::Target::PlanText),
        (Target::Plan, Some(Format::Yaml)) => unfit("plan", "formats json and text"),
        (Target::Ir, None | Some(Format::Json)) => Ok(driver::Target::Ir),
        (Target::Ir, Some(Format::Text)) => Ok(driver::Target::IrText),
        (Target::Ir, Some(Format::Yaml)) => unfit("ir", "formats json and text"),
    }
}
