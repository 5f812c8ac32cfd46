//! The addresses of endpoints, as steps that read the endpoints' network interfaces.
//!
//! The registry has no property to pin them (aws-cloudformation/cloudformation-coverage-roadmap#2149), so pinned
//! addresses are looked up like any others.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::emit::plan::reference::{get, step_id};
use crate::graph::resource::network::{EndpointTargets, TargetEndpoint};
use crate::graph::{Body, Expr, Id, ListExpr, Origin, Resource, Sealed};

/// A step that reads a network interface, or all of an endpoint's.
pub(super) struct Address<'g> {
    /// The step's id.
    pub(super) id: String,
    /// The step that creates or reads the endpoint.
    pub(super) endpoint: Cow<'g, str>,
    /// The index of the endpoint's interface; `None` for all, if their number is an input.
    pub(super) index: Option<usize>,
    /// The item that needs it.
    pub(super) origin: &'g Origin,
}

impl Address<'_> {
    /// The resource type that is read.
    pub(super) const TYPE: &'static str = "AWS::EC2::NetworkInterface";

    /// Returns the identifier of the interface.
    pub(super) fn interface(&self) -> Value {
        match self.index {
            Some(index) => get(&self.endpoint, &format!("NetworkInterfaceIds/{index}")),
            None => get(&self.endpoint, "NetworkInterfaceIds"),
        }
    }
}

/// Returns the reads of every endpoint whose addresses are targets, by target group.
pub(super) fn addresses(sealed: &Sealed) -> BTreeMap<&Id, Vec<Address<'_>>> {
    let mut found = BTreeMap::new();
    for resource in &sealed.graph().resources {
        if let Body::EndpointTargets(targets) = &resource.body {
            let addresses = match &targets.endpoint {
                TargetEndpoint::Made { id, subnets, .. } => {
                    of_endpoint(sealed, resource, (id, subnets))
                }
                TargetEndpoint::Existing(_) => vec![Address {
                    id: format!("{}-addresses", step_id(resource)),
                    endpoint: existing_step(resource).into(),
                    index: None,
                    origin: &resource.origin,
                }],
            };
            found.insert(&targets.target_group, addresses);
        }
    }
    found
}

/// Returns the existing endpoint whose addresses are the targets, if there is one.
pub(super) fn existing(resource: &Resource) -> Option<(String, &Expr)> {
    let Body::EndpointTargets(EndpointTargets {
        endpoint: TargetEndpoint::Existing(id),
        ..
    }) = &resource.body
    else {
        return None;
    };
    Some((existing_step(resource), id))
}

/// Returns the id of the step that reads an existing endpoint.
fn existing_step(targets: &Resource) -> String {
    format!("{}-endpoint", step_id(targets))
}

fn of_endpoint<'g>(
    sealed: &'g Sealed,
    resource: &'g Resource,
    (endpoint, subnets): (&'g Id, &'g ListExpr),
) -> Vec<Address<'g>> {
    let endpoint = sealed.get(endpoint).map_or(endpoint.as_str(), step_id);
    let address = |word: &str, index| Address {
        id: format!("{endpoint}-{word}"),
        endpoint: endpoint.into(),
        index,
        origin: &resource.origin,
    };
    match subnets {
        ListExpr::Known(subnets) => {
            let words = (0..subnets.len()).zip('a'..='z');
            words
                .map(|(index, letter)| address(&format!("address-{letter}"), Some(index)))
                .collect()
        }
        ListExpr::Input(_) | ListExpr::Get(..) => vec![address("addresses", None)],
    }
}

/// Returns the `Targets` of a target group.
pub(super) fn targets(addresses: &[Address<'_>], port: u16) -> Value {
    let entries = addresses
        .iter()
        .map(|address| json!({ "Id": get(&address.id, "PrimaryPrivateIpAddress"), "Port": port }));
    Value::Array(entries.collect())
}
