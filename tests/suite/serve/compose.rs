//! The compose file of `specs/language/serving.md`: its services, ports and flags agree with the page's spec and with the
//! program. No container is started; backends of the test take the place of the services.

use std::collections::BTreeMap;
use std::process::Command;

use serde_yaml::Value;

use crate::serve::backend::{Backend, ok};
use crate::serve::client::ask;
use crate::serve::program::Served;

const PAGE: &str = include_str!("../../../specs/language/serving.md");

/// Returns the first block of the page with this head.
fn block(head: &str) -> &'static str {
    let rest = PAGE.split_once(&format!("```{head}\n")).expect("a block").1;
    rest.split_once("\n```").expect("its end").0
}

/// The command of the gateway's container.
struct Invocation {
    spec: String,
    /// Options with their values.
    options: Vec<(String, String)>,
}

fn invocation(command: &str) -> Invocation {
    let mut words = command.split_whitespace().map(str::to_owned);
    assert_eq!(words.next().as_deref(), Some("serve"));
    let spec = words.next().expect("a spec");
    let mut options = Vec::new();
    while let Some(option) = words.next() {
        options.push((option, words.next().expect("a value")));
    }
    Invocation { spec, options }
}

#[test]
fn the_compose_file_agrees_with_the_page_and_the_program() {
    let file: Value = serde_yaml::from_str(block("yaml")).expect("YAML");
    let services = file["services"].as_mapping().expect("services");
    let names: Vec<&str> = services.keys().filter_map(Value::as_str).collect();
    assert_eq!(names, ["gateway", "orders", "catalog", "stripe"]);
    for (name, service) in services {
        let kind = if name == "gateway" { "image" } else { "build" };
        assert!(service[kind].is_string(), "{name:?} has no {kind}");
    }
    let gateway = &file["services"]["gateway"];
    let invocation = invocation(gateway["command"].as_str().expect("a command"));

    let help = Command::new(env!("CARGO_BIN_EXE_gwc"))
        .args(["serve", "--help"])
        .output()
        .expect("gwc");
    let help = String::from_utf8_lossy(&help.stdout).into_owned();
    for (option, _) in &invocation.options {
        assert!(help.contains(&format!("{option} <")), "no {option}");
    }

    let listen = invocation
        .options
        .iter()
        .find(|(option, _)| option == "--listen");
    let (host, port) = listen
        .and_then(|(_, it)| it.split_once(':'))
        .expect("a port");
    assert_eq!(
        host, "0.0.0.0",
        "a container's own loopback cannot be reached"
    );
    let published = gateway["ports"][0].as_str().expect("a port");
    assert_eq!(published.split_once(':').map(|it| it.1), Some(port));
    let mounted = gateway["volumes"][0].as_str().expect("a volume");
    assert_eq!(mounted.split(':').nth(1), Some(invocation.spec.as_str()));

    // Each address is that of a service. Here each service is a backend of the test.
    let to = invocation
        .options
        .iter()
        .filter(|(option, _)| option == "--to");
    let mut backends = BTreeMap::new();
    for (_, address) in to {
        let (name, url) = address.split_once('=').expect("NAME=URL");
        let host = url
            .strip_prefix("http://")
            .and_then(|it| it.split_once(':'));
        let (service, port) = host.expect("a host and a port");
        assert!(names.contains(&service), "no service {service}");
        assert_eq!(port, "8080", "{service}");
        backends.insert(name.to_owned(), Backend::answering(|_| ok("{}")));
    }
    assert_eq!(backends.len(), names.len() - 1);
    let to: Vec<String> = backends
        .iter()
        .flat_map(|(name, backend)| ["--to".to_owned(), format!("{name}={}", backend.url)])
        .collect();
    let to: Vec<&str> = to.iter().map(String::as_str).collect();
    let served = Served::start(&format!("gw 1\n{}\n", block("gw")), &to);
    let said = served.says("stop with Ctrl-C");
    assert!(!said.contains("has no address"), "{said}");
    assert!(!said.contains("the spec has no"), "{said}");
    let token = said.split_once("-H '").expect("a header").1;
    let token = token.split_once('\'').expect("its end").0;
    for (name, method, path) in [
        ("orders", "GET", "/api/7"),
        ("catalog", "GET", "/catalog/7"),
        ("stripe", "POST", "/hooks/stripe"),
    ] {
        let response = ask(served.address, method, path, &[token], b"");
        assert_eq!(response.status, 200, "{name}: {response:?}");
        assert_eq!(backends[name].seen().len(), 1, "{name}");
    }
}
