//! Finds parts of a spec that a text mentions without an id: by route key, ARN, issuer or name.

use crate::model::{AuthBody, Backend, BackendBody, Program, Route, Source, Text};
use crate::source::Span;

/// The minimum length of a backend's name to search for in running text; shorter names are often ordinary words.
const MIN_NAME: usize = 4;

/// Finds the route whose key is in a text, preferring the longest key.
pub(super) fn route<'p>(program: &'p Program, message: &str) -> Option<&'p Route> {
    if !message.contains(" /") {
        return None;
    }
    let named = program.routes.iter().filter_map(|route| {
        let key = route.key.to_string();
        let at = key.contains(' ').then(|| message.find(&key)).flatten()?;
        let behind = message.get(at + key.len()..)?;
        let whole =
            !behind.starts_with(|next: char| next.is_alphanumeric() || "/{-_".contains(next));
        whole.then_some((key.len(), route))
    });
    named
        .max_by_key(|(length, _)| *length)
        .map(|(_, route)| route)
}

/// Finds the authorizer whose issuer or function is in a text, else the only one.
pub(super) fn auth(program: &Program, message: &str) -> Option<Span> {
    let mut named = program.auths.iter().filter(|auth| match &auth.body {
        AuthBody::Jwt { issuer, .. } => stands_in(issuer, message),
        AuthBody::Lambda { function, .. } => stands_in(function, message),
    });
    let only = program.auths.first().filter(|_| program.auths.len() == 1);
    named.next().or(only).map(|auth| auth.name.span)
}

/// Finds the backend whose ARN, URL or name is in a text, else the only one.
pub(super) fn backend(program: &Program, message: &str) -> Option<Span> {
    let mut backends = program.backends.iter();
    let by_reference =
        backends.find(|backend| references(backend).iter().any(|it| stands_in(it, message)));
    let by_name = || {
        let mut named = program.backends.iter().filter(|backend| {
            let name = backend.name.value.as_str();
            name.len() >= MIN_NAME
                && message
                    .split(|letter: char| !is_of_name(letter))
                    .any(|it| it == name)
        });
        named.next().filter(|_| named.next().is_none())
    };
    let only = program
        .backends
        .first()
        .filter(|_| program.backends.len() == 1);
    let found = by_reference.or_else(by_name).or(only);
    found.map(|backend| backend.name.span)
}

fn is_of_name(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '-'
}

fn references(backend: &Backend) -> Vec<&Text> {
    match &backend.body {
        BackendBody::Lambda { arn, .. } => vec![arn],
        BackendBody::Balancer(balancer) => vec![&balancer.listener],
        BackendBody::CloudMap { service } => vec![service],
        BackendBody::Service { resource } => vec![resource],
        BackendBody::AppRunner(_) | BackendBody::Ecs(_) => match backend.body.source() {
            Some(Source::Existing { arn, url }) => arn.iter().chain(url).collect(),
            Some(Source::Created(_)) | None => Vec::new(),
        },
    }
}

fn stands_in(text: &Text, message: &str) -> bool {
    text.known()
        .is_some_and(|text| text.len() > 8 && message.contains(text))
}
