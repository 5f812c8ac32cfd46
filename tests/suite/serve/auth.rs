//! Authorizers: valid and invalid tokens, functions and their cache, signatures.

use std::process::Command;

use serde_json::{Value, json};

use crate::serve::backend::{Backend, ok};
use crate::serve::client::{Response, ask};
use crate::serve::program::Served;
use crate::tools::{Scratch, judges, python, succeed};

fn with(served: &Served, path: &str, token: &str) -> Response {
    ask(
        served.address,
        "GET",
        path,
        &[&format!("authorization: {token}")],
        b"",
    )
}

/// Returns the text between two others.
fn between<'t>(text: &'t str, before: &str, after: &str) -> &'t str {
    let rest = text.split_once(before).expect("a beginning").1;
    rest.split_once(after).expect("an end").0
}

fn jwt_spec(backend: &Backend) -> String {
    format!(
        "gw 1
auth users jwt {{ issuer https://issuer.example; audience a b }}
GET /open -> {0}/open
GET /any -> {0}/any auth users
GET /read/<id> -> {0}/read auth users [read write] {{ request set header x-user $context.authorizer.claims.sub }}
",
        backend.url
    )
}

#[test]
fn the_gateway_prints_a_call_that_works() {
    let backend = Backend::start();
    let served = Served::start(&jwt_spec(&backend), &[]);
    let said = served.says("stop with Ctrl-C");
    let token = between(&said, "-H 'authorization: ", "'");
    let bare = ask(served.address, "GET", "/any", &[], b"");
    assert_eq!(
        (bare.status, bare.body.as_str()),
        (401, r#"{"message":"Unauthorized"}"#)
    );
    assert_eq!(bare.header("www-authenticate"), Some("Bearer"));
    assert_eq!(with(&served, "/any", token).status, 200);
    assert_eq!(with(&served, "/read/7", token).status, 200);
    assert_eq!(backend.last().header("x-user"), Some("gwc-serve-user"));
    let url = between(&said, &format!("'http://{}", served.address), "'");
    assert_eq!(with(&served, url, token).status, 200);
    assert_eq!(ask(served.address, "GET", "/open", &[], b"").status, 200);
}

/// Creates tokens with another library, each with one fault. Prints one per line: name, status, description in the
/// challenge, token.
const TOKENS: &str = r#"
import json, sys, time
from joserfc import jwk, jwt
folder = sys.argv[1]
key = jwk.RSAKey.generate_key(2048, {"kid": "k1"})
other = jwk.RSAKey.generate_key(2048, {"kid": "k1"})
curve = jwk.ECKey.generate_key("P-256", {"kid": "e1"})
shared = jwk.OctKey.generate_key(256, {"kid": "o1"})
public = [key.as_dict(private=False), curve.as_dict(private=False), shared.as_dict(private=True)]
with open(folder + "/jwks.json", "w") as file:
    json.dump({"keys": public}, file)
now = int(time.time())
good = {"iss": "https://issuer.example", "aud": "a", "sub": "ann", "exp": now + 600, "nbf": now - 5, "iat": now - 5, "scope": "read"}
def say(name, status, word, claims=None, header=None, key=key, drop=(), **more):
    claims = {k: v for k, v in {**good, **(claims or {}), **more}.items() if k not in drop}
    header = {"alg": "RS256", "kid": "k1", **(header or {})}
    token = jwt.encode(header, claims, key, algorithms=[header["alg"]])
    print("\t".join([name, str(status), word, token]))
say("good", 200, "")
say("another audience of the two", 200, "", aud=["x", "b"])
say("client_id without aud", 200, "", drop=["aud"], client_id="b")
say("scp for scope", 200, "", drop=["scope"], scp=["write"])
say("RS512", 200, "", header={"alg": "RS512"})
say("expired", 401, "the token has expired", exp=now - 1)
say("no expiry", 401, "expiry", drop=["exp"])
say("not yet", 401, "not valid yet", nbf=now + 300)
say("issued in the future", 401, "issued in the future", iat=now + 300)
say("another issuer", 401, "issuer", iss="https://issuer.example/")
say("another audience", 401, "the token does not have a valid audience", aud="c")
say("client_id beside a wrong aud", 401, "the token does not have a valid audience", aud="c", client_id="a")
say("no audience", 401, "the token does not have a valid audience", drop=["aud"])
say("another key of that id", 401, "signature", key=other)
say("an unknown key", 401, "kid", header={"kid": "k2"})
say("an elliptic curve", 401, "signing method", header={"alg": "ES256", "kid": "e1"}, key=curve)
say("a shared secret", 401, "signing method", header={"alg": "HS256", "kid": "o1"}, key=shared)
say("no scope", 403, "", drop=["scope"])
say("another scope", 403, "", scope="reading readwrite")
"#;

#[test]
fn tokens_of_other_issuers_are_verified_with_their_key_set() {
    if !judges() {
        return;
    }
    let backend = Backend::start();
    let scratch = Scratch::with_files("tokens", [("tokens.py", TOKENS)]);
    let script = scratch.path().join("tokens.py");
    let made = succeed(Command::new(python()).arg(script).arg(scratch.path()));
    let keys = scratch.path().join("jwks.json").display().to_string();
    let set = std::fs::read_to_string(&keys).expect("the key set");
    let issuer = Backend::answering(move |_| ok(&set));
    for place in [keys, format!("{}/jwks", issuer.url)] {
        let served = Served::start(&jwt_spec(&backend), &["--jwks", &format!("users={place}")]);
        let mut good = String::new();
        for line in String::from_utf8_lossy(&made.stdout).lines() {
            let [name, status, word, token] = line.split('\t').collect::<Vec<_>>()[..] else {
                panic!("{line}");
            };
            let response = with(&served, "/read/7", &format!("Bearer {token}"));
            assert_eq!(response.status.to_string(), status, "{name}: {response:?}");
            let challenge = response.header("www-authenticate").unwrap_or_default();
            assert!(challenge.contains(word), "{name}: {challenge}");
            let error = match response.status {
                401 => "error=\"invalid_token\"",
                403 => {
                    "error=\"insufficient_scope\" error_description=\"expected scopes: [read write]\""
                }
                _ => "",
            };
            if !error.is_empty() {
                let start = format!("Bearer scope=\"read write\" {error}");
                assert!(challenge.starts_with(&start), "{name}: {challenge}");
            }
            if name == "good" {
                token.clone_into(&mut good);
            }
        }
        let changed = good.replacen("eyJ", "eyK", 1);
        let unsigned = good.rsplit_once('.').expect("segments").0.to_owned() + ".";
        for bad in [
            "x",
            "a.b.c",
            "a.b",
            &changed,
            &unsigned,
            &format!("{good}.x"),
        ] {
            assert_eq!(with(&served, "/any", bad).status, 401, "{bad}");
        }
        // The scheme is optional.
        assert_eq!(with(&served, "/any", &good).status, 200);
    }
}

#[test]
fn without_a_key_set_every_token_is_refused() {
    let backend = Backend::start();
    let served = Served::start(
        &jwt_spec(&backend),
        &["--jwks", "users=http://127.0.0.1:1/jwks"],
    );
    let header = "eyJhbGciOiJSUzI1NiIsImtpZCI6ImsxIn0";
    let response = with(&served, "/any", &format!("Bearer {header}.e30.AAAA"));
    assert_eq!(response.status, 401);
    served.says("cannot fetch `http://127.0.0.1:1/jwks`");
}

#[test]
fn authorizer_functions_accept_requests_and_are_cached() {
    let backend = Backend::start();
    let function = Backend::answering(|seen| {
        let event = seen.json();
        assert_eq!(event["type"], "REQUEST");
        let token = event["identitySource"][0].as_str().unwrap_or_default();
        let answer: Value = match token {
            "broken" => json!({ "isAuthorized": "yes" }),
            "boom" => json!({ "errorMessage": "boom", "errorType": "Error" }),
            token => json!({ "isAuthorized": token == "yes", "context": { "tenant": "t1" } }),
        };
        ok(&answer.to_string())
    });
    let spec = format!(
        "gw 1
auth door lambda {{ function arn:aws:lambda:eu-west-1:111122223333:function:door; identity header.x-token; ttl 5m; simple }}
GET /a -> {0}/a auth door {{ request set header x-tenant $context.authorizer.tenant }}
GET /b -> {0}/b auth door
",
        backend.url
    );
    let served = Served::start(&spec, &["--to", &format!("door={}", function.url)]);
    let status = |path: &str, token: &str| {
        ask(
            served.address,
            "GET",
            path,
            &[&format!("x-token: {token}")],
            b"",
        )
        .status
    };
    assert_eq!(ask(served.address, "GET", "/a", &[], b"").status, 401);
    assert_eq!(
        function.seen().len(),
        0,
        "without an identity it is not asked"
    );
    assert_eq!(status("/a", "yes"), 200);
    assert_eq!(backend.last().header("x-tenant"), Some("t1"));
    assert_eq!(status("/b", "yes"), 200);
    assert_eq!(
        function.seen().len(),
        1,
        "the answer holds for other routes too"
    );
    assert_eq!(status("/a", "no"), 403);
    assert_eq!(status("/a", "broken"), 500);
    assert_eq!(status("/a", "boom"), 500);
    let none = Served::start(&spec, &[]);
    assert_eq!(
        ask(none.address, "GET", "/a", &["x-token: yes"], b"").status,
        502
    );
}

#[test]
fn without_an_identity_source_a_function_is_asked_for_every_request() {
    let backend = Backend::start();
    let function = Backend::answering(|seen| {
        let event = seen.json();
        let token = event["headers"]["x-token"].as_str();
        ok(&json!({ "isAuthorized": token == Some("yes") }).to_string())
    });
    let spec = format!(
        "gw 1
auth gate lambda {{ function arn:aws:lambda:eu-west-1:111122223333:function:gate; identity none; simple }}
GET /a -> {}/a auth gate
",
        backend.url
    );
    let served = Served::start(&spec, &["--to", &format!("gate={}", function.url)]);
    let said = served.says("stop with Ctrl-C");
    assert!(said.contains(&format!("curl 'http://{}/a'", served.address)));
    let status = |headers: &[&str]| ask(served.address, "GET", "/a", headers, b"").status;
    assert_eq!(status(&[]), 403);
    assert_eq!(status(&["x-token: yes"]), 200);
    assert_eq!(status(&["x-token: yes"]), 200);
    assert_eq!(function.seen().len(), 3, "nothing is remembered");
    assert_eq!(function.last().json()["identitySource"], json!([]));
}

#[test]
fn the_printed_call_reaches_a_lambda_authorizer() {
    let backend = Backend::start();
    let function = Backend::answering(|seen| {
        let known = seen.json()["identitySource"] == json!(["gwc-serve", "gwc-serve"]);
        ok(&json!({ "isAuthorized": known }).to_string())
    });
    let spec = format!(
        "gw 1
auth gate lambda {{ function arn:aws:lambda:eu-west-1:111122223333:function:gate; identity header.X-Key query.key; simple }}
POST /a -> {}/a auth gate
",
        backend.url
    );
    let served = Served::start(&spec, &["--to", &format!("gate={}", function.url)]);
    let said = served.says("stop with Ctrl-C");
    assert!(said.contains("auth gate, whose function decides about any value:\n    curl -X POST "));
    let header = between(&said, "-H '", "'");
    let target = between(&said, &format!("'http://{}", served.address), "'");
    assert_eq!(
        ask(served.address, "POST", target, &[header], b"").status,
        200
    );
    assert_eq!(ask(served.address, "POST", "/a", &[], b"").status, 401);
}

#[test]
fn a_token_of_another_issuer_is_a_variable_of_the_shell() {
    let backend = Backend::start();
    let served = Served::start(
        &jwt_spec(&backend),
        &["--jwks", "users=http://127.0.0.1:1/jwks"],
    );
    let said = served.says("stop with Ctrl-C");
    assert!(
        said.contains("-H \"authorization: Bearer $TOKEN\" 'http://"),
        "{said}"
    );
}

#[test]
fn policies_are_read_by_route() {
    let backend = Backend::start();
    let function = Backend::answering(|_| {
        let statement = |effect: &str, resource: &str| json!({ "Effect": effect, "Action": "execute-api:Invoke", "Resource": resource });
        let statements = [statement("Allow", "*/GET/*"), statement("Deny", "*/GET/b")];
        let policy = json!({ "Version": "2012-10-17", "Statement": statements });
        ok(&json!({ "principalId": "ann", "policyDocument": policy }).to_string())
    });
    let spec = format!(
        "gw 1
auth door lambda {{ function arn:aws:lambda:eu-west-1:111122223333:function:door }}
/a -> {0}/a auth door
/b -> {0}/b auth door
",
        backend.url
    );
    let served = Served::start(&spec, &["--to", &format!("door={}", function.url)]);
    let status = |method: &str, path: &str| {
        ask(served.address, method, path, &["authorization: x"], b"").status
    };
    assert_eq!(status("GET", "/a"), 200);
    assert_eq!(status("GET", "/b"), 403);
    assert_eq!(status("POST", "/a"), 403);
    assert_eq!(function.seen().len(), 3, "no ttl, nothing remembered");
}

#[test]
fn unverified_signatures_need_a_flag() {
    let backend = Backend::start();
    let spec = format!("gw 1\nGET /a -> {}/a auth iam\n", backend.url);
    let strict = Served::start(&spec, &[]);
    strict.says("signatures of `auth iam` cannot be verified locally: --allow-iam");
    assert_eq!(ask(strict.address, "GET", "/a", &[], b"").status, 403);
    strict.says("--allow-iam");
    let open = Served::start(&spec, &["--allow-iam"]);
    assert_eq!(ask(open.address, "GET", "/a", &[], b"").status, 200);
}
