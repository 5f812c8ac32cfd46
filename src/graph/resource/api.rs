//! The resources of API Gateway itself.

use crate::graph::resource::Tags;
use crate::graph::resource::reads::{Read, Reads, Visit, declare};
use crate::graph::{Expr, Id, ListExpr, Num};
use crate::model::{Rate, RouteKey};

declare! {
    /// An HTTP API.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Api {
        /// Its name.
        pub name: Expr,
        /// Its description, at most 1024 characters.
        pub description: Option<Expr>,
        /// Cross-origin requests.
        pub cors: Option<Cors>,
        /// True if it has no execute-api URL.
        pub disable_execute_api_endpoint: bool,
        /// True if it also listens on IPv6.
        pub dualstack: bool,
        /// Its tags.
        pub tags: Tags,
    }

    /// Cross-origin resource sharing, handled by API Gateway.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Cors {
        /// Allowed origins.
        pub allow_origins: ListExpr,
        /// Allowed methods.
        pub allow_methods: ListExpr,
        /// Allowed request headers.
        pub allow_headers: ListExpr,
        /// Exposed response headers.
        pub expose_headers: ListExpr,
        /// How long a preflight response can be cached, in seconds.
        pub max_age: Option<Num>,
        /// True if cookies and authorization are allowed; `None` if the spec does not set it.
        pub allow_credentials: Option<bool>,
    }

    /// The `$default` stage, deployed automatically on every change.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Stage {
        /// Its API.
        pub api: Id,
        /// The access log.
        pub access_log: Option<AccessLog>,
        /// The limit of each route without its own.
        pub throttle: Limit,
        /// True if every route has its own metrics.
        pub detailed_metrics: bool,
        /// Settings of individual routes, sorted by route key.
        pub routes: Vec<RouteSettings>,
        /// Variables, sorted by name.
        pub variables: Vec<(String, Expr)>,
        /// Its tags.
        pub tags: Tags,
    }

    /// The access log's destination and format.
    #[derive(Clone, Debug, PartialEq)]
    pub struct AccessLog {
        /// The log group, by ARN.
        pub group: Expr,
        /// The format of a line, with API Gateway's `$context.` variables.
        pub format: Expr,
    }

    /// A limit on requests.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Limit {
        /// Requests per second.
        pub rate: RateNum,
        /// The burst, in requests.
        pub burst: Num,
    }

    /// Settings of one route.
    #[derive(Clone, Debug, PartialEq)]
    pub struct RouteSettings {
        /// The route.
        pub route: Id,
        /// Its key in AWS's form.
        pub route_key: String,
        /// Its limit.
        pub throttle: Limit,
        /// True if it has its own metrics: repeated here, since these settings replace the stage's.
        pub detailed_metrics: bool,
    }

    /// A route.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Route {
        /// Its API.
        pub api: Expr,
        /// Its key.
        pub key: RouteKey,
        /// Its integration.
        pub target: Id,
        /// Its authorization.
        pub authorization: Authorization,
    }

    /// The authorization of a route.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub enum Authorization {
        /// The route is public.
        None,
        /// Callers with permission for `execute-api:Invoke`.
        Iam,
        /// Callers with a valid token.
        Jwt {
            /// The authorizer.
            authorizer: Id,
            /// Scopes; the token needs at least one of them.
            scopes: ListExpr,
        },
        /// Callers that a Lambda authorizer accepts.
        Custom {
            /// The authorizer.
            authorizer: Id,
        },
    }

    /// An integration.
    #[derive(Clone, Debug, PartialEq, Eq, Hash)]
    pub struct Integration {
        /// Its API.
        pub api: Expr,
        /// Its description.
        pub description: Option<String>,
        /// The target that it calls.
        pub call: Call,
        /// The backend's timeout, in milliseconds.
        pub timeout: Num,
        /// Request mappings by API Gateway's key, e.g. `overwrite:path`, or an action's parameters by AWS's name.
        /// Sorted by key.
        pub request: Vec<(String, Expr)>,
        /// Response mappings by status, each sorted by key, e.g. `overwrite:header.server`.
        pub response: Vec<(u16, Vec<(String, Expr)>)>,
    }

    /// The target of an integration.
    #[derive(Clone, Debug, PartialEq, Eq, Hash)]
    pub enum Call {
        /// A public URL.
        Http {
            /// The URL.
            uri: Expr,
        },
        /// A listener or Cloud Map service through a VPC link.
        Private {
            /// The listener's or service's ARN.
            uri: Expr,
            /// The ID of the VPC link.
            link: Expr,
            /// The server name to verify; without it, the request goes in plain HTTP.
            server_name: Option<Expr>,
            /// The VPC ingress connection that must provide server name and `Host`, for a private App Runner service
            /// created here. Not an AWS property: used by `verify` to check the two.
            ingress: Option<Id>,
        },
        /// A Lambda function.
        Lambda {
            /// The function's ARN.
            function: Expr,
            /// The payload format, `1.0` or `2.0`.
            payload: &'static str,
        },
        /// An AWS service action, with payload format 1.0.
        Service {
            /// E.g. `SQS-SendMessage`.
            subtype: String,
            /// The role that allows it, by ARN.
            credentials: Expr,
        },
    }

    /// An authorizer.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Authorizer {
        /// Its API.
        pub api: Expr,
        /// Its name.
        pub name: String,
        /// Its method.
        pub check: AuthorizerCheck,
    }

    /// The method of an authorizer.
    #[derive(Clone, Debug, PartialEq)]
    pub enum AuthorizerCheck {
        /// A JSON web token.
        Jwt {
            /// The issuer's URL.
            issuer: Expr,
            /// Audiences; the token must name at least one of them.
            audience: ListExpr,
            /// The location of the token, e.g. `$request.header.Authorization`.
            identity_source: String,
        },
        /// A Lambda function, with payload format 2.0.
        Request {
            /// The function's ARN.
            function: Expr,
            /// The locations of the identity, e.g. `$request.header.Authorization`.
            identity_sources: Vec<String>,
            /// How long a result is cached, in seconds.
            ttl: Num,
            /// True if the function returns a simple response (`isAuthorized`).
            simple: bool,
        },
    }
}

/// A rate, known or an input.
#[derive(Clone, Debug, PartialEq)]
pub enum RateNum {
    /// Known.
    Known(Rate),
    /// An input, by name.
    Input(String),
}

impl Reads for RateNum {
    fn each_read<'r>(&'r self, visit: &mut Visit<'_, 'r>) {
        match self {
            Self::Known(_) => {}
            Self::Input(name) => visit(Read::Input(name)),
        }
    }
}
