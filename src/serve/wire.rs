//! Inspects the bytes of a connection for heads that specify the body's length twice, because the HTTP crate accepts
//! these in the way that the standard allows, without reporting it.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

/// The maximum size of a buffered head; the HTTP crate refuses a longer one.
const MAX_BUFFERED: usize = 64 * 1024;

/// The framing of a connection's current request.
#[derive(Debug)]
pub(super) struct Framing {
    /// True if the next bytes begin a head.
    head: AtomicBool,
    /// True if the last head has both a length and a transfer coding.
    double: AtomicBool,
}

impl Framing {
    pub(super) fn new() -> Self {
        Self {
            head: AtomicBool::new(true),
            double: AtomicBool::new(false),
        }
    }

    /// Returns true if the request's head specifies the body's length twice.
    pub(super) fn is_double(&self) -> bool {
        self.double.load(Ordering::Relaxed)
    }

    /// Notes that a request was answered, so that the next bytes begin a head.
    pub(super) fn next_request(&self) {
        self.double.store(false, Ordering::Relaxed);
        self.head.store(true, Ordering::Relaxed);
    }
}

/// A connection that inspects heads.
pub(super) struct Wire {
    stream: TcpStream,
    framing: Arc<Framing>,
    kept: Vec<u8>,
}

impl Wire {
    pub(super) fn new(stream: TcpStream, framing: Arc<Framing>) -> Self {
        Self {
            stream,
            framing,
            kept: Vec::new(),
        }
    }

    fn look(&mut self, bytes: &[u8]) {
        if !self.framing.head.load(Ordering::Relaxed) {
            return;
        }
        // Most heads arrive in one piece, which needs no copy.
        let whole = head_of(bytes).filter(|_| self.kept.is_empty());
        let double = if let Some(head) = whole {
            is_double(head)
        } else {
            self.kept.extend_from_slice(bytes);
            match head_of(&self.kept) {
                Some(head) => is_double(head),
                None if self.kept.len() > MAX_BUFFERED => false,
                None => return,
            }
        };
        self.kept = Vec::new();
        self.framing.double.store(double, Ordering::Relaxed);
        self.framing.head.store(false, Ordering::Relaxed);
    }
}

/// Returns the head at the start of some bytes, up to its empty line; `None` if it has not ended yet.
fn head_of(bytes: &[u8]) -> Option<&[u8]> {
    let mut from = 0;
    while let Some(at) = bytes.iter().skip(from).position(|byte| *byte == b'\n') {
        let end = from + at;
        match bytes.get(end + 1..) {
            Some([b'\n', ..]) => return bytes.get(..end),
            Some([b'\r', b'\n', ..]) => return bytes.get(..end.saturating_sub(1)),
            Some(_) | None => from = end + 1,
        }
    }
    None
}

fn is_double(head: &[u8]) -> bool {
    let has = |wanted: &str| {
        let lines = head.split(|byte| *byte == b'\n').skip(1);
        let mut names = lines.filter_map(|line| line.split(|byte| *byte == b':').next());
        names.any(|name| name.trim_ascii().eq_ignore_ascii_case(wanted.as_bytes()))
    };
    has("content-length") && has("transfer-encoding")
}

impl AsyncRead for Wire {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(context, buffer);
        if let Poll::Ready(Ok(())) = &read {
            let fresh = buffer.filled().get(before..).unwrap_or_default();
            self.look(fresh);
        }
        read
    }
}

impl AsyncWrite for Wire {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(context, bytes)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}

#[cfg(test)]
mod tests {
    use super::{head_of, is_double};

    #[test]
    fn heads_with_two_lengths_are_detected() {
        let head = |lines: &str| is_double(format!("POST / HTTP/1.1\r\n{lines}").as_bytes());
        assert!(head("Transfer-Encoding: chunked\r\nContent-Length: 3\r\n"));
        assert!(head(
            "content-length:3\r\nhost: x\r\ntransfer-encoding:chunked\r\n"
        ));
        assert!(!head(
            "content-length: 3\r\nx: transfer-encoding: chunked\r\n"
        ));
        assert_eq!(head_of(b"a\r\n\r\nb"), Some(&b"a"[..]));
        assert_eq!(head_of(b"a\r\nb"), None);
    }
}
