//! The addresses of endpoints, as steps that read the endpoints' network interfaces.
//!
//! The registry has no property that would pin them (aws-cloudformation/cloudformation-coverage-roadmap#2149), so pinned
//! addresses are looked up as any others are.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::emit::plan::reference::{get, step_id};
use crate::graph::resource::network::EndpointTargets;
use crate::graph::{Body, Id, ListExpr, Origin, Resource, Sealed};

/// A step that reads a network interface, or all of an endpoint's.
pub(super) struct Address<'g> {
    /// The step's id.
    pub(super) id: String,
    /// The step that makes the endpoint.
    pub(super) endpoint: &'g str,
    /// Which of the endpoint's interfaces; all where their number is an input.
    pub(super) index: Option<usize>,
    /// The item that needs it.
    pub(super) origin: &'g Origin,
}

impl Address<'_> {
    /// The type that is read.
    pub(super) const TYPE: &'static str = "AWS::EC2::NetworkInterface";

    /// The identifier of what is read.
    pub(super) fn interface(&self) -> Value {
        match self.index {
            Some(index) => get(self.endpoint, &format!("NetworkInterfaceIds/{index}")),
            None => get(self.endpoint, "NetworkInterfaceIds"),
        }
    }
}

/// The reads of every endpoint whose addresses are targets, by endpoint.
pub(super) fn addresses(sealed: &Sealed) -> BTreeMap<&Id, Vec<Address<'_>>> {
    let mut found = BTreeMap::new();
    for resource in &sealed.graph().resources {
        if let Body::EndpointTargets(targets) = &resource.body {
            found
                .entry(&targets.endpoint)
                .or_insert_with(|| of_endpoint(sealed, resource, targets));
        }
    }
    found
}

fn of_endpoint<'g>(
    sealed: &'g Sealed,
    resource: &'g Resource,
    targets: &'g EndpointTargets,
) -> Vec<Address<'g>> {
    let endpoint = sealed
        .get(&targets.endpoint)
        .map_or(targets.endpoint.as_str(), step_id);
    let address = |word: &str, index| Address {
        id: format!("{endpoint}-{word}"),
        endpoint,
        index,
        origin: &resource.origin,
    };
    match &targets.subnets {
        ListExpr::Known(subnets) => {
            let words = (0..subnets.len()).zip('a'..='z');
            words
                .map(|(index, letter)| address(&format!("address-{letter}"), Some(index)))
                .collect()
        }
        ListExpr::Input(_) | ListExpr::Get(..) => vec![address("addresses", None)],
    }
}

/// The `Targets` of a target group.
pub(super) fn targets(addresses: &[Address<'_>], port: u16) -> Value {
    let entries = addresses
        .iter()
        .map(|address| json!({ "Id": get(&address.id, "PrimaryPrivateIpAddress"), "Port": port }));
    Value::Array(entries.collect())
}
