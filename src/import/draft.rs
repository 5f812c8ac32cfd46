//! The format-independent draft of an imported gateway.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::facts::Variables;
use crate::import::document::{entries, known_texts, short};

/// An imported gateway.
#[derive(Clone, Debug, Default)]
pub(super) struct Draft {
    /// The gateway's name.
    pub(super) name: String,
    /// The description.
    pub(super) description: Option<String>,
    /// The settings of the gateway, one per line, in the order of output.
    pub(super) settings: Vec<String>,
    /// The names of networks by the ids of their VPC links.
    pub(super) links: BTreeMap<String, String>,
    /// The authorizers, by name.
    pub(super) auths: BTreeMap<String, String>,
    /// The names of the authorizers in `.gw` by those in the document.
    auth_names: BTreeMap<String, String>,
    /// Security schemes with signed requests, which become `auth iam`.
    pub(super) signed: BTreeSet<String>,
    /// Scopes of routes without their own.
    pub(super) default_scopes: Vec<String>,
    /// The scopes that an authorizer's routes need if they list none, by its name in the document.
    pub(super) scopes_of: BTreeMap<String, Vec<String>>,
    /// The places of SAM's events whose operations are in the API's document.
    pub(super) in_body: BTreeSet<String>,
    /// The names of the stage's variables.
    stage_variables: BTreeSet<String>,
    /// True if the document has an HTTP API, even one without routes.
    pub(super) has_api: bool,
    /// The variables of API Gateway.
    variables: Variables,
    /// The backends, by name.
    pub(super) backends: BTreeMap<String, Backend>,
    /// The names of the backends in the document, by those in `.gw`: two can become the same.
    sources: BTreeMap<String, String>,
    /// The routes, in the order of the document.
    pub(super) routes: Vec<Route>,
    /// Messages about parts that were left out.
    pub(super) left_out: Vec<String>,
}

/// A backend.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Backend {
    /// The kind: `lambda`, `alb`, ..
    pub(super) kind: &'static str,
    /// Its settings; without any, the reference becomes an input.
    pub(super) settings: Vec<String>,
}

/// A route.
#[derive(Clone, Debug, Default)]
pub(super) struct Route {
    /// The doc comment.
    pub(super) docs: Option<String>,
    /// The method, e.g. `GET`; empty for any.
    pub(super) method: String,
    /// The path in `.gw` syntax.
    pub(super) path: String,
    /// The destination as written: a backend's name, or a URL.
    pub(super) destination: String,
    /// The clauses after the destination.
    pub(super) clauses: Vec<String>,
    /// The settings in its block.
    pub(super) settings: Vec<String>,
}

impl Draft {
    /// Creates an empty draft.
    pub(super) fn new(name: &str, variables: Variables) -> Self {
        Self {
            name: slug(name),
            variables,
            ..Self::default()
        }
    }

    /// Adds a setting of the gateway. A document can say the same thing twice; then the first one counts.
    pub(super) fn set(&mut self, place: &str, setting: String) {
        let word = |line: &str| line.split(' ').next().map(str::to_owned);
        let earlier = self.settings.iter().find(|it| word(it) == word(&setting));
        match earlier.cloned() {
            Some(earlier) if earlier == setting => {}
            Some(earlier) => {
                let why = format!("`{setting}`: the document also says `{earlier}`, which counts");
                self.leave_out(place, &why);
            }
            None => self.settings.push(setting),
        }
    }

    /// Returns the clause for the gateway's authorizer, e.g. `users` of `auth users`.
    pub(super) fn gateway_auth(&self) -> Option<&str> {
        let mut settings = self.settings.iter();
        settings.find_map(|it| it.strip_prefix("auth "))
    }

    /// Returns true if API Gateway knows a variable such as `context.requestId`, and the gateway sets a stage variable.
    pub(super) fn has_variable(&self, name: &str) -> bool {
        match name.split_once('.') {
            Some(("context", name)) => self.variables.context(name).is_some(),
            Some(("stage" | "stageVariables", name)) => self.stage_variables.contains(name),
            Some(_) | None => true,
        }
    }

    /// Sets the stage's variables with literal values.
    pub(super) fn stage_variables(&mut self, place: &str, variables: &Value) {
        let mut lines = Vec::new();
        for (name, entry) in entries(Some(variables)) {
            match entry.as_str() {
                Some(text) if !text.contains("${") => {
                    lines.push(format!("{} {}", value(name), value(text)));
                    self.stage_variables.insert(name.clone());
                }
                Some(_) | None => {
                    self.leave_out(
                        &format!("{place}.{name}"),
                        &format!("its value {}", short(entry)),
                    );
                }
            }
        }
        if !lines.is_empty() {
            self.set(place, format!("stage-variables {{ {} }}", lines.join("; ")));
        }
    }

    /// Adds a message that something was left out.
    pub(super) fn leave_out(&mut self, place: &str, why: &str) {
        let line = format!("{place}: {why}");
        if !self.left_out.contains(&line) {
            self.left_out.push(line);
        }
    }

    /// Removes `endpoint off` if no domain was imported, because nothing could reach such a gateway.
    pub(super) fn keep_reachable(&mut self) {
        let domain = |it: &String| it.starts_with("domain ");
        let names_api = |it: &String| it.starts_with("api ");
        if self.settings.iter().any(domain) || self.settings.iter().any(names_api) {
            return;
        }
        let before = self.settings.len();
        self.settings.retain(|it| it != "endpoint off");
        if self.settings.len() < before {
            let why = "without its domain nothing could reach the gateway; add `domain` and `endpoint off`";
            self.leave_out("the disabled execute-api endpoint", why);
        }
    }

    /// Adds a backend and returns its name, which differs if the name is already in use.
    pub(super) fn backend(&mut self, name: &str, backend: Backend) -> String {
        let source = name.to_owned();
        let wanted = slug(name);
        let mut name = wanted.clone();
        let mut number = 2;
        while self
            .backends
            .get(&name)
            .is_some_and(|known| *known != backend || self.sources.get(&name) != Some(&source))
        {
            let suffix = format!("-{number}");
            // A name has at most 40 characters.
            let start = wanted.get(..wanted.len().min(40 - suffix.len()));
            name = format!("{}{suffix}", start.unwrap_or(&wanted));
            number += 1;
        }
        self.sources.insert(name.clone(), source);
        self.backends.insert(name.clone(), backend);
        name
    }

    /// Adds a message about keys without a counterpart that occur in this kind of document.
    pub(super) fn leave_out_keys<'k>(
        &mut self,
        place: &str,
        keys: impl IntoIterator<Item = &'k str>,
        why: &str,
    ) {
        let keys: Vec<&str> = keys.into_iter().collect();
        if !keys.is_empty() {
            self.leave_out(place, &format!("{}: {why}", keys.join(", ")));
        }
    }

    /// Adds an authorizer. Different names in the document stay different.
    pub(super) fn authorizer(&mut self, original: &str, body: String) {
        let wanted = slug(original);
        let mut name = wanted.clone();
        let mut number = 2;
        while self.auths.contains_key(&name) || name == "iam" {
            name = format!("{wanted}-{number}");
            number += 1;
        }
        self.auths.insert(name.clone(), body);
        self.auth_names.insert(original.to_owned(), name);
    }

    /// Returns the name of an imported authorizer.
    pub(super) fn auth_name(&self, original: &str) -> Option<&str> {
        self.auth_names.get(original).map(String::as_str)
    }

    /// Sets the authorizer of a route, or adds a message that the route is not protected.
    pub(super) fn protect(
        &mut self,
        place: &str,
        route: &mut Route,
        (authorizer, scopes): (&str, &[String]),
    ) {
        match self.auth_name(authorizer).map(str::to_owned) {
            Some(name) => {
                let scopes = self.checked_scopes(place, &name, scopes);
                route.clauses.push(auth(&name, scopes));
            }
            None => {
                let why = format!("the authorizer `{authorizer}` was not imported: {UNPROTECTED}");
                self.leave_out(place, &why);
            }
        }
    }

    /// Returns the scopes; none for a Lambda authorizer, which does not support them.
    pub(super) fn checked_scopes<'s>(
        &mut self,
        place: &str,
        name: &str,
        scopes: &'s [String],
    ) -> &'s [String] {
        let is_jwt = self
            .auths
            .get(name)
            .is_some_and(|body| body.starts_with("jwt "));
        if is_jwt || scopes.is_empty() {
            return scopes;
        }
        let scopes = scopes.iter().map(String::as_str);
        self.leave_out_keys(
            place,
            scopes,
            "scopes need a JWT authorizer, and this is a Lambda authorizer",
        );
        &[]
    }

    /// Returns scopes; computed ones are reported, because without them a route admits more callers.
    pub(super) fn scopes(&mut self, place: &str, listed: Option<&Value>) -> Vec<String> {
        let scopes = known_texts(listed);
        let is_empty = listed.is_none_or(|it| *it == Value::Array(Vec::new()));
        if let Some(listed) = listed.filter(|_| !is_empty && scopes.is_empty()) {
            self.leave_out(
                place,
                &format!("its scopes, which are computed: {}", short(listed)),
            );
        }
        scopes
    }

    /// Returns a whole number; a computed one is reported.
    pub(super) fn number(&mut self, place: &str, part: &Value, key: &str) -> Option<u64> {
        let entry = part.get(key).filter(|it| !it.is_null())?;
        let number = entry.as_u64().or_else(|| entry.as_str()?.parse().ok());
        if number.is_none() {
            self.leave_out(
                place,
                &format!("its {key}, which is computed: {}", short(entry)),
            );
        }
        number
    }

    /// Returns a version such as `2.0`, which YAML reads as a number; a computed one is reported.
    pub(super) fn version(&mut self, place: &str, part: &Value, key: &str) -> Option<&'static str> {
        let entry = part.get(key).filter(|it| !it.is_null())?;
        let is = |version: f64| {
            let text = entry.as_str().and_then(|text| text.parse().ok());
            entry.as_f64().or(text) == Some(version)
        };
        let version = ["1.0", "2.0"].into_iter().zip([1.0, 2.0]);
        let found = version.into_iter().find(|(_, number)| is(*number));
        if found.is_none() {
            self.leave_out(place, &format!("its {key}: {}", short(entry)));
        }
        found.map(|(version, _)| version)
    }

    /// Returns the network of a VPC link.
    pub(super) fn network(&mut self, link: &str) -> String {
        let name = match self.links.len() {
            0 => "main".to_owned(),
            count => format!("main-{}", count + 1),
        };
        self.links.entry(link.to_owned()).or_insert(name).clone()
    }

    /// Adds a route, unless there is one of the same shape.
    pub(super) fn route(&mut self, route: Route) {
        let shape = |path: &str| -> Vec<String> {
            let segments = path.split('/').map(|segment| match segment {
                greedy if greedy.starts_with('<') && greedy.ends_with("+>") => "<+>".to_owned(),
                variable if variable.starts_with('<') => "<>".to_owned(),
                literal => literal.to_owned(),
            });
            segments.collect()
        };
        let own = shape(&route.path);
        let same = |known: &Route| known.method == route.method && shape(&known.path) == own;
        if let Some(known) = self.routes.iter().find(|known| same(known)) {
            let why = format!("API Gateway cannot distinguish it from `{}`", known.path);
            let place = format!("{} {}", route.method, route.path);
            self.leave_out(place.trim(), &why);
        } else {
            self.routes.push(route);
        }
    }
}

/// The consequence of a missing authorizer.
pub(super) const UNPROTECTED: &str =
    "the route uses the gateway's authorizer, or is public if there is none";

/// The reason for leaving out something that `.gw` cannot express.
pub(super) const NO_COUNTERPART: &str = "no counterpart in `.gw`";

/// Converts text to a `.gw` name: lower case, with hyphens, at most 40 characters.
pub(super) fn slug(text: &str) -> String {
    let mut name = String::new();
    let mut lower = false;
    for letter in text.chars() {
        if letter.is_ascii_alphanumeric() {
            // `OrdersFunction` becomes `orders-function`.
            if letter.is_ascii_uppercase() && lower {
                name.push('-');
            }
            name.push(letter.to_ascii_lowercase());
            lower = !letter.is_ascii_uppercase();
        } else if !name.is_empty() && !name.ends_with('-') {
            name.push('-');
            lower = false;
        }
    }
    let name = name.trim_start_matches(|letter: char| !letter.is_ascii_lowercase());
    let name: String = name.chars().take(40).collect();
    match name.trim_end_matches('-') {
        "" => "gateway".to_owned(),
        name => name.to_owned(),
    }
}

/// Converts an AWS path to `.gw` syntax, or returns the reason why it cannot.
pub(super) fn path(path: &str) -> Result<String, &'static str> {
    if !path.starts_with('/') {
        return Err("the path does not start with `/`");
    }
    if path.len() > 1 && path.ends_with('/') {
        return Err("API Gateway refuses a path that ends in a slash");
    }
    if path.contains(['<', '>', '"', ' ', '?', '#', ';', '$', '\\'])
        || path.contains(char::is_control)
    {
        return Err("the path has a character that is not allowed in routes");
    }
    let mut variables = Vec::new();
    let mut segments = path.split('/').skip(1).peekable();
    while let Some(segment) = segments.next() {
        let inner = segment
            .strip_prefix('{')
            .and_then(|rest| rest.strip_suffix('}'));
        let Some(inner) = inner else {
            if segment.contains(['{', '}']) {
                return Err("a path variable must be a whole segment");
            }
            if segment.is_empty() && path != "/" {
                return Err("the path has an empty segment");
            }
            continue;
        };
        let name = inner.strip_suffix('+').unwrap_or(inner);
        let known = |letter: char| letter.is_ascii_alphanumeric() || "_-".contains(letter);
        if !name.starts_with(|letter: char| letter.is_ascii_alphabetic())
            || !name.chars().all(known)
        {
            return Err("the path has a variable with an invalid name");
        }
        if inner.ends_with('+') && segments.peek().is_some() {
            return Err("a greedy variable must be at the end of the path");
        }
        if variables.contains(&name) {
            return Err("the path has a duplicate variable");
        }
        variables.push(name);
    }
    Ok(path.replace('{', "<").replace('}', ">"))
}

/// Renders a value in `.gw`, quoted if necessary.
pub(super) fn value(text: &str) -> String {
    let bare = !text.is_empty()
        && !text.starts_with(['#', '$'])
        && !text.contains(|letter: char| {
            letter.is_whitespace() || letter.is_control() || "{}[]\";\\$".contains(letter)
        });
    if bare {
        return text.to_owned();
    }
    let mut quoted = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            letter if letter.is_control() => {
                quoted.push_str(&format!("\\u{{{:x}}}", u32::from(letter)));
            }
            letter => quoted.push(letter),
        }
    }
    quoted.push('"');
    quoted
}

/// Renders values, separated by spaces.
pub(super) fn values(texts: &[String]) -> String {
    let texts: Vec<String> = texts.iter().map(|text| value(text)).collect();
    texts.join(" ")
}

/// Renders the clause for an authorizer.
pub(super) fn auth(name: &str, scopes: &[String]) -> String {
    match scopes {
        [] => format!("auth {name}"),
        scopes => format!("auth {name} [{}]", values(scopes)),
    }
}

/// Renders a timeout in milliseconds as a clause.
pub(super) fn timeout(milliseconds: u64) -> String {
    if milliseconds.is_multiple_of(1000) {
        format!("timeout {}s", milliseconds / 1000)
    } else {
        format!("timeout {milliseconds}ms")
    }
}
