//! Routes: their keys, destinations and mappings.

use crate::model::{Arg, AuthUse, BackendId, Text, Throttle, Word};
use crate::source::{Span, Spanned};

/// A route key and the handling of its requests, including inherited clauses.
#[derive(Clone, Debug, PartialEq)]
pub struct Route {
    /// The route as written, from its methods to its last clause.
    pub span: Span,
    /// The path as written, without the groups' prefixes.
    pub path_span: Span,
    /// The key.
    pub key: RouteKey,
    /// `METHOD PATH` in the syntax of the language, prefixes included, e.g. `GET /catalog/<rest*>`.
    pub written: String,
    /// The `##` text above it.
    pub docs: Option<String>,
    /// The destination.
    pub destination: Destination,
    /// The path that the backend sees. Ignored for destinations that receive no path.
    pub forward: Forward,
    /// The `at` or `keep` that sets it, if there is one.
    pub forward_span: Option<Span>,
    /// Its authorization.
    pub authorization: Authorization,
    /// The backend's timeout, in milliseconds.
    pub timeout: Option<Spanned<Arg<u32>>>,
    /// Its own limit.
    pub throttle: Option<Throttle>,
    /// Request mappings, the outer groups' first.
    pub request: Vec<RequestMapping>,
    /// Response mappings, the outer groups' first.
    pub response: Vec<ResponseMapping>,
}

/// The key by which API Gateway selects a route.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RouteKey {
    /// The method; always [`Method::Any`] for [`Pattern::Default`].
    pub method: Method,
    /// The path.
    pub pattern: Pattern,
}

impl std::fmt::Display for RouteKey {
    /// Writes the key in AWS's syntax, e.g. `GET /a/{id}/{rest+}`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.pattern {
            Pattern::Default => f.write_str("$default"),
            Pattern::Path(segments) => {
                let mut text = String::with_capacity(16 * (segments.len() + 1));
                text.push_str(self.method.word());
                text.push(' ');
                if segments.is_empty() {
                    text.push('/');
                }
                for segment in segments {
                    match segment {
                        Segment::Literal(literal) => text.extend(["/", literal]),
                        Segment::Variable(name) => text.extend(["/{", name, "}"]),
                        Segment::Greedy(name) => text.extend(["/{", name, "+}"]),
                    }
                }
                f.write_str(&text)
            }
        }
    }
}

/// A path pattern.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Pattern {
    /// `$default`
    Default,
    /// Segments; empty for `/`.
    Path(Vec<Segment>),
}

/// A segment of a path.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Segment {
    /// Matches itself.
    Literal(String),
    /// One whole segment.
    Variable(String),
    /// One segment or more, at the end.
    Greedy(String),
}

/// A method of a route key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Method {
    /// Every method that no other route of the path names.
    Any,
    /// `GET`
    Get,
    /// `POST`
    Post,
    /// `PUT`
    Put,
    /// `PATCH`
    Patch,
    /// `DELETE`
    Delete,
    /// `HEAD`
    Head,
    /// `OPTIONS`
    Options,
}

impl Method {
    /// Every method, `ANY` first.
    pub const ALL: [Self; 8] = [
        Self::Any,
        Self::Get,
        Self::Post,
        Self::Put,
        Self::Patch,
        Self::Delete,
        Self::Head,
        Self::Options,
    ];

    /// Returns the method as in a route key.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Any => "ANY",
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
            Self::Head => "HEAD",
            Self::Options => "OPTIONS",
        }
    }

    /// Parses a method in upper case.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.word() == word)
    }
}

/// The destination of a route.
#[derive(Clone, Debug, PartialEq)]
pub enum Destination {
    /// A backend.
    Backend(BackendId),
    /// An AWS service's action.
    Action(Action),
    /// A public URL. Path variables of the route are [`crate::model::Part::Variable`]s named `request.path.NAME`.
    Url(Text),
}

/// A call of an AWS service.
#[derive(Clone, Debug, PartialEq)]
pub struct Action {
    /// The service.
    pub backend: BackendId,
    /// `send`, `put`, ..
    pub name: Word,
    /// Its parameters, by their keywords in the language, e.g. `body`.
    pub parameters: Vec<(Word, Text)>,
}

/// The path that a backend sees.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Forward {
    /// The client's path, without the stage.
    AsSent,
    /// A rewritten path; it starts with a `/`.
    Template(Vec<TemplatePart>),
}

/// A piece of a rewritten path.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TemplatePart {
    /// Literal text.
    Literal(String),
    /// The value of a route's variable.
    Variable(String),
    /// The value of an input, by its name.
    Input(String),
}

/// The authorization of a route.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Authorization {
    /// The route is public. Contains the place of `open`, if there is one.
    Open(Option<Span>),
    /// An authorizer is required.
    Required(AuthUse),
    /// An unresolved `auth`, which is reported separately.
    Unknown,
}

/// The operation of a mapping.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Operation {
    /// Replaces a value or adds it.
    Set,
    /// Adds a value beside the existing ones.
    Append,
    /// Removes the values.
    Remove,
}

/// The part of a request that a mapping changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RequestPart {
    /// A header.
    Header,
    /// A parameter of the query string.
    Query,
}

/// `request set|append|remove header|query NAME VALUE`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestMapping {
    /// The whole setting.
    pub span: Span,
    /// The operation.
    pub operation: Operation,
    /// The part of the request.
    pub part: RequestPart,
    /// The name of the header or parameter.
    pub name: Word,
    /// The value; empty for [`Operation::Remove`].
    pub value: Text,
}

/// `response STATUS ..`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResponseMapping {
    /// The whole setting.
    pub span: Span,
    /// The status of the responses.
    pub status: Spanned<u16>,
    /// The change.
    pub change: ResponseChange,
}

/// A change to a response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ResponseChange {
    /// `set|append|remove header NAME VALUE`
    Header(HeaderChange),
    /// `status NEW`
    Status(Spanned<u16>),
}

/// A change to a response header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeaderChange {
    /// The operation.
    pub operation: Operation,
    /// The name of the header.
    pub name: Word,
    /// The value; empty for [`Operation::Remove`].
    pub value: Text,
}
