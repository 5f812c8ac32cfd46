//! The gateway's own issuer, which signs tokens for JWT authorizers without a key set.

use std::time::SystemTime;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_SHA256, RsaKeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::DecodingKey;
use serde_json::{Map, Value, json};

use crate::serve::clock;

/// The key's id.
pub(super) const KEY_ID: &str = "gwc-serve";
/// The lifetime of its tokens, in seconds.
const LIFETIME: u64 = 12 * 60 * 60;

/// A key for this run; it is never stored.
pub(in crate::serve) struct Issuer {
    key: RsaKeyPair,
    decoding: DecodingKey,
}

impl Issuer {
    /// Creates a key.
    pub(super) fn new() -> Result<Self, String> {
        let key = RsaKeyPair::generate(KeySize::Rsa2048)
            .map_err(|_| "cannot create a key for tokens".to_owned())?;
        let public = key.public_key();
        let modulus = public.modulus().big_endian_without_leading_zero().to_vec();
        let exponent = public.exponent().big_endian_without_leading_zero().to_vec();
        Ok(Self {
            decoding: DecodingKey::from_rsa_raw_components(&modulus, &exponent),
            key,
        })
    }

    /// Returns the key that verifies its tokens.
    pub(super) fn decoding(&self) -> &DecodingKey {
        &self.decoding
    }

    /// Signs a token for an authorizer with its issuer, one of its audiences, and all scopes that routes require.
    pub(in crate::serve) fn token(
        &self,
        issuer: &str,
        audience: Option<&str>,
        scopes: &[String],
    ) -> Option<String> {
        let now = clock::epoch_s(SystemTime::now());
        let mut claims: Map<String, Value> = Map::new();
        claims.insert("iss".to_owned(), json!(issuer));
        claims.insert("sub".to_owned(), json!("gwc-serve-user"));
        if let Some(audience) = audience {
            claims.insert("aud".to_owned(), json!(audience));
        }
        if !scopes.is_empty() {
            claims.insert("scope".to_owned(), json!(scopes.join(" ")));
        }
        claims.insert("iat".to_owned(), json!(now));
        claims.insert("nbf".to_owned(), json!(now));
        claims.insert("exp".to_owned(), json!(now + LIFETIME));
        self.sign(&Value::Object(claims))
    }

    fn sign(&self, claims: &Value) -> Option<String> {
        let header = json!({ "alg": "RS256", "typ": "JWT", "kid": KEY_ID });
        let encoded = |part: &Value| URL_SAFE_NO_PAD.encode(part.to_string());
        let message = format!("{}.{}", encoded(&header), encoded(claims));
        let mut signature = vec![0; self.key.public_modulus_len()];
        let signed = self.key.sign(
            &RSA_PKCS1_SHA256,
            &SystemRandom::new(),
            message.as_bytes(),
            &mut signature,
        );
        signed.ok()?;
        Some(format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }
}
