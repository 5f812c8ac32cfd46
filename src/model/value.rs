//! Values that can be unknown until the deploy.

use crate::model::InputId;
use crate::source::Span;

/// A string of known text, inputs and API Gateway variables.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Text {
    /// Its pieces, in order. Adjacent literals are joined, so known text is at most one piece.
    pub parts: Vec<Part>,
    /// Its place, or the place that implies it.
    pub span: Span,
}

/// A piece of a [`Text`].
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Part {
    /// Literal text.
    Literal(String),
    /// An input.
    Input(InputId),
    /// A variable that API Gateway resolves for each request, without `$`: `request.header.x`, `context.requestId`,
    /// `stage.name`. Only mapping values, action parameters and URL targets hold one.
    Variable(String),
}

impl Text {
    /// Returns a literal.
    pub fn literal(text: impl Into<String>, span: Span) -> Self {
        let text = text.into();
        let parts = if text.is_empty() {
            Vec::new()
        } else {
            vec![Part::Literal(text)]
        };
        Self { parts, span }
    }

    /// Returns a text that consists of an input.
    #[must_use]
    pub fn input(id: InputId, span: Span) -> Self {
        Self {
            parts: vec![Part::Input(id)],
            span,
        }
    }

    /// Returns the text, if all of it is known.
    #[must_use]
    pub fn known(&self) -> Option<&str> {
        match self.parts.as_slice() {
            [] => Some(""),
            [Part::Literal(text)] => Some(text),
            _ => None,
        }
    }

    /// Returns its literal pieces.
    pub fn literals(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().filter_map(|part| match part {
            Part::Literal(text) => Some(text.as_str()),
            Part::Input(_) | Part::Variable(_) => None,
        })
    }

    /// Returns the input, if the whole text is one.
    #[must_use]
    pub fn as_input(&self) -> Option<InputId> {
        match self.parts.as_slice() {
            [Part::Input(id)] => Some(*id),
            _ => None,
        }
    }

    /// Adds a piece, joining literals.
    pub fn push(&mut self, part: Part) {
        match (self.parts.last_mut(), part) {
            (_, Part::Literal(text)) if text.is_empty() => {}
            (Some(Part::Literal(last)), Part::Literal(text)) => last.push_str(&text),
            (_, part) => self.parts.push(part),
        }
    }
}

/// A number, duration or size, known or an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Arg<T> {
    /// Known from the spec.
    Known(T),
    /// Unknown until the deploy.
    Input(InputId),
}

impl<T: Copy> Arg<T> {
    /// Returns the value, if it is known.
    #[must_use]
    pub fn known(self) -> Option<T> {
        match self {
            Self::Known(value) => Some(value),
            Self::Input(_) => None,
        }
    }
}

/// A list of strings, known or an input as a whole.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ListArg {
    /// Known from the spec; single entries may still be inputs.
    Known(Vec<Text>),
    /// Unknown until the deploy, including its length.
    Input(InputId, Span),
}

impl Default for ListArg {
    fn default() -> Self {
        Self::Known(Vec::new())
    }
}

/// Converts a duration of the language to whole seconds, as AWS requires; returns other text unchanged.
#[must_use]
pub fn whole_seconds(text: &str) -> String {
    let digits = text.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
    let factor = match text.get(digits.len()..) {
        Some("s") => 1,
        Some("m") => 60,
        Some("h") => 3_600,
        Some("d") => 86_400,
        Some(_) | None => return text.to_owned(),
    };
    let count = digits.parse::<u64>().ok();
    let seconds = count.and_then(|count| count.checked_mul(factor));
    seconds.map_or_else(|| text.to_owned(), |seconds| seconds.to_string())
}
