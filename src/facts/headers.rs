//! Headers that API Gateway does not allow to be mapped, and the one that the compiler manages.

use serde::Deserialize;

/// A header that cannot be mapped.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
pub struct Header {
    /// The name in lower case; a trailing `*` makes it a prefix.
    pub name: &'static str,
    /// The alternative: a sentence for a diagnostic's help.
    pub instead: &'static str,
}

/// `headers.json`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Headers {
    /// Refused by API Gateway, in requests and responses.
    pub reserved: Vec<Header>,
    /// Accepted by API Gateway, but set by the compiler.
    pub managed: Vec<Header>,
    /// Examples of settable headers, for help.
    pub settable: Vec<&'static str>,
}

impl Headers {
    /// Returns the entry that reserves a name, ignoring case.
    #[must_use]
    pub fn find_reserved(&self, name: &str) -> Option<&Header> {
        self.reserved.iter().find(|header| header.covers(name))
    }

    /// Returns true if API Gateway refuses to map the header.
    #[must_use]
    pub fn is_reserved(&self, name: &str) -> bool {
        self.find_reserved(name).is_some()
    }

    /// Returns the entry of a header that the compiler sets, ignoring case.
    #[must_use]
    pub fn find_managed(&self, name: &str) -> Option<&Header> {
        self.managed.iter().find(|header| header.covers(name))
    }
}

impl Header {
    fn covers(&self, name: &str) -> bool {
        match self.name.strip_suffix('*') {
            Some(prefix) => name
                .get(..prefix.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(prefix)),
            None => name.eq_ignore_ascii_case(self.name),
        }
    }
}
