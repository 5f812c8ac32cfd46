//! How often AWS lets an account change resources. Loaded apart from the other facts, as only `apply` needs it.

use serde::Deserialize;

use super::{Confidence, FactsFault, Handler};

/// `rates.json`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Rates {
    /// The limits; the first that fits a call holds.
    pub limits: Vec<Rate>,
}

/// How often calls of a family may go out.
#[derive(Clone, Debug, Deserialize)]
pub struct Rate {
    /// The calls that share the limit.
    pub family: &'static str,
    /// The types that it is about; one that ends with `*` is the start of names.
    pub types: Vec<&'static str>,
    /// The operations that it is about.
    pub operations: Vec<Handler>,
    /// The time between two calls, in milliseconds.
    pub interval_ms: u64,
    /// How many calls may go out at once after a pause.
    pub burst: u32,
    /// How far AWS publishes it.
    #[serde(default)]
    pub confidence: Confidence,
}

impl Rates {
    /// The rates that the program was built with.
    #[must_use]
    pub fn load() -> Self {
        // INVARIANT: the file is compiled in, and a test reads it.
        Self::read().unwrap_or_else(|fault| never!("{fault}"))
    }

    /// As [`Rates::load`], with the reason where the file cannot be read.
    ///
    /// # Errors
    /// The file has another shape.
    pub fn read() -> Result<Self, FactsFault> {
        super::parse("rates.json", include_str!("../../specs/aws/rates.json"))
    }

    /// The limit of an operation on resources of a type.
    #[must_use]
    pub fn of(&self, resource_type: &str, operation: Handler) -> Option<&Rate> {
        let mut limits = self.limits.iter();
        limits.find(|it| {
            let mut types = it.types.iter();
            it.operations.contains(&operation) && types.any(|known| fits(known, resource_type))
        })
    }
}

/// Whether a type is the one of a limit, or begins as it does.
fn fits(known: &str, resource_type: &str) -> bool {
    match known.strip_suffix('*') {
        Some(start) => resource_type.starts_with(start),
        None => known == resource_type,
    }
}
