//! Options with a fixed set of values: a wrong one names the nearest right one, by meaning or by letters.

use std::ffi::OsStr;
use std::marker::PhantomData;

use clap::builder::{EnumValueParser, PossibleValue, TypedValueParser};
use clap::error::{ContextKind, ContextValue};
use clap::{Arg, Command, ValueEnum};

use crate::diag::near::nearest;

/// Other words for values, and the values.
const SYNONYMS: &[(&str, &str)] = &[
    ("actions", "github"),
    ("aws", "cfn"),
    ("cf", "cfn"),
    ("cft", "cfn"),
    ("cloudformation", "cfn"),
    ("compact", "short"),
    ("gh", "github"),
    ("graph", "ir"),
    ("hcl", "terraform"),
    ("jsonl", "json"),
    ("line", "short"),
    ("md", "markdown"),
    ("ndjson", "json"),
    ("no", "never"),
    ("off", "never"),
    ("on", "always"),
    ("opentofu", "terraform"),
    ("pretty", "human"),
    ("sam", "cfn"),
    ("table", "human"),
    ("text", "human"),
    ("tf", "terraform"),
    ("tofu", "terraform"),
    ("txt", "text"),
    ("yes", "always"),
    ("yml", "yaml"),
];

/// Parses a value of `T`.
#[derive(Clone, Debug)]
pub(super) struct Choice<T>(PhantomData<T>);

impl<T> Choice<T> {
    pub(super) fn new() -> Self {
        Self(PhantomData)
    }
}

impl<T: ValueEnum + Clone + Send + Sync + 'static> TypedValueParser for Choice<T> {
    type Value = T;

    fn parse_ref(
        &self,
        command: &Command,
        argument: Option<&Arg>,
        value: &OsStr,
    ) -> Result<T, clap::Error> {
        let parsed = EnumValueParser::<T>::new().parse_ref(command, argument, value);
        parsed.map_err(|mut error| {
            let word = value.to_string_lossy().to_lowercase();
            if let Some(near) = suggest::<T>(&word) {
                error.insert(ContextKind::SuggestedValue, ContextValue::String(near));
            }
            error
        })
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        let values = T::value_variants().iter();
        Some(Box::new(values.filter_map(ValueEnum::to_possible_value)))
    }
}

/// The value that a wrong word stands for.
fn suggest<T: ValueEnum>(word: &str) -> Option<String> {
    let values = T::value_variants().iter();
    let values: Vec<PossibleValue> = values.filter_map(ValueEnum::to_possible_value).collect();
    let names = || values.iter().map(PossibleValue::get_name);
    let meant = SYNONYMS.iter().filter(|(other, _)| *other == word);
    let meant = meant
        .map(|(_, name)| *name)
        .find(|name| names().any(|it| it == *name));
    let near = || {
        nearest(&mut Default::default(), word, names())
            .first()
            .copied()
    };
    let start = || names().find(|name| !word.is_empty() && name.starts_with(word));
    meant.or_else(near).or_else(start).map(str::to_owned)
}
