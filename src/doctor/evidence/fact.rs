//! Facts: what an observation says, under names that signs can ask for.

use std::borrow::Cow;

use crate::doctor::evidence::{Moment, Passage};

macro_rules! fields {
    ($($(#[$doc:meta])* $name:ident = $word:literal;)*) => {
        /// The names of facts.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub(crate) enum Field { $($(#[$doc])* $name,)* }

        impl Field {
            /// The word that signs use.
            pub(crate) fn word(self) -> &'static str {
                match self { $(Self::$name => $word,)* }
            }

            /// The field of a word.
            pub(crate) fn from_word(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$name),)* _ => None }
            }
        }
    };
}

fields! {
    /// The form of the text: `log`, `http`, `body`, `deploy` or `text`.
    Kind = "kind";
    /// The status that the client got.
    Status = "status";
    /// The method of the request.
    Method = "method";
    /// The path of the request.
    Path = "path";
    /// The host that the client called.
    Host = "host";
    /// AWS's key of the route, `-` where none matched.
    Route = "route";
    /// The stage.
    Stage = "stage";
    /// Milliseconds until the client had its answer.
    Latency = "latency";
    /// Milliseconds until the backend had answered.
    IntegrationLatency = "integration latency";
    /// The status that the backend answered, or the Lambda service.
    IntegrationStatus = "integration status";
    /// What went wrong between the gateway and the backend.
    IntegrationError = "integration error";
    /// API Gateway's name for an error that it answered itself.
    ErrorType = "error type";
    /// API Gateway's message for such an error.
    Error = "error";
    /// What the authorizer said when it failed.
    AuthorizerError = "authorizer error";
    /// The id of the request.
    RequestId = "request id";
    /// The answer's `server` header.
    Server = "server";
    /// The answer's `www-authenticate` header.
    Authenticate = "www-authenticate";
    /// `yes` where the answer came through API Gateway: it has the header `apigw-requestid`.
    Gateway = "gateway";
    /// `yes` where an Envoy proxy answered.
    Envoy = "envoy";
    /// `yes` where that proxy had its answer from the service behind it.
    Upstream = "upstream";
    /// `yes` where the answer has a body.
    Body = "body";
    /// The answer's `location` header.
    Location = "location";
    /// The answer's `access-control-allow-origin` header.
    AllowOrigin = "allow-origin";
    /// The answer's `content-type` header.
    ContentType = "content-type";
    /// The answer's `content-length` header.
    ContentLength = "content-length";
    /// `x-amzn-errortype`, without what stands behind a colon.
    AmznError = "amzn error";
    /// The request's `origin` header.
    Origin = "origin";
    /// `yes` where the request is known to carry a token.
    Token = "token";
    /// The `message` of a JSON body.
    Message = "message";
    /// `yes` for a preflight request of a browser.
    Preflight = "preflight";
    /// `yes` where the path begins with the name of a stage that is not `$default`.
    StageInPath = "stage in path";
    /// `yes` where the answer came just when a time-out ends: the route's own, or 30 seconds; `maybe` where it took
    /// whole seconds, as time-outs do.
    TimedOut = "timed out";
    /// `yes` for the first request after so long a pause that a VPC link falls asleep.
    AfterPause = "after pause";
    /// The type of a resource, in CloudFormation's or Terraform's words.
    ResourceType = "resource type";
    /// `yes` for the failure of a deploy that came first.
    Root = "first failure";
    /// `yes` for text that says only that something else failed.
    Cascade = "cascade";
    /// Whether the spec has a route for the request.
    SpecRoute = "spec route";
    /// The kind of authorizer of the spec's route: `jwt`, `lambda`, `iam` or `open`.
    SpecAuth = "spec auth";
    /// Whether a Lambda authorizer's answer for one route holds for others.
    SpecCache = "spec cache";
    /// Whether the spec has a `cors` setting.
    SpecCors = "spec cors";
    /// Whether the spec's `cors` allows the request's origin.
    SpecOrigin = "spec origin";
    /// The kind of the spec's backend: `apprunner`, `ecs`, `lambda`, .., or `http` for a URL.
    SpecBackend = "spec backend";
    /// `private` or `public`.
    SpecAccess = "spec access";
    /// Whether the spec's balancer is called over TLS.
    SpecTls = "spec tls";
    /// The form of the spec's access log: `json`, `common`, `custom` or `off`.
    SpecLog = "spec log";
    /// What the called host is for the spec: `mapped`, `default`, `off` or `unknown`.
    SpecHost = "spec host";
    /// What the spec has near a path that no route matches: `prefix`, `slash`, `method`, `case` or `nothing`.
    SpecNear = "spec near";
    /// Where the spec's throttle for the request is set: `route`, `gateway` or `nowhere`.
    SpecThrottle = "spec throttle";
    /// Whether the spec's domain of the request has mutual TLS.
    SpecMtls = "spec mtls";
    /// Whether other routes with the same authorizer answered well in the same log.
    SpecElsewhere = "spec elsewhere";
}

/// One fact, with the line that it stands on.
#[derive(Clone, Debug)]
pub(crate) struct Fact<'t> {
    /// Its name.
    pub field: Field,
    /// What it says.
    pub value: Cow<'t, str>,
    /// The index of its line, from 0; `None` for what does not stand in the text.
    pub line: Option<usize>,
}

/// One thing that a text shows: a request, an answer, a failure of a deploy, a paragraph.
#[derive(Clone, Debug)]
pub(crate) struct Observation<'t> {
    facts: Vec<Fact<'t>>,
    /// What phrases are looked for in. Never what a client chose, such as its path.
    pub text: Passage,
    /// When it was.
    pub moment: Option<Moment>,
    /// The index of its first line.
    pub line: usize,
    /// Logical ids and Terraform addresses that it is about.
    pub about: Vec<String>,
}

impl<'t> Observation<'t> {
    /// An observation of a kind, which begins on a line.
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

    /// Adds a fact that stands on a line. The first one of a name stays.
    pub(crate) fn add(&mut self, field: Field, value: impl Into<Cow<'t, str>>, line: usize) {
        if self.fact(field).is_none() {
            self.facts.push(Fact {
                field,
                value: value.into(),
                line: Some(line),
            });
        }
    }

    /// Adds a fact that follows from others, or from the spec.
    pub(crate) fn infer(&mut self, field: Field, value: impl Into<Cow<'t, str>>) {
        if self.fact(field).is_none() {
            self.facts.push(Fact {
                field,
                value: value.into(),
                line: None,
            });
        }
    }

    /// Takes facts over that it does not have, e.g. from the log line of the same request.
    pub(crate) fn adopt(&mut self, other: &Self) {
        for fact in &other.facts {
            if self.fact(fact.field).is_none() {
                self.facts.push(fact.clone());
            }
        }
        self.text.push(other.line, other.text.as_str());
    }

    /// The observation without borrowed text, all of it on one line: for text that was a string of another text.
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

    /// The fact of a name.
    pub(crate) fn fact(&self, field: Field) -> Option<&Fact<'t>> {
        self.facts.iter().find(|fact| fact.field == field)
    }

    /// The value of a fact; `None` where it is missing, or where a log writes that there is none.
    pub(crate) fn value(&self, field: Field) -> Option<&str> {
        let value = self.fact(field).map(|fact| fact.value.trim());
        value.filter(|value| !value.is_empty() && *value != "-")
    }

    /// The value of a fact as a number.
    pub(crate) fn number(&self, field: Field) -> Option<f64> {
        self.value(field)?.parse().ok()
    }

    /// Whether a fact has a value.
    pub(crate) fn is(&self, field: Field, value: &str) -> bool {
        self.value(field) == Some(value)
    }
}
