//! Credentials and region: from the environment, or from the AWS command line.
//!
//! The command line supports profiles, single sign-on, assumed roles, web identities, containers and instances. Calling
//! it (`aws configure export-credentials`) gives the same credentials as any AWS SDK without reimplementing that chain
//! here.

use std::fmt;
use std::process::Command;

use aws_credential_types::Credentials;
use serde_json::Value;

/// The reason for missing credentials.
#[derive(Clone, Debug)]
pub struct CredentialsFault(pub(super) String);

impl fmt::Display for CredentialsFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for CredentialsFault {}

fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// Returns the credentials from the environment, or else from the AWS command line.
pub(super) fn resolve() -> Result<Credentials, CredentialsFault> {
    let key = variable("AWS_ACCESS_KEY_ID");
    let secret = variable("AWS_SECRET_ACCESS_KEY");
    if let (Some(key), Some(secret)) = (key, secret) {
        let token = variable("AWS_SESSION_TOKEN");
        return Ok(Credentials::new(key, secret, token, None, "environment"));
    }
    export_from_cli()
}

fn export_from_cli() -> Result<Credentials, CredentialsFault> {
    const HELP: &str = "no AWS credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or install \
        the AWS command line and configure it";
    let arguments = ["configure", "export-credentials", "--format", "process"];
    let output = Command::new("aws").args(arguments).output();
    let output = output.map_err(|_| CredentialsFault(HELP.to_owned()))?;
    if !output.status.success() {
        let reason = String::from_utf8_lossy(&output.stderr);
        let reason = reason.trim();
        // Version 1 does not know the command, and prints how it is called.
        if reason.contains("usage: aws") {
            let reason = "the AWS command line is too old: install version 2";
            return Err(CredentialsFault(reason.to_owned()));
        }
        return Err(CredentialsFault(format!("{HELP} (`aws` failed: {reason})")));
    }
    let found: Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
    let text = |key: &str| found.get(key).and_then(Value::as_str).map(str::to_owned);
    match (text("AccessKeyId"), text("SecretAccessKey")) {
        (Some(key), Some(secret)) => {
            let token = text("SessionToken");
            Ok(Credentials::new(key, secret, token, None, "aws configure"))
        }
        _ => Err(CredentialsFault(HELP.to_owned())),
    }
}

/// Returns the region from the environment, or else from the configuration of the AWS command line.
#[must_use]
pub fn resolve_region() -> Option<String> {
    let named = variable("AWS_REGION").or_else(|| variable("AWS_DEFAULT_REGION"));
    named.or_else(|| {
        let arguments = ["configure", "get", "region"];
        let output = Command::new("aws").args(arguments).output().ok()?;
        let region = String::from_utf8(output.stdout).ok()?;
        Some(region.trim().to_owned()).filter(|region| !region.is_empty())
    })
}
