//! API Gateway's own responses. Loaded separately from the other facts, as only the local gateway needs them.

use serde::Deserialize;

use super::{Confidence, FactsFault};

/// A response of API Gateway itself.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
pub struct GatewayAnswer {
    /// The status.
    pub status: u16,
    /// `$context.error.responseType`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// The body's `message`.
    pub message: &'static str,
    /// How certain it is.
    #[serde(default)]
    pub confidence: Confidence,
}

/// `answers.json`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct GatewayAnswers {
    /// All responses.
    pub answers: Vec<GatewayAnswer>,
}

impl GatewayAnswers {
    /// Loads the responses that are compiled in. A test proves that they can be read.
    #[must_use]
    pub fn load() -> Self {
        Self::read().unwrap_or_else(|fault| never!("{fault}"))
    }

    /// Like [`GatewayAnswers::load`], but returns an error if the file cannot be read.
    ///
    /// # Errors
    /// When the file has another shape.
    pub fn read() -> Result<Self, FactsFault> {
        super::parse("answers.json", include_str!("../../specs/aws/answers.json"))
    }

    /// Returns the response with a status and type.
    #[must_use]
    pub fn find(&self, status: u16, kind: &str) -> Option<&GatewayAnswer> {
        let mut answers = self.answers.iter();
        answers.find(|it| it.status == status && it.kind == kind)
    }
}
