//! References to existing resources, and their required kinds.

use crate::model::{
    ArnShape, AuthBody, BackendBody, BackendKind, Certificate, Connector, Program, Source, Text,
};

/// A reference to an existing resource.
pub(super) struct Reference<'p> {
    /// The ARN, or another accepted form.
    pub(super) text: &'p Text,
    /// The kind that it must have.
    pub(super) wanted: &'static ArnShape,
}

const INGRESS: ArnShape = ArnShape::new(
    "a VPC ingress connection",
    "apprunner",
    &["vpcingressconnection/"],
    "arn:aws:apprunner:REGION:ACCOUNT:vpcingressconnection/NAME/ID` or `ID.REGION.awsapprunner.com",
)
.in_region()
.or(is_host);
const CONNECTOR: ArnShape = ArnShape::new(
    "a VPC connector",
    "apprunner",
    &["vpcconnector/"],
    "arn:aws:apprunner:REGION:ACCOUNT:vpcconnector/NAME/1/ID",
)
.in_region();
const CERTIFICATE: ArnShape = ArnShape::new(
    "a certificate",
    "acm",
    &["certificate/"],
    "arn:aws:acm:REGION:ACCOUNT:certificate/ID",
)
.in_region();
const ROLE: ArnShape = ArnShape::new(
    "a role",
    "iam",
    &["role/"],
    "arn:aws:iam::ACCOUNT:role/NAME",
);

fn named_by(kind: BackendKind) -> &'static ArnShape {
    &kind.info().reference.shape
}

/// All references of a program.
pub(super) fn all<'p>(program: &'p Program) -> Vec<Reference<'p>> {
    let mut found = Vec::new();
    let mut add = |text: Option<&'p Text>, wanted: &'static ArnShape| {
        found.extend(text.map(|text| Reference { text, wanted }));
    };
    for backend in &program.backends {
        match &backend.body {
            BackendBody::AppRunner(service) => {
                add(service.ingress.as_ref(), &INGRESS);
                source(&service.source, named_by(backend.kind), &mut add);
            }
            BackendBody::Ecs(service) => {
                add(service.listener.as_ref(), named_by(BackendKind::Alb));
                source(&service.source, named_by(backend.kind), &mut add);
            }
            BackendBody::Lambda { arn, .. } => add(Some(arn), named_by(backend.kind)),
            BackendBody::Balancer(balancer) => {
                add(Some(&balancer.listener), named_by(backend.kind))
            }
            BackendBody::CloudMap { service } => add(Some(service), named_by(backend.kind)),
            BackendBody::Service { resource } => add(Some(resource), named_by(backend.kind)),
        }
    }
    for auth in &program.auths {
        if let AuthBody::Lambda { function, .. } = &auth.body {
            add(Some(function), named_by(BackendKind::Lambda));
        }
    }
    for domain in &program.gateway.domains {
        if let Certificate::Arn(arn) = &domain.certificate {
            add(Some(arn), &CERTIFICATE);
        }
    }
    // Text that could not be resolved is empty and already reported.
    found.retain(|reference| reference.text.known() != Some(""));
    found
}

fn source<'p>(
    source: &'p Source,
    service: &'static ArnShape,
    add: &mut impl FnMut(Option<&'p Text>, &'static ArnShape),
) {
    match source {
        Source::Existing { arn, url: _ } => add(arn.as_ref(), service),
        Source::Created(container) => {
            add(container.role.as_ref(), &ROLE);
            if let Some(Connector::Arn(arn)) = &container.connector {
                add(Some(arn), &CONNECTOR);
            }
        }
    }
}

fn is_host(text: &str) -> bool {
    text.contains('.') && !text.contains([':', '/']) && !text.contains(char::is_whitespace)
}
