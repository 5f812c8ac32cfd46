//! Authorizers, whatever a document calls their parts.

use serde_json::Value;

use crate::import::document::texts;
use crate::import::draft::{Draft, value, values};

/// An authorizer with a function behind it.
#[derive(Clone, Debug, Default)]
pub(super) struct LambdaAuthorizer {
    /// The function: its ARN, or the name of a backend.
    pub(super) function: String,
    /// Where a request says who sends it, as the document has it.
    pub(super) identity: Vec<String>,
    /// Seconds for which an answer is kept.
    pub(super) ttl: Option<u64>,
    /// The version of the event.
    pub(super) payload: Option<String>,
    /// Whether it answers with a yes or no.
    pub(super) simple: bool,
}

/// Adds one that checks tokens. `from` is where they are, where the document says it.
pub(super) fn jwt(
    draft: &mut Draft,
    (name, place): (&str, &str),
    issuer: Option<&str>,
    audience: &[String],
    from: &[String],
) {
    let known = |text: &&str| text.starts_with("https://") && !text.contains("${");
    let Some(issuer) = issuer.filter(known) else {
        let why = "an authorizer whose issuer is not written out as an HTTPS URL";
        draft.leave_out(place, why);
        return;
    };
    if audience.is_empty() || audience.iter().any(|text| text.contains("${")) {
        draft.leave_out(place, "an authorizer whose audience is not written out");
        return;
    }
    let mut body = format!(
        "jwt {{ issuer {}; audience {}",
        value(issuer),
        values(audience)
    );
    for source in from {
        match source.strip_prefix("$request.") {
            Some(word) if word.eq_ignore_ascii_case("header.authorization") => {}
            Some(word) => body.push_str(&format!("; identity {}", in_words(word))),
            None => draft.leave_out(place, &format!("the identity source {source}")),
        }
    }
    draft.authorizer(name, format!("{body} }}"));
}

/// Adds one that asks a function.
pub(super) fn lambda(draft: &mut Draft, (name, place): (&str, &str), it: &LambdaAuthorizer) {
    let mut body = format!("lambda {{ function {}", value(&it.function));
    let mut identity = Vec::new();
    for source in it.identity.iter().flat_map(|text| text.split(',')) {
        let source = source.trim();
        let word = source.strip_prefix("$request.").or_else(|| {
            let word = source.strip_prefix('$')?;
            (word.starts_with("context.") || word.starts_with("stageVariables.")).then_some(word)
        });
        match word {
            Some(word) => identity.push(in_words(word)),
            None => draft.leave_out(place, &format!("the identity source {source}")),
        }
    }
    match identity.as_slice() {
        [] => body.push_str("; identity none"),
        identity => body.push_str(&format!("; identity {}", identity.join(" "))),
    }
    match it.ttl {
        Some(0) | None => {}
        Some(seconds) if identity.is_empty() => {
            let why = format!("its TTL of {seconds} s: without an identity nothing is cached");
            draft.leave_out(place, &why);
        }
        Some(seconds) => body.push_str(&format!("; ttl {seconds}s")),
    }
    if it.simple {
        body.push_str("; simple");
    }
    if it.payload.as_deref() == Some("1.0") {
        let why = "its payload format 1.0: the function will get events of version 2.0";
        draft.leave_out(place, why);
    }
    draft.authorizer(name, format!("{body} }}"));
}

fn in_words(word: &str) -> String {
    match word.strip_prefix("stageVariables.") {
        Some(name) => format!("stage.{name}"),
        None => word.replacen("querystring.", "query.", 1),
    }
}

/// The texts of a list, or none where one of them is computed.
pub(super) fn known_texts(entry: Option<&Value>) -> Vec<String> {
    let found = texts(entry);
    let count = entry.and_then(Value::as_array).map_or(1, Vec::len);
    if found.len() == count {
        found
    } else {
        Vec::new()
    }
}
