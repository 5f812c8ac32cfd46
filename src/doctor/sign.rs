//! Signs: the conditions under which an observation indicates a cause, written on the cause's page.
//!
//! A sign is a confidence with conditions: `certain: status is 404; envoy is yes`. `never` excludes the cause.

use crate::doctor::evidence::{Field, Observation};
use crate::doctor::phrases::{Parts, Phrase, Places};

/// The confidence in a cause.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Confidence {
    /// It explains the observation, as other causes do.
    Possible,
    /// It explains the observation better than other causes.
    Likely,
    /// No other known cause looks like this.
    Certain,
}

impl Confidence {
    /// Returns the word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Possible => "possible",
            Self::Likely => "likely",
            Self::Certain => "certain",
        }
    }

    /// Parses the word.
    fn from_word(word: &str) -> Option<Self> {
        [Self::Possible, Self::Likely, Self::Certain]
            .into_iter()
            .find(|confidence| confidence.word() == word)
    }
}

/// A confidence and its conditions.
#[derive(Clone, Debug)]
pub(super) struct Sign {
    /// The confidence; `None` if the sign excludes the cause.
    pub confidence: Option<Confidence>,
    conditions: Vec<Condition>,
}

/// A condition on one observation.
#[derive(Clone, Debug)]
struct Condition {
    /// `None` tests the text.
    field: Option<Field>,
    test: Test,
}

#[derive(Clone, Debug)]
enum Test {
    Is(Vec<String>),
    IsNot(Vec<String>),
    Has(Vec<String>),
    Lacks(Vec<String>),
    Said(Vec<Phrase>),
    Unsaid(Vec<Phrase>),
    AtLeast(f64),
    AtMost(f64),
    Given,
    Missing,
    /// The log says that there is no value, e.g. `-` for a route key.
    None,
    /// The text does not contain the field at all.
    Absent,
}

/// The match of a sign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SignMatch {
    /// The matching lines, from 0, ascending.
    pub lines: Vec<usize>,
    /// The number of conditions; the more, the more specific is the sign.
    pub weight: usize,
    /// The evidence for people, as fields and lines.
    pub seen: Vec<(Option<Field>, usize)>,
}

impl Sign {
    /// Parses a sign, or returns a reason.
    pub(super) fn parse(text: &str, parts: &mut Parts) -> Result<Self, String> {
        let (word, rest) = text
            .split_once(": ")
            .ok_or_else(|| format!("`{text}` is not `CONFIDENCE: CONDITIONS`"))?;
        let confidence = match word.trim() {
            "never" => None,
            word => Some(
                Confidence::from_word(word)
                    .ok_or_else(|| format!("`{word}` is not a confidence"))?,
            ),
        };
        let conditions = outside_quotes(rest, ';')
            .into_iter()
            .map(|condition| Condition::parse(condition.trim(), parts))
            .collect::<Result<Vec<_>, _>>()?;
        Ok(Self {
            confidence,
            conditions,
        })
    }

    /// Matches the sign against an observation.
    pub(super) fn find(&self, observation: &Observation<'_>, places: &Places) -> Option<SignMatch> {
        let mut found = SignMatch {
            lines: Vec::new(),
            weight: self.conditions.len(),
            seen: Vec::new(),
        };
        for condition in &self.conditions {
            condition.find(observation, places, &mut found)?;
        }
        found.lines.sort_unstable();
        found.lines.dedup();
        if found.lines.is_empty() {
            found.lines.push(observation.line);
        }
        Some(found)
    }
}

impl Condition {
    fn parse(text: &str, parts: &mut Parts) -> Result<Self, String> {
        const TESTS: [&str; 10] = [
            " is not ",
            " is none",
            " is ",
            " has ",
            " lacks ",
            " at least ",
            " at most ",
            " given",
            " missing",
            " absent",
        ];
        let (name, test, values) = TESTS
            .iter()
            .find_map(|test| {
                let (name, values) = text.split_once(test)?;
                (!name.contains('"')).then_some((name, test.trim(), values))
            })
            .ok_or_else(|| format!("`{text}` tests nothing"))?;
        let field = match name.trim() {
            "text" => None,
            name => {
                Some(Field::from_word(name).ok_or_else(|| format!("there is no fact `{name}`"))?)
            }
        };
        let words = || -> Vec<String> {
            let values = outside_quotes(values, '|').into_iter();
            values
                .map(|value| value.trim().trim_matches('"').to_owned())
                .collect()
        };
        let number = || {
            let number = values.trim().parse::<f64>();
            number.map_err(|_| format!("`{values}` is not a number"))
        };
        let phrases = |parts: &mut Parts| -> Vec<Phrase> {
            let words = words();
            words.iter().map(|word| parts.phrase(word)).collect()
        };
        let lower =
            || -> Vec<String> { words().iter().map(|it| it.to_ascii_lowercase()).collect() };
        let test = match (test, field) {
            ("has", None) => Test::Said(phrases(parts)),
            ("lacks", None) => Test::Unsaid(phrases(parts)),
            (_, None) => return Err(format!("`{text}`: text has or lacks words")),
            ("is", Some(_)) => Test::Is(words()),
            ("is not", Some(_)) => Test::IsNot(words()),
            ("is none", Some(_)) => Test::None,
            ("has", Some(_)) => Test::Has(lower()),
            ("lacks", Some(_)) => Test::Lacks(lower()),
            ("at least", Some(_)) => Test::AtLeast(number()?),
            ("at most", Some(_)) => Test::AtMost(number()?),
            ("given", Some(_)) => Test::Given,
            ("absent", Some(_)) => Test::Absent,
            (_, Some(_)) => Test::Missing,
        };
        Ok(Self { field, test })
    }

    fn find(
        &self,
        observation: &Observation<'_>,
        places: &Places,
        found: &mut SignMatch,
    ) -> Option<()> {
        let Some(field) = self.field else {
            return self.find_words(observation, places, found);
        };
        let value = observation.value(field);
        let same = |words: &[String]| {
            value.is_some_and(|value| words.iter().any(|word| word.eq_ignore_ascii_case(value)))
        };
        let within = |words: &[String]| {
            value.is_some_and(|value| {
                let value = value.to_ascii_lowercase();
                words.iter().any(|word| value.contains(word.as_str()))
            })
        };
        let holds = match &self.test {
            Test::Is(words) => same(words),
            Test::IsNot(words) => !same(words),
            Test::Has(words) => within(words),
            Test::Lacks(words) => !within(words),
            Test::AtLeast(least) => observation.number(field).is_some_and(|it| it >= *least),
            Test::AtMost(most) => observation.number(field).is_some_and(|it| it <= *most),
            Test::Given => value.is_some(),
            Test::Missing => value.is_none(),
            Test::None => observation.fact(field).is_some() && value.is_none(),
            Test::Absent => observation.fact(field).is_none(),
            Test::Said(_) | Test::Unsaid(_) => false,
        };
        let line = observation.fact(field).and_then(|fact| fact.line);
        if let (true, Some(line)) = (holds, line) {
            found.lines.push(line);
            let shows = !matches!(
                self.test,
                Test::Missing | Test::IsNot(_) | Test::Lacks(_) | Test::Absent
            );
            found.seen.extend(shows.then_some((Some(field), line)));
        }
        holds.then_some(())
    }

    fn find_words(
        &self,
        observation: &Observation<'_>,
        places: &Places,
        found: &mut SignMatch,
    ) -> Option<()> {
        match &self.test {
            Test::Said(phrases) => {
                let (start, end) = phrases.iter().find_map(|phrase| places.find(phrase))?;
                let lines = observation.text.lines(start, end);
                found.seen.extend(lines.first().map(|line| (None, *line)));
                found.lines.extend(lines);
                Some(())
            }
            Test::Unsaid(phrases) => {
                let is_present = phrases.iter().any(|phrase| places.find(phrase).is_some());
                (!is_present).then_some(())
            }
            Test::Is(_)
            | Test::IsNot(_)
            | Test::Has(_)
            | Test::Lacks(_)
            | Test::AtLeast(_)
            | Test::AtMost(_)
            | Test::Given
            | Test::Missing
            | Test::None
            | Test::Absent => None,
        }
    }
}

/// Splits a text at a character outside quotes.
fn outside_quotes(text: &str, cut: char) -> Vec<&str> {
    let mut quoted = false;
    text.split(|letter: char| {
        quoted ^= letter == '"';
        letter == cut && !quoted
    })
    .collect()
}
