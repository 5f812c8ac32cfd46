//! Headers that API Gateway lets nobody map, and the one that the compiler keeps to itself.

use serde::Deserialize;

/// A header that may not be mapped.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
pub struct Header {
    /// In lower case; one that ends in `*` is a prefix.
    pub name: &'static str,
    /// What to write instead: a sentence for a diagnostic's help.
    pub instead: &'static str,
}

/// `headers.json`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Headers {
    /// Refused by API Gateway, in requests and answers.
    pub reserved: Vec<Header>,
    /// Accepted by API Gateway, yet set by the compiler.
    pub managed: Vec<Header>,
    /// Some that may be set, as examples for help.
    pub settable: Vec<&'static str>,
}

impl Headers {
    /// The entry that reserves a name, whatever its case.
    #[must_use]
    pub fn reserved(&self, name: &str) -> Option<&Header> {
        self.reserved.iter().find(|header| header.covers(name))
    }

    /// Whether API Gateway refuses to map the header.
    #[must_use]
    pub fn is_reserved(&self, name: &str) -> bool {
        self.reserved(name).is_some()
    }

    /// The entry of a header that the compiler sets, whatever its case.
    #[must_use]
    pub fn managed(&self, name: &str) -> Option<&Header> {
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
