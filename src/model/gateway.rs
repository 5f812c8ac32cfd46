//! The gateway's own settings, its domains and its authorizers.

use crate::diag::Code;
use crate::model::{Arg, AuthId, Text, Word};
use crate::source::{Span, Spanned};

/// The gateway.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Gateway {
    /// Its name: declared, or the file's stem.
    pub name: String,
    /// The span of its name, if it is declared, otherwise an empty span at the start of the root file.
    pub span: Span,
    /// Its description: `description`, or the `##` text above it.
    pub description: Option<Text>,
    /// `api ID`: an existing HTTP API of another stack, to which only routes are added.
    pub api: Option<Text>,
    /// The region it is built for; an input if none is set.
    pub region: Option<Word>,
    /// `endpoint off`: no execute-api URL. The place, if it is set.
    pub endpoint_off: Option<Span>,
    /// `ip dualstack`.
    pub dualstack: Option<Span>,
    /// `auth NAME`, the default for all routes.
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
    /// `server-header VALUE`: replaces the backend's `Server` in responses.
    pub server_header: Option<Text>,
    /// `original-host HEADER`: the header that contains the host requested by the client.
    pub original_host: Option<Word>,
    /// The stage's variables.
    pub stage_variables: Vec<(Word, Text)>,
    /// Tags for every resource that supports them.
    pub tags: Vec<(Word, Text)>,
    /// `allow CODE ..`: notes and warnings that the spec accepts.
    pub allow: Vec<Code>,
}

/// A use of an authorizer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthUse {
    /// The place that sets it.
    pub span: Span,
    /// The authorizer; `None` for the built-in `iam`.
    pub auth: Option<AuthId>,
    /// The scopes; a token needs at least one of them.
    pub scopes: Vec<Text>,
}

/// Cross-origin resource sharing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cors {
    /// The whole setting.
    pub span: Span,
    /// Allowed origins.
    pub origins: Vec<Text>,
    /// Allowed methods.
    pub methods: Vec<Text>,
    /// Allowed request headers.
    pub headers: Vec<Text>,
    /// Exposed response headers.
    pub expose: Vec<Text>,
    /// How long a preflight response can be cached, in seconds.
    pub max_age: Option<Spanned<Arg<u32>>>,
    /// Set if cookies and authorization are allowed.
    pub credentials: Option<Span>,
}

/// The access log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Log {
    /// No access log.
    Off {
        /// The place that sets it.
        span: Span,
    },
    /// One line per request.
    On {
        /// The place that sets it; `None` for the default.
        span: Option<Span>,
        /// `to ARN`: an existing log group.
        to: Option<Text>,
        /// The format of a line.
        format: LogFormat,
        /// The retention in days; `None` keeps logs forever.
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
    /// A format of the author's own, with `$context.` variables as written in its literals.
    Custom(Text),
}

/// A limit on requests.
#[derive(Clone, Debug, PartialEq)]
pub struct Throttle {
    /// The place that sets it.
    pub span: Span,
    /// Requests per second, on average.
    pub rate: Arg<Rate>,
    /// The burst, in requests.
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
    /// The hosted zone of its records.
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
    /// An existing certificate, by ARN.
    Arn(Text),
    /// A certificate created here and validated by records in the zone.
    Auto(Span),
    /// The certificate of another stack's custom domain (`existing`).
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
        /// Audiences; a token must name at least one of them.
        audience: Vec<Text>,
        /// The location of the token; `request.header.Authorization` if it is not set.
        identity: Option<Word>,
    },
    /// A Lambda authorizer.
    Lambda {
        /// The function's ARN.
        function: Text,
        /// The location of the identity, e.g. `header.authorization`, as API Gateway variables
        /// (`request.header.authorization`).
        identity: Vec<Word>,
        /// `identity none`: the function is called for every request, and nothing is cached.
        every_request: Option<Span>,
        /// How long a result is cached per identity, in seconds.
        ttl: Option<Spanned<Arg<u32>>>,
        /// Set if the function returns a simple response (`isAuthorized`) instead of a policy.
        simple: Option<Span>,
    },
}
