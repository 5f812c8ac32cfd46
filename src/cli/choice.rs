//! Options with a fixed set of values. An error suggests the nearest value, by meaning or by spelling.

use std::ffi::OsStr;
use std::marker::PhantomData;

use clap::builder::{EnumValueParser, PossibleValue, TypedValueParser};
use clap::error::{ContextKind, ContextValue};
use clap::{Arg, Command, ValueEnum};

use crate::diag::near::nearest;

/// Synonyms of values.
const SYNONYMS: &[(&str, &str)] = &[
    ("actions", "github"),
    ("aws", "cfn"),
    ("cf", "cfn"),
    ("cft", "cfn"),
    ("cloudformation", "cfn"),
    ("compact", "short"),
    ("csh", "bash"),
    ("csv", "json"),
    ("error", "warnings"),
    ("errors", "warnings"),
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
    ("pwsh", "powershell"),
    ("sam", "cfn"),
    ("sh", "bash"),
    ("table", "human"),
    ("text", "human"),
    ("tf", "terraform"),
    ("tofu", "terraform"),
    ("true", "always"),
    ("txt", "text"),
    ("warn", "warnings"),
    ("xml", "json"),
    ("yaml", "json"),
    ("yes", "always"),
    ("yml", "yaml"),
    ("yml", "json"),
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

/// Finds the value that a wrong word probably stands for.
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
    let only = || {
        let initial = word.chars().next();
        let mut alike = names().filter(|name| name.chars().next() == initial);
        alike.next().filter(|_| alike.next().is_none())
    };
    let found = meant.or_else(near).or_else(start).or_else(only);
    found.map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use clap::error::{ContextKind, ErrorKind};
    use clap::{Arg, Command, CommandFactory};

    use crate::cli::args::Cli;

    /// Returns the values of all options without their second letter, each in a command line.
    fn misspell_values(command: &Command, path: &[&str]) -> Vec<Vec<String>> {
        let mut lines = Vec::new();
        let takes = |arg: &&Arg| arg.get_action().takes_values();
        for arg in command.get_arguments().filter(takes) {
            for value in arg.get_possible_values() {
                let mut word = value.get_name().to_owned();
                word.remove(1);
                let mut line: Vec<String> = path.iter().map(|word| (*word).to_owned()).collect();
                line.extend(arg.get_long().map(|long| format!("--{long}")));
                line.push(word);
                lines.push(line);
            }
        }
        for inner in command.get_subcommands() {
            let path = [path, &[inner.get_name()]].concat();
            lines.extend(misspell_values(inner, &path));
        }
        lines
    }

    #[test]
    fn every_option_with_fixed_values_names_the_nearest() {
        let mut command = Cli::command();
        let lines = misspell_values(&command, &["gwc"]);
        assert!(lines.len() > 30, "only {} values", lines.len());
        for line in lines {
            let error = command.try_get_matches_from_mut(&line).err();
            let suggested = error.map(|error| {
                let near = error.get(ContextKind::SuggestedValue);
                (error.kind(), near.is_some())
            });
            assert_eq!(suggested, Some((ErrorKind::InvalidValue, true)), "{line:?}");
        }
    }
}
