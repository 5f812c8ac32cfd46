//! Backends in the test process, which record requests and return the configured responses.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// A request as received by a backend.
#[derive(Clone, Debug, Default)]
pub(super) struct Seen {
    pub(super) method: String,
    /// Path and query.
    pub(super) target: String,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

impl Seen {
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    pub(super) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).expect("JSON")
    }
}

/// A complete response, head and body.
type Answer = dyn Fn(&Seen) -> String + Send + Sync;

/// A backend on its own port.
pub(super) struct Backend {
    pub(super) url: String,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl Backend {
    /// Starts a backend that responds with 200 and `ok`.
    pub(super) fn start() -> Self {
        Self::answering(|_| ok("ok"))
    }

    pub(super) fn answering(answer: impl Fn(&Seen) -> String + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let seen = Arc::new(Mutex::new(Vec::new()));
        let answer: Arc<Answer> = Arc::new(answer);
        let kept = Arc::clone(&seen);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (seen, answer) = (Arc::clone(&kept), Arc::clone(&answer));
                std::thread::spawn(move || converse(stream, &seen, &*answer));
            }
        });
        Self { url, seen }
    }

    /// Returns the requests that it has received, the oldest first.
    pub(super) fn seen(&self) -> Vec<Seen> {
        self.seen.lock().expect("no panic").clone()
    }

    /// Returns the last request.
    pub(super) fn last(&self) -> Seen {
        self.seen().pop().expect("a request")
    }
}

/// Returns a response with status 200.
pub(super) fn ok(body: &str) -> String {
    answer("200 OK", &[], body)
}

pub(super) fn answer(status: &str, headers: &[&str], body: &str) -> String {
    let mut text = format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\n", body.len());
    for header in headers {
        text.push_str(header);
        text.push_str("\r\n");
    }
    text + "\r\n" + body
}

fn converse(stream: TcpStream, seen: &Mutex<Vec<Seen>>, answer: &Answer) {
    let mut reader = BufReader::new(stream.try_clone().expect("a stream"));
    let mut stream = stream;
    while let Some(request) = read(&mut reader) {
        let head = request.method == "HEAD";
        let text = answer(&request);
        seen.lock().expect("no panic").push(request);
        let text = if head {
            text.split_inclusive("\r\n\r\n")
                .next()
                .unwrap_or_default()
                .to_owned()
        } else {
            text
        };
        if stream.write_all(text.as_bytes()).is_err() {
            return;
        }
    }
}

fn read(reader: &mut impl BufRead) -> Option<Seen> {
    let mut line = String::new();
    reader
        .read_line(&mut line)
        .ok()
        .filter(|count| *count > 0)?;
    let mut words = line.split_whitespace();
    let mut request = Seen {
        method: words.next()?.to_owned(),
        target: words.next()?.to_owned(),
        ..Seen::default()
    };
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(':') else {
            break;
        };
        let pair = (name.to_ascii_lowercase(), value.trim().to_owned());
        request.headers.push(pair);
    }
    let length = request
        .header("content-length")
        .map_or(0, |it| it.parse().expect("a length"));
    request.body = vec![0; length];
    reader.read_exact(&mut request.body).ok()?;
    Some(request)
}
