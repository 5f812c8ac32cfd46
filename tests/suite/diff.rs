//! `gwc diff`: what changes for requests and for resources.

use std::sync::Arc;

use gwc::diff::{self, Aspect, Difference, Fate, Reason};
use gwc::driver::{self, Analysis};
use gwc::facts::{Facts, ResourceTypes};
use gwc::model::{Bindings, Method, Pattern, RouteKey, Segment};
use gwc::route::Table;
use gwc::source::{Loaded, MemoryLoader};
use serde_json::json;

const HEAD: &str = "\
gw 1
gateway t
auth users jwt { issuer https://issuer.example; audience t }
auth staff jwt { issuer https://issuer.example; audience staff }
";

fn analysis(text: &str) -> Analysis {
    let root = Loaded {
        identity: "t.gw".to_owned(),
        name: "t.gw".to_owned(),
        text: Arc::from(format!("{HEAD}{text}\n")),
    };
    let analysis = driver::analyze(
        root,
        &MemoryLoader::default(),
        &Facts::load(),
        &Bindings::default(),
    );
    let errors: Vec<_> = analysis
        .diagnostics
        .iter()
        .filter(|it| it.is_error())
        .collect();
    assert!(errors.is_empty(), "{text}\n{errors:#?}");
    analysis
}

/// The changes between two specs: the aspects, the methods and the example of each.
fn changes(old: &str, new: &str) -> Vec<String> {
    let (found, truncated) = diff::requests(&analysis(old).program, &analysis(new).program);
    assert!(!truncated);
    let line = |change: &diff::RequestChange| {
        let words: Vec<&str> = change.aspects.iter().map(|it| it.word()).collect();
        let methods = if change.methods.len() == 7 {
            "ANY".to_owned()
        } else {
            change
                .methods
                .iter()
                .map(|it| it.word())
                .collect::<Vec<_>>()
                .join(",")
        };
        format!("{methods} {}: {}", change.example.1, words.join(" "))
    };
    found.iter().map(line).collect()
}

#[test]
fn the_same_spec_in_another_order_changes_nothing() {
    let old = "GET /a/<x> -> https://a.example\n/b/<rest*> -> https://b.example auth users";
    let new = "/b/<tail*> -> https://b.example auth users\nGET /a/<y> -> https://a.example";
    let nothing: Vec<String> = Vec::new();
    assert_eq!(changes(old, old), nothing);
    assert_eq!(changes(old, new), nothing);
    // A renamed variable is no change to a client, nor to a backend.
    let old = "GET /a/<x> -> lambda f\n/b/<rest+> -> https://b.example/<rest> auth users";
    let new = "/b/<tail+> -> https://b.example/<tail> auth users\nGET /a/<y> -> lambda f";
    assert_eq!(changes(old, new), nothing);
}

#[test]
fn a_dropped_authorizer_comes_first() {
    let old = "/a/<rest+> -> lambda f auth users\nGET /b -> lambda f timeout 5s";
    let new = "/a/<rest+> -> lambda f open\nGET /b -> lambda f timeout 9s";
    assert_eq!(
        changes(old, new),
        ["ANY /a/x: auth-dropped", "GET /b: timeout"]
    );
}

#[test]
fn an_open_route_inside_a_guarded_one_drops_its_auth() {
    let old = "/admin/<p+> -> lambda f auth users";
    let new = "/admin/<p+> -> lambda f auth users\nGET /admin/health -> lambda f";
    assert_eq!(changes(old, new), ["GET /admin/health: auth-dropped"]);
}

#[test]
fn a_new_literal_takes_requests_from_a_variable() {
    let old = "GET /pets/<id> -> lambda f";
    let new = "GET /pets/<id> -> lambda f\nGET /pets/search -> lambda g";
    assert_eq!(changes(old, new), ["GET /pets/search: backend"]);
}

#[test]
fn what_starts_and_stops() {
    let old = "GET /a -> lambda f\n$default -> lambda g auth users";
    let new = "GET /b -> lambda f";
    let found = changes(old, new);
    assert!(found.contains(&"GET /a: stops".to_owned()), "{found:?}");
    assert!(found.contains(&"ANY /: stops".to_owned()), "{found:?}");
    assert!(
        found.contains(&"GET /b: auth-dropped backend".to_owned()),
        "{found:?}"
    );
    assert_eq!(
        changes(
            "GET /a -> lambda f",
            "GET /a -> lambda f\nGET /b -> lambda f auth users"
        ),
        ["GET /b: starts"]
    );
    assert_eq!(
        changes(
            "GET /a -> lambda f",
            "GET /a -> lambda f\nGET /b -> lambda f"
        ),
        ["GET /b: starts-open"]
    );
}

#[test]
fn the_path_that_the_backend_sees() {
    let old = "/a/<p+> -> https://h.example\nGET /b -> https://h.example";
    let new = "/a/<p+> -> https://h.example keep\nGET /b -> https://h.example";
    let found = changes(old, new);
    assert!(found.iter().any(|it| it.contains("path")), "{found:?}");
}

#[test]
fn another_audience_is_another_authorization_and_another_name_is_none() {
    let old = "GET /a -> lambda f auth users";
    assert_eq!(
        changes(old, "GET /a -> lambda f auth staff"),
        ["GET /a: auth-changed"]
    );
    assert_eq!(
        changes(old, "GET /a -> lambda f auth users [admin]"),
        ["GET /a: auth-changed"]
    );
    let renamed = "auth people jwt { issuer https://issuer.example; audience t }\nGET /a -> lambda f auth people";
    assert_eq!(changes(old, renamed), Vec::<String>::new());
}

#[test]
fn regions_tell_every_pattern_apart() {
    let path = |parts: &[Segment]| Pattern::Path(parts.to_vec());
    let literal = |text: &str| Segment::Literal(text.to_owned());
    let variable = Segment::Variable("id".to_owned());
    let greedy = Segment::Greedy("rest".to_owned());
    let patterns = [
        path(&[literal("a"), variable.clone()]),
        path(&[variable, literal("b")]),
        path(&[literal("a"), greedy]),
        path(&[literal("7")]),
    ];
    let found = diff::regions(&patterns);
    assert!(!found.truncated);
    for needed in ["/", "/a", "/7", "/7x", "/7/b", "/a/b", "/a/7", "/a/b/x"] {
        assert!(
            found.witnesses.iter().any(|it| it == needed),
            "{needed} {:?}",
            found.witnesses
        );
    }
    // Whatever a path matches, some witness matches just that.
    let keys = patterns.map(|pattern| RouteKey {
        method: Method::Any,
        pattern,
    });
    let matched = |path: &str| -> Vec<bool> {
        let alone = keys.iter().map(|key| Table::of_keys([key]));
        alone
            .map(|it| it.winner(Method::Get, path).is_some())
            .collect()
    };
    let known: Vec<Vec<bool>> = found.witnesses.iter().map(|it| matched(it)).collect();
    let parts = ["a", "b", "7", "z"];
    for one in parts {
        for two in parts {
            for three in parts {
                for path in [
                    format!("/{one}"),
                    format!("/{one}/{two}"),
                    format!("/{one}/{two}/{three}"),
                ] {
                    assert!(known.contains(&matched(&path)), "{path}");
                }
            }
        }
    }
    let crowd: Vec<Pattern> = (0..300)
        .map(|it| path(&[literal(&format!("r{it}")), literal("x")]))
        .collect();
    assert!(diff::regions(&crowd).witnesses.len() < 1000);
}

/// Two plans of one step each, that differ in one property.
fn plans(kind: &str, old: serde_json::Value, new: serde_json::Value) -> Vec<diff::ResourceChange> {
    let plan = |properties| {
        json!({ "steps": [
            { "id": "one", "action": "create", "type": kind, "properties": properties },
            { "id": "two", "action": "create", "type": "AWS::ApiGatewayV2::VpcLink",
              "properties": { "SubnetIds": [{ "$ref": "one" }], "Name": "n" } },
            { "id": "three", "action": "read", "type": kind, "properties": {} },
        ] })
    };
    diff::resources(&plan(old), &plan(new), &ResourceTypes::load())
}

#[test]
fn a_property_that_cannot_change_replaces_and_who_refers_follows() {
    let found = plans(
        "AWS::EC2::VPCEndpoint",
        json!({ "VpcId": "a" }),
        json!({ "VpcId": "b" }),
    );
    assert_eq!(found.len(), 2);
    assert_eq!(
        found[0].fate,
        Fate::Replaced(vec![Reason::CreateOnly("VpcId".to_owned())])
    );
    assert_eq!(
        found[1].fate,
        Fate::Replaced(vec![Reason::Follows(
            "SubnetIds".to_owned(),
            "one".to_owned()
        )])
    );
}

#[test]
fn another_property_changes_in_place() {
    let found = plans(
        "AWS::EC2::VPCEndpoint",
        json!({ "VpcId": "a", "SubnetIds": ["x"] }),
        json!({ "VpcId": "a", "SubnetIds": ["x", "y"] }),
    );
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].fate, Fate::Updated);
    assert_eq!(found[0].properties, ["SubnetIds"]);
}

#[test]
fn differences_for_people_scripts_and_pull_requests() {
    let old = "/a/<rest+> -> lambda f auth users [read]\nGET /b -> lambda f timeout 5s\nGET /old -> lambda f";
    let new = "/a/<rest+> -> lambda f open\nGET /b -> lambda g timeout 9s throttle 5/s burst 9\nGET /new -> lambda f";
    let (old, new) = (analysis(old), analysis(new));
    let (requests, truncated) = diff::requests(&old.program, &new.program);
    assert_eq!(requests[0].aspects, [Aspect::AuthDropped]);
    assert_eq!(requests[0].example.0, Method::Get);
    let difference = Difference {
        requests,
        resources: Some(plans(
            "AWS::EC2::VPCEndpoint",
            json!({ "VpcId": "a" }),
            json!({ "VpcId": "b" }),
        )),
        truncated,
    };
    let lines: Vec<String> = diff::lines(&difference)
        .into_iter()
        .map(|it| it.text)
        .collect();
    insta::assert_snapshot!("human", lines.join("\n"));
    insta::assert_snapshot!("json", format!("{:#}", diff::object(&difference)));
    insta::assert_snapshot!("markdown", diff::document(&difference));
}
