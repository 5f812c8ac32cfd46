//! List prices, for estimates. Loaded separately from the other facts, as a build never needs them.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::FactsFault;

/// The price of one unit.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
pub struct Price {
    /// US dollars.
    pub usd: f64,
    /// The unit, e.g. `GB and hour`.
    pub per: &'static str,
    /// A note on further conditions.
    #[serde(default)]
    pub note: &'static str,
}

/// `prices.json`.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Prices {
    /// The date on which the prices were retrieved, e.g. `2026-11-22`.
    pub date: &'static str,
    /// The Region of the prices.
    pub region: &'static str,
    /// The number of hours in a month.
    pub hours_per_month: u32,
    /// The prices by their key in the file, e.g. `nlb_hour`.
    pub prices: BTreeMap<&'static str, Price>,
}

impl Prices {
    /// Loads the prices that are compiled in.
    #[must_use]
    pub fn load() -> Self {
        Self::read().unwrap_or_else(|fault| never!("{fault}"))
    }

    /// Like [`Prices::load`], but returns an error if the file cannot be read.
    ///
    /// # Errors
    /// The file has an unexpected shape.
    pub fn read() -> Result<Self, FactsFault> {
        super::parse("prices.json", include_str!("../../specs/aws/prices.json"))
    }

    /// Returns one price by its key, e.g. `nlb_hour`.
    #[must_use]
    pub fn price(&self, key: &str) -> Option<&Price> {
        self.prices.get(key)
    }
}
