//! `gwc serve`: the real program on a loopback port, with backends in the test.

#[cfg(feature = "live")]
mod agreement;
#[cfg(feature = "live")]
mod answers;
#[cfg(feature = "live")]
mod auth;
#[cfg(feature = "live")]
mod backend;
#[cfg(feature = "live")]
mod browser;
#[cfg(feature = "live")]
mod client;
#[cfg(feature = "live")]
mod compose;
#[cfg(feature = "live")]
mod faults;
#[cfg(feature = "live")]
mod functions;
#[cfg(feature = "live")]
mod hostile;
#[cfg(feature = "live")]
mod life;
#[cfg(feature = "live")]
mod program;
#[cfg(feature = "live")]
mod requests;
#[cfg(feature = "live")]
mod runtime;

#[cfg(not(feature = "live"))]
#[test]
fn a_build_without_it_says_how_to_get_it() {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_gwc"))
        .args(["serve", "api.gw"])
        .output()
        .expect("gwc");
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("--features live"), "{said}");
}
