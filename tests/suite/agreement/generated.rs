//! Checks the agreement on generated specs: random combinations of settings, backends and routes.

use std::fmt::Write;

use proptest::prelude::{Just, Strategy, any, prop_oneof};
use proptest::{collection, option, proptest, sample, test_runner};

use crate::agreement::outputs;
use crate::tools::stride;

/// Generates text that some target could interpret as syntax.
fn hostile() -> impl Strategy<Value = String> {
    let pieces = sample::select(vec![
        "${",
        "$${",
        "%{",
        "{{",
        "}",
        "\"",
        "\\",
        "$",
        "%",
        "a",
        " ",
        "#",
        "<<EOT",
        "é",
        "'",
        ":",
        "AWS::Region",
    ]);
    collection::vec(pieces, 1..6).prop_map(|pieces| pieces.concat())
}

/// Renders a string in `.gw`.
fn quote(text: &str) -> String {
    let text = text.replace('\\', "\\\\").replace('"', "\\\"");
    format!("\"{}\"", text.replace("${", "\\u{24}{"))
}

fn gateway() -> impl Strategy<Value = String> {
    let line = |line: &'static str| option::of(Just(line.to_owned()));
    (
        line("region us-east-1"),
        option::of(hostile().prop_map(|text| format!("description {}", quote(&text)))),
        line("cors { origins https://a.example https://b.example; methods GET POST; headers authorization; max-age 1h }"),
        prop_oneof![Just("log off"), Just("log json retain 30d"), Just("log common")],
        option::of(prop_oneof![Just("throttle 500/s burst 1000"), Just("throttle 0.5/s")]),
        line("metrics detailed"),
        option::of(hostile().prop_map(|text| format!("tags {{ team {}; stage test }}", quote(&text)))),
        option::of(prop_oneof![
            Just("domain api.shop.example { certificate auto; zone Z0123456789ABCDEFGHIJ }"),
            Just("domain api.shop.example { certificate arn:aws:acm:us-east-1:111122223333:certificate/0a1b2c3d-4e5f-6789-abcd-ef0123456789; path v1 }"),
        ]),
        line("ip dualstack"),
    )
        .prop_map(|(region, description, cors, log, throttle, metrics, tags, domain, ip)| {
            let mut text = String::from("gateway shop {\n");
            let lines = [region, description, cors, metrics, tags, ip];
            let lines = lines.into_iter().flatten();
            let more = [Some(log), throttle, domain];
            for line in lines.chain(more.into_iter().flatten().map(str::to_owned)) {
                let _ = writeln!(text, "  {line}");
            }
            text + "}\n"
        })
}

/// Generates backends, each with the text by which routes refer to it.
fn backends() -> impl Strategy<Value = Vec<(usize, String)>> {
    let known = vec![
        "apprunner one private { image public.ecr.aws/x/one:1; port 8000; env { A b } }",
        "apprunner one private { image 111122223333.dkr.ecr.us-east-1.amazonaws.com/one:1; cpu 0.5vcpu; memory 1GB; health /h; secret { S arn:aws:secretsmanager:us-east-1:111122223333:secret:s-AbCdEf } }",
        "apprunner one private { arn arn:aws:apprunner:us-east-1:111122223333:service/one/0123456789abcdef0123456789abcdef }",
        "apprunner one public { url https://abc123.us-east-1.awsapprunner.com }",
        "ecs one private { image public.ecr.aws/x/one:1; port 80; scale 1..4 at cpu 70% }",
        "ecs one public { image public.ecr.aws/x/one:1; port 80 }",
        "lambda one { arn arn:aws:lambda:us-east-1:111122223333:function:one:live }",
        "lambda one",
        "alb one { listener arn:aws:elasticloadbalancing:us-east-1:111122223333:listener/app/one/0123456789abcdef/0123456789abcdef; host one.example; tls one.example }",
        "nlb one",
        "cloudmap one { service arn:aws:servicediscovery:us-east-1:111122223333:service/srv-0123456789abcdef }",
    ];
    collection::vec(
        (0..known.len()).prop_map(move |index| (index, known[index].to_owned())),
        1..4,
    )
}

fn clauses() -> impl Strategy<Value = String> {
    (
        option::of(prop_oneof![
            Just("auth users"),
            Just("auth users [a/read b]"),
            Just("auth checked"),
            Just("auth iam"),
            Just("open")
        ]),
        option::of(Just("timeout 10s")),
        option::of(prop_oneof![
            Just("throttle 20/s burst 40"),
            Just("throttle 20/s")
        ]),
    )
        .prop_map(|(auth, timeout, throttle)| {
            let all = [auth, timeout, throttle].into_iter().flatten();
            all.map(|clause| format!(" {clause}")).collect()
        })
}

fn spec() -> impl Strategy<Value = String> {
    let network = prop_oneof![
        Just(""),
        Just(
            "network main { vpc vpc-0abc1234567890def; subnets subnet-0a11111111111111a subnet-0b22222222222222b }\n"
        ),
        Just(
            "network main { vpc vpc-0abc1234567890def; subnets subnet-0a11111111111111a subnet-0b22222222222222b; endpoint-ips 10.0.0.5 10.0.1.5; listeners per-service }\n"
        ),
        Just(
            "network main { vpc vpc-0abc1234567890def; subnets subnet-0a11111111111111a subnet-0b22222222222222b; endpoint vpce-0123456789abcdef0; endpoint-ips 10.0.0.5 10.0.1.5; listeners per-service }\n"
        ),
        Just("param extra : list\nnetwork main { security-groups $extra }\n"),
    ];
    (gateway(), network, backends(), collection::vec((0_usize..3, clauses(), option::of(hostile()), any::<bool>()), 1..6)).prop_map(
        |(gateway, network, backends, routes)| {
            let mut text = format!("gw 1\n{gateway}{network}");
            text += "auth users jwt { issuer https://issuer.example; audience shop }\n";
            text += "auth checked lambda { function arn:aws:lambda:us-east-1:111122223333:function:check; identity header.authorization; ttl 5m; simple }\n";
            let names = ["one", "two", "three"];
            for ((_, backend), name) in backends.iter().zip(names) {
                let _ = writeln!(text, "{}", backend.replace("one", name));
            }
            for (index, (backend, clauses, header, greedy)) in routes.into_iter().enumerate() {
                let backend = backend % backends.len();
                let kind = &backends[backend].1;
                let path = if greedy { format!("/p{index}/<rest*>") } else { format!("GET /p{index}/<id>/x") };
                let set = header.filter(|_| !kind.starts_with("lambda")).map(|text| {
                    format!(" {{ request set header x-note {}; response 404 status 410 }}", quote(&text))
                });
                let _ = writeln!(text, "{path} -> {}{clauses}{}", names[backend], set.unwrap_or_default());
            }
            text
        },
    )
}

proptest! {
    #![proptest_config(test_runner::Config { cases: 48 / stride() as u32, failure_persistence: None, ..test_runner::Config::default() })]

    #[test]
    fn targets_agree_on_generated_specs(text in spec()) {
        let files = [("shop.gw".to_owned(), text.clone())];
        let agreed = outputs(&files).and_then(|outputs| outputs.agree());
        proptest::prop_assert!(agreed.is_ok(), "{text}\n{}", agreed.err().unwrap_or_default());
    }
}
