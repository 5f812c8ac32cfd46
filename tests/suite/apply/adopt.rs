//! `--adopt`: what exists already is taken over on demand, and never replaced, shared or taken from somebody else.

use serde_json::{Value, json};

use super::world::{APPLY, DESTROY, SHOP, World, count, said};
use crate::tools::judges;

const GROUP: &str = "/aws/vendedlogs/apis/shop";
const LOGS: &str = "AWS::Logs::LogGroup";
const API: &str = "AWS::ApiGatewayV2::Api";
const INTEGRATION: &str = "AWS::ApiGatewayV2::Integration";
const ROUTE: &str = "AWS::ApiGatewayV2::Route";
const STAGE: &str = "AWS::ApiGatewayV2::Stage";

/// Creates a log group of somebody else's, with these tags.
fn put_group(world: &World, tags: &Value) -> Value {
    let arn = format!("arn:aws:logs:eu-west-1:111122223333:log-group:{GROUP}:*");
    let group = json!({ "LogGroupName": GROUP, "Arn": arn, "Tags": tags });
    world.control(&json!({ "put": [[LOGS, GROUP, group]] }));
    group
}

fn tag(key: &str, value: &str) -> Value {
    json!({ "Key": key, "Value": value })
}

/// Runs an apply with adoptions, written as `STEP=IDENTIFIER`.
fn adopt(world: &World, adoptions: &[&str]) -> (Option<i32>, String) {
    let mut arguments = APPLY.to_vec();
    for adoption in adoptions {
        arguments.extend(["--adopt", adoption]);
    }
    let output = world.run(&arguments);
    (output.status.code(), said(&output))
}

#[test]
fn an_existing_resource_is_adopted_only_on_demand() {
    if !judges() {
        return;
    }
    let world = World::start("adopt", SHOP);
    let stranger = put_group(&world, &json!([]));
    let output = world.run(&APPLY);
    let text = said(&output);
    assert_eq!(output.status.code(), Some(4), "{text}");
    assert!(text.contains("--adopt logs-access="), "{text}");
    assert_eq!(world.look()["resources"][LOGS][GROUP], stranger);
    let (code, text) = adopt(&world, &[&format!("logs-access={GROUP}")]);
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("< adopt    logs-access"), "{text}");
    let adopted = &world.look()["resources"][LOGS][GROUP];
    assert_eq!(adopted["RetentionInDays"], 30, "{adopted}");
    // The same command again is not refused.
    let (code, text) = adopt(&world, &[&format!("logs-access={GROUP}")]);
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("nothing to change"), "{text}");
}

#[test]
fn nothing_is_adopted_before_the_user_agrees() {
    if !judges() {
        return;
    }
    let world = World::start("declined", SHOP);
    let stranger = put_group(&world, &json!([]));
    let adoption = format!("logs-access={GROUP}");
    let declined = world.run(&["apply", "spec.gw", "--adopt", &adoption]);
    assert_eq!(declined.status.code(), Some(1), "{}", said(&declined));
    // All or none.
    let (code, text) = adopt(&world, &[&adoption, "log-access=x"]);
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains("did you mean `logs-access`?"), "{text}");
    assert!(world.succeed(&DESTROY).contains("nothing to change"));
    assert_eq!(world.look()["resources"][LOGS][GROUP], stranger);
}

#[test]
fn resources_of_another_deployment_stay_there() {
    if !judges() {
        return;
    }
    let other = SHOP.replace("gateway shop", "gateway other");
    let world = World::start("other", &other);
    world.succeed(&APPLY);
    let before = world.look();
    let (identifier, _) = before["resources"][INTEGRATION]
        .as_object()
        .expect("integrations")
        .iter()
        .find(|(_, it)| it["Description"] == "[other/integration-stripe]")
        .expect("one");
    // The name of the gateway occurs in a tag that is not a mark.
    let tags = json!([
        tag("gwc:deployment", "other"),
        tag("gwc:step", "logs-access"),
        tag("team", "shop")
    ]);
    put_group(&world, &tags);
    world.folder.write("spec.gw", SHOP);
    for adoption in [
        format!("logs-access={GROUP}"),
        format!("integration-stripe={identifier}"),
    ] {
        let (code, text) = adopt(&world, &[&adoption]);
        assert_eq!(code, Some(1), "{text}");
        assert!(
            text.contains("belongs to another deployment: other"),
            "{text}"
        );
    }
    assert_eq!(world.look()["resources"][LOGS][GROUP]["Tags"], tags);
    assert_eq!(count(&world.look(), API), 1);
}

#[test]
fn parts_of_another_api_are_not_adopted() {
    if !judges() {
        return;
    }
    let world = World::start("parts", SHOP);
    let api = json!({ "ApiId": "foreign01", "Name": "mine", "ProtocolType": "HTTP", "ApiEndpoint": "https://foreign01.example" });
    let stage = json!({ "ApiId": "foreign01", "StageName": "$default", "AutoDeploy": true });
    world.control(
        &json!({ "put": [[API, "foreign01", api], [STAGE, "foreign01|$default", stage]] }),
    );
    let (code, text) = adopt(&world, &["stage=foreign01|$default"]);
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains("it would be replaced, since ApiId"), "{text}");
    assert_eq!(
        world.look()["resources"][STAGE]["foreign01|$default"],
        stage
    );
    // Together with their API they are.
    let (code, text) = adopt(&world, &["stage=foreign01|$default", "api=foreign01"]);
    assert_eq!(code, Some(0), "{text}");
    assert!(!text.contains("! replace"), "{text}");
    assert!(text.contains("updated  stage"), "{text}");
    let made = world.look();
    assert_eq!((count(&made, API), count(&made, STAGE)), (1, 1));
}

#[test]
fn tags_of_the_owner_stay() {
    if !judges() {
        return;
    }
    let world = World::start("tags", SHOP);
    put_group(&world, &json!([tag("cost", "17"), tag("team", "web")]));
    let (code, text) = adopt(&world, &[&format!("logs-access={GROUP}")]);
    assert_eq!(code, Some(0), "{text}");
    let tags = &world.look()["resources"][LOGS][GROUP]["Tags"];
    let tags = tags.as_array().expect("tags");
    for wanted in [
        tag("cost", "17"),
        tag("team", "web"),
        tag("gwc:deployment", "shop"),
    ] {
        assert!(tags.contains(&wanted), "{tags:?}");
    }
}

#[test]
fn a_resource_belongs_to_one_step() {
    if !judges() {
        return;
    }
    let world = World::start("one-step", SHOP);
    world.succeed(&APPLY);
    let made = world.look();
    let integrations = made["resources"][INTEGRATION].as_object().expect("some");
    let (stripe, _) = integrations
        .iter()
        .find(|(_, it)| it["IntegrationType"] == "AWS_PROXY")
        .expect("one");
    let longer = format!("{SHOP}GET /more -> https://more.example/x open\n");
    world.folder.write("spec.gw", &longer);
    let step = "integration-http-more-example-for-get-more";
    let (code, text) = adopt(&world, &[&format!("{step}={stripe}")]);
    assert_eq!(code, Some(1), "{text}");
    assert!(
        text.contains("already belongs to `integration-stripe`"),
        "{text}"
    );
    assert_eq!(world.look(), made);
}

#[test]
fn a_killed_adoption_is_continued_by_the_same_command() {
    if !judges() {
        return;
    }
    let adoption = format!("logs-access={GROUP}");
    let command = ["apply", "spec.gw", "--yes", "--adopt", &adoption];
    let whole = World::start("adopted", SHOP);
    put_group(&whole, &json!([]));
    whole.succeed(&command);
    let wanted = whole.look();
    for at in (1..40).step_by(6) {
        let world = World::start("adopted", SHOP);
        put_group(&world, &json!([]));
        let mut killed = world.command(&command);
        let killed = killed.env("GWC_KILL_AT", at.to_string()).output();
        let killed = killed.expect("gwc runs");
        assert_eq!(killed.status.code(), None, "{}", said(&killed));
        world.succeed(&command);
        assert_eq!(world.look(), wanted, "killed at {at}");
    }
}

#[test]
fn a_lost_journal_creates_nothing_twice() {
    if !judges() {
        return;
    }
    let world = World::start("lost", SHOP);
    world.succeed(&APPLY);
    let made = world.look();
    let journal = world.folder.path().join(".gwc/shop.jsonl");
    std::fs::rename(&journal, world.folder.path().join("kept.jsonl")).expect("it is moved");
    let (code, text) = adopt(&world, &[]);
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains("--adopt api="), "{text}");
    assert_eq!(world.look(), made);
    let state = ["--state", "kept.jsonl"];
    let apply: Vec<&str> = APPLY.into_iter().chain(state).collect();
    assert!(world.succeed(&apply).contains("nothing to change"));
}

#[test]
fn a_resource_with_own_marks_is_brought_up_to_date() {
    if !judges() {
        return;
    }
    let world = World::start("own-mark", SHOP);
    let tags = json!([
        tag("gwc:deployment", "shop"),
        tag("gwc:step", "logs-access")
    ]);
    let mut group = put_group(&world, &tags);
    group["RetentionInDays"] = json!(7);
    world.control(&json!({ "put": [[LOGS, GROUP, group]] }));
    world.succeed(&APPLY);
    let made = world.look();
    assert_eq!(
        made["resources"][LOGS][GROUP]["RetentionInDays"], 30,
        "{made:#}"
    );
    assert_eq!(
        made["resources"][ROUTE].as_object().map(|it| it.len()),
        Some(2)
    );
}
