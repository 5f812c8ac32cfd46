//! The kinds of backends, with a descriptor for each, shared by all modules.
//!
//! A new kind needs a variant, a line in [`BackendKind::ALL`] and a descriptor here, and its lowering in `graph`. Must
//! not depend on a spec.

use crate::model::arn::{ArnOf, ArnShape};
use crate::model::settings::{SettingInfo, setting};
use crate::model::{Access, InputKind};

/// The kinds of backends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum BackendKind {
    /// App Runner.
    AppRunner,
    /// ECS Express Mode.
    Ecs,
    /// A Lambda function.
    Lambda,
    /// A listener of an Application Load Balancer.
    Alb,
    /// A listener of a Network Load Balancer.
    Nlb,
    /// A Cloud Map service.
    CloudMap,
    /// An action of an AWS service.
    Service(ServiceKind),
}

/// AWS services with actions that a route can call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ServiceKind {
    /// Amazon SQS.
    Sqs,
    /// EventBridge.
    Events,
    /// Step Functions.
    States,
    /// Kinesis Data Streams.
    Kinesis,
    /// AppConfig.
    AppConfig,
}

/// Static facts about a kind.
#[derive(Debug)]
pub struct KindInfo {
    /// The keyword of the language, e.g. `sqs`.
    pub word: &'static str,
    /// Its name in messages, with its article, e.g. ``an `sqs` backend``.
    pub noun: &'static str,
    /// The access of kinds that support only one.
    pub access: Option<Access>,
    /// True if requests are forwarded over HTTP, so that a path, a host and headers reach the backend.
    pub is_http: bool,
    /// Settings of only this kind; those shared with other kinds are in [`crate::model::settings`].
    pub settings: &'static [SettingInfo],
    /// The setting that names an existing resource.
    pub reference: Reference,
    /// The attributes that an output can show if the backend is private.
    pub private_attributes: &'static [&'static str],
    /// The attributes that an output can show if the backend is public.
    pub public_attributes: &'static [&'static str],
    /// An example of a route to such a backend, after the path, for help texts.
    pub example: &'static str,
    /// The input that the graph needs if the resource is not known until the deploy: the suffix of its name, and its
    /// type.
    ///
    /// INVARIANT: the lowering in `graph` uses the same input name.
    pub graph_input: Option<(&'static str, InputKind)>,
}

/// The setting that names an existing resource, and the inputs that replace it if it is not set.
#[derive(Debug)]
pub struct Reference {
    /// The setting, e.g. `queue`.
    pub setting: &'static str,
    /// The resource that it must name.
    pub shape: ArnShape,
    /// The inputs, joined by slashes if there are several.
    pub inputs: &'static [InputTemplate],
}

/// An input that replaces a setting.
#[derive(Clone, Copy, Debug)]
pub struct InputTemplate {
    /// The suffix of its name, after the backend's.
    pub suffix: &'static str,
    /// Its type.
    pub kind: InputKind,
    /// Its description, in which `NAME` is replaced by the backend's name.
    pub description: &'static str,
}

const fn input(suffix: &'static str, kind: InputKind, description: &'static str) -> InputTemplate {
    InputTemplate {
        suffix,
        kind,
        description,
    }
}

impl BackendKind {
    /// Every kind.
    pub const ALL: [Self; 11] = [
        Self::AppRunner,
        Self::Ecs,
        Self::Lambda,
        Self::Alb,
        Self::Nlb,
        Self::CloudMap,
        Self::Service(ServiceKind::Sqs),
        Self::Service(ServiceKind::Events),
        Self::Service(ServiceKind::States),
        Self::Service(ServiceKind::Kinesis),
        Self::Service(ServiceKind::AppConfig),
    ];

    /// Returns the descriptor of the kind.
    #[must_use]
    pub fn info(self) -> &'static KindInfo {
        match self {
            Self::AppRunner => &APP_RUNNER,
            Self::Ecs => &ECS,
            Self::Lambda => &LAMBDA,
            Self::Alb => &ALB,
            Self::Nlb => &NLB,
            Self::CloudMap => &CLOUD_MAP,
            Self::Service(ServiceKind::Sqs) => &SQS,
            Self::Service(ServiceKind::Events) => &EVENTS,
            Self::Service(ServiceKind::States) => &STATES,
            Self::Service(ServiceKind::Kinesis) => &KINESIS,
            Self::Service(ServiceKind::AppConfig) => &APP_CONFIG,
        }
    }

    /// Returns the word of the language.
    #[must_use]
    pub fn word(self) -> &'static str {
        self.info().word
    }

    /// Returns the kind with a keyword.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// Returns true if requests are forwarded over HTTP, so that a path, a host and headers reach the backend.
    #[must_use]
    pub fn is_http(self) -> bool {
        self.info().is_http
    }

    /// Returns true if a service of this kind can be created from an image.
    #[must_use]
    pub fn is_container(self) -> bool {
        matches!(self, Self::AppRunner | Self::Ecs)
    }

    /// Returns the attributes that an output can show.
    #[must_use]
    pub fn attributes(self, access: Access) -> &'static [&'static str] {
        match access {
            Access::Private => self.info().private_attributes,
            Access::Public => self.info().public_attributes,
        }
    }
}

impl ServiceKind {
    /// Returns the prefix of `X-Amz-Target` and the version of the service's JSON protocol; none for a service with a
    /// REST API.
    #[must_use]
    pub fn json_protocol(self) -> Option<(&'static str, &'static str)> {
        match self {
            Self::Sqs => Some(("AmazonSQS", "1.0")),
            Self::Events => Some(("AWSEvents", "1.1")),
            Self::States => Some(("AWSStepFunctions", "1.0")),
            Self::Kinesis => Some(("Kinesis_20131202", "1.1")),
            Self::AppConfig => None,
        }
    }

    /// Returns true if the service's calls take the name of a resource, so that an ARN is shortened to it.
    #[must_use]
    pub fn is_called_by_name(self) -> bool {
        match self {
            Self::Events | Self::Kinesis => true,
            Self::Sqs | Self::States | Self::AppConfig => false,
        }
    }
}

#[rustfmt::skip]
const APP_RUNNER: KindInfo = KindInfo {
    word: "apprunner",
    noun: "an `apprunner` backend",
    access: None,
    is_http: true,
    settings: &[
        setting("arn", "arn ARN", "The existing service.").default("an input"),
        setting("ingress", "ingress ARN|DOMAIN", "The existing VPC ingress connection of the private service.").default("one is created"),
        setting("url", "url URL", "The URL of the existing public service.").default("an input"),
    ],
    reference: Reference {
        setting: "arn",
        shape: ArnShape::of(ArnOf::APP_RUNNER_SERVICE, "arn:aws:apprunner:REGION:ACCOUNT:service/NAME/ID").in_region(),
        inputs: &[input("service-arn", InputKind::Arn(ArnOf::APP_RUNNER_SERVICE), "The ARN of the private App Runner service NAME.")],
    },
    private_attributes: &["arn", "domain"],
    public_attributes: &["arn", "url", "domain"],
    example: "-> apprunner orders private",
    graph_input: None,
};

#[rustfmt::skip]
const ECS: KindInfo = KindInfo {
    word: "ecs",
    noun: "an `ecs` backend",
    access: None,
    is_http: true,
    settings: &[
        setting("arn", "arn ARN", "The existing service.").default("none"),
        setting("listener", "listener ARN", "The HTTPS listener of the load balancer of the existing private service.").default("an input"),
        setting("host", "host HOST", "The host name in the listener's rule and certificate.").default("an input"),
        setting("url", "url URL", "The URL of the existing public service.").default("an input"),
    ],
    reference: Reference {
        setting: "arn",
        shape: ArnShape::of(ArnOf::ECS_SERVICE, "arn:aws:ecs:REGION:ACCOUNT:service/CLUSTER/NAME").in_region(),
        inputs: &[input("service-arn", InputKind::Arn(ArnOf::ECS_SERVICE), "The ARN of the private ECS service NAME.")],
    },
    private_attributes: &["arn", "domain", "listener"],
    public_attributes: &["arn", "url", "domain"],
    example: "-> ecs orders private",
    graph_input: None,
};

#[rustfmt::skip]
const LAMBDA: KindInfo = KindInfo {
    word: "lambda",
    noun: "a `lambda` backend",
    access: Some(Access::Public),
    is_http: false,
    settings: &[
        setting("arn", "arn ARN", "The function, optionally with a version or an alias.").default("an input"),
        setting("payload", "payload 1.0|2.0", "The format of the event.").default("2.0"),
    ],
    reference: Reference {
        setting: "arn",
        shape: ArnShape::of(ArnOf::FUNCTION, "arn:aws:lambda:REGION:ACCOUNT:function:NAME").in_region(),
        inputs: &[input("function-arn", InputKind::Arn(ArnOf::FUNCTION), "The ARN of the Lambda function NAME, optionally with a version or an alias.")],
    },
    private_attributes: &[],
    public_attributes: &["arn"],
    example: "-> lambda resize",
    graph_input: None,
};

#[rustfmt::skip]
const LISTENER: SettingInfo =
    setting("listener", "listener ARN", "The listener of the load balancer.").default("an input");
#[rustfmt::skip]
const LISTENER_HOST: SettingInfo =
    setting("host", "host HOST", "The `Host` that the backend sees.").default("the host of the client's request");
#[rustfmt::skip]
const LISTENER_TLS: SettingInfo =
    setting("tls", "tls HOST", "Use TLS to the listener, and verify this name.").default("plain HTTP");
const LISTENER_INPUT: InputTemplate = input(
    "listener-arn",
    InputKind::Arn(ArnOf::LISTENER),
    "The ARN of the load balancer's listener that serves NAME.",
);

#[rustfmt::skip]
const ALB: KindInfo = KindInfo {
    word: "alb",
    noun: "an `alb` backend",
    access: Some(Access::Private),
    is_http: true,
    settings: &[LISTENER, LISTENER_HOST, LISTENER_TLS],
    reference: Reference {
        setting: "listener",
        shape: ArnShape::new("a listener of an Application Load Balancer", "elasticloadbalancing", &["listener/app/"], "arn:aws:elasticloadbalancing:REGION:ACCOUNT:listener/app/NAME/ID/ID").in_region(),
        inputs: &[LISTENER_INPUT],
    },
    private_attributes: &["arn", "listener"],
    public_attributes: &[],
    example: "-> alb internal",
    graph_input: None,
};

#[rustfmt::skip]
const NLB: KindInfo = KindInfo {
    word: "nlb",
    noun: "an `nlb` backend",
    access: Some(Access::Private),
    is_http: true,
    settings: &[LISTENER, LISTENER_HOST, LISTENER_TLS],
    reference: Reference {
        setting: "listener",
        shape: ArnShape::new("a listener of a Network Load Balancer", "elasticloadbalancing", &["listener/net/"], "arn:aws:elasticloadbalancing:REGION:ACCOUNT:listener/net/NAME/ID/ID").in_region(),
        inputs: &[LISTENER_INPUT],
    },
    private_attributes: &["arn", "listener"],
    public_attributes: &[],
    example: "-> nlb internal",
    graph_input: None,
};

#[rustfmt::skip]
const CLOUD_MAP: KindInfo = KindInfo {
    word: "cloudmap",
    noun: "a `cloudmap` backend",
    access: Some(Access::Private),
    is_http: true,
    settings: &[setting("service", "service ARN", "The Cloud Map service.").default("an input")],
    reference: Reference {
        setting: "service",
        shape: ArnShape::of(ArnOf::CLOUD_MAP_SERVICE, "arn:aws:servicediscovery:REGION:ACCOUNT:service/srv-ID").in_region(),
        inputs: &[input("service-arn", InputKind::Arn(ArnOf::CLOUD_MAP_SERVICE), "The ARN of the Cloud Map service NAME.")],
    },
    private_attributes: &["arn"],
    public_attributes: &[],
    example: "-> cloudmap orders",
    graph_input: None,
};

#[rustfmt::skip]
const SQS: KindInfo = KindInfo {
    word: "sqs",
    noun: "an `sqs` backend",
    access: Some(Access::Public),
    is_http: false,
    settings: &[setting("queue", "queue URL", "The queue, by its URL or ARN.").default("an input")],
    reference: Reference {
        setting: "queue",
        shape: ArnShape::of(ArnOf::QUEUE, "arn:aws:sqs:REGION:ACCOUNT:NAME` or `https://sqs.REGION.amazonaws.com/ACCOUNT/NAME").or(is_queue_url),
        inputs: &[input("queue-url", InputKind::Url, "The URL of the queue NAME.")],
    },
    private_attributes: &[],
    public_attributes: &["arn", "queue"],
    example: "-> sqs jobs send { body $request.body }",
    graph_input: Some(("queue-arn", InputKind::Arn(ArnOf::QUEUE))),
};

#[rustfmt::skip]
const EVENTS: KindInfo = KindInfo {
    word: "events",
    noun: "an `events` backend",
    access: Some(Access::Public),
    is_http: false,
    settings: &[setting("bus", "bus NAME|ARN", "The event bus.").default("an input")],
    reference: Reference {
        setting: "bus",
        shape: ArnShape::new("an event bus", "events", &["event-bus/"], "arn:aws:events:REGION:ACCOUNT:event-bus/NAME` or `NAME").or(is_resource_name),
        inputs: &[input("bus-name", InputKind::Text, "The name of the event bus NAME.")],
    },
    private_attributes: &[],
    public_attributes: &["arn", "bus"],
    example: "-> events bus put { detail $request.body; .. }",
    graph_input: None,
};

#[rustfmt::skip]
const STATES: KindInfo = KindInfo {
    word: "states",
    noun: "a `states` backend",
    access: Some(Access::Public),
    is_http: false,
    settings: &[setting("machine", "machine ARN", "The state machine.").default("an input")],
    reference: Reference {
        setting: "machine",
        shape: ArnShape::of(ArnOf::STATE_MACHINE, "arn:aws:states:REGION:ACCOUNT:stateMachine:NAME"),
        inputs: &[input("state-machine-arn", InputKind::Arn(ArnOf::STATE_MACHINE), "The ARN of the state machine NAME.")],
    },
    private_attributes: &[],
    public_attributes: &["arn", "machine"],
    example: "-> states flow start { input $request.body }",
    graph_input: Some(("state-machine-name", InputKind::Text)),
};

#[rustfmt::skip]
const KINESIS: KindInfo = KindInfo {
    word: "kinesis",
    noun: "a `kinesis` backend",
    access: Some(Access::Public),
    is_http: false,
    settings: &[setting("stream", "stream NAME|ARN", "The data stream.").default("an input")],
    reference: Reference {
        setting: "stream",
        shape: ArnShape::new("a data stream", "kinesis", &["stream/"], "arn:aws:kinesis:REGION:ACCOUNT:stream/NAME` or `NAME").or(is_resource_name),
        inputs: &[input("stream-name", InputKind::Text, "The name of the data stream NAME.")],
    },
    private_attributes: &[],
    public_attributes: &["arn", "stream"],
    example: "-> kinesis clicks put { data $request.body; .. }",
    graph_input: None,
};

#[rustfmt::skip]
const APP_CONFIG: KindInfo = KindInfo {
    word: "appconfig",
    noun: "an `appconfig` backend",
    access: Some(Access::Public),
    is_http: false,
    settings: &[setting("profile", "profile APPLICATION-ID/ENVIRONMENT-ID/PROFILE-ID", "The configuration, by ids.").default("three inputs")],
    reference: Reference {
        setting: "profile",
        shape: ArnShape::new("a configuration", "appconfig", &["application/"], "APPLICATION-ID/ENVIRONMENT-ID/PROFILE-ID").or(is_profile),
        inputs: &[
            input("application", InputKind::Text, "The id of the AppConfig application that NAME reads."),
            input("environment", InputKind::Text, "The id of the AppConfig environment that NAME reads."),
            input("profile", InputKind::Text, "The id of the AppConfig configuration profile that NAME reads."),
        ],
    },
    private_attributes: &[],
    public_attributes: &["arn", "configuration"],
    example: "-> appconfig flags get { client-id $context.requestId }",
    graph_input: None,
};

fn is_queue_url(text: &str) -> bool {
    text.strip_prefix("https://")
        .is_some_and(|rest| rest.split('/').count() == 3)
}

fn is_resource_name(text: &str) -> bool {
    !text.contains(':') && !text.contains(char::is_whitespace)
}

fn is_profile(text: &str) -> bool {
    let parts: Vec<&str> = text.split('/').collect();
    parts.len() == 3 && parts.iter().all(|part| !part.is_empty()) && !text.contains(':')
}
