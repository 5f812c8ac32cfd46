//! Finds a resource without its identifier: by its properties, by its name, or among its siblings.

use serde_json::{Map, Value};

use crate::apply::cloud::{Cloud, is_marked};
use crate::apply::plan::{Identity, Via};
use crate::apply::state::Record;
use crate::aws::Fault;
use crate::aws::cloud_control::Description;

/// Returns the primary identifier, if the properties determine it.
#[must_use]
pub(super) fn identifier(identity: &Identity, properties: &Map<String, Value>) -> Option<String> {
    let parts = identity.id.iter();
    let parts = parts.map(|name| properties.get(name)?.as_str().map(str::to_owned));
    let parts: Option<Vec<String>> = parts.collect();
    parts.map(|parts| parts.join("|"))
}

/// The type of ECS Express Mode, which Cloud Control cannot list.
const EXPRESS_SERVICE: &str = "AWS::ECS::ExpressGatewayService";

/// Returns the ARN of an ECS Express Mode service, which follows from its name, its cluster, and the account of its
/// role.
fn express_arn(properties: &Map<String, Value>, region: &str) -> Option<String> {
    let text = |name: &str| properties.get(name).and_then(Value::as_str);
    let (name, role) = (text("ServiceName")?, text("ExecutionRoleArn")?);
    let mut parts = role.split(':').skip(1);
    let (partition, account) = (parts.next()?, parts.nth(2)?);
    let cluster = text("Cluster").unwrap_or("default");
    let cluster = cluster.rsplit('/').next().unwrap_or(cluster);
    Some(format!(
        "arn:{partition}:ecs:{region}:{account}:service/{cluster}/{name}"
    ))
}

/// Returns the resources that a record may refer to: those with its identifier, name or marks, or among its siblings.
///
/// # Errors
/// As for every call.
pub(super) async fn candidates(
    cloud: &Cloud,
    record: &Record,
    deployment: &str,
) -> Result<Vec<Description>, Fault> {
    let Record {
        of,
        via,
        identity,
        desired,
        ..
    } = record;
    if let Some(identifier) = identifier(identity, desired) {
        let found = cloud.read(*via, of, &identifier).await?;
        return Ok(found.into_iter().collect());
    }
    if *via == Via::Route53 {
        return Ok(Vec::new());
    }
    if of == EXPRESS_SERVICE {
        let Some(arn) = express_arn(desired, &cloud.client.endpoint.region) else {
            return Ok(Vec::new());
        };
        let found = cloud.read(*via, of, &arn).await?;
        return Ok(found.into_iter().collect());
    }
    let listed = match cloud.list(*via, of, identity.parent.as_ref()).await {
        // A deleted parent has no children.
        Err(fault) if fault.code() == "ResourceNotFoundException" => Vec::new(),
        listed => listed?,
    };
    let mut found = Vec::new();
    for entry in listed {
        // A list may contain nothing but identifiers.
        let Some(whole) = cloud.read(*via, of, &entry.identifier).await? else {
            continue;
        };
        let equal = |name: &String| whole.properties.get(name) == desired.get(name);
        let fits = match (&identity.name, identity.matched.as_slice()) {
            (Some(name), _) => equal(name),
            (None, []) => is_marked(record, deployment, &whole.properties) == Some(true),
            (None, matched) => {
                let parent = identity.parent.as_ref().and_then(Value::as_object);
                let below = parent.is_none_or(|parent| {
                    parent.iter().all(|(name, value)| {
                        let live = whole.properties.get(name);
                        live.is_none_or(|live| live == value)
                    })
                });
                below && matched.iter().all(equal)
            }
        };
        if fits {
            found.push(whole);
        }
    }
    Ok(found)
}
