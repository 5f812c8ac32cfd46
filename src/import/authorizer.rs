//! Converts authorizers of all document formats.

use crate::import::draft::{Draft, value, values};

/// A Lambda authorizer.
#[derive(Clone, Debug, Default)]
pub(super) struct LambdaAuthorizer {
    /// The function: its ARN, or the name of a backend.
    pub(super) function: String,
    /// The identity sources, as written in the document.
    pub(super) identity: Vec<String>,
    /// The cache time in seconds.
    pub(super) ttl: Option<u64>,
    /// The payload format version.
    pub(super) payload: Option<String>,
    /// True for simple responses, which are just yes or no.
    pub(super) simple: bool,
}

/// Adds a JWT authorizer. `from` is the token's location, if the document gives one.
pub(super) fn jwt(
    draft: &mut Draft,
    (name, place): (&str, &str),
    issuer: Option<&str>,
    audience: &[String],
    from: &[String],
) {
    let known = |text: &&str| text.starts_with("https://") && !text.contains("${");
    let Some(issuer) = issuer.filter(known) else {
        let why = "an authorizer whose issuer is not a literal HTTPS URL";
        draft.leave_out(place, why);
        return;
    };
    if audience.is_empty() || audience.iter().any(|text| text.contains("${")) {
        draft.leave_out(place, "an authorizer whose audience is not a literal");
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
            Some(word) if is_of_request(word) => {
                body.push_str(&format!("; identity {}", in_words(word)));
            }
            Some(_) | None => draft.leave_out(place, &format!("the identity source {source}")),
        }
    }
    draft.authorizer(name, format!("{body} }}"));
}

/// Adds a Lambda authorizer.
pub(super) fn lambda(draft: &mut Draft, (name, place): (&str, &str), it: &LambdaAuthorizer) {
    let mut body = format!("lambda {{ function {}", value(&it.function));
    let mut identity = Vec::new();
    for source in it.identity.iter().flat_map(|text| text.split(',')) {
        let source = source.trim();
        let of_request = source.strip_prefix("$request.");
        let word = of_request.filter(|word| is_of_request(word)).or_else(|| {
            let word = source.strip_prefix('$')?;
            (word.starts_with("context.") || word.starts_with("stageVariables.")).then_some(word)
        });
        match word.filter(|word| draft.has_variable(word)) {
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

/// Returns true if `$request.` can precede a word in an identity source.
fn is_of_request(word: &str) -> bool {
    let name = ["header.", "querystring."]
        .iter()
        .find_map(|root| word.strip_prefix(root));
    name.is_some_and(|name| !name.is_empty())
}

fn in_words(word: &str) -> String {
    match word.strip_prefix("stageVariables.") {
        Some(name) => format!("stage.{name}"),
        None => word.replacen("querystring.", "query.", 1),
    }
}
