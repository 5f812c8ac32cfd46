//! Limits on the size of a request and the time it may take to arrive.

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use http_body_util::{BodyExt, Limited};
use hyper::HeaderMap;
use hyper::body::{Body, Bytes};
use hyper::header::CONTENT_LENGTH;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::facts::Facts;
use crate::serve::answer::{Answer, Refusal};

/// The limits of a gateway: AWS's sizes and timeouts, and the gateway's own time for a body.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// The request line and the values of headers.
    pub(super) head: usize,
    /// A request or response body.
    pub(super) body: usize,
    /// The event of a function, and its response.
    pub(super) lambda_payload: usize,
    /// The part of a body that JSON paths can access.
    pub(super) mapped_body: usize,
    /// A key set.
    pub(super) key_set: usize,
    /// The maximum timeout of a backend.
    pub(super) integration: Duration,
    /// The timeout of a Lambda authorizer.
    pub(super) authorizer: Duration,
    /// The burst of a throttle that sets none.
    pub(super) burst: u32,
    /// The time in which a body has to arrive.
    pub(super) body_time: Duration,
}

impl Limits {
    pub(super) fn of(facts: &Facts) -> Self {
        let quotas = &facts.quotas.http_api;
        let size = |limit: u64| usize::try_from(limit).unwrap_or(usize::MAX);
        Self {
            head: size(quotas.header_bytes.limit),
            body: size(quotas.payload_bytes.limit),
            lambda_payload: size(quotas.lambda_payload_bytes.limit),
            mapped_body: size(quotas.mapped_body_bytes.limit),
            key_set: size(quotas.jwks_bytes.limit),
            integration: Duration::from_millis(
                u64::try_from(facts.quotas.ranges.integration_timeout_ms.max).unwrap_or(u64::MAX),
            ),
            authorizer: Duration::from_millis(quotas.lambda_authorizer_ms.limit),
            burst: u32::try_from(facts.quotas.throttling.burst.limit).unwrap_or(u32::MAX),
            body_time: BODY_TIME,
        }
    }
}

/// The time in which a body has to arrive; AWS documents none.
const BODY_TIME: Duration = Duration::from_secs(30);
/// The total size of all bodies in memory, in KiB.
const BODIES: usize = 256 * 1024;

/// Creates the shared budget for request bodies, in KiB.
pub(super) fn shared_memory() -> Arc<Semaphore> {
    Arc::new(Semaphore::new(BODIES))
}

/// Refuses heads that API Gateway refuses, and ambiguous requests.
pub(super) fn head(parts: &hyper::http::request::Parts, limits: &Limits) -> Result<(), Refusal> {
    let bad = |why: &str| Refusal::new(400, "Bad Request", "BAD_REQUEST_PARAMETERS", why);
    let target = parts.uri.path_and_query().map_or(0, |it| it.as_str().len());
    let line = parts.method.as_str().len() + target + "  HTTP/1.1".len();
    let values: usize = parts.headers.values().map(|value| value.len()).sum();
    if line + values > limits.head {
        let why = format!(
            "the request line and header values have {} bytes, more than {}",
            line + values,
            limits.head
        );
        return Err(Refusal::new(
            431,
            "Request Header Fields Too Large",
            "BAD_REQUEST_PARAMETERS",
            why,
        ));
    }
    let once = |name| parts.headers.get_all(name).iter().count();
    if once(CONTENT_LENGTH) > 1 {
        return Err(bad("`content-length` is sent twice"));
    }
    match once(hyper::header::HOST) {
        0 if parts.version >= hyper::Version::HTTP_11 => {
            return Err(bad("there is no `host` header"));
        }
        0 | 1 => {}
        _ => return Err(bad("`host` is sent twice")),
    }
    if !parts.uri.path().starts_with('/') {
        return Err(bad("the path does not start with `/`"));
    }
    if !is_escaped(parts.uri.path()) || parts.uri.query().is_some_and(|query| !is_escaped(query)) {
        return Err(bad("a `%` is not followed by two hexadecimal digits"));
    }
    Ok(())
}

/// Refuses a request with an ambiguous body length.
/// <https://www.rfc-editor.org/rfc/rfc9112#section-6.3>
pub(super) fn double_framing() -> Refusal {
    let why = "`content-length` and `transfer-encoding` are sent together";
    let mut refusal = Refusal::new(400, "Bad Request", "BAD_REQUEST_PARAMETERS", why);
    close(&mut refusal.answer);
    refusal
}

/// Returns true if each `%` begins an escape.
fn is_escaped(text: &str) -> bool {
    let mut pieces = text.split('%');
    pieces.next();
    pieces.all(|piece| {
        let digits = piece.as_bytes().get(..2);
        digits.is_some_and(|it| it.iter().all(u8::is_ascii_hexdigit))
    })
}

/// A body in memory, with its share of the budget.
pub(super) struct BufferedBody {
    pub(super) bytes: Bytes,
    _share: OwnedSemaphorePermit,
}

/// Reads the whole body, as API Gateway does before it calls a backend.
pub(super) async fn body<B>(
    headers: &HeaderMap,
    incoming: B,
    limits: &Limits,
    memory: &Arc<Semaphore>,
) -> Result<BufferedBody, Refusal>
where
    B: Body<Data = Bytes>,
    B::Error: Into<Box<dyn Error + Send + Sync>>,
{
    let too_large = || {
        let why = format!("the body exceeds {} bytes", limits.body);
        let mut refusal = Refusal::new(413, "Request Entity Too Large", "REQUEST_TOO_LARGE", why);
        close(&mut refusal.answer);
        refusal
    };
    let declared = headers
        .get(CONTENT_LENGTH)
        .and_then(|it| it.to_str().ok()?.parse::<usize>().ok());
    if declared.is_some_and(|declared| declared > limits.body) {
        return Err(too_large());
    }
    // A body of unknown length reserves the maximum.
    let size = declared.unwrap_or(if incoming.is_end_stream() {
        0
    } else {
        limits.body
    });
    let kibibytes = u32::try_from(size.div_ceil(1024)).unwrap_or(u32::MAX);
    let Ok(share) = Arc::clone(memory).try_acquire_many_owned(kibibytes) else {
        let mut refusal =
            Refusal::unavailable("REQUEST_TOO_LARGE", "the memory for request bodies is full");
        close(&mut refusal.answer);
        return Err(refusal);
    };
    let reading = Limited::new(incoming, limits.body).collect();
    match tokio::time::timeout(limits.body_time, reading).await {
        Ok(Ok(collected)) => Ok(BufferedBody {
            bytes: collected.to_bytes(),
            _share: share,
        }),
        Ok(Err(error)) if error.is::<http_body_util::LengthLimitError>() => Err(too_large()),
        Ok(Err(error)) => {
            let why = format!("the body broke off: {error}");
            let mut refusal = Refusal::new(400, "Bad Request", "BAD_REQUEST_BODY", why);
            close(&mut refusal.answer);
            Err(refusal)
        }
        Err(_) => {
            let why = format!("the body took longer than {:?}", limits.body_time);
            let mut refusal = Refusal::new(408, "Request Timeout", "BAD_REQUEST_BODY", why);
            close(&mut refusal.answer);
            Err(refusal)
        }
    }
}

/// Closes the connection after a response, because the rest of the request is still arriving.
fn close(answer: &mut Answer) {
    answer.set("connection", "close");
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;
    use std::pin::Pin;
    use std::sync::Arc;
    use std::task::{Context, Poll};
    use std::time::Duration;

    use http_body_util::Full;
    use hyper::HeaderMap;
    use hyper::body::{Body, Bytes, Frame};

    use super::{Limits, body, shared_memory};
    use crate::facts::Facts;

    /// A body that never arrives.
    struct Stalled;

    impl Body for Stalled {
        type Data = Bytes;
        type Error = Infallible;

        fn poll_frame(
            self: Pin<&mut Self>,
            _: &mut Context<'_>,
        ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
            Poll::Pending
        }
    }

    /// Returns the status of a refused body, and whether its connection is closed; `None` if it is read.
    fn read<B: Body<Data = Bytes, Error = Infallible>>(
        incoming: B,
    ) -> std::io::Result<Option<(u16, bool)>> {
        let limits = Limits {
            body: 8,
            body_time: Duration::from_millis(20),
            ..Limits::of(&Facts::load())
        };
        let memory = shared_memory();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .build()?;
        let before = memory.available_permits();
        let result = runtime.block_on(body(&HeaderMap::new(), incoming, &limits, &memory));
        let refused = result.err().map(|refusal| {
            let closes = refusal.answer.headers.get("connection");
            (
                refusal.answer.status,
                closes.is_some_and(|it| it == "close"),
            )
        });
        assert_eq!(Arc::clone(&memory).available_permits(), before, "leaked");
        Ok(refused)
    }

    #[test]
    fn bodies_arrive_in_time_and_within_the_limit() -> std::io::Result<()> {
        assert_eq!(read(Full::new(Bytes::from_static(b"in time")))?, None);
        assert_eq!(read(Stalled)?, Some((408, true)));
        let large = Full::new(Bytes::from_static(b"too large"));
        assert_eq!(read(large)?, Some((413, true)));
        Ok(())
    }

    #[test]
    fn a_body_has_thirty_seconds() {
        let limits = Limits::of(&Facts::load());
        assert_eq!(limits.body_time, Duration::from_secs(30));
    }
}
