//! Tests that broken graphs are found: each breaks one invariant of a valid graph.

use std::sync::Arc;

use crate::check;
use crate::facts::Facts;
use crate::graph::expr::Attribute;
use crate::graph::resource::api::Call;
use crate::graph::resource::network::{Peer, Ports};
use crate::graph::verify::{BROKEN_GRAPH, verify};
use crate::graph::{Body, Expr, Graph, Id, seal};
use crate::model::{
    Access, AppRunner, Authorization, Backend, BackendBody, BackendId, BackendKind, Destination,
    Forward, ListArg, Method, Network, NetworkId, Pattern, Program, Route, RouteKey, Segment,
    Source, Text,
};
use crate::source::{SourceFile, Sources, Span, Spanned};

/// Returns the program `/a -> apprunner a private` and `/b -> apprunner b private`, with a known network.
fn program() -> Program {
    let span = Span::default();
    let text = |text: &str| Text::literal(text, span);
    let subnets = ["subnet-0a11111111111111a", "subnet-0b22222222222222b"];
    let network = Network {
        name: None,
        span,
        docs: None,
        link: None,
        endpoint: None,
        listener: None,
        vpc: text("vpc-0abc1234567890def"),
        subnets: ListArg::Known(subnets.map(text).to_vec()),
        security_groups: None,
        listeners_per_service: None,
        endpoint_ips: None,
    };
    let backend = |name: &str| Backend {
        name: Spanned::new(name.to_owned(), span),
        kind: BackendKind::AppRunner,
        span,
        declared: false,
        docs: None,
        access: Spanned::new(Access::Private, span),
        network: Some(NetworkId(0)),
        body: BackendBody::AppRunner(AppRunner {
            source: Source::Existing {
                arn: Some(text(&format!(
                    "arn:aws:apprunner:eu-west-1:111122223333:service/{name}/0123456789abcdef0123456789abcdef"
                ))),
                url: None,
            },
            ingress: None,
        }),
    };
    let route = |id: u32, name: &str| Route {
        span,
        path_span: span,
        key: RouteKey {
            method: Method::Any,
            pattern: Pattern::Path(vec![Segment::Literal(name.to_owned())]),
        },
        written: format!("ANY /{name}"),
        docs: None,
        destination: Destination::Backend(BackendId(id)),
        forward: Forward::AsSent,
        forward_span: None,
        authorization: Authorization::Open(None),
        timeout: None,
        throttle: None,
        request: Vec::new(),
        response: Vec::new(),
    };
    Program {
        networks: vec![network],
        backends: vec![backend("a"), backend("b")],
        routes: vec![route(0, "a"), route(1, "b")],
        ..Program::default()
    }
}

/// Returns the faults of the program's graph after a change.
fn broken(change: impl FnOnce(&mut Graph)) -> Vec<String> {
    let facts = Facts::load();
    let outcome = check::check(Arc::new(program()), &facts);
    let mut sources = Sources::default();
    sources.add_file(SourceFile {
        name: String::new(),
        identity: String::new(),
        text: "".into(),
        hidden: Vec::new(),
    });
    let lowered = outcome
        .checked
        .map(|checked| seal(&checked, &facts, &sources));
    let Some(sealed) = lowered.and_then(|lowered| lowered.sealed) else {
        return vec!["it was broken before".to_owned()];
    };
    let mut graph = sealed.graph().clone();
    change(&mut graph);
    let verified = verify(graph, &facts);
    assert_eq!(verified.sealed.is_some(), verified.diagnostics.is_empty());
    let findings = verified.diagnostics.into_iter();
    findings
        .inspect(|finding| assert_eq!(finding.code, BROKEN_GRAPH))
        .map(|finding| finding.message)
        .collect()
}

fn body<'g>(graph: &'g mut Graph, id: &str) -> Option<&'g mut Body> {
    let mut resources = graph.resources.iter_mut();
    let found = resources.find(|resource| resource.id.as_str() == id)?;
    Some(&mut found.body)
}

fn get(id: &str, attribute: Attribute) -> Expr {
    Expr::Get(Id::new(id, &[]), attribute)
}

#[test]
fn a_graph_as_it_was_made_is_whole() {
    assert_eq!(broken(|_| ()), Vec::<String>::new());
}

#[test]
fn a_server_name_of_another_service() {
    let found = broken(|graph| {
        if let Some(Body::Integration(integration)) = body(graph, "integration-a")
            && let Call::Private { server_name, .. } = &mut integration.call
        {
            *server_name = Some(get("ingressconnection-b", Attribute::IngressDomain));
        }
    });
    assert_eq!(
        found,
        ["`integration-a` verifies another name than its ingress connection's"]
    );
}

#[test]
fn a_host_of_another_service() {
    let found = broken(|graph| {
        if let Some(Body::Integration(integration)) = body(graph, "integration-a") {
            integration
                .request
                .retain(|(key, _)| key == "overwrite:path");
        }
    });
    assert_eq!(
        found,
        ["`integration-a` sends another `Host` than its ingress connection's"]
    );
}

#[test]
fn a_way_that_is_closed() {
    let found = broken(|graph| {
        graph
            .resources
            .retain(|resource| resource.id.as_str() != "ingress-endpoint");
    });
    assert_eq!(
        found,
        ["`listener` cannot be reached through the security groups"]
    );
}

#[test]
fn a_way_that_nothing_needs() {
    let found = broken(|graph| {
        if let Some(Body::Egress(rule)) = body(graph, "egress-balancer") {
            rule.peer = Peer::AnyIpv4;
            rule.ports = Ports::ALL;
        }
    });
    assert_eq!(
        found,
        [
            "`listener` cannot be reached through the security groups",
            "`egress-balancer` allows traffic that nothing needs"
        ]
    );
}

#[test]
fn a_reference_that_leads_nowhere() {
    let found = broken(|graph| {
        graph
            .resources
            .retain(|resource| resource.id.as_str() != "group-endpoint");
    });
    assert!(found.contains(&"`endpoint` reads `group-endpoint`, which does not exist".to_owned()));
}

#[test]
fn an_attribute_that_there_is_not() {
    let found = broken(|graph| {
        if let Some(Body::VpcIngress(ingress)) = body(graph, "ingressconnection-a") {
            ingress.service = get("link", Attribute::ServiceUrl);
        }
    });
    assert_eq!(found, ["`ingressconnection-a` reads ServiceUrl of `link`"]);
}

#[test]
fn an_id_of_two_resources() {
    let found = broken(|graph| {
        let twin = graph.resources.first().cloned();
        graph.resources.splice(0..0, twin);
    });
    assert_eq!(found, ["`api` is two resources"]);
}
