//! Trees of property values, before a target writes them in its own format.

use std::borrow::Cow;

use crate::graph::resource::Tags;
use crate::graph::resource::api::RateNum;
use crate::graph::{Expr, Id, ListExpr, Num, Rate};

/// A property's value. It borrows from the graph, since a template consists mostly of the graph's text.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<'g> {
    /// A boolean.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A rate, written as a number of requests per second.
    Rate(Rate),
    /// Known text, never to be interpreted by the target.
    Text(Cow<'g, str>),
    /// Text that is at least partly known only at deploy time.
    Expr(Cow<'g, Expr>),
    /// A number or rate that is an input, by name.
    Input(&'g str),
    /// A list that is an input or an attribute as a whole. Inside a list, it is flattened.
    Whole(&'g ListExpr),
    /// A list.
    List(Vec<Value<'g>>),
    /// Names and values, in the order in which they are written.
    Map(Map<'g>),
}

/// Names and values, in the order in which they are written. Names are unique.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Map<'g>(pub Vec<(Cow<'g, str>, Value<'g>)>);

impl<'g> Map<'g> {
    /// Creates an empty map.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a value.
    #[must_use]
    pub fn with(mut self, name: impl Into<Cow<'g, str>>, value: impl Into<Value<'g>>) -> Self {
        self.0.push((name.into(), value.into()));
        self
    }

    /// Adds a value, if there is one.
    #[must_use]
    pub fn maybe(self, name: impl Into<Cow<'g, str>>, value: Option<impl Into<Value<'g>>>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    /// Adds a list or map, unless it is empty.
    #[must_use]
    pub fn filled(self, name: impl Into<Cow<'g, str>>, value: impl Into<Value<'g>>) -> Self {
        match value.into() {
            Value::List(entries) if entries.is_empty() => self,
            Value::Map(Map(entries)) if entries.is_empty() => self,
            value => self.with(name, value),
        }
    }

    /// Returns the value of a name.
    #[must_use]
    pub fn get_mut(&mut self, name: &str) -> Option<&mut Value<'g>> {
        let mut entries = self.0.iter_mut();
        entries.find(|(key, _)| key == name).map(|(_, value)| value)
    }
}

/// Collects the resources that the values read.
pub fn reads<'v>(map: &'v Map<'_>, into: &mut Vec<&'v Id>) {
    map.0.iter().for_each(|(_, value)| value.reads(into));
}

impl Value<'_> {
    fn reads<'v>(&'v self, into: &mut Vec<&'v Id>) {
        match self {
            Self::Expr(expr) => expr.reads(into),
            Self::Whole(entries) => entries.reads(into),
            Self::List(values) => values.iter().for_each(|value| value.reads(into)),
            Self::Map(map) => reads(map, into),
            Self::Bool(_) | Self::Int(_) | Self::Rate(_) | Self::Text(_) | Self::Input(_) => {}
        }
    }
}

/// Returns a list of values.
pub fn list<'g, V: Into<Value<'g>>>(values: impl IntoIterator<Item = V>) -> Value<'g> {
    Value::List(values.into_iter().map(Into::into).collect())
}

/// Tags in the form of API Gateway's types: a map.
pub fn tag_map(tags: &Tags) -> Value<'_> {
    pairs(tags)
}

/// Tags in the form of all other types: a list of keys and values.
pub fn tag_list(tags: &Tags) -> Value<'_> {
    named(tags, "Key", "Value")
}

/// Names and values as a map.
pub fn pairs<'g>(pairs: &'g [(String, Expr)]) -> Value<'g> {
    let entries = pairs.iter();
    Value::Map(Map(entries
        .map(|(name, value)| (name.as_str().into(), value.into()))
        .collect()))
}

/// Names and values as a list of maps with two entries.
pub fn named<'g>(
    pairs: &'g [(String, Expr)],
    name_word: &'static str,
    value_word: &'static str,
) -> Value<'g> {
    list(pairs.iter().map(|(name, value)| {
        Map::new()
            .with(name_word, name.as_str())
            .with(value_word, value)
    }))
}

impl<'g> From<&'g Expr> for Value<'g> {
    fn from(expr: &'g Expr) -> Self {
        match expr {
            Expr::Literal(text) => Self::Text(text.as_str().into()),
            Expr::Get(..)
            | Expr::Input(_)
            | Expr::Region
            | Expr::Account
            | Expr::Partition
            | Expr::Deployment
            | Expr::Join(_) => Self::Expr(Cow::Borrowed(expr)),
        }
    }
}

impl From<Expr> for Value<'_> {
    fn from(expr: Expr) -> Self {
        match expr {
            Expr::Literal(text) => Self::Text(text.into()),
            expr @ (Expr::Get(..)
            | Expr::Input(_)
            | Expr::Region
            | Expr::Account
            | Expr::Partition
            | Expr::Deployment
            | Expr::Join(_)) => Self::Expr(Cow::Owned(expr)),
        }
    }
}

impl<'g> From<&'g ListExpr> for Value<'g> {
    fn from(entries: &'g ListExpr) -> Self {
        match entries {
            ListExpr::Known(known) => list(known),
            ListExpr::Input(_) | ListExpr::Get(..) => Self::Whole(entries),
        }
    }
}

impl<'g> From<&'g Num> for Value<'g> {
    fn from(number: &'g Num) -> Self {
        match number {
            Num::Known(number) => Self::Int(*number),
            Num::Input(name) => Self::Input(name),
        }
    }
}

impl<'g> From<&'g RateNum> for Value<'g> {
    fn from(rate: &'g RateNum) -> Self {
        match rate {
            RateNum::Known(rate) => Self::Rate(*rate),
            RateNum::Input(name) => Self::Input(name),
        }
    }
}

impl<'g> From<&'g str> for Value<'g> {
    fn from(text: &'g str) -> Self {
        Self::Text(text.into())
    }
}

impl<'g> From<&'g String> for Value<'g> {
    fn from(text: &'g String) -> Self {
        Self::Text(text.as_str().into())
    }
}

impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        Self::Text(text.into())
    }
}

impl<'g> From<Cow<'g, str>> for Value<'g> {
    fn from(text: Cow<'g, str>) -> Self {
        Self::Text(text)
    }
}

impl From<bool> for Value<'_> {
    fn from(yes: bool) -> Self {
        Self::Bool(yes)
    }
}

impl From<u16> for Value<'_> {
    fn from(number: u16) -> Self {
        Self::Int(number.into())
    }
}

impl From<u32> for Value<'_> {
    fn from(number: u32) -> Self {
        Self::Int(number.into())
    }
}

impl<'g> From<Map<'g>> for Value<'g> {
    fn from(map: Map<'g>) -> Self {
        Self::Map(map)
    }
}

impl<'g> From<Vec<Value<'g>>> for Value<'g> {
    fn from(values: Vec<Value<'g>>) -> Self {
        Self::List(values)
    }
}
