//! `drift`: what others changed, and `apply --repair`, which takes it back.

use serde_json::{Value, json};

use super::changes::CERTIFIED;
use super::names::networked;
use super::world::{APPLY, DESTROY, SHOP, World, count, identifiers, said};
use crate::tools::judges;

const DRIFT: [&str; 2] = ["drift", "spec.gw"];
const REPAIR: [&str; 4] = ["apply", "spec.gw", "--yes", "--repair"];

#[test]
fn drift_names_what_others_changed_and_added() {
    if !judges() {
        return;
    }
    let world = World::start("drift", SHOP);
    world.succeed(&APPLY);
    let made = world.look();
    let api = made["resources"]["AWS::ApiGatewayV2::Api"]
        .as_object()
        .expect("an API");
    let api = api.keys().next().expect("an API").clone();
    let group = "/aws/vendedlogs/apis/shop";
    let mut logs = made["resources"]["AWS::Logs::LogGroup"][group].clone();
    logs["RetentionInDays"] = json!(7);
    let route = json!({ "ApiId": api, "RouteId": "console", "RouteKey": "GET /secret" });
    world.control(&json!({ "put": [
        ["AWS::Logs::LogGroup", group, logs],
        ["AWS::ApiGatewayV2::Route", format!("{api}|console"), route],
    ] }));
    let output = world.run(&["drift", "spec.gw"]);
    let text = said(&output);
    assert_eq!(output.status.code(), Some(1), "{text}");
    assert!(
        text.contains("RetentionInDays is 7, applied 30, last seen 30"),
        "{text}"
    );
    assert!(text.contains("GET /secret"), "{text}");
}

#[test]
fn what_drift_finds_is_repaired() {
    if !judges() {
        return;
    }
    let world = World::start("repair", SHOP);
    world.succeed(&APPLY);
    let made = world.look();
    let [api, route] = ["AWS::ApiGatewayV2::Api", "AWS::ApiGatewayV2::Route"];
    let (own, routes) = (identifiers(&made, api), identifiers(&made, route));
    let group = "/aws/vendedlogs/apis/shop";
    let mut logs = made["resources"]["AWS::Logs::LogGroup"][group].clone();
    logs["RetentionInDays"] = json!(7);
    world.control(&json!({
        "put": [["AWS::Logs::LogGroup", group, logs]], "take": [[route, routes[0]]],
    }));
    let output = world.run(&DRIFT);
    let text = said(&output);
    assert_eq!(output.status.code(), Some(1), "{text}");
    assert!(text.contains("is gone"), "{text}");
    assert!(text.contains("gwc apply --repair"), "{text}");
    assert!(world.succeed(&APPLY).contains("nothing to change"));
    let shown = world.succeed(&REPAIR);
    assert!(shown.contains("~ update   logs-access"), "{shown}");
    assert!(shown.contains("+ create   route-"), "{shown}");
    assert_eq!(world.look(), made);
    assert!(world.succeed(&DRIFT).contains("cannot compare"));

    // The API is gone with everything below it.
    let below = |of: &str| -> Vec<Value> {
        let found = identifiers(&made, of).into_iter();
        found.map(|it| json!([of, it])).collect()
    };
    let kinds = ["Api", "Authorizer", "Integration", "Route", "Stage"];
    let gone = kinds
        .iter()
        .flat_map(|kind| below(&format!("AWS::ApiGatewayV2::{kind}")));
    let gone: Vec<Value> = gone.collect();
    world.control(&json!({ "take": gone }));
    let output = world.run(&DRIFT);
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    world.succeed(&REPAIR);
    let again = world.look();
    for kind in kinds {
        let of = format!("AWS::ApiGatewayV2::{kind}");
        assert_eq!(count(&again, &of), count(&made, &of), "{of}");
    }
    assert!(world.succeed(&REPAIR).contains("nothing to change"));
    assert_eq!(own.len(), 1);
    world.succeed(&DESTROY);
    assert_eq!(world.look()["resources"], json!({}));
}

#[test]
fn forms_and_defaults_of_aws_are_no_drift() {
    if !judges() {
        return;
    }
    let world = World::start("forms", &networked("vpc-0abc1234567890def"));
    world.put_endpoint();
    world.succeed(&APPLY);
    let mut made = world.look();
    let mut puts = Vec::new();
    let [stages, listeners] = [
        "AWS::ApiGatewayV2::Stage",
        "AWS::ElasticLoadBalancingV2::Listener",
    ];
    for of in [stages, listeners] {
        for (identifier, live) in made["resources"][of].as_object_mut().expect("some") {
            if let Some(actions) = live.get_mut("DefaultActions").and_then(Value::as_array_mut) {
                actions[0]["Order"] = json!(1);
            }
            if let Some(rate) = live.pointer_mut("/DefaultRouteSettings/ThrottlingRateLimit") {
                *rate = json!(rate.as_f64());
            }
            puts.push(json!([of, identifier, live]));
        }
    }
    world.control(&json!({ "put": puts }));
    let shown = world.run(&DRIFT);
    let text = said(&shown);
    assert_eq!(shown.status.code(), Some(0), "{text}");
}

#[test]
fn texts_of_aws_cannot_steer_a_terminal() {
    if !judges() {
        return;
    }
    let world = World::start("escapes", SHOP);
    world.succeed(&APPLY);
    let api = identifiers(&world.look(), "AWS::ApiGatewayV2::Api").remove(0);
    let key = "GET /zz\n::error::x \u{1b}[31m";
    let route = json!({ "ApiId": api, "RouteId": "zz", "RouteKey": key });
    world.control(&json!({ "put": [["AWS::ApiGatewayV2::Route", format!("{api}|zz"), route]] }));
    let text = said(&world.run(&DRIFT));
    assert!(text.contains("::error::x"), "{text}");
    assert!(
        !text.contains("\n::error") && !text.contains('\u{1b}'),
        "{text}"
    );
}

#[test]
fn a_record_that_points_elsewhere_is_kept() {
    if !judges() {
        return;
    }
    for domain in ["api.shop.example", "*.shop.example"] {
        let spec = CERTIFIED.replace("domain api.shop.example", &format!("domain {domain}"));
        let world = World::start("record", &spec);
        let key = format!("Z0123456789ABCDEFGHIJ|{domain}|A");
        let other = format!(
            "<ResourceRecordSet><Name>{domain}</Name><Type>A</Type><AliasTarget><HostedZoneId>Z1</HostedZoneId>\
             <DNSName>elsewhere.example</DNSName></AliasTarget></ResourceRecordSet>"
        );
        // A record of somebody else is never overwritten.
        world.control(&json!({ "records": { &key: other } }));
        let refused = world.run(&APPLY);
        assert_eq!(refused.status.code(), Some(4), "{}", said(&refused));
        assert_eq!(world.look()["records"][&key], other.as_str());
        world.control(&json!({ "records": { &key: null } }));
        world.succeed(&APPLY);
        assert_ne!(world.look()["records"][&key], Value::Null);
        // Nor is it deleted.
        world.control(&json!({ "records": { &key: other } }));
        let output = world.run(&DESTROY);
        let text = said(&output);
        assert_eq!(output.status.code(), Some(0), "{text}");
        assert!(text.contains("kept     record-a-"), "{text}");
        assert_eq!(world.look()["records"][&key], other.as_str());
    }
}
