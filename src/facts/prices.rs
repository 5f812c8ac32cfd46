//! List prices, for estimates. Loaded apart from the other facts, as a build never needs them.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::FactsFault;

/// What one unit of a thing costs.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
pub struct Price {
    /// US dollars.
    pub usd: f64,
    /// For how much, e.g. `GB and hour`.
    pub per: &'static str,
    /// What else decides.
    #[serde(default)]
    pub note: &'static str,
}

/// `prices.json`.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Prices {
    /// When the prices were read, e.g. `2026-11-22`.
    pub date: &'static str,
    /// The Region that they hold for.
    pub region: &'static str,
    /// The hours that count as a month.
    pub hours_per_month: u32,
    /// By the key in the file, e.g. `nlb_hour`.
    pub prices: BTreeMap<&'static str, Price>,
}

impl Prices {
    /// The prices that the program was built with.
    #[must_use]
    pub fn load() -> Self {
        Self::read().unwrap_or_else(|fault| never!("{fault}"))
    }

    /// As [`Prices::load`], with the reason where the file cannot be read.
    ///
    /// # Errors
    /// The file has another shape.
    pub fn read() -> Result<Self, FactsFault> {
        super::parse("prices.json", include_str!("../../specs/aws/prices.json"))
    }

    /// One price by its key, e.g. `nlb_hour`.
    #[must_use]
    pub fn price(&self, key: &str) -> Option<&Price> {
        self.prices.get(key)
    }
}
