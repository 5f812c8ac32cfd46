//! Values from the command line: `--set NAME=VALUE`, with the name in any target's style.

use std::collections::BTreeMap;

use crate::diag::Diagnostic;
use crate::diag::codes::UNKNOWN_SET_NAME;
use crate::diag::near::nearest;
use crate::model::from_ast::Resolver;

/// The values of `--set`, with a flag for the used ones.
#[derive(Debug, Default)]
pub(super) struct Overrides {
    values: BTreeMap<String, (String, bool)>,
}

impl Overrides {
    /// Returns the values in the order of the command line; the last one of a name wins.
    pub(super) fn new(set: &[(String, String)]) -> Self {
        let values = set
            .iter()
            .map(|(name, value)| (name.clone(), (value.clone(), false)))
            .collect();
        Self { values }
    }

    /// Takes the value of a name, which can be written `svc-url`, `svc_url` or `SvcUrl`.
    pub(super) fn take(&mut self, name: &str) -> Option<String> {
        if self.values.is_empty() {
            return None;
        }
        let styles = [name.to_owned(), name.replace('-', "_"), pascal(name)];
        let mut found = None;
        for style in styles {
            if let Some((value, used)) = self.values.get_mut(&style) {
                *used = true;
                found.get_or_insert_with(|| value.clone());
            }
        }
        found
    }
}

/// Returns a name in CloudFormation's case style: `svc-url` becomes `SvcUrl`.
pub(super) fn pascal(name: &str) -> String {
    let mut text = String::with_capacity(name.len());
    let mut upper = true;
    for letter in name.chars() {
        if letter.is_ascii_alphanumeric() {
            text.push(if upper {
                letter.to_ascii_uppercase()
            } else {
                letter
            });
            upper = false;
        } else {
            upper = true;
        }
    }
    text
}

/// Returns a name in any case style as words: `SvcUrl` becomes `svc-url`.
fn words(name: &str) -> String {
    let mut text = String::with_capacity(name.len());
    for letter in name.chars() {
        match letter {
            '_' => text.push('-'),
            'A'..='Z' => {
                if !text.is_empty() && !text.ends_with('-') {
                    text.push('-');
                }
                text.push(letter.to_ascii_lowercase());
            }
            other => text.push(other),
        }
    }
    text
}

/// Reports the values that nothing used.
pub(super) fn unknown(cx: &mut Resolver<'_>) {
    let left: Vec<String> = cx
        .overrides
        .values
        .iter()
        .filter(|(_, (_, used))| !used)
        .map(|(name, _)| name.clone())
        .collect();
    for name in left {
        let known: Vec<&str> = cx.params.names().chain(cx.inputs.names()).collect();
        let near = nearest(&mut cx.budget, &words(&name), known.iter().copied());
        let message = format!("`--set {name}`: this spec has no such param or input");
        let mut fault = Diagnostic::error(UNKNOWN_SET_NAME, cx.start, message);
        fault = match near.as_slice() {
            [] if known.is_empty() => fault.help("this spec has no params and no inputs"),
            [] => fault.help(format!("it has {}", quote_list(known.iter().take(12)))),
            near => fault.help(format!("did you mean {}?", quote_list(near.iter()))),
        };
        cx.diagnostics.push(fault);
    }
}

/// Names in backticks, separated by commas.
pub(super) fn quote_list<'n>(names: impl IntoIterator<Item = &'n &'n str>) -> String {
    let names: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}
