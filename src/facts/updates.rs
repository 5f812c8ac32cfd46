//! Updates that AWS refuses, that interrupt requests, or that leave something behind. Loaded separately from the other
//! facts, as only a comparison of two states needs them.

use serde::Deserialize;
use serde_json::Value;

use super::{Confidence, FactsFault};

/// The way in which a property changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PropertyChange {
    /// It has different values before and after.
    Changed,
    /// It is added; for a list, it gains entries and loses none.
    Added,
    /// It is removed.
    Removed,
    /// A list that loses entries and gains others.
    Exchanged,
}

/// The effect of an update.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum UpdateEffect {
    /// AWS refuses it.
    Refused,
    /// AWS refuses it under a condition, which is rare.
    Conditional,
    /// Requests fail for a while, or something is lost.
    Interrupts,
    /// It succeeds, but the old value stays in effect.
    Stale,
    /// It replaces the resource, and no request fails.
    Harmless,
}

/// The tool that deploys a spec. Each has its own names for resources, updates them in its own way, and needs its own
/// permissions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum Deployer {
    /// A CloudFormation stack named like the deployment. It generates the names of resources.
    #[serde(rename = "cfn")]
    CloudFormation,
    /// Terraform, whose AWS provider replaces some of what AWS updates in place.
    #[serde(rename = "terraform")]
    Terraform,
    /// `gwc apply`, or another executor of the plan.
    #[serde(rename = "plan")]
    Apply,
}

/// An update with a surprising effect.
#[derive(Clone, Debug, Deserialize)]
pub struct Update {
    /// Its id, e.g. `balancer-subnets`.
    pub id: &'static str,
    /// The CloudFormation type.
    #[serde(rename = "type")]
    pub resource_type: &'static str,
    /// A path below `Properties`; `*` matches any key.
    pub property: &'static str,
    /// How the property changes.
    pub when: PropertyChange,
    /// The old value, if the update applies only to that one.
    #[serde(default)]
    pub from: Option<bool>,
    /// The new value, if the update applies only to that one.
    #[serde(default)]
    pub to: Option<bool>,
    /// Another property whose change makes the update harmless.
    #[serde(default)]
    pub unless: Option<&'static str>,
    /// The deployers that it applies to; empty for all.
    #[serde(default)]
    pub with: Vec<Deployer>,
    /// Its effect.
    pub effect: UpdateEffect,
    /// A further condition, which a spec cannot show.
    #[serde(default)]
    pub condition: Option<&'static str>,
    /// The reason, as a sentence without a full stop.
    pub why: &'static str,
    /// The alternative; empty if there is none.
    pub instead: &'static str,
    /// How certain it is.
    #[serde(default)]
    pub confidence: Confidence,
}

/// `updates.json`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Updates {
    /// All updates.
    pub updates: Vec<Update>,
}

impl Updates {
    /// Loads the updates that are compiled in.
    #[must_use]
    pub fn load() -> Self {
        // INVARIANT: the file is compiled in, and a test reads it.
        Self::read().unwrap_or_else(|fault| never!("{fault}"))
    }

    /// Like [`Updates::load`], but returns an error if the file cannot be read.
    ///
    /// # Errors
    /// The file has an unexpected shape.
    pub fn read() -> Result<Self, FactsFault> {
        super::parse("updates.json", include_str!("../../specs/aws/updates.json"))
    }

    /// Returns the entries that apply when `deployer` changes a resource's properties from `old` to `new`.
    pub fn of<'u>(
        &'u self,
        deployer: Deployer,
        resource_type: &'u str,
        old: &'u Value,
        new: &'u Value,
    ) -> impl Iterator<Item = &'u Update> {
        let updates = self.updates.iter();
        updates.filter(move |update| {
            let concerned = update.with.is_empty() || update.with.contains(&deployer);
            concerned && update.resource_type == resource_type && update.applies(old, new)
        })
    }
}

impl Update {
    /// Returns true if the update occurs when properties change from `old` to `new`.
    fn applies(&self, old: &Value, new: &Value) -> bool {
        if let Some(other) = self.unless
            && old.get(other) != new.get(other)
        {
            return false;
        }
        let mut pairs = Vec::new();
        let steps: Vec<&str> = self.property.split('/').collect();
        collect(Some(old), Some(new), &steps, &mut pairs);
        pairs.into_iter().any(|(old, new)| self.fits(old, new))
    }

    fn fits(&self, old: Option<&Value>, new: Option<&Value>) -> bool {
        let is = |value: Option<&Value>, wanted: Option<bool>| {
            wanted.is_none_or(|wanted| value.and_then(Value::as_bool) == Some(wanted))
        };
        let (gains, losses) = count_exchanged(old, new);
        let changes = match self.when {
            PropertyChange::Changed => old.is_some() && new.is_some() && old != new,
            PropertyChange::Added if is_list(old) && is_list(new) => gains > 0 && losses == 0,
            PropertyChange::Added => old.is_none() && new.is_some(),
            PropertyChange::Removed => old.is_some() && new.is_none(),
            PropertyChange::Exchanged => gains > 0 && losses > 0,
        };
        changes && is(old, self.from) && is(new, self.to)
    }
}

/// Returns the old and new values at a path; for `*`, those of every key.
fn collect<'v>(
    old: Option<&'v Value>,
    new: Option<&'v Value>,
    steps: &[&str],
    into: &mut Vec<(Option<&'v Value>, Option<&'v Value>)>,
) {
    let Some((step, rest)) = steps.split_first() else {
        into.push((old, new));
        return;
    };
    let below = |value: Option<&'v Value>, key: &str| value.and_then(|value| value.get(key));
    if *step != "*" {
        collect(below(old, step), below(new, step), rest, into);
        return;
    }
    let keys = |value: Option<&'v Value>| value.and_then(Value::as_object).map(|map| map.keys());
    let mut all: Vec<&String> = keys(old).into_iter().chain(keys(new)).flatten().collect();
    all.sort();
    all.dedup();
    for key in all {
        collect(below(old, key), below(new, key), rest, into);
    }
}

fn is_list(value: Option<&Value>) -> bool {
    value.is_some_and(Value::is_array)
}

/// Returns the number of entries that a list gains and loses.
fn count_exchanged(old: Option<&Value>, new: Option<&Value>) -> (usize, usize) {
    let entries = |value: Option<&Value>| value.and_then(Value::as_array).cloned();
    let (Some(old), Some(new)) = (entries(old), entries(new)) else {
        return (0, 0);
    };
    let missing = |from: &[Value], of: &[Value]| {
        let missing = of.iter().filter(|entry| !from.contains(entry));
        missing.count()
    };
    (missing(&old, &new), missing(&new, &old))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Deployer, Updates};

    fn found(
        resource_type: &str,
        old: serde_json::Value,
        new: serde_json::Value,
    ) -> Vec<&'static str> {
        let updates = Updates::load();
        let found = updates.of(Deployer::CloudFormation, resource_type, &old, &new);
        found.map(|update| update.id).collect()
    }

    #[test]
    fn lists_that_exchange_entries_differ_from_lists_that_grow() {
        let balancer = "AWS::ElasticLoadBalancingV2::LoadBalancer";
        let subnets = |names: &[&str]| json!({ "Subnets": names });
        assert_eq!(
            found(balancer, subnets(&["a", "b"]), subnets(&["a", "c"])),
            ["balancer-subnets"]
        );
        assert!(found(balancer, subnets(&["a", "b"]), subnets(&["a", "b", "c"])).is_empty());
        let endpoint = |names: &[&str]| json!({ "SubnetIds": names });
        assert_eq!(
            found(
                "AWS::EC2::VPCEndpoint",
                endpoint(&["a"]),
                endpoint(&["a", "b"])
            ),
            ["endpoint-subnet-added"]
        );
    }

    #[test]
    fn another_property_can_make_a_change_harmless() {
        let connector =
            |subnet: &str, group: &str| json!({ "Subnets": [subnet], "SecurityGroups": [group] });
        let kind = "AWS::AppRunner::VpcConnector";
        assert_eq!(
            found(kind, connector("a", "g"), connector("b", "g")),
            ["connector-subnets"]
        );
        assert!(found(kind, connector("a", "g"), connector("b", "h")).is_empty());
    }

    #[test]
    fn keys_of_a_map_are_compared_one_by_one() {
        let stage = |keys: &[&str]| {
            let settings: serde_json::Map<_, _> = keys
                .iter()
                .map(|key| ((*key).to_owned(), json!({ "ThrottlingRateLimit": 10 })))
                .collect();
            json!({ "RouteSettings": settings })
        };
        let kind = "AWS::ApiGatewayV2::Stage";
        assert_eq!(
            found(kind, stage(&["GET /a", "GET /b"]), stage(&["GET /b"])),
            ["route-throttle-removed"]
        );
        assert!(found(kind, stage(&["GET /a"]), stage(&["GET /a", "GET /b"])).is_empty());
    }

    #[test]
    fn a_service_that_becomes_public_is_refused_and_one_that_becomes_private_is_not() {
        let service = |public: bool| json!({ "NetworkConfiguration": { "IngressConfiguration": { "IsPubliclyAccessible": public } } });
        let kind = "AWS::AppRunner::Service";
        assert_eq!(
            found(kind, service(false), service(true)),
            ["app-runner-public"]
        );
        assert!(found(kind, service(true), service(false)).is_empty());
    }
}
