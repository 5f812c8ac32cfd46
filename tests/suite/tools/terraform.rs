//! Judge of Terraform modules: Terraform itself, with the AWS provider from a local folder.
//!
//! Neither is in a package registry, so both may be missing; then [`Terraform::find`] reports it and returns nothing.
//! The provider is searched for in `GWC_TERRAFORM_PLUGIN_DIR`, in Terraform's own search folders, and below the usual
//! places of programs.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

use serde_json::Value;

use super::install::judges_are_off;
use super::moto::Moto;
use super::scratch::{Scratch, succeed};
use super::skipped::report_skipped;

const PROVIDER: &str = "registry.terraform.io/hashicorp/aws";
const PROVIDER_OF_TOFU: &str = "registry.opentofu.org/hashicorp/aws";
/// The supported major versions of the provider.
const GENERATIONS: [u32; 2] = [5, 6];

/// Terraform or OpenTofu, and the folder with the provider.
#[derive(Clone, Debug)]
pub(crate) struct Terraform {
    program: PathBuf,
    mirror: PathBuf,
    /// The major version of the provider; without one, the newest that a module allows is used.
    generation: Option<u32>,
    /// The provider's versions in the folder, ascending, e.g. `5.100.0`.
    pub(crate) provider_versions: Vec<String>,
}

/// The result of a Terraform command.
#[derive(Debug)]
pub(crate) struct Outcome {
    /// True if it succeeded.
    pub(crate) success: bool,
    /// Its complete output.
    pub(crate) text: String,
}

/// A module in its own folder.
pub(crate) struct Workspace {
    terraform: Terraform,
    scratch: Scratch,
}

impl Terraform {
    /// Finds Terraform and its provider; loudly reports if one of them is missing.
    pub(crate) fn find() -> Option<&'static Self> {
        static FOUND: OnceLock<Option<Terraform>> = OnceLock::new();
        if judges_are_off() {
            report_skipped("terraform", "GWC_JUDGES=off");
            return None;
        }
        FOUND
            .get_or_init(|| match (program("terraform"), mirror(PROVIDER)) {
                (None, _) => {
                    report_skipped("terraform", "no program `terraform` on the path");
                    None
                }
                (Some(_), None) => {
                    let reason = format!("no folder {PROVIDER}; name the one that holds it in GWC_TERRAFORM_PLUGIN_DIR");
                    report_skipped("terraform", &reason);
                    None
                }
                (Some(program), Some(mirror)) => Some(Self {
                    provider_versions: versions(&mirror, PROVIDER),
                    program,
                    mirror,
                    generation: None,
                }),
            })
            .as_ref()
    }

    /// Finds Terraform and OpenTofu with each major version of the provider; loudly reports missing ones.
    pub(crate) fn find_all() -> Vec<Self> {
        let mut found = Vec::new();
        if judges_are_off() {
            report_skipped("terraform", "GWC_JUDGES=off");
            return found;
        }
        for (name, provider) in [("terraform", PROVIDER), ("tofu", PROVIDER_OF_TOFU)] {
            let (Some(program), Some(mirror)) = (program(name), mirror(provider)) else {
                report_skipped(
                    name,
                    &format!("no program `{name}` with a folder {provider}"),
                );
                continue;
            };
            for generation in GENERATIONS {
                let mut provider_versions = versions(&mirror, provider);
                provider_versions.retain(|version| numbers(version).first() == Some(&generation));
                if provider_versions.is_empty() {
                    report_skipped(name, &format!("no {provider} {generation}.x"));
                    continue;
                }
                found.push(Self {
                    program: program.clone(),
                    mirror: mirror.clone(),
                    generation: Some(generation),
                    provider_versions,
                });
            }
        }
        found
    }

    /// Returns the changes of `terraform fmt` as a diff; empty for a file in the canonical form.
    pub(crate) fn fmt_difference(&self, text: &str) -> String {
        let scratch = Scratch::with_files("fmt", [("main.tf", text)]);
        let mut command = Command::new(&self.program);
        command
            .current_dir(scratch.path())
            // The user may have configured something that does not exist, which Terraform warns about.
            .env("TF_CLI_CONFIG_FILE", "/dev/null")
            .args(["fmt", "-check", "-diff", "-no-color"]);
        let output = command.output().expect("terraform runs");
        let refused = !matches!(output.status.code(), Some(0 | 3));
        assert!(
            !refused,
            "terraform fmt: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// Returns true if a local version of the provider satisfies a module; loudly reports if not.
    pub(crate) fn has_provider_for(&self, module: &str) -> bool {
        let wanted = module
            .lines()
            .find_map(|line| line.trim().strip_prefix("version = \">= ")?.split_once(','))
            .map_or("0", |(least, _)| least);
        let newest = self.provider_versions.last();
        let enough = newest.is_some_and(|newest| numbers(newest) >= numbers(wanted));
        if !enough {
            let reason =
                format!("modules for provider {wanted} and newer are judged by names alone");
            report_skipped("terraform validate", &reason);
        }
        enough
    }

    /// Creates and initializes a module with its files.
    pub(crate) fn workspace(&self, files: &[(&str, &str)]) -> Workspace {
        let scratch = Scratch::with_files("module", files.iter().copied());
        let mirror = self.mirror.display();
        scratch.write(
            "cli.tfrc",
            &format!("provider_installation {{\n  filesystem_mirror {{\n    path = \"{mirror}\"\n  }}\n}}\n"),
        );
        if let Some(generation) = self.generation {
            scratch.write(
                "generation_override.tf",
                &format!("terraform {{\n  required_providers {{\n    aws = {{\n      source  = \"hashicorp/aws\"\n      version = \"~> {generation}.0\"\n    }}\n  }}\n}}\n"),
            );
        }
        let workspace = Workspace {
            terraform: self.clone(),
            scratch,
        };
        succeed(
            workspace
                .command("init")
                .args(["-input=false", "-backend=false", "-no-color"]),
        );
        workspace
    }

    /// Creates and initializes a module that calls moto instead of AWS. If the files already configure the provider,
    /// their settings are kept, and the addresses are added.
    pub(crate) fn workspace_on_moto(&self, files: &[(&str, &str)], moto: &Moto) -> Workspace {
        let configured = files
            .iter()
            .any(|(_, text)| text.contains("provider \"aws\""));
        let name = if configured {
            "moto_override.tf"
        } else {
            "moto.tf"
        };
        let provider = provider_on(moto);
        let mut all = files.to_vec();
        all.push((name, &provider));
        self.workspace(&all)
    }
}

impl Workspace {
    /// Returns the module's path.
    pub(crate) fn path(&self) -> &Path {
        self.scratch.path()
    }

    /// Writes a file of the module.
    pub(crate) fn write(&self, file: &str, text: &str) {
        self.scratch.write(file, text);
    }

    /// Returns every error and warning of `terraform validate`.
    pub(crate) fn validate_findings(&self) -> Vec<String> {
        let output = self
            .command("validate")
            .arg("-json")
            .output()
            .expect("terraform runs");
        let report: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| {
            panic!(
                "terraform validate: {}",
                String::from_utf8_lossy(&output.stderr)
            )
        });
        let found = report["diagnostics"]
            .as_array()
            .expect("a list of findings");
        found
            .iter()
            .map(|finding| {
                let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
                let place = &finding["range"];
                format!(
                    "{} {}:{} {}: {}",
                    text(&finding["severity"]),
                    text(&place["filename"]),
                    place["start"]["line"],
                    text(&finding["summary"]),
                    text(&finding["detail"])
                )
            })
            .collect()
    }

    /// Returns the plan for the given variables, as printed by `terraform show -json`.
    pub(crate) fn plan(&self, variables: &[(&str, &str)]) -> Value {
        let mut command = self.command("plan");
        succeed(with(&mut command, variables).args(["-input=false", "-no-color", "-out=plan.bin"]));
        let shown = succeed(self.command("show").args(["-json", "plan.bin"]));
        serde_json::from_slice(&shown.stdout).expect("a plan in JSON")
    }

    /// Applies the module.
    pub(crate) fn apply(&self, variables: &[(&str, &str)]) -> Outcome {
        let mut command = self.command("apply");
        outcome(with(&mut command, variables).args(["-input=false", "-no-color", "-auto-approve"]))
    }

    /// Applies the module with the values of a file in it.
    pub(crate) fn apply_values(&self, file: &str) -> Outcome {
        let mut command = self.command("apply");
        command.arg(format!("-var-file={file}"));
        outcome(command.args(["-input=false", "-no-color", "-auto-approve"]))
    }

    /// Destroys the resources, with the values of a file in the module.
    pub(crate) fn destroy_values(&self, file: &str) -> Outcome {
        let mut command = self.command("destroy");
        command.arg(format!("-var-file={file}"));
        outcome(command.args(["-input=false", "-no-color", "-auto-approve"]))
    }

    /// Destroys the resources.
    pub(crate) fn destroy(&self, variables: &[(&str, &str)]) -> Outcome {
        let mut command = self.command("destroy");
        outcome(with(&mut command, variables).args(["-input=false", "-no-color", "-auto-approve"]))
    }

    /// Returns the state, as printed by `terraform show -json`.
    pub(crate) fn state(&self) -> Value {
        let shown = succeed(self.command("show").arg("-json"));
        serde_json::from_slice(&shown.stdout).expect("a state in JSON")
    }

    fn command(&self, name: &str) -> Command {
        let mut command = Command::new(&self.terraform.program);
        command
            .current_dir(self.path())
            .env("TF_CLI_CONFIG_FILE", self.path().join("cli.tfrc"))
            .env("CHECKPOINT_DISABLE", "1")
            .env("TF_IN_AUTOMATION", "1")
            .env_remove("TF_DATA_DIR")
            .env_remove("TF_WORKSPACE")
            // The user's credentials must not be used.
            .env("AWS_EC2_METADATA_DISABLED", "true")
            .env("AWS_CONFIG_FILE", "/dev/null")
            .env("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")
            .env_remove("AWS_PROFILE")
            .arg(name);
        command
    }
}

fn with<'a>(command: &'a mut Command, variables: &[(&str, &str)]) -> &'a mut Command {
    for (name, value) in variables {
        command.arg(format!("-var={name}={value}"));
    }
    command
}

fn outcome(command: &mut Command) -> Outcome {
    let Output {
        status,
        stdout,
        stderr,
    } = command.output().expect("terraform runs");
    let text = [stdout, stderr].concat();
    Outcome {
        success: status.success(),
        text: String::from_utf8_lossy(&text).into_owned(),
    }
}

/// Renders a provider that uses one address for every service.
fn provider_on(moto: &Moto) -> String {
    let services = [
        "acm",
        "apigatewayv2",
        "apprunner",
        "cloudwatchlogs",
        "ec2",
        "ecs",
        "elbv2",
        "iam",
        "lambda",
        "route53",
        "servicediscovery",
        "sqs",
        "sts",
    ];
    let url = moto.url();
    let endpoints: String = services
        .iter()
        .map(|name| format!("    {name} = \"{url}\"\n"))
        .collect();
    format!(
        "provider \"aws\" {{\n  region = \"us-east-1\"\n  access_key = \"test\"\n  secret_key = \"test\"\n  \
         skip_credentials_validation = true\n  skip_metadata_api_check = true\n  skip_requesting_account_id = true\n  \
         endpoints {{\n{endpoints}  }}\n}}\n"
    )
}

fn program(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .map(|folder| folder.join(name))
        .find(|program| program.is_file())
}

/// Finds the folder that contains a provider, e.g. `registry.terraform.io/hashicorp/aws`.
fn mirror(provider: &str) -> Option<PathBuf> {
    if let Some(named) = std::env::var_os("GWC_TERRAFORM_PLUGIN_DIR") {
        let named = PathBuf::from(named);
        assert!(
            named.join(PROVIDER).is_dir() || named.join(PROVIDER_OF_TOFU).is_dir(),
            "GWC_TERRAFORM_PLUGIN_DIR names {}, which has no {PROVIDER}",
            named.display()
        );
        return named.join(provider).is_dir().then_some(named);
    }
    let home = std::env::var_os("HOME")
        .map(PathBuf::from)
        .unwrap_or_default();
    let implied = [
        home.join(".terraform.d/plugins"),
        home.join(".local/share/terraform/plugins"),
        PathBuf::from("/usr/local/share/terraform/plugins"),
        PathBuf::from("/usr/share/terraform/plugins"),
    ];
    let usual = [
        home.as_path(),
        Path::new("/opt"),
        Path::new("/usr/local"),
        Path::new("/usr/share"),
    ];
    implied
        .into_iter()
        .find(|folder| folder.join(provider).is_dir())
        .or_else(|| usual.iter().find_map(|folder| search(folder, provider, 2)))
}

/// Finds the first folder that contains the provider, down to a depth.
fn search(folder: &Path, provider: &str, depth: usize) -> Option<PathBuf> {
    if folder.join(provider).is_dir() {
        return Some(folder.to_owned());
    }
    if depth == 0 {
        return None;
    }
    let mut inner: Vec<PathBuf> = std::fs::read_dir(folder)
        .ok()?
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.is_dir() && !path.is_symlink())
        .collect();
    inner.sort();
    inner
        .iter()
        .find_map(|path| search(path, provider, depth - 1))
}

fn versions(mirror: &Path, provider: &str) -> Vec<String> {
    let entries = std::fs::read_dir(mirror.join(provider)).expect("the provider's folder");
    let mut found: Vec<String> = entries
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| name.starts_with(|first: char| first.is_ascii_digit()))
        .collect();
    found.sort_by_key(|version| numbers(version));
    found
}

fn numbers(version: &str) -> Vec<u32> {
    let parts = version.split('.');
    parts.map(|part| part.parse().unwrap_or_default()).collect()
}
