//! Every setting of every block: its name, its form and what it does, in one table.
//!
//! The conversion from the tree refuses what is not here; editors and the reference read the same lines.

use crate::model::{BackendKind, ServiceKind};

/// The places that have settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum BlockKind {
    /// `gateway NAME { .. }`
    Gateway,
    /// `cors { .. }` of a gateway.
    Cors,
    /// `log { .. }` of a gateway.
    Log,
    /// `domain HOST { .. }` of a gateway.
    Domain,
    /// `network NAME { .. }`
    Network,
    /// `KIND NAME { .. }`
    Backend(BackendKind),
    /// `health PATH { .. }` of a backend.
    Health,
    /// `connector { .. }` of a backend.
    Connector,
    /// `auth NAME jwt { .. }`
    Jwt,
    /// `auth NAME lambda { .. }`
    LambdaAuth,
    /// A route: its clauses, on the line and in its block.
    Route,
    /// A group: what it hands down.
    Group,
}

impl BlockKind {
    /// What a message calls it, e.g. ``a gateway``.
    #[must_use]
    pub fn noun(self) -> &'static str {
        match self {
            Self::Gateway => "a gateway",
            Self::Cors => "`cors`",
            Self::Log => "`log`",
            Self::Domain => "a domain",
            Self::Network => "a network",
            Self::Backend(BackendKind::AppRunner) => "an `apprunner` backend",
            Self::Backend(BackendKind::Ecs) => "an `ecs` backend",
            Self::Backend(BackendKind::Lambda) => "a `lambda` backend",
            Self::Backend(BackendKind::Alb) => "an `alb` backend",
            Self::Backend(BackendKind::Nlb) => "an `nlb` backend",
            Self::Backend(BackendKind::CloudMap) => "a `cloudmap` backend",
            Self::Backend(BackendKind::Service(ServiceKind::Sqs)) => "an `sqs` backend",
            Self::Backend(BackendKind::Service(ServiceKind::Events)) => "an `events` backend",
            Self::Backend(BackendKind::Service(ServiceKind::States)) => "a `states` backend",
            Self::Backend(BackendKind::Service(ServiceKind::Kinesis)) => "a `kinesis` backend",
            Self::Backend(BackendKind::Service(ServiceKind::AppConfig)) => "an `appconfig` backend",
            Self::Health => "`health`",
            Self::Connector => "`connector`",
            Self::Jwt => "a `jwt` authorizer",
            Self::LambdaAuth => "a `lambda` authorizer",
            Self::Route => "a route",
            Self::Group => "a group",
        }
    }
}

/// A setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SettingInfo {
    /// Where it may stand.
    pub blocks: &'static [BlockKind],
    /// Its name.
    pub name: &'static str,
    /// How it is written, its name included.
    pub form: &'static str,
    /// What it does, in one sentence.
    pub doc: &'static str,
    /// What holds where nothing is said.
    pub default: Option<&'static str>,
    /// What it may be at most, or must be one of.
    pub limit: Option<&'static str>,
    /// Whether it may be said more than once in a block.
    pub repeats: bool,
}

impl SettingInfo {
    const fn default(mut self, text: &'static str) -> Self {
        self.default = Some(text);
        self
    }

    const fn limit(mut self, text: &'static str) -> Self {
        self.limit = Some(text);
        self
    }

    const fn repeats(mut self) -> Self {
        self.repeats = true;
        self
    }
}

/// The settings of a block, in the order of the table.
pub fn of(block: BlockKind) -> impl Iterator<Item = &'static SettingInfo> {
    TABLE
        .iter()
        .filter(move |info| info.blocks.contains(&block))
}

/// The setting of a block and name.
#[must_use]
pub fn find(block: BlockKind, name: &str) -> Option<&'static SettingInfo> {
    TABLE
        .iter()
        .find(|info| info.name == name && info.blocks.contains(&block))
}

const GATEWAY: &[BlockKind] = &[BlockKind::Gateway];
const CORS: &[BlockKind] = &[BlockKind::Cors];
const LOG: &[BlockKind] = &[BlockKind::Log];
const DOMAIN: &[BlockKind] = &[BlockKind::Domain];
const NETWORK: &[BlockKind] = &[BlockKind::Network];
const HEALTH: &[BlockKind] = &[BlockKind::Health];
const CONNECTOR: &[BlockKind] = &[BlockKind::Connector];
const JWT: &[BlockKind] = &[BlockKind::Jwt];
const LAMBDA_AUTH: &[BlockKind] = &[BlockKind::LambdaAuth];
const CLAUSE: &[BlockKind] = &[BlockKind::Route, BlockKind::Group];
const APP_RUNNER: &[BlockKind] = &[BlockKind::Backend(BackendKind::AppRunner)];
const ECS: &[BlockKind] = &[BlockKind::Backend(BackendKind::Ecs)];
const CONTAINER: &[BlockKind] = &[
    BlockKind::Backend(BackendKind::AppRunner),
    BlockKind::Backend(BackendKind::Ecs),
];
const LAMBDA: &[BlockKind] = &[BlockKind::Backend(BackendKind::Lambda)];
const BALANCER: &[BlockKind] = &[
    BlockKind::Backend(BackendKind::Alb),
    BlockKind::Backend(BackendKind::Nlb),
];
const CLOUD_MAP: &[BlockKind] = &[BlockKind::Backend(BackendKind::CloudMap)];
const IN_NETWORK: &[BlockKind] = &[
    BlockKind::Backend(BackendKind::AppRunner),
    BlockKind::Backend(BackendKind::Ecs),
    BlockKind::Backend(BackendKind::Alb),
    BlockKind::Backend(BackendKind::Nlb),
    BlockKind::Backend(BackendKind::CloudMap),
];
const SQS: &[BlockKind] = &[BlockKind::Backend(BackendKind::Service(ServiceKind::Sqs))];
const EVENTS: &[BlockKind] = &[BlockKind::Backend(BackendKind::Service(
    ServiceKind::Events,
))];
const STATES: &[BlockKind] = &[BlockKind::Backend(BackendKind::Service(
    ServiceKind::States,
))];
const KINESIS: &[BlockKind] = &[BlockKind::Backend(BackendKind::Service(
    ServiceKind::Kinesis,
))];
const APP_CONFIG: &[BlockKind] = &[BlockKind::Backend(BackendKind::Service(
    ServiceKind::AppConfig,
))];

const fn setting(
    blocks: &'static [BlockKind],
    name: &'static str,
    form: &'static str,
    doc: &'static str,
) -> SettingInfo {
    SettingInfo {
        blocks,
        name,
        form,
        doc,
        default: None,
        limit: None,
        repeats: false,
    }
}

/// Every setting.
#[rustfmt::skip]
pub const TABLE: &[SettingInfo] = &[
    setting(GATEWAY, "region", "region REGION", "The region that the gateway is built for.").default("left to the deploy"),
    setting(GATEWAY, "description", "description TEXT", "What the gateway is for.").default("the `##` text above the gateway").limit("1024 characters"),
    setting(GATEWAY, "endpoint", "endpoint off", "Takes away the execute-api URL, so that only the domains answer.").default("the URL answers"),
    setting(GATEWAY, "ip", "ip dualstack", "Answers over IPv6 as well.").default("ipv4").limit("ipv4 or dualstack"),
    setting(GATEWAY, "auth", "auth NAME [SCOPE ..]", "The authorizer of every route that does not say otherwise.").default("routes are open"),
    setting(GATEWAY, "cors", "cors { origins ..; methods ..; headers ..; expose ..; max-age 1h; credentials }", "Lets scripts of other origins call the gateway; API Gateway answers preflights itself.").default("off"),
    setting(GATEWAY, "log", "log json|common|\"FORMAT\" [retain 30d] | log off", "The access log: one line per request.").default("json"),
    setting(GATEWAY, "throttle", "throttle RATE [burst COUNT]", "The limit of all routes together; what is over it gets 429.").default("the account's limit"),
    setting(GATEWAY, "metrics", "metrics detailed", "Metrics for each route, which CloudWatch charges for.").default("metrics of the whole gateway"),
    setting(GATEWAY, "domain", "domain HOST { certificate ARN|auto; zone ID; path v1; mtls s3://..; tls 1.2 }", "A host name that the gateway answers on.").repeats(),
    setting(GATEWAY, "server-header", "server-header VALUE", "Replaces the `Server` header in answers, which names the backend's proxy.").default("as the backend sends it"),
    setting(GATEWAY, "original-host", "original-host HEADER", "The header that tells backends the host that the client asked for.").default("none"),
    setting(GATEWAY, "stage-variables", "stage-variables { NAME VALUE; .. }", "Variables of the stage, for `$stage.NAME`.").limit("100, names of 64 and values of 512 characters"),
    setting(GATEWAY, "tags", "tags { KEY VALUE; .. }", "Tags of every resource that takes them.").limit("50"),
    setting(GATEWAY, "allow", "allow CODE ..", "Notes and warnings that the spec accepts.").repeats(),

    setting(CORS, "origins", "origins ORIGIN ..", "Origins whose scripts may call."),
    setting(CORS, "methods", "methods METHOD ..", "Methods that they may use.").default("those that a browser sends without asking"),
    setting(CORS, "headers", "headers NAME ..", "Headers that they may send.").default("those that a browser sends without asking"),
    setting(CORS, "expose", "expose NAME ..", "Headers of answers that they may read.").default("those that a browser shows anyway"),
    setting(CORS, "max-age", "max-age DURATION", "How long a browser keeps the answer to a preflight.").limit("1d"),
    setting(CORS, "credentials", "credentials", "Lets cookies and authorization come along.").default("they stay behind"),

    setting(LOG, "format", "format json|common|\"FORMAT\"", "What a line holds.").default("json").limit("3072 characters, with $context.requestId"),
    setting(LOG, "retain", "retain DAYS", "How long lines are kept.").default("forever").limit("one of 1d 3d 5d 7d 14d 30d 60d 90d 120d 150d 180d 365d .. 3653d"),

    setting(DOMAIN, "certificate", "certificate ARN|auto", "The certificate; `auto` makes one and validates it through the zone.").default("an input"),
    setting(DOMAIN, "zone", "zone ID", "The hosted zone of Route 53 that the domain's records go into.").default("no records are made"),
    setting(DOMAIN, "path", "path PATH", "The path below which the domain serves this gateway.").default("everything").limit("300 characters"),
    setting(DOMAIN, "mtls", "mtls s3://BUCKET/KEY", "The truststore that clients' certificates are held against."),
    setting(DOMAIN, "mtls-version", "mtls-version VERSION", "The version of the truststore's object.").default("the newest"),
    setting(DOMAIN, "tls", "tls 1.2", "The lowest version of TLS; 1.3 is spoken as well.").default("1.2").limit("1.2"),

    setting(NETWORK, "vpc", "vpc ID", "The VPC.").default("an input"),
    setting(NETWORK, "subnets", "subnets ID ID ..", "Subnets of the VPC link, the balancer and the endpoint, one per availability zone.").default("an input").limit("10"),
    setting(NETWORK, "security-groups", "security-groups ID ..", "Security groups that the VPC link carries beside its own.").default("none"),
    setting(NETWORK, "listeners", "listeners shared|per-service", "Whether private App Runner services share one listener.").default("shared"),
    setting(NETWORK, "endpoint-ips", "endpoint-ips IP ..", "The endpoint's addresses, one per subnet, where the target can pin them.").default("looked up in the deploy"),

    setting(APP_RUNNER, "arn", "arn ARN", "The existing service.").default("an input"),
    setting(APP_RUNNER, "ingress", "ingress ARN|DOMAIN", "The private service's existing VPC ingress connection.").default("one is made"),
    setting(APP_RUNNER, "url", "url URL", "The existing public service's URL.").default("an input"),
    setting(ECS, "arn", "arn ARN", "The existing service.").default("none"),
    setting(ECS, "listener", "listener ARN", "The HTTPS listener of the existing private service's load balancer.").default("an input"),
    setting(ECS, "host", "host HOST", "The host name that the listener's rule and certificate are for.").default("an input"),
    setting(ECS, "url", "url URL", "The existing public service's URL.").default("an input"),
    setting(CONTAINER, "image", "image IMAGE", "The image to run, by its URI."),
    setting(CONTAINER, "port", "port PORT", "The port that the image listens on.").default("8080 on App Runner, 80 on ECS").limit("65535"),
    setting(CONTAINER, "cpu", "cpu SIZE", "vCPU of an instance.").default("1vcpu").limit("0.25vcpu 0.5vcpu 1vcpu 2vcpu 4vcpu"),
    setting(CONTAINER, "memory", "memory SIZE", "Memory of an instance.").default("2GB").limit("fits the cpu"),
    setting(CONTAINER, "env", "env { NAME VALUE; .. }", "Environment variables."),
    setting(CONTAINER, "secret", "secret { NAME ARN; .. }", "Environment variables from Secrets Manager or Parameter Store."),
    setting(CONTAINER, "health", "health PATH [interval 5s timeout 2s healthy 1 unhealthy 5]", "The health check."),
    setting(CONTAINER, "scale", "scale MIN..MAX [at cpu 60%|memory 70%|requests 100]", "How many instances, and what makes more of them.").default("1..25 on App Runner, 1..20 at cpu 60% on ECS"),
    setting(CONTAINER, "role", "role ARN", "The role that the image's own code has.").default("one is made where it is needed"),
    setting(CONTAINER, "connector", "connector ARN | connector { subnets ..; security-groups .. }", "How the service itself reaches into a VPC.").default("it does not"),
    setting(LAMBDA, "arn", "arn ARN", "The function, maybe with a version or an alias.").default("an input"),
    setting(BALANCER, "listener", "listener ARN", "The load balancer's listener.").default("an input"),
    setting(BALANCER, "host", "host HOST", "What backends see as `Host`.").default("the host that the client asked for"),
    setting(BALANCER, "tls", "tls HOST", "Speaks TLS to the listener, and verifies this name.").default("plain HTTP"),
    setting(CLOUD_MAP, "service", "service ARN", "The service of Cloud Map.").default("an input"),
    setting(SQS, "queue", "queue URL", "The queue, by its URL or ARN.").default("an input"),
    setting(EVENTS, "bus", "bus NAME|ARN", "The event bus.").default("an input"),
    setting(STATES, "machine", "machine ARN", "The state machine.").default("an input"),
    setting(KINESIS, "stream", "stream NAME|ARN", "The data stream.").default("an input"),
    setting(APP_CONFIG, "profile", "profile APPLICATION/ENVIRONMENT/PROFILE", "The configuration, by ids or names.").default("three inputs"),
    setting(IN_NETWORK, "network", "network NAME", "The network that the private backend is reached in.").default("the only one"),

    setting(HEALTH, "path", "path PATH", "The path to ask for."),
    setting(HEALTH, "interval", "interval DURATION", "The time between checks; App Runner alone takes it.").default("5s").limit("1s to 20s"),
    setting(HEALTH, "timeout", "timeout DURATION", "How long an answer may take.").default("2s").limit("1s to 20s"),
    setting(HEALTH, "healthy", "healthy COUNT", "Good answers in a row that make an instance healthy.").default("1").limit("1 to 20"),
    setting(HEALTH, "unhealthy", "unhealthy COUNT", "Bad answers in a row that make an instance unhealthy.").default("5").limit("1 to 20"),
    setting(CONNECTOR, "subnets", "subnets ID ..", "Subnets that the service reaches into."),
    setting(CONNECTOR, "security-groups", "security-groups ID ..", "Security groups of what it sends.").default("the VPC's own"),

    setting(JWT, "issuer", "issuer URL", "The issuer of the tokens, which must serve OpenID Connect discovery.").default("an input"),
    setting(JWT, "audience", "audience ID ..", "Audiences, one of which a token must name.").default("an input").limit("50"),
    setting(JWT, "identity", "identity header.NAME|query.NAME", "Where the token is.").default("header.authorization"),
    setting(LAMBDA_AUTH, "function", "function NAME|ARN", "The function: a `lambda` backend's name, or an ARN.").default("an input"),
    setting(LAMBDA_AUTH, "identity", "identity header.NAME ..", "What must be there, and what answers are kept by.").default("header.authorization"),
    setting(LAMBDA_AUTH, "ttl", "ttl DURATION", "How long an answer is kept.").default("0s").limit("1h"),
    setting(LAMBDA_AUTH, "simple", "simple", "The function answers with `isAuthorized`, not with a policy.").default("a policy"),

    setting(CLAUSE, "auth", "auth NAME [SCOPE ..]", "The authorizer, and scopes of which a token must have one.").default("the group's, then the gateway's").limit("10 scopes"),
    setting(CLAUSE, "open", "open", "No authorizer, though the group or the gateway has one."),
    setting(CLAUSE, "at", "at PATH", "The path that the backend sees.").default("the path as sent; of a greedy route, its rest"),
    setting(CLAUSE, "keep", "keep", "The backend sees the client's path in full."),
    setting(CLAUSE, "timeout", "timeout DURATION", "How long the backend may take.").default("30s").limit("50ms to 30s"),
    setting(CLAUSE, "throttle", "throttle RATE [burst COUNT]", "The route's own limit.").default("the gateway's"),
    setting(CLAUSE, "request", "request set|append|remove header|query NAME VALUE", "Changes the request on its way.").repeats(),
    setting(CLAUSE, "response", "response STATUS set|append|remove header NAME VALUE | response STATUS status NEW", "Changes answers of one status.").repeats(),
];
