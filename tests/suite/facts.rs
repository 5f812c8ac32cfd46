//! The facts can be read, answer the questions they exist for, and name their sources.
//!
//! `create-only.json` is generated from the registry's schemas; `UPDATE_GOLDEN=1 cargo test facts` writes it again.

use gwc::facts::{
    Confidence, Facts, GatewayAnswers, Handler, Misfit, Moment, Owner, Prices, ResourceTypes,
    Updates,
};
use serde_json::{Value, json};

use crate::tools::{judges, registry_schema};

#[test]
fn every_file_has_the_shape_that_the_program_expects() {
    Facts::read().expect("the facts");
    Prices::read().expect("the prices");
    GatewayAnswers::read().expect("the answers");
    ResourceTypes::read().expect("the types");
    Updates::read().expect("the updates");
}

#[test]
fn every_file_names_its_source_date_and_confidence() {
    for file in
        std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/specs/aws")).expect("specs/aws")
    {
        let path = file.expect("an entry").path();
        if path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        let text = std::fs::read_to_string(&path).expect("a readable file");
        let root: Value = serde_json::from_str(&text).expect("JSON");
        for key in ["about", "source", "date", "confidence"] {
            assert!(
                root[key].is_string(),
                "{}: `{key}` is missing",
                path.display()
            );
        }
        each_confidence(&root, &mut |word| {
            assert!(
                ["sure", "uncertain"].contains(&word),
                "{}: {word}",
                path.display()
            );
        });
    }
}

fn each_confidence(value: &Value, see: &mut dyn FnMut(&str)) {
    match value {
        Value::Object(map) => {
            for (key, inner) in map {
                match (key.as_str(), inner) {
                    ("confidence", Value::String(word)) => see(word),
                    _ => each_confidence(inner, see),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| each_confidence(item, see)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[test]
fn regions_know_what_they_have() {
    let regions = Facts::load().regions;
    assert!(regions.has_app_runner("eu-west-1"));
    assert!(!regions.has_app_runner("eu-north-1"));
    assert!(!regions.is_known("eu-west-9"));
    assert!(regions.has_low_throttle("ca-west-1"));
    assert!(!regions.has_low_throttle("us-east-1"));
    assert_eq!(
        regions.partition("cn-north-1").map(|found| found.name),
        Some("aws-cn")
    );
    let zones = regions
        .vpc_link_zones("us-east-1")
        .expect("a zone is missing there");
    assert!(!zones.contains(&"use1-az3"));
    for region in regions.with_app_runner() {
        assert!(regions.is_known(region), "{region}");
    }
    let mut all: Vec<_> = regions.all().collect();
    let count = all.len();
    all.sort_unstable();
    all.dedup();
    assert_eq!(all.len(), count, "no Region twice");
}

#[test]
fn reserved_headers_are_known_in_any_case_and_say_what_to_write_instead() {
    let headers = Facts::load().headers;
    for name in [
        "Via",
        "X-Amzn-Trace-Id",
        "access-control-allow-origin",
        "x-forwarded-for",
    ] {
        assert!(headers.is_reserved(name), "{name}");
    }
    for name in [
        "Host",
        "Server",
        "x-amzn",
        "viaduct",
        "ä-forwarded",
        "content-type",
    ] {
        assert!(!headers.is_reserved(name), "{name}");
    }
    assert!(headers.find_managed("Host").is_some());
    for header in headers.reserved.iter().chain(&headers.managed) {
        assert!(
            !header.instead.is_empty() && !header.instead.ends_with('.'),
            "{}",
            header.name
        );
    }
    for name in &headers.settable {
        assert!(
            !headers.is_reserved(name) && headers.find_managed(name).is_none(),
            "{name}"
        );
    }
}

#[test]
fn context_variables_are_found_by_name_and_by_family() {
    let variables = Facts::load().variables;
    let since = |name: &str| variables.context(name).map(|found| found.since);
    assert_eq!(since("integration.error"), Some(Moment::Response));
    assert_eq!(since("error.responseType"), Some(Moment::Log));
    assert_eq!(since("domainName"), Some(Moment::Request));
    assert_eq!(since("domainname"), None, "names are case-sensitive");
    assert_eq!(since("authorizer"), None);
    let claim = variables.context("authorizer.claims.sub").expect("a claim");
    assert_eq!(claim.name, "authorizer.claims.*");
    let other = variables
        .context("authorizer.tenant")
        .expect("a context value");
    assert_eq!(other.name, "authorizer.*");
    assert_eq!(
        since("authorizer.error"),
        Some(Moment::Log),
        "the exact name wins"
    );
    assert_eq!(
        variables.root("request.query").map(|root| root.aws),
        Some("request.querystring")
    );
    for variable in &variables.context {
        let twins = variables
            .context
            .iter()
            .filter(|other| other.name == variable.name);
        assert_eq!(twins.count(), 1, "{}", variable.name);
        if let Some(better) = variable.same_as {
            assert!(variables.context(better).is_some(), "{better}");
        }
    }
}

#[test]
fn the_json_log_format_shows_every_hop_and_fits() {
    let facts = Facts::load();
    let format = facts.logs.json_format();
    serde_json::from_str::<Value>(&format).expect("the format is JSON");
    let model = facts.quotas.http_api.access_log_format_model_bytes;
    assert_eq!(model.confidence, Confidence::Uncertain);
    assert!(
        u64::try_from(format.len()).is_ok_and(|length| length <= model.limit),
        "{}",
        format.len()
    );
    for field in facts.logs.json_fields() {
        assert!(
            facts.variables.context(field.variable).is_some(),
            "{}",
            field.variable
        );
    }
    for needed in [
        "integration.error",
        "integration.status",
        "error.responseType",
        "authorizer.error",
    ] {
        assert!(format.contains(&format!("$context.{needed}\"")), "{needed}");
    }
    let must = format!("$context.{}", facts.variables.in_every_log_line);
    assert!(format.contains(&must) && facts.logs.common_line().contains(&must));
    assert_eq!(facts.logs.retention_of_at_least(10), Some(14));
    assert_eq!(facts.logs.retention_of_at_least(9999), None);
}

#[test]
fn service_calls_are_found_by_their_words() {
    let integrations = Facts::load().integrations;
    let send = integrations.action("sqs", "send").expect("sqs send");
    assert_eq!(
        (send.subtype, send.iam),
        ("SQS-SendMessage", "sqs:SendMessage")
    );
    assert_eq!(
        send.parameter("body").map(|found| found.aws),
        Some("MessageBody")
    );
    assert_eq!(
        send.required_of_route()
            .map(|found| found.word)
            .collect::<Vec<_>>(),
        ["body"]
    );
    assert!(integrations.action("sqs", "put").is_none());
    assert_eq!(integrations.methods.first(), Some(&"ANY"));
    for service in ["sqs", "events", "states", "kinesis", "appconfig"] {
        assert_eq!(
            integrations
                .of_service(service)
                .filter(|action| action.default)
                .count(),
            1,
            "{service}"
        );
        assert!(integrations.default_action(service).is_some());
        for action in integrations.of_service(service) {
            assert!(
                action.parameters.iter().any(|found| found.required),
                "{}",
                action.subtype
            );
            for parameter in &action.parameters {
                let twins = action
                    .parameters
                    .iter()
                    .filter(|other| other.word == parameter.word);
                assert_eq!(twins.count(), 1, "{} {}", action.subtype, parameter.word);
            }
            let known = action
                .parameters
                .iter()
                .any(|found| found.of == Owner::Backend);
            assert!(known || action.action == "stop", "{}", action.subtype);
        }
    }
}

#[test]
fn sizes_pair_cpu_with_memory() {
    let facts = Facts::load();
    assert_eq!(facts.app_runner.memory_for(256), [512, 1024]);
    assert_eq!(facts.app_runner.memory_for(300), [0; 0]);
    assert_eq!(facts.ecs_express.memory_for(2048).len(), 13);
    let (runner, express) = (facts.app_runner.defaults, facts.ecs_express.defaults);
    assert!(
        facts
            .app_runner
            .memory_for(runner.cpu)
            .contains(&runner.memory)
    );
    assert!(
        facts
            .ecs_express
            .memory_for(express.cpu)
            .contains(&express.memory)
    );
    assert_eq!(
        facts.ecs_express.metric("cpu").map(|metric| metric.aws),
        Some("AVERAGE_CPU")
    );
    assert!(facts.app_runner.health.interval_s.contains(20));
    assert!(!facts.app_runner.health.interval_s.contains(21));
    assert!(facts.quotas.ranges.integration_timeout_ms.contains(30_000));
    for size in facts
        .app_runner
        .sizes
        .iter()
        .chain(&facts.ecs_express.sizes)
    {
        assert!(size.memory.is_sorted(), "{}", size.cpu);
    }
}

#[test]
fn names_say_what_is_wrong_with_them() {
    let names = Facts::load().names;
    assert_eq!(names.load_balancer().check("shop-private"), Ok(()));
    assert_eq!(
        names.load_balancer().check("internal-shop"),
        Err(Misfit::Beginning("internal-"))
    );
    assert_eq!(
        names.load_balancer().check("shop-"),
        Err(Misfit::Character { at: 4, found: '-' })
    );
    assert_eq!(
        names.load_balancer().check(&"a".repeat(33)),
        Err(Misfit::TooLong)
    );
    assert_eq!(
        names.app_runner_service().check("abc"),
        Err(Misfit::TooShort)
    );
    assert_eq!(names.domain().check("*.shop.example"), Ok(()));
    assert_eq!(
        names.domain().check("Shop.example"),
        Err(Misfit::Character { at: 0, found: 'S' })
    );
    assert_eq!(names.mapping_key().check(""), Ok(()));
    assert_eq!(names.mapping_key().check("v1/orders"), Ok(()));
    assert_eq!(names.security_group().check("a b"), Ok(()));
    assert_eq!(
        names.vpc_connector().describe(),
        "4 to 40 characters: letters, digits, `-`, `_`"
    );
}

#[test]
fn replacements_know_what_cannot_change() {
    let types = ResourceTypes::load();
    assert!(
        types.replaces("AWS::AppRunner::Service", "Tags"),
        "a changed tag replaces the service"
    );
    assert!(types.replaces("AWS::ApiGatewayV2::VpcLink", "SubnetIds"));
    assert!(!types.replaces("AWS::ApiGatewayV2::Route", "RouteKey"));
    let route = types.types.get("AWS::ApiGatewayV2::Route").expect("routes");
    assert_eq!(route.identifier, ["ApiId", "RouteId"]);
    assert_eq!(route.list_by, ["ApiId"]);
    assert!(route.can(Handler::Update));
    let connector = types.types.get("AWS::AppRunner::VpcConnector");
    assert!(connector.is_some_and(|found| !found.can(Handler::Update)));
}

#[test]
fn replacements_are_those_of_the_registry() {
    if !judges() {
        return;
    }
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/specs/aws/create-only.json");
    let text = std::fs::read_to_string(path).expect("create-only.json");
    let mut root: Value = serde_json::from_str(&text).expect("JSON");
    let names: Vec<String> = root["types"]
        .as_object()
        .expect("types")
        .keys()
        .cloned()
        .collect();
    for name in names {
        let schema = registry_schema(&name);
        root["types"][&name] = json!({
            "identifier": below(&schema["primaryIdentifier"]),
            "required": sort(below(&schema["required"])),
            "create_only": sort(below(&schema["createOnlyProperties"])),
            "read_only": sort(below(&schema["readOnlyProperties"])),
            "write_only": sort(below(&schema["writeOnlyProperties"])),
            "handlers": keys(&schema["handlers"]),
            "list_by": listed_by(&schema["handlers"]["list"]["handlerSchema"]),
        });
    }
    let wanted = on_lines(&root);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(path, wanted).expect("create-only.json");
        return;
    }
    assert!(
        wanted == text,
        "create-only.json is not what cfn-lint's schemas say; UPDATE_GOLDEN=1 cargo test facts writes it"
    );
}

#[test]
fn permissions_are_those_of_the_handlers() {
    if !judges() {
        return;
    }
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/specs/aws/permissions.json");
    let text = std::fs::read_to_string(path).expect("permissions.json");
    let root: Value = serde_json::from_str(&text).expect("JSON");
    for (name, listed) in root["types"].as_object().expect("types") {
        let schema = registry_schema(name);
        let handlers = schema["handlers"].as_object().expect("handlers").iter();
        // Network interfaces are only read.
        let used =
            handlers.filter(|(verb, _)| !name.ends_with("NetworkInterface") || *verb == "read");
        let actions = used.flat_map(|(_, handler)| handler["permissions"].as_array());
        let actions = actions
            .flatten()
            .map(|action| action.as_str().expect("an action").to_owned());
        let left_out: Vec<String> =
            serde_json::from_value(root["left_out"][name]["actions"].clone()).unwrap_or_default();
        let mut actions: Vec<String> = actions
            .filter(|action| !left_out.contains(action))
            .collect();
        actions.sort();
        actions.dedup();
        assert_eq!(*listed, json!(actions), "{name}");
    }
}

/// Converts pointers into a schema to paths below `Properties`.
fn below(pointers: &Value) -> Vec<String> {
    let pointers = pointers.as_array().into_iter().flatten();
    pointers
        .map(|pointer| {
            let pointer = pointer.as_str().expect("a pointer");
            let path = pointer.strip_prefix("/properties/").unwrap_or(pointer);
            path.replace("/properties/", "/")
        })
        .collect()
}

fn sort(mut names: Vec<String>) -> Vec<String> {
    names.sort();
    names
}

/// Returns the names in an object, sorted.
fn keys(object: &Value) -> Vec<String> {
    let names = object.as_object().into_iter().flatten();
    sort(names.map(|(name, _)| name.clone()).collect())
}

/// Returns the properties required to list resources: the union of all branches of the schema.
fn listed_by(schema: &Value) -> Vec<String> {
    let required = |schema: &Value| below(&schema["required"]);
    let branches = ["oneOf", "anyOf"].map(|word| schema[word].clone());
    let branches = branches.iter().filter_map(Value::as_array).flatten();
    let mut names: Vec<String> = branches
        .flat_map(required)
        .chain(required(schema))
        .collect();
    names.sort();
    names.dedup();
    names
}

/// Renders a type with one list per line, which gives readable diffs.
fn on_lines(root: &Value) -> String {
    let mut text = "{\n".to_owned();
    let about = root.as_object().expect("an object").iter();
    for (key, value) in about.filter(|(key, _)| *key != "types") {
        text += &format!("  \"{key}\": {value},\n");
    }
    let types = root["types"].as_object().expect("types").iter();
    let types: Vec<String> = types
        .map(|(name, lists)| {
            let lists = lists.as_object().expect("lists").iter();
            let lists: Vec<String> = lists
                .map(|(list, names)| {
                    let names = names.to_string().replace("\",\"", "\", \"");
                    format!("      \"{list}\": {names}")
                })
                .collect();
            format!("    \"{name}\": {{\n{}\n    }}", lists.join(",\n"))
        })
        .collect();
    text + "  \"types\": {\n" + &types.join(",\n") + "\n  }\n}\n"
}

#[test]
fn the_narrowest_rate_comes_first() {
    let rates = gwc::facts::Rates::read().expect("rates.json");
    let family = |of: &str, operation| rates.of(of, operation).map(|rate| rate.family);
    let link = "AWS::ApiGatewayV2::VpcLink";
    assert_eq!(family(link, Handler::Create), Some("create-vpc-link"));
    assert_eq!(family(link, Handler::Update), Some("api-gateway"));
    let route = "AWS::ApiGatewayV2::Route";
    assert_eq!(family(route, Handler::Create), Some("api-gateway"));
    assert_eq!(family("AWS::Logs::LogGroup", Handler::Create), None);
    // No limit may follow a more general one, which would match first.
    for (index, limit) in rates.limits.iter().enumerate() {
        for of in &limit.types {
            for operation in &limit.operations {
                let found = rates
                    .of(of.trim_end_matches('*'), *operation)
                    .expect("a limit");
                let place = rates.limits.iter().position(|it| it.family == found.family);
                assert_eq!(place, Some(index), "{of}");
            }
        }
        assert!(limit.interval_ms > 0 && limit.burst > 0, "{}", limit.family);
    }
}
