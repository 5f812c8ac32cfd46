//! Judge of Terraform text for provider 6, which is in no package registry: the schema comes from bindings that are
//! generated from the provider, reduced by `tests/tools/provider.mjs`. It knows names, required arguments and readable
//! attributes, but no values.

use serde_json::Value;

use super::install::node_home;

/// Meta-arguments of a resource or data source.
const META: [&str; 7] = [
    "connection",
    "count",
    "depends_on",
    "for_each",
    "lifecycle",
    "provider",
    "provisioner",
];

/// Asserts that provider 6 knows every resource, argument, block and attribute of the files.
pub(crate) fn assert_provider_six(files: &[(&str, &str)]) {
    let findings = provider_six_findings(files);
    assert!(findings.is_empty(), "provider 6:\n{}", findings.join("\n"));
}

/// Returns the findings for provider 6.
pub(crate) fn provider_six_findings(files: &[(&str, &str)]) -> Vec<String> {
    let text =
        std::fs::read_to_string(node_home().join("provider.json")).expect("the provider's schema");
    let provider: Value = serde_json::from_str(&text).expect("the schema is JSON");
    let mut findings = Vec::new();
    for (name, text) in files {
        let body = hcl::parse(text).unwrap_or_else(|fault| panic!("{name}: {fault}"));
        for block in body.blocks() {
            judge_item(&provider, name, block, &mut findings);
        }
        judge_references(&provider, name, text, &mut findings);
    }
    findings
}

fn judge_item(provider: &Value, file: &str, block: &hcl::Block, findings: &mut Vec<String>) {
    let kinds = match block.identifier() {
        "resource" => "resources",
        "data" => "data",
        _ => return,
    };
    let labels: Vec<&str> = block.labels().iter().map(hcl::BlockLabel::as_str).collect();
    let [kind, name] = labels[..] else {
        findings.push(format!(
            "{file}: a {} without type and name",
            block.identifier()
        ));
        return;
    };
    if !kind.starts_with("aws_") {
        return;
    }
    let place = format!("{file}: {kind}.{name}");
    match provider[kinds].get(kind) {
        Some(schema) => judge_body(schema, &place, block.body(), findings),
        None => findings.push(format!(
            "{place}: no such type, or one that tests/tools/provider.mjs leaves out"
        )),
    }
}

fn judge_body(schema: &Value, place: &str, body: &hcl::Body, findings: &mut Vec<String>) {
    let mut written = Vec::new();
    for attribute in body.attributes() {
        let name = attribute.key();
        written.push(name.to_owned());
        if schema["blocks"].get(name).is_some() {
            findings.push(format!("{place}: `{name}` is a block, not an argument"));
        } else if schema["attributes"].get(name).is_none() && !META.contains(&name) {
            findings.push(format!("{place}: no argument `{name}`"));
        }
    }
    for block in body.blocks() {
        let (name, inner) = unfold(block);
        if META.contains(&name) {
            continue;
        }
        match schema["blocks"].get(name) {
            Some(nested) => {
                let twice = written.iter().any(|other| other == name);
                if twice && nested["many"] == false {
                    findings.push(format!("{place}: `{name}` twice"));
                }
                if nested["open"] != true {
                    judge_body(nested, &format!("{place}.{name}"), inner, findings);
                }
            }
            None if schema["attributes"].get(name).is_some() => {
                findings.push(format!("{place}: `{name}` is an argument, not a block"));
            }
            None => findings.push(format!("{place}: no block `{name}`")),
        }
        written.push(name.to_owned());
    }
    for kind in ["attributes", "blocks"] {
        for (name, entry) in schema[kind].as_object().into_iter().flatten() {
            if entry["required"] == true && !written.contains(name) {
                findings.push(format!("{place}: `{name}` is missing"));
            }
        }
    }
}

/// Returns a block's name and content, also for a `dynamic` block.
fn unfold(block: &hcl::Block) -> (&str, &hcl::Body) {
    if block.identifier() != "dynamic" {
        return (block.identifier(), block.body());
    }
    let name = block
        .labels()
        .first()
        .map_or("dynamic", hcl::BlockLabel::as_str);
    let content = block
        .body()
        .blocks()
        .find(|inner| inner.identifier() == "content");
    (name, content.map_or(block.body(), hcl::Block::body))
}

/// Checks that every `aws_type.name.attribute` in the text can be read. Searches the text, because references occur in
/// templates too.
fn judge_references(provider: &Value, file: &str, text: &str, findings: &mut Vec<String>) {
    for (at, _) in text.match_indices("aws_") {
        let before = &text[..at];
        if before.ends_with(|last: char| last.is_alphanumeric() || last == '_' || last == '"') {
            continue;
        }
        let kinds = if before.ends_with("data.") {
            "data"
        } else {
            "resources"
        };
        let Some((kind, attribute)) = reference(&text[at..]) else {
            continue;
        };
        let Some(schema) = provider[kinds].get(kind) else {
            findings.push(format!("{file}: a reference to {kind}, which is not known"));
            continue;
        };
        let read = schema["reads"]
            .as_array()
            .into_iter()
            .flatten()
            .any(|name| name == attribute);
        if !read && attribute != "id" {
            findings.push(format!("{file}: {kind} has no attribute `{attribute}`"));
        }
    }
}

/// Splits a reference, with or without an index, into its type and attribute.
fn reference(text: &str) -> Option<(&str, &str)> {
    let (kind, rest) = word(text)?;
    let (_, rest) = word(rest.strip_prefix('.')?)?;
    let rest = match rest.strip_prefix('[') {
        Some(index) => index.split_once(']')?.1,
        None => rest,
    };
    let (attribute, _) = word(rest.strip_prefix('.')?)?;
    Some((kind, attribute))
}

fn word(text: &str) -> Option<(&str, &str)> {
    let end = text
        .find(|sign: char| !sign.is_ascii_alphanumeric() && sign != '_' && sign != '-')
        .unwrap_or(text.len());
    (end > 0).then(|| text.split_at(end))
}
