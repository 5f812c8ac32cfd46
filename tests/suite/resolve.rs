//! From text to a program: inputs, names, values and paths, and the effect of environments and `--set` on them.

use std::sync::Arc;

use gwc::driver::{self, Analysis};
use gwc::model::{
    Arg, Authorization, BackendBody, Bindings, Destination, Forward, Part, Program, Source,
    TemplatePart, Text,
};
use gwc::source::{Loaded, MemoryLoader};

use crate::tools::facts;

fn analyze(text: &str, bindings: &Bindings) -> Analysis {
    let root = Loaded {
        identity: "shop.gw".to_owned(),
        name: "shop.gw".to_owned(),
        text: Arc::from(text),
    };
    driver::analyze(root, &MemoryLoader::default(), facts(), bindings)
}

fn program(text: &str) -> Arc<Program> {
    with(text, &[], None)
}

fn with(text: &str, set: &[(&str, &str)], env: Option<&str>) -> Arc<Program> {
    let bindings = Bindings {
        env: env.map(str::to_owned),
        set: set
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect(),
    };
    let analysis = analyze(text, &bindings);
    let errors: Vec<_> = analysis
        .diagnostics
        .iter()
        .filter(|it| it.is_error())
        .collect();
    assert!(errors.is_empty(), "{text}\n{errors:#?}");
    analysis.program
}

/// Returns the codes of the errors of a spec, in the order of the text.
fn errors(text: &str) -> Vec<u16> {
    let analysis = analyze(text, &Bindings::default());
    let errors = analysis.diagnostics.iter().filter(|it| it.is_error());
    errors.map(|it| it.code.number()).collect()
}

fn inputs(program: &Program) -> Vec<&str> {
    let mut names: Vec<&str> = program.inputs.iter().map(|it| it.name.as_str()).collect();
    names.sort_unstable();
    names
}

/// Renders a text with `{input}` and `$variable`.
fn render(program: &Program, text: &Text) -> String {
    let parts = text.parts.iter().map(|part| match part {
        Part::Literal(text) => text.clone(),
        Part::Input(id) => format!("{{{}}}", program.input(*id).expect("an input").name),
        Part::Variable(name) => format!("${name}"),
    });
    parts.collect()
}

/// Returns each route's key, target and path.
fn routes(program: &Program) -> Vec<String> {
    let routes = program.routes.iter().map(|route| {
        let target = match &route.destination {
            Destination::Backend(id) => program.backend(*id).expect("a backend").name.value.clone(),
            Destination::Action(action) => action.name.value.clone(),
            Destination::Url(url) => render(program, url),
        };
        let path: String = match &route.forward {
            Forward::AsSent => "as sent".to_owned(),
            Forward::Template(parts) => parts
                .iter()
                .map(|part| match part {
                    TemplatePart::Literal(text) => text.clone(),
                    TemplatePart::Variable(name) => format!("<{name}>"),
                    TemplatePart::Input(name) => format!("${{{name}}}"),
                })
                .collect(),
        };
        format!("{} -> {target} {path}", route.key)
    });
    routes.collect()
}

#[test]
fn one_line_is_a_whole_spec() {
    let program = program("/api/<proxy+> -> apprunner svc private\n");
    assert_eq!(program.gateway.name, "shop");
    assert_eq!(
        inputs(&program),
        ["subnet-ids", "svc-service-arn", "vpc-id"]
    );
    assert_eq!(routes(&program), ["ANY /api/{proxy+} -> svc /<proxy>"]);
}

#[test]
fn inputs_are_made_only_where_they_are_needed() {
    for (spec, wanted) in [
        ("/a/<r*> -> apprunner s public", &["s-url"][..]),
        (
            "/a/<r*> -> apprunner s private",
            &["s-service-arn", "subnet-ids", "vpc-id"],
        ),
        // A misspelled word is fixed, and no input is created.
        (
            "/a/<r*> -> ecs s private",
            &["s-service-arn", "subnet-ids", "vpc-id"],
        ),
        (
            "ecs s private { host s.example }\n/a/<r*> -> s",
            &["s-listener-arn", "subnet-ids", "vpc-id"],
        ),
        ("/a/<r*> -> lambda f", &["f-function-arn"]),
        (
            "/a/<r*> -> alb a",
            &["a-listener-arn", "subnet-ids", "vpc-id"],
        ),
        (
            "/a/<r*> -> cloudmap c",
            &["c-service-arn", "subnet-ids", "vpc-id"],
        ),
        ("POST /a -> sqs jobs send { body x }", &["jobs-queue-url"]),
        ("GET /a -> https://a.example/x", &[]),
        (
            "network n { endpoint vpce-0123456789abcdef0 }\napprunner s private { ingress abc.eu-west-1.awsapprunner.com }\n/a/<r*> -> s",
            &["n-subnet-ids", "n-vpc-id"],
        ),
        (
            "network main { vpc vpc-1 }\nnetwork idle { vpc vpc-2 }\nalb a { network main }\n/a/<r*> -> a",
            &["a-listener-arn", "main-subnet-ids"],
        ),
        ("ecs s public { port 80 }\n/a/<r*> -> s", &["s-image"]),
        (
            "auth u jwt\nGET /a -> https://a.example/x auth u",
            &["u-audience", "u-issuer"],
        ),
        (
            "gateway g { domain api.shop.example { certificate auto } }\nGET /a -> https://a.example/x",
            &["api-shop-example-hosted-zone-id"],
        ),
        (
            "gateway g { domain *.shop.example }\nGET /a -> https://a.example/x",
            &["any-shop-example-certificate-arn"],
        ),
        (
            "GET /a -> appconfig flags get { client-id x }",
            &["flags-application", "flags-environment", "flags-profile"],
        ),
    ] {
        assert_eq!(inputs(&program(spec)), wanted, "{spec}");
    }
}

#[test]
fn two_things_never_share_an_input() {
    // The URL of `a-queue` and the queue of `a` would have the same name.
    let program = program("POST /a -> sqs a send { body x }\n/b/<r*> -> ecs a-queue public\n");
    assert_eq!(inputs(&program), ["a-queue-url", "ecs-a-queue-url"]);
}

#[test]
fn set_binds_inputs_and_params_in_any_habit() {
    let spec = "param tag : string\n/a/<r*> -> apprunner svc private\nGET /t -> ecs t public at \"/${tag}\"\n";
    for name in ["svc-service-arn", "svc_service_arn", "SvcServiceArn"] {
        let arn = "arn:aws:apprunner:eu-west-1:111122223333:service/svc/1";
        let program = with(
            spec,
            &[
                (name, arn),
                ("Tag", "v1"),
                ("subnet-ids", "subnet-1,subnet-2"),
            ],
            None,
        );
        assert_eq!(inputs(&program), ["t-url", "vpc-id"], "{name}");
        assert_eq!(routes(&program)[2], "GET /t -> t /v1");
    }
}

#[test]
fn a_param_with_an_inputs_name_is_that_input() {
    let spec =
        "## The company's network.\nparam vpc-id : string\n/a/<r*> -> apprunner svc private\n";
    let program = program(spec);
    let vpc = program.inputs.iter().find(|input| input.name == "vpc-id");
    assert_eq!(
        vpc.expect("the input").description,
        "The company's network."
    );
}

#[test]
fn set_wins_over_env_and_env_over_default() {
    let spec =
        "param p : duration = 1s\nenv prod { p 2s }\nGET /a -> https://a.example/x timeout $p\n";
    let timeout = |program: &Program| program.routes[0].timeout.as_ref().map(|it| it.value);
    // Without an environment it is an input, because some environment sets it.
    let open = with(spec, &[], None);
    assert!(matches!(timeout(&open), Some(Arg::Input(_))));
    assert_eq!(open.params[0].values["prod"], ["2000"]);
    let other = format!("{spec}env dev {{ }}\n");
    assert_eq!(with(&other, &[], None).params[0].values["dev"], ["1000"]);
    assert_eq!(
        timeout(&with(&other, &[], Some("dev"))),
        Some(Arg::Known(1_000))
    );
    assert_eq!(
        timeout(&with(spec, &[], Some("prod"))),
        Some(Arg::Known(2_000))
    );
    let set = with(spec, &[("p", "3s")], Some("prod"));
    assert_eq!(timeout(&set), Some(Arg::Known(3_000)));
}

#[test]
fn a_path_by_environment_is_an_input() {
    let spec = "param p : string\nparam q : string\nenv dev { p /a; q /b }\nenv prod { p /c; q /d }\n\
                GET /a -> https://a.example at $p\nGET /b -> https://a.example at $q\n";
    assert!(errors(spec).is_empty());
    let open = with(spec, &[], None);
    assert_eq!(routes(&open)[0], "GET /a -> https://a.example{p} ${p}");
    let program = with(spec, &[], Some("prod"));
    assert_eq!(routes(&program)[0], "GET /a -> https://a.example/c /c");
}

#[test]
fn settings_of_an_existing_api_are_errors() {
    let spec =
        "gateway g { api a1b2c3d4e5; log off; throttle 5/s }\nGET /a -> lambda f throttle 5/s\n";
    assert_eq!(errors(spec), [170, 170, 170]);
}

#[test]
fn an_open_param_says_its_unit() {
    let program = program("param p : duration\nGET /a -> https://a.example/x timeout $p\n");
    assert!(program.inputs[0].description.ends_with("(in milliseconds)"));
    let two = "param p : duration\nauth u lambda { ttl $p }\nGET /a -> https://a.example/x timeout $p auth u\n";
    assert_eq!(errors(two), [119]);
}

#[test]
fn paths_are_forwarded_as_the_reference_says() {
    let spec = "\
ecs s public { url https://s.example }
/api/<proxy*>      -> s
/v1/<rest*>        -> s at /v2/<rest>
/keep/<rest+>      -> s keep
GET /orders/<id>   -> s
GET /healthz       -> s at /health
GET /v1/items/<id> -> s at /items/<id>/full
$default           -> s
";
    assert_eq!(
        routes(&program(spec)),
        [
            "ANY /api -> s /",
            "ANY /api/{proxy+} -> s /<proxy>",
            "ANY /v1 -> s /v2",
            "ANY /v1/{rest+} -> s /v2/<rest>",
            "ANY /keep/{rest+} -> s as sent",
            "GET /orders/{id} -> s as sent",
            "GET /healthz -> s /health",
            "GET /v1/items/{id} -> s /items/<id>/full",
            "$default -> s as sent",
        ]
    );
}

#[test]
fn urls_are_whole_and_a_url_without_a_path_gets_what_a_backend_would() {
    let spec = "\
param base : string
GET /weather/<city> -> https://w.example/v2/<city>/now
/docs/<page*>       -> https://d.example/start/<page>
/api/<rest*>        -> https://a.example
GET /users/<id>     -> https://u.example
GET /x/<id>         -> https://x.example at /y/<id>
GET /in             -> \"${base}/in\"
$default            -> https://f.example
";
    assert_eq!(
        routes(&program(spec)),
        [
            "GET /weather/{city} -> https://w.example/v2/$request.path.city/now /v2/<city>/now",
            "ANY /docs -> https://d.example/start /start",
            "ANY /docs/{page+} -> https://d.example/start/$request.path.page /start/<page>",
            "ANY /api -> https://a.example/ /",
            "ANY /api/{rest+} -> https://a.example/$request.path.rest /<rest>",
            "GET /users/{id} -> https://u.example/users/$request.path.id as sent",
            "GET /x/{id} -> https://x.example/y/$request.path.id /y/<id>",
            "GET /in -> {base}/in /in",
            "$default -> https://f.example as sent",
        ]
    );
}

#[test]
fn groups_pass_down_clauses_and_the_inner_one_wins() {
    let spec = "\
gateway g { auth users }
auth users jwt { issuer https://l.example; audience a }
auth staff jwt { issuer https://l.example; audience b }
ecs s public { url https://s.example }
group /admin auth staff timeout 5s {
  request set header x-area admin
  GET /users   -> s
  GET /ping    -> s open timeout 1s
  group /deep { /<rest+> -> s { request set header x-depth 2 } }
}
GET /orders -> s
";
    let program = program(spec);
    let auth = |index: usize| match &program.routes[index].authorization {
        Authorization::Open(_) => "open",
        Authorization::Unknown => "unknown",
        Authorization::Required(auth) => {
            let auth = program
                .auth(auth.auth.expect("an authorizer"))
                .expect("one");
            auth.name.value.as_str()
        }
    };
    let timeout = |index: usize| program.routes[index].timeout.as_ref().map(|it| it.value);
    assert_eq!(
        [auth(0), auth(1), auth(2), auth(3)],
        ["staff", "open", "staff", "users"]
    );
    assert_eq!(timeout(0), Some(Arg::Known(5_000)));
    assert_eq!(timeout(1), Some(Arg::Known(1_000)));
    assert_eq!(timeout(3), None);
    assert_eq!(program.routes[2].written, "ANY /admin/deep/<rest+>");
    let names: Vec<&str> = program.routes[2]
        .request
        .iter()
        .map(|it| it.name.value.as_str())
        .collect();
    assert_eq!(names, ["x-area", "x-depth"]);
}

#[test]
fn order_never_matters() {
    let one = "/a/<r*> -> svc\nGET /b -> ecs svc public\nGET /c -> lambda f\n";
    let other = "GET /c -> lambda f\nGET /b -> ecs svc public\n/a/<r*> -> svc\n";
    let names = |spec| {
        let program = program(spec);
        let names = program.backends.iter().map(|it| it.name.value.clone());
        (names.collect::<Vec<_>>(), inputs(&program).join(" "))
    };
    assert_eq!(names(one), names(other));
}

#[test]
fn an_apprunner_service_becomes_an_ecs_one_by_one_word() {
    let spec = "\
KIND orders private {
  image  public.ecr.aws/example/orders:7
  port   8080
  cpu    1vcpu
  memory 2GB
  env    { LOG_LEVEL info }
  secret { DB_URL arn:aws:ssm:eu-west-1:111122223333:parameter/db }
  health /health interval 10s timeout 3s healthy 1 unhealthy 5
  scale  1..10
  role   arn:aws:iam::111122223333:role/orders
  connector { subnets subnet-1 subnet-2; security-groups sg-1 }
}
/orders/<rest*> -> orders
";
    for kind in ["apprunner", "ecs"] {
        let program = program(&spec.replace("KIND", kind));
        let source = match &program.backends[0].body {
            BackendBody::AppRunner(service) => &service.source,
            BackendBody::Ecs(service) => &service.source,
            other => panic!("{other:?}"),
        };
        let Source::Created(container) = source else {
            panic!("{kind} is not created");
        };
        assert_eq!(
            container.cpu.as_ref().map(|it| it.value),
            Some(Arg::Known(1024))
        );
        assert_eq!(
            container.memory.as_ref().map(|it| it.value),
            Some(Arg::Known(2048))
        );
    }
}

#[test]
fn one_fault_hides_no_other() {
    let spec = "\
gateway shop { trottle 5/s; ip v6 }
lambda orders { arn arn:aws:lambda:eu-west-1:111122223333:function:orders }
GET /a -> lambda order
GET /b -> nothing
GET /c -> orders timeout 10
GET /d -> orders auth nobody
GET /e -> orders at /x
";
    assert_eq!(errors(spec), [107, 110, 102, 101, 111, 101, 129]);
}

#[test]
fn numbered_names_are_not_typos() {
    let spec = "\
lambda fn-a { arn arn:aws:lambda:eu-west-1:111122223333:function:a }
lambda orders-v1 { arn arn:aws:lambda:eu-west-1:111122223333:function:o }
GET /a -> fn-a
GET /b -> lambda fn-b
GET /c -> orders-v1
GET /d -> lambda orders-v2
";
    assert_eq!(program(spec).backends.len(), 4);
}

#[test]
fn a_secret_stays_an_input_and_never_lands_in_text() {
    let spec = "\
param db : secret
ecs s public { image public.ecr.aws/example/s:1; secret { DB $db } }
/s/<r*> -> s
";
    let program = program(spec);
    assert_eq!(inputs(&program), ["db"]);
    let leaky =
        "param db : secret\nGET /a -> ecs s public {\n request set header x-db \"x${db}\"\n}\n";
    assert_eq!(errors(leaky), [124]);
    let plain = "param db : secret = hunter2\necs s public { secret { DB $db } }\n/s/<r*> -> s\n";
    assert_eq!(errors(plain), [120]);
    let given = [("db".to_owned(), "hunter2".to_owned())];
    for (text, set) in [(plain, &[][..]), (spec, &given[..])] {
        let bindings = Bindings {
            env: None,
            set: set.to_vec(),
        };
        let said = analyze(text, &bindings).diagnostics;
        assert!(said.iter().any(gwc::diag::Diagnostic::is_error));
        assert!(said.iter().all(|it| !it.message.contains("hunter2")));
    }
}

#[test]
fn set_binds_what_only_the_graph_needs() {
    let spec = "POST /jobs -> sqs jobs send { body $request.body }\n";
    let arn = "arn:aws:sqs:eu-west-1:111122223333:jobs";
    for name in ["JobsQueueArn", "jobs_queue_arn", "jobs-queue-arn"] {
        let bindings = Bindings {
            env: None,
            set: vec![(name.to_owned(), arn.to_owned())],
        };
        let analysis = analyze(spec, &bindings);
        let lowered = driver::lower(&analysis, facts()).expect("no errors");
        let sealed = lowered.sealed.expect("no errors");
        let inputs = sealed.graph().inputs.iter();
        let inputs: Vec<&str> = inputs.map(|input| input.name.as_str()).collect();
        assert_eq!(inputs, ["jobs-queue-url"], "{name}");
    }
}

#[test]
fn an_authorizers_function_that_nothing_declares_is_an_input() {
    let spec = "auth la lambda { function check }\nGET /a -> lambda f auth la\n";
    assert_eq!(
        inputs(&program(spec)),
        ["check-function-arn", "f-function-arn"]
    );
    let near = format!("lambda checks\nGET /b -> checks\n{spec}");
    assert_eq!(errors(&near), [101]);
}

#[test]
fn any_name_may_be_a_keyword() {
    let spec = "\
auth public jwt { issuer https://l.example; audience a }
lambda log { arn arn:aws:lambda:eu-west-1:111122223333:function:log }
network open { vpc vpc-1; subnets subnet-1 subnet-2 }
param auth : duration = 1s
GET /log -> log auth public timeout $auth
/keep/<rest+> -> ecs keep private keep
";
    program(spec);
}
