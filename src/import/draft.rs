//! A gateway on its way from another language to `.gw`.

use std::collections::BTreeMap;

/// A gateway, as far as a document says it.
#[derive(Clone, Debug, Default)]
pub(super) struct Draft {
    /// The gateway's name.
    pub(super) name: String,
    /// What it is for.
    pub(super) description: Option<String>,
    /// Settings of the gateway as lines, in the order in which they are written.
    pub(super) settings: Vec<String>,
    /// The authorizers, by name.
    pub(super) auths: BTreeMap<String, String>,
    /// The backends as `KIND NAME` and their settings, by name.
    pub(super) backends: BTreeMap<String, Backend>,
    /// The routes, in the order of the document.
    pub(super) routes: Vec<Route>,
    /// What was left out, a line each.
    pub(super) left_out: Vec<String>,
}

/// A backend.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Backend {
    /// `lambda`, `alb`, ..
    pub(super) kind: &'static str,
    /// Its settings; none leaves the reference an input.
    pub(super) settings: Vec<String>,
}

/// A route.
#[derive(Clone, Debug, Default)]
pub(super) struct Route {
    /// What is written above it.
    pub(super) docs: Option<String>,
    /// `GET`; empty for any.
    pub(super) method: String,
    /// The path in the words of `.gw`.
    pub(super) path: String,
    /// The destination as written: a backend's name, or a URL.
    pub(super) destination: String,
    /// The clauses behind it.
    pub(super) clauses: Vec<String>,
    /// The settings in its block.
    pub(super) settings: Vec<String>,
}

impl Draft {
    /// An empty draft.
    pub(super) fn named(name: &str) -> Self {
        Self {
            name: slug(name),
            ..Self::default()
        }
    }

    /// Says that something was left out.
    pub(super) fn leave_out(&mut self, place: &str, why: &str) {
        let line = format!("{place}: {why}");
        if !self.left_out.contains(&line) {
            self.left_out.push(line);
        }
    }

    /// Takes back `endpoint off` where no domain was carried over: nothing could reach such a gateway.
    pub(super) fn keep_reachable(&mut self) {
        let domain = |it: &String| it.starts_with("domain ");
        if self.settings.iter().any(domain) {
            return;
        }
        let before = self.settings.len();
        self.settings.retain(|it| it != "endpoint off");
        if self.settings.len() < before {
            let why = "without its domain nothing could reach the gateway; add `domain` and `endpoint off`";
            self.leave_out("the disabled execute-api endpoint", why);
        }
    }

    /// Adds a backend, and gives its name: another one where the name is taken by something else.
    pub(super) fn backend(&mut self, name: &str, backend: Backend) -> String {
        let wanted = slug(name);
        let mut name = wanted.clone();
        let mut number = 2;
        while self
            .backends
            .get(&name)
            .is_some_and(|known| *known != backend)
        {
            name = format!("{wanted}-{number}");
            number += 1;
        }
        self.backends.insert(name.clone(), backend);
        name
    }

    /// Adds a route, unless the document has it twice.
    pub(super) fn route(&mut self, route: Route) {
        let same = |known: &Route| known.method == route.method && known.path == route.path;
        if self.routes.iter().any(same) {
            let place = format!("{} {}", route.method, route.path);
            self.leave_out(place.trim(), "a second route of the same key");
        } else {
            self.routes.push(route);
        }
    }
}

/// A name of `.gw`: lower case, with hyphens, at most 40 characters.
pub(super) fn slug(text: &str) -> String {
    let mut name = String::new();
    let mut lower = false;
    for letter in text.chars() {
        if letter.is_ascii_alphanumeric() {
            // `OrdersFunction` is `orders-function`.
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

/// A path of AWS in the words of `.gw`; what cannot be carried is the error.
pub(super) fn path(path: &str) -> Result<String, &'static str> {
    if !path.starts_with('/') {
        return Err("the path does not start with `/`");
    }
    if path.len() > 1 && path.ends_with('/') {
        return Err("API Gateway refuses a path that ends in a slash");
    }
    if path.contains(['<', '>', '"', ' ', '?', '#', ';']) {
        return Err("the path has a character that no route can have");
    }
    Ok(path.replace('{', "<").replace('}', ">"))
}

/// A value as `.gw` writes it: quoted where a bare word would end.
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

/// Values side by side.
pub(super) fn values(texts: &[String]) -> String {
    let texts: Vec<String> = texts.iter().map(|text| value(text)).collect();
    texts.join(" ")
}

/// The use of an authorizer as a clause.
pub(super) fn auth(name: &str, scopes: &[String]) -> String {
    match scopes {
        [] => format!("auth {name}"),
        scopes => format!("auth {name} [{}]", values(scopes)),
    }
}

/// A time-out as a clause, from milliseconds.
pub(super) fn timeout(milliseconds: u64) -> String {
    if milliseconds.is_multiple_of(1000) {
        format!("timeout {}s", milliseconds / 1000)
    } else {
        format!("timeout {milliseconds}ms")
    }
}
