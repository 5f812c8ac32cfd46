//! The command to run after `gwc build -o`.

use std::path::Path;

use crate::cli::args::Build;
use crate::cli::disk::OutputPath;
use crate::driver::{File, Target};
use crate::model::Program;

/// The largest template that CloudFormation accepts without a bucket, in bytes.
const MAX_INLINE_TEMPLATE: usize = 51_200;

/// Returns the next command on one line; `None` if the output is not for a tool.
pub(super) fn command(
    options: &Build,
    program: &Program,
    target: Target,
    output: &OutputPath,
    files: &[File],
) -> Option<String> {
    let path = match output {
        OutputPath::Stdout => return None,
        OutputPath::File(path) | OutputPath::Folder(path) => path,
    };
    let is_folder = matches!(output, OutputPath::Folder(_));
    let values = program
        .envs
        .first()
        .filter(|_| is_folder && program.env.is_none());
    match target {
        Target::Cfn(_) => {
            let template = files.first()?;
            let place = if is_folder {
                path.join(&template.name)
            } else {
                path.clone()
            };
            let mut command = format!(
                "aws cloudformation deploy --template-file {} --stack-name {}",
                quote(&place),
                stack(program)
            );
            if let Some(region) = &program.gateway.region {
                command.push_str(&format!(" --region {}", region.value));
            }
            if template.text.contains("AWS::IAM::") {
                // The template leaves the names of roles to CloudFormation.
                command.push_str(" --capabilities CAPABILITY_IAM");
            }
            if template.text.len() > MAX_INLINE_TEMPLATE {
                command.push_str(" --s3-bucket BUCKET");
            }
            if let Some(env) = values {
                let file = path.join(format!("parameters.{}.json", env.value));
                command.push_str(&format!(" --parameter-overrides file://{}", quote(&file)));
            }
            Some(command)
        }
        Target::Terraform => {
            let folder = if is_folder {
                path.as_path()
            } else {
                path.parent()?
            };
            let at = if folder == Path::new("") {
                "terraform".to_owned()
            } else {
                format!("terraform -chdir={}", quote(folder))
            };
            let values = values.map(|env| format!(" -var-file={}.tfvars", env.value));
            Some(format!(
                "{at} init && {at} apply{}",
                values.unwrap_or_default()
            ))
        }
        Target::Plan => {
            let env = program.env.as_ref().or(values.map(|env| &env.value));
            let env = env.map(|env| format!(" --env {env}"));
            let spec = quote(&options.spec.spec);
            Some(format!("gwc apply {spec}{}", env.unwrap_or_default()))
        }
        Target::PlanText | Target::Policy(_) | Target::Ir | Target::IrText => None,
    }
}

fn stack(program: &Program) -> String {
    match &program.env {
        Some(env) => format!("{}-{env}", program.gateway.name),
        None => program.gateway.name.clone(),
    }
}

/// Quotes a path for a shell.
fn quote(path: &Path) -> String {
    let text = path.display().to_string();
    let text = text.trim_end_matches('/');
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "/._-".contains(letter);
    if text.chars().all(plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', "'\\''"))
    }
}
