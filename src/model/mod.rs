//! The resolved spec: a [`Program`] with typed ids, in which every name is resolved and unset values are still visible.
//!
//! Owns the types and the conversion from the tree (`from_ast`, the only part that depends on `syntax`). Must not check
//! what AWS accepts; `check` does.

pub mod arn;
pub mod backend;
pub mod from_ast;
pub mod gateway;
pub mod input;
pub mod kinds;
pub mod network;
pub mod route;
pub mod settings;
pub mod value;

pub use arn::{ArnOf, ArnShape};
pub use backend::{
    Access, AppRunner, Backend, BackendBody, Balancer, Connector, Container, Ecs, Health, Scale,
    ScaleMetric, Source,
};
pub use gateway::{
    Auth, AuthBody, AuthUse, Certificate, Cors, Domain, Gateway, Log, LogFormat, Rate, Throttle,
};
pub use input::{Bindings, Input, InputKind, ValueShape};
pub use kinds::{BackendKind, InputTemplate, ServiceKind};
pub use network::Network;
pub use route::{
    Action, Authorization, Destination, Forward, HeaderChange, Method, Operation, Pattern,
    RequestMapping, RequestPart, ResponseChange, ResponseMapping, Route, RouteKey, Segment,
    TemplatePart,
};
pub use value::{Arg, ListArg, Part, Text, whole_seconds};

use std::collections::BTreeMap;

use crate::source::{FileId, Span, Spanned};

/// A bare word and its place.
pub type Word = Spanned<String>;

macro_rules! typed_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub u32);
    };
}
typed_id!(
    /// A backend of [`Program::backends`].
    BackendId
);
typed_id!(
    /// A network of [`Program::networks`].
    NetworkId
);
typed_id!(
    /// An authorizer of [`Program::auths`].
    AuthId
);
typed_id!(
    /// An input of [`Program::inputs`].
    InputId
);

/// A whole spec, for one environment.
#[derive(Clone, Debug, Default)]
pub struct Program {
    /// The root file, which can include others.
    pub root: FileId,
    /// The gateway, declared or implied.
    pub gateway: Gateway,
    /// The networks, by name; one without a name if private backends need one and none is declared.
    pub networks: Vec<Network>,
    /// The backends, declared or implied, by name.
    pub backends: Vec<Backend>,
    /// The authorizers, by name.
    pub auths: Vec<Auth>,
    /// One per route key, in source order. A route with two methods is two routes, and so is `<rest*>`.
    pub routes: Vec<Route>,
    /// The values that the spec leaves unset, by name.
    pub inputs: Vec<Input>,
    /// The declared outputs.
    pub outputs: Vec<Output>,
    /// The tests of the routes.
    pub expects: Vec<Expect>,
    /// The `moved` items.
    pub moves: Vec<Moved>,
    /// The patches.
    pub patches: Vec<Patch>,
    /// The environment that the program is for, if one was chosen.
    pub env: Option<String>,
    /// The environments that the spec declares.
    pub envs: Vec<Word>,
    /// The params that the spec declares.
    pub params: Vec<Param>,
    /// Values from the command line for inputs that only the graph needs, by name.
    pub given: BTreeMap<String, String>,
    /// Every use of a name, for editors.
    pub uses: Vec<Use>,
}

impl Program {
    /// Returns the backend with an id of this program.
    #[must_use]
    pub fn backend(&self, id: BackendId) -> Option<&Backend> {
        self.backends.get(id.0 as usize)
    }

    /// Returns the network with an id of this program.
    #[must_use]
    pub fn network(&self, id: NetworkId) -> Option<&Network> {
        self.networks.get(id.0 as usize)
    }

    /// Returns the authorizer with an id of this program.
    #[must_use]
    pub fn auth(&self, id: AuthId) -> Option<&Auth> {
        self.auths.get(id.0 as usize)
    }

    /// Returns the input with an id of this program.
    #[must_use]
    pub fn input(&self, id: InputId) -> Option<&Input> {
        self.inputs.get(id.0 as usize)
    }

    /// Returns the backends with their ids.
    pub fn backend_ids(&self) -> impl Iterator<Item = (BackendId, &Backend)> {
        (0..).map(BackendId).zip(&self.backends)
    }

    /// Returns the networks with their ids.
    pub fn network_ids(&self) -> impl Iterator<Item = (NetworkId, &Network)> {
        (0..).map(NetworkId).zip(&self.networks)
    }

    /// Returns the authorizers with their ids.
    pub fn auth_ids(&self) -> impl Iterator<Item = (AuthId, &Auth)> {
        (0..).map(AuthId).zip(&self.auths)
    }
}

/// A declared param.
#[derive(Clone, Debug, PartialEq)]
pub struct Param {
    /// Its name.
    pub name: Word,
    /// Its type.
    pub kind: InputKind,
    /// The `##` text above it.
    pub docs: Option<String>,
    /// True if the spec gives it a default.
    pub has_default: bool,
    /// For a program without an environment: its value in each, as its input takes it, numbers in the property's unit.
    /// One text unless it is a list.
    pub values: BTreeMap<String, Vec<String>>,
    /// Its input, if it has no value in this environment.
    pub input: Option<InputId>,
}

/// A value to show after a deploy.
#[derive(Clone, Debug, PartialEq)]
pub struct Output {
    /// The whole item.
    pub span: Span,
    /// Its name.
    pub name: Word,
    /// The thing whose attribute it shows.
    pub of: OutputOf,
    /// The attribute, e.g. `url`, `arn`, `domain`.
    pub attribute: Word,
    /// Its export name.
    pub export: Option<Text>,
    /// The `##` text above it.
    pub docs: Option<String>,
}

/// The thing whose attribute an output shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OutputOf {
    /// The gateway itself.
    Gateway,
    /// A backend.
    Backend(BackendId),
    /// A network.
    Network(NetworkId),
}

/// A test of the routes.
#[derive(Clone, Debug, PartialEq)]
pub struct Expect {
    /// The whole item.
    pub span: Span,
    /// The request's method.
    pub method: Method,
    /// The request's path or URL, with its query string if it has one.
    pub path: Word,
    /// The origin of a preflight.
    pub origin: Option<Word>,
    /// The expected outcome.
    pub outcome: ExpectOutcome,
}

/// The outcome that a test expects.
#[derive(Clone, Debug, PartialEq)]
#[expect(
    clippy::large_enum_variant,
    reason = "nearly all tests expect a backend, so a box would save nothing"
)]
pub enum ExpectOutcome {
    /// The gateway responds with this status itself.
    Status(Spanned<u16>),
    /// The gateway responds to the preflight and allows it.
    Cors(Span),
    /// A backend handles the request.
    Backend {
        /// The backend's name, or the URL of an `http` target, as written.
        name: Word,
        /// The path that it sees.
        path: Option<Word>,
        /// The authorization of the route.
        auth: Option<ExpectAuth>,
        /// The backend's timeout, in milliseconds.
        timeout: Option<Spanned<Arg<u32>>>,
        /// The limit that applies to the route.
        throttle: Option<Throttle>,
        /// Headers that the backend sees.
        headers: Vec<ExpectHeader>,
    },
}

/// A header that a test expects the backend to see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpectHeader {
    /// Its name.
    pub name: Word,
    /// Its value; `None` means that the backend does not see the header.
    pub value: Option<Word>,
    /// The whole clause.
    pub span: Span,
}

/// The authorization that a test expects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExpectAuth {
    /// That authorizer; `iam` is the built-in one.
    Named {
        /// Its name.
        name: Word,
        /// The scopes of the route, if the test lists some.
        scopes: Option<Vec<Text>>,
    },
    /// No authorization.
    Open(Span),
}

/// A declaration that kept its identity although its kind or name changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// The whole item.
    pub span: Span,
    /// The kind and name before.
    pub from: (Word, Word),
    /// The kind and name now.
    pub to: (Word, Word),
}

/// A change to the output of one target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Patch {
    /// The whole item.
    pub span: Span,
    /// The output that it changes.
    pub target: Spanned<PatchTarget>,
    /// A logical id or a Terraform address.
    pub address: Word,
    /// A JSON pointer below the resource's properties.
    pub pointer: Word,
    /// The value to write.
    pub value: Spanned<serde_json::Value>,
}

/// The targets that can be patched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PatchTarget {
    /// The CloudFormation template.
    Cfn,
    /// The Terraform module.
    Terraform,
}

/// A thing with a name.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Symbol {
    /// A backend.
    Backend(String),
    /// An authorizer.
    Auth(String),
    /// A network.
    Network(String),
    /// A param.
    Param(String),
    /// An output.
    Output(String),
    /// An environment.
    Env(String),
}

/// A place where a name is declared or used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Use {
    /// The name's place.
    pub span: Span,
    /// The symbol.
    pub symbol: Symbol,
    /// True if it is the declaration.
    pub declares: bool,
}
