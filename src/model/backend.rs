//! Backends: what answers requests.

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
    /// Whether an item declares it.
    pub declared: bool,
    /// The `##` text above it.
    pub docs: Option<String>,
    /// Private or public, and the place that says so; kinds that know only one have that one.
    pub access: Spanned<Access>,
    /// The network that it is reached in, where it is private.
    pub network: Option<NetworkId>,
    /// What its kind says.
    pub body: BackendBody,
}

/// Who can reach a backend.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Access {
    /// Only its network.
    Private,
    /// The internet.
    Public,
}

impl Access {
    /// The word of the language.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Private => "private",
            Self::Public => "public",
        }
    }
}

/// What a backend's kind says.
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
        /// `application/environment/profile` of AppConfig. Open (an input) where nothing is said.
        resource: Text,
    },
}

impl BackendBody {
    /// Where a service comes from; nothing of kinds that are always there already.
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
    /// Where it comes from.
    pub source: Source,
    /// `ingress`: an existing VPC ingress connection, by ARN or by its domain name.
    pub ingress: Option<Text>,
}

/// An ECS Express Mode service.
#[derive(Clone, Debug, PartialEq)]
pub struct Ecs {
    /// Where it comes from.
    pub source: Source,
    /// `listener`: the HTTPS listener of its load balancer. Of a service that has an ARN, the service tells it where
    /// nothing is said; of another existing private one it is open.
    pub listener: Option<Text>,
    /// `host`: the host name that its listener rule and certificate are for. As `listener`.
    pub host: Option<Text>,
}

/// Whether a service exists or is made here.
#[derive(Clone, Debug, PartialEq)]
pub enum Source {
    /// It exists.
    Existing {
        /// The service's ARN. Of a private service, open where nothing is said.
        arn: Option<Text>,
        /// `url` of a public service, open where nothing is said.
        url: Option<Text>,
    },
    /// It is made from an image.
    Created(Box<Container>),
}

/// A service made from an image.
#[derive(Clone, Debug, PartialEq)]
pub struct Container {
    /// The image.
    pub image: Text,
    /// The port that it listens on; 8080 where it is not set.
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
    /// How many instances.
    pub scale: Option<Scale>,
    /// The role that the service's own code has, by ARN; made where it needs one and none is said.
    pub role: Option<Text>,
    /// How it reaches into a VPC.
    pub connector: Option<Connector>,
}

/// A health check over HTTP.
#[derive(Clone, Debug, PartialEq)]
pub struct Health {
    /// The whole setting.
    pub span: Span,
    /// The path to ask for.
    pub path: Text,
    /// Seconds between checks.
    pub interval: Option<Spanned<Arg<u32>>>,
    /// Seconds to wait for an answer.
    pub timeout: Option<Spanned<Arg<u32>>>,
    /// Good answers in a row that make it healthy.
    pub healthy: Option<Spanned<Arg<u32>>>,
    /// Bad answers in a row that make it unhealthy.
    pub unhealthy: Option<Spanned<Arg<u32>>>,
}

/// `scale 1..10 [at cpu 60%|memory 70%|requests 100]`
#[derive(Clone, Debug, PartialEq)]
pub struct Scale {
    /// The whole setting.
    pub span: Span,
    /// The fewest instances.
    pub min: u32,
    /// The most instances.
    pub max: u32,
    /// What makes more of them.
    pub at: Option<(ScaleMetric, Spanned<u32>)>,
}

/// What scaling looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ScaleMetric {
    /// Average CPU, in percent.
    Cpu,
    /// Average memory, in percent.
    Memory,
    /// Requests per instance: at once on App Runner, a minute on ECS.
    Requests,
}

/// How a service reaches into a VPC.
#[derive(Clone, Debug, PartialEq)]
pub enum Connector {
    /// An existing App Runner VPC connector, by ARN.
    Arn(Text),
    /// One that is made.
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
    /// `host`: what to put into `Host`.
    pub host: Option<Text>,
    /// `tls`: the server name to verify; without it, requests go in plain HTTP.
    pub tls: Option<Text>,
}
