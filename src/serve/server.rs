//! Connections: accepts, limits and closes them.

use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;

use crate::serve::exchange::Peers;
use crate::serve::options::{Options, Spec, SpecReader};
use crate::serve::sink::Sink;
use crate::serve::state::State;
use crate::serve::wire::{Framing, Wire};
use crate::serve::{banner, pipeline, watch};

/// The time limit for a request's head, and for an idle connection.
const HEAD_TIME: Duration = Duration::from_secs(10);
/// The maximum number of bytes a connection reads ahead: a head of AWS's limit, plus the names of headers, which do not
/// count.
const READ_AHEAD: usize = 32 * 1024;
/// The maximum number of headers of a request.
const MOST_HEADERS: usize = 200;
/// The maximum number of connections; further ones are closed at once.
const MOST_CONNECTIONS: usize = 4_096;
/// The time that requests in progress get when the gateway stops.
const SHUTDOWN_TIME: Duration = Duration::from_secs(30);
/// The pause before the next attempt if the system cannot accept a connection.
const ACCEPT_RETRY: Duration = Duration::from_millis(50);

/// The reason why a gateway cannot start.
#[derive(Debug)]
pub enum Failure {
    /// The address cannot be used.
    Listen {
        /// The address.
        address: String,
        /// The system's error.
        error: std::io::Error,
    },
    /// An option is invalid.
    Option(String),
    /// The system provides no thread or timer.
    System(std::io::Error),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Listen { address, error } => write!(f, "cannot listen on `{address}`: {error}"),
            Self::Option(why) => f.write_str(why),
            Self::System(error) => write!(f, "cannot start: {error}"),
        }
    }
}

impl std::error::Error for Failure {}

/// Serves a spec until the process is asked to stop.
///
/// # Errors
/// When it cannot start.
pub fn run(options: Options, reader: Box<dyn SpecReader>, spec: Spec) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(Failure::System)?;
    let sink = Sink::start(options.quiet).map_err(Failure::System)?;
    let listen = options.listen.clone();
    let state = State::new(options, reader, spec, sink.clone()).map_err(Failure::Option)?;
    let ended = runtime.block_on(serve(Arc::new(state), listen));
    sink.flush();
    runtime.shutdown_background();
    ended
}

async fn serve(state: Arc<State>, address: String) -> Result<(), Failure> {
    let listener = TcpListener::bind(&address).await;
    let failed = |error| Failure::Listen {
        address: address.clone(),
        error,
    };
    let listener = listener.map_err(failed)?;
    let local = listener.local_addr().map_err(failed)?;
    let banner = banner::text(&state, local).map_err(Failure::Option)?;
    state.sink.message(banner);
    tokio::spawn(watch::watch(Arc::clone(&state), local));

    let connections = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    let graceful = GracefulShutdown::new();
    let mut end = std::pin::pin!(wait_for_signal());
    // The last trouble with new connections, which is reported once, not for each connection.
    let mut trouble = None;
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) => {
                    let Ok(place) = Arc::clone(&connections).try_acquire_owned() else {
                        drop(stream);
                        let why = format!("closing new connections: {MOST_CONNECTIONS} are open");
                        report(&state, &mut trouble, why);
                        continue;
                    };
                    trouble = None;
                    let connection = connect(Arc::clone(&state), stream, peer);
                    let watched = graceful.watch(connection);
                    tokio::spawn(async move {
                        // A client's error closes its connection, and does not concern the gateway.
                        let _ = watched.await;
                        drop(place);
                    });
                }
                Err(error) => {
                    report(&state, &mut trouble, format!("cannot accept a connection: {error}"));
                    tokio::time::sleep(ACCEPT_RETRY).await;
                }
            },
            () = &mut end => break,
        }
    }
    drop(listener);
    state.sink.message("gwc: ending\n".to_owned());
    tokio::select! {
        () = graceful.shutdown() => {}
        () = tokio::time::sleep(SHUTDOWN_TIME) => {}
        () = wait_for_signal() => {}
    }
    Ok(())
}

/// Reports trouble with new connections, unless it is the same as before.
fn report(state: &State, last: &mut Option<String>, why: String) {
    if last.as_ref() != Some(&why) {
        state.sink.message(format!("gwc: {why}\n"));
        *last = Some(why);
    }
}

/// Serves one connection, whose requests are answered in sequence.
fn connect(
    state: Arc<State>,
    stream: TcpStream,
    peer: SocketAddr,
) -> impl hyper_util::server::graceful::GracefulConnection<Error = hyper::Error> {
    let _ = stream.set_nodelay(true);
    let gateway = stream.local_addr().unwrap_or(peer);
    let ends = Peers {
        client: peer.ip(),
        gateway: gateway.ip(),
    };
    let framing = Arc::new(Framing::new());
    let wire = Wire::new(stream, Arc::clone(&framing));
    let service = service_fn(move |request| {
        pipeline::handle(Arc::clone(&state), ends, Arc::clone(&framing), request)
    });
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIME)
        .max_buf_size(READ_AHEAD)
        .max_headers(MOST_HEADERS)
        .serve_connection(TokioIo::new(wire), service)
}

/// Waits until the process is interrupted or terminated.
async fn wait_for_signal() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminated) = signal(SignalKind::terminate()) {
            tokio::select! {
                () = wait_for_interrupt() => {}
                _ = terminated.recv() => {}
            }
            return;
        }
    }
    wait_for_interrupt().await;
}

/// Waits for Ctrl-C. If that cannot be caught, it ends the process without this function, which then waits forever.
async fn wait_for_interrupt() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
