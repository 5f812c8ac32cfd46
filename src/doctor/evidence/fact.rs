//! Facts: the parts of an observation, under the names used in signs.

use std::borrow::Cow;

use crate::doctor::evidence::{Moment, Passage};

macro_rules! fields {
    ($($(#[$doc:meta])* $name:ident = $word:literal;)*) => {
        /// The names of facts.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub(crate) enum Field { $($(#[$doc])* $name,)* }

        impl Field {
            /// Returns the word used in signs.
            pub(crate) fn word(self) -> &'static str {
                match self { $(Self::$name => $word,)* }
            }

            /// Returns the field for a word.
            pub(crate) fn from_word(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$name),)* _ => None }
            }
        }
    };
}

fields! {
    /// The kind of the text: `log`, `http`, `client` (a client's report of a response), `body`, `deploy` or
    /// `text`.
    Kind = "kind";
    /// The status that the client received.
    Status = "status";
    /// The method of the request.
    Method = "method";
    /// The path of the request.
    Path = "path";
    /// The host that the client called.
    Host = "host";
    /// AWS's route key, `-` if none matched.
    Route = "route";
    /// The stage.
    Stage = "stage";
    /// Milliseconds until the client received its response.
    Latency = "latency";
    /// Milliseconds until the backend had responded.
    IntegrationLatency = "integration latency";
    /// The status returned by the backend, or by the Lambda service.
    IntegrationStatus = "integration status";
    /// The error between the gateway and the backend.
    IntegrationError = "integration error";
    /// API Gateway's name for an error that it returned itself.
    ErrorType = "error type";
    /// API Gateway's message for such an error.
    Error = "error";
    /// The error of a failed authorizer.
    AuthorizerError = "authorizer error";
    /// The id of the request.
    RequestId = "request id";
    /// The response's `server` header.
    Server = "server";
    /// The response's `www-authenticate` header.
    Authenticate = "www-authenticate";
    /// `yes` if the response came through API Gateway: it has the header `apigw-requestid`.
    Gateway = "gateway";
    /// `yes` if an Envoy proxy responded.
    Envoy = "envoy";
    /// `yes` if that proxy forwarded a response of the service behind it.
    Upstream = "upstream";
    /// `yes` if the response has a body.
    Body = "body";
    /// The response's `location` header.
    Location = "location";
    /// The response's `access-control-allow-origin` header.
    AllowOrigin = "allow-origin";
    /// The response's `content-type` header.
    ContentType = "content-type";
    /// The response's `content-length` header.
    ContentLength = "content-length";
    /// `x-amzn-errortype`, without anything after a colon.
    AmznError = "amzn error";
    /// The request's `origin` header.
    Origin = "origin";
    /// `yes` if the request is known to carry a token.
    Token = "token";
    /// The `message` of a JSON body.
    Message = "message";
    /// `yes` for a browser's preflight request.
    Preflight = "preflight";
    /// `yes` if the path begins with the name of a stage other than `$default`.
    StageInPath = "stage in path";
    /// `yes` if the response came exactly at a timeout: the route's own, or 30 seconds; `maybe` if it took whole
    /// seconds, as timeouts do.
    TimedOut = "timed out";
    /// `yes` for the first request after a pause long enough for a VPC link to become inactive.
    AfterPause = "after pause";
    /// The type of a resource, as named by CloudFormation or Terraform.
    ResourceType = "resource type";
    /// `yes` for the first failure of a deployment.
    Root = "first failure";
    /// `yes` for text that only reports the failure of something else.
    Cascade = "cascade";
    /// `yes` or `no`: the spec has a route for the request.
    SpecRoute = "spec route";
    /// The kind of authorizer of the spec's route: `jwt`, `lambda`, `iam` or `open`.
    SpecAuth = "spec auth";
    /// `yes` or `no`: the spec's route asks for scopes of a token.
    SpecScopes = "spec scopes";
    /// `yes` or `no`: a Lambda authorizer's answer for one route is cached for others.
    SpecCache = "spec cache";
    /// `yes` or `no`: the spec has a `cors` setting.
    SpecCors = "spec cors";
    /// `on` or `off`: the API's own endpoint in the spec.
    SpecEndpoint = "spec endpoint";
    /// `yes` or `no`: the spec has a Lambda authorizer.
    SpecLambdaAuth = "spec lambda authorizer";
    /// `yes` or `no`: the spec's `cors` allows the request's origin.
    SpecOrigin = "spec origin";
    /// The kind of the spec's backend: `apprunner`, `ecs`, `lambda`, .., or `http` for a URL.
    SpecBackend = "spec backend";
    /// `private` or `public`.
    SpecAccess = "spec access";
    /// `yes` or `no`: the spec's load balancer is called over TLS.
    SpecTls = "spec tls";
    /// The form of the spec's access log: `json`, `common`, `custom` or `off`.
    SpecLog = "spec log";
    /// The role of the called host in the spec: `mapped`, `unmapped`, `default`, `off`, `foreign` if the spec has other
    /// domains, or `unknown` if it has none.
    SpecHost = "spec host";
    /// The nearest match in the spec for a path without a route: `prefix`, `slash`, `method`, `case` or `nothing`.
    SpecNear = "spec near";
    /// The place of the spec's throttle for the request: `route`, `gateway` or `nowhere`.
    SpecThrottle = "spec throttle";
    /// `yes` or `no`: the spec's domain for the request has mutual TLS.
    SpecMtls = "spec mtls";
    /// `yes` or `no`: other routes with the same authorizer succeeded in the same log.
    SpecElsewhere = "spec elsewhere";
}

/// A fact with its line.
#[derive(Clone, Debug)]
pub(crate) struct Fact<'t> {
    /// Its name.
    pub field: Field,
    /// Its value.
    pub value: Cow<'t, str>,
    /// The index of its line, from 0; `None` if it is not in the text.
    pub line: Option<usize>,
}

/// A unit of evidence: a request, a response, a failure of a deployment, or a paragraph.
#[derive(Clone, Debug)]
pub(crate) struct Observation<'t> {
    facts: Vec<Fact<'t>>,
    /// The text to search for phrases. Excludes anything chosen by a client, such as its path.
    pub text: Passage,
    /// Its time.
    pub moment: Option<Moment>,
    /// The index of its first line.
    pub line: usize,
    /// The logical ids and Terraform addresses that it refers to.
    pub about: Vec<String>,
}

impl<'t> Observation<'t> {
    /// Creates an observation of a kind that begins on a line.
    pub(crate) fn new(kind: &'static str, line: usize) -> Self {
        Self {
            facts: vec![Fact {
                field: Field::Kind,
                value: Cow::Borrowed(kind),
                line: None,
            }],
            text: Passage::default(),
            moment: None,
            line,
            about: Vec::new(),
        }
    }

    /// Adds a fact found on a line. The first fact of a field is kept.
    pub(crate) fn add(&mut self, field: Field, value: impl Into<Cow<'t, str>>, line: usize) {
        if self.fact(field).is_none() {
            self.facts.push(Fact {
                field,
                value: value.into(),
                line: Some(line),
            });
        }
    }

    /// Adds a fact, or appends its value to the one that is known: a repeated header is one list.
    pub(crate) fn append(&mut self, field: Field, value: &'t str, line: usize) {
        match self.facts.iter_mut().find(|fact| fact.field == field) {
            Some(known) => known.value = format!("{}, {value}", known.value).into(),
            None => self.add(field, value, line),
        }
    }

    /// Adds a fact derived from others, or from the spec.
    pub(crate) fn infer(&mut self, field: Field, value: impl Into<Cow<'t, str>>) {
        if self.fact(field).is_none() {
            self.facts.push(Fact {
                field,
                value: value.into(),
                line: None,
            });
        }
    }

    /// Copies missing facts from another observation, e.g. from the log line of the same request.
    pub(crate) fn adopt(&mut self, other: &Self) {
        for fact in &other.facts {
            if self.fact(fact.field).is_none() {
                self.facts.push(fact.clone());
            }
        }
        self.text.push(other.line, other.text.as_str());
    }

    /// Copies the observation to a single line without borrowed text, for text that was a string in another text.
    pub(super) fn moved_to<'o>(self, line: usize) -> Observation<'o> {
        let facts = self.facts.into_iter().map(|fact| Fact {
            field: fact.field,
            value: Cow::Owned(fact.value.into_owned()),
            line: fact.line.map(|_| line),
        });
        let mut text = Passage::default();
        text.push(line, self.text.as_str());
        Observation {
            facts: facts.collect(),
            text,
            moment: self.moment,
            line,
            about: self.about,
        }
    }

    /// Returns the fact of a field.
    pub(crate) fn fact(&self, field: Field) -> Option<&Fact<'t>> {
        self.facts.iter().find(|fact| fact.field == field)
    }

    /// Returns the value of a fact; `None` if it is missing, or if a log says that there is none.
    pub(crate) fn value(&self, field: Field) -> Option<&str> {
        let value = self.fact(field).map(|fact| fact.value.trim());
        value.filter(|value| !value.is_empty() && *value != "-")
    }

    /// Returns the value of a fact as a number.
    pub(crate) fn number(&self, field: Field) -> Option<f64> {
        self.value(field)?.parse().ok()
    }

    /// Returns true if a fact has a value.
    pub(crate) fn is(&self, field: Field, value: &str) -> bool {
        self.value(field) == Some(value)
    }
}
