//! `gwc lsp` as used by an editor: the real program over pipes.

#[path = "lsp/client.rs"]
mod client;

use std::collections::BTreeMap;
use std::sync::mpsc::channel;

use gwc::lsp;
use gwc::lsp::frame::{self, Incoming};
use gwc::source::MemoryLoader;
use serde_json::{Value, json};

use crate::laws::NoFiles;
use crate::tools::{facts, stride};
use client::{Client, apply_edits, cursor, slice};

const SHOP: &str = "gw 1
# 😀 before everything
gateway shop { region eu-west-1; description \"a 😀 shop\"; auth users }
param tag : string
auth users jwt { issuer https://i.example; audience a }
ecs orders private { image \"r.example/😀:${tag}\"; port 8080 }

## The API.
/api/<proxy*> -> orders auth users [orders/read] timeout 10s
GET /healthz -> orders open at /health
";

fn labels(answer: &Value) -> Vec<&str> {
    let items = answer.as_array().expect("items").iter();
    items
        .map(|item| item["label"].as_str().expect("a label"))
        .collect()
}

/// Returns the completions at the cursor.
fn completions(name: &str, text: &str) -> Vec<String> {
    let mut client = Client::new(name, &[]);
    let answer = client.at("a.gw", text, "completion", json!({}));
    labels(&answer).into_iter().map(str::to_owned).collect()
}

fn hover(client: &mut Client, text: &str) -> String {
    let answer = client.at("a.gw", text, "hover", json!({}));
    answer["contents"]["value"]
        .as_str()
        .unwrap_or_default()
        .to_owned()
}

fn has_code(code: &'static str) -> impl Fn(&[Value]) -> bool {
    move |found| found.iter().any(|it| it["code"] == code)
}

#[test]
fn several_findings_have_codes_places_and_reasons() {
    let mut client = Client::new("findings", &[]);
    let text = "lambda f\n# 😀\nGET /a -> lambda 😀\nGET /b/{id} -> f\nGET /c -> f\nGET /c -> f\n";
    client.open("a.gw", text);
    let found = client.findings("a.gw", |found| found.len() >= 3);
    let duplicate = found.iter().find(|it| it["code"] == "GW0201");
    let duplicate = duplicate.expect("the second of two routes");
    assert_eq!(duplicate["source"], "gwc");
    assert_eq!(duplicate["severity"], 1);
    let related = &duplicate["relatedInformation"][0];
    assert_eq!(related["location"]["uri"], json!(client.uri("a.gw")));
    assert_eq!(related["location"]["range"]["start"]["line"], 4);
    let brace = found
        .iter()
        .find(|it| it["code"] == "GW0003")
        .expect("a variable");
    assert_eq!(slice(text, &brace["range"]), "{id}");
}

#[test]
fn findings_are_updated_on_every_change() {
    let mut client = Client::new("changes", &[]);
    let (text, position) = cursor("# 😀😀‸\nGET /a -> lambda f\n");
    client.open("a.gw", &text);
    client.findings("a.gw", <[Value]>::is_empty);
    let range = json!({ "start": position, "end": position });
    client.change("a.gw", 2, Some(range), " é\nGET /a -> lambda g");
    client.findings("a.gw", has_code("GW0201"));
    let second = json!({
        "start": { "line": 1, "character": 5 }, "end": { "line": 1, "character": 6 },
    });
    client.change("a.gw", 3, Some(second), "b");
    client.findings("a.gw", <[Value]>::is_empty);
    client.change("a.gw", 4, None, "}");
    client.findings("a.gw", |found| !found.is_empty());
}

#[test]
fn environments_are_checked_too() {
    let mut client = Client::new("environments", &[]);
    let text = "param t : duration\nenv dev { t 10s }\nenv prod { t 90s }\nGET /a -> lambda f timeout $t\n";
    client.open("a.gw", text);
    client.findings("a.gw", |found| found.iter().any(|it| it["severity"] == 1));
}

#[test]
fn an_include_pattern_leads_to_every_file_that_it_matches() {
    let files = [
        ("routes/a.gw", "GET /a -> lambda f\n"),
        ("routes/b.gw", "GET /b -> f\n"),
        ("routes/c.txt", ""),
    ];
    let mut client = Client::new("include-pattern", &files);
    let (text, position) = cursor("include \"routes/‸*.gw\"\n");
    client.open("root.gw", &text);
    let found = client
        .ask_at("root.gw", &position, "definition", json!({}))
        .expect("places");
    let uris: Vec<&Value> = found
        .as_array()
        .expect("a list")
        .iter()
        .map(|place| &place["uri"])
        .collect();
    assert_eq!(
        uris,
        [
            &json!(client.uri("routes/a.gw")),
            &json!(client.uri("routes/b.gw"))
        ]
    );
}

#[test]
fn an_open_fragment_is_analyzed_through_its_root_with_unsaved_text() {
    let files = [
        ("root.gw", "lambda f\ninclude \"routes/a.gw\"\n"),
        ("routes/a.gw", "GET /saved -> f\n"),
    ];
    let mut client = Client::new("fragment", &files);
    let (text, position) = cursor("GET /a -> f‸\nGET /a -> f\n");
    client.open("routes/a.gw", &text);
    let found = client.findings("routes/a.gw", |found| !found.is_empty());
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0]["code"], "GW0201");
    let place = client
        .ask_at("routes/a.gw", &position, "definition", json!({}))
        .expect("a place");
    assert_eq!(place[0]["uri"], json!(client.uri("root.gw")));
    let symbols = client
        .ask("workspace/symbol", json!({ "query": "f" }))
        .expect("symbols");
    assert_eq!(symbols[0]["name"], "f");
    // Changed on disk, with a notification.
    std::fs::write(
        client.folder.path().join("root.gw"),
        "include \"routes/a.gw\"\n",
    )
    .expect("a file");
    client.tell("workspace/didChangeWatchedFiles", json!({ "changes": [] }));
    client.findings("routes/a.gw", has_code("GW0101"));
}

#[test]
fn completion_depends_on_the_context() {
    let after_arrow = completions("arrow", &SHOP.replace("-> orders open", "-> ‸"));
    assert!(
        after_arrow.contains(&"orders".to_owned()),
        "{after_arrow:?}"
    );
    assert!(after_arrow.contains(&"apprunner".to_owned()));
    let of_kind = completions("of-kind", "lambda f\nalb g\nGET /a -> lambda ‸");
    assert_eq!(of_kind, ["f"]);
    let settings = completions("settings", &SHOP.replace("; port 8080", "; ‸"));
    assert!(settings.contains(&"port".to_owned()), "{settings:?}");
    assert!(!settings.contains(&"image".to_owned()), "already set");
    let regions = completions("regions", &SHOP.replace("region eu-west-1", "region eu‸"));
    assert!(regions.contains(&"eu-central-1".to_owned()), "{regions:?}");
    let auths = completions("auths", &SHOP.replace("auth users [orders/read]", "auth ‸"));
    assert_eq!(auths, ["users", "iam"]);
    let clauses = completions("clauses", "lambda f\nGET /a -> f ‸\n");
    assert!(clauses.contains(&"timeout".to_owned()), "{clauses:?}");
    let params = completions("params", &SHOP.replace("${tag}", "${‸}"));
    assert_eq!(params, ["${tag}"]);
    let variables = completions(
        "variables",
        "lambda f\nGET /a -> f {\n  request set header x-id $‸\n}\n",
    );
    assert!(
        variables.contains(&"$context.requestId".to_owned()),
        "{variables:?}"
    );
    let items = completions("items", "gw 1\n‸");
    assert!(items.contains(&"gateway".to_owned()) && items.contains(&"GET".to_owned()));
    let types = completions("types", "param tag : ‸");
    assert!(types.contains(&"duration".to_owned()), "{types:?}");
    let attributes = completions(
        "attributes",
        "gateway g\noutput u = ‸\nGET /a -> lambda f\n",
    );
    assert!(
        attributes.contains(&"gateway.url".to_owned()),
        "{attributes:?}"
    );
    let open_block = completions("open-block", "gateway shop {\n  ‸\nGET /a -> lambda f\n");
    assert!(open_block.contains(&"region".to_owned()), "{open_block:?}");
    assert!(completions("comment", "# in a comment ‸\n").is_empty());
    let variables = completions("at", "lambda f\nGET /a/<id>/<rest+> -> f at ‸\n");
    assert_eq!(variables, ["/<id>", "/<rest>"]);
    let codes = completions(
        "allow",
        "gateway g { allow ‸ }\nlambda f\nGET /a -> lambda g\n",
    );
    assert!(codes.contains(&"unused-backend".to_owned()), "{codes:?}");
    let known = "auth u jwt { issuer https://a.example; audience w }\nlambda f\nsqs q\nGET /a/<id> -> f auth u [x/read]\n";
    let with = |name: &str, line: &str| completions(name, &format!("{known}{line}\n"));
    assert_eq!(with("scopes", "GET /b -> f auth u [‸"), ["x/read"]);
    assert_eq!(
        with("test-scopes", "expect GET /a/7 -> f auth u [‸"),
        ["x/read"]
    );
    assert_eq!(with("paths", "GET ‸"), ["/a/<id>"]);
    assert_eq!(with("test-paths", "expect GET ‸"), ["/a/<id>"]);
    assert_eq!(with("arrow-after-path", "GET /b ‸"), ["->"]);
    let body = with("body", "POST /b -> q send { body $request.b‸ }");
    assert_eq!(body, ["$request.body", "$request.body."]);
    let parameters = with("named-action", "POST /b -> q send { ‸ }");
    assert!(parameters.contains(&"body".to_owned()), "{parameters:?}");
    assert!(with("auth-kinds", "auth v ‸").contains(&"cognito".to_owned()));
    let pool = with("cognito", "auth v cognito { ‸ }");
    assert!(pool.contains(&"pool".to_owned()), "{pool:?}");
    let resources = with("patch", "patch cfn ‸");
    assert!(
        resources.contains(&"IntegrationF".to_owned()),
        "{resources:?}"
    );
    let addresses = with("patch-terraform", "patch terraform ‸");
    let api = "aws_apigatewayv2_api.this".to_owned();
    assert!(addresses.contains(&api), "{addresses:?}");
    let pointers = with("pointer", "patch cfn IntegrationF \"‸\"");
    assert!(
        pointers.contains(&"/TimeoutInMillis".to_owned()),
        "{pointers:?}"
    );
    let mut client = Client::new("include", &[("routes/b.gw", "")]);
    let paths = client.at("a.gw", "include \"‸\"\n", "completion", json!({}));
    assert_eq!(labels(&paths), ["routes/b.gw"]);
}

#[test]
fn completion_does_not_depend_on_the_rest_of_the_file() {
    // What is around the line has no faults, so that only the line is read; the faults of the second and third text make
    // it read everything.
    let line = "GET /a -> f timeout 5s ‸";
    let alone = completions("alone", &format!("lambda f\n{line}\n"));
    assert!(alone.contains(&"throttle".to_owned()), "{alone:?}");
    let routes: String = (0..9)
        .map(|n| format!("GET /{n} -> f {{ timeout 5s }}\n"))
        .collect();
    let around = format!("lambda f\n{routes}{line}\n{routes}group /g {{\n}}\n");
    assert_eq!(completions("around", &around), alone);
    assert_eq!(
        completions("fault-above", &format!("GET /x ->\n{around}")),
        alone
    );
    assert_eq!(
        completions("fault-below", &format!("{around}GET /x ->\n")),
        alone
    );
    let inside = format!("lambda f\n{routes}gateway shop {{\n  ‸\n{routes}");
    let settings = completions("inside", &inside);
    assert!(settings.contains(&"region".to_owned()), "{settings:?}");
}

#[test]
fn completion_reads_a_part_of_a_file_as_it_reads_the_whole() {
    let mut client = Client::new("parts", &[]);
    for example in ["article", "shop", "webhooks"] {
        let path = format!("{}/specs/examples/{example}.gw", env!("CARGO_MANIFEST_DIR"));
        let text = std::fs::read_to_string(path).expect("an example");
        let lines: Vec<&str> = text.lines().collect();
        let mut places = Vec::new();
        for (line, written) in lines.iter().enumerate() {
            let width = written.len();
            places.extend([0, 2, width / 2, width].map(|at| (line, at.min(width))));
        }
        let ask = |client: &mut Client, text: &str| -> Vec<Value> {
            client.open("a.gw", text);
            let answers = places.iter().map(|(line, character)| {
                let place = json!({ "line": line, "character": character });
                let answer = client.ask_at("a.gw", &place, "completion", json!({}));
                answer.expect("completions")
            });
            answers.collect()
        };
        let part = ask(&mut client, &text);
        // A fault elsewhere makes it read everything.
        let whole = ask(&mut client, &format!("{text}GET /x ->\n"));
        for ((place, part), whole) in places.iter().zip(part).zip(whole) {
            assert_eq!(part, whole, "{example}: {place:?}");
        }
    }
}

#[test]
fn many_completions_are_cut_to_those_that_fit() {
    let routes: String = (0..300).map(|n| format!("GET /item-{n} -> f\n")).collect();
    let mut client = Client::new("many", &[]);
    let ask = |client: &mut Client, line: &str| {
        client.at(
            "a.gw",
            &format!("lambda f\n{routes}{line}\n"),
            "completion",
            json!({}),
        )
    };
    let answer = ask(&mut client, "expect GET /‸");
    assert_eq!(answer["isIncomplete"], true, "{answer}");
    assert_eq!(labels(&answer["items"]).len(), 200);
    let answer = ask(&mut client, "expect GET /item-29‸");
    assert_eq!(
        labels(&answer).len(),
        11,
        "/item-29, and /item-290 to /item-299"
    );
}

#[test]
fn completion_replaces_what_is_written_of_the_word() {
    let mut client = Client::new("replaces", &[]);
    let (text, _) = cursor("lambda f # 😀\n# 😀\nGET /😀 -> lam‸");
    let answer = client.at("a.gw", &(text.clone() + "‸"), "completion", json!({}));
    let edit = &answer[0]["textEdit"];
    assert_eq!(slice(&text, &edit["range"]), "lam");
}

#[test]
fn hover_says_what_the_backend_sees_and_what_a_setting_means() {
    let mut client = Client::new("hover", &[]);
    let route = hover(&mut client, &SHOP.replace("/api/", "/a‸pi/"));
    for said in [
        "sees `/<proxy>`",
        "sees `/`",
        "timeout: 10s",
        "`users` with `orders/read`",
        "match order: 3 of 3",
        "The API.",
    ] {
        assert!(route.contains(said), "{said}: {route}");
    }
    let open = hover(&mut client, &SHOP.replace("/healthz", "/health‸z"));
    assert!(
        open.contains("sees `/health`") && open.contains("auth: none"),
        "{open}"
    );
    let setting = hover(&mut client, &SHOP.replace("timeout 10s", "time‸out 10s"));
    assert!(
        setting.contains("Default: 30s") && setting.contains("50ms to 30s"),
        "{setting}"
    );
    let port = hover(&mut client, &SHOP.replace("port 8080", "po‸rt 8080"));
    assert!(port.contains("The port"), "{port}");
    let param = hover(&mut client, &SHOP.replace("${tag}", "${t‸ag}"));
    assert!(param.contains("param tag : string"), "{param}");
    let test =
        "GET /a/<id> -> https://a.example/<id>\nexp‸ect GET /a/7 -> https://a.example/<id>\n";
    let test = hover(&mut client, test);
    for said in ["`GET /a/<id>`", "`/7`", "expect METHOD PATH"] {
        assert!(test.contains(said), "{said}: {test}");
    }
    let by_env = "param p : string = a\nparam key : secret\nenv dev { p b; key arn:x }\nenv prod { p \"c d\" }\n";
    let param = hover(
        &mut client,
        &format!("{by_env}GET /a -> \"https://${{p‸}}.example\"\n"),
    );
    for said in ["- default: `a`", "- dev: `b`", "- prod: `\"c d\"`"] {
        assert!(param.contains(said), "{said}: {param}");
    }
    let secret = hover(&mut client, &by_env.replace("param key", "param ke‸y"));
    assert!(
        secret.contains("key : secret") && !secret.contains("arn:x"),
        "{secret}"
    );
    let backend = hover(
        &mut client,
        &SHOP.replace("-> orders auth", "-> ord‸ers auth"),
    );
    assert!(backend.contains("ecs orders private"), "{backend}");
}

#[test]
fn names_are_found_behind_emoji() {
    let mut client = Client::new("names", &[]);
    let text = SHOP.replace("${tag}", "${t‸ag}");
    let found = client.at(
        "a.gw",
        &text,
        "references",
        json!({ "context": { "includeDeclaration": true } }),
    );
    let found = found.as_array().expect("places");
    assert_eq!(found.len(), 2);
    for place in found {
        assert_eq!(slice(SHOP, &place["range"]), "tag");
    }
    let definition = client.at("a.gw", &text, "definition", json!({}));
    assert_eq!(
        definition[0]["range"]["start"],
        json!({ "line": 3, "character": 6 })
    );
    let marks = client.at("a.gw", &text, "documentHighlight", json!({}));
    assert_eq!(marks.as_array().map(Vec::len), Some(2));
}

#[test]
fn renaming_goes_across_files_and_refuses_what_clashes() {
    let files = [
        (
            "root.gw",
            "lambda f\nlambda taken\ninclude \"a.gw\"\nmoved lambda old -> lambda f\n",
        ),
        ("a.gw", "# 😀\nGET /a -> f\n"),
    ];
    let mut client = Client::new("rename", &files);
    let (text, position) = cursor("# 😀\nGET /a -> f‸\n");
    client.open("a.gw", &text);
    let ready = client
        .ask_at("a.gw", &position, "prepareRename", json!({}))
        .expect("a name");
    assert_eq!(ready["placeholder"], "f");
    let edit = client
        .ask_at("a.gw", &position, "rename", json!({ "newName": "g" }))
        .expect("an edit");
    let root = apply_edits(files[0].1, &edit["changes"][client.uri("root.gw")]);
    assert_eq!(root, files[0].1.replace("lambda f", "lambda g"));
    assert_eq!(
        apply_edits(&text, &edit["changes"][client.uri("a.gw")]),
        "# 😀\nGET /a -> g\n"
    );
    for bad in ["taken", "Bad", "", "a b", "1"] {
        let refused = client.ask_at("a.gw", &position, "rename", json!({ "newName": bad }));
        assert!(refused.is_err(), "{bad}");
    }
    let nowhere = json!({ "line": 1, "character": 1 });
    assert!(
        client
            .ask_at("a.gw", &nowhere, "prepareRename", json!({}))
            .is_err()
    );
}

#[test]
fn fixes_are_offered_where_their_findings_are() {
    let mut client = Client::new("fixes", &[]);
    let text = "lambda orders\n# 😀\nGET /😀/{id} -> ordrs\n";
    client.open("a.gw", text);
    let all =
        json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 9, "character": 0 } });
    let more = json!({ "range": all, "context": { "diagnostics": [] } });
    let actions = client.ask_about("a.gw", "codeAction", more);
    let actions = actions.as_array().expect("actions");
    let named = |title: &str| {
        let mut actions = actions.iter();
        actions
            .find(|it| it["title"] == title)
            .unwrap_or_else(|| panic!("{title}"))
    };
    let uri = client.uri("a.gw");
    let fixed = apply_edits(text, &named("Write `<id>`")["edit"]["changes"][&uri]);
    assert!(fixed.contains("/<id> ->"), "{fixed}");
    let fixed = apply_edits(text, &named("Write `orders`")["edit"]["changes"][&uri]);
    assert!(fixed.contains("-> orders"), "{fixed}");
    assert_eq!(named("Write `<id>`")["isPreferred"], true);
    named("Apply all safe fixes of gwc");
    let first_line =
        json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 0, "character": 3 } });
    let more =
        json!({ "range": first_line, "context": { "diagnostics": [], "only": ["quickfix"] } });
    assert_eq!(client.ask_about("a.gw", "codeAction", more), json!([]));
}

#[test]
fn formatting_changes_no_more_than_differs_and_leaves_faults_alone() {
    let mut client = Client::new("formatting", &[]);
    let text = "gw 1\n\n# 😀\nGET   /😀  ->   lambda f\n\nGET /b -> f\n";
    client.open("a.gw", text);
    let options = json!({ "options": { "tabSize": 2, "insertSpaces": true } });
    let edits = client.ask_about("a.gw", "formatting", options.clone());
    assert_eq!(edits.as_array().map(Vec::len), Some(1));
    assert_eq!(edits[0]["range"]["start"]["line"], 3);
    assert!(apply_edits(text, &edits).contains("GET /😀 -> lambda f\n"));
    client.change("a.gw", 2, None, "GET   /a ->\n");
    assert_eq!(client.ask_about("a.gw", "formatting", options), json!([]));
}

#[test]
fn the_outline_of_a_file_is_returned() {
    let mut client = Client::new("shape", &[]);
    let text = "## Docs\n## over lines\ngateway g {\n  region eu-west-1\n}\ngroup /😀 {\n  /a/<p+> -> ecs s\n}\n";
    client.open("a.gw", text);
    let outline = client.ask_about("a.gw", "documentSymbol", json!({}));
    assert_eq!(outline[1]["name"], "/😀");
    assert_eq!(outline[1]["children"][0]["name"], "/a/<p+>");
    let folds = client.ask_about("a.gw", "foldingRange", json!({}));
    let lines: Vec<(u64, u64)> = folds
        .as_array()
        .expect("folds")
        .iter()
        .map(|fold| {
            (
                fold["startLine"].as_u64().unwrap_or(99),
                fold["endLine"].as_u64().unwrap_or(99),
            )
        })
        .collect();
    assert_eq!(lines, [(0, 1), (2, 3), (5, 6)]);
    let all = json!({ "range": { "start": { "line": 0, "character": 0 }, "end": { "line": 9, "character": 0 } } });
    let hints = client.ask_about("a.gw", "inlayHint", all);
    assert_eq!(hints[0]["label"], "  sees /<p>");
    assert_eq!(hints[0]["position"], json!({ "line": 6, "character": 18 }));
    let tokens = client.ask_about("a.gw", "semanticTokens/full", json!({}));
    let tokens = tokens["data"].as_array().expect("numbers");
    assert_eq!(tokens.len() % 5, 0);
    // The path of the group has two UTF-16 units and a slash.
    assert!(tokens.chunks(5).any(|token| token[2] == 3 && token[3] == 7));
    let help = client.at(
        "b.gw",
        "gateway g {\n  throttle ‸\n}\n",
        "signatureHelp",
        json!({}),
    );
    assert_eq!(
        help["signatures"][0]["label"],
        "throttle RATE [burst COUNT]"
    );
    assert_eq!(help["activeParameter"], 1);
}

#[test]
fn nonsense_is_answered_without_ending_the_session() {
    let mut client = Client::silent("nonsense", &[]);
    let early = client
        .ask("textDocument/hover", json!({}))
        .expect_err("too early");
    assert_eq!(early["code"], -32002);
    client
        .ask("initialize", json!({ "capabilities": 7 }))
        .expect("a welcome");
    client.send("{ no json");
    assert_eq!(client.next().expect("an answer")["error"]["code"], -32700);
    client.send("[]");
    assert_eq!(client.next().expect("an answer")["error"]["code"], -32600);
    client.send("\"\\ud800\"");
    client.next().expect("an answer");
    client.send_bytes(b"Content-Length: many\r\n\r\n");
    client.next().expect("an answer");
    client.send_bytes(b"Content-Length: 2\r\nContent-Type: x\r\n\r\n\xff\xfe");
    client.next().expect("an answer");
    client.tell("textDocument/didOpen", json!({ "textDocument": 3 }));
    client.tell("textDocument/didChange", json!(null));
    client.tell("$/unknown", json!({}));
    client.open("a.gw", "😀");
    let backwards = json!({
        "start": { "line": 7, "character": 7 }, "end": { "line": 0, "character": 1 },
    });
    client.change("a.gw", 2, Some(backwards), "x");
    for method in [
        "hover",
        "completion",
        "definition",
        "rename",
        "signatureHelp",
        "inlayHint",
    ] {
        let far = json!({ "line": 4_000_000_000_u32, "character": 4_000_000_000_u32 });
        let more = json!({
            "newName": "x", "range": { "start": far, "end": far }, "context": { "includeDeclaration": true },
        });
        let _ = client.ask_at("a.gw", &far, method, more);
        let _ = client.ask(&format!("textDocument/{method}"), json!({ "position": -1 }));
    }
    let unknown = client
        .ask("textDocument/unknown", json!({}))
        .expect_err("no such request");
    assert_eq!(unknown["code"], -32601);
    assert_eq!(client.ask("shutdown", json!(null)), Ok(Value::Null));
}

#[test]
fn the_server_exits_on_request_or_when_disconnected() {
    let mut client = Client::new("leaves", &[]);
    client.ask("shutdown", json!(null)).expect("nothing");
    let late = client
        .ask("workspace/symbol", json!({ "query": "" }))
        .expect_err("too late");
    assert_eq!(late["code"], -32600);
    client.tell("exit", json!(null));
    assert_eq!(client.hang_up().code(), Some(0));
    let mut client = Client::new("leaves-abruptly", &[]);
    client.tell("exit", json!(null));
    assert_eq!(client.hang_up().code(), Some(1));
    let mut client = Client::new("left-alone", &[]);
    client.open("a.gw", SHOP);
    assert_eq!(client.hang_up().code(), Some(1));
}

/// A text that the editor and the server do not agree about would show everything at the wrong place.
#[test]
fn a_notification_that_cannot_be_handled_is_logged() {
    let mut client = Client::new("unreadable", &[]);
    client.open("a.gw", SHOP);
    let place = |line: u32| json!({ "line": line, "character": 0 });
    let reversed = json!({ "start": place(2), "end": place(1) });
    client.change("a.gw", 2, Some(reversed), "");
    client.change("closed.gw", 2, None, "");
    client.tell("textDocument/didChange", json!({ "contentChanges": 7 }));
    let mut logged = Vec::new();
    while logged.len() < 3 {
        let message = client.next().expect("three messages");
        if message["method"] == "window/logMessage" {
            logged.push(
                message["params"]["message"]
                    .as_str()
                    .expect("a text")
                    .to_owned(),
            );
        }
    }
    for (message, why) in
        logged
            .iter()
            .zip(["ends before it starts", "is not open", "invalid type"])
    {
        assert!(
            message.starts_with("cannot handle `textDocument/didChange`"),
            "{message}"
        );
        assert!(message.contains(why), "{message}");
    }
}

#[test]
fn nonsense_does_not_overflow_the_stack() {
    let mut client = Client::new("deep", &[]);
    let times = 50_000 / stride();
    for text in [
        "{".repeat(times),
        "a { ".repeat(times),
        "[\"".repeat(times),
        "}\n".repeat(times),
    ] {
        let answer = client.at("a.gw", &(text + "‸"), "completion", json!({}));
        assert!(answer.is_array() || answer.is_null());
        client.ask_about("a.gw", "semanticTokens/full", json!({}));
        client.ask_about("a.gw", "foldingRange", json!({}));
    }
}

/// Requests at every offset of a growing text, so that no half-written word crashes the program.
#[test]
fn every_prefix_of_a_spec_can_be_asked_about() {
    let mut client = Client::new("prefixes", &[]);
    client.open("a.gw", "");
    let mut version = 1;
    let places = SHOP.char_indices().map(|(at, _)| at).chain([SHOP.len()]);
    for at in places.step_by(5) {
        version += 1;
        client.change("a.gw", version, None, &SHOP[..at]);
        let (_, position) = cursor(&format!("{}‸", &SHOP[..at]));
        for method in ["completion", "hover", "signatureHelp", "definition"] {
            client
                .ask_at("a.gw", &position, method, json!({}))
                .expect("an answer");
        }
        client.ask_about("a.gw", "semanticTokens/full", json!({}));
        client.ask_about("a.gw", "documentSymbol", json!({}));
    }
}

#[test]
fn an_invalid_frame_does_not_affect_others() {
    let mut client = Client::new("frames", &[]);
    for header in [
        "Content-Length: -5",
        "Content-Length: 99999999999999",
        "Content-Type: x",
    ] {
        client.send_bytes(format!("{header}\r\n\r\n{{}}").as_bytes());
        let answer = client.at("a.gw", "gate‸", "completion", json!({}));
        assert!(answer.is_array(), "{header}: {answer}");
    }
}

#[test]
fn a_cancelled_request_is_not_carried_out() {
    let (sender, incoming) = channel();
    let document = json!({ "uri": "file:///a.gw", "languageId": "gw", "version": 1, "text": "/a -> lambda f\n" });
    let named = json!({ "textDocument": { "uri": "file:///a.gw" } });
    // The server receives all messages before it handles the first, so the request is cancelled before its turn.
    for message in [
        json!({ "id": 1, "method": "initialize", "params": { "capabilities": {} } }),
        json!({ "method": "textDocument/didOpen", "params": { "textDocument": document } }),
        json!({ "id": 2, "method": "textDocument/documentSymbol", "params": named }),
        json!({ "id": 3, "method": "textDocument/foldingRange", "params": named }),
        json!({ "method": "$/cancelRequest", "params": { "id": 2 } }),
        json!({ "id": 4, "method": "shutdown" }),
    ] {
        sender.send(Incoming::Message(message)).expect("it is open");
    }
    drop(sender);
    let mut output = Vec::new();
    let host = NoFiles(MemoryLoader::default());
    lsp::serve(&incoming, &mut output, &host, facts()).expect("a vector takes all");
    let mut codes = BTreeMap::new();
    let mut output = output.as_slice();
    while let Ok(Some(Incoming::Message(answer))) = frame::read(&mut output) {
        if let Some(id) = answer["id"].as_u64() {
            codes.insert(id, answer["error"]["code"].as_i64());
        }
    }
    // The protocol's code for RequestCancelled.
    assert_eq!(
        codes,
        BTreeMap::from([(1, None), (2, Some(-32800)), (3, None), (4, None)])
    );
}

#[test]
fn an_unencoded_uri_is_accepted() {
    let mut client = Client::new("addresses", &[]);
    let answer = client.at("a b [c] {d}.gw", "gate‸", "completion", json!({}));
    assert!(labels(&answer).contains(&"gateway"), "{answer}");
}

#[test]
fn columns_are_bytes_for_an_editor_that_counts_so() {
    let mut client = Client::silent("bytes", &[]);
    let capabilities = json!({ "general": { "positionEncodings": ["utf-16", "utf-8"] } });
    let welcome = client
        .ask("initialize", json!({ "capabilities": capabilities }))
        .expect("a welcome");
    assert_eq!(welcome["capabilities"]["positionEncoding"], "utf-8");
    client.tell("initialized", json!({}));
    client.open("a.gw", "/é -> lambda f\n/b -> f\n");
    let at = json!({ "line": 1, "character": 6 });
    let found = client
        .ask_at("a.gw", &at, "definition", json!({}))
        .expect("an answer");
    assert_eq!(
        found[0]["range"]["start"],
        json!({ "line": 0, "character": 14 })
    );
}

#[test]
fn lenses_trace_routes_and_show_the_results_of_tests() {
    let mut client = Client::new("lenses", &[]);
    let text = "GET /a/<id> -> lambda f\nexpect GET /a/7 -> f\nexpect GET /b -> f\n";
    client.open("a.gw", text);
    let found = client.ask_about("a.gw", "codeLens", json!({}));
    let titles: Vec<&str> = found
        .as_array()
        .expect("lenses")
        .iter()
        .map(|lens| lens["command"]["title"].as_str().expect("a title"))
        .collect();
    assert_eq!(titles[..3], ["trace", "passes", "run"]);
    assert!(titles[3].starts_with("fails: "), "{titles:?}");
    let arguments = found[0]["command"]["arguments"].clone();
    assert_eq!(arguments[2], "/a/id");
    let run = json!({ "command": "gwc.trace", "arguments": arguments });
    let summary = client
        .ask("workspace/executeCommand", run)
        .expect("a summary");
    assert!(
        summary.as_str().expect("a text").contains("`GET /a/<id>`"),
        "{summary}"
    );
    let explain = json!({ "command": "gwc.explain", "arguments": ["GW0201"] });
    let page = client
        .ask("workspace/executeCommand", explain)
        .expect("a page");
    assert!(page.as_str().expect("a text").starts_with("# GW0201"));
}

#[test]
fn path_variables_are_names() {
    let mut client = Client::new("variables", &[]);
    let text = "group /a/<tenant> {\n  GET /b/<‸id> -> http {\n    at /<id>/<tenant>\n  }\n}\n";
    let text = text.replace("-> http", "-> https://x.example");
    let found = client.at("a.gw", &text, "documentHighlight", json!({}));
    assert_eq!(found.as_array().expect("places").len(), 2, "{found}");
    let renamed = client.at("a.gw", &text, "rename", json!({ "newName": "key" }));
    let edits = &renamed["changes"][client.uri("a.gw")];
    assert_eq!(edits.as_array().expect("edits").len(), 2, "{renamed}");
}

#[test]
fn a_test_leads_to_its_route() {
    let mut client = Client::new("test-route", &[]);
    let text = "GET /a/<id> -> lambda f\n\nexpect GET /a/‸7 -> f\n";
    let found = client.at("a.gw", text, "definition", json!({}));
    assert_eq!(found[0]["range"]["start"]["line"], 0, "{found}");
}

#[test]
fn includes_are_links_and_follow_renamed_files() {
    let mut client = Client::new("links", &[("routes/b.gw", "lambda f\n")]);
    client.open("a.gw", "include \"routes/b.gw\"\n/a -> f\n");
    let links = client.ask_about("a.gw", "documentLink", json!({}));
    assert_eq!(links[0]["target"], client.uri("routes/b.gw"));
    let files = json!([{ "oldUri": client.uri("routes/b.gw"), "newUri": client.uri("c.gw") }]);
    let edit = client
        .ask("workspace/willRenameFiles", json!({ "files": files }))
        .expect("an edit");
    assert_eq!(
        edit["changes"][client.uri("a.gw")][0]["newText"],
        "\"c.gw\""
    );
}

#[test]
fn a_selection_grows() {
    let mut client = Client::new("selection", &[]);
    client.open("a.gw", "gateway g {\n  log json\n}\n");
    let positions = json!([{ "line": 1, "character": 7 }]);
    let found = client.ask_about("a.gw", "selectionRange", json!({ "positions": positions }));
    let word = &found[0]["range"];
    assert_eq!(word["start"], json!({ "line": 1, "character": 6 }));
    assert_eq!(
        found[0]["parent"]["range"]["start"],
        json!({ "line": 1, "character": 2 })
    );
}

#[test]
fn a_range_is_formatted_alone() {
    let mut client = Client::new("range", &[]);
    client.open("a.gw", "/a   -> f\n\nlambda   f\n");
    let range =
        json!({ "start": { "line": 2, "character": 0 }, "end": { "line": 2, "character": 3 } });
    let more = json!({ "range": range, "options": { "tabSize": 2, "insertSpaces": true } });
    let edits = client.ask_about("a.gw", "rangeFormatting", more);
    assert_eq!(edits.as_array().expect("edits").len(), 1, "{edits}");
    assert_eq!(edits[0]["newText"], "lambda f\n");
}

#[test]
fn a_note_can_be_silenced_and_explained() {
    let mut client = Client::new("silence", &[]);
    let text = "gateway g { region eu-west-1 }\n/a -> lambda f\nlambda g\n";
    client.open("a.gw", text);
    let range =
        json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 3, "character": 0 } });
    let more = json!({ "range": range, "context": { "diagnostics": [] } });
    let actions = client.ask_about("a.gw", "codeAction", more);
    let titles: Vec<&str> = actions
        .as_array()
        .expect("actions")
        .iter()
        .map(|action| action["title"].as_str().expect("a title"))
        .collect();
    assert!(
        titles
            .iter()
            .any(|title| title.starts_with("Silence with `allow GW")),
        "{titles:?}"
    );
    assert!(
        titles.iter().any(|title| title.starts_with("Explain GW")),
        "{titles:?}"
    );
}

/// Applies a quick fix, selected by its title, to a text.
fn apply_quick_fix(name: &str, text: &str, title: &str) -> String {
    let mut client = Client::new(name, &[]);
    client.open("a.gw", text);
    let range =
        json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 99, "character": 0 } });
    let more = json!({ "range": range, "context": { "diagnostics": [] } });
    let actions = client.ask_about("a.gw", "codeAction", more);
    let mut titles = actions.as_array().expect("actions").iter();
    let found = titles.find(|it| it["title"] == title);
    let found = found.unwrap_or_else(|| panic!("{title}: {actions:#}"));
    apply_edits(text, &found["edit"]["changes"][&client.uri("a.gw")])
}

#[test]
fn edits_suggested_by_help_are_offered() {
    let auth = "auth u jwt { issuer https://a.example; audience w }\n";
    let open = format!(
        "{auth}lambda f\nGET /a -> f auth u\nGET /b -> f timeout 5s {{ request set header x y }}\n"
    );
    let said = apply_quick_fix("write-open", &open, "Write `open`");
    assert!(said.contains("GET /b -> f timeout 5s open {"), "{said}");
    let said = apply_quick_fix("write-auth", &open, "Write `auth u`");
    assert!(said.contains("GET /b -> f timeout 5s auth u {"), "{said}");
    let greedy = "group /x {\n  GET /a/<rest+> -> https://a.example/<rest>\n}\n";
    let said = apply_quick_fix("prefix", greedy, "Write `<rest*>`");
    assert!(said.contains("GET /a/<rest*> ->"), "{said}");
    let idle = "lambda f\n\n## Nobody calls it.\nlambda idle {\n  payload 1.0\n}\nGET /a -> f\n";
    assert_eq!(
        apply_quick_fix("backend", idle, "Remove it"),
        "lambda f\n\nGET /a -> f\n"
    );
    let param = "param a : string = x\nparam b : string\nenv dev { a 1; b 2 }\nenv prod {\n  b 2\n  a 1\n}\nGET /a -> \"https://${a}.example\"\n";
    assert_eq!(
        apply_quick_fix("param", param, "Remove it, and its values"),
        "param a : string = x\nenv dev { a 1 }\nenv prod {\n  a 1\n}\nGET /a -> \"https://${a}.example\"\n"
    );
    let test =
        "lambda f\nlambda g\nGET /a -> f\nGET /b -> g\nexpect GET /a -> g\nexpect GET /c -> g\n";
    let said = apply_quick_fix("expect", test, "Expect `f`");
    assert!(said.contains("expect GET /a -> f\n"), "{said}");
    let said = apply_quick_fix("expect-status", test, "Expect `404`");
    assert!(said.contains("expect GET /c -> 404\n"), "{said}");
}

#[test]
fn findings_can_be_pulled() {
    let mut client = Client::silent("pull", &[]);
    let capabilities = json!({ "textDocument": { "diagnostic": {} } });
    client
        .ask("initialize", json!({ "capabilities": capabilities }))
        .expect("a welcome");
    client.tell("initialized", json!({}));
    client.open("a.gw", "get /a -> lambda f\n");
    let report = client.ask_about("a.gw", "diagnostic", json!({}));
    assert_eq!(report["items"][0]["code"], "GW0008", "{report}");
}

/// A host whose every access to the disk panics.
struct Broken;

impl gwc::source::Loader for Broken {
    fn load(&self, _: &str, _: &str) -> Result<gwc::source::Loaded, gwc::source::LoadError> {
        panic!("no disk")
    }

    fn list(&self, _: &str, _: &str) -> Vec<gwc::source::FolderEntry> {
        panic!("no disk")
    }
}

impl gwc::ide::Host for Broken {
    fn identity(&self, _: &str, path: &str) -> String {
        path.to_owned()
    }

    fn read(&self, _: &str) -> Option<std::sync::Arc<str>> {
        panic!("no disk")
    }

    fn around(&self, _: &str) -> Vec<String> {
        Vec::new()
    }

    fn below(&self, _: &str) -> Vec<String> {
        panic!("no disk")
    }
}

#[test]
fn an_internal_error_fails_only_its_request() {
    let message = |id: i64, method: &str, params: Value| {
        let message = json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params });
        gwc::lsp::frame::Incoming::Message(message)
    };
    let (sender, incoming) = std::sync::mpsc::channel();
    let capabilities = json!({ "capabilities": {}, "rootUri": "file:///a" });
    sender
        .send(message(1, "initialize", capabilities))
        .expect("a message");
    sender
        .send(message(2, "workspace/symbol", json!({ "query": "a" })))
        .expect("a message");
    sender
        .send(message(3, "shutdown", Value::Null))
        .expect("a message");
    drop(sender);
    let mut output = Vec::new();
    let end = gwc::lsp::serve(&incoming, &mut output, &Broken, facts()).expect("an output");
    let output = String::from_utf8(output).expect("a text");
    assert_eq!(end, gwc::lsp::SessionEnd::Clean, "{output}");
    assert!(output.contains(r#""id":2,"error""#), "{output}");
    assert!(output.contains(r#""id":3,"result":null"#), "{output}");
}
