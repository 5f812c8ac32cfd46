//! The function inside the templates that registers an endpoint's addresses: run for real, against an AWS in memory.

use std::path::Path;
use std::process::Command;

const FUNCTION: &str = "src/backend/cfn/register_targets.py";
const DRIVER: &str = "tests/fixtures/custom_resource/drive.py";

#[test]
fn every_request_gets_the_right_answer_once() {
    let output = Command::new("python3")
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args([DRIVER, FUNCTION])
        .output()
        .expect("python3, which runs the function as Lambda would");
    let said = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
}

#[test]
fn it_is_code_that_every_tool_takes_inline() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(FUNCTION);
    let text = std::fs::read_to_string(path).expect("the function");
    // Tools older than the limit of 4 MB refuse more (AWS::Lambda::Function Code, ZipFile).
    assert!(text.len() < 4096, "{} bytes", text.len());
    // Lambda adds the module only where the line stands so (CloudFormation user guide, cfn-response module).
    assert!(text.lines().any(|line| line == "import cfnresponse"));
    assert!(text.is_ascii());
}
