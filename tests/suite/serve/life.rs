//! The lifecycle of a run.

use std::process::Command;
use std::time::{Duration, Instant};

use crate::serve::backend::{Backend, ok};
use crate::serve::client::get;
use crate::serve::program::Served;

fn replace(served: &Served, text: &str) {
    std::fs::write(&served.spec, text).expect("a spec");
}

/// Waits up to two seconds until a request gets a status, because a machine under load is slow.
fn becomes(served: &Served, path: &str, status: u16) {
    let began = Instant::now();
    while get(served.address, path).status != status {
        assert!(
            began.elapsed() < Duration::from_secs(10),
            "{path} is not {status}"
        );
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn a_changed_spec_is_reloaded_unless_it_has_errors() {
    let backend = Backend::start();
    let spec = |path: &str| format!("gw 1\n{path} -> {}/x\n", backend.url);
    let served = Served::start(&spec("/one"), &[]);
    assert_eq!(get(served.address, "/one").status, 200);
    replace(&served, &spec("/two"));
    becomes(&served, "/two", 200);
    assert_eq!(get(served.address, "/one").status, 404);
    replace(&served, "gw 1\n/three -> \n");
    served.says("still serving the previous version");
    assert_eq!(get(served.address, "/two").status, 200);
    replace(&served, &spec("/four"));
    becomes(&served, "/four", 200);
}

#[cfg(unix)]
#[test]
fn requests_in_flight_end_before_the_gateway_does() {
    let backend = Backend::answering(|_| {
        std::thread::sleep(Duration::from_secs(1));
        ok("late")
    });
    let mut served = Served::start(&format!("gw 1\n/a -> {}/a\n", backend.url), &[]);
    let address = served.address;
    let asking = std::thread::spawn(move || get(address, "/a"));
    // The backend records a request after its response, which is too late here.
    std::thread::sleep(Duration::from_millis(400));
    let killed = Command::new("kill")
        .args(["-INT", &served.child.id().to_string()])
        .status();
    assert!(killed.expect("kill").success());
    let response = asking.join().expect("an answer");
    assert_eq!((response.status, response.body.as_str()), (200, "late"));
    assert_eq!(served.child.wait().expect("an end").code(), Some(0));
}

#[test]
fn wrong_options_are_refused_with_a_reason() {
    let scratch = crate::tools::Scratch::with_files(
        "serve",
        [
            (
                "api.gw",
                "gw 1\nauth users jwt { issuer https://i.example; audience a }\n/a -> apprunner orders private auth users\n",
            ),
            ("bad.gw", "gw 1\n/a ->\n"),
        ],
    );
    let run = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_gwc"))
            .current_dir(scratch.path())
            .arg("serve")
            .args(arguments)
            .output()
            .expect("gwc");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        (output.status.code(), said)
    };
    let (code, said) = run(&["api.gw", "--break", "everything"]);
    assert_eq!(code, Some(2));
    assert!(said.contains("missing-tls-server-name"), "{said}");
    let (_, said) = run(&["api.gw", "--break", "throtled"]);
    assert!(said.contains("did you mean `throttled`?"), "{said}");
    let (code, said) = run(&["api.gw", "--to", "orders=localhost:8080"]);
    assert_eq!(code, Some(2));
    assert!(said.contains("must start with `http://`"), "{said}");
    let (code, said) = run(&["api.gw", "--listen", "nowhere"]);
    assert_eq!(code, Some(2));
    assert!(said.contains("cannot listen on `nowhere`"), "{said}");
    let (code, said) = run(&["api.gw", "--jwks", "users=missing.json"]);
    assert_eq!(code, Some(2));
    assert!(
        said.contains("cannot read the key set `missing.json`"),
        "{said}"
    );
    let (code, said) = run(&["api.gw", "--to", "ordres=http://127.0.0.1:1"]);
    assert_eq!(code, Some(2));
    assert!(said.contains("did you mean `orders`?"), "{said}");
    assert_eq!(run(&["bad.gw"]).0, Some(1));
}
