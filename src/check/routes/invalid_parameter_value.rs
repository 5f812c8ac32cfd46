//! `invalid-parameter-value`: a parameter with a value that the service does not accept.

use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};
use crate::facts::ValueKind;
use crate::model::Destination;

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::INVALID_PARAMETER_VALUE,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    for route in &spec.program.routes {
        let Destination::Action(call) = &route.destination else {
            continue;
        };
        let backend = spec.program.backend(call.backend);
        let service = backend.map_or("", |backend| backend.kind.word());
        let Some(action) = spec.facts.integrations.action(service, &call.name.value) else {
            continue;
        };
        for (name, text) in &call.parameters {
            let (Some(parameter), Some(known)) = (action.parameter(&name.value), text.known())
            else {
                continue;
            };
            let help = match parameter.value {
                ValueKind::Seconds if !is_seconds(known) => {
                    "expected a duration in whole seconds, e.g. `10s`"
                }
                ValueKind::Number if known.parse::<u32>().is_err() => "expected a whole number",
                ValueKind::Json if !is_object(known) => "expected a JSON object in quotes",
                ValueKind::Text
                | ValueKind::List
                | ValueKind::Seconds
                | ValueKind::Number
                | ValueKind::Json => continue,
            };
            let message = format!("invalid value `{known}` for `{}`", name.value);
            found.push(Diagnostic::error(code, text.span, message).help(help));
        }
    }
}

fn is_seconds(text: &str) -> bool {
    let number = ["s", "m", "h", "d"]
        .iter()
        .find_map(|unit| text.strip_suffix(unit));
    number.is_some_and(|number| number.parse::<u32>().is_ok())
}

fn is_object(text: &str) -> bool {
    serde_json::from_str::<serde_json::Value>(text).is_ok_and(|value| value.is_object())
}
