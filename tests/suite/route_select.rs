//! Route selection, compared with a reference that scans the whole table, and with AWS's own examples.

use gwc::model::{Method, Pattern, RouteKey, Segment};
use gwc::route::{Caveat, LossReason, Request, Table, precedence};
use proptest::prelude::{Just, Strategy, prop_assert_eq, prop_oneof, proptest};

use crate::tools::stride;

/// Parses a key in AWS's form.
fn key(text: &str) -> RouteKey {
    if text == "$default" {
        return RouteKey {
            method: Method::Any,
            pattern: Pattern::Default,
        };
    }
    let (method, path) = text.split_once(' ').expect("a method and a path");
    let segment = |part: &str| match part.strip_prefix('{').and_then(|it| it.strip_suffix('}')) {
        Some(name) => match name.strip_suffix('+') {
            Some(name) => Segment::Greedy(name.to_owned()),
            None => Segment::Variable(name.to_owned()),
        },
        None => Segment::Literal(part.to_owned()),
    };
    let parts = path.trim_start_matches('/').split('/');
    RouteKey {
        method: Method::from_word(method).expect("a method"),
        pattern: Pattern::Path(parts.filter(|it| !it.is_empty()).map(segment).collect()),
    }
}

fn table(keys: &[&str]) -> (Table, Vec<RouteKey>) {
    let keys: Vec<RouteKey> = keys.iter().map(|text| key(text)).collect();
    (Table::of_keys(&keys), keys)
}

fn winner(keys: &[&str], request: &str) -> String {
    let (table, keys) = table(keys);
    let (method, path) = request.split_once(' ').expect("a method and a path");
    let method = Method::from_word(method).expect("a method");
    let selection = table.select(method, path);
    assert_eq!(selection.winner, table.winner(method, path), "{request}");
    let won = selection.winner.map(|index| keys[index].to_string());
    won.unwrap_or_else(|| "404".to_owned())
}

/// Returns the rank of a matching key in the reference; the least is selected.
fn reference_rank(
    key: &RouteKey,
    method: Method,
    path: &[&str],
) -> Option<(u8, usize, Vec<u8>, bool)> {
    if key.method != Method::Any && key.method != method {
        return None;
    }
    let Pattern::Path(pattern) = &key.pattern else {
        return Some((2, 0, Vec::new(), true));
    };
    let greedy = matches!(pattern.last(), Some(Segment::Greedy(_)));
    let fits = if greedy {
        path.len() >= pattern.len()
    } else {
        path.len() == pattern.len()
    };
    let alike = pattern
        .iter()
        .zip(path)
        .all(|(segment, text)| match segment {
            Segment::Literal(literal) => literal == text,
            Segment::Variable(_) | Segment::Greedy(_) => true,
        });
    let kinds = pattern.iter().map(|segment| match segment {
        Segment::Literal(_) => 0,
        Segment::Variable(_) => 1,
        Segment::Greedy(_) => 2,
    });
    (fits && alike).then(|| {
        let late = if greedy {
            usize::MAX - pattern.len()
        } else {
            0
        };
        (
            u8::from(greedy),
            late,
            kinds.collect(),
            key.method == Method::Any,
        )
    })
}

fn reference(keys: &[&RouteKey], method: Method, path: &[&str]) -> Vec<usize> {
    let ranked = keys.iter().enumerate();
    let mut ranked: Vec<_> = ranked
        .filter_map(|(index, key)| Some((reference_rank(key, method, path)?, index)))
        .collect();
    ranked.sort();
    ranked.into_iter().map(|(_, index)| index).collect()
}

/// Returns every path pattern of at most two segments over `a`, `b`, a variable and a greedy one, for `ANY` and `GET`.
fn short_keys() -> Vec<RouteKey> {
    let mut paths = vec![String::from("/")];
    for first in ["a", "b", "{x}", "{x+}"] {
        paths.push(format!("/{first}"));
        if first != "{x+}" {
            paths.extend(["a", "b", "{y}", "{y+}"].map(|second| format!("/{first}/{second}")));
        }
    }
    let both = paths
        .iter()
        .flat_map(|path| ["ANY", "GET"].map(|it| key(&format!("{it} {path}"))));
    both.chain([key("$default")]).collect()
}

fn short_paths() -> Vec<Vec<&'static str>> {
    let mut paths: Vec<Vec<&str>> = vec![Vec::new()];
    let mut last = paths.clone();
    for _ in 0..3 {
        let longer =
            |path: &Vec<&'static str>| ["a", "b"].map(|it| [path.as_slice(), &[it]].concat());
        last = last.iter().flat_map(longer).collect();
        paths.extend(last.iter().cloned());
    }
    paths.extend([vec!["c"], vec!["a", "c"], vec!["c", "a"]]);
    paths
}

#[test]
fn every_table_of_four_short_patterns_selects_as_the_reference() {
    let keys = short_keys();
    let paths: Vec<(String, Vec<&str>)> = short_paths()
        .into_iter()
        .map(|path| (format!("/{}", path.join("/")), path))
        .collect();
    let mut tables = 0;
    let mut hold = |chosen: &[&RouteKey]| {
        tables += 1;
        if tables % stride() != 0 {
            return;
        }
        let table = Table::of_keys(chosen.iter().copied());
        for (text, path) in &paths {
            for method in [Method::Get, Method::Post] {
                let expected = reference(chosen, method, path);
                let winner = table.winner(method, text);
                let names = || chosen.iter().map(|it| it.to_string()).collect::<Vec<_>>();
                assert_eq!(
                    winner,
                    expected.first().copied(),
                    "{:?} {} {text}",
                    names(),
                    method.word()
                );
            }
        }
    };
    // `none` means no further key, so that smaller tables are covered too, each once.
    let none = keys.len();
    for a in 0..none {
        for b in a + 1..=none {
            for c in (b + 1).min(none)..=none {
                for d in (c + 1).min(none)..=none {
                    let chosen = [a, b, c, d].into_iter().filter_map(|it| keys.get(it));
                    hold(&chosen.collect::<Vec<_>>());
                }
            }
        }
    }
    assert_eq!(tables, 35 + 595 + 6545 + 52360);
}

/// Generates patterns and paths deeper than those of the exhaustive test.
fn deep_key() -> impl Strategy<Value = RouteKey> {
    let segment = prop_oneof![
        3 => prop_oneof![Just("a"), Just("b"), Just("c")].prop_map(|it| Segment::Literal(it.to_owned())),
        2 => Just(Segment::Variable("v".to_owned())),
    ];
    let path = (
        proptest::collection::vec(segment, 0..6),
        proptest::bool::ANY,
    );
    let method = prop_oneof![Just(Method::Any), Just(Method::Get), Just(Method::Post)];
    (method, path).prop_map(|(method, (mut path, greedy))| {
        if greedy {
            path.push(Segment::Greedy("g".to_owned()));
        }
        RouteKey {
            method,
            pattern: Pattern::Path(path),
        }
    })
}

proptest! {
    #[test]
    fn deep_tables_select_as_the_reference(
        keys in proptest::collection::btree_set(deep_key(), 1..40),
        paths in proptest::collection::vec(
            proptest::collection::vec(prop_oneof![Just("a"), Just("b"), Just("c"), Just("d")], 0..8),
            20,
        ),
    ) {
        let keys: Vec<RouteKey> = keys.into_iter().collect();
        let all: Vec<&RouteKey> = keys.iter().collect();
        let table = Table::of_keys(&keys);
        for path in paths {
            let text = format!("/{}", path.join("/"));
            let expected = reference(&all, Method::Get, &path);
            let selection = table.select(Method::Get, &text);
            let lost = selection.considered.iter().map(|lost| lost.route);
            let got: Vec<usize> = selection.winner.into_iter().chain(lost).collect();
            prop_assert_eq!(got, expected.clone(), "{}", text);
            prop_assert_eq!(table.winner(Method::Get, &text), expected.first().copied());
        }
    }
}

#[test]
fn considered_is_every_other_match_in_order() {
    let keys = short_keys();
    // One table with all keys contains every rival of every path.
    let all: Vec<&RouteKey> = keys.iter().collect();
    let table = Table::of_keys(&keys);
    for path in short_paths() {
        let text = format!("/{}", path.join("/"));
        for method in [Method::Get, Method::Post] {
            let selection = table.select(method, &text);
            let lost = selection.considered.iter().map(|lost| lost.route);
            let got: Vec<usize> = selection.winner.into_iter().chain(lost).collect();
            assert_eq!(
                got,
                reference(&all, method, &path),
                "{} {text}",
                method.word()
            );
            let able =
                |route: &usize| keys[*route].method == Method::Any || keys[*route].method == method;
            assert!(!selection.other_methods.iter().any(able), "{text}");
        }
    }
}

#[test]
fn of_two_that_match_the_listed_first_answers() {
    let mut keys = short_keys();
    keys.sort_by(precedence);
    let table = Table::of_keys(&keys);
    for path in short_paths() {
        let text = format!("/{}", path.join("/"));
        let selection = table.select(Method::Get, &text);
        let lost: Vec<usize> = selection.considered.iter().map(|it| it.route).collect();
        assert!(
            lost.iter().all(|route| Some(*route) > selection.winner),
            "{text}: {selection:?}"
        );
    }
}

/// The developer guide's table, "Working with routes for HTTP APIs", section "Routing API requests".
#[test]
fn documented_examples() {
    let guide = [
        "GET /pets/dog/1",
        "GET /pets/dog/{id}",
        "GET /pets/{proxy+}",
        "ANY /{proxy+}",
        "$default",
    ];
    assert_eq!(winner(&guide, "GET /pets/dog/1"), "GET /pets/dog/1");
    assert_eq!(winner(&guide, "GET /pets/dog/2"), "GET /pets/dog/{id}");
    assert_eq!(winner(&guide, "GET /pets/cat/1"), "GET /pets/{proxy+}");
    assert_eq!(winner(&guide, "POST /test/5"), "ANY /{proxy+}");
    assert_eq!(winner(&guide, "POST /"), "$default");
}

#[test]
fn any_covers_methods_that_the_path_does_not_name() {
    let keys = ["ANY /pets", "GET /pets"];
    assert_eq!(winner(&keys, "GET /pets"), "GET /pets");
    assert_eq!(winner(&keys, "POST /pets"), "ANY /pets");
}

#[test]
fn a_better_path_without_the_method_does_not_hide_a_worse_one() {
    assert_eq!(
        winner(&["POST /a/b", "GET /a/{x}"], "GET /a/b"),
        "GET /a/{x}"
    );
    assert_eq!(winner(&["POST /a/b", "GET /{p+}"], "GET /a/b"), "GET /{p+}");
    assert_eq!(winner(&["POST /a/b", "$default"], "GET /a/b"), "$default");
    assert_eq!(winner(&["POST /a/b"], "GET /a/b"), "404");
}

#[test]
fn a_greedy_variable_needs_a_segment() {
    assert_eq!(winner(&["ANY /api/{p+}"], "GET /api"), "404");
    assert_eq!(winner(&["ANY /api/{p+}"], "GET /api/"), "404");
    assert_eq!(winner(&["ANY /api/{p+}"], "GET /api/x/"), "ANY /api/{p+}");
    assert_eq!(winner(&["ANY /{p+}"], "GET /"), "404");
    assert_eq!(winner(&["ANY /"], "GET /"), "ANY /");
}

#[test]
fn the_longest_greedy_prefix_answers() {
    let keys = [
        "ANY /{p+}",
        "ANY /a/{p+}",
        "ANY /a/{x}/{p+}",
        "ANY /a/b/{p+}",
    ];
    assert_eq!(winner(&keys, "GET /a/b/c"), "ANY /a/b/{p+}");
    assert_eq!(winner(&keys, "GET /a/c/d"), "ANY /a/{x}/{p+}");
    assert_eq!(winner(&keys, "GET /a/c"), "ANY /a/{p+}");
    assert_eq!(winner(&keys, "GET /c"), "ANY /{p+}");
}

#[test]
fn letter_case_and_escapes() {
    assert_eq!(winner(&["GET /Users"], "GET /users"), "404");
    assert_eq!(winner(&["GET /a.b"], "GET /a%2Eb"), "GET /a.b");
    assert_eq!(winner(&["GET /{x}"], "GET /a%2Fb"), "GET /{x}");
    assert_eq!(winner(&["GET /a/b"], "GET /a%2Fb"), "404");
    let (table, _) = table(&["GET /f/{x}/{rest+}"]);
    let params = table.params(0, "/f/a%2Fb/c%20d/e%zz/%C3%A4");
    let values: Vec<&str> = params.iter().map(|it| it.value.as_str()).collect();
    assert_eq!(values, ["a/b", "c d/e%zz/ä"]);
}

#[test]
fn undocumented_behaviour_is_reported() {
    let caveats = |keys: &[&str], path: &str| table(keys).0.select(Method::Get, path).caveats;
    assert_eq!(
        caveats(&["GET /a"], "/a/"),
        [Caveat::TrailingSlash(Some(0))]
    );
    assert_eq!(caveats(&["GET /a/{p+}"], "/a/b/"), []);
    assert_eq!(caveats(&["GET /a/{p+}"], "/a//b"), [Caveat::EmptySegment]);
    assert_eq!(caveats(&["GET /{x}"], "/a%2fb"), [Caveat::EncodedSlash]);
    assert_eq!(
        caveats(&["GET /a/{x}", "GET /{y}/b"], "/a/b"),
        [Caveat::Crossed(1)]
    );
    assert_eq!(caveats(&["GET /a/{x}", "GET /a/b"], "/a/b"), []);
    assert_eq!(
        caveats(&["ANY /a/b", "GET /a/{p+}"], "/a/b"),
        [Caveat::AnyBeforeGreedy(1)]
    );
}

#[test]
fn each_loser_says_why() {
    let keys = [
        "GET /a/b",
        "ANY /a/b",
        "GET /a/{x}",
        "GET /a/{p+}",
        "ANY /{p+}",
        "$default",
    ];
    let selection = table(&keys).0.select(Method::Get, "/a/b");
    let whys: Vec<(usize, LossReason)> = selection
        .considered
        .iter()
        .map(|it| (it.route, it.why))
        .collect();
    assert_eq!(
        whys,
        [
            (1, LossReason::NamedMethod),
            (2, LossReason::Literal),
            (3, LossReason::FullMatch),
            (4, LossReason::FullMatch),
            (5, LossReason::CatchAll)
        ]
    );
    let selection = table(&["GET /a/{p+}", "GET /{p+}"])
        .0
        .select(Method::Get, "/a/b");
    assert_eq!(selection.considered[0].why, LossReason::LongerPrefix);
}

#[test]
fn the_nearest_route_of_a_miss() {
    let near = |keys: &[&str], method: &str, path: &str| {
        let (table, keys) = table(keys);
        let request = Request::new(method, path).expect("a request");
        assert_eq!(table.winner(request.method, &request.path), None);
        let near = table.nearest(&request);
        near.map_or("none".to_owned(), |it| {
            format!("{}: {}", keys[it.route], it.distance.text())
        })
    };
    assert_eq!(
        near(&["POST /a/b", "GET /a"], "GET", "/a/b"),
        "POST /a/b: same path, different method"
    );
    assert_eq!(
        near(&["GET /orders/{id}"], "GET", "/ordres/7"),
        "GET /orders/{id}: it has `orders` instead of `ordres`"
    );
    assert_eq!(
        near(&["GET /Orders"], "GET", "/orders"),
        "GET /Orders: same path except for upper and lower case"
    );
    assert_eq!(
        near(&["ANY /api/{p+}"], "GET", "/api"),
        "ANY /api/{p+}: its greedy variable needs at least one segment; `<rest*>` matches none as well"
    );
    assert_eq!(
        near(&["GET /a"], "GET", "/a/"),
        "GET /a: same path without the trailing slash"
    );
    assert_eq!(
        near(&["POST /hooks/stripe"], "POST", "/hooks/stripe/x"),
        "POST /hooks/stripe: it is one segment shorter"
    );
    assert_eq!(near(&["GET /a"], "GET", "/zebra/b"), "none");
}

#[test]
fn requests_are_read_as_curl_writes_them() {
    let request =
        Request::new("get", "https://API.shop.example:443/a/b?x=1&y=#top").expect("a request");
    assert_eq!(request.host.as_deref(), Some("api.shop.example"));
    assert_eq!(
        (request.path.as_str(), request.query.as_str()),
        ("/a/b", "x=1&y=")
    );
    assert_eq!(
        Request::new("GET", "https://h").expect("a request").path,
        "/"
    );
    assert!(Request::new("ANY", "/").is_err());
    assert!(Request::new("TRACE", "/").is_err());
    assert!(Request::new("GET", "a/b").is_err());
    assert!(Request::new("GET", "https:///b").is_err());
    let request = Request::new("GET", "/").expect("a request");
    let request = request
        .header("X-A: 1")
        .and_then(|it| it.header("x-a:2"))
        .expect("headers");
    assert_eq!(request.header_value("X-a").as_deref(), Some("1,2"));
}
