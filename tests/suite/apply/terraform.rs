//! Deploys the same spec with `gwc apply` and with `terraform apply`, and checks that moto contains the same resources.

use std::collections::BTreeSet;
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

/// Creates what the specs expect in a VPC and subnets: an App Runner endpoint, a security group and a hosted zone. Prints
/// their ids.
const PREPARE: &str = "
import sys, boto3
known = dict(endpoint_url=sys.argv[1], region_name='us-east-1', aws_access_key_id='test', aws_secret_access_key='test')
ec2 = boto3.client('ec2', **known)
service = 'com.amazonaws.us-east-1.apprunner.requests'
made = ec2.create_vpc_endpoint(VpcEndpointType='Interface', VpcId=sys.argv[2], ServiceName=service, SubnetIds=sys.argv[3:])
group = ec2.create_security_group(GroupName='outbound', Description='outbound', VpcId=sys.argv[2])
zone = boto3.client('route53', **known).create_hosted_zone(Name='shop.example', CallerReference='test')
print(made['VpcEndpoint']['VpcEndpointId'], group['GroupId'], zone['HostedZone']['Id'].split('/')[-1], end='')
";

/// A deployment and an edit of it, together with every type that a plan creates, but for ECS Express Mode: neither moto
/// nor the provider before 6.60 knows it.
const CASES: [(&str, &[(&str, &str)]); 2] = [
    (
        include_str!("../../fixtures/cloud_control/moto.gw"),
        &[
            ("timeout 10s", "timeout 12s"),
            ("retain 30d", "retain 90d"),
            ("throttle 10/s", "throttle 20/s"),
            ("methods GET POST", "methods GET POST PUT"),
            ("ttl 5m", "ttl 1m"),
            ("{ body $request.body }", "{ body $request.body.job }"),
            ("GET /fn ", "PUT /fn "),
        ],
    ),
    (
        include_str!("../../fixtures/cloud_control/services.gw"),
        &[
            ("orders:1", "orders:2"),
            ("scale  1..4", "scale  1..6"),
            ("LEVEL info", "LEVEL debug"),
            ("path v1", "path v2"),
            ("GET /fn ", "PUT /fn "),
        ],
    ),
];

/// Returns specs with a network and a zone of moto's.
fn fill(moto: &Moto, specs: &[String]) -> Vec<String> {
    let script = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/fixtures/terraform/prepare.py"
    );
    let output = succeed(Command::new(python()).arg(script).arg(moto.url()));
    let known: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let subnets = known["subnets"].as_array().expect("subnets");
    let subnets: Vec<&str> = subnets.iter().filter_map(Value::as_str).collect();
    let vpc = known["vpc"].as_str().expect("a VPC");
    let mut prepare = Command::new(python());
    let prepare = prepare.args(["-c", PREPARE, &moto.url(), vpc]);
    let ids = succeed(prepare.args(&subnets)).stdout;
    let ids = String::from_utf8(ids).expect("text");
    let ids: Vec<&str> = ids.split(' ').collect();
    let filled = specs.iter().map(|spec| {
        spec.replace("vpc VPC", &format!("vpc {vpc}"))
            .replace("SUBNETS", &subnets.join(" "))
            .replace("endpoint ENDPOINT", &format!("endpoint {}", ids[0]))
            .replace("GROUP", ids[1])
            .replace("ZONE", ids[2])
    });
    filled.collect()
}

/// Returns a case's specs before and after its edit.
fn specs(moto: &Moto, (spec, edits): (&str, &[(&str, &str)])) -> (String, String) {
    let mut later = spec.to_owned();
    for (from, to) in edits {
        assert!(later.contains(from), "no `{from}`");
        later = later.replace(from, to);
    }
    let filled = fill(moto, &[spec.to_owned(), later]);
    (filled[0].clone(), filled[1].clone())
}

/// Builds the spec of a world, and returns the files in the target's folder.
fn build(world: &World, target: &str, names: &[&'static str]) -> Vec<(&'static str, String)> {
    let folder = Scratch::with_files("output-of-spec", []);
    let output = format!("{}/", folder.path().display());
    let build = ["build", "spec.gw", "--target", target, "-o", &output];
    let mut command = Command::new(super::world::GWC);
    succeed(command.args(build).current_dir(world.folder.path()));
    let files = names.iter().filter_map(|name| {
        let text = std::fs::read_to_string(folder.path().join(name)).ok()?;
        Some((*name, text))
    });
    files.collect()
}

/// Returns the types of a plan's steps.
fn types(world: &World) -> BTreeSet<String> {
    let files = build(world, "plan", &["plan.json"]);
    let plan: Value = serde_json::from_str(&files[0].1).expect("JSON");
    let steps = plan["steps"].as_array().expect("steps");
    let types = steps.iter().filter_map(|step| step["type"].as_str());
    types.map(str::to_owned).collect()
}

/// Removes the record that proved ownership of a domain, which the handler of certificates leaves behind.
fn without_proof(mut contents: Value) -> Value {
    let entries = contents.as_object_mut().expect("entries");
    entries.retain(|name, _| !(name.starts_with("record _") && name.ends_with(" CNAME")));
    contents
}

#[test]
fn a_plan_is_applied_changed_and_destroyed_on_moto() {
    if !judges() {
        return;
    }
    for case in CASES {
        let moto = Moto::start();
        let (spec, later) = specs(&moto, case);
        let empty = contents(&moto);
        let world = World::over_moto(&spec, &moto);
        world.succeed(&APPLY);
        let made = contents(&moto);
        assert_eq!(made["stage $default"]["AutoDeploy"], true, "{made:#}");
        assert!(world.succeed(&APPLY).contains("nothing to change"));
        world.folder.write("spec.gw", &later);
        world.succeed(&APPLY);
        assert_ne!(contents(&moto), made);
        assert!(world.succeed(&APPLY).contains("nothing to change"));
        world.succeed(&DESTROY);
        assert_eq!(without_proof(contents(&moto)), empty);
    }
}

#[test]
#[ignore = "takes minutes; .ci/run runs it"]
fn apply_and_terraform_create_change_and_destroy_the_same_resources() {
    if !judges() {
        return;
    }
    let Some(terraform) = Terraform::find() else {
        return;
    };
    let mut covered = BTreeSet::new();
    for case in CASES {
        let moto = Moto::start();
        let (spec, later) = specs(&moto, case);
        let empty = contents(&moto);
        let world = World::over_moto(&spec, &moto);
        covered.extend(types(&world));
        world.succeed(&APPLY);
        let ours = contents(&moto);
        world.folder.write("spec.gw", &later);
        world.succeed(&APPLY);
        let ours_later = contents(&moto);
        world.succeed(&DESTROY);

        let names = ["versions.tf", "variables.tf", "main.tf", "outputs.tf"];
        world.folder.write("spec.gw", &spec);
        let files = build(&world, "terraform", &names);
        let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (*name, &**text)).collect();
        let workspace = terraform.workspace_on_moto(&files, &moto);
        let made = workspace.apply(&[]);
        assert!(made.success, "{}", made.text);
        assert_eq!(ours, contents(&moto), "created");
        world.folder.write("spec.gw", &later);
        for (name, text) in build(&world, "terraform", &names) {
            workspace.write(name, &text);
        }
        let changed = workspace.apply(&[]);
        assert!(changed.success, "{}", changed.text);
        assert_eq!(ours_later, contents(&moto), "changed");
        let gone = workspace.destroy(&[]);
        assert!(gone.success, "{}", gone.text);
        assert_eq!(without_proof(contents(&moto)), empty);
    }
    assert!(!covered.contains("AWS::ECS::ExpressGatewayService"));
    assert_eq!(covered.len(), 25, "{covered:#?}");
}
