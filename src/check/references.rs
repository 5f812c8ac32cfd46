//! The things outside of a spec that it names, and what kind of thing each has to be.

use crate::model::{
    AuthBody, BackendBody, BackendKind, Certificate, Connector, Program, ServiceKind, Source, Text,
};

/// A name of something outside.
pub(super) struct Reference<'p> {
    /// The ARN, or what stands for it.
    pub(super) text: &'p Text,
    /// What it has to name.
    pub(super) wanted: &'static Wanted,
}

/// A kind of thing.
pub(super) struct Wanted {
    /// What a message calls it.
    pub(super) noun: &'static str,
    /// The service part of its ARN.
    pub(super) service: &'static str,
    /// How the resource part of its ARN may start.
    pub(super) resource: &'static [&'static str],
    /// Whether it has to be in the gateway's region.
    pub(super) same_region: bool,
    /// Another form than an ARN that names it too.
    pub(super) or_else: Option<fn(&str) -> bool>,
    /// How it is written.
    pub(super) example: &'static str,
}

const fn wanted(
    noun: &'static str,
    service: &'static str,
    resource: &'static [&'static str],
    example: &'static str,
) -> Wanted {
    Wanted {
        noun,
        service,
        resource,
        same_region: false,
        or_else: None,
        example,
    }
}

const APP_RUNNER: Wanted = Wanted {
    same_region: true,
    ..wanted(
        "an App Runner service",
        "apprunner",
        &["service/"],
        "arn:aws:apprunner:REGION:ACCOUNT:service/NAME/ID",
    )
};
const INGRESS: Wanted = Wanted {
    same_region: true,
    or_else: Some(is_host),
    ..wanted(
        "a VPC ingress connection",
        "apprunner",
        &["vpcingressconnection/"],
        "arn:aws:apprunner:REGION:ACCOUNT:vpcingressconnection/NAME/ID` or `ID.REGION.awsapprunner.com",
    )
};
const CONNECTOR: Wanted = Wanted {
    same_region: true,
    ..wanted(
        "a VPC connector",
        "apprunner",
        &["vpcconnector/"],
        "arn:aws:apprunner:REGION:ACCOUNT:vpcconnector/NAME/1/ID",
    )
};
const ECS: Wanted = Wanted {
    same_region: true,
    ..wanted(
        "an ECS service",
        "ecs",
        &["service/"],
        "arn:aws:ecs:REGION:ACCOUNT:service/CLUSTER/NAME",
    )
};
const FUNCTION: Wanted = wanted(
    "a Lambda function",
    "lambda",
    &["function:"],
    "arn:aws:lambda:REGION:ACCOUNT:function:NAME",
);
const ALB: Wanted = Wanted {
    same_region: true,
    ..wanted(
        "a listener of an application load balancer",
        "elasticloadbalancing",
        &["listener/app/"],
        "arn:aws:elasticloadbalancing:REGION:ACCOUNT:listener/app/NAME/ID/ID",
    )
};
const NLB: Wanted = Wanted {
    same_region: true,
    ..wanted(
        "a listener of a network load balancer",
        "elasticloadbalancing",
        &["listener/net/"],
        "arn:aws:elasticloadbalancing:REGION:ACCOUNT:listener/net/NAME/ID/ID",
    )
};
const CLOUD_MAP: Wanted = Wanted {
    same_region: true,
    ..wanted(
        "a Cloud Map service",
        "servicediscovery",
        &["service/"],
        "arn:aws:servicediscovery:REGION:ACCOUNT:service/srv-ID",
    )
};
const QUEUE: Wanted = Wanted {
    or_else: Some(is_https),
    ..wanted(
        "a queue",
        "sqs",
        &[""],
        "arn:aws:sqs:REGION:ACCOUNT:NAME` or `https://sqs.REGION.amazonaws.com/ACCOUNT/NAME",
    )
};
const BUS: Wanted = Wanted {
    or_else: Some(is_name),
    ..wanted(
        "an event bus",
        "events",
        &["event-bus/"],
        "arn:aws:events:REGION:ACCOUNT:event-bus/NAME` or `NAME",
    )
};
const MACHINE: Wanted = wanted(
    "a state machine",
    "states",
    &["stateMachine:"],
    "arn:aws:states:REGION:ACCOUNT:stateMachine:NAME",
);
const STREAM: Wanted = Wanted {
    or_else: Some(is_name),
    ..wanted(
        "a data stream",
        "kinesis",
        &["stream/"],
        "arn:aws:kinesis:REGION:ACCOUNT:stream/NAME` or `NAME",
    )
};
const PROFILE: Wanted = Wanted {
    or_else: Some(is_profile),
    ..wanted(
        "a configuration",
        "appconfig",
        &["application/"],
        "APPLICATION/ENVIRONMENT/PROFILE",
    )
};
const CERTIFICATE: Wanted = Wanted {
    same_region: true,
    ..wanted(
        "a certificate",
        "acm",
        &["certificate/"],
        "arn:aws:acm:REGION:ACCOUNT:certificate/ID",
    )
};
const ROLE: Wanted = wanted(
    "a role",
    "iam",
    &["role/"],
    "arn:aws:iam::ACCOUNT:role/NAME",
);

/// Every reference of a program.
pub(super) fn all<'p>(program: &'p Program) -> Vec<Reference<'p>> {
    let mut found = Vec::new();
    let mut add = |text: Option<&'p Text>, wanted: &'static Wanted| {
        found.extend(text.map(|text| Reference { text, wanted }));
    };
    for backend in &program.backends {
        match &backend.body {
            BackendBody::AppRunner(service) => {
                add(service.ingress.as_ref(), &INGRESS);
                source(&service.source, &APP_RUNNER, &mut add);
            }
            BackendBody::Ecs(service) => {
                add(service.listener.as_ref(), &ALB);
                source(&service.source, &ECS, &mut add);
            }
            BackendBody::Lambda { arn } => add(Some(arn), &FUNCTION),
            BackendBody::Balancer(balancer) => {
                let is_network = backend.kind == BackendKind::Nlb;
                add(
                    Some(&balancer.listener),
                    if is_network { &NLB } else { &ALB },
                );
            }
            BackendBody::CloudMap { service } => add(Some(service), &CLOUD_MAP),
            BackendBody::Service { resource } => {
                if let BackendKind::Service(kind) = backend.kind {
                    add(Some(resource), of_service(kind));
                }
            }
        }
    }
    for auth in &program.auths {
        if let AuthBody::Lambda { function, .. } = &auth.body {
            add(Some(function), &FUNCTION);
        }
    }
    for domain in &program.gateway.domains {
        if let Certificate::Arn(arn) = &domain.certificate {
            add(Some(arn), &CERTIFICATE);
        }
    }
    // What could not be resolved was reported, and stands as empty text.
    found.retain(|reference| reference.text.known() != Some(""));
    found
}

fn source<'p>(
    source: &'p Source,
    service: &'static Wanted,
    add: &mut impl FnMut(Option<&'p Text>, &'static Wanted),
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

fn of_service(kind: ServiceKind) -> &'static Wanted {
    match kind {
        ServiceKind::Sqs => &QUEUE,
        ServiceKind::Events => &BUS,
        ServiceKind::States => &MACHINE,
        ServiceKind::Kinesis => &STREAM,
        ServiceKind::AppConfig => &PROFILE,
    }
}

fn is_host(text: &str) -> bool {
    text.contains('.') && !text.contains([':', '/']) && !text.contains(char::is_whitespace)
}

fn is_https(text: &str) -> bool {
    text.strip_prefix("https://")
        .is_some_and(|rest| rest.split('/').count() == 3)
}

fn is_name(text: &str) -> bool {
    !text.contains(':') && !text.contains(char::is_whitespace)
}

fn is_profile(text: &str) -> bool {
    let parts: Vec<&str> = text.split('/').collect();
    parts.len() == 3 && parts.iter().all(|part| !part.is_empty()) && !text.contains(':')
}
