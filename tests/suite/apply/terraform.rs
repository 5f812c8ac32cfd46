//! Deploys the same spec with `gwc apply` and with `terraform apply`, and checks that moto contains the same resources.

use std::process::Command;

use serde_json::Value;

use super::world::{APPLY, DESTROY, World};
use crate::tools::{Moto, Scratch, Terraform, judges, python, recipe, succeed};

/// Returns the contents of moto in a comparable form.
fn contents(moto: &Moto) -> Value {
    let mut command = Command::new(python());
    let output = succeed(command.arg(recipe("moto_world.py")).arg(moto.url()));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

/// Creates an App Runner endpoint in a VPC and subnets, and prints its id.
const ENDPOINT: &str = "
import sys, boto3
ec2 = boto3.client('ec2', endpoint_url=sys.argv[1], region_name='us-east-1', aws_access_key_id='test', aws_secret_access_key='test')
service = 'com.amazonaws.us-east-1.apprunner.requests'
made = ec2.create_vpc_endpoint(VpcEndpointType='Interface', VpcId=sys.argv[2], ServiceName=service, SubnetIds=sys.argv[3:])
print(made['VpcEndpoint']['VpcEndpointId'], end='')
";

/// Returns the spec with a network of moto's.
fn spec(moto: &Moto) -> String {
    let script = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/fixtures/terraform/prepare.py"
    );
    let output = succeed(Command::new(python()).arg(script).arg(moto.url()));
    let known: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let subnets = known["subnets"].as_array().expect("subnets");
    let subnets: Vec<&str> = subnets.iter().filter_map(Value::as_str).collect();
    let vpc = known["vpc"].as_str().expect("a VPC");
    let mut endpoint = Command::new(python());
    let endpoint = endpoint.args(["-c", ENDPOINT, &moto.url(), vpc]);
    let endpoint = succeed(endpoint.args(&subnets)).stdout;
    include_str!("../../fixtures/cloud_control/moto.gw")
        .replace("vpc VPC", &format!("vpc {vpc}"))
        .replace("SUBNETS", &subnets.join(" "))
        .replace(
            "endpoint ENDPOINT",
            &format!("endpoint {}", String::from_utf8_lossy(&endpoint)),
        )
}

#[test]
fn a_plan_is_applied_and_destroyed_on_moto() {
    if !judges() {
        return;
    }
    let moto = Moto::start();
    let spec = spec(&moto);
    let empty = contents(&moto);
    let world = World::over_moto(&spec, &moto);
    world.succeed(&APPLY);
    let made = contents(&moto);
    assert_eq!(made["stage $default"]["AutoDeploy"], true, "{made:#}");
    assert!(world.succeed(&APPLY).contains("nothing to change"));
    world.succeed(&DESTROY);
    assert_eq!(contents(&moto), empty);
}

#[test]
#[ignore = "takes minutes; .ci/run runs it"]
fn apply_and_terraform_create_the_same_resources() {
    if !judges() {
        return;
    }
    let Some(terraform) = Terraform::find() else {
        return;
    };
    let moto = Moto::start();
    let world = World::over_moto(&spec(&moto), &moto);
    world.succeed(&APPLY);
    let ours = contents(&moto);
    world.succeed(&DESTROY);
    let folder = Scratch::with_files("module-of-spec", []);
    let target = format!("{}/", folder.path().display());
    let build = ["build", "spec.gw", "--target", "terraform", "-o", &target];
    succeed(
        Command::new(super::world::GWC)
            .args(build)
            .current_dir(world.folder.path()),
    );
    let names = ["versions.tf", "variables.tf", "main.tf", "outputs.tf"];
    let files: Vec<(&str, String)> = names
        .into_iter()
        .filter_map(|name| {
            let text = std::fs::read_to_string(folder.path().join(name)).ok()?;
            Some((name, text))
        })
        .collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (*name, &**text)).collect();
    let workspace = terraform.workspace_on_moto(&files, &moto);
    let made = workspace.apply(&[]);
    assert!(made.success, "{}", made.text);
    let theirs = contents(&moto);
    assert_eq!(ours, theirs);
}
