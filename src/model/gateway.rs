//! The gateway's own settings, its domains and its authorizers.

use crate::diag::Code;
use crate::model::{Arg, AuthId, Text, Word};
use crate::source::{Span, Spanned};

/// The gateway.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Gateway {
    /// Its name: said, or the file's stem.
    pub name: String,
    /// Its name where it is declared, or an empty span at the start of the root file.
    pub span: Span,
    /// What it is for: `description`, or the `##` text above it.
    pub description: Option<Text>,
    /// `api ID`: an existing HTTP API of another stack, to which only routes are added.
    pub api: Option<Text>,
    /// The region it is built for; open where none is said.
    pub region: Option<Word>,
    /// `endpoint off`: no execute-api URL. The place, where it is said.
    pub endpoint_off: Option<Span>,
    /// `ip dualstack`.
    pub dualstack: Option<Span>,
    /// `auth NAME`, for every route that does not say otherwise.
    pub auth: Option<AuthUse>,
    /// Cross-origin requests.
    pub cors: Option<Cors>,
    /// The access log.
    pub log: Log,
    /// The limit of all routes together.
    pub throttle: Option<Throttle>,
    /// `metrics detailed`.
    pub metrics_detailed: Option<Span>,
    /// The domains.
    pub domains: Vec<Domain>,
    /// `server-header VALUE`: replaces the backend's `Server` in answers.
    pub server_header: Option<Text>,
    /// `original-host HEADER`: the header that tells backends the host that the client asked for.
    pub original_host: Option<Word>,
    /// The stage's variables.
    pub stage_variables: Vec<(Word, Text)>,
    /// Tags of every resource that takes them.
    pub tags: Vec<(Word, Text)>,
    /// `allow CODE ..`: notes and warnings that the spec accepts.
    pub allow: Vec<Code>,
}

/// A use of an authorizer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthUse {
    /// The place that says it.
    pub span: Span,
    /// Which; `None` is the built-in `iam`.
    pub auth: Option<AuthId>,
    /// The scopes, one of which a token must have.
    pub scopes: Vec<Word>,
}

/// Cross-origin resource sharing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cors {
    /// The whole setting.
    pub span: Span,
    /// Origins that may ask.
    pub origins: Vec<Text>,
    /// Methods that they may use.
    pub methods: Vec<Word>,
    /// Headers that they may send.
    pub headers: Vec<Text>,
    /// Headers that they may read.
    pub expose: Vec<Text>,
    /// How long an answer to a preflight may be kept, in seconds.
    pub max_age: Option<Spanned<Arg<u32>>>,
    /// Whether cookies and authorization may be sent.
    pub credentials: Option<Span>,
}

/// The access log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Log {
    /// None.
    Off {
        /// The place that says so.
        span: Span,
    },
    /// One line per request.
    On {
        /// The place that says so; `None` for the default.
        span: Option<Span>,
        /// `to ARN`: an existing log group.
        to: Option<Text>,
        /// What a line holds.
        format: LogFormat,
        /// How long lines are kept, in days; forever where nothing is said.
        retain: Option<Spanned<Arg<u32>>>,
    },
}

impl Default for Log {
    fn default() -> Self {
        Self::On {
            span: None,
            to: None,
            format: LogFormat::Json,
            retain: None,
        }
    }
}

/// The forms of a log line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// A JSON object with the integration's error variables.
    Json,
    /// The common log format, with the integration's error variables.
    Common,
    /// A format of the author's own, with `$context.` variables as written.
    Custom(Word),
}

/// A limit on requests.
#[derive(Clone, Debug, PartialEq)]
pub struct Throttle {
    /// The place that says it.
    pub span: Span,
    /// Requests per second, on average.
    pub rate: Arg<Rate>,
    /// Requests at once.
    pub burst: Option<Arg<u32>>,
}

/// A rate in thousandths of a request per second, so that it stays exact and comparable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Rate(pub u64);

/// A domain of the gateway.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Domain {
    /// The whole setting.
    pub span: Span,
    /// The host name.
    pub host: Text,
    /// Its certificate.
    pub certificate: Certificate,
    /// The hosted zone that its records go into.
    pub zone: Option<Text>,
    /// The mapping path, without slashes at its ends.
    pub path: Option<Text>,
    /// The truststore of mutual TLS, `s3://bucket/key`.
    pub mtls: Option<Text>,
    /// The version of the truststore's object.
    pub mtls_version: Option<Text>,
    /// `ownership`: the certificate that proves the ownership of a domain with mutual TLS.
    pub ownership: Option<Text>,
    /// `tls 1.2`, as written.
    pub tls: Option<Word>,
}

/// A domain's certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Certificate {
    /// One that exists.
    Arn(Text),
    /// One that is made, and validated by records in the zone.
    Auto(Span),
    /// That of a custom domain of another stack (`existing`).
    OfExistingDomain(Span),
}

/// An authorizer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Auth {
    /// Its name.
    pub name: Word,
    /// The whole item.
    pub span: Span,
    /// The `##` text above it.
    pub docs: Option<String>,
    /// Its kind and settings.
    pub body: AuthBody,
}

/// The kinds of an authorizer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AuthBody {
    /// Tokens of an OpenID Connect issuer.
    Jwt {
        /// The issuer's URL.
        issuer: Text,
        /// Audiences, one of which a token must name.
        audience: Vec<Text>,
        /// Where the token is; `request.header.Authorization` where nothing is said.
        identity: Option<Word>,
    },
    /// A function that says yes or no.
    Lambda {
        /// The function's ARN.
        function: Text,
        /// Where the identity is, e.g. `header.authorization`, as variables of API Gateway (`request.header.authorization`).
        identity: Vec<Word>,
        /// `identity none`: the function is asked for every request, and nothing is cached.
        every_request: Option<Span>,
        /// How long an answer is kept per identity, in seconds.
        ttl: Option<Spanned<Arg<u32>>>,
        /// Whether the function answers with `isAuthorized`, and not with a policy.
        simple: Option<Span>,
    },
}
