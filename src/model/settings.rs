//! All settings of all blocks, with name, form and description, in one table per block.
//!
//! The conversion from the tree rejects settings that are not listed here; editors and the reference use the same
//! tables.

use crate::model::BackendKind;

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
    /// `auth NAME cognito { .. }`
    Cognito,
    /// `auth NAME lambda { .. }`
    LambdaAuth,
    /// A route: its clauses, on the line and in its block.
    Route,
    /// A group: the clauses that its routes inherit.
    Group,
    /// The clauses of an `expect`.
    Expect,
}

impl BlockKind {
    /// Its name in messages, e.g. ``a gateway``.
    #[must_use]
    pub fn noun(self) -> &'static str {
        match self {
            Self::Gateway => "a gateway",
            Self::Cors => "`cors`",
            Self::Log => "`log`",
            Self::Domain => "a domain",
            Self::Network => "a network",
            Self::Backend(kind) => kind.info().noun,
            Self::Health => "`health`",
            Self::Connector => "`connector`",
            Self::Jwt => "a `jwt` authorizer",
            Self::Cognito => "a `cognito` authorizer",
            Self::LambdaAuth => "a `lambda` authorizer",
            Self::Route => "a route",
            Self::Group => "a group",
            Self::Expect => "an `expect`",
        }
    }

    /// Returns every block that has settings.
    pub fn all() -> impl Iterator<Item = Self> {
        let backends = BackendKind::ALL.into_iter().map(Self::Backend);
        [
            Self::Gateway,
            Self::Cors,
            Self::Log,
            Self::Domain,
            Self::Network,
            Self::Health,
            Self::Connector,
            Self::Jwt,
            Self::Cognito,
            Self::LambdaAuth,
            Self::Route,
            Self::Group,
            Self::Expect,
        ]
        .into_iter()
        .chain(backends)
    }

    /// Returns the tables of its settings, in the order in which help lists them.
    fn tables(self) -> [&'static [SettingInfo]; 3] {
        let own: &'static [SettingInfo] = match self {
            Self::Gateway => GATEWAY,
            Self::Cors => CORS,
            Self::Log => LOG,
            Self::Domain => DOMAIN,
            Self::Network => NETWORK,
            Self::Health => HEALTH,
            Self::Connector => CONNECTOR,
            Self::Jwt => JWT,
            Self::Cognito => COGNITO,
            Self::LambdaAuth => LAMBDA_AUTH,
            Self::Route | Self::Group => CLAUSES,
            Self::Expect => EXPECT,
            Self::Backend(kind) => {
                let container: &[_] = if kind.is_container() { CONTAINER } else { &[] };
                let network: &[_] = if kind.is_http() { IN_NETWORK } else { &[] };
                return [kind.info().settings, container, network];
            }
        };
        [own, &[], &[]]
    }
}

/// A setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SettingInfo {
    /// Its name.
    pub name: &'static str,
    /// Its syntax, including its name.
    pub form: &'static str,
    /// A description in one sentence.
    pub doc: &'static str,
    /// The default value.
    pub default: Option<&'static str>,
    /// Its largest value, or the values that it can have.
    pub limit: Option<&'static str>,
    /// True if a block can contain it more than once.
    pub repeats: bool,
}

impl SettingInfo {
    pub(super) const fn default(mut self, text: &'static str) -> Self {
        self.default = Some(text);
        self
    }

    pub(super) const fn limit(mut self, text: &'static str) -> Self {
        self.limit = Some(text);
        self
    }

    pub(super) const fn repeats(mut self) -> Self {
        self.repeats = true;
        self
    }
}

/// Returns the settings of a block, in the order of its table.
pub fn of(block: BlockKind) -> impl Iterator<Item = &'static SettingInfo> {
    block.tables().into_iter().flatten()
}

/// Returns the setting of a block with a name.
#[must_use]
pub fn find(block: BlockKind, name: &str) -> Option<&'static SettingInfo> {
    of(block).find(|info| info.name == name)
}

/// Returns a setting without default and limit that does not repeat.
pub(super) const fn setting(
    name: &'static str,
    form: &'static str,
    doc: &'static str,
) -> SettingInfo {
    SettingInfo {
        name,
        form,
        doc,
        default: None,
        limit: None,
        repeats: false,
    }
}

/// The gateway's own settings.
#[rustfmt::skip]
const GATEWAY: &[SettingInfo] = &[
    setting("api", "api ID", "An existing HTTP API of another stack: only routes are added to it.").default("one is created"),
    setting("region", "region REGION", "The region to build for.").default("chosen by the deploy"),
    setting("description", "description TEXT", "What the gateway is for.").default("the `##` text above the gateway").limit("1024 characters"),
    setting("endpoint", "endpoint off", "Turn off the execute-api URL, so that only the domains answer.").default("the URL answers"),
    setting("ip", "ip dualstack", "Answer over IPv6 as well.").default("ipv4").limit("ipv4 or dualstack"),
    setting("auth", "auth NAME [SCOPE ..]", "The authorizer of every route that does not choose another.").default("routes are open"),
    setting("cors", "cors { origins ..; methods ..; headers ..; expose ..; max-age 1h; credentials }", "Let scripts of other origins call the gateway; API Gateway answers preflights itself.").default("off"),
    setting("log", "log json|common|\"FORMAT\" [retain 30d] [to ARN] | log off", "The access log: one line per request.").default("json"),
    setting("throttle", "throttle RATE [burst COUNT]", "The default limit of each route; requests beyond it get 429.").default("the account's limit"),
    setting("metrics", "metrics detailed", "Metrics for each route, which CloudWatch charges for.").default("metrics of the whole gateway"),
    setting("domain", "domain HOST { certificate ARN|auto; zone ID; path v1; mtls s3://..; tls 1.2 } | domain HOST { existing; path v1 }", "A host name that the gateway answers on.").repeats(),
    setting("server-header", "server-header VALUE", "Replace the `Server` header of answers, which names the backend's proxy.").default("as the backend sends it"),
    setting("original-host", "original-host HEADER", "The header that tells backends the host of the client's request.").default("none"),
    setting("stage-variables", "stage-variables { NAME VALUE; .. }", "Variables of the stage, for `$stage.NAME`.").limit("100, names of 64 and values of 512 characters"),
    setting("tags", "tags { KEY VALUE; .. }", "Tags for every resource that supports them.").limit("50"),
    setting("allow", "allow CODE ..", "Notes and warnings to leave out.").repeats(),
];

/// Settings of `cors`.
#[rustfmt::skip]
const CORS: &[SettingInfo] = &[
    setting("origins", "origins ORIGIN ..", "Origins whose scripts may call the gateway."),
    setting("methods", "methods METHOD ..", "Methods that they may use.").default("those that a browser sends without a preflight"),
    setting("headers", "headers NAME ..", "Request headers that they may send.").default("those that a browser sends without a preflight"),
    setting("expose", "expose NAME ..", "Response headers that they may read.").default("those that a browser always shows"),
    setting("max-age", "max-age DURATION", "How long a browser may cache the answer to a preflight.").limit("1d"),
    setting("credentials", "credentials", "Allow cookies and the `Authorization` header.").default("not allowed"),
];

/// Settings of `log`.
#[rustfmt::skip]
const LOG: &[SettingInfo] = &[
    setting("format", "format json|common|\"FORMAT\"", "The content of a line.").default("json").limit("3072 characters, with $context.requestId"),
    setting("to", "to ARN", "An existing log group.").default("one is created"),
    setting("retain", "retain DAYS", "How long lines are kept.").default("forever").limit("one of 1d 3d 5d 7d 14d 30d 60d 90d 120d 150d 180d 365d .. 3653d"),
];

/// Settings of a domain.
#[rustfmt::skip]
const DOMAIN: &[SettingInfo] = &[
    setting("existing", "existing", "The custom domain exists; only the mapping is created."),
    setting("certificate", "certificate ARN|auto", "The certificate; `auto` creates one and validates it through the zone.").default("an input"),
    setting("zone", "zone ID", "The Route 53 hosted zone for the domain's records.").default("no records are created"),
    setting("path", "path PATH", "The path under which the domain serves this gateway.").default("all paths").limit("300 characters"),
    setting("mtls", "mtls s3://BUCKET/KEY", "The truststore that client certificates are verified against."),
    setting("mtls-version", "mtls-version VERSION", "The version of the truststore object.").default("the latest"),
    setting("ownership", "ownership ARN", "The certificate that proves ownership, for imported or private certificates with mutual TLS."),
    setting("tls", "tls 1.2", "The lowest TLS version; 1.3 is supported as well.").default("1.2").limit("1.2"),
];

/// Settings of a network.
#[rustfmt::skip]
const NETWORK: &[SettingInfo] = &[
    setting("vpc", "vpc ID", "The VPC.").default("an input"),
    setting("subnets", "subnets ID ID ..", "Subnets of the VPC link, the load balancer and the endpoint, one per availability zone.").default("an input").limit("10"),
    setting("link", "link ID", "An existing VPC link.").default("one is created"),
    setting("endpoint", "endpoint ID", "An existing interface endpoint for App Runner.").default("one is created"),
    setting("listener", "listener ARN", "An existing listener in front of the endpoint.").default("one is created"),
    setting("security-groups", "security-groups ID ..", "Security groups that the VPC link has besides its own.").default("none"),
    setting("listeners", "listeners shared|per-service", "Whether private App Runner services share one listener.").default("shared"),
    setting("endpoint-ips", "endpoint-ips IP ..", "Addresses of the endpoint, one per subnet: an existing one's, or a new one's where the target can set them.").default("looked up during the deploy"),
];

/// Settings of services that are created from an image.
#[rustfmt::skip]
const CONTAINER: &[SettingInfo] = &[
    setting("image", "image IMAGE", "The URI of the image."),
    setting("port", "port PORT", "The port that the image listens on.").default("8080").limit("65535"),
    setting("cpu", "cpu SIZE", "The vCPU of an instance.").default("1vcpu").limit("0.25vcpu 0.5vcpu 1vcpu 2vcpu 4vcpu"),
    setting("memory", "memory SIZE", "The memory of an instance.").default("2GB").limit("a size that fits the cpu"),
    setting("env", "env { NAME VALUE; .. }", "Environment variables."),
    setting("secret", "secret { NAME ARN; .. }", "Environment variables from Secrets Manager or Parameter Store."),
    setting("health", "health PATH [interval 5s timeout 2s healthy 1 unhealthy 5]", "The health check."),
    setting("scale", "scale MIN..MAX [at cpu 60%|memory 70%|requests 100]", "The number of instances, and the metric that adds more.").default("1..25 on App Runner, 1..20 at cpu 60% on ECS"),
    setting("role", "role ARN", "The role of the code in the image.").default("one is created if needed"),
    setting("connector", "connector ARN | connector { subnets ..; security-groups .. }", "The service's own access to a VPC.").default("it does not"),
];

/// Settings of backends that can be private.
#[rustfmt::skip]
const IN_NETWORK: &[SettingInfo] = &[
    setting("network", "network NAME", "The network of the private backend.").default("the only one"),
];

/// Settings of `health`.
#[rustfmt::skip]
const HEALTH: &[SettingInfo] = &[
    setting("path", "path PATH", "The path to request."),
    setting("interval", "interval DURATION", "The time between checks; App Runner only.").default("5s").limit("1s to 20s"),
    setting("timeout", "timeout DURATION", "How long an answer may take.").default("2s").limit("1s to 20s"),
    setting("healthy", "healthy COUNT", "Consecutive successes that make an instance healthy.").default("1").limit("1 to 20"),
    setting("unhealthy", "unhealthy COUNT", "Consecutive failures that make an instance unhealthy.").default("5").limit("1 to 20"),
];

/// Settings of `connector`.
#[rustfmt::skip]
const CONNECTOR: &[SettingInfo] = &[
    setting("subnets", "subnets ID ..", "Subnets that the service can reach."),
    setting("security-groups", "security-groups ID ..", "Security groups of its outgoing traffic.").default("the VPC's default"),
];

/// Settings of a `jwt` authorizer.
#[rustfmt::skip]
const JWT: &[SettingInfo] = &[
    setting("issuer", "issuer URL", "The issuer of the tokens, which must serve OpenID Connect discovery.").default("an input"),
    setting("audience", "audience ID ..", "Audiences; a token must have one of them.").default("an input").limit("50"),
    setting("identity", "identity header.NAME|query.NAME", "Where the token is.").default("header.authorization"),
];

/// Settings of a `cognito` authorizer.
#[rustfmt::skip]
const COGNITO: &[SettingInfo] = &[
    setting("pool", "pool ID", "The id of the Cognito user pool."),
    setting("clients", "clients ID ..", "App clients; a token must be for one of them.").default("an input").limit("50"),
    setting("identity", "identity header.NAME|query.NAME", "Where the token is.").default("header.authorization"),
];

/// Settings of a `lambda` authorizer.
#[rustfmt::skip]
const LAMBDA_AUTH: &[SettingInfo] = &[
    setting("function", "function NAME|ARN", "The function: the name of a `lambda` backend, or an ARN.").default("an input"),
    setting("identity", "identity header.NAME .. | identity none", "What a request must have; answers are cached by its value. `none` calls the function for every request.").default("header.authorization"),
    setting("ttl", "ttl DURATION", "How long an answer is cached.").default("0s").limit("1h"),
    setting("simple", "simple", "The function answers with `isAuthorized` instead of a policy.").default("a policy"),
];

/// Clauses of `expect`.
#[rustfmt::skip]
const EXPECT: &[SettingInfo] = &[
    setting("auth", "auth NAME [SCOPE ..]", "The route has this authorizer, and exactly these scopes if any are listed."),
    setting("open", "open", "The route has no authorizer."),
    setting("timeout", "timeout DURATION", "How long the backend may take."),
    setting("throttle", "throttle RATE [burst COUNT]", "The limit that applies to the route."),
    setting("header", "header NAME VALUE|-", "A header that the backend sees; `-` means that it does not.").repeats(),
];

/// Clauses of routes and groups.
#[rustfmt::skip]
const CLAUSES: &[SettingInfo] = &[
    setting("auth", "auth NAME [SCOPE ..]", "The authorizer, and scopes; a token must have one of them.").default("the group's, then the gateway's").limit("10 scopes"),
    setting("open", "open", "No authorizer, although the group or the gateway has one."),
    setting("at", "at PATH", "The path that the backend sees.").default("the client's path; for a greedy route, the rest"),
    setting("keep", "keep", "The backend sees the client's path in full."),
    setting("timeout", "timeout DURATION", "How long the backend may take.").default("30s").limit("50ms to 30s"),
    setting("throttle", "throttle RATE [burst COUNT]", "The limit of this route.").default("the gateway's"),
    setting("request", "request set|append|remove header|query NAME VALUE", "Change the request before the backend sees it.").repeats(),
    setting("response", "response STATUS set|append|remove header NAME VALUE | response STATUS status NEW", "Change answers of one status.").repeats(),
];
