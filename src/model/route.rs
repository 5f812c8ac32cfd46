//! Routes: which requests, to which backend, changed how.

use crate::model::{Arg, AuthUse, BackendId, Text, Throttle, Word};
use crate::source::{Span, Spanned};

/// One route key and what happens to its requests; inherited clauses are filled in.
#[derive(Clone, Debug, PartialEq)]
pub struct Route {
    /// The route as written, from its methods to its last clause.
    pub span: Span,
    /// The path as written, the groups' prefixes not included.
    pub path_span: Span,
    /// The key.
    pub key: RouteKey,
    /// `METHOD PATH` in the words of the language, prefixes included, e.g. `GET /catalog/<rest*>`.
    pub written: String,
    /// The `##` text above it.
    pub docs: Option<String>,
    /// What answers.
    pub destination: Destination,
    /// The path that the backend sees. Of no meaning to targets that see none.
    pub forward: Forward,
    /// The `at` or `keep` that says so, where one does.
    pub forward_span: Option<Span>,
    /// Who may ask.
    pub authorization: Authorization,
    /// How long the backend may take, in milliseconds.
    pub timeout: Option<Spanned<Arg<u32>>>,
    /// A limit of its own.
    pub throttle: Option<Throttle>,
    /// Changes to the request, the outer groups' first.
    pub request: Vec<RequestMapping>,
    /// Changes to answers, the outer groups' first.
    pub response: Vec<ResponseMapping>,
}

/// What API Gateway selects a route by.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RouteKey {
    /// The method; of no meaning with [`Pattern::Default`], where it is [`Method::Any`].
    pub method: Method,
    /// The path.
    pub pattern: Pattern,
}

impl std::fmt::Display for RouteKey {
    /// The key in AWS's form, e.g. `GET /a/{id}/{rest+}`.
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
    /// Segments; none is `/`.
    Path(Vec<Segment>),
}

/// What stands between two slashes.
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

    /// The word of a route key.
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

    /// The method of a word in upper case.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.word() == word)
    }
}

/// What answers a route.
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
    /// Its parameters, in the words of the language, e.g. `body`.
    pub parameters: Vec<(Word, Text)>,
}

/// The path that a backend sees.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Forward {
    /// The client's path, without the stage.
    AsSent,
    /// A path made anew; it starts with a `/`.
    Template(Vec<TemplatePart>),
}

/// A piece of a made path.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TemplatePart {
    /// Known characters.
    Literal(String),
    /// What a variable of the route matched.
    Variable(String),
}

/// Who may use a route.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Authorization {
    /// Anybody. The place that says `open`, where one does.
    Open(Option<Span>),
    /// Whoever an authorizer lets in.
    Required(AuthUse),
    /// Something is asked, by an `auth` that cannot be understood; that is an error of its own.
    Unknown,
}

/// What a mapping does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Operation {
    /// Replaces or adds.
    Set,
    /// Adds beside what is there.
    Append,
    /// Takes away.
    Remove,
}

/// What part of a request a mapping changes.
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
    /// What it does.
    pub operation: Operation,
    /// To what part.
    pub part: RequestPart,
    /// Of what name.
    pub name: Word,
    /// With what; empty for [`Operation::Remove`].
    pub value: Text,
}

/// `response STATUS ..`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResponseMapping {
    /// The whole setting.
    pub span: Span,
    /// Answers of which status.
    pub status: Spanned<u16>,
    /// The change.
    pub change: ResponseChange,
}

/// A change to an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ResponseChange {
    /// `set|append|remove header NAME VALUE`
    Header(HeaderChange),
    /// `status NEW`
    Status(Spanned<u16>),
}

/// A change to a header of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeaderChange {
    /// What it does.
    pub operation: Operation,
    /// To which header.
    pub name: Word,
    /// With what; empty for [`Operation::Remove`].
    pub value: Text,
}
