//! The AWS services that API Gateway can call directly, and the parameters of each call.

use serde::Deserialize;

/// The declaration that sets a parameter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Owner {
    /// The backend, e.g. which queue or bus.
    Backend,
    /// The route, e.g. the message.
    #[default]
    Route,
}

/// The type of a parameter. AWS accepts text for all of them; `.gw` checks literals first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ValueKind {
    /// Any text.
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
    /// The keyword in `.gw`, e.g. `body`.
    pub word: &'static str,
    /// True if AWS requires it.
    pub required: bool,
    /// The declaration that sets it.
    pub of: Owner,
    /// The type of its value.
    pub value: ValueKind,
}

/// A call that API Gateway makes.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Action {
    /// The kind of backend in `.gw`, e.g. `sqs`.
    pub service: &'static str,
    /// The keyword in `.gw`, e.g. `send`.
    pub action: &'static str,
    /// AWS's name, e.g. `SQS-SendMessage`.
    pub subtype: &'static str,
    /// The IAM action that the gateway's role needs, e.g. `sqs:SendMessage`.
    pub iam: &'static str,
    /// The kind of resource that the permission names, e.g. `queue`.
    pub resource: &'static str,
    /// True if it is the default for routes that name no action.
    pub default: bool,
    /// Its parameters.
    pub parameters: Vec<Parameter>,
}

/// `integrations.json`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Integrations {
    /// All calls.
    pub actions: Vec<Action>,
    /// The methods of routes, `ANY` first.
    pub methods: Vec<&'static str>,
}

impl Integrations {
    /// Returns the call for a service and an action of `.gw`, e.g. `sqs` and `send`.
    #[must_use]
    pub fn action(&self, service: &str, action: &str) -> Option<&Action> {
        self.of_service(service)
            .find(|entry| entry.action == action)
    }

    /// Returns a service's default call, for routes that name no action.
    #[must_use]
    pub fn default_action(&self, service: &str) -> Option<&Action> {
        self.of_service(service).find(|entry| entry.default)
    }

    /// Returns the calls of a service, in the order of the documentation.
    pub fn of_service<'a>(&'a self, service: &str) -> impl Iterator<Item = &'a Action> {
        self.actions
            .iter()
            .filter(move |entry| entry.service == service)
    }
}

impl Action {
    /// Returns the parameter for a keyword of `.gw`.
    #[must_use]
    pub fn parameter(&self, word: &str) -> Option<&Parameter> {
        self.parameters
            .iter()
            .find(|parameter| parameter.word == word)
    }

    /// Returns the required parameters that the route sets.
    pub fn required_of_route(&self) -> impl Iterator<Item = &Parameter> {
        self.parameters
            .iter()
            .filter(|parameter| parameter.required && parameter.of == Owner::Route)
    }
}
