//! A template as CloudFormation sees it: data and intrinsic functions.

use std::borrow::Cow;

use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::graph::Rate;

/// A piece of a template.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Tree<'g> {
    /// Null; only patches contain it.
    Null,
    /// A boolean.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A number from a patch that is not a whole number.
    Number(serde_json::Number),
    /// A rate, in requests per second.
    Rate(Rate),
    /// Creates text.
    Text(Cow<'g, str>),
    /// A list.
    List(Vec<Tree<'g>>),
    /// Names and values.
    Map(Vec<(Cow<'g, str>, Tree<'g>)>),
    /// `Ref`
    Ref(Cow<'g, str>),
    /// `Fn::GetAtt`: logical id and attribute, with dots between the attribute's levels.
    GetAtt(Cow<'g, str>, Cow<'g, str>),
    /// `Fn::Sub`
    Sub(String),
    /// Another function.
    Call(Function, Vec<Tree<'g>>),
}

/// The functions that take a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Function {
    /// `Fn::Join`
    Join,
    /// `Fn::Select`
    Select,
    /// `Fn::Split`
    Split,
    /// `Fn::Equals`
    Equals,
}

impl Function {
    /// Returns the name in JSON.
    pub(super) fn long(self) -> &'static str {
        match self {
            Self::Join => "Fn::Join",
            Self::Select => "Fn::Select",
            Self::Split => "Fn::Split",
            Self::Equals => "Fn::Equals",
        }
    }

    /// Returns the tag in YAML.
    pub(super) fn tag(self) -> &'static str {
        match self {
            Self::Join => "!Join",
            Self::Select => "!Select",
            Self::Split => "!Split",
            Self::Equals => "!Equals",
        }
    }
}

impl<'g> Tree<'g> {
    /// Text.
    pub(super) fn text(text: impl Into<Cow<'g, str>>) -> Self {
        Self::Text(text.into())
    }

    /// Returns the tree of a patch's value.
    pub(super) fn from_json(value: &'g serde_json::Value) -> Self {
        match value {
            serde_json::Value::Null => Self::Null,
            serde_json::Value::Bool(yes) => Self::Bool(*yes),
            serde_json::Value::Number(number) => Self::Number(number.clone()),
            serde_json::Value::String(text) => Self::text(text.as_str()),
            serde_json::Value::Array(entries) => {
                Self::List(entries.iter().map(Self::from_json).collect())
            }
            serde_json::Value::Object(entries) => {
                let entries = entries.iter();
                Self::Map(
                    entries
                        .map(|(name, value)| (name.as_str().into(), Self::from_json(value)))
                        .collect(),
                )
            }
        }
    }
}

/// Names and values, for the sections of a template.
#[derive(Default)]
pub(super) struct Entries<'g>(Vec<(Cow<'g, str>, Tree<'g>)>);

impl<'g> Entries<'g> {
    /// Creates an empty map.
    pub(super) fn new() -> Self {
        Self::default()
    }

    /// Adds an entry.
    pub(super) fn with(
        mut self,
        name: impl Into<Cow<'g, str>>,
        value: impl Into<Tree<'g>>,
    ) -> Self {
        self.push(name, value);
        self
    }

    /// Adds an entry.
    pub(super) fn push(&mut self, name: impl Into<Cow<'g, str>>, value: impl Into<Tree<'g>>) {
        self.0.push((name.into(), value.into()));
    }

    /// Returns true if there are no entries.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<'g> From<Entries<'g>> for Tree<'g> {
    fn from(entries: Entries<'g>) -> Self {
        Self::Map(entries.0)
    }
}

impl<'g> From<&'g str> for Tree<'g> {
    fn from(text: &'g str) -> Self {
        Self::text(text)
    }
}

impl From<String> for Tree<'_> {
    fn from(text: String) -> Self {
        Self::text(text)
    }
}

impl<'g> From<Cow<'g, str>> for Tree<'g> {
    fn from(text: Cow<'g, str>) -> Self {
        Self::Text(text)
    }
}

/// Returns a rate as a number, without decimals if it is whole.
pub(super) fn rate_text(rate: Rate) -> String {
    let Rate(thousandths) = rate;
    let (whole, rest) = (thousandths / 1000, thousandths % 1000);
    if rest == 0 {
        return whole.to_string();
    }
    let text = format!("{whole}.{rest:03}");
    text.trim_end_matches('0').to_owned()
}

/// The long form, for JSON.
impl Serialize for Tree<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(yes) => serializer.serialize_bool(*yes),
            Self::Int(number) => serializer.serialize_i64(*number),
            Self::Number(number) => number.serialize(serializer),
            Self::Rate(rate) => match rate_text(*rate).parse::<u64>() {
                Ok(whole) => serializer.serialize_u64(whole),
                #[expect(clippy::cast_precision_loss, reason = "rates stay far below 2^53")]
                Err(_) => serializer.serialize_f64(rate.0 as f64 / 1000.0),
            },
            Self::Text(text) => serializer.serialize_str(text),
            Self::List(entries) => serializer.collect_seq(entries),
            Self::Map(entries) => {
                serializer.collect_map(entries.iter().map(|(name, value)| (name, value)))
            }
            Self::Ref(name) => call(serializer, "Ref", name),
            Self::GetAtt(id, attribute) => call(serializer, "Fn::GetAtt", &[id, attribute]),
            Self::Sub(text) => call(serializer, "Fn::Sub", text),
            Self::Call(function, arguments) => call(serializer, function.long(), arguments),
        }
    }
}

fn call<S: Serializer, A: Serialize + ?Sized>(
    serializer: S,
    function: &str,
    argument: &A,
) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(1))?;
    map.serialize_entry(function, argument)?;
    map.end()
}
