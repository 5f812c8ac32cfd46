//! The API: what API Gateway itself holds.

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
        /// What it is for, at most 1024 characters.
        pub description: Option<Expr>,
        /// Cross-origin requests.
        pub cors: Option<Cors>,
        /// Whether it has no execute-api URL.
        pub disable_execute_api_endpoint: bool,
        /// Whether it answers on IPv6 too.
        pub dualstack: bool,
        /// Its tags.
        pub tags: Tags,
    }

    /// Cross-origin resource sharing, which API Gateway answers itself.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Cors {
        /// Origins that may ask.
        pub allow_origins: ListExpr,
        /// Methods that they may use.
        pub allow_methods: Vec<String>,
        /// Headers that they may send.
        pub allow_headers: ListExpr,
        /// Headers that they may read.
        pub expose_headers: ListExpr,
        /// Seconds that an answer to a preflight may be kept.
        pub max_age: Option<Num>,
        /// Whether cookies and authorization may be sent; `None` where nothing is said.
        pub allow_credentials: Option<bool>,
    }

    /// The `$default` stage, deployed by itself on every change.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Stage {
        /// Its API.
        pub api: Id,
        /// The access log.
        pub access_log: Option<AccessLog>,
        /// The limit of each route that has none of its own.
        pub throttle: Limit,
        /// Whether every route has metrics of its own.
        pub detailed_metrics: bool,
        /// Settings of single routes, sorted by route key.
        pub routes: Vec<RouteSettings>,
        /// Variables, sorted by name.
        pub variables: Vec<(String, Expr)>,
        /// Its tags.
        pub tags: Tags,
    }

    /// Where the access log goes.
    #[derive(Clone, Debug, PartialEq)]
    pub struct AccessLog {
        /// The log group, by ARN.
        pub group: Expr,
        /// What a line holds: `$context.` variables as API Gateway takes them.
        pub format: String,
    }

    /// A limit on requests.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Limit {
        /// Requests per second.
        pub rate: RateNum,
        /// Requests at once.
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
        /// Whether it has metrics of its own: said again, since these settings replace the stage's.
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
        /// Who may ask.
        pub authorization: Authorization,
    }

    /// Who may use a route.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub enum Authorization {
        /// Anybody.
        None,
        /// Whoever may call `execute-api:Invoke`.
        Iam,
        /// Holders of a token.
        Jwt {
            /// The authorizer.
            authorizer: Id,
            /// Scopes, one of which the token must have.
            scopes: Vec<String>,
        },
        /// Whoever a function lets in.
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
        /// What it is for.
        pub description: Option<String>,
        /// What it calls.
        pub call: Call,
        /// How long the backend may take, in milliseconds.
        pub timeout: Num,
        /// Changes to the request by API Gateway's key, e.g. `overwrite:path`, or an action's parameters by AWS's name.
        /// Sorted by key.
        pub request: Vec<(String, Expr)>,
        /// Changes to answers by status, each sorted by key, e.g. `overwrite:header.server`.
        pub response: Vec<(u16, Vec<(String, Expr)>)>,
    }

    /// What an integration calls.
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
            /// The VPC link, by its id.
            link: Expr,
            /// The server name to verify; without it, the request goes in plain HTTP.
            server_name: Option<Expr>,
            /// The VPC ingress connection that server name and `Host` must be of, for a private App Runner service made
            /// reachable here. Not a property: `verify` holds the two against it.
            ingress: Option<Id>,
        },
        /// A Lambda function.
        Lambda {
            /// The function's ARN.
            function: Expr,
            /// The payload format, `1.0` or `2.0`.
            payload: &'static str,
        },
        /// An AWS service's action, with payload format 1.0.
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
        /// How it decides.
        pub check: AuthorizerCheck,
    }

    /// How an authorizer decides.
    #[derive(Clone, Debug, PartialEq)]
    pub enum AuthorizerCheck {
        /// By a token.
        Jwt {
            /// The issuer's URL.
            issuer: Expr,
            /// Audiences, one of which the token must name.
            audience: ListExpr,
            /// Where the token is, e.g. `$request.header.Authorization`.
            identity_source: String,
        },
        /// By a function, with payload format 2.0.
        Request {
            /// The function's ARN.
            function: Expr,
            /// Where the identity is, e.g. `$request.header.Authorization`.
            identity_sources: Vec<String>,
            /// How long an answer is kept, in seconds.
            ttl: Num,
            /// Whether the function answers with `isAuthorized`.
            simple: bool,
        },
    }
}

/// A rate that may be an input.
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
