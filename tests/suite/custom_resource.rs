//! Runs the functions in the templates against an AWS in memory.

use std::path::Path;
use std::process::Command;

/// Their names, both in the backend and among the fixtures.
const FUNCTIONS: [&str; 2] = ["register_targets", "read_express"];

fn code(name: &str) -> String {
    format!("src/emit/cfn/{name}.py")
}

#[test]
fn every_request_gets_the_right_answer_once() {
    for name in FUNCTIONS {
        let cases = format!("tests/fixtures/custom_resource/{name}.py");
        let output = Command::new("python3")
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .args([cases, code(name)])
            .output()
            .expect("python3, which runs the function as Lambda would");
        let said =
            String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{name}: {said}");
    }
}

#[test]
fn the_functions_fit_the_inline_limits_of_every_tool() {
    for name in FUNCTIONS {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(code(name));
        let text = std::fs::read_to_string(path).expect("the function");
        // Tools from before the limit of 4 MB reject longer code (AWS::Lambda::Function Code, ZipFile).
        assert!(text.len() < 4096, "{name}: {} bytes", text.len());
        // Lambda adds the module only if this line is written exactly like this (CloudFormation user guide,
        // cfn-response module).
        assert!(
            text.lines().any(|line| line == "import cfnresponse"),
            "{name}"
        );
        assert!(text.is_ascii(), "{name}");
    }
}
