//! The IAM policy of a spec: the least privileges for deploying, updating and removing it.
//!
//! Actions come from the registry's handlers: Cloud Control and CloudFormation call them with their caller's
//! permissions, and Terraform's provider makes the same calls itself. Resources follow from the names that each
//! deployer assigns. Accounts are `*`, since a policy belongs to one account.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::diag::Diagnostic;
use crate::emit::plan::reference::References;
use crate::emit::plan::steps::{Action, steps};
use crate::emit::plan::{check_references, registry};
use crate::facts::{Deployer, Facts, Permissions};
use crate::graph::{Kind, Sealed};

/// Actions of CloudFormation itself, on one stack (AWSCloudFormation/latest/UserGuide/using-iam-template).
const STACK: [&str; 11] = [
    "cloudformation:CreateChangeSet",
    "cloudformation:CreateStack",
    "cloudformation:DeleteChangeSet",
    "cloudformation:DeleteStack",
    "cloudformation:DescribeChangeSet",
    "cloudformation:DescribeStackEvents",
    "cloudformation:DescribeStackResources",
    "cloudformation:DescribeStacks",
    "cloudformation:ExecuteChangeSet",
    "cloudformation:GetTemplateSummary",
    "cloudformation:UpdateStack",
];
/// The function of a template that registers targets or reads a service.
const FUNCTION: &str = "AWS::Lambda::Function";

/// Actions that `gwc apply` calls directly to create a certificate where Cloud Control does not support it.
const ACM: [&str; 7] = [
    "acm:AddTagsToCertificate",
    "acm:DeleteCertificate",
    "acm:DescribeCertificate",
    "acm:ListCertificates",
    "acm:ListTagsForCertificate",
    "acm:RequestCertificate",
    "route53:ChangeResourceRecordSets",
];

/// Actions of Cloud Control itself (cloudcontrolapi/security-iam).
const CLOUD_CONTROL: [&str; 6] = [
    "cloudformation:CreateResource",
    "cloudformation:DeleteResource",
    "cloudformation:GetResource",
    "cloudformation:GetResourceRequestStatus",
    "cloudformation:ListResources",
    "cloudformation:UpdateResource",
];

/// The minimum number of characters of a stack's name that remain in the names of roles, functions and load balancers.
const ROLE_PREFIX: usize = 24;
const BALANCER_PREFIX: usize = 5;

/// Returns the policy of a spec, as JSON with a newline at the end.
///
/// # Errors
/// As [`plan`](super::plan).
pub fn policy(
    sealed: &Sealed,
    facts: &Facts,
    deployer: Deployer,
) -> Result<String, Vec<Diagnostic>> {
    let permissions = Permissions::load();
    let mut references = References::new(sealed);
    let scope = Scope::of(sealed, facts, deployer, &mut references);
    let mut statements: BTreeMap<BTreeSet<String>, BTreeSet<&str>> = BTreeMap::new();
    let mut allow = |action: &'static str| {
        let statement = statements.entry(scope.resources(action)).or_default();
        statement.insert(action);
    };
    match deployer {
        Deployer::Apply => CLOUD_CONTROL.into_iter().for_each(&mut allow),
        Deployer::CloudFormation => STACK.into_iter().for_each(&mut allow),
        Deployer::Terraform => {}
    }
    for step in steps(sealed) {
        // A template uses a function for what a plan reads.
        let of = match (deployer, step.action) {
            (Deployer::CloudFormation, Action::Read) => {
                let role = permissions.actions(Kind::Role.aws_type());
                role.iter().copied().for_each(&mut allow);
                FUNCTION
            }
            (Deployer::Apply | Deployer::Terraform, _) | (_, Action::Create) => step.of,
        };
        permissions.actions(of).iter().copied().for_each(&mut allow);
        if deployer == Deployer::Terraform {
            let more = permissions.provider_actions(of);
            more.iter().copied().for_each(&mut allow);
        }
    }
    let mut certified = steps(sealed).into_iter();
    if deployer == Deployer::Apply && certified.any(|it| it.kind == Kind::Certificate) {
        ACM.into_iter().for_each(&mut allow);
    }
    if !scope.truststores.is_empty() {
        ["s3:GetObject", "s3:GetObjectVersion"]
            .into_iter()
            .for_each(&mut allow);
    }
    let statements = statements.into_iter().map(|(resources, actions)| {
        json!({ "Effect": "Allow", "Action": actions, "Resource": resources })
    });
    let document = json!({
        "Version": "2012-10-17",
        "Statement": statements.collect::<Vec<Value>>(),
    });
    let Ok(mut text) = serde_json::to_string_pretty(&document) else {
        never!("a policy cannot be written");
    };
    text.push('\n');
    check_references(text, references)
}

/// Names of the resources.
struct Scope {
    deployer: Deployer,
    deployment: String,
    partition: String,
    region: String,
    functions: BTreeSet<String>,
    groups: BTreeSet<String>,
    zones: BTreeSet<String>,
    roles: BTreeSet<String>,
    truststores: BTreeSet<String>,
}

impl Scope {
    fn of(
        sealed: &Sealed,
        facts: &Facts,
        deployer: Deployer,
        references: &mut References<'_>,
    ) -> Self {
        let graph = sealed.graph();
        let mut scope = Self {
            deployer,
            deployment: graph.deployment.clone(),
            partition: graph.partition.unwrap_or("*").to_owned(),
            region: graph.region.clone().unwrap_or_else(|| "*".to_owned()),
            functions: BTreeSet::new(),
            groups: BTreeSet::new(),
            zones: BTreeSet::new(),
            roles: BTreeSet::new(),
            truststores: BTreeSet::new(),
        };
        let registry = registry(graph, facts);
        for step in steps(sealed) {
            let properties = step.properties(references, &registry);
            // A deploy-time value can be anything.
            let known = |pointer: &str| -> Option<String> {
                let first = properties.get(pointer.split('/').next().unwrap_or_default())?;
                let rest = pointer.split_once('/').map_or("", |(_, rest)| rest);
                let value = if rest.is_empty() {
                    Some(first)
                } else {
                    first.pointer(&format!("/{rest}"))
                };
                Some(value?.as_str().unwrap_or("*").to_owned())
            };
            match step.kind {
                Kind::Permission => scope.functions.extend(known("FunctionName")),
                Kind::LogGroup => scope.groups.extend(known("LogGroupName")),
                Kind::Record => scope.zones.extend(known("HostedZoneId")),
                Kind::Domain => scope
                    .truststores
                    .extend(known("MutualTlsAuthentication/TruststoreUri")),
                Kind::Certificate => scope
                    .zones
                    .extend(known("DomainValidationOptions/0/HostedZoneId")),
                _ => {}
            }
            roles(&Value::Object(properties), &mut scope.roles);
        }
        scope
    }

    fn arn(&self, service: &str, resource: &str) -> String {
        let Self {
            partition, region, ..
        } = self;
        format!("arn:{partition}:{service}:{region}:*:{resource}")
    }

    /// Returns the pattern for names that begin with the deployment's. CloudFormation truncates the stack's name if a
    /// name would become too long.
    fn name_pattern(&self, longest: usize) -> String {
        let Self { deployment, .. } = self;
        match (self.deployer, deployment.get(..longest)) {
            (Deployer::CloudFormation, Some(start)) => format!("{start}*"),
            _ => format!("{deployment}-*"),
        }
    }

    /// Returns the resources of an action.
    fn resources(&self, action: &str) -> BTreeSet<String> {
        let all = || BTreeSet::from(["*".to_owned()]);
        let Self {
            partition,
            deployment,
            region,
            ..
        } = self;
        let (service, verb) = action.split_once(':').unwrap_or((action, ""));
        let only_lists = verb.starts_with("Describe") || verb.starts_with("List");
        match service {
            "apigateway" => BTreeSet::from([format!("arn:{partition}:apigateway:{region}::/*")]),
            "iam" if verb.contains("ServiceLinkedRole") => {
                BTreeSet::from([format!("arn:{partition}:iam::*:role/aws-service-role/*")])
            }
            "iam" if verb == "ListRoles" => all(),
            "iam" => {
                let own = self.name_pattern(ROLE_PREFIX);
                let mut roles = BTreeSet::from([format!("arn:{partition}:iam::*:role/{own}")]);
                if verb == "PassRole" {
                    roles.extend(self.roles.iter().cloned());
                }
                roles
            }
            "cloudformation" if self.deployer == Deployer::CloudFormation => {
                BTreeSet::from([self.arn(service, &format!("stack/{deployment}/*"))])
            }
            "lambda" if verb == "ListFunctions" => all(),
            "lambda" if verb.ends_with("Permission") || verb == "GetPolicy" => {
                if self.functions.is_empty() {
                    all()
                } else {
                    self.functions.clone()
                }
            }
            "lambda" => {
                let own = self.name_pattern(ROLE_PREFIX);
                BTreeSet::from([self.arn(service, &format!("function:{own}"))])
            }
            "logs" if is_of_group(verb) => {
                let groups = self.groups.iter();
                groups
                    .map(|group| self.arn("logs", &format!("log-group:{group}:*")))
                    .chain(
                        self.groups
                            .iter()
                            .map(|group| self.arn("logs", &format!("log-group:{group}"))),
                    )
                    .collect()
            }
            "route53" if verb == "GetChange" => {
                BTreeSet::from([format!("arn:{partition}:route53:::change/*")])
            }
            "route53" if verb != "ListHostedZones" => {
                let zones = self.zones.iter();
                zones
                    .map(|zone| format!("arn:{partition}:route53:::hostedzone/{zone}"))
                    .collect()
            }
            // CloudFormation generates the names of services.
            "apprunner"
                if !verb.starts_with("List") && self.deployer != Deployer::CloudFormation =>
            {
                BTreeSet::from([self.arn("apprunner", &format!("*/{deployment}-*"))])
            }
            "elasticloadbalancing" if !only_lists => {
                let own = match self.deployer {
                    Deployer::Apply => format!("{deployment}-*"),
                    Deployer::CloudFormation => self.name_pattern(BALANCER_PREFIX),
                    Deployer::Terraform => "gw-*".to_owned(),
                };
                ["loadbalancer/net", "listener/net", "targetgroup"]
                    .map(|kind| self.arn(service, &format!("{kind}/{own}")))
                    .into()
            }
            "s3" => {
                let stores = self.truststores.iter();
                stores
                    .map(|uri| match uri.strip_prefix("s3://") {
                        Some(place) => format!("arn:{partition}:s3:::{place}"),
                        None => "*".to_owned(),
                    })
                    .collect()
            }
            _ => all(),
        }
    }
}

/// Returns true for CloudWatch Logs actions on a single log group.
fn is_of_group(verb: &str) -> bool {
    let own = [
        "LogGroup",
        "RetentionPolicy",
        "DataProtectionPolicy",
        "IndexPolicy",
    ];
    let tags = ["TagResource", "UntagResource", "ListTagsForResource"];
    verb != "DescribeLogGroups" && own.iter().any(|word| verb.ends_with(word))
        || tags.contains(&verb)
}

/// Returns the ARNs of roles that the spec names.
fn roles(value: &Value, into: &mut BTreeSet<String>) {
    match value {
        Value::String(text) if text.starts_with("arn:") && text.contains(":role/") => {
            into.insert(text.clone());
        }
        Value::Array(entries) => entries.iter().for_each(|entry| roles(entry, into)),
        Value::Object(entries) => entries.values().for_each(|entry| roles(entry, into)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
