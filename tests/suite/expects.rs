//! `expect` items: a passing one reports nothing, a failing one both places and the trace.

use std::sync::Arc;

use gwc::diag::render::{Options, human};
use gwc::driver;
use gwc::model::Bindings;
use gwc::source::{Loaded, MemoryLoader};

use crate::tools::facts;

const BASE: &str = "\
gw 1
gateway t { auth users; cors { origins https://shop.example }; domain api.t.example { path v1 } }
auth users jwt { issuer https://issuer.example; audience t }
network main { vpc vpc-0abc1234567890def; subnets subnet-0a11111111111111a subnet-0b22222222222222b }
GET /pets/<id>      -> apprunner pets private open
GET /pets/search    -> apprunner search private
/api/<rest+>        -> pets
POST /hooks         -> lambda hook open
GET /slow           -> https://slow.example auth users [a b] timeout 10s throttle 5/s burst 9 { request set header x-tenant acme }
GET /weather/<city> -> https://w.example/v2/<city>
GET /bare           -> https://bare.example
";

/// Returns the findings of the 025x family for a spec with these `expect` lines.
fn findings(expects: &str) -> (String, Vec<String>) {
    let text: Arc<str> = format!("{BASE}{expects}\n").into();
    let root = Loaded {
        identity: "t.gw".to_owned(),
        name: "t.gw".to_owned(),
        text,
    };
    let analysis = driver::analyze(
        root,
        &MemoryLoader::default(),
        facts(),
        &Bindings::default(),
    );
    let broken = analysis
        .diagnostics
        .iter()
        .find(|it| it.code.number() < 100);
    assert_eq!(broken, None, "{expects}");
    let expects = analysis
        .diagnostics
        .iter()
        .filter(|it| (250..280).contains(&it.code.number()));
    let expects: Vec<_> = expects.cloned().collect();
    assert_eq!(
        analysis.checked.is_some(),
        !analysis.diagnostics.iter().any(|it| it.is_error())
    );
    let drawn = human(&analysis.sources, &expects, Options::default());
    let short = expects
        .iter()
        .map(|it| format!("{} {}", it.code, it.message));
    (drawn, short.collect())
}

#[test]
fn a_passing_test_reports_nothing() {
    for expect in [
        "expect GET /pets/7 -> pets /pets/7 open",
        "expect GET /pets/search -> search auth users",
        "expect GET /api/a/b?q=1 -> pets /a/b?q=1 auth users",
        "expect GET /api/a/b?q=1 -> pets /a/b",
        "expect POST /hooks -> hook open",
        "expect GET /weather/bern -> https://w.example/v2/<city> /v2/bern",
        "expect GET /bare -> https://bare.example /bare",
        "expect DELETE /pets/7 -> 404",
        "expect GET /api -> 404",
        "expect GET /slow -> https://slow.example auth users [b a] timeout 10s throttle 5/s",
        "expect GET /slow -> https://slow.example throttle 5/s burst 9 header x-tenant acme header x-no -",
        "expect GET /pets/7 -> pets header host \"<pets ingress domain>\" timeout 30s",
        "expect GET https://api.t.example/v1/pets/7 -> pets",
        "expect GET https://api.t.example/pets/7 -> 403",
        "expect OPTIONS /pets/7 from https://shop.example -> cors",
    ] {
        assert_eq!(findings(expect).1, Vec::<String>::new(), "{expect}");
    }
}

#[test]
fn a_failing_test_reports_what_happens() {
    let said = |expect| findings(expect).1.join("\n");
    assert_eq!(
        said("expect GET /pets/search -> pets"),
        "GW0250 `GET /pets/search` goes to `search`, expected `pets`"
    );
    assert_eq!(
        said("expect GET /pets/7 -> 404"),
        "GW0250 `GET /pets/7` goes to `pets`, expected 404 from the gateway"
    );
    assert_eq!(
        said("expect GET /nowhere -> pets"),
        "GW0250 `GET /nowhere` matches no route (404), expected `pets`"
    );
    assert_eq!(
        said("expect GET /api/x -> pets /api/x"),
        "GW0251 `pets` receives `/x`, expected `/api/x`"
    );
    assert_eq!(
        said("expect POST /hooks -> hook /hooks"),
        "GW0251 `hook` is a lambda, which receives no path"
    );
    assert_eq!(
        said("expect GET /pets/7 -> pets auth users"),
        "GW0252 `GET /pets/<id>` has `open`, expected `auth users`"
    );
    assert_eq!(
        said("expect GET /pets/search -> search open"),
        "GW0252 `GET /pets/search` has `auth users`, expected `open`"
    );
    assert_eq!(
        said("expect GET /api/x%2Fy -> pets"),
        "GW0253 the answer to `/api/x%2Fy` is not certain"
    );
    assert_eq!(
        said("expect GET /slow -> https://slow.example auth users [a]"),
        "GW0252 `GET /slow` has the scopes `[a b]`, expected the scopes `[a]`"
    );
    assert_eq!(
        said("expect GET /slow -> https://slow.example timeout 9s throttle 5/s burst 8"),
        "GW0270 the timeout of `GET /slow` is 10s, not 9s\n\
         GW0270 the throttle of `GET /slow` is 5/s burst 9, not 5/s burst 8"
    );
    assert_eq!(
        said("expect GET /slow -> https://slow.example header x-tenant - header x-no 1"),
        "GW0271 `https://slow.example/slow` sees `x-tenant: acme`, but the header should be absent\n\
         GW0271 `https://slow.example/slow` does not see the header `x-no`"
    );
    assert_eq!(
        said("expect POST /hooks -> hook header x-a 1"),
        "GW0271 `hook` is a lambda, which receives no HTTP headers"
    );
    assert_eq!(
        said("expect OPTIONS /pets/7 from https://evil.example -> cors"),
        "GW0272 a browser refuses this request: the origin `https://evil.example` is not allowed"
    );
    assert_eq!(
        said("expect GET /pets/<id> -> pets"),
        "GW0254 expected the path of a request, found the pattern `/pets/<id>`"
    );
    assert_eq!(
        said("expect GET $default -> pets"),
        "GW0254 expected the path of a request, found the pattern `$default`"
    );
}

#[test]
fn a_failed_test_shows_both_places_and_the_trace() {
    let (drawn, _) = findings(
        "expect GET /pets/search -> pets\nexpect GET /api -> pets\nexpect GET /api/x -> pets /api/x auth users",
    );
    insta::assert_snapshot!(drawn);
}

#[test]
fn a_test_of_an_undeclared_name_does_not_fail_too() {
    for expect in [
        "expect GET /pets/7 -> kennel /pets/7",
        "expect GET /api/x -> pets auth ghosts",
    ] {
        assert_eq!(findings(expect).1, Vec::<String>::new(), "{expect}");
    }
}
