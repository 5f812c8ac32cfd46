//! Signs and sends a request once.

use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_sigv4::http_request::{
    PayloadChecksumKind, PercentEncodingMode, SignableBody, SignableRequest, SigningSettings,
    UriPathNormalizationMode, sign,
};
use aws_sigv4::sign::v4;
use http_body_util::{BodyExt as _, Full};
use hyper::body::Bytes;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;

use crate::aws::credentials::{self, CredentialsFault};
use crate::aws::fault::Fault;

/// The time after which a call without a response fails.
const TIMEOUT: Duration = Duration::from_secs(60);

/// The destination of calls.
#[derive(Clone, Debug)]
pub struct Endpoint {
    /// The region, e.g. `eu-west-1`.
    pub region: String,
    /// The partition's domain, e.g. `amazonaws.com`.
    pub dns_suffix: String,
    /// The address for all calls instead of AWS's own: `--endpoint-url`.
    pub url: Option<String>,
}

/// Sends calls.
#[derive(Debug)]
pub struct Client {
    http: hyper_util::client::legacy::Client<HttpsConnector<HttpConnector>, Full<Bytes>>,
    credentials: Credentials,
    /// Where to send them.
    pub endpoint: Endpoint,
}

/// A request before it is signed.
#[derive(Clone, Debug)]
pub struct Request<'r> {
    /// The service's name in signatures, e.g. `cloudcontrolapi`.
    pub service: &'static str,
    /// The host to use if no endpoint is given.
    pub host: String,
    /// The region to sign for, if not the client's.
    pub signing_region: Option<&'static str>,
    /// The method: `GET`, `POST` ..
    pub method: &'static str,
    /// Path and query, encoded.
    pub path: String,
    /// Headers besides the host and those of the signature.
    pub headers: Vec<(&'static str, String)>,
    /// The body.
    pub body: &'r [u8],
}

/// A response with any status.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The body.
    pub body: Vec<u8>,
    /// The entity tag.
    pub etag: Option<String>,
    /// The server's time.
    pub date: Option<String>,
}

impl Answer {
    /// Returns true for a 2xx status.
    #[must_use]
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

impl Client {
    /// Creates a client with the credentials of the environment.
    ///
    /// # Errors
    /// There are none, or the system has no root certificates.
    pub fn new(endpoint: Endpoint) -> Result<Self, CredentialsFault> {
        let credentials = credentials::resolve()?;
        let https = HttpsConnectorBuilder::new()
            .with_native_roots()
            .map_err(|fault| CredentialsFault(format!("cannot read root certificates: {fault}")))?
            .https_or_http()
            .enable_http1()
            .build();
        let executor = TokioExecutor::new();
        Ok(Self {
            // A request that the server may have received is never resent automatically.
            http: hyper_util::client::legacy::Client::builder(executor)
                .retry_canceled_requests(false)
                .pool_max_idle_per_host(0)
                .build(https),
            credentials,
            endpoint,
        })
    }

    /// Signs and sends a request.
    ///
    /// # Errors
    /// The request cannot be signed, or there is no complete response.
    pub async fn send(&self, request: &Request<'_>) -> Result<Answer, Fault> {
        let unsent = |reason: &dyn std::fmt::Display| Fault::Unreadable(reason.to_string());
        let request = self.sign(request).map_err(|fault| unsent(&fault))?;
        let lost = |reason: &dyn std::fmt::Display| Fault::NoAnswer(reason.to_string());
        let whole = async {
            let response = self.http.request(request).await.map_err(|it| lost(&it))?;
            let (parts, body) = response.into_parts();
            let body = body.collect().await.map_err(|it| lost(&it))?;
            let header = |name: &str| {
                let value = parts.headers.get(name)?;
                value.to_str().ok().map(str::to_owned)
            };
            Ok(Answer {
                status: parts.status.as_u16(),
                body: body.to_bytes().to_vec(),
                etag: header("etag"),
                date: header("date"),
            })
        };
        match tokio::time::timeout(TIMEOUT, whole).await {
            Ok(answer) => answer,
            Err(_) => Err(lost(&"timed out")),
        }
    }

    fn sign(
        &self,
        request: &Request<'_>,
    ) -> Result<hyper::Request<Full<Bytes>>, Box<dyn std::error::Error>> {
        let base = match &self.endpoint.url {
            Some(url) => url.trim_end_matches('/').to_owned(),
            None => format!("https://{}", request.host),
        };
        let uri = format!("{base}{}", request.path);
        let mut builder = hyper::Request::builder().method(request.method).uri(&uri);
        for (name, value) in &request.headers {
            builder = builder.header(*name, value);
        }
        let body = Bytes::copy_from_slice(request.body);
        let mut unsigned = builder.body(Full::new(body))?;
        let mut settings = SigningSettings::default();
        if request.service == "s3" {
            settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256;
            settings.percent_encoding_mode = PercentEncodingMode::Single;
            settings.uri_path_normalization_mode = UriPathNormalizationMode::Disabled;
        }
        let identity = self.credentials.clone().into();
        let region = request.signing_region.unwrap_or(&self.endpoint.region);
        let params = v4::SigningParams::builder()
            .identity(&identity)
            .region(region)
            .name(request.service)
            .time(SystemTime::now())
            .settings(settings)
            .build()?
            .into();
        let headers = request.headers.iter();
        let signable = SignableRequest::new(
            request.method,
            &uri,
            headers.map(|(name, value)| (*name, value.as_str())),
            SignableBody::Bytes(request.body),
        )?;
        let (instructions, _) = sign(signable, &params)?.into_parts();
        instructions.apply_to_request_http1x(&mut unsigned);
        Ok(unsigned)
    }
}
