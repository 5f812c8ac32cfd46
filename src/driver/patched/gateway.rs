//! Applies patches of the API, its stage, authorizers and domains to the gateway of a program.

use serde_json::Value;

use crate::driver::patched::changes::Change;
use crate::graph::Expr;
use crate::graph::resource::api::Authorizer;
use crate::graph::resource::dns::{Domain, Mapping};
use crate::graph::{Body, Sealed};
use crate::model::{Arg, AuthBody, Cors, Log, LogFormat, Program, Rate, Text, Throttle};
use crate::source::{Span, Spanned};

/// Applies a patch of the API.
pub(super) fn api(program: &mut Program, change: &Change<'_>) -> bool {
    let span = change.patch.span;
    match change.property() {
        "CorsConfiguration" => {
            let Some(cors) = cors(change) else {
                return false;
            };
            program.gateway.cors = cors;
            true
        }
        "DisableExecuteApiEndpoint" => {
            let Some(off) = flag(&change.new) else {
                return false;
            };
            program.gateway.endpoint_off = off.then_some(span);
            true
        }
        "IpAddressType" => {
            let dualstack = change.new == "dualstack";
            program.gateway.dualstack = dualstack.then_some(span);
            true
        }
        _ => false,
    }
}

/// Returns the CORS settings after all patches; `None` if a value is not a known text.
fn cors(change: &Change<'_>) -> Option<Option<Cors>> {
    let span = change.patch.span;
    let Some(settings) = change.properties.get("CorsConfiguration") else {
        return Some(None);
    };
    if settings.is_null() {
        return Some(None);
    }
    let list = |name: &str| -> Option<Vec<String>> {
        let entries = settings.get(name).and_then(Value::as_array);
        let entries = entries.into_iter().flatten();
        entries.map(|it| it.as_str().map(str::to_owned)).collect()
    };
    let texts = |name: &str| -> Option<Vec<Text>> {
        let texts = list(name)?.into_iter();
        Some(texts.map(|it| Text::literal(it, span)).collect())
    };
    let age = settings.get("MaxAge").unwrap_or(&Value::Null);
    let age = seconds(age)?;
    let credentials = settings.get("AllowCredentials").unwrap_or(&Value::Null);
    let credentials = flag(credentials)?;
    Some(Some(Cors {
        span,
        origins: texts("AllowOrigins")?,
        methods: texts("AllowMethods")?,
        headers: texts("AllowHeaders")?,
        expose: texts("ExposeHeaders")?,
        max_age: age.map(|it| Spanned::new(Arg::Known(it), span)),
        credentials: credentials.then_some(span),
    }))
}

/// Reads a setting that is off if it is absent; `None` if it is known only at deployment.
fn flag(value: &Value) -> Option<bool> {
    match value {
        Value::Null => Some(false),
        Value::Bool(on) => Some(*on),
        Value::Number(_) | Value::String(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

/// Reads a number of seconds that may be absent; `None` if it is not a known number.
fn seconds(value: &Value) -> Option<Option<u32>> {
    match value {
        Value::Null => Some(None),
        value => Some(Some(u32::try_from(value.as_u64()?).ok()?)),
    }
}

/// Applies a patch of the stage.
pub(super) fn stage(program: &mut Program, change: &Change<'_>) -> bool {
    let span = change.patch.span;
    let settings = |path: &[&str]| {
        let start = Some(&*change.properties);
        path.iter().fold(start, |at, step| at?.get(step)).cloned()
    };
    match change.steps().as_slice() {
        [
            "DefaultRouteSettings",
            "ThrottlingRateLimit" | "ThrottlingBurstLimit",
        ] => {
            let Some(throttle) = throttle(settings(&["DefaultRouteSettings"]), span) else {
                return false;
            };
            program.gateway.throttle = throttle;
            true
        }
        [
            "RouteSettings",
            key,
            "ThrottlingRateLimit" | "ThrottlingBurstLimit",
        ] => {
            let Some(throttle) = throttle(settings(&["RouteSettings", key]), span) else {
                return false;
            };
            let mut routes = program.routes.iter_mut();
            let Some(route) = routes.find(|it| it.key.to_string() == *key) else {
                return false;
            };
            route.throttle = throttle;
            true
        }
        [
            "DefaultRouteSettings" | "RouteSettings",
            ..,
            "DetailedMetricsEnabled",
        ] => true,
        ["AccessLogSettings", "Format"] => {
            let (Some(format), Log::On { format: known, .. }) =
                (change.new.as_str(), &mut program.gateway.log)
            else {
                return false;
            };
            *known = LogFormat::Custom(Text::literal(format, span));
            true
        }
        ["StageVariables", name] => {
            let variables = &mut program.gateway.stage_variables;
            variables.retain(|(known, _)| known.value != *name);
            match &change.new {
                Value::Null => true,
                Value::String(value) => {
                    let word = Spanned::new((*name).to_owned(), span);
                    variables.push((word, Text::literal(value.clone(), span)));
                    true
                }
                Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => false,
            }
        }
        _ => false,
    }
}

/// Reads a limit of `DefaultRouteSettings` or of a route; `None` if it is not a known number.
fn throttle(settings: Option<Value>, span: Span) -> Option<Option<Throttle>> {
    let settings = settings.unwrap_or(Value::Null);
    let of = |name: &str| settings.get(name).filter(|it| !it.is_null());
    let Some(rate) = of("ThrottlingRateLimit") else {
        return Some(None);
    };
    let rate = thousandths(rate)?;
    let burst = match of("ThrottlingBurstLimit") {
        Some(burst) => Some(Arg::Known(u32::try_from(burst.as_u64()?).ok()?)),
        None => None,
    };
    Some(Some(Throttle {
        span,
        rate: Arg::Known(Rate(rate)),
        burst,
    }))
}

/// Converts requests per second to thousandths, exactly.
fn thousandths(rate: &Value) -> Option<u64> {
    let text = match rate {
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.clone(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => return None,
    };
    let (whole, rest) = text.split_once('.').unwrap_or((&text, ""));
    let rest = format!("{rest:0<3}");
    let rest = rest.get(..3)?;
    whole
        .parse::<u64>()
        .ok()?
        .checked_mul(1000)?
        .checked_add(rest.parse().ok()?)
}

/// Applies a patch of an authorizer.
pub(super) fn authorizer(program: &mut Program, change: &Change<'_>, lowered: &Authorizer) -> bool {
    let span = change.patch.span;
    let mut auths = program.auths.iter_mut();
    let Some(auth) = auths.find(|it| it.name.value == lowered.name) else {
        return false;
    };
    let strings = || -> Option<Vec<String>> {
        let entries = change.new.as_array()?.iter();
        entries.map(|it| it.as_str().map(str::to_owned)).collect()
    };
    let plain = |source: &String| Spanned::new(source.trim_start_matches('$').to_owned(), span);
    match (&mut auth.body, change.steps().as_slice()) {
        (AuthBody::Jwt { issuer, .. }, ["JwtConfiguration", "Issuer"]) => {
            let Some(text) = change.new.as_str() else {
                return false;
            };
            *issuer = Text::literal(text, span);
            true
        }
        (AuthBody::Jwt { audience, .. }, ["JwtConfiguration", "Audience"]) => {
            let Some(entries) = strings() else {
                return false;
            };
            *audience = entries
                .into_iter()
                .map(|it| Text::literal(it, span))
                .collect();
            true
        }
        (AuthBody::Jwt { identity, .. }, ["IdentitySource"]) => {
            let Some(entries) = strings() else {
                return false;
            };
            *identity = entries.first().map(plain);
            true
        }
        (AuthBody::Lambda { identity, .. }, ["IdentitySource"]) => {
            let Some(entries) = strings() else {
                return false;
            };
            *identity = entries.iter().map(plain).collect();
            true
        }
        (AuthBody::Lambda { ttl, .. }, ["AuthorizerResultTtlInSeconds"]) => {
            let Some(seconds) = seconds(&change.new) else {
                return false;
            };
            *ttl = seconds.map(|it| Spanned::new(Arg::Known(it), span));
            true
        }
        _ => false,
    }
}

/// Applies a patch of a domain.
pub(super) fn domain(program: &mut Program, change: &Change<'_>, lowered: &Domain) -> bool {
    if change.property() != "MutualTlsAuthentication" {
        return change.property() == "DomainNameConfigurations";
    }
    let span = change.patch.span;
    let uri = change.properties.get("MutualTlsAuthentication");
    let uri = uri.and_then(|it| it.get("TruststoreUri"));
    let truststore = match uri {
        None | Some(Value::Null) => None,
        Some(Value::String(uri)) => Some(Text::literal(uri.clone(), span)),
        Some(Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_)) => {
            return false;
        }
    };
    let host = lowered.host.known();
    let domains = program.gateway.domains.iter_mut();
    let mut found = false;
    for domain in domains.filter(|it| host.is_some() && it.host.known() == host) {
        domain.mtls.clone_from(&truststore);
        found = true;
    }
    found
}

/// Applies a patch of a domain mapping.
pub(super) fn mapping(
    program: &mut Program,
    sealed: &Sealed,
    change: &Change<'_>,
    lowered: &Mapping,
) -> bool {
    if change.property() != "ApiMappingKey" {
        return false;
    }
    let path = match &change.new {
        Value::Null => None,
        Value::String(path) => Some(Text::literal(path.clone(), change.patch.span)),
        Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => return false,
    };
    let host = match &lowered.domain {
        Expr::Get(id, _) => match sealed.get(id).map(|it| &it.body) {
            Some(Body::Domain(domain)) => domain.host.known(),
            Some(_) | None => return false,
        },
        existing => existing.known(),
    };
    let old = lowered.key.as_ref().map(|key| key.known());
    let mut domains = program.gateway.domains.iter_mut();
    let found = domains.find(|it| {
        let own = it.path.as_ref().map(|path| path.known());
        host.is_some() && it.host.known() == host && own == old
    });
    let Some(found) = found else {
        return false;
    };
    found.path = path;
    true
}
