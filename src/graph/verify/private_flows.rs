//! Invariant: security group rules allow exactly the private flow, from the VPC link to the endpoint on the needed
//! ports.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use crate::diag::Diagnostic;
use crate::graph::expr::Attribute;
use crate::graph::resource::api::Call;
use crate::graph::resource::network::{
    EndpointTargets, Listener, Peer, Ports, SecurityRule, TargetEndpoint,
};
use crate::graph::verify::{View, broken, of_kind};
use crate::graph::{Body, Expr, Id, Resource};

/// A flow: from a group, to a group, on ports.
type Flow = (Expr, Peer, Ports);

/// Reports blocked flows that are needed, and open ones that are not.
pub(super) fn faults(view: &View<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let out: BTreeSet<Flow> = of_kind!(view, Egress).map(|(_, rule)| flow(rule)).collect();
    let into: BTreeSet<Flow> = of_kind!(view, Ingress)
        .filter_map(|(_, rule)| inbound_flow(rule))
        .collect();
    let needed = required_flows(view);
    for (resource, flow) in &needed {
        let (_, peer, _) = flow;
        let is_let_in = match peer {
            Peer::Group(_) => into.contains(flow),
            // Existing resources admit the link by their own rules.
            Peer::AnyIpv4 => true,
        };
        if !out.contains(flow) || !is_let_in {
            let what = "cannot be reached through the security groups";
            diagnostics.push(broken(&resource.origin, &resource.id, what));
        }
    }
    let flows: BTreeSet<&Flow> = needed.iter().map(|(_, flow)| flow).collect();
    let rules = of_kind!(view, Egress).map(|(resource, rule)| (resource, Some(flow(rule))));
    let inbound_flows =
        of_kind!(view, Ingress).map(|(resource, rule)| (resource, inbound_flow(rule)));
    for (resource, flow) in rules.chain(inbound_flows) {
        if !flow.is_some_and(|flow| flows.contains(&flow)) {
            let what = "allows traffic that nothing needs";
            diagnostics.push(broken(&resource.origin, &resource.id, what));
        }
    }
}

fn flow(rule: &SecurityRule) -> Flow {
    (rule.group.clone(), rule.peer.clone(), rule.ports)
}

/// Returns an ingress rule as a flow from its peer.
fn inbound_flow(rule: &SecurityRule) -> Option<Flow> {
    match &rule.peer {
        Peer::Group(from) => Some((from.clone(), Peer::Group(rule.group.clone()), rule.ports)),
        Peer::AnyIpv4 => None,
    }
}

/// Lookup tables, collected in one walk.
struct Index<'s> {
    view: &'s View<'s>,
    /// By group, the ports on which it can send to any address.
    open: BTreeMap<&'s Expr, Ports>,
    /// By group, the ECS load balancer that it can send to.
    express: BTreeMap<&'s Expr, &'s Expr>,
    /// By target group, the registered endpoint.
    targets: BTreeMap<&'s Id, &'s EndpointTargets>,
}

impl<'s> Index<'s> {
    fn of(view: &'s View<'s>) -> Self {
        let mut open = BTreeMap::new();
        let mut express = BTreeMap::new();
        for (_, rule) in of_kind!(view, Egress) {
            match &rule.peer {
                Peer::AnyIpv4 => {
                    open.insert(&rule.group, rule.ports);
                }
                Peer::Group(peer @ Expr::Get(_, Attribute::LoadBalancerSecurityGroup)) => {
                    express.insert(&rule.group, peer);
                }
                Peer::Group(_) => {}
            }
        }
        let targets = of_kind!(view, EndpointTargets);
        Self {
            view,
            open,
            express,
            targets: targets
                .map(|(_, targets)| (&targets.target_group, targets))
                .collect(),
        }
    }
}

/// Returns the flows that integrations and listeners need, each with the resource that needs it.
fn required_flows<'v>(view: &'v View<'v>) -> Vec<(&'v Resource, Flow)> {
    let known = Index::of(view);
    let mut needed = Vec::new();
    // Deduplicated: hundreds of integrations share few targets.
    let mut seen = HashSet::new();
    for (resource, integration) in of_kind!(view, Integration) {
        if let Call::Private { uri, link, .. } = &integration.call
            && seen.insert((uri, link))
        {
            needed.extend(to_listener(&known, uri, link).map(|flow| (resource, flow)));
        }
    }
    for (resource, listener) in of_kind!(view, Listener) {
        needed.extend(to_endpoint(&known, listener).map(|flow| (resource, flow)));
    }
    needed
}

/// Returns the flow from a VPC link to an integration's target.
fn to_listener(known: &Index<'_>, uri: &Expr, link: &Expr) -> Option<Flow> {
    // An existing link has its own rules.
    let Expr::Get(link, _) = link else {
        return None;
    };
    let Body::VpcLink(link) = &known.view.get(link)?.body else {
        return None;
    };
    let from = group(&link.security_group);
    let named = match uri {
        Expr::Get(id, _) => known.view.get(id),
        Expr::Literal(_)
        | Expr::Input(_)
        | Expr::Region
        | Expr::Account
        | Expr::Partition
        | Expr::Deployment
        | Expr::Join(_) => None,
    };
    let is_made = |it: &&Resource| !matches!(it.body, Body::ExpressLookup(_));
    let Some(resource) = named.filter(is_made) else {
        // An existing load balancer admits the groups that the spec adds to the link.
        let ports = known.open.get(&from).copied().unwrap_or(Ports::ALL);
        let has_extra = link.extra_security_groups.is_some();
        return (!has_extra).then_some((from, Peer::AnyIpv4, ports));
    };
    if let Body::Listener(listener) = &resource.body {
        let Body::Balancer(balancer) = &known.view.get(&listener.balancer)?.body else {
            return None;
        };
        let peer = Peer::Group(group(&balancer.security_group));
        return Some((from, peer, Ports::one(listener.port)));
    }
    // ECS: one pair of rules serves all services of the load balancer, and names one of them.
    let own = Expr::Get(resource.id.clone(), Attribute::LoadBalancerSecurityGroup);
    let peer = known.express.get(&from).map_or(own, |peer| (*peer).clone());
    Some((from, Peer::Group(peer), Ports::one(443)))
}

/// Returns the flow from a load balancer to the endpoint behind its listener's target group.
fn to_endpoint(known: &Index<'_>, listener: &Listener) -> Option<Flow> {
    let Body::Balancer(balancer) = &known.view.get(&listener.balancer)?.body else {
        return None;
    };
    if let Some(Body::TargetGroup(pool)) = known.view.get(&listener.target_group).map(|it| &it.body)
        && !pool.addresses.is_empty()
    {
        let from = group(&balancer.security_group);
        return Some((from, Peer::AnyIpv4, Ports::one(pool.port)));
    }
    let targets = known.targets.get(&listener.target_group)?;
    let endpoint = match &targets.endpoint {
        TargetEndpoint::Made { id, .. } => &known.view.get(id)?.body,
        // Its security group is not known here.
        TargetEndpoint::Existing(_) => {
            let from = group(&balancer.security_group);
            return Some((from, Peer::AnyIpv4, Ports::one(targets.port)));
        }
    };
    let Body::Endpoint(endpoint) = endpoint else {
        return None;
    };
    Some((
        group(&balancer.security_group),
        Peer::Group(group(&endpoint.security_group)),
        Ports::one(targets.port),
    ))
}

fn group(id: &Id) -> Expr {
    Expr::Get(id.clone(), Attribute::Id)
}
