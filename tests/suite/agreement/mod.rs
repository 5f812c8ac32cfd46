//! Checks that the three targets agree: an independent reader converts each output to a common form, and the forms must
//! be equal.
//!
//! The readers share no code with the backends and read nothing but their outputs. A property that one backend forgets
//! causes a difference; `mutations` checks that this is so for every property of every output.

mod cfn;
mod generated;
mod hcl_body;
mod mutations;
mod normal;
mod parts;
mod plan;
mod properties;
mod table;
mod terraform;

use std::path::Path;
use std::sync::Arc;

use gwc::driver::{self, Layout, Target, TemplateFormat};
use gwc::model::Bindings;
use gwc::source::{Loaded, MemoryLoader};
use serde_json::Value;

use crate::agreement::cfn::Known;
use crate::agreement::normal::{Deployment, Normal};
use crate::tools::facts;

/// The outputs of all targets for one spec.
pub(crate) struct Outputs {
    /// A name for messages.
    pub(crate) name: String,
    pub(crate) template: Value,
    pub(crate) plan: Value,
    pub(crate) module: hcl::Body,
    deployment: String,
}

/// Builds the three outputs of a spec, given as its files with the root first, or returns its errors.
pub(crate) fn outputs(files: &[(String, String)]) -> Result<Outputs, String> {
    let mut loader = MemoryLoader::default();
    for (name, text) in files {
        loader.files.insert(name.clone(), Arc::from(text.as_str()));
    }
    let (root, text) = files.first().ok_or("no files")?;
    let root = Loaded {
        identity: root.clone(),
        name: root.clone(),
        text: Arc::from(text.as_str()),
    };
    let analysis = driver::analyze(root, &loader, facts(), &Bindings::default());
    let build = |target| {
        let built = driver::build(&analysis, facts(), target, Layout::Document);
        let findings = analysis.diagnostics.iter().chain(&built.diagnostics);
        let errors = findings.filter(|found| found.is_error());
        let errors: Vec<String> = errors
            .map(|found| format!("{}: {}", found.code, found.message))
            .collect();
        let files = built.files.filter(|_| errors.is_empty());
        let files = files.ok_or_else(|| errors.join("\n"))?;
        let file = files.first().ok_or("no output")?;
        Ok::<String, String>(file.text.clone())
    };
    let template = build(Target::Cfn(TemplateFormat::Json))?;
    let plan = build(Target::Plan)?;
    let module = build(Target::Terraform)?;
    Ok(Outputs {
        name: files[0].0.clone(),
        template: serde_json::from_str(&template).expect("a template is JSON"),
        plan: serde_json::from_str(&plan).expect("a plan is JSON"),
        module: hcl::parse(&module).expect("a module is HCL"),
        deployment: analysis.program.gateway.name.clone(),
    })
}

impl Outputs {
    /// Reads a template.
    pub(crate) fn read_template(&self, template: &Value) -> Result<Deployment, String> {
        let region = terraform::region(&self.module);
        let known = Known {
            deployment: &self.deployment,
            region: region.as_deref(),
        };
        cfn::read(template, &known)
    }

    /// Reads a plan.
    pub(crate) fn read_plan(&self, plan: &Value) -> Result<Deployment, String> {
        let region = terraform::region(&self.module);
        let known = Known {
            deployment: &self.deployment,
            region: region.as_deref(),
        };
        plan::read(plan, &known)
    }

    /// Reads a module.
    pub(crate) fn read_module(&self, module: &hcl::Body) -> Result<Deployment, String> {
        terraform::read(module)
    }

    /// Returns what all three outputs say, or their differences.
    pub(crate) fn agree(&self) -> Result<Deployment, String> {
        let tell = |target: &str, fault: String| format!("{}: {target}: {fault}", self.name);
        let module = self
            .read_module(&self.module)
            .map_err(|fault| tell("module", fault))?;
        let plan = self
            .read_plan(&self.plan)
            .map_err(|fault| tell("plan", fault))?;
        let template = self.read_template(&self.template);
        let template = template.map_err(|fault| tell("template", fault))?;
        let mut differences = difference("module", &module, "plan", &plan);
        // CloudFormation generates names where the other targets have to give one.
        let unnamed = Deployment {
            names: template.names.clone(),
            ..module.clone()
        };
        differences.extend(difference("module", &unnamed, "template", &template));
        match differences.as_slice() {
            [] => Ok(module),
            differences => Err(tell(
                "the targets differ",
                format!("\n{}", differences.join("\n")),
            )),
        }
    }
}

/// Lists the differences of two deployments, one per line.
fn difference(left: &str, a: &Deployment, right: &str, b: &Deployment) -> Vec<String> {
    let parts = |deployment: &Deployment| {
        let Deployment {
            resources,
            names,
            inputs,
            outputs,
        } = deployment.clone();
        let parts = [
            ("", resources),
            ("name of ", names),
            ("input ", inputs),
            ("output ", outputs),
        ];
        Normal::Map(
            parts
                .into_iter()
                .flat_map(|(word, part)| {
                    part.into_iter()
                        .map(move |(name, value)| (format!("{word}{name}"), value))
                })
                .collect(),
        )
    };
    let mut lines = Vec::new();
    compare("", &parts(a), &parts(b), &mut |path, a, b| {
        lines.push(format!("{path}\n  {left}: {a:?}\n  {right}: {b:?}"));
    });
    lines
}

type Differs<'d> = &'d mut dyn FnMut(&str, Option<&Normal>, Option<&Normal>);

fn compare(path: &str, a: &Normal, b: &Normal, differs: Differs<'_>) {
    match (a, b) {
        (Normal::Map(a), Normal::Map(b)) => {
            for (name, value) in a {
                let path = format!("{path}/{name}");
                match b.get(name) {
                    Some(other) => compare(&path, value, other, differs),
                    None => differs(&path, Some(value), None),
                }
            }
            for (name, value) in b.iter().filter(|(name, _)| !a.contains_key(*name)) {
                differs(&format!("{path}/{name}"), None, Some(value));
            }
        }
        (a, b) if a == b => {}
        (a, b) => differs(path, Some(a), Some(b)),
    }
}

/// Returns the specs of a folder, each with its includes.
pub(crate) fn specs(folder: &str) -> Vec<Vec<(String, String)>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut found = Vec::new();
    for entry in std::fs::read_dir(root).expect("a folder of specs") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            let mut files = files_below(&path, "");
            // The root is the spec that no other one includes: the only one at the top, or the one named `spec.gw`.
            files.sort_by_key(|(name, _)| (name.contains('/'), name != "spec.gw", name.clone()));
            found.push(files);
        } else if path.extension().is_some_and(|ending| ending == "gw") {
            let name = path
                .file_name()
                .and_then(|name| name.to_str())
                .expect("a name");
            let text = std::fs::read_to_string(&path).expect("a spec");
            found.push(vec![(name.to_owned(), text)]);
        }
    }
    found.sort();
    found
}

fn files_below(folder: &Path, prefix: &str) -> Vec<(String, String)> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path
            .file_name()
            .and_then(|name| name.to_str())
            .expect("a name");
        let name = format!("{prefix}{name}");
        if path.is_dir() {
            files.extend(files_below(&path, &format!("{name}/")));
        } else if path.extension().is_some_and(|ending| ending == "gw") {
            files.push((name, std::fs::read_to_string(&path).expect("a spec")));
        }
    }
    files
}

fn agree_on_all(folder: &str) {
    let mut all = specs(folder);
    // A patch changes only one target.
    all.retain(|files| !files.iter().any(|(_, text)| text.contains("\npatch ")));
    let all = all.into_iter().map(|files| match outputs(&files) {
        Ok(outputs) => outputs.agree().map(|_| ()),
        Err(errors) => Err(format!("{folder}/{}: {errors}", files[0].0)),
    });
    let faults: Vec<String> = all.filter_map(Result::err).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n\n"));
}

#[test]
fn targets_agree_on_every_example() {
    agree_on_all("specs/examples");
}

#[test]
fn targets_agree_on_every_golden_case() {
    agree_on_all("tests/golden");
}
