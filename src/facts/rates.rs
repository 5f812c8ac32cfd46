//! AWS's rate limits for changes of resources. Loaded separately from the other facts, as only `apply` needs them.

use serde::Deserialize;

use super::{Confidence, FactsFault, Handler};

/// `rates.json`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Rates {
    /// The limits; the first that matches a call applies.
    pub limits: Vec<Rate>,
}

/// The rate limit of a family of calls.
#[derive(Clone, Debug, Deserialize)]
pub struct Rate {
    /// The calls that share the limit.
    pub family: &'static str,
    /// The types that it applies to; a trailing `*` makes a prefix.
    pub types: Vec<&'static str>,
    /// The operations that it applies to.
    pub operations: Vec<Handler>,
    /// The time between two calls, in milliseconds.
    pub interval_ms: u64,
    /// The burst: the number of calls allowed at once after a pause.
    pub burst: u32,
    /// How certain it is.
    #[serde(default)]
    pub confidence: Confidence,
}

impl Rates {
    /// Loads the rates that are compiled in.
    #[must_use]
    pub fn load() -> Self {
        // INVARIANT: the file is compiled in, and a test reads it.
        Self::read().unwrap_or_else(|fault| never!("{fault}"))
    }

    /// Like [`Rates::load`], but returns an error if the file cannot be read.
    ///
    /// # Errors
    /// The file has an unexpected shape.
    pub fn read() -> Result<Self, FactsFault> {
        super::parse("rates.json", include_str!("../../specs/aws/rates.json"))
    }

    /// Returns the limit of an operation on resources of a type.
    #[must_use]
    pub fn of(&self, resource_type: &str, operation: Handler) -> Option<&Rate> {
        let mut limits = self.limits.iter();
        limits.find(|it| {
            let mut types = it.types.iter();
            it.operations.contains(&operation) && types.any(|known| fits(known, resource_type))
        })
    }
}

/// Returns true if a type matches a limit's type or prefix.
fn fits(known: &str, resource_type: &str) -> bool {
    match known.strip_suffix('*') {
        Some(start) => resource_type.starts_with(start),
        None => known == resource_type,
    }
}
