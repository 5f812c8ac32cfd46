//! State shared by all requests: the current spec, the HTTP client, keys and caches.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use http_body_util::Full;
use hyper::body::Bytes;
use hyper_rustls::HttpsConnector;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use tokio::sync::Semaphore;

use crate::facts::{Facts, GatewayAnswers};
use crate::serve::address::Address;
use crate::serve::auth::Keys;
use crate::serve::auth::Verdicts;
use crate::serve::clock::Ids;
use crate::serve::gateway::Gateway;
use crate::serve::integration::Emulators;
use crate::serve::limits::{self, Limits};
use crate::serve::options::{Options, Spec, SpecReader};
use crate::serve::sink::Sink;

/// The client that calls backends, functions and issuers.
pub(super) type HttpClient = Client<HttpsConnector<HttpConnector>, Full<Bytes>>;

/// The state shared by all requests.
pub(super) struct State {
    pub(super) options: Options,
    pub(super) reader: Box<dyn SpecReader>,
    pub(super) facts: Facts,
    pub(super) answers: GatewayAnswers,
    pub(super) limits: Limits,
    pub(super) addresses: BTreeMap<String, Address>,
    pub(super) aws_endpoint: Option<Address>,
    pub(super) client: HttpClient,
    pub(super) ids: Ids,
    pub(super) memory: Arc<Semaphore>,
    pub(super) keys: Keys,
    pub(super) verdicts: Verdicts,
    pub(super) emulators: Emulators,
    pub(super) sink: Sink,
    current: RwLock<Arc<Gateway>>,
}

impl State {
    /// # Errors
    /// When an option is not a URL, or the system's certificates cannot be read.
    pub(super) fn new(
        options: Options,
        reader: Box<dyn SpecReader>,
        spec: Spec,
        sink: Sink,
    ) -> Result<Self, String> {
        let mut addresses = BTreeMap::new();
        for (name, url) in &options.addresses {
            addresses.insert(name.clone(), Address::parse(url)?);
        }
        let aws_endpoint = options
            .aws_endpoint
            .as_deref()
            .map(Address::parse)
            .transpose()?;
        let facts = Facts::load();
        let limits = Limits::of(&facts);
        let gateway = Gateway::new(spec, &addresses, &facts, &limits);
        let keys = Keys::new(&options.key_sets)?;
        Ok(Self {
            client: client()?,
            ids: Ids::new(),
            memory: limits::shared_memory(),
            keys,
            verdicts: Verdicts::default(),
            emulators: Emulators::default(),
            current: RwLock::new(Arc::new(gateway)),
            options,
            reader,
            facts,
            answers: GatewayAnswers::load(),
            limits,
            addresses,
            aws_endpoint,
            sink,
        })
    }

    /// Returns the current spec. A request keeps the one it started with.
    pub(super) fn gateway(&self) -> Arc<Gateway> {
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Replaces the spec.
    pub(super) fn replace(&self, spec: Spec) -> Arc<Gateway> {
        let next = Arc::new(Gateway::new(
            spec,
            &self.addresses,
            &self.facts,
            &self.limits,
        ));
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&next);
        // Cached responses belong to the previous authorizers.
        self.verdicts.clear();
        next
    }
}

/// Creates a client that speaks HTTP/1.1, as API Gateway does to backends, and trusts the system's certificates.
fn client() -> Result<HttpClient, String> {
    let mut http = HttpConnector::new();
    http.enforce_http(false);
    http.set_nodelay(true);
    let https = hyper_rustls::HttpsConnectorBuilder::new()
        .with_native_roots()
        .map_err(|error| format!("cannot read the system's certificates: {error}"))?
        .https_or_http()
        .enable_http1()
        .wrap_connector(http);
    Ok(Client::builder(TokioExecutor::new())
        .pool_timer(TokioTimer::new())
        .pool_idle_timeout(std::time::Duration::from_secs(20))
        .set_host(false)
        .build(https))
}
