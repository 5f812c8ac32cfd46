//! Names that AWS requires and the graph leaves to its targets: short, unique in an account, from a limited character
//! set.

use crate::emit::terraform::scope::Scope;
use crate::emit::terraform::tree::Value;
use crate::graph::Kind;
use crate::graph::address::terraform_name;
use crate::graph::id::digest;

/// The prefix of the names of load balancers and target groups, of which AWS accepts six characters. It does not depend
/// on the gateway's name, so that renaming the gateway replaces neither; their `Name` tag does.
pub(super) const NAME_PREFIX: &str = "gw-";
/// The maximum length of a role's name prefix: the limit, less the 26 characters that the provider adds.
const ROLE_PREFIX: usize = 38;

/// Returns the prefix of a security group's name. It does not depend on the gateway's name: a new one would replace the
/// group and everything that uses it.
pub(super) fn security_group_prefix(scope: &Scope<'_>, name: &str) -> Value {
    Value::text(format!(
        "{NAME_PREFIX}{}-",
        plain(&first_name(scope, Kind::SecurityGroup, name))
    ))
}

/// Returns the prefix of a role's name: the deployment and the role's purpose.
pub(super) fn role_prefix(scope: &Scope<'_>, name: &str) -> Value {
    let deployment = plain(&scope.graph().deployment);
    let full = match first_name(scope, Kind::Role, name).as_str() {
        "this" => deployment,
        name => format!("{deployment}-{}", plain(name)),
    };
    Value::text(format!("{}-", shorten(&full, ROLE_PREFIX - 1)))
}

/// Returns the original name of a resource: a renamed one keeps its name in AWS, since a new one would replace it.
fn first_name(scope: &Scope<'_>, kind: Kind, name: &str) -> String {
    let mut resources = scope.graph().resources.iter();
    let former = resources.find_map(|resource| {
        let former = resource.former.as_ref()?;
        let is_it = resource.body.kind() == kind && terraform_name(kind, &resource.id) == name;
        is_it.then(|| terraform_name(kind, former))
    });
    former.unwrap_or_else(|| name.to_owned())
}

/// Shortens text to a maximum length, with a digest of the whole if it is truncated.
fn shorten(text: &str, most: usize) -> String {
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
