//! Applies patches of routes and integrations to the routes of a program.

use serde_json::Value;

use crate::driver::patched::changes::Change;
use crate::graph::resource::api::Route;
use crate::graph::{Body, Id, Sealed};
use crate::model::{
    Arg, AuthId, AuthUse, Authorization, Forward, Method, Operation, Part, Pattern, Program,
    RequestMapping, RequestPart, RouteKey, Segment, TemplatePart, Text,
};
use crate::source::{Span, Spanned};

/// Applies a patch of a route.
pub(super) fn route(
    program: &mut Program,
    sealed: &Sealed,
    change: &Change<'_>,
    lowered: &Route,
) -> bool {
    match change.property() {
        "AuthorizationType" | "AuthorizerId" | "AuthorizationScopes" => {
            let Some(authorization) = authorization(program, sealed, change) else {
                return false;
            };
            each(
                program,
                |it| it.key == lowered.key,
                |it| {
                    it.authorization = authorization.clone();
                },
            )
        }
        "RouteKey" => {
            let Some(key) = change.new.as_str().and_then(key) else {
                return false;
            };
            each(
                program,
                |it| it.key == lowered.key,
                |it| {
                    it.key = key.clone();
                    it.written = key.to_string().replace('{', "<").replace('}', ">");
                },
            )
        }
        _ => false,
    }
}

/// Returns the authorization of a route after all of its patches.
fn authorization(program: &Program, sealed: &Sealed, change: &Change<'_>) -> Option<Authorization> {
    let of = |name: &str| change.properties.get(name).unwrap_or(&Value::Null);
    let span = change.patch.span;
    let scopes = || -> Vec<Text> {
        let scopes = of("AuthorizationScopes").as_array();
        let scopes = scopes.into_iter().flatten().filter_map(Value::as_str);
        scopes.map(|scope| Text::literal(scope, span)).collect()
    };
    let required = |auth: Option<AuthId>| {
        Some(Authorization::Required(AuthUse {
            span,
            auth,
            scopes: scopes(),
        }))
    };
    match of("AuthorizationType").as_str() {
        None | Some("NONE") => Some(Authorization::Open(Some(span))),
        Some("AWS_IAM") => required(None),
        Some("JWT" | "CUSTOM") => {
            let id = referenced_id(sealed, of("AuthorizerId"))?;
            let Body::Authorizer(authorizer) = &sealed.get(&id)?.body else {
                return None;
            };
            let mut known = program.auth_ids();
            let (auth, _) = known.find(|(_, auth)| auth.name.value == authorizer.name)?;
            required(Some(auth))
        }
        Some(_) => None,
    }
}

/// Returns the resource that a value refers to.
fn referenced_id(sealed: &Sealed, value: &Value) -> Option<Id> {
    let id = value.get("$get")?.as_array()?.first()?.as_str()?;
    let mut resources = sealed.graph().resources.iter();
    let found = resources.find(|it| it.id.as_str() == id);
    found.map(|it| it.id.clone())
}

/// Parses a route key in AWS's form.
fn key(text: &str) -> Option<RouteKey> {
    if text == "$default" {
        return Some(RouteKey {
            method: Method::Any,
            pattern: Pattern::Default,
        });
    }
    let (method, path) = text.split_once(' ')?;
    let segment = |text: &str| match text.strip_prefix('{').and_then(|it| it.strip_suffix('}')) {
        Some(name) => match name.strip_suffix('+') {
            Some(name) => Segment::Greedy(name.to_owned()),
            None => Segment::Variable(name.to_owned()),
        },
        None => Segment::Literal(text.to_owned()),
    };
    let path = path.strip_prefix('/')?;
    let segments = path.split('/').filter(|it| !it.is_empty());
    Some(RouteKey {
        method: Method::from_word(method)?,
        pattern: Pattern::Path(segments.map(segment).collect()),
    })
}

/// Applies a patch of an integration to every route that uses it.
pub(super) fn integration(program: &mut Program, sealed: &Sealed, change: &Change<'_>) -> bool {
    let served: Vec<RouteKey> = sealed
        .graph()
        .resources
        .iter()
        .filter_map(|it| match &it.body {
            Body::Route(route) if route.target == change.resource.id => Some(route.key.clone()),
            _ => None,
        })
        .collect();
    let serves = |route: &crate::model::Route| served.contains(&route.key);
    let span = change.patch.span;
    match change.steps().as_slice() {
        ["TimeoutInMillis"] => {
            let timeout = match &change.new {
                Value::Null => None,
                value => match value.as_u64().and_then(|it| u32::try_from(it).ok()) {
                    Some(milliseconds) => Some(Spanned::new(Arg::Known(milliseconds), span)),
                    None => return false,
                },
            };
            each(program, serves, |it| it.timeout.clone_from(&timeout))
        }
        ["RequestParameters", "overwrite:path"] => {
            let Some(forward) = forward(&change.new) else {
                return false;
            };
            each(program, serves, |it| it.forward = forward.clone())
        }
        ["RequestParameters", parameter] => {
            let Some(mapping) = mapping(parameter, &change.new, span) else {
                return false;
            };
            each(program, serves, |it| {
                it.request.retain(|known| {
                    (known.operation, known.part) != (mapping.operation, mapping.part)
                        || !known.name.value.eq_ignore_ascii_case(&mapping.name.value)
                });
                if !change.new.is_null() {
                    it.request.push(mapping.clone());
                }
            })
        }
        _ => false,
    }
}

/// Changes each matching route; returns `false` if there is none, as for routes that the compiler adds.
fn each(
    program: &mut Program,
    meant: impl Fn(&crate::model::Route) -> bool,
    change: impl Fn(&mut crate::model::Route),
) -> bool {
    let mut found = false;
    for route in program.routes.iter_mut().filter(|route| meant(route)) {
        change(route);
        found = true;
    }
    found
}

/// Converts the value of `overwrite:path`; if it is removed, the client's path is forwarded.
fn forward(value: &Value) -> Option<Forward> {
    let text = match value {
        Value::Null => return Some(Forward::AsSent),
        value => value.as_str()?,
    };
    let parts = parts(text)?;
    let template = parts.into_iter().map(|part| match part {
        Part::Literal(text) => Some(TemplatePart::Literal(text)),
        Part::Variable(name) => {
            let name = name.strip_prefix("request.path.")?;
            Some(TemplatePart::Variable(name.to_owned()))
        }
        Part::Input(_) => None,
    });
    let template: Option<Vec<TemplatePart>> = template.collect();
    Some(Forward::Template(template?))
}

/// Converts a mapping of a header or of the query string.
fn mapping(parameter: &str, value: &Value, span: Span) -> Option<RequestMapping> {
    let (operation, place) = parameter.split_once(':')?;
    let operation = match operation {
        "overwrite" => Operation::Set,
        "append" => Operation::Append,
        "remove" => Operation::Remove,
        _ => return None,
    };
    let (part, name) = place.split_once('.')?;
    let part = match part {
        "header" => RequestPart::Header,
        "querystring" => RequestPart::Query,
        _ => return None,
    };
    // The compiler sets the host name of a private backend.
    if part == RequestPart::Header && name.eq_ignore_ascii_case("host") {
        return None;
    }
    let parts = match value {
        Value::Null => Vec::new(),
        value => parts(value.as_str()?)?,
    };
    Some(RequestMapping {
        span,
        operation,
        part,
        name: Spanned::new(name.to_owned(), span),
        value: Text { parts, span },
    })
}

/// Parses a value of API Gateway: text with `${request.path.x}` in it, or just `$request.path.x`.
fn parts(text: &str) -> Option<Vec<Part>> {
    if let Some(name) = text.strip_prefix('$').filter(|rest| !rest.starts_with('{')) {
        return Some(vec![Part::Variable(name.to_owned())]);
    }
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${") {
        let (name, tail) = after.split_once('}')?;
        if !before.is_empty() {
            parts.push(Part::Literal(before.to_owned()));
        }
        parts.push(Part::Variable(name.to_owned()));
        rest = tail;
    }
    if !rest.is_empty() {
        parts.push(Part::Literal(rest.to_owned()));
    }
    Some(parts)
}
