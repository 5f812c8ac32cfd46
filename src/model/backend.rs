//! Backends, which handle requests.

use crate::model::{Arg, BackendKind, ListArg, NetworkId, Text, Word};
use crate::source::{Span, Spanned};

/// A backend.
#[derive(Clone, Debug, PartialEq)]
pub struct Backend {
    /// Its name.
    pub name: Word,
    /// Its kind.
    pub kind: BackendKind,
    /// The item, or the first route that names it.
    pub span: Span,
    /// True if an item declares it.
    pub declared: bool,
    /// The `##` text above it.
    pub docs: Option<String>,
    /// Private or public, and the place that sets it; kinds with only one access have that one.
    pub access: Spanned<Access>,
    /// Its network, if it is private.
    pub network: Option<NetworkId>,
    /// The settings of its kind.
    pub body: BackendBody,
}

/// The access to a backend.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Access {
    /// Reachable only from its network.
    Private,
    /// Reachable from the internet.
    Public,
}

impl Access {
    /// Returns the keyword of the language.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Private => "private",
            Self::Public => "public",
        }
    }
}

/// The settings of a backend's kind.
#[derive(Clone, Debug, PartialEq)]
pub enum BackendBody {
    /// `apprunner`
    AppRunner(AppRunner),
    /// `ecs`
    Ecs(Ecs),
    /// `lambda`
    Lambda {
        /// The function's ARN, optionally with a version or alias.
        arn: Text,
        /// `payload 1.0`: the older format of the event.
        payload_v1: Option<Span>,
    },
    /// `alb`, `nlb`
    Balancer(Balancer),
    /// `cloudmap`
    CloudMap {
        /// The service's ARN.
        service: Text,
    },
    /// `sqs`, `events`, ..
    Service {
        /// The queue's URL or ARN, the bus' name or ARN, the machine's ARN, the stream's name or ARN, or
        /// `application/environment/profile` of AppConfig. An input if it is not set.
        resource: Text,
    },
}

impl BackendBody {
    /// Returns the source of a service; `None` for kinds that always exist already.
    #[must_use]
    pub fn source(&self) -> Option<&Source> {
        match self {
            Self::AppRunner(service) => Some(&service.source),
            Self::Ecs(service) => Some(&service.source),
            Self::Lambda { .. }
            | Self::Balancer(_)
            | Self::CloudMap { .. }
            | Self::Service { .. } => None,
        }
    }
}

/// An App Runner service.
#[derive(Clone, Debug, PartialEq)]
pub struct AppRunner {
    /// Its source.
    pub source: Source,
    /// `ingress`: an existing VPC ingress connection, by ARN or by its domain name.
    pub ingress: Option<Text>,
}

/// An ECS Express Mode service.
#[derive(Clone, Debug, PartialEq)]
pub struct Ecs {
    /// Its source.
    pub source: Source,
    /// `listener`: the HTTPS listener of its load balancer. If it is not set, it is looked up for a service with an
    /// ARN, and an input for any other existing private service.
    pub listener: Option<Text>,
    /// `host`: the host name that its listener rule and certificate are for. As `listener`.
    pub host: Option<Text>,
}

/// The source of a service: existing or created here.
#[derive(Clone, Debug, PartialEq)]
pub enum Source {
    /// It exists.
    Existing {
        /// The service's ARN. For a private service, an input if it is not set.
        arn: Option<Text>,
        /// `url` of a public service; an input if it is not set.
        url: Option<Text>,
    },
    /// It is created from an image.
    Created(Box<Container>),
}

/// A service created from an image.
#[derive(Clone, Debug, PartialEq)]
pub struct Container {
    /// The image.
    pub image: Text,
    /// The port that it listens on; 8080 if it is not set.
    pub port: Option<Spanned<Arg<u32>>>,
    /// vCPU, in units of 1/1024.
    pub cpu: Option<Spanned<Arg<u32>>>,
    /// Memory, in MB (1024 of them a GB).
    pub memory: Option<Spanned<Arg<u32>>>,
    /// Environment variables.
    pub env: Vec<(Word, Text)>,
    /// Environment variables from secrets: the ARN of a secret or parameter.
    pub secrets: Vec<(Word, Text)>,
    /// The health check.
    pub health: Option<Health>,
    /// The number of instances.
    pub scale: Option<Scale>,
    /// The role of the service's own code, by ARN; created if it needs one and none is set.
    pub role: Option<Text>,
    /// The VPC connector.
    pub connector: Option<Connector>,
}

/// A health check over HTTP.
#[derive(Clone, Debug, PartialEq)]
pub struct Health {
    /// The whole setting.
    pub span: Span,
    /// The path that is requested.
    pub path: Text,
    /// Seconds between checks.
    pub interval: Option<Spanned<Arg<u32>>>,
    /// The timeout, in seconds.
    pub timeout: Option<Spanned<Arg<u32>>>,
    /// Consecutive successes until it is healthy.
    pub healthy: Option<Spanned<Arg<u32>>>,
    /// Consecutive failures until it is unhealthy.
    pub unhealthy: Option<Spanned<Arg<u32>>>,
}

/// `scale 1..10 [at cpu 60%|memory 70%|requests 100]`
#[derive(Clone, Debug, PartialEq)]
pub struct Scale {
    /// The whole setting.
    pub span: Span,
    /// The fewest instances.
    pub min: Arg<u32>,
    /// The most instances.
    pub max: Arg<u32>,
    /// The scaling metric and its target value.
    pub at: Option<(ScaleMetric, Spanned<Arg<u32>>)>,
}

/// A scaling metric.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ScaleMetric {
    /// Average CPU, in percent.
    Cpu,
    /// Average memory, in percent.
    Memory,
    /// Requests per instance: concurrent ones on App Runner, per minute on ECS.
    Requests,
}

/// The connector of a service into a VPC.
#[derive(Clone, Debug, PartialEq)]
pub enum Connector {
    /// An existing App Runner VPC connector, by ARN.
    Arn(Text),
    /// A connector created here.
    Created {
        /// The whole setting.
        span: Span,
        /// Its subnets.
        subnets: ListArg,
        /// Its security groups.
        security_groups: ListArg,
    },
}

/// A load balancer's listener.
#[derive(Clone, Debug, PartialEq)]
pub struct Balancer {
    /// The listener's ARN.
    pub listener: Text,
    /// `host`: the value of `Host`.
    pub host: Option<Text>,
    /// `tls`: the server name to verify; without it, requests go in plain HTTP.
    pub tls: Option<Text>,
}
