//! The judges' findings about templates, and invariants of every template.

use std::collections::BTreeMap;

use gwc::driver::{Target, TemplateFormat};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::golden::{build, cases};
use crate::tools::stride;

/// Converts a YAML template to the data that CloudFormation sees, with short forms of functions expanded.
fn expand(value: serde_yaml::Value) -> Value {
    match value {
        serde_yaml::Value::Tagged(tagged) => {
            let tag = tagged.tag.to_string();
            let name = tag.trim_start_matches('!');
            let argument = expand(tagged.value);
            match (name, &argument) {
                ("Ref", _) => json!({ "Ref": argument }),
                ("GetAtt", Value::String(text)) => {
                    let (id, attribute) = text.split_once('.').expect("an attribute");
                    json!({ "Fn::GetAtt": [id, attribute] })
                }
                _ => json!({ format!("Fn::{name}"): argument }),
            }
        }
        serde_yaml::Value::Sequence(entries) => {
            Value::Array(entries.into_iter().map(expand).collect())
        }
        serde_yaml::Value::Mapping(entries) => Value::Object(
            entries
                .into_iter()
                .map(|(name, value)| {
                    let name = name.as_str().expect("a name is a string").to_owned();
                    (name, expand(value))
                })
                .collect(),
        ),
        scalar @ (serde_yaml::Value::Null
        | serde_yaml::Value::Bool(_)
        | serde_yaml::Value::Number(_)
        | serde_yaml::Value::String(_)) => serde_json::to_value(scalar).expect("a scalar is JSON"),
    }
}

#[test]
fn yaml_and_json_are_the_same_data() {
    for case in cases() {
        let yaml = case.build(Target::Cfn(TemplateFormat::Yaml));
        let json = case.build(Target::Cfn(TemplateFormat::Json));
        let yaml = expand(serde_yaml::from_str(&yaml).expect("YAML"));
        let json: Value = serde_json::from_str(&json).expect("JSON");
        assert_eq!(yaml, json, "{}", case.name);
    }
}

/// Collects every `Ref`, `Fn::GetAtt`, `Fn::Sub` and `DependsOn` of a tree.
fn references(value: &Value, into: &mut Vec<String>) {
    match value {
        Value::Array(entries) => entries.iter().for_each(|entry| references(entry, into)),
        Value::Object(entries) => {
            for (name, value) in entries {
                match (name.as_str(), value) {
                    ("Ref", Value::String(id)) => into.push(id.clone()),
                    ("Fn::GetAtt", Value::Array(path)) => {
                        into.extend(path.first().and_then(Value::as_str).map(str::to_owned));
                    }
                    ("Fn::Sub", Value::String(text)) => {
                        let names = text.split("${").skip(1);
                        let names = names.filter_map(|rest| rest.split(['}', '.']).next());
                        into.extend(
                            names
                                .filter(|name| !name.starts_with('!'))
                                .map(str::to_owned),
                        );
                    }
                    ("DependsOn", Value::Array(ids)) => {
                        into.extend(ids.iter().filter_map(Value::as_str).map(str::to_owned));
                    }
                    (_, value) => references(value, into),
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[test]
fn references_lead_somewhere_and_resources_name_their_origin() {
    for case in cases() {
        let template: Value =
            serde_json::from_str(&case.build(Target::Cfn(TemplateFormat::Json))).expect("JSON");
        let section = |name: &str| template[name].as_object().cloned().unwrap_or_default();
        let (parameters, resources) = (section("Parameters"), section("Resources"));
        let mut found = Vec::new();
        references(&template, &mut found);
        for id in found {
            assert!(
                id.starts_with("AWS::")
                    || parameters.contains_key(&id)
                    || resources.contains_key(&id),
                "{}: {id}",
                case.name
            );
        }
        let mut ids = BTreeMap::new();
        for (id, resource) in &resources {
            assert!(!parameters.contains_key(id), "{}: {id} is twice", case.name);
            assert!(
                ids.insert(id.to_ascii_lowercase(), id).is_none(),
                "{}: {id} differs by case alone",
                case.name
            );
            for field in ["Spec", "File"] {
                assert!(
                    resource["Metadata"][field].is_string(),
                    "{}: {id} does not say its {field}",
                    case.name
                );
            }
        }
    }
}

/// Generates text that CloudFormation, YAML or JSON could interpret as syntax.
fn hostile() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "\"",
        "'",
        "\\",
        "\n",
        "\t",
        "\r\n",
        "${",
        "${AWS::Region}",
        "${!a}",
        "$",
        "}",
        "!Sub ",
        "!Ref a",
        "{{resolve",
        ": ",
        " #",
        "- ",
        "yes",
        "null",
        "~",
        "22:22",
        "0777",
        "1_000",
        "2026-11-25",
        "<<",
        "=",
        "&a",
        "*a",
        "%",
        "@",
        "`",
        "|",
        ">",
        "[",
        "{",
        ",",
        " ",
        "Fn::Sub",
        "ä",
        "日",
        "\u{85}",
        "\u{2028}",
        "\u{feff}",
        "\u{7f}",
        "a",
    ]);
    prop::collection::vec(pieces, 0..6).prop_map(|pieces| pieces.concat())
}

/// Renders text as a string of the language.
fn quote(text: &str) -> String {
    let mut quoted = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' | '\\' => quoted.extend(['\\', letter]),
            letter if letter.is_ascii_alphanumeric() || letter == ' ' => quoted.push(letter),
            letter => quoted.push_str(&format!("\\u{{{:x}}}", u32::from(letter))),
        }
    }
    quoted.push('"');
    quoted
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64 / stride() as u32))]

    #[test]
    fn hostile_text_arrives_as_it_is(text in hostile()) {
        // Refused, because it cannot be escaped.
        prop_assume!(!text.contains("{{resolve:"));
        let spec = format!(
            "apprunner svc public {{ image public.ecr.aws/example/svc:1; env {{ TEXT {} }} }}\n/ -> svc\n",
            quote(&text)
        );
        let yaml = build(&spec, Target::Cfn(TemplateFormat::Yaml));
        let yaml = expand(serde_yaml::from_str(&yaml).map_err(|error| TestCaseError::fail(format!("{error}\n{yaml}")))?);
        let json: Value = serde_json::from_str(&build(&spec, Target::Cfn(TemplateFormat::Json))).expect("JSON");
        prop_assert_eq!(&yaml, &json);
        let place = "/SourceConfiguration/ImageRepository/ImageConfiguration/RuntimeEnvironmentVariables/0/Value";
        let found = json.pointer(&format!("/Resources/ServiceSvc/Properties{place}"));
        prop_assert_eq!(found, Some(&Value::String(text.clone())));
        let plan: Value = serde_json::from_str(&build(&spec, Target::Plan)).expect("JSON");
        let steps = plan["steps"].as_array().expect("steps");
        let step = steps.iter().find(|step| step["id"] == "service-svc").expect("a step");
        let found = step["properties"].pointer(place);
        prop_assert_eq!(found, Some(&Value::String(text)));
    }
}
