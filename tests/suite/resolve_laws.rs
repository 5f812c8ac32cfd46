//! Laws of resolving and checking: any text can be processed, every finding is inside the text and has the common
//! style, a safe fix fixes, and time grows only with the size of the text.

use std::sync::Arc;

use gwc::check;
use gwc::diag::Diagnostic;
use gwc::model::{Bindings, from_ast};
use gwc::source::{FileId, Span};
use gwc::syntax::parse;
use proptest::prelude::{ProptestConfig, Strategy, prop};
use proptest::{prop_assert, proptest};

use crate::tools::{facts, stride};

/// Specs with many features, to be mutated.
const SPECS: [&str; 6] = [
    include_str!("../../specs/examples/article.gw"),
    include_str!("../../specs/examples/migration.gw"),
    include_str!("../../specs/examples/webhooks.gw"),
    include_str!("../../specs/examples/platform/platform.gw"),
    include_str!("../../specs/examples/platform/routes/partners.gw"),
    "param p : list = a b\nparam d : duration\nparam s : secret\nenv e { p c; d 5s }\n\
     group /g auth iam timeout $d { keep\n /<x*> -> https://h.example/<x>?q=${stage.v} throttle 0.5/s burst 2\n }\n\
     gateway g { cors { origins $p; max-age 1h }; log \"$context.requestId\" retain 1d; tags { a \"${p}\" } }\n\
     output o = gateway.url\nmoved lambda a -> lambda b\npatch cfn Api \"/V\" = 1e999\n\
     cloudmap c { service $s }\nnlb n { listener x; tls h }\n$default -> c at /z/<y>\n",
];

/// Words of the language, and others.
const WORDS: [&str; 56] = [
    "gateway",
    "network",
    "auth",
    "param",
    "env",
    "group",
    "output",
    "expect",
    "moved",
    "apprunner",
    "ecs",
    "lambda",
    "alb",
    "sqs",
    "jwt",
    "private",
    "public",
    "open",
    "keep",
    "at",
    "timeout",
    "throttle",
    "burst",
    "request",
    "response",
    "set",
    "remove",
    "header",
    "query",
    "->",
    "{",
    "}",
    "[",
    "]",
    ";",
    ":",
    "=",
    "GET",
    "/",
    "/a/<id>",
    "/a/<rest*>",
    "/<r+>/x",
    "$default",
    "$p",
    "$request.header.x",
    "\"${p}\"",
    "10",
    "10s",
    "99999999999999999999d",
    "0.25vcpu",
    "https://h.example/<id>",
    "arn:aws:lambda:eu-west-1:111122223333:function:f",
    "orders",
    "users",
    "é",
    "\u{1F512}",
];

fn findings(text: &str) -> Vec<Diagnostic> {
    let parsed = parse(FileId(0), text);
    let mut found = parsed.diagnostics;
    let bindings = Bindings {
        env: Some("prod".to_owned()),
        set: vec![
            ("VpcId".to_owned(), "vpc-1".to_owned()),
            ("p".to_owned(), "x".to_owned()),
        ],
    };
    for bindings in [Bindings::default(), bindings] {
        let resolved = from_ast::program(std::slice::from_ref(&parsed.ast), "spec", &bindings);
        found.extend(resolved.diagnostics);
        found.extend(check::check(resolved.program, facts()).diagnostics);
    }
    found
}

fn points_into(text: &str, span: Span) -> bool {
    text.get(span.range()).is_some()
}

/// Returns the reason why a finding violates the common style.
fn style_violation(finding: &Diagnostic) -> Option<&'static str> {
    let message = &finding.message;
    let help = finding.help.as_deref().unwrap_or("x");
    // Text from the spec is in backticks and may be anything, so only the rest is checked.
    let outside: String = message.split('`').step_by(2).collect();
    if message.contains('\n') && !message.contains('`') {
        return Some("more than one line");
    }
    if message.ends_with('.') && !message.ends_with("..") {
        return Some("a full stop at the end");
    }
    if help.ends_with('.') && !help.ends_with("..") {
        return Some("a full stop at the end of the help");
    }
    if outside.contains("you ") || outside.contains("your ") {
        return Some("it talks to somebody");
    }
    if outside.contains("Some(") || outside.contains("None") {
        return Some("it shows a type of Rust");
    }
    // AWS's names are written like AWS writes them.
    let names = [
        "API",
        "AWS",
        "App",
        "CloudWatch",
        "ECS",
        "URL",
        "A ",
        "HTTP",
        "Lambda",
        "JSON",
        "TLS",
        "`",
        "EventBridge",
    ];
    let first = message.chars().next().unwrap_or('a');
    if first.is_uppercase() && !names.iter().any(|name| message.starts_with(name)) {
        return Some("a capital at the start");
    }
    None
}

/// Generates a spec with pieces lost, duplicated, changed and moved.
fn mangle() -> impl Strategy<Value = String> {
    let edit = (0..4_u8, prop::num::usize::ANY, 0..WORDS.len());
    let edits = prop::collection::vec(edit, 1..12);
    (0..SPECS.len(), edits).prop_map(|(spec, edits)| {
        let mut words: Vec<String> = SPECS[spec]
            .split_inclusive([' ', '\n'])
            .map(str::to_owned)
            .collect();
        for (how, at, word) in edits {
            let at = at % words.len().max(1);
            match how {
                0 => {
                    words.remove(at);
                }
                1 => words.insert(at, words[at].clone()),
                2 => words[at] = format!("{} ", WORDS[word]),
                _ => {
                    let moved = words.remove(at);
                    let to = at.wrapping_mul(7) % words.len().max(1);
                    words.insert(to, moved);
                }
            }
        }
        words.concat()
    })
}

fn jumble() -> impl Strategy<Value = String> {
    let word = (0..WORDS.len(), prop::bool::weighted(0.25));
    prop::collection::vec(word, 0..80).prop_map(|words| {
        let words = words.into_iter().map(|(word, ends)| {
            let end = if ends { "\n" } else { " " };
            format!("{}{end}", WORDS[word])
        });
        words.collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256 / stride() as u32))]

    #[test]
    fn any_spec_is_survived_and_every_finding_is_sound(text in proptest::prop_oneof![mangle(), jumble()]) {
        for finding in findings(&text) {
            let places = finding.related.iter().map(|label| label.span);
            let edits = finding.fix.iter().flat_map(|fix| &fix.edits).map(|edit| edit.span);
            for span in places.chain(edits).chain([finding.primary.span]) {
                prop_assert!(points_into(&text, span), "{finding:?}");
            }
            prop_assert!(style_violation(&finding).is_none(), "{:?}: {finding:?}", style_violation(&finding));
        }
    }
}

/// Returns specs with `n` of something, each a way in which a rule could be quadratic.
fn many(n: usize) -> Vec<(&'static str, String)> {
    let each = |line: &dyn Fn(usize) -> String| (0..n).map(line).collect::<String>();
    let arn = "arn:aws:lambda:eu-west-1:111122223333:function:f";
    vec![
        (
            "routes",
            each(&|i| format!("GET /a{i}/<id>/b -> lambda f{} open\n", i % 9)),
        ),
        (
            "greedy routes",
            each(&|i| format!("/a{i}/<x>/<rest*> -> https://h.example\n")),
        ),
        (
            "backends",
            each(&|i| format!("lambda f{i} {{ arn {arn} }}\nGET /f{i} -> f{i}\n")),
        ),
        (
            "networks",
            each(&|i| {
                format!(
                    "network n{i} {{ vpc vpc-{i} }}\nalb a{i} {{ network n{i} }}\nGET /a{i} -> a{i}\n"
                )
            }),
        ),
        (
            "near names",
            each(&|i| {
                format!(
                    "lambda {} {{ arn {arn} }}\nGET /{i} -> lambda {}\n",
                    letters(i, 'a'),
                    letters(i, 'b')
                )
            }),
        ),
        (
            "lost names",
            each(&|i| {
                format!(
                    "lambda {} {{ arn {arn} }}\nGET /{i} -> {}\n",
                    letters(i, 'a'),
                    letters(i, 'b')
                )
            }),
        ),
        (
            "params",
            each(&|i| format!("param p{i} : string\n"))
                + &each(&|i| format!("GET /{i} -> https://h.example/ at \"/${{p{i}}}\"\n")),
        ),
        (
            "tags",
            format!(
                "gateway g {{ tags {{ {} }} }}\n",
                each(&|i| format!("k{i} v; "))
            ),
        ),
        (
            "parameters",
            format!(
                "POST / -> sqs q send {{ {} }}\n",
                each(&|i| format!("p{i} v; "))
            ),
        ),
        (
            "misspelt settings",
            format!(
                "gateway g {{ {} }}\n",
                each(&|i| format!("throttl{} 1/s; ", i % 7))
            ),
        ),
        (
            "mappings",
            format!(
                "group /g {{\n{}\nGET /a -> ecs s private\n}}\n",
                each(&|i| format!("request set header x-{i} v\n"))
            ),
        ),
        (
            "guards",
            each(&|i| {
                format!("/a/<x>/b{i}/<r*> -> lambda g auth iam\nGET /a/y/b{i}/c -> lambda h\n")
            }),
        ),
        (
            "expects",
            each(&|i| format!("expect GET /{i} -> {}\n", letters(i, 'c'))),
        ),
        (
            "scopes",
            format!(
                "auth u jwt {{ issuer https://l.example; audience {} }}\nGET / -> lambda f auth u [{}]\n",
                each(&|i| format!("a{i} ")),
                each(&|i| format!("s{i} "))
            ),
        ),
    ]
}

/// Returns a name of letters that is similar to those of its neighbours.
fn letters(number: usize, last: char) -> String {
    let digits = format!("{number:05}");
    let word = digits
        .bytes()
        .map(|digit| char::from(b'k' + (digit - b'0')));
    word.chain(['x', 'y', last]).collect()
}

/// Checks only that many of anything can be processed; the benchmark measures how time grows.
#[test]
fn many_of_anything_can_be_processed() {
    for (name, text) in many(4_000 / stride()) {
        let ast = parse(FileId(0), &text).ast;
        let resolved = from_ast::program(&[ast], "spec", &Bindings::default());
        let outcome = check::check(resolved.program, facts());
        let found = resolved.diagnostics.len() + outcome.diagnostics.len();
        assert!(
            found <= text.split_whitespace().count(),
            "{name}: {found} findings"
        );
    }
}

#[test]
fn a_safe_fix_removes_its_finding() {
    for text in [
        "GET /orders/ -> lambda f\n",
        "GET /a -> lambda f timeout 10S\n",
        "gateway g { cors { origins https://shop.example/ } }\nGET /a -> lambda f\n",
        "gateway g { domain API.shop.example }\nGET /a -> lambda f\n",
    ] {
        let before = findings(text);
        let fixes = before
            .iter()
            .filter_map(|it| it.fix.as_ref().map(|fix| (it.code, fix)));
        let (code, fix) = fixes
            .into_iter()
            .find(|(_, fix)| fix.safe)
            .expect("a safe fix");
        let mut mended = Arc::<str>::from(text).to_string();
        for edit in &fix.edits {
            mended.replace_range(edit.span.range(), &edit.text);
        }
        assert!(
            !findings(&mended).iter().any(|it| it.code == code),
            "{mended}"
        );
    }
}
