//! Clients that do not mean well: a clear refusal or a closed connection, and the next client is served.

use std::io::{Read, Write};

use crate::serve::backend::Backend;
use crate::serve::client::{ask, connect, get, parse, raw};
use crate::serve::program::Served;

fn served() -> (Backend, Served) {
    let backend = Backend::start();
    let served = Served::start(&format!("gw 1\n/<all+> -> {}/<all>\n", backend.url), &[]);
    (backend, served)
}

#[test]
fn odd_requests_are_refused_and_never_forwarded() {
    let (backend, served) = served();
    let cases: [(&str, &[u8]); 12] = [
        ("two lengths", b"POST /a HTTP/1.1\r\nhost: x\r\ncontent-length: 3\r\ncontent-length: 4\r\n\r\nabcd"),
        ("length and chunks", b"POST /a HTTP/1.1\r\nhost: x\r\ncontent-length: 3\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n"),
        ("chunks and length", b"POST /a HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\ncontent-length: 3\r\n\r\n0\r\n\r\n"),
        ("another coding", b"POST /a HTTP/1.1\r\nhost: x\r\ntransfer-encoding: gzip\r\n\r\n"),
        ("a bad chunk", b"POST /a HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n"),
        ("a negative length", b"POST /a HTTP/1.1\r\nhost: x\r\ncontent-length: -1\r\n\r\n"),
        ("a space before the colon", b"GET /a HTTP/1.1\r\nhost : x\r\n\r\n"),
        ("a folded header", b"GET /a HTTP/1.1\r\nhost: x\r\nx-a: 1\r\n b\r\n\r\n"),
        ("no host", b"GET /a HTTP/1.1\r\n\r\n"),
        ("two hosts", b"GET /a HTTP/1.1\r\nhost: x\r\nhost: y\r\n\r\n"),
        ("a bad escape", b"GET /a%zz HTTP/1.1\r\nhost: x\r\n\r\n"),
        ("no path", b"OPTIONS * HTTP/1.1\r\nhost: x\r\n\r\n"),
    ];
    for (name, bytes) in cases {
        let mut bytes = bytes.to_vec();
        // A server that took the first for whole would answer this one too.
        bytes.extend_from_slice(b"GET /smuggled HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
        let answer = raw(served.address, &bytes);
        if let Some(response) = parse(&answer) {
            assert!(
                (400..500).contains(&response.status),
                "{name}: {response:?}"
            );
        }
    }
    let targets: Vec<String> = backend.seen().into_iter().map(|it| it.target).collect();
    assert!(targets.iter().all(|it| it == "/smuggled"), "{targets:?}");
    assert_eq!(get(served.address, "/fine").status, 200);
}

#[test]
fn large_heads_and_bodies_are_refused() {
    let (backend, served) = served();
    let long = format!("x-long: {}", "a".repeat(10_300));
    assert_eq!(ask(served.address, "GET", "/a", &[&long], b"").status, 431);
    let fits = format!("x-long: {}", "a".repeat(9_900));
    assert_eq!(ask(served.address, "GET", "/a", &[&fits], b"").status, 200);
    let huge = format!("x-long: {}", "a".repeat(200_000));
    let answer = raw(
        served.address,
        format!("GET /a HTTP/1.1\r\nhost: x\r\n{huge}\r\n\r\n").as_bytes(),
    );
    assert!(parse(&answer).is_none_or(|it| it.status == 431));
    let said = b"POST /a HTTP/1.1\r\nhost: x\r\ncontent-length: 10485761\r\n\r\n";
    let refused = parse(&raw(served.address, said)).expect("an answer");
    assert_eq!(
        (refused.status, refused.body.as_str()),
        (413, r#"{"message":"Request Entity Too Large"}"#)
    );
    assert_eq!(backend.seen().len(), 1);
}

#[test]
fn endless_chunks_end() {
    let (_backend, served) = served();
    let mut stream = connect(served.address);
    stream
        .write_all(b"POST /a HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n")
        .expect("a head");
    let chunk = format!("10000\r\n{}\r\n", "a".repeat(0x10000));
    let mut sent = 0;
    while stream.write_all(chunk.as_bytes()).is_ok() {
        sent += chunk.len();
        assert!(sent < 64 * 1024 * 1024, "nothing ends it");
    }
    assert_eq!(get(served.address, "/fine").status, 200);
}

#[test]
fn slow_heads_and_idle_connections_are_closed() {
    let (_backend, served) = served();
    let mut slow = connect(served.address);
    slow.write_all(b"GET /a HTTP/1.1\r\nhost: ")
        .expect("half a head");
    let mut idle: Vec<_> = (0..200).map(|_| connect(served.address)).collect();
    assert_eq!(
        get(served.address, "/fine").status,
        200,
        "while others wait"
    );
    let mut rest = Vec::new();
    // Ends once the gateway closes; the time-out of the stream would fail it.
    let _ = slow.read_to_end(&mut rest).expect("closed in time");
    let mut first = idle.remove(0);
    let _ = first.read_to_end(&mut rest).expect("closed in time");
}
