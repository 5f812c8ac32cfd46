//! What an HTTP API answers for itself. Loaded apart from the other facts, as the local gateway alone needs them.

use serde::Deserialize;

use super::{Confidence, FactsFault};

/// An answer of API Gateway's own.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
pub struct GatewayAnswer {
    /// The status.
    pub status: u16,
    /// `$context.error.responseType`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// The body's `message`.
    pub message: &'static str,
    /// Whether AWS says so.
    #[serde(default)]
    pub confidence: Confidence,
}

/// `answers.json`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct GatewayAnswers {
    /// Every answer.
    pub answers: Vec<GatewayAnswer>,
}

impl GatewayAnswers {
    /// The answers that the program was built with. A test proves that they can be read.
    #[must_use]
    pub fn load() -> Self {
        Self::read().unwrap_or_else(|fault| never!("{fault}"))
    }

    /// As [`GatewayAnswers::load`], with the reason where the file cannot be read.
    ///
    /// # Errors
    /// When the file has another shape.
    pub fn read() -> Result<Self, FactsFault> {
        super::parse("answers.json", include_str!("../../specs/aws/answers.json"))
    }

    /// The answer of a status and type.
    #[must_use]
    pub fn find(&self, status: u16, kind: &str) -> Option<&GatewayAnswer> {
        let mut answers = self.answers.iter();
        answers.find(|it| it.status == status && it.kind == kind)
    }
}
