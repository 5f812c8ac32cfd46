//! The common parts of templates and plans: properties of CloudFormation's registry.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::agreement::normal::{Deployment, Normal, Part, pairs_to_maps};

/// Reads an object with one name, which may be a function or a reference; returns `None` if it is neither.
pub(crate) type Function<'f> = &'f dyn Fn(&str, &Value) -> Option<Result<Normal, String>>;

/// Reads a value, using `function` for functions and references.
pub(crate) fn value(json: &Value, function: Function<'_>) -> Result<Normal, String> {
    Ok(match json {
        Value::Null => return Err("null".to_owned()),
        Value::Bool(truth) => Normal::text(truth.to_string()),
        Value::Number(number) => Normal::text(number.to_string()),
        Value::String(text) => Normal::text(text),
        Value::Array(entries) => {
            let entries = entries.iter().map(|entry| value(entry, function));
            Normal::List(entries.collect::<Result<_, _>>()?)
        }
        Value::Object(entries) => {
            if let [(name, argument)] = entries.iter().collect::<Vec<_>>().as_slice()
                && let Some(read) = function(name, argument)
            {
                return read;
            }
            let entries = entries
                .iter()
                .map(|(name, entry)| Ok((name.clone(), value(entry, function)?)));
            Normal::Map(entries.collect::<Result<_, String>>()?)
        }
    })
}

/// Names that plans give and templates leave to CloudFormation.
const NAMES: [&str; 5] = [
    "ServiceName",
    "AutoScalingConfigurationName",
    "VpcConnectorName",
    "VpcIngressConnectionName",
    "GroupName",
];

/// Adds a resource with its properties in the registry's form.
pub(crate) fn add(
    deployment: &mut Deployment,
    label: &str,
    aws_type: &str,
    properties: Normal,
) -> Result<(), String> {
    let mut properties = pairs_to_maps(properties);
    let is_endpoint = aws_type == "AWS::EC2::VPCEndpoint";
    for name in NAMES {
        // An endpoint's `ServiceName` is the name of AWS's service.
        if !is_endpoint && let Some(value) = properties.take(name) {
            deployment.names.insert(label.to_owned(), value);
        }
    }
    match aws_type {
        "AWS::EC2::SecurityGroup" => {
            let egress = properties.take("SecurityGroupEgress");
            let nothing = egress.as_ref().is_some_and(matches_nothing);
            if !nothing {
                return Err(format!("{label} lets traffic out by itself: {egress:?}"));
            }
        }
        "AWS::ApiGatewayV2::Stage" => {
            log_fields(&mut properties)?;
        }
        _ => {}
    }
    // Some types have a property of that name.
    if let Some(own) = properties.take("Type") {
        let name = if aws_type.ends_with("RecordSet") {
            "RecordType"
        } else {
            "Kind"
        };
        properties.put(name, own)?;
    }
    properties.put("Type", Normal::text(aws_type))?;
    deployment.resources.insert(label.to_owned(), properties);
    Ok(())
}

/// Converts a log format that is a JSON object to its fields, because Terraform writes it like that.
fn log_fields(stage: &mut Normal) -> Result<(), String> {
    let path = "AccessLogSettings.Format";
    let Some(format) = stage.take(path) else {
        return Ok(());
    };
    let fields = format
        .known()
        .ok()
        .and_then(|text| serde_json::from_str::<BTreeMap<String, String>>(text).ok());
    let format = match fields {
        Some(fields) => Normal::Map(
            fields
                .into_iter()
                .map(|(name, value)| (name, Normal::text(value)))
                .collect(),
        ),
        None => format,
    };
    stage.put(path, format)
}

/// Returns true for AWS's egress rule that matches nothing.
fn matches_nothing(egress: &Normal) -> bool {
    let Normal::List(rules) = egress else {
        return false;
    };
    let [rule] = rules.as_slice() else {
        return false;
    };
    let is = |name: &str, value: &str| rule.at(name) == Some(&Normal::text(value));
    is("CidrIp", "127.0.0.1/32") && is("IpProtocol", "-1") && rule.at("Description").is_some()
}

/// The type of a lookup of an existing ECS Express Mode service in a template.
pub(crate) const LOOK: &str = "Custom::ExpressService";

/// Refers to a created endpoint by its label.
pub(crate) fn made_endpoint(label: String) -> Normal {
    Normal::part(Part::Ref(label, "Id".to_owned()))
}

/// Registers an endpoint's addresses in a target group.
pub(crate) fn register(
    deployment: &mut Deployment,
    pool: &str,
    endpoint: Normal,
    port: Normal,
) -> Result<(), String> {
    let pool = deployment
        .resources
        .get_mut(pool)
        .ok_or_else(|| format!("no target group {pool}"))?;
    pool.put("AddressesOf", endpoint)?;
    pool.put("AddressesPort", port)
}

/// Builds the description of an input or output as a map.
pub(crate) fn about<const N: usize>(words: [(&str, Option<Normal>); N]) -> Normal {
    let words = words.into_iter();
    let words = words.filter_map(|(name, value)| Some((name.to_owned(), value?)));
    Normal::Map(words.collect::<BTreeMap<_, _>>())
}
