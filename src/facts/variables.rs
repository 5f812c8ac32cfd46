//! What a value may refer to: API Gateway's `$context.` variables, the parts of request and answer, stage variables.

use serde::Deserialize;

/// From when on something has a value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Moment {
    /// Before the backend is called: in request and response mappings and in logs.
    #[default]
    Request,
    /// When the backend has answered: in response mappings and in logs.
    Response,
    /// When all is over: in logs alone.
    Log,
}

/// A `$context.` variable.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
pub struct Variable {
    /// Without `$context.`; one that ends in `*` stands for any name in that place.
    pub name: &'static str,
    /// From when on it has a value.
    pub since: Moment,
    /// What it says.
    pub about: &'static str,
    /// The variable that says the same, under a better name.
    #[serde(default)]
    pub same_as: Option<&'static str>,
}

/// The beginning of a reference, before its own name.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
pub struct Root {
    /// As in `.gw`, e.g. `request.query`.
    pub written: &'static str,
    /// As AWS has it, e.g. `request.querystring`.
    pub aws: &'static str,
    /// From when on it has a value.
    pub since: Moment,
    /// What it is.
    pub about: &'static str,
}

/// `variables.json`.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Variables {
    /// Every `$context.` variable.
    pub context: Vec<Variable>,
    /// Every beginning.
    pub roots: Vec<Root>,
    identity_sources: IdentitySources,
    /// The variable that API Gateway demands in a log format.
    pub in_every_log_line: &'static str,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
struct IdentitySources {
    roots: Vec<&'static str>,
}

impl Variables {
    /// The variable of that name, without `$context.`; names are case-sensitive.
    #[must_use]
    pub fn context(&self, name: &str) -> Option<&Variable> {
        let exact = self.context.iter().find(|variable| variable.name == name);
        exact.or_else(|| {
            self.context
                .iter()
                .filter(|variable| variable.stands_for(name))
                .max_by_key(|variable| variable.name.len())
        })
    }

    /// The beginning as `.gw` writes it, e.g. `request.header`.
    #[must_use]
    pub fn root(&self, written: &str) -> Option<&Root> {
        self.roots.iter().find(|root| root.written == written)
    }

    /// The beginnings, in AWS's form, of what an authorizer may take as identity.
    #[must_use]
    pub fn identity_roots(&self) -> &[&'static str] {
        &self.identity_sources.roots
    }
}

impl Variable {
    /// Whether the name is one of those that a `*` stands for.
    fn stands_for(&self, name: &str) -> bool {
        self.name
            .strip_suffix('*')
            .and_then(|prefix| name.strip_prefix(prefix))
            .is_some_and(|rest| !rest.is_empty())
    }
}
