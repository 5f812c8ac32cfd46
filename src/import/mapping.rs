//! Converts API Gateway's request and response mappings.

use serde_json::Value;

use crate::import::document::{entries, short};
use crate::import::draft::{Draft, Route, value};

/// Converts a request mapping.
pub(super) fn request(
    draft: &mut Draft,
    place: &str,
    (parameter, mapped): (&str, &Value),
    route: &mut Route,
    is_function: bool,
) {
    let text = mapped.as_str().unwrap_or_default();
    let filled = text.replace("${request.path.", "<").replace('}', ">");
    match words(parameter) {
        Some(("set", "path", ""))
            if filled.starts_with('/') && !filled.contains('$') && !is_function =>
        {
            route.clauses.retain(|it| it != "keep");
            route.clauses.push(format!("at {}", value(&filled)));
        }
        Some(("remove", "header", name)) => {
            route.settings.push(format!("request remove header {name}"));
        }
        Some((operation, "header", name)) if !name.eq_ignore_ascii_case("host") => {
            set(
                draft,
                place,
                &format!("request {operation} header {name}"),
                text,
                route,
            );
        }
        Some(("remove", "querystring", name)) => {
            route.settings.push(format!("request remove query {name}"));
        }
        Some((operation, "querystring", name)) => {
            set(
                draft,
                place,
                &format!("request {operation} query {name}"),
                text,
                route,
            );
        }
        _ => draft.leave_out(
            place,
            &format!("the mapping {parameter} = {}", short(mapped)),
        ),
    }
}

/// Converts response mappings: for each status a map, or a list of sources and destinations.
pub(super) fn answers(draft: &mut Draft, place: &str, answers: Option<&Value>, route: &mut Route) {
    for (status, changes) in entries(answers) {
        let listed = changes.get("ResponseParameters").and_then(Value::as_array);
        match listed {
            Some(listed) => {
                for entry in listed {
                    let destination = entry.get("Destination").and_then(Value::as_str);
                    let source = entry.get("Source").and_then(Value::as_str);
                    answer(
                        draft,
                        (place, status),
                        destination.unwrap_or_default(),
                        source.unwrap_or_default(),
                        route,
                    );
                }
            }
            None => {
                for (destination, source) in entries(Some(changes)) {
                    let source = source.as_str().unwrap_or_default();
                    answer(draft, (place, status), destination, source, route);
                }
            }
        }
    }
}

fn answer(
    draft: &mut Draft,
    (place, status): (&str, &str),
    destination: &str,
    source: &str,
    route: &mut Route,
) {
    match words(destination) {
        Some(("set", "statuscode", "")) if source.parse::<u16>().is_ok() => {
            route
                .settings
                .push(format!("response {status} status {source}"));
        }
        Some(("remove", "header", name)) => {
            route
                .settings
                .push(format!("response {status} remove header {name}"));
        }
        Some((operation, "header", name)) => {
            set(
                draft,
                place,
                &format!("response {status} {operation} header {name}"),
                source,
                route,
            );
        }
        _ => draft.leave_out(
            place,
            &format!("the mapping of {status}: {destination} = {source}"),
        ),
    }
}

/// Adds a mapping with a value, unless `.gw` cannot express the value.
fn set(draft: &mut Draft, place: &str, words: &str, text: &str, route: &mut Route) {
    let known = |name: &str| draft.has_variable(name);
    match mapping_value(text, known) {
        Some(value) => route.settings.push(format!("{words} {value}")),
        None => draft.leave_out(place, &format!("the mapping `{words}` = {text}")),
    }
}

/// Splits `overwrite:header.x` into `set`, `header`, `x`.
fn words(parameter: &str) -> Option<(&'static str, &str, &str)> {
    let (operation, rest) = parameter.split_once(':')?;
    let (part, name) = rest.split_once('.').unwrap_or((rest, ""));
    let operation = match operation {
        "overwrite" => "set",
        "append" => "append",
        "remove" => "remove",
        _ => return None,
    };
    Some((operation, part, name))
}

/// Converts a mapping's value. Its variables have the same names in `.gw`.
fn mapping_value(text: &str, has_variable: impl Fn(&str) -> bool) -> Option<String> {
    let known = |name: &str| {
        let name = name
            .replace("request.querystring.", "request.query.")
            .replace("stageVariables.", "stage.");
        let root = ["request.", "response.", "context.", "stage."];
        let plain = |letter: char| letter.is_ascii_alphanumeric() || "._-".contains(letter);
        let is_known = root.iter().any(|root| name.starts_with(root)) && has_variable(&name);
        (is_known && name.chars().all(plain)).then_some(name)
    };
    if let Some(rest) = text.strip_prefix('$')
        && !rest.starts_with('{')
    {
        return known(rest).map(|name| format!("${name}"));
    }
    if !text.contains('$') {
        return Some(value(text));
    }
    // `a-${context.requestId}` is text with a variable in it.
    let mut quoted = String::from("\"");
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${") {
        let (name, left) = after.split_once('}')?;
        if before.contains(['"', '\\', '$']) {
            return None;
        }
        quoted.push_str(&format!("{before}${{{}}}", known(name)?));
        rest = left;
    }
    let plain = !rest.contains(['"', '\\', '$']) && !rest.contains(char::is_control);
    plain.then(|| format!("{quoted}{rest}\""))
}
