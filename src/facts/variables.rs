//! The variables in values: API Gateway's `$context.` variables, parts of requests and responses, stage variables.

use serde::Deserialize;

/// The moment from which a variable has a value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Moment {
    /// Before the backend is called: in request and response mappings and in logs.
    #[default]
    Request,
    /// After the backend has responded: in response mappings and in logs.
    Response,
    /// At the end: in logs only.
    Log,
}

/// A `$context.` variable.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
pub struct Variable {
    /// The name without `$context.`; a trailing `*` matches any name.
    pub name: &'static str,
    /// The moment from which it has a value.
    pub since: Moment,
    /// Its description.
    pub about: &'static str,
    /// A better-named variable with the same value.
    #[serde(default)]
    pub same_as: Option<&'static str>,
}

/// The root of a reference, before the name.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
pub struct Root {
    /// As in `.gw`, e.g. `request.query`.
    pub written: &'static str,
    /// AWS's spelling, e.g. `request.querystring`.
    pub aws: &'static str,
    /// The moment from which it has a value.
    pub since: Moment,
    /// Its description.
    pub about: &'static str,
}

/// `variables.json`.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Variables {
    /// Every `$context.` variable.
    pub context: Vec<Variable>,
    /// Every root.
    pub roots: Vec<Root>,
    identity_sources: IdentitySources,
    /// The variable that API Gateway requires in a log format.
    pub in_every_log_line: &'static str,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
struct IdentitySources {
    roots: Vec<&'static str>,
}

impl Variables {
    /// Returns the variable of that name, without `$context.`; names are case-sensitive.
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

    /// Returns the root with a spelling of `.gw`, e.g. `request.header`.
    #[must_use]
    pub fn root(&self, written: &str) -> Option<&Root> {
        self.roots.iter().find(|root| root.written == written)
    }

    /// Returns the roots, in AWS's spelling, of an authorizer's identity sources.
    #[must_use]
    pub fn identity_roots(&self) -> &[&'static str] {
        &self.identity_sources.roots
    }
}

impl Variable {
    /// Returns true if the name matches the variable's `*`.
    fn stands_for(&self, name: &str) -> bool {
        self.name
            .strip_suffix('*')
            .and_then(|prefix| name.strip_prefix(prefix))
            .is_some_and(|rest| !rest.is_empty())
    }
}
