//! `gwc diff`: the changes for requests and for resources.

use std::sync::Arc;

use gwc::diff::{self, Difference};
use gwc::driver::{self, Analysis};
use gwc::facts::Deployer;
use gwc::model::{Bindings, Method};
use gwc::route::{Request, Table};
use gwc::source::{Loaded, MemoryLoader};
use proptest::prelude::{Just, ProptestConfig, Strategy, prop, prop_oneof};
use proptest::{prop_assert, proptest};

use crate::tools::{facts, stride};

const HEAD: &str = "\
gw 1
gateway t { region eu-west-1; allow GW0801 }
auth users jwt { issuer https://issuer.example; audience t }
auth staff jwt { issuer https://issuer.example; audience staff }
";

fn whole(text: &str) -> Analysis {
    let root = Loaded {
        identity: "t.gw".to_owned(),
        name: "t.gw".to_owned(),
        text: Arc::from(text),
    };
    let analysis = driver::analyze(
        root,
        &MemoryLoader::default(),
        facts(),
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

fn analysis(text: &str) -> Analysis {
    whole(&format!("{HEAD}{text}\n"))
}

fn difference(old: &str, new: &str) -> Difference {
    let found = diff::difference(
        &analysis(old),
        &analysis(new),
        facts(),
        Deployer::CloudFormation,
    );
    assert!(!found.truncated);
    found
}

/// Returns each change of requests: its patterns and its aspects.
fn changes(old: &str, new: &str) -> Vec<String> {
    let line = |change: &diff::RequestChange| {
        let words: Vec<&str> = change.aspects.iter().map(|it| it.aspect.word()).collect();
        format!("{}: {}", patterns(change).join(", "), words.join(" "))
    };
    difference(old, new).requests.iter().map(line).collect()
}

fn patterns(change: &diff::RequestChange) -> Vec<String> {
    let patterns = change.patterns.iter();
    patterns
        .map(|it| {
            let methods: Vec<&str> = it.methods.iter().map(|it| it.word()).collect();
            let methods = if it.is_any() {
                "ANY".to_owned()
            } else {
                methods.join(",")
            };
            format!("{methods} {}", it.path)
        })
        .collect()
}

#[test]
fn the_same_spec_in_another_order_changes_nothing() {
    let old = "GET /a/<x> -> https://a.example\n/b/<rest*> -> https://b.example auth users";
    let new = "/b/<tail*> -> https://b.example auth users\nGET /a/<y> -> https://a.example";
    let nothing: Vec<String> = Vec::new();
    assert_eq!(changes(old, old), nothing);
    assert_eq!(changes(old, new), nothing);
    // The name of a variable affects neither clients nor backends.
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
        ["ANY /a/<rest+>: auth-dropped", "GET /b: timeout"]
    );
}

#[test]
fn an_open_route_inside_a_protected_one_drops_its_auth() {
    let old = "/admin/<p+> -> lambda f auth users";
    let new = "/admin/<p+> -> lambda f auth users\nGET /admin/health -> lambda f";
    assert_eq!(changes(old, new), ["GET /admin/health: auth-dropped"]);
}

#[test]
fn a_literal_takes_requests_from_a_variable() {
    let old = "GET /pets/<id> -> lambda f";
    let new = "GET /pets/<id> -> lambda f\nGET /pets/search -> lambda g";
    assert_eq!(changes(old, new), ["GET /pets/search: backend host"]);
}

#[test]
fn a_headline_names_the_pattern_that_changed_and_no_other() {
    let old = "/api/<rest*> -> lambda api\nGET /orders/health -> lambda health\n/orders/<id> -> lambda orders";
    let new = "GET /api/<rest*> -> lambda api\nGET /orders/health -> lambda health\n/orders/<id> -> lambda orders timeout 5s";
    assert_eq!(
        changes(old, new),
        [
            "POST,PUT,PATCH,DELETE,HEAD,OPTIONS /api, POST,PUT,PATCH,DELETE,HEAD,OPTIONS /api/<rest+>: stops",
            "ANY /orders/<id>: timeout"
        ]
    );
    let found = difference(old, new);
    assert_eq!(found.requests[1].example, "GET /orders/7");
}

#[test]
fn a_greedy_pattern_is_narrowed_to_the_lengths_that_change() {
    let old = "/a/<rest+> -> lambda f";
    let new = "/a/<rest+> -> lambda f\n/a/<x>/<tail+> -> lambda g";
    assert_eq!(changes(old, new), ["ANY /a/<x>/<tail+>: backend host"]);
    let old = "/a/<x>/<tail+> -> lambda g";
    let new = "/a/<rest+> -> lambda f\n/a/<x>/<tail+> -> lambda g";
    assert_eq!(changes(old, new), ["ANY /a/<rest1>: starts-open"]);
}

#[test]
fn requests_that_start_and_stop_being_answered() {
    let old = "GET /a -> lambda f\n$default -> lambda g auth users";
    let new = "GET /b -> lambda f";
    let found = changes(old, new);
    assert_eq!(
        found,
        [
            "GET /b: auth-dropped backend host",
            "ANY $default: stops",
            "GET /a: stops"
        ]
    );
    let old = "GET /a -> lambda f";
    let one = |clause: &str| changes(old, &format!("{old}\nGET /b -> lambda f {clause}"));
    assert_eq!(one("auth users"), ["GET /b: starts"]);
    assert_eq!(one("open"), ["GET /b: starts-open"]);
}

#[test]
fn values_stand_with_the_names_of_variables() {
    let old = "/a/<p+> -> https://h.example";
    let new = "/a/<p+> -> https://h.example keep";
    let found = difference(old, new);
    let change = &found.requests[0].aspects[0];
    assert_eq!(change.old.as_deref(), Some("/<p>"));
    assert_eq!(change.new.as_deref(), Some("/a/<p>"));
}

#[test]
fn another_audience_is_another_authorization_and_another_name_is_not() {
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
fn a_raised_throttle_is_dangerous_and_a_lowered_one_is_not() {
    let route = "GET /a -> lambda f";
    let spec = |throttle: &str| format!("{route} throttle {throttle}");
    let raised = difference(&spec("10/s burst 20"), &spec("999/s burst 20"));
    let change = &raised.requests[0];
    assert_eq!(change.aspects[0].old.as_deref(), Some("10/s burst 20"));
    assert_eq!(change.aspects[0].new.as_deref(), Some("999/s burst 20"));
    assert_eq!(change.danger(), diff::Danger::High);
    let lowered = difference(&spec("999/s burst 20"), &spec("10/s burst 20"));
    assert_eq!(lowered.requests[0].danger(), diff::Danger::Low);
}

#[test]
fn hosts_and_mutual_tls() {
    let spec = |gateway: &str| {
        let text =
            format!("gateway t {{ region eu-west-1\n{gateway} }}\nGET /a -> https://a.example\n");
        whole(&text)
    };
    let domain = |mtls: &str| {
        format!(
            "endpoint off\ndomain api.t.example {{ certificate arn:aws:acm:eu-west-1:111122223333:certificate/4e1c4e1c-0000-4000-8000-000000000000{mtls} }}"
        )
    };
    let words = |old: &str, new: &str| -> Vec<String> {
        let found = diff::difference(&spec(old), &spec(new), facts(), Deployer::CloudFormation);
        let found = found.requests.iter();
        found
            .map(|it| format!("{} {}", it.aspects[0].aspect.word(), it.example))
            .collect()
    };
    let tls = domain("; mtls s3://trust/store.pem");
    assert_eq!(
        words(&tls, &domain("")),
        ["mtls-off GET https://api.t.example/"]
    );
    assert_eq!(
        words(&domain(""), &tls),
        ["mtls-on GET https://api.t.example/"]
    );
    assert_eq!(
        words(&domain(""), &domain("").replace("endpoint off\n", "")),
        ["host-exposed GET https://<api>.execute-api.<region>.amazonaws.com/"]
    );
}

#[test]
fn a_renamed_file_replaces_nothing_in_a_template() {
    let of = |name: &str| {
        let root = Loaded {
            identity: name.to_owned(),
            name: name.to_owned(),
            text: Arc::from("GET /a -> lambda a\n"),
        };
        driver::analyze(
            root,
            &MemoryLoader::default(),
            facts(),
            &Bindings::default(),
        )
    };
    let found = diff::difference(
        &of("old-stem.gw"),
        &of("new-stem.gw"),
        facts(),
        Deployer::CloudFormation,
    );
    let replaced = found.resources.expect("resources");
    let replaced: Vec<_> = replaced
        .iter()
        .filter(|it| it.action.word() == "replace" || it.action.word() == "delete")
        .collect();
    assert!(replaced.is_empty(), "{replaced:#?}");
}

#[test]
fn create_only_changes_replace_resources_and_their_dependents() {
    let spec = |vpc: &str| {
        format!(
            "network main {{ vpc {vpc}; subnets subnet-0a11111111111111a subnet-0b22222222222222b }}\n\
             /a -> apprunner svc private\n"
        )
    };
    let found = difference(
        &spec("vpc-0abc1234567890def"),
        &spec("vpc-0fff1234567890fff"),
    );
    let resources = found.resources.expect("resources");
    let of = |kind: &str| {
        let mut all = resources.iter();
        all.find(|it| it.kind == kind).expect("a change")
    };
    let group = of("AWS::ElasticLoadBalancingV2::TargetGroup");
    assert_eq!(group.action.word(), "replace");
    assert!(
        group
            .why()
            .iter()
            .any(|it| it.contains("VpcId cannot change in place")),
        "{group:#?}"
    );
    let listener = of("AWS::ElasticLoadBalancingV2::Listener");
    assert_eq!(listener.action.word(), "update");
    let mut replaced = resources.iter().filter(|it| it.action.word() == "replace");
    assert!(
        replaced
            .all(|it| it.refused.is_some()
                || it.why().iter().any(|why| why.starts_with("requests "))),
        "{resources:#?}"
    );
}

fn human(found: &Difference) -> String {
    let lines = diff::lines(found).into_iter();
    let lines: Vec<String> = lines
        .map(|it| format!("{}{}", " ".repeat(it.indent), it.text))
        .collect();
    lines.join("\n")
}

/// Seven routes move as one change, the integrations with them, and the cost is reported.
#[test]
fn a_service_that_moves_to_ecs_reads_as_one_change() {
    let spec = |kind: &str| {
        format!(
            "network main {{ vpc vpc-0abc1234567890def; subnets subnet-0a11111111111111a subnet-0b22222222222222b }}
{kind} orders private {{ image public.ecr.aws/shop/orders:1; cpu 1vcpu; memory 2GB }}
GET /orders -> orders auth users
POST /orders -> orders auth users
GET /orders/<id> -> orders auth users
DELETE /orders/<id> -> orders auth users
GET /health -> orders open at /healthz
/admin/<rest+> -> orders auth staff timeout 10s
GET /x/<rest*> -> orders open"
        )
    };
    let found = difference(&spec("apprunner"), &spec("ecs"));
    insta::assert_snapshot!("moved_service", human(&found));
}

#[test]
fn the_difference_for_people_scripts_and_pull_requests() {
    let old = "/a/<rest+> -> lambda f auth users [read]\nGET /b -> lambda f timeout 5s\nGET /old -> lambda f";
    let new = "/a/<rest+> -> lambda f open\nGET /b -> lambda g timeout 9s throttle 5/s burst 9\nGET /new -> lambda f";
    let found = difference(old, new);
    insta::assert_snapshot!("human", human(&found));
    insta::assert_snapshot!("json", format!("{:#}", diff::object(&found)));
    insta::assert_snapshot!("markdown", diff::document(&found));
}

#[test]
fn no_value_leaves_its_code_span() {
    let spec = |description: &str| {
        let text = format!(
            "gateway t {{ region eu-west-1; description \"{description}\" }}\nGET /a -> https://a.example\n"
        );
        whole(&text)
    };
    let hostile = "`` x\\n\\n# heading\\n@somebody ``` | <b> \\u{1b}[31m";
    let found = diff::difference(
        &spec("a"),
        &spec(hostile),
        facts(),
        Deployer::CloudFormation,
    );
    let document = diff::document(&found);
    assert!(document.contains("somebody"), "{document}");
    for line in document.lines() {
        assert!(
            !line.starts_with('#') && !line.starts_with('@'),
            "{document}"
        );
    }
    assert!(!document.contains('\u{1b}'), "{document}");
    assert!(
        document.contains("````"),
        "the fence is longer than any run inside: {document}"
    );
}

/// Generates paths of up to three segments from few words, so that they overlap.
fn path() -> impl Strategy<Value = String> {
    let segment = prop_oneof![
        3 => prop::sample::select(vec!["a", "b"]).prop_map(str::to_owned),
        2 => Just("<v>".to_owned()),
    ];
    let tail = prop_oneof![3 => Just(""), 1 => Just("/<rest+>")];
    (prop::collection::vec(segment, 0..3), tail).prop_map(|(segments, tail)| {
        let named = segments.iter().enumerate().map(|(at, segment)| {
            let segment = segment.replace("<v>", &format!("<v{at}>"));
            format!("/{segment}")
        });
        let path: String = named.collect();
        match (path.as_str(), tail) {
            ("", "") => "/".to_owned(),
            (path, tail) => format!("{path}{tail}"),
        }
    })
}

fn route() -> impl Strategy<Value = String> {
    let method = prop::sample::select(vec!["", "GET ", "POST "]);
    let clause = prop::sample::select(vec![
        "open",
        "auth users",
        "auth users [read]",
        "open timeout 5s",
        "open throttle 5/s burst 5",
    ]);
    let backend = prop::sample::select(vec!["f", "g"]);
    (method, path(), backend, clause).prop_map(|(method, path, backend, clause)| {
        format!("{method}{path} -> lambda {backend} {clause}")
    })
}

/// Generates specs without duplicate keys.
fn spec() -> impl Strategy<Value = String> {
    let default =
        prop_oneof![2 => Just(None), 1 => Just(Some("$default -> lambda d open".to_owned()))];
    (prop::collection::vec(route(), 0..6), default).prop_map(|(routes, default)| {
        let mut seen = std::collections::BTreeSet::new();
        let shape = |route: &str| {
            let key = route.split(" -> ").next().unwrap_or_default();
            key.replace("<v0>", "<v>")
                .replace("<v1>", "<v>")
                .replace("<v2>", "<v>")
        };
        let routes: Vec<String> = routes
            .into_iter()
            .chain(default)
            .filter(|route| seen.insert(shape(route)))
            .collect();
        format!("GET /always -> lambda f open\n{}", routes.join("\n"))
    })
}

/// Returns everything about a request that affects clients, backends or operators.
fn request_effect(
    program: &gwc::model::Program,
    table: &Table,
    method: Method,
    path: &str,
) -> String {
    let request = Request::new(method.word(), path).expect("a request");
    let trace = gwc::route::trace::trace(program, facts(), table, &request);
    match trace.outcome {
        gwc::route::trace::TraceOutcome::Route(it) => {
            let auth = it.auth.map(|it| (it.credential, it.scopes));
            format!(
                "{} {auth:?} {:?} {:?} {:?}",
                it.backend, it.delivery, it.timeout, it.throttle
            )
        }
        gwc::route::trace::TraceOutcome::Refused(it) => it.status.to_string(),
        gwc::route::trace::TraceOutcome::Preflight(it) => format!("{it:?}"),
    }
}

/// Returns true if a request belongs to a change: a table of all route keys and the change's patterns selects one of
/// the patterns.
fn covers(change: &diff::RequestChange, method: Method, path: &str) -> bool {
    change
        .patterns
        .iter()
        .any(|pattern| pattern.methods.contains(&method) && matches(&pattern.path, path))
}

/// Returns true if a path matches a pattern, segment by segment and independent of other patterns.
fn matches(pattern: &str, path: &str) -> bool {
    if pattern == "$default" {
        return true;
    }
    let split = |text: &str| -> Vec<String> {
        let text = text.trim_start_matches('/');
        text.split('/')
            .filter(|it| !it.is_empty())
            .map(str::to_owned)
            .collect()
    };
    let (wanted, given) = (split(pattern), split(path));
    let greedy = wanted.last().is_some_and(|it| it.ends_with("+>"));
    if greedy && given.len() < wanted.len() || !greedy && given.len() != wanted.len() {
        return false;
    }
    wanted
        .iter()
        .zip(&given)
        .all(|(wanted, given)| wanted.starts_with('<') || wanted == given)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256 / stride() as u32))]

    #[test]
    fn requests_differ_exactly_where_the_difference_says_so(old in spec(), new in spec()) {
        let (before, after) = (analysis(&old), analysis(&new));
        let (changes, complete) = diff::requests(&before.program, &after.program, facts());
        prop_assert!(complete);
        let tables = (Table::new(&before.program.routes), Table::new(&after.program.routes));
        let differs = |method: Method, path: &str| {
            request_effect(&before.program, &tables.0, method, path)
                != request_effect(&after.program, &tables.1, method, path)
        };
        let words = ["a", "b", "c", "always"];
        let mut paths = vec!["/".to_owned()];
        for one in words {
            paths.push(format!("/{one}"));
            for two in words {
                paths.push(format!("/{one}/{two}"));
                for three in words {
                    paths.push(format!("/{one}/{two}/{three}"));
                    paths.push(format!("/{one}/{two}/{three}/c"));
                }
            }
        }
        for method in [Method::Get, Method::Post, Method::Delete, Method::Options] {
            for path in &paths {
                // If a request differs, some headline covers it.
                if differs(method, path) {
                    prop_assert!(
                        changes.iter().any(|it| covers(it, method, path)),
                        "{} {path} differs\n{old}\n--\n{new}\n{changes:#?}", method.word()
                    );
                }
            }
        }
        for change in &changes {
            let (method, path) = change.example.split_once(' ').expect("an example");
            let method = Method::from_word(method).expect("a method");
            prop_assert!(differs(method, path), "{}\n{old}\n--\n{new}", change.example);
            // A request of unique text, which no literal of another route matches, shows that each pattern changes.
            for pattern in &change.patterns {
                for method in &pattern.methods {
                    let fresh = pattern.path.replace("$default", "/zz/zz/zz/zz/zz/zz");
                    let segments = fresh.split('/').map(|it| {
                        if it.ends_with("+>") { "zz/zz/zz/zz/zz" } else if it.starts_with('<') { "zz" } else { it }
                    });
                    let fresh = segments.collect::<Vec<_>>().join("/");
                    prop_assert!(differs(*method, &fresh), "{} {fresh}\n{old}\n--\n{new}\n{change:#?}", method.word());
                }
            }
        }
    }
}
