//! The syntax tree of a file, with spans and unresolved names.
//!
//! Every node has a span. Names of settings and clauses are not checked here: a setting is a word, values and an
//! optional block, and the model decides what it can contain.

use crate::source::{FileId, Span, Spanned};

/// One parsed file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ast {
    /// The file.
    pub file: FileId,
    /// The items, in source order.
    pub items: Vec<Item>,
}

/// A top-level item, or an item of a group (routes and groups only).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// From its first to its last character, without the `##` lines.
    pub span: Span,
    /// The text of the `##` lines right above, joined by newlines, without the marks.
    pub docs: Option<Spanned<String>>,
    /// Its kind.
    pub kind: ItemKind,
}

/// The forms of an item. Large ones are boxed, since most items are routes and an enum is as large as its largest
/// variant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ItemKind {
    /// `gw 1`
    Edition(Spanned<String>),
    /// `[METHOD{,METHOD}] PATH -> TARGET {clause} [{ settings }]`
    Route(Box<Route>),
    /// `group PATH {clause} { routes and groups }`
    Group(Box<Group>),
    /// `gateway NAME { settings }`
    Gateway(Block),
    /// `network NAME { settings }`
    Network(Block),
    /// `KIND NAME [private|public] [{ settings }]`
    Backend(Box<Backend>),
    /// `auth NAME jwt|lambda { settings }`
    Auth(Box<Auth>),
    /// `param NAME : TYPE [= DEFAULT]`
    Param(Box<Param>),
    /// `env NAME { param value; .. }`
    Env(Block),
    /// `include "path"`
    Include(Spanned<String>),
    /// `output NAME = backend.attribute [export "name"]`
    Output(Box<Output>),
    /// `expect METHOD PATH -> ..`
    Expect(Box<Expect>),
    /// `moved KIND OLD -> KIND NEW`
    Moved(Box<Moved>),
    /// `patch cfn|terraform ADDRESS "/pointer" = JSON`
    Patch(Box<Patch>),
}

/// A bare word: a name, a keyword, a kind.
pub type Word = Spanned<String>;

/// A name and its settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// The name.
    pub name: Word,
    /// The settings; `None` if there is no block.
    pub settings: Option<Vec<Setting>>,
}

/// `NAME {VALUE} [{ settings }]`: a line of a block, and a clause of a route or group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// From the name to the last value or the closing brace.
    pub span: Span,
    /// The text of the `##` lines right above.
    pub docs: Option<Spanned<String>>,
    /// The first word. In a map (`env`, `tags`) it can be any atom or string.
    pub name: Word,
    /// The values on the rest of the line. A clause such as `throttle 200/s burst 400` has three values.
    pub values: Vec<Value>,
    /// The span of brackets around all of the values, if there are any; they have no meaning.
    pub brackets: Option<Span>,
    /// The block, if there is one.
    pub block: Option<Vec<Setting>>,
}

/// A value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Value {
    /// Its span, including quotes and brackets.
    pub span: Span,
    /// Its form.
    pub kind: ValueKind,
}

/// The forms of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ValueKind {
    /// A bare run of characters, as written.
    Atom(String),
    /// A quoted string, escapes resolved.
    Text(Vec<TextPart>),
    /// `$name`, a param alone.
    Param(String),
    /// `$request.header.x`, `$context.x`, `$stage.x`: a variable that API Gateway fills in; the text after the `$`.
    Variable(String),
    /// `[a b c]`
    List(Vec<Value>),
}

/// A piece of a quoted string.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TextPart {
    /// Literal text.
    Literal(String),
    /// `${name}`: a param.
    Param(Spanned<String>),
    /// `${request.path.x}`: a variable that API Gateway fills in.
    Variable(Spanned<String>),
}

/// An HTTP method of a route; `Any` for a route without one.
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

    /// The method as in a route key.
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

/// A path pattern as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path {
    /// The whole path.
    pub span: Span,
    /// Its segments; `/` has none, and `$default` is another form.
    pub kind: PathKind,
}

/// The forms of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PathKind {
    /// `$default`: all requests that no other route matches.
    Default,
    /// `/a/<id>/<rest+>`
    Segments {
        /// The segments between the slashes.
        segments: Vec<Segment>,
        /// True if it ends in a `/` other than the root's own.
        trailing_slash: bool,
    },
}

/// A segment of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    /// Its span, without the slashes.
    pub span: Span,
    /// Its form.
    pub kind: SegmentKind,
}

/// The forms of a segment.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SegmentKind {
    /// Literal text. Can be empty (`//`), which a check rejects.
    Literal(String),
    /// `<id>`: one whole segment.
    Variable(String),
    /// `<rest+>`: one segment or more, at the end.
    Greedy(String),
    /// `<rest*>`: sugar for the two routes with and without the rest.
    Optional(String),
}

/// A route.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// The methods; empty means any.
    pub methods: Vec<Spanned<Method>>,
    /// The path.
    pub path: Path,
    /// The target.
    pub target: Target,
    /// `auth users [a b]`, `at /x`, `timeout 10s`, ..: settings without blocks.
    pub clauses: Vec<Setting>,
    /// The settings in braces: clauses again, `request ..`, `response ..`, and an action's parameters.
    pub settings: Option<Vec<Setting>>,
}

/// The target of a route, after the arrow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// `[KIND] NAME [private|public] [ACTION [{ parameters }]]`
    Backend {
        /// The whole target.
        span: Span,
        /// `apprunner`, `sqs`, .., if it is given.
        kind: Option<Word>,
        /// The backend's name.
        name: Word,
        /// `private` or `public`.
        access: Option<Word>,
        /// `send` of `sqs jobs send`.
        action: Option<Word>,
        /// The block right after an action, if clauses follow; a block at the end of the route belongs to the route.
        parameters: Option<Vec<Setting>>,
    },
    /// `https://host/base/<id>` or a quoted string.
    Url(Value),
}

/// A group of routes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The prefix.
    pub path: Path,
    /// The clauses that its routes inherit.
    pub clauses: Vec<Setting>,
    /// Routes and groups.
    pub items: Vec<Item>,
    /// `request ..`, `response ..` and clauses on lines of the group's block, which are inherited too.
    pub settings: Vec<Setting>,
}

/// A declared backend.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backend {
    /// `apprunner`, `ecs`, `lambda`, ..
    pub kind: Word,
    /// Its name.
    pub name: Word,
    /// `private` or `public`.
    pub access: Option<Word>,
    /// Its settings.
    pub settings: Option<Vec<Setting>>,
}

/// A declared authorizer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Auth {
    /// Its name.
    pub name: Word,
    /// `jwt` or `lambda`.
    pub kind: Word,
    /// Its settings.
    pub settings: Option<Vec<Setting>>,
}

/// A param.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Param {
    /// Its name.
    pub name: Word,
    /// `string`, `number`, ..
    pub kind: Word,
    /// The default: several values for a list.
    pub default: Vec<Value>,
    /// The span of brackets around all of the default, if there are any.
    pub brackets: Option<Span>,
}

/// An output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    /// Its name.
    pub name: Word,
    /// The thing whose attribute it is, e.g. a backend, or `gateway`.
    pub of: Word,
    /// The attribute.
    pub attribute: Word,
    /// Its export name.
    pub export: Option<Value>,
}

/// A test of the routes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expect {
    /// The request's method.
    pub method: Word,
    /// The request's path or URL, with its query string if it has one, as written.
    pub path: Word,
    /// `from ORIGIN`: the origin of a preflight.
    pub origin: Option<Word>,
    /// The expected outcome.
    pub outcome: ExpectOutcome,
}

/// The expected outcome of a test.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExpectOutcome {
    /// `-> 404`: the gateway responds itself.
    Status(Word),
    /// `-> BACKEND [PATH] {clause}`, or `-> cors`
    Backend {
        /// The kind, which is optional in a test.
        kind: Option<Word>,
        /// The backend's name, a URL, or `cors`.
        name: Word,
        /// The path that the backend sees.
        path: Option<Word>,
        /// `auth NAME [SCOPE ..]`, `open`, `timeout 10s`, `throttle 5/s`, `header NAME VALUE`: each a setting without a block.
        clauses: Vec<Setting>,
    },
}

/// A declaration that kept its identity although its kind or name changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// The kind and name before.
    pub from: (Word, Word),
    /// The kind and name now.
    pub to: (Word, Word),
}

/// A change to the output of one target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Patch {
    /// `cfn` or `terraform`.
    pub target: Word,
    /// A logical id or a Terraform address.
    pub address: Word,
    /// A JSON pointer below the resource's properties.
    pub pointer: Spanned<String>,
    /// The JSON text, as written.
    pub json: Spanned<String>,
}
