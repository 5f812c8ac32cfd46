//! Effects of a changed spec on existing resources: replacements, renames, unchanged resources, and hidden values.

use serde_json::{Value, json};

use super::world::{APPLY, DESTROY, SHOP, World, count, identifiers, said};
use crate::tools::judges;

/// A VPC link, whose subnets cannot change in place.
pub(super) const LINKED: &str = "gw 1

gateway shop { region eu-west-1; log off }

network main {
  vpc     vpc-0abc1234567890def
  subnets subnet-0a11111111111111a subnet-0b22222222222222b
}

alb web { listener arn:aws:elasticloadbalancing:eu-west-1:111122223333:listener/app/web/0123456789abcdef/0123456789abcdef }

/web/<rest*> -> web
";

/// The same in other subnets.
pub(super) const RELINKED: &str = "gw 1

gateway shop { region eu-west-1; log off }

network main {
  vpc     vpc-0abc1234567890def
  subnets subnet-0a11111111111111a subnet-0c33333333333333c
}

alb web { listener arn:aws:elasticloadbalancing:eu-west-1:111122223333:listener/app/web/0123456789abcdef/0123456789abcdef }

/web/<rest*> -> web
";

/// A service that Cloud Control cannot list.
pub(super) const EXPRESS: &str = "gw 1

gateway shop { region eu-west-1; log off }

network main {
  vpc     vpc-0abc1234567890def
  subnets subnet-0a11111111111111a subnet-0b22222222222222b
}

ecs svc private { image \"111122223333.dkr.ecr.eu-west-1.amazonaws.com/svc:1\"; port 8080 }

/api/<rest*> -> svc
";

/// A domain whose certificate has to be created and validated.
pub(super) const CERTIFIED: &str = "gw 1

gateway shop {
  region eu-west-1
  log    off
  domain api.shop.example { certificate auto; zone Z0123456789ABCDEFGHIJ }
}

/web/<rest+> -> https://web.example/<rest>
";

const LINK: &str = "AWS::ApiGatewayV2::VpcLink";

#[test]
fn a_replacement_is_created_before_the_old_one_is_deleted() {
    if !judges() {
        return;
    }
    let world = World::start("replace", LINKED);
    world.succeed(&APPLY);
    let before = world.look();
    world.folder.write("spec.gw", RELINKED);
    let shown = world.succeed(&APPLY);
    assert!(shown.contains("! replace  link-main"), "{shown}");
    let after = world.look();
    let (old, new) = (identifiers(&before, LINK), identifiers(&after, LINK));
    assert_eq!(new.len(), 1, "{after:#}");
    assert_ne!(old, new);
    let of = "AWS::ApiGatewayV2::Integration";
    assert_eq!(identifiers(&before, of), identifiers(&after, of));
    for integration in after["resources"][of].as_object().expect("some").values() {
        assert_eq!(integration["ConnectionId"], new[0].as_str());
    }
    assert!(world.succeed(&APPLY).contains("nothing to change"));
}

#[test]
fn renamed_resources_are_kept() {
    if !judges() {
        return;
    }
    let world = World::start("rename", SHOP);
    world.succeed(&APPLY);
    let before = world.look();
    let renamed = SHOP.replace("lambda stripe {", "lambda hooks {");
    let renamed = renamed.replace("-> stripe ", "-> hooks ");
    let moved = format!("{renamed}\nmoved lambda stripe -> lambda hooks\n");
    world.folder.write("spec.gw", &moved);
    let shown = world.succeed(&APPLY);
    for sign in ["+ create", "- delete", "! replace"] {
        assert!(!shown.contains(sign), "{shown}");
    }
    let after = world.look();
    let resources = before["resources"].as_object().expect("resources");
    for of in resources.keys() {
        assert_eq!(identifiers(&before, of), identifiers(&after, of), "{of}");
    }
    assert!(world.succeed(&APPLY).contains("nothing to change"));
    world.succeed(&DESTROY);
    assert_eq!(world.look()["resources"], json!({}));
}

#[test]
fn an_express_service_is_created_with_its_chain_and_destroyed() {
    if !judges() {
        return;
    }
    let world = World::start("express", EXPRESS);
    world.succeed(&APPLY);
    let made = world.look();
    let services = made["resources"]["AWS::ECS::ExpressGatewayService"].as_object();
    let service = services.and_then(|it| it.values().next());
    let endpoint = service.expect("a service")["Endpoint"]
        .as_str()
        .expect("text");
    let host = endpoint.trim_start_matches("https://");
    let of = "AWS::ApiGatewayV2::Integration";
    for integration in made["resources"][of].as_object().expect("some").values() {
        assert_eq!(integration["TlsConfig"]["ServerNameToVerify"], host);
        assert_eq!(
            integration["RequestParameters"]["overwrite:header.Host"],
            host
        );
    }
    let rules = &made["resources"]["AWS::EC2::SecurityGroupIngress"];
    let rules = rules.as_object().expect("rules");
    assert!(rules.values().any(|rule| rule["GroupId"] == "sg-express"));
    // ECS returns none of the properties that were sent, which drift reports.
    let drift = world.succeed(&["drift", "spec.gw"]);
    assert!(drift.contains("cannot compare PrimaryContainer"), "{drift}");
    assert!(world.succeed(&APPLY).contains("nothing to change"));
    world.succeed(&DESTROY);
    assert_eq!(world.look()["resources"], json!({}));
}

#[test]
fn what_a_patch_says_is_sent_and_what_it_keeps_is_kept() {
    if !judges() {
        return;
    }
    let patched = format!(
        "{SHOP}\npatch cfn Api \"/Version\" = \"2026-11\"\npatch cfn LogsAccess \"/DeletionPolicy\" = \"Retain\"\n"
    );
    let world = World::start("patched", &patched);
    world.succeed(&APPLY);
    let made = world.look();
    let apis = made["resources"]["AWS::ApiGatewayV2::Api"].as_object();
    let api = apis.and_then(|it| it.values().next()).expect("an API");
    assert_eq!(api["Version"], "2026-11", "{api:#}");
    let output = world.run(&DESTROY);
    let text = said(&output);
    assert_eq!(output.status.code(), Some(0), "{text}");
    assert!(text.contains("kept     logs-access"), "{text}");
    let left = world.look();
    assert_eq!(count(&left, "AWS::Logs::LogGroup"), 1);
    assert_eq!(count(&left, "AWS::ApiGatewayV2::Api"), 0);
}

#[test]
fn a_failure_names_the_cause_found_by_doctor() {
    if !judges() {
        return;
    }
    let world = World::start("doctor", SHOP);
    let message =
        "Insufficient permissions to enable logging (Service: ApiGatewayV2, Status Code: 400)";
    let fault = json!({ "of": "AWS::ApiGatewayV2::Stage", "do": "handler", "code": "InvalidRequest", "message": message });
    world.control(&json!({ "faults": [fault] }));
    let output = world.run(&APPLY);
    let text = said(&output);
    assert_eq!(output.status.code(), Some(4), "{text}");
    assert!(
        text.contains("stage (spec.gw:3): InvalidRequest: Insufficient"),
        "{text}"
    );
    assert!(
        text.contains("see `gwc explain logging-permission-missing`"),
        "{text}"
    );
}

#[test]
fn a_secret_is_sent_and_never_written_or_shown() {
    if !judges() {
        return;
    }
    const SECRET: &str = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop/db-AbCdEf";
    let spec = "gw 1

gateway shop { region eu-west-1; log off }

param db : secret

apprunner svc public {
  image  \"111122223333.dkr.ecr.eu-west-1.amazonaws.com/svc:1\"
  port   8080
  secret { DB_URL $db }
}

/api/<rest*> -> svc
";
    let world = World::start("secret", spec);
    let of = "AWS::AppRunner::Service";
    let message = format!("cannot read {SECRET}");
    let fault = json!({ "of": of, "do": "handler", "code": "InvalidRequest", "message": message });
    world.control(&json!({ "faults": [fault] }));
    let set = format!("db={SECRET}");
    let apply = ["apply", "spec.gw", "--yes", "--set", &set];
    let failed = world.run(&apply);
    let text = said(&failed);
    assert_eq!(failed.status.code(), Some(4), "{text}");
    assert!(text.contains("cannot read (secret)"), "{text}");
    world.control(&json!({ "faults": [] }));
    let mut shown = vec![text, world.succeed(&apply)];
    let made = world.look();
    assert!(made.to_string().contains(SECRET), "AWS gets it: {made:#}");
    let drift = ["drift", "spec.gw", "--set", &set];
    shown.push(world.succeed(&drift));
    // Somebody changes it outside of gwc.
    let services = made["resources"][of].as_object().expect("services");
    let (arn, service) = services.iter().next().expect("a service");
    let other = service
        .to_string()
        .replace("shop/db-AbCdEf", "shop/other-XyZxYz");
    let other: Value = serde_json::from_str(&other).expect("JSON");
    world.control(&json!({ "put": [[of, arn, other]] }));
    let changed = world.run(&drift);
    assert_eq!(changed.status.code(), Some(1), "{}", said(&changed));
    shown.push(said(&changed));
    shown.push(world.journal());
    for text in shown {
        assert!(!text.contains("shop/db-AbCdEf"), "{text}");
    }
}

#[test]
fn a_certificate_is_requested_from_acm_if_cloud_control_cannot() {
    if !judges() {
        return;
    }
    let of = "AWS::CertificateManager::Certificate";
    let world = World::start("certificate", CERTIFIED);
    world.control(&json!({ "unsupported": [of] }));
    world.succeed(&APPLY);
    let made = world.look();
    assert_eq!(count(&made, of), 0, "{made:#}");
    let certificates = identifiers(&made, "certificates of ACM");
    assert_eq!(certificates.len(), 1, "{made:#}");
    let domain = &made["resources"]["AWS::ApiGatewayV2::DomainName"]["api.shop.example"];
    let used = &domain["DomainNameConfigurations"][0]["CertificateArn"];
    assert_eq!(used, certificates[0].as_str(), "{domain:#}");
    let records = made["records"].as_object().expect("records");
    let proof = "Z0123456789ABCDEFGHIJ|_proof.api.shop.example.|CNAME";
    assert!(records.contains_key(proof), "{records:?}");
    assert!(world.succeed(&APPLY).contains("nothing to change"));
    world.succeed(&DESTROY);
    assert_eq!(world.look()["resources"], json!({}));
}
