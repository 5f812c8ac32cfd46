//! Hostile clients get a clear refusal or a closed connection, and the next client is served.

use std::io::{Read, Write};
use std::net::TcpStream;

use crate::serve::backend::Backend;
use crate::serve::client::{ask, connect, get, parse, raw};
use crate::serve::program::Served;
use crate::tools::leave_out;

fn serve() -> (Backend, Served) {
    let backend = Backend::start();
    let served = Served::start(&format!("gw 1\n/<all+> -> {}/<all>\n", backend.url), &[]);
    (backend, served)
}

#[test]
fn odd_requests_are_refused_and_never_forwarded() {
    let (backend, served) = serve();
    let cases: [(&str, &[u8]); 19] = [
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
        ("half an escape", b"GET /a%2 HTTP/1.1\r\nhost: x\r\n\r\n"),
        ("a bad escape in the query", b"GET /a?b=%g0 HTTP/1.1\r\nhost: x\r\n\r\n"),
        ("a chunk larger than numbers", b"POST /a HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\nfffffffffffffffff\r\n"),
        ("a length larger than numbers", b"POST /a HTTP/1.1\r\nhost: x\r\ncontent-length: 99999999999999999999999\r\n\r\n"),
        ("a control character in a header", b"GET /a HTTP/1.1\r\nhost: x\r\nx-a: \x00\r\n\r\n"),
        ("TLS", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"),
        ("HTTP/2", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
        ("no path", b"OPTIONS * HTTP/1.1\r\nhost: x\r\n\r\n"),
    ];
    for (name, bytes) in cases {
        let mut bytes = bytes.to_vec();
        // A server that considered the first request complete would also answer this one.
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
    let (backend, served) = serve();
    // The request line and the values of `host`, `connection` and `x-long` count.
    let others = "GET /a HTTP/1.1".len() + served.address.to_string().len() + "close".len();
    let fits = format!("x-long: {}", "a".repeat(10_240 - others));
    assert_eq!(ask(served.address, "GET", "/a", &[&fits], b"").status, 200);
    let refused = ask(served.address, "GET", "/a", &[&format!("{fits}a")], b"");
    assert_eq!(
        (refused.status, refused.body.as_str()),
        (431, r#"{"message":"Request Header Fields Too Large"}"#)
    );
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
    let largest = vec![b'a'; 10 * 1024 * 1024];
    assert_eq!(ask(served.address, "POST", "/a", &[], &largest).status, 200);
    assert_eq!(backend.seen().len(), 2);
}

#[test]
fn endless_chunks_end() {
    let (_backend, served) = serve();
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
    if leave_out("slow and idle connections, closed after 10 s") {
        return;
    }
    let (_backend, served) = serve();
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
    // Ends when the gateway closes the connection; otherwise the read times out and fails.
    let _ = slow.read_to_end(&mut rest).expect("closed in time");
    let mut first = idle.remove(0);
    let _ = first.read_to_end(&mut rest).expect("closed in time");
}

/// Returns half of the files that this process may open, to leave some for other tests.
fn sockets() -> usize {
    let limits = std::fs::read_to_string("/proc/self/limits").unwrap_or_default();
    let line = limits.lines().find(|it| it.starts_with("Max open files"));
    let soft = line.and_then(|it| it.split_whitespace().nth(3)?.parse::<usize>().ok());
    soft.map_or(100, |it| it / 2)
}

/// Returns the memory of a process in KiB, if the system provides it.
fn resident(pid: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find(|it| it.starts_with("VmRSS:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

#[test]
fn ten_thousand_connections_take_bounded_memory() {
    if leave_out("ten thousand connections") {
        return;
    }
    let (_backend, served) = serve();
    let wanted = sockets().min(10_000);
    let before = resident(served.child.id());
    let mut open: Vec<TcpStream> = Vec::new();
    for index in 0..wanted {
        // A connection beyond the limit is closed, or refused by the system.
        let Ok(mut stream) = TcpStream::connect(served.address) else {
            continue;
        };
        if index % 2 == 0 {
            let _ = stream.write_all(b"GET /a HTTP/1.1\r\nhost: x\r\nx-a: ");
        }
        open.push(stream);
    }
    if let (Some(before), Some(after)) = (before, resident(served.child.id())) {
        let each = (after.saturating_sub(before)) / wanted as u64;
        assert!(
            each < 64,
            "{each} KiB for each connection: {before}, {after}"
        );
    }
    drop(open);
    // The gateway notices closed connections at the next read.
    let served_again = (0..600).any(|_| {
        std::thread::sleep(std::time::Duration::from_millis(100));
        let mut stream = connect(served.address);
        let _ = stream.write_all(b"GET /fine HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        answer.starts_with(b"HTTP/1.1 200")
    });
    assert!(served_again, "nobody is served after the flood");
}
