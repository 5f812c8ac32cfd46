//! Replacements and updates of resources whose names or keys are unique: what is created under another name, what is
//! deleted first, and what waits.

use serde_json::Value;

use super::world::{APPLY, DESTROY, SHOP, World, count, identifiers, said};
use crate::tools::judges;

/// A chain to an existing service, in a VPC: its target group has a unique name, and cannot move to another VPC.
pub(super) fn networked(vpc: &str) -> String {
    format!(
        "gw 1

gateway shop {{ region eu-west-1; log off; allow GW0801 }}

network main {{
  vpc      {vpc}
  subnets  subnet-0a11111111111111a subnet-0b22222222222222b
  endpoint vpce-0123456789abcdef0
}}

apprunner orders private {{
  arn     arn:aws:apprunner:eu-west-1:111122223333:service/orders/0123456789abcdef0123456789abcdef
  ingress abc.eu-west-1.awsapprunner.com
}}

/api/<rest*> -> orders
"
    )
}

/// A service that nothing uses, with a key that cannot change in place: its name is unique.
pub(super) fn encrypted(key: &str) -> String {
    format!(
        "gw 1

gateway shop {{ region eu-west-1; log off; allow GW0801 }}

apprunner mail public {{ image public.ecr.aws/shop/mail:1; port 8080 }}

GET /items -> https://items.example/list

patch cfn ServiceMail \"/EncryptionConfiguration\" = {{\"KmsKey\": \"arn:aws:kms:eu-west-1:111122223333:key/{key}\"}}
"
    )
}

const POOL: &str = "AWS::ElasticLoadBalancingV2::TargetGroup";
const ROUTE: &str = "AWS::ApiGatewayV2::Route";
const SERVICE: &str = "AWS::AppRunner::Service";

fn only<'w>(world: &'w Value, of: &str) -> &'w Value {
    let found = world["resources"][of].as_object().expect("some");
    assert_eq!(found.len(), 1, "{world:#}");
    found.values().next().expect("one")
}

/// Returns the keys of all routes.
fn keys(world: &Value) -> Vec<&str> {
    let routes = world["resources"][ROUTE].as_object().expect("routes");
    let mut keys: Vec<&str> = routes
        .values()
        .filter_map(|it| it["RouteKey"].as_str())
        .collect();
    keys.sort_unstable();
    keys
}

#[test]
fn a_resource_in_use_is_replaced_under_another_name() {
    if !judges() {
        return;
    }
    let [first, second] = ["vpc-0abc1234567890def", "vpc-0fff1234567890def"];
    let world = World::start("another-name", &networked(first));
    world.put_endpoint();
    world.succeed(&APPLY);
    let before = world.look();
    assert_eq!(only(&before, POOL)["Name"], "shop-pool-main");
    world.folder.write("spec.gw", &networked(second));
    let shown = world.succeed(&APPLY);
    assert!(shown.contains("! replace  pool-main"), "{shown}");
    let after = world.look();
    let pool = only(&after, POOL);
    assert_eq!(pool["VpcId"], second);
    let name = pool["Name"].as_str().expect("a name");
    assert!(name.starts_with("shop-pool-main-"), "{name}");
    assert_ne!(identifiers(&before, POOL), identifiers(&after, POOL));
    let listener = only(&after, "AWS::ElasticLoadBalancingV2::Listener");
    let target = &listener["DefaultActions"][0]["TargetGroupArn"];
    assert_eq!(*target, pool["TargetGroupArn"]);
    assert!(world.succeed(&APPLY).contains("nothing to change"));
    world.folder.write("spec.gw", &networked(first));
    world.succeed(&APPLY);
    assert_eq!(only(&world.look(), POOL)["VpcId"], first);
    world.succeed(&DESTROY);
    assert_eq!(count(&world.look(), POOL), 0);
}

#[test]
fn an_unused_resource_is_deleted_before_its_successor_is_created() {
    if !judges() {
        return;
    }
    let keys = [
        "01234567-89ab-cdef-0123-456789abcdef",
        "fedcba98-7654-3210-fedc-ba9876543210",
    ];
    let world = World::start("deleted-first", &encrypted(keys[0]));
    world.succeed(&APPLY);
    world.folder.write("spec.gw", &encrypted(keys[1]));
    let output = world.run(&APPLY);
    let text = said(&output);
    assert_eq!(output.status.code(), Some(0), "{text}");
    assert!(text.contains("! replace  service-mail"), "{text}");
    let place = |what: &str| text.find(what).unwrap_or_else(|| panic!("{text}"));
    assert!(
        place("deleted  service-mail") < place("replaced service-mail"),
        "{text}"
    );
    let made = world.look();
    let key = &only(&made, SERVICE)["EncryptionConfiguration"]["KmsKey"];
    assert!(key.to_string().contains(keys[1]), "{key}");
    assert!(world.succeed(&APPLY).contains("nothing to change"));
}

#[test]
fn the_permission_of_a_renamed_function_is_created_before_the_old_one_is_deleted() {
    if !judges() {
        return;
    }
    let world = World::start("permission", SHOP);
    world.succeed(&APPLY);
    let renamed = SHOP.replace("lambda stripe {", "lambda hooks {");
    let renamed = renamed.replace("-> stripe ", "-> hooks ");
    world.folder.write("spec.gw", &renamed);
    let output = world.run(&APPLY);
    let text = said(&output);
    assert_eq!(output.status.code(), Some(0), "{text}");
    let place = |what: &str| text.find(what).unwrap_or_else(|| panic!("{text}"));
    assert!(
        place("created  permission-") < place("deleted  permission-"),
        "{text}"
    );
    assert_eq!(count(&world.look(), "AWS::Lambda::Permission"), 1);
}

#[test]
fn a_route_takes_over_the_key_of_another_step() {
    if !judges() {
        return;
    }
    let one = "gw 1

gateway shop { region eu-west-1; log off }

GET /api/rest -> https://a.example/one
";
    let two = format!("{one}GET /api/<rest+> -> https://a.example/two/<rest>\n");
    // The ids of the two routes differ in nothing but a hash, which the only one of them does not have.
    let world = World::start("keys", one);
    world.succeed(&APPLY);
    for (spec, wanted) in [
        (&*two, vec!["GET /api/rest", "GET /api/{rest+}"]),
        (one, vec!["GET /api/rest"]),
    ] {
        world.folder.write("spec.gw", spec);
        world.succeed(&APPLY);
        let made = world.look();
        assert_eq!(keys(&made), wanted);
        for route in made["resources"][ROUTE].as_object().expect("some").values() {
            let target = route["Target"].as_str().expect("a target");
            let id = target.trim_start_matches("integrations/");
            let api = route["ApiId"].as_str().expect("an API");
            let of = "AWS::ApiGatewayV2::Integration";
            let url = &made["resources"][of][format!("{api}|{id}")]["IntegrationUri"];
            let is_greedy = route["RouteKey"] != "GET /api/rest";
            let wanted = if is_greedy { "two" } else { "one" };
            let url = url.as_str().expect("a URL");
            assert!(url.contains(wanted), "{route}: {url}");
        }
        assert!(world.succeed(&APPLY).contains("nothing to change"));
    }
}
