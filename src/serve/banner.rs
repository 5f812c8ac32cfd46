//! The start-up message: the address, missing options, and example calls.

use std::collections::BTreeSet;
use std::net::SocketAddr;

use crate::model::{
    Auth, AuthBody, Authorization, Destination, Method, Pattern, Program, Route, Segment,
};
use crate::route::trace::{self, Delivery, Values, backend_name};
use crate::serve::auth::Issuer;
use crate::serve::gateway::{Gateway, is_public};
use crate::serve::state::State;

/// The value of each identity source in the example call of a Lambda authorizer.
const CREDENTIAL: &str = "gwc-serve";

/// Renders the start-up message.
///
/// # Errors
/// When no key for tokens can be created.
pub(super) fn text(state: &State, local: SocketAddr) -> Result<String, String> {
    let gateway = state.gateway();
    let name = &gateway.program().gateway.name;
    let mut text = format!("gwc: serving `{name}` on http://{local}\n");
    if let Some(fault) = &state.options.fault {
        text.push_str(&format!("  --break {}: {}\n", fault.slug, fault.summary()));
    }
    text.push_str(&hints(state, local)?);
    text.push_str("  stop with Ctrl-C; the spec is reloaded when it changes\n");
    Ok(text)
}

/// Renders the missing options, and a call for each authorizer.
///
/// # Errors
/// When no key for tokens can be created.
pub(super) fn hints(state: &State, local: SocketAddr) -> Result<String, String> {
    let gateway = state.gateway();
    let mut text = String::new();
    for (name, port) in without_address(state, &gateway).into_iter().zip(8081_u32..) {
        text.push_str(&format!(
            "  {name} has no address: --to {name}=http://127.0.0.1:{port}\n"
        ));
    }
    if state.aws_endpoint.is_none() && has_actions(gateway.program()) {
        text.push_str(
            "  calls to AWS services are shown, not made; to make them: --aws-endpoint http://127.0.0.1:4566\n",
        );
    }
    if !state.options.allow_iam && asks_for_signatures(gateway.program()) {
        text.push_str(
            "  signatures of `auth iam` cannot be verified locally: --allow-iam accepts requests without verification\n",
        );
    }
    let known = names(gateway.program());
    for name in state.addresses.keys().filter(|it| !known.contains(*it)) {
        text.push_str(&format!(
            "  --to {name}: the spec has no backend or authorizer `{name}`\n"
        ));
    }
    for auth in &gateway.program().auths {
        text.push_str(&call(state, &gateway, auth, local)?);
    }
    Ok(text)
}

/// Returns the backends and Lambda authorizers without an address.
fn without_address(state: &State, gateway: &Gateway) -> BTreeSet<String> {
    let program = gateway.program();
    let mut missing = BTreeSet::new();
    for (index, route) in program.routes.iter().enumerate() {
        let name = backend_name(program, &route.destination);
        if gateway.address(&name).is_some() {
            continue;
        }
        let request = sample(route);
        let delivered =
            trace::deliver(program, &state.facts, &gateway.table, &request, index, None);
        let lacks = delivered.is_some_and(|routed| match &routed.delivery {
            Delivery::Http(seen) => !is_public(seen) && gateway.address(&seen.host).is_none(),
            Delivery::Event { .. } => true,
            Delivery::Call { .. } => false,
        });
        if lacks {
            missing.insert(name);
        }
    }
    for auth in &program.auths {
        if let AuthBody::Lambda { function, .. } = &auth.body
            && gateway.address(&auth.name.value).is_none()
            && !gateway.has_function(function)
        {
            missing.insert(auth.name.value.clone());
        }
    }
    missing
}

fn has_actions(program: &Program) -> bool {
    let mut routes = program.routes.iter();
    routes.any(|route| matches!(route.destination, Destination::Action(_)))
}

fn asks_for_signatures(program: &Program) -> bool {
    let mut routes = program.routes.iter();
    routes.any(|route| match &route.authorization {
        Authorization::Required(using) => using.auth.is_none(),
        Authorization::Open(_) | Authorization::Unknown => false,
    })
}

/// Returns the names that `--to` accepts: backends, authorizers, and hosts of public URLs.
#[must_use]
pub fn names(program: &Program) -> BTreeSet<String> {
    let backends = program.backends.iter().map(|it| it.name.value.clone());
    let auths = program.auths.iter().map(|it| it.name.value.clone());
    let urls = program
        .routes
        .iter()
        .filter_map(|route| match &route.destination {
            Destination::Url(url) => {
                let text = Values::new(program).text(url);
                let host = text.split("://").nth(1)?.split('/').next()?;
                Some(host.to_owned())
            }
            Destination::Backend(_) | Destination::Action(_) => None,
        });
    backends.chain(auths).chain(urls).collect()
}

/// Renders a call of a route with an authorizer.
fn call(
    state: &State,
    gateway: &Gateway,
    auth: &Auth,
    local: SocketAddr,
) -> Result<String, String> {
    let program = gateway.program();
    let guards = |route: &&Route| match &route.authorization {
        Authorization::Required(using) => using.auth.and_then(|id| program.auth(id)) == Some(auth),
        Authorization::Open(_) | Authorization::Unknown => false,
    };
    let guarded: Vec<&Route> = program.routes.iter().filter(guards).collect();
    let Some(route) = guarded.first() else {
        return Ok(String::new());
    };
    let name = &auth.name.value;
    let request = sample(route);
    let method = match request.method {
        Method::Get => String::new(),
        method => format!("-X {} ", method.word()),
    };
    let (about, credential) = match &auth.body {
        AuthBody::Jwt {
            issuer,
            audience,
            identity,
        } => {
            let given = state.keys.is_given(name);
            let token = if given {
                "$TOKEN".to_owned()
            } else {
                let values = Values::new(program);
                let audience = audience.first().map(|it| values.text(it));
                let scopes = scopes(&guarded, &values);
                let issuer_url = values.text(issuer);
                let signed = Issuer::token(
                    state.keys.issuer()?,
                    &issuer_url,
                    audience.as_deref(),
                    &scopes,
                );
                signed.ok_or("cannot sign a token")?
            };
            let about = if given {
                "with a token of its issuer"
            } else {
                "with a token of this gateway"
            };
            let source = identity
                .as_ref()
                .map_or("request.header.authorization", |it| it.value.as_str());
            (about, vec![(source.to_owned(), format!("Bearer {token}"))])
        }
        AuthBody::Lambda {
            identity,
            every_request,
            ..
        } => {
            let mut sources: Vec<String> = identity.iter().map(|it| it.value.clone()).collect();
            if sources.is_empty() && every_request.is_none() {
                sources.push("request.header.authorization".to_owned());
            }
            let credential = sources.into_iter().map(|it| (it, CREDENTIAL.to_owned()));
            (
                "whose function decides about any value",
                credential.collect(),
            )
        }
    };
    let mut flags = String::new();
    let mut query = Vec::new();
    for (source, value) in credential {
        if let Some(header) = source.strip_prefix("request.header.") {
            // A shell replaces variables between double quotes only.
            let quote = if value.contains('$') { '"' } else { '\'' };
            let header = header.to_ascii_lowercase();
            flags.push_str(&format!("-H {quote}{header}: {value}{quote} "));
        } else if let Some(parameter) = source.strip_prefix("request.query.") {
            query.push(format!(
                "{parameter}={}",
                value.trim_start_matches("Bearer ")
            ));
        }
    }
    let query = if query.is_empty() {
        String::new()
    } else {
        format!("?{}", query.join("&"))
    };
    let quote = if query.contains('$') { '"' } else { '\'' };
    Ok(format!(
        "  auth {name}, {about}:\n    curl {method}{flags}{quote}http://{local}{}{query}{quote}\n",
        request.path
    ))
}

/// Returns the scopes that routes require, each once.
fn scopes(routes: &[&Route], values: &Values<'_>) -> Vec<String> {
    let all = routes.iter().flat_map(|route| match &route.authorization {
        Authorization::Required(using) => using.scopes.as_slice(),
        Authorization::Open(_) | Authorization::Unknown => &[],
    });
    let all: BTreeSet<String> = all.map(|it| values.text(it)).collect();
    all.into_iter().collect()
}

/// Returns a request that a route matches.
fn sample(route: &Route) -> crate::route::Request {
    let path: String = match &route.key.pattern {
        Pattern::Default => "/".to_owned(),
        Pattern::Path(segments) if segments.is_empty() => "/".to_owned(),
        Pattern::Path(segments) => segments
            .iter()
            .map(|segment| match segment {
                Segment::Literal(text) => format!("/{text}"),
                Segment::Variable(name) | Segment::Greedy(name) => format!("/{name}"),
            })
            .collect(),
    };
    let method = match route.key.method {
        Method::Any => Method::Get,
        method => method,
    };
    crate::route::Request {
        method,
        host: None,
        path,
        query: String::new(),
        headers: Vec::new(),
    }
}
