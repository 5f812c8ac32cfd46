//! JWT authorizers: checks signature, issuer, audience, times and scopes like API Gateway.
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html>

use std::time::SystemTime;

use jsonwebtoken::{Algorithm, Validation};
use serde_json::{Map, Value};

use crate::model::{Auth, AuthBody, AuthUse, Text};
use crate::route::trace::Values;
use crate::serve::answer::Refusal;
use crate::serve::auth::identity;
use crate::serve::auth::keys::KeyError;
use crate::serve::exchange::{Caller, Exchange};
use crate::serve::fault::Stage;
use crate::serve::gateway::Gateway;
use crate::serve::state::State;
use crate::serve::{clock, fault};

/// The algorithms for RSA keys.
const RSA: [Algorithm; 6] = [
    Algorithm::RS256,
    Algorithm::RS384,
    Algorithm::RS512,
    Algorithm::PS256,
    Algorithm::PS384,
    Algorithm::PS512,
];

const AUDIENCE: &str = "the token does not have a valid audience";
const EXPIRED: &str = "the token has expired";
const UNREACHABLE: &str = "JWKS communication error";
const NOT_FOUND: &str = "the kid is not found in the JWKS";

type Claims = Map<String, Value>;

/// Checks the token of a request.
pub(super) async fn check(
    state: &State,
    gateway: &Gateway,
    exchange: &Exchange,
    auth: &Auth,
    using: &AuthUse,
) -> Result<Caller, Refusal> {
    let AuthBody::Jwt {
        issuer,
        audience,
        identity: source,
    } = &auth.body
    else {
        never!("the authorizer `{}` takes no token", auth.name.value);
    };
    let source = source
        .as_ref()
        .map_or("request.header.Authorization", |it| it.value.as_str());
    let Some(sent) = identity(gateway, exchange, source) else {
        let why = format!("there is no token in `{source}`");
        return Err(Refusal::no_token(&why));
    };
    let text = |it: &Text| Values::new(gateway.program()).text(it);
    let issuer = text(issuer);
    let audience: Vec<String> = audience.iter().map(text).collect();
    let claims = verify(state, &auth.name.value, bearer(&sent)).await;
    let now = clock::epoch_s(SystemTime::now());
    let claims = claims.and_then(|claims| {
        accept(&claims, &issuer, &audience, now)?;
        Ok(claims)
    });
    let wanted: Vec<String> = using.scopes.iter().map(text).collect();
    let claims = claims.map_err(|why| Refusal::token(&wanted, &why))?;
    fault::inject(state.options.fault.as_ref(), Stage::Token)?;
    if !wanted.is_empty() && !has_scope(&claims, &wanted) {
        return Err(Refusal::scopes(&wanted));
    }
    Ok(Caller::Token {
        claims,
        scopes: (!wanted.is_empty()).then_some(wanted),
    })
}

/// Removes the scheme from a token.
fn bearer(sent: &str) -> &str {
    match sent.split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => token.trim(),
        Some(_) | None => sent.trim(),
    }
}

/// Returns the claims of a token with a valid signature, or the reason for refusing it.
async fn verify(state: &State, auth: &str, token: &str) -> Result<Claims, String> {
    if token.split('.').count() != 3 {
        return Err("token contains an invalid number of segments".to_owned());
    }
    let header = jsonwebtoken::decode_header(token);
    let header = header.map_err(|_| "the token cannot be decoded".to_owned())?;
    if !RSA.contains(&header.alg) {
        return Err(format!("signing method {:?} is invalid", header.alg));
    }
    let id = header.kid.ok_or("the token has no kid header")?;
    let key = state.keys.find(state, auth, &id).await;
    let key = key.map_err(|why| match why {
        KeyError::Unreachable(why) => {
            state.sink.message(format!("gwc: {why}\n"));
            UNREACHABLE.to_owned()
        }
        KeyError::Unknown => NOT_FOUND.to_owned(),
        KeyError::Unusable(why) => {
            state.sink.message(format!("gwc: {why}\n"));
            NOT_FOUND.to_owned()
        }
    })?;
    let mut validation = Validation::new(header.alg);
    // The claims are checked below, with API Gateway's rules.
    validation.required_spec_claims.clear();
    validation.validate_exp = false;
    validation.validate_nbf = false;
    validation.validate_aud = false;
    let decoded = jsonwebtoken::decode::<Claims>(token, &key, &validation);
    decoded
        .map(|it| it.claims)
        .map_err(|_| "the token's signature is invalid".to_owned())
}

/// Checks the claims of a token for this authorizer at a time.
fn accept(claims: &Claims, issuer: &str, audience: &[String], now: u64) -> Result<(), String> {
    if claims.get("iss").and_then(Value::as_str) != Some(issuer) {
        return Err("the token does not have a valid issuer".to_owned());
    }
    // `client_id` counts only if there is no `aud`.
    let named = match claims.get("aud") {
        Some(aud) => texts(aud),
        None => claims.get("client_id").map(texts).unwrap_or_default(),
    };
    if !named.iter().any(|it| audience.contains(it)) {
        return Err(AUDIENCE.to_owned());
    }
    let now = now as f64;
    match seconds(claims, "exp")? {
        Some(exp) if exp > now => {}
        Some(_) => return Err(EXPIRED.to_owned()),
        None => return Err("the token has no expiry".to_owned()),
    }
    if seconds(claims, "nbf")?.is_some_and(|it| it > now) {
        return Err("the token is not valid yet".to_owned());
    }
    if seconds(claims, "iat")?.is_some_and(|it| it > now) {
        return Err("the token was issued in the future".to_owned());
    }
    Ok(())
}

/// Returns a time of a token, or an error if it is not a number.
fn seconds(claims: &Claims, name: &str) -> Result<Option<f64>, String> {
    let Some(value) = claims.get(name) else {
        return Ok(None);
    };
    let number = value.as_f64().map(Some);
    number.ok_or_else(|| format!("the claim `{name}` is not a number"))
}

/// Returns a single text, or the texts of a list.
fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.clone()],
        Value::Array(items) => {
            let items = items.iter().filter_map(Value::as_str);
            items.map(str::to_owned).collect()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => Vec::new(),
    }
}

/// Returns true if a token has one of the scopes, in `scope` or `scp`.
fn has_scope(claims: &Claims, wanted: &[String]) -> bool {
    let claims = ["scope", "scp"]
        .into_iter()
        .filter_map(|name| claims.get(name));
    let granted: Vec<String> = claims.flat_map(texts).collect();
    let mut granted = granted.iter().flat_map(|it| it.split_whitespace());
    granted.any(|it| wanted.iter().any(|wanted| wanted == it))
}

#[cfg(test)]
mod tests {
    use super::{accept, bearer, has_scope};
    use serde_json::{Map, Value, json};

    fn claims(value: &Value) -> Map<String, Value> {
        value.as_object().cloned().unwrap_or_default()
    }

    fn why(value: &Value) -> String {
        let audience = ["a".to_owned(), "b".to_owned()];
        match accept(&claims(value), "https://i", &audience, 1_000) {
            Ok(()) => String::new(),
            Err(why) => why,
        }
    }

    #[test]
    fn valid_claims_are_accepted() {
        let good = [
            json!({ "iss": "https://i", "aud": "a", "exp": 1_001 }),
            json!({ "iss": "https://i", "aud": ["x", "b"], "exp": 1_001.5, "nbf": 1_000, "iat": 999 }),
            json!({ "iss": "https://i", "client_id": "b", "exp": 2_000 }),
        ];
        for value in good {
            assert_eq!(why(&value), "", "{value}");
        }
    }

    #[test]
    fn invalid_claims_are_refused_with_a_reason() {
        let cases = [
            (
                json!({ "iss": "https://i/", "aud": "a", "exp": 1_001 }),
                "issuer",
            ),
            (json!({ "aud": "a", "exp": 1_001 }), "issuer"),
            (
                json!({ "iss": "https://i", "aud": "x", "client_id": "a", "exp": 1_001 }),
                "audience",
            ),
            (json!({ "iss": "https://i", "exp": 1_001 }), "audience"),
            (
                json!({ "iss": "https://i", "aud": "a", "exp": 1_000 }),
                "expired",
            ),
            (json!({ "iss": "https://i", "aud": "a" }), "expiry"),
            (
                json!({ "iss": "https://i", "aud": "a", "exp": "1001" }),
                "not a number",
            ),
            (
                json!({ "iss": "https://i", "aud": "a", "exp": 1_001, "nbf": 1_001 }),
                "not valid yet",
            ),
            (
                json!({ "iss": "https://i", "aud": "a", "exp": 1_001, "iat": 1_001 }),
                "in the future",
            ),
        ];
        for (value, word) in cases {
            assert!(why(&value).contains(word), "{value}: {}", why(&value));
        }
    }

    #[test]
    fn one_scope_is_enough() {
        let wanted = ["read".to_owned(), "write".to_owned()];
        let has = |value: Value| has_scope(&claims(&value), &wanted);
        assert!(has(json!({ "scope": "open write" })));
        assert!(has(json!({ "scp": ["read"] })));
        assert!(!has(json!({ "scope": "reads" })));
    }

    #[test]
    fn a_scheme_may_stand_in_front() {
        for sent in ["Bearer a.b.c", "bearer a.b.c", "a.b.c"] {
            assert_eq!(bearer(sent), "a.b.c");
        }
    }
}
