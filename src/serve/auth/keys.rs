//! Key sets of issuers: from a file, from a URL, or from the gateway's own issuer.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Bytes;
use jsonwebtoken::DecodingKey;
use jsonwebtoken::jwk::Jwk;
use serde_json::Value;

use crate::serve::auth::Issuer;
use crate::serve::auth::issuer::KEY_ID;
use crate::serve::state::State;

/// The timeout for fetching from an issuer.
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html>
const FETCH_TIME: Duration = Duration::from_millis(1_500);
/// How long fetched keys are cached, according to the same page.
const CACHE_TIME: Duration = Duration::from_secs(2 * 60 * 60);
/// The minimum time between fetches if a key is missing from the set.
const REFETCH_INTERVAL: Duration = Duration::from_secs(1);

/// The key sources of all authorizers.
pub(in crate::serve) struct Keys {
    sources: BTreeMap<String, KeySource>,
    issuer: OnceLock<Issuer>,
}

struct KeySource {
    /// A file, or a URL.
    place: String,
    kept: Mutex<Option<KeySet>>,
}

impl KeySource {
    fn cached(&self) -> Option<KeySet> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.clone()
    }

    fn keep(&self, fresh: KeySet) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        *kept = Some(fresh);
    }
}

#[derive(Clone)]
struct KeySet {
    keys: Arc<BTreeMap<String, DecodingKey>>,
    /// The RSA keys that cannot be used, with the reasons.
    unusable: Arc<BTreeMap<String, String>>,
    at: Instant,
}

/// The reason for a missing key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum KeyError {
    /// The key set is not available.
    Unreachable(String),
    /// The key set has no key with that id.
    Unknown,
    /// The key with that id is malformed.
    Unusable(String),
}

impl Keys {
    /// # Errors
    /// When a file cannot be read, or is not a key set.
    pub(in crate::serve) fn new(given: &[(String, String)]) -> Result<Self, String> {
        let mut sources = BTreeMap::new();
        for (name, place) in given {
            let kept = if is_url(place) {
                None
            } else {
                Some(read(place)?)
            };
            let source = KeySource {
                place: place.clone(),
                kept: Mutex::new(kept),
            };
            sources.insert(name.clone(), source);
        }
        Ok(Self {
            sources,
            issuer: OnceLock::new(),
        })
    }

    /// Returns the gateway's own issuer, for authorizers without a key set.
    pub(in crate::serve) fn issuer(&self) -> Result<&Issuer, String> {
        if let Some(issuer) = self.issuer.get() {
            return Ok(issuer);
        }
        let issuer = Issuer::new()?;
        Ok(self.issuer.get_or_init(|| issuer))
    }

    /// Returns true if an authorizer's keys come from elsewhere.
    pub(in crate::serve) fn is_given(&self, auth: &str) -> bool {
        self.sources.contains_key(auth)
    }

    /// Finds the key with an id. Reloads a key set that is old or lacks the key.
    pub(super) async fn find(
        &self,
        state: &State,
        auth: &str,
        id: &str,
    ) -> Result<DecodingKey, KeyError> {
        let Some(source) = self.sources.get(auth) else {
            let issuer = self.issuer().map_err(KeyError::Unreachable)?;
            return if id == KEY_ID {
                Ok(issuer.decoding().clone())
            } else {
                Err(KeyError::Unknown)
            };
        };
        if let Some(kept) = &source.cached() {
            let age = kept.at.elapsed();
            match kept.keys.get(id) {
                Some(key) if age < CACHE_TIME => return Ok(key.clone()),
                None if age < REFETCH_INTERVAL => return Err(KeyError::Unknown),
                Some(_) | None => {}
            }
        }
        let fresh = if is_url(&source.place) {
            fetch(state, &source.place).await
        } else {
            read(&source.place)
        };
        let fresh = fresh.map_err(KeyError::Unreachable)?;
        let key = fresh.keys.get(id).cloned();
        let unusable = fresh.unusable.get(id).cloned();
        source.keep(fresh);
        key.ok_or_else(|| match unusable {
            Some(why) => KeyError::Unusable(format!("the key `{id}` of `{}`: {why}", source.place)),
            None => KeyError::Unknown,
        })
    }
}

fn is_url(place: &str) -> bool {
    place.starts_with("http://") || place.starts_with("https://")
}

fn read(place: &str) -> Result<KeySet, String> {
    let text = std::fs::read(place)
        .map_err(|error| format!("cannot read the key set `{place}`: {error}"))?;
    parse(&text).map_err(|why| format!("`{place}` is not a key set: {why}"))
}

/// Fetches a key set, either directly or through an issuer's discovery document.
async fn fetch(state: &State, url: &str) -> Result<KeySet, String> {
    let document = get(state, url).await?;
    let discovered: Option<Value> = serde_json::from_slice(&document).ok();
    let led = discovered
        .as_ref()
        .and_then(|it| it.get("jwks_uri")?.as_str());
    let set = match led {
        Some(url) => get(state, url).await?,
        None => document,
    };
    parse(&set).map_err(|why| format!("`{url}` is not a key set: {why}"))
}

async fn get(state: &State, url: &str) -> Result<Bytes, String> {
    let failed = |why: String| format!("cannot fetch `{url}`: {why}");
    let uri: hyper::Uri = url.parse().map_err(|error| failed(format!("{error}")))?;
    let host = uri.authority().map(|it| it.as_str().to_owned());
    let host = host.ok_or_else(|| failed("it names no host".to_owned()))?;
    let request = hyper::Request::get(uri)
        .header("host", host)
        .header("accept", "application/json")
        .body(Full::new(Bytes::new()))
        .map_err(|error| failed(error.to_string()))?;
    let asking = async {
        let response = state.client.request(request).await;
        let response = response.map_err(|error| failed(error.to_string()))?;
        if !response.status().is_success() {
            return Err(failed(format!("it returned {}", response.status())));
        }
        let body = Limited::new(response.into_body(), state.limits.key_set);
        let body = body.collect().await;
        body.map(|body| body.to_bytes())
            .map_err(|error| failed(error.to_string()))
    };
    let late = |_| {
        let why = format!("no answer within {} ms", FETCH_TIME.as_millis());
        Err(failed(why))
    };
    tokio::time::timeout(FETCH_TIME, asking)
        .await
        .unwrap_or_else(late)
}

/// Returns the RSA keys of a set that have an id. Other keys are ignored, because API Gateway supports only RSA.
fn parse(text: &[u8]) -> Result<KeySet, String> {
    let set: Value = serde_json::from_slice(text).map_err(|error| error.to_string())?;
    let list = set.get("keys").and_then(Value::as_array);
    let mut keys = BTreeMap::new();
    let mut unusable = BTreeMap::new();
    for key in list.ok_or("it has no list `keys`")? {
        let id = key.get("kid").and_then(Value::as_str);
        let is_rsa = key.get("kty").and_then(Value::as_str) == Some("RSA");
        let Some(id) = id.filter(|_| is_rsa) else {
            continue;
        };
        match decode(key) {
            Ok(decoding) => drop(keys.insert(id.to_owned(), decoding)),
            Err(why) => drop(unusable.insert(id.to_owned(), why)),
        }
    }
    Ok(KeySet {
        keys: Arc::new(keys),
        unusable: Arc::new(unusable),
        at: Instant::now(),
    })
}

fn decode(key: &Value) -> Result<DecodingKey, String> {
    let jwk: Jwk = serde_json::from_value(key.clone()).map_err(|error| error.to_string())?;
    DecodingKey::from_jwk(&jwk).map_err(|error| error.to_string())
}
