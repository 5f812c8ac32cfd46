//! The AWS services that API Gateway calls without a function between, and what each call takes.

use serde::Deserialize;

/// Who knows the value of a parameter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Owner {
    /// The declaration of the backend: which queue, which bus.
    Backend,
    /// The route: what is sent.
    #[default]
    Route,
}

/// What a parameter holds. AWS takes text for all of them; `.gw` checks literals before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ValueKind {
    /// Anything.
    #[default]
    Text,
    /// Whole seconds; a duration in `.gw`.
    Seconds,
    /// A whole number.
    Number,
    /// A list.
    List,
    /// A JSON object.
    Json,
}

/// A parameter of a call.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
pub struct Parameter {
    /// AWS's name, e.g. `MessageBody`.
    pub aws: &'static str,
    /// The word in `.gw`, e.g. `body`.
    pub word: &'static str,
    /// Whether AWS demands it.
    pub required: bool,
    /// Who knows it.
    pub of: Owner,
    /// What it holds.
    pub value: ValueKind,
}

/// A call that API Gateway makes.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Action {
    /// The kind of backend in `.gw`, e.g. `sqs`.
    pub service: &'static str,
    /// The word in `.gw`, e.g. `send`.
    pub action: &'static str,
    /// AWS's name, e.g. `SQS-SendMessage`.
    pub subtype: &'static str,
    /// The IAM action that the gateway's role needs, e.g. `sqs:SendMessage`.
    pub iam: &'static str,
    /// The kind of resource that the permission names, e.g. `queue`.
    pub resource: &'static str,
    /// Whether it is meant when a route names none.
    pub default: bool,
    /// What it takes.
    pub parameters: Vec<Parameter>,
}

/// `integrations.json`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Integrations {
    /// Every call.
    pub actions: Vec<Action>,
    /// The methods of routes, `ANY` first.
    pub methods: Vec<&'static str>,
}

impl Integrations {
    /// The call that two words of `.gw` mean, e.g. `sqs` and `send`.
    #[must_use]
    pub fn action(&self, service: &str, action: &str) -> Option<&Action> {
        self.of_service(service)
            .find(|entry| entry.action == action)
    }

    /// The call that is meant when a route names none.
    #[must_use]
    pub fn default_action(&self, service: &str) -> Option<&Action> {
        self.of_service(service).find(|entry| entry.default)
    }

    /// Every call of a service, in the order of the documentation.
    pub fn of_service<'a>(&'a self, service: &str) -> impl Iterator<Item = &'a Action> {
        self.actions
            .iter()
            .filter(move |entry| entry.service == service)
    }
}

impl Action {
    /// The parameter that a word of `.gw` means.
    #[must_use]
    pub fn parameter(&self, word: &str) -> Option<&Parameter> {
        self.parameters
            .iter()
            .find(|parameter| parameter.word == word)
    }

    /// What the route has to say.
    pub fn required_of_route(&self) -> impl Iterator<Item = &Parameter> {
        self.parameters
            .iter()
            .filter(|parameter| parameter.required && parameter.of == Owner::Route)
    }
}
