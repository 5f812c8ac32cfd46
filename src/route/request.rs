//! A request as a client sends it.

use std::fmt;

use crate::model::Method;

/// A request, as API Gateway sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The method; never [`Method::Any`].
    pub method: Method,
    /// The host, if the request was given as a URL.
    pub host: Option<String>,
    /// The path as sent; it starts with a `/`.
    pub path: String,
    /// The query string, without its `?`; empty if there is none.
    pub query: String,
    /// The headers, in the order given.
    pub headers: Vec<(String, String)>,
}

/// The reason why a text is not a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RequestError {
    /// API Gateway does not route this method.
    Method(String),
    /// The path does not start with a `/` and is not a URL.
    Path(String),
    /// A header has no `:`.
    Header(String),
}

impl fmt::Display for RequestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Method(word) => {
                let known = Method::ALL.into_iter().filter(|it| *it != Method::Any);
                let known: Vec<&str> = known.map(Method::word).collect();
                let known = known.join(", ");
                write!(f, "unknown method `{word}`: expected one of {known}")
            }
            Self::Path(path) => write!(
                f,
                "invalid path `{path}`: expected a path that starts with `/`, or a URL with `https://`"
            ),
            Self::Header(header) => write!(f, "invalid header `{header}`: expected `NAME: VALUE`"),
        }
    }
}

impl std::error::Error for RequestError {}

impl Request {
    /// Parses a request from a method, and a path (with an optional query string) or a URL.
    ///
    /// # Errors
    /// When the method is unknown, or the path does not start with a `/`.
    pub fn new(method: &str, target: &str) -> Result<Self, RequestError> {
        let known = Method::from_word(&method.to_ascii_uppercase());
        let method = known
            .filter(|method| *method != Method::Any)
            .ok_or_else(|| RequestError::Method(method.to_owned()))?;
        // Clients never send the fragment.
        let sent = target.split('#').next().unwrap_or("");
        let (before, query) = sent.split_once('?').unwrap_or((sent, ""));
        let authority = before
            .strip_prefix("https://")
            .or_else(|| before.strip_prefix("http://"));
        let (host, path) = match authority {
            Some(rest) => {
                let slash = rest.find('/').unwrap_or(rest.len());
                let (host, path) = rest.split_at(slash);
                // Clients do not send the part before an `@`, and the port does not affect the host.
                let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
                let bare = match host.split_once(']') {
                    Some((address, _)) if host.starts_with('[') => format!("{address}]"),
                    Some(_) | None => host.split(':').next().unwrap_or("").to_owned(),
                };
                let host = bare.to_ascii_lowercase();
                (Some(host), if path.is_empty() { "/" } else { path })
            }
            None => (None, before),
        };
        if !path.starts_with('/') || host.as_deref() == Some("") {
            return Err(RequestError::Path(target.to_owned()));
        }
        Ok(Self {
            method,
            host,
            path: path.to_owned(),
            query: query.to_owned(),
            headers: Vec::new(),
        })
    }

    /// Adds a header, given as `NAME: VALUE`.
    ///
    /// # Errors
    /// When there is no `:` after a name.
    pub fn header(mut self, line: &str) -> Result<Self, RequestError> {
        match line.split_once(':') {
            Some((name, value)) if !name.trim().is_empty() => {
                let pair = (name.trim().to_owned(), value.trim().to_owned());
                self.headers.push(pair);
                Ok(self)
            }
            _ => Err(RequestError::Header(line.to_owned())),
        }
    }

    /// Returns the values of a header, joined by commas as in API Gateway; `None` if it is not sent.
    #[must_use]
    pub fn header_value(&self, name: &str) -> Option<String> {
        let same = self
            .headers
            .iter()
            .filter(|(known, _)| known.eq_ignore_ascii_case(name));
        let values: Vec<&str> = same.map(|(_, value)| value.as_str()).collect();
        (!values.is_empty()).then(|| values.join(","))
    }
}

/// Returns the segments of a path, as sent: none for `/`, and an empty last one after a trailing slash.
pub(super) fn segments(path: &str) -> Vec<&str> {
    match path.strip_prefix('/').unwrap_or(path) {
        "" => Vec::new(),
        rest => rest.split('/').collect(),
    }
}
