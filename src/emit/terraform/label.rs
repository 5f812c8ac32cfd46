//! Names that AWS wants and the graph leaves to its targets: short, unique in an account, of few letters.

use crate::emit::terraform::scope::Scope;
use crate::emit::terraform::tree::Value;
use crate::graph::Kind;
use crate::graph::address::terraform_name;
use crate::graph::id::digest;

/// Characters of a load balancer's name.
const BALANCER: usize = 32;
/// Characters of a role's name, less the 26 that the provider adds.
const ROLE_PREFIX: usize = 38;
/// Characters of a target group's name, less the 26 that the provider adds.
const TARGET_GROUP_PREFIX: usize = 6;

/// The name of a load balancer, which may not start with `internal-`.
pub(super) fn balancer(scope: &Scope<'_>, name: &str) -> Value {
    Value::text(shortened(
        &full(scope, (Kind::Balancer, name), "internal"),
        BALANCER,
    ))
}

/// The start of a security group's name, which may not be `sg-`.
pub(super) fn security_group_prefix(scope: &Scope<'_>, name: &str) -> Value {
    Value::text(format!(
        "{}-",
        full(scope, (Kind::SecurityGroup, name), "sg")
    ))
}

/// The start of a role's name.
pub(super) fn role_prefix(scope: &Scope<'_>, name: &str) -> Value {
    let text = shortened(&full(scope, (Kind::Role, name), ""), ROLE_PREFIX - 1);
    Value::text(format!("{text}-"))
}

/// The start of a target group's name.
pub(super) fn target_group_prefix(scope: &Scope<'_>) -> Value {
    let start: String = plain(&scope.graph().deployment)
        .chars()
        .take(TARGET_GROUP_PREFIX - 1)
        .collect();
    Value::text(format!("{}-", start.trim_end_matches('-')))
}

/// The deployment and what the resource is, behind a word of its own where the deployment is a word that AWS keeps.
///
/// A resource that was renamed keeps the name that it was given in AWS: another one would replace it.
fn full(scope: &Scope<'_>, (kind, name): (Kind, &str), kept: &str) -> String {
    let mut resources = scope.graph().resources.iter();
    let former = resources.find_map(|resource| {
        let former = resource.former.as_ref()?;
        let is_it = resource.body.kind() == kind && terraform_name(kind, &resource.id) == name;
        is_it.then(|| terraform_name(kind, former))
    });
    let name = former.as_deref().unwrap_or(name);
    let deployment = plain(&scope.graph().deployment);
    let first = deployment.split('-').next().unwrap_or_default();
    let guard = if first == kept { "gw-" } else { "" };
    match name {
        "this" => format!("{guard}{deployment}"),
        name => format!("{guard}{deployment}-{}", plain(name)),
    }
}

/// Text of a length, with a digest of the whole where something is cut away.
fn shortened(text: &str, most: usize) -> String {
    if text.len() <= most {
        return text.to_owned();
    }
    let start = text.get(..most - 9).unwrap_or_default();
    format!("{}-{}", start.trim_end_matches('-'), digest(&[text]))
}

/// Letters, digits and single hyphens, with a letter or digit at both ends.
fn plain(text: &str) -> String {
    let words = text.split(|letter: char| !letter.is_ascii_alphanumeric());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    if words.is_empty() {
        "gw".to_owned()
    } else {
        words.join("-")
    }
}
