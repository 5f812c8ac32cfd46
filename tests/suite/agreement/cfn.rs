//! Reads a template back.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::agreement::normal::{Deployment, Normal, Part, own_word, word};
use crate::agreement::properties::{LOOK, about, add, made_endpoint, register, value};

/// Information that a template does not contain.
pub(crate) struct Known<'k> {
    /// The name of the stack.
    pub(crate) deployment: &'k str,
    /// The region, if the spec names one.
    pub(crate) region: Option<&'k str>,
}

struct Reader<'t> {
    known: &'t Known<'t>,
    types: BTreeMap<&'t str, &'t str>,
    parameters: &'t serde_json::Map<String, Value>,
}

/// Reads a template in JSON.
pub(crate) fn read(template: &Value, known: &Known<'_>) -> Result<Deployment, String> {
    let none = serde_json::Map::new();
    let section = |name: &str| template[name].as_object().unwrap_or(&none);
    let resources = section("Resources");
    let types = resources.iter().map(|(label, resource)| {
        (
            label.as_str(),
            resource["Type"].as_str().unwrap_or_default(),
        )
    });
    let reader = Reader {
        known,
        types: types.collect(),
        parameters: section("Parameters"),
    };
    let mut deployment = Deployment::default();
    deployment.in_region(known.region);
    let mut targets = Vec::new();
    for (label, resource) in resources {
        let aws_type = resource["Type"].as_str().unwrap_or_default();
        let mut properties = resource["Properties"].clone();
        // Only makes the function run again.
        let trigger = properties
            .as_object_mut()
            .and_then(|properties| properties.remove("AskAgainWhen"));
        let looks_up = aws_type == LOOK || properties.get("EndpointId").is_some();
        if trigger.is_some() != looks_up {
            return Err(format!("{label} asks again when {trigger:?}"));
        }
        let properties = reader.value(&properties);
        let properties = properties.map_err(|fault| format!("{label}: {fault}"))?;
        // These functions do what the other targets do natively.
        if label.starts_with("RegisterTargets") || label.starts_with("ReadExpress") {
            continue;
        }
        if aws_type == "Custom::EndpointTargets" {
            targets.push(properties);
        } else if aws_type == LOOK {
            let mut look = properties;
            let mut take = |name: &str| look.take(name).ok_or(format!("{label} without {name}"));
            take("ServiceToken")?.reference()?;
            take("ServiceTimeout")?;
            add(&mut deployment, label, aws_type, look)?;
        } else {
            add(&mut deployment, label, aws_type, properties)?;
        }
    }
    for mut targets in targets {
        let mut take = |name: &str| targets.take(name).ok_or(format!("targets without {name}"));
        take("ServiceToken")?.reference()?;
        take("ServiceTimeout")?;
        let (pool, _) = take("TargetGroupArn")?.reference()?;
        let endpoint = if let Ok(existing) = take("EndpointId") {
            existing
        } else {
            let (endpoint, interfaces) = take("EniIds")?.reference()?;
            if interfaces != "NetworkInterfaceIds" {
                return Err(format!("targets of {interfaces}"));
            }
            made_endpoint(endpoint)
        };
        let port = take("Port")?;
        register(&mut deployment, &pool, endpoint, port)?;
    }
    for (name, parameter) in reader.parameters {
        deployment.inputs.insert(name.clone(), input(parameter)?);
    }
    for (name, output) in section("Outputs") {
        let described = output.get("Description").map(|text| reader.value(text));
        let about = about([
            ("Description", described.transpose()?),
            ("Value", Some(reader.value(&output["Value"])?)),
        ]);
        deployment.outputs.insert(name.clone(), about);
    }
    Ok(deployment)
}

fn input(parameter: &Value) -> Result<Normal, String> {
    let kind = match parameter["Type"].as_str().unwrap_or_default() {
        "Number" => "number",
        "CommaDelimitedList" | "List<AWS::EC2::Subnet::Id>" => "list",
        "String" | "AWS::EC2::VPC::Id" | "AWS::Route53::HostedZone::Id" => "text",
        other => return Err(format!("a parameter of type {other}")),
    };
    let hidden = parameter["NoEcho"] == json!(true);
    Ok(about([
        ("Kind", Some(Normal::text(kind))),
        ("Hidden", hidden.then(|| Normal::text("true"))),
        (
            "Description",
            parameter["Description"].as_str().map(Normal::text),
        ),
    ]))
}

impl Reader<'_> {
    fn value(&self, json: &Value) -> Result<Normal, String> {
        value(json, &|name, argument| match name {
            "Ref" | "Fn::GetAtt" | "Fn::Sub" | "Fn::Join" | "Fn::Split" | "Fn::Select" => {
                Some(self.function(name, argument))
            }
            _ => None,
        })
    }

    fn function(&self, name: &str, argument: &Value) -> Result<Normal, String> {
        match (name, argument) {
            ("Ref", Value::String(label)) => Ok(Normal::part(self.reference(label, None)?)),
            ("Fn::GetAtt", Value::Array(path)) => {
                let label = path.first().and_then(Value::as_str).unwrap_or_default();
                let attribute = path.get(1).and_then(Value::as_str);
                let attribute = attribute.ok_or("GetAtt without an attribute")?;
                Ok(Normal::part(self.reference(label, Some(attribute))?))
            }
            ("Fn::Sub", Value::String(text)) => self.substitution(text),
            ("Fn::Join", Value::Array(arguments)) => self.join(arguments),
            ("Fn::Split", Value::Array(arguments)) => self.splice(arguments),
            (name, argument) => Err(format!("{name} of {argument}")),
        }
    }

    fn reference(&self, label: &str, attribute: Option<&str>) -> Result<Part, String> {
        let pseudo = match label {
            "AWS::Region" => Some(Part::region(self.known.region)),
            "AWS::AccountId" => Some(Part::Account),
            "AWS::Partition" => Some(Part::partition(self.known.region)),
            "AWS::StackName" => Some(Part::Literal(self.known.deployment.to_owned())),
            _ => None,
        };
        if let Some(part) = pseudo {
            return Ok(part);
        }
        if let Some(aws_type) = self.types.get(label) {
            let attribute = attribute.unwrap_or_else(|| own_word(aws_type));
            let last = attribute.rsplit('.').next().unwrap_or(attribute);
            let managed = attribute.starts_with("ECSManagedResourceArns");
            let word = if managed || *aws_type == LOOK {
                last.to_owned()
            } else {
                word(attribute)
            };
            return Ok(Part::Ref(label.to_owned(), word));
        }
        match self.parameters.contains_key(label) {
            true => Ok(Part::Input(label.to_owned())),
            false => Err(format!("nothing is called {label}")),
        }
    }

    fn substitution(&self, text: &str) -> Result<Normal, String> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("${") {
            parts.push(Part::Literal(before.to_owned()));
            let (name, after) = after.split_once('}').ok_or("a `${` without an end")?;
            parts.push(match name.strip_prefix('!') {
                Some(literal) => Part::Literal(format!("${{{literal}}}")),
                None => match name.split_once('.') {
                    Some((label, attribute)) => self.reference(label, Some(attribute))?,
                    None => self.reference(name, None)?,
                },
            });
            rest = after;
        }
        parts.push(Part::Literal(rest.to_owned()));
        Ok(Normal::join(parts))
    }

    fn join(&self, arguments: &[Value]) -> Result<Normal, String> {
        if let Some(group) = self.managed_group(arguments) {
            return group;
        }
        // The attribute is split at the scheme and joined again, which gives the host whether or not it has a scheme.
        if let [glue, pieces] = arguments
            && *glue == json!("")
            && pieces["Fn::Split"][0] == json!("https://")
        {
            return self.value(&pieces["Fn::Split"][1]);
        }
        let [Value::String(glue), Value::Array(pieces)] = arguments else {
            return Err(format!("Join of {arguments:?}"));
        };
        let mut parts = Vec::new();
        for (index, piece) in pieces.iter().enumerate() {
            if index > 0 {
                parts.push(Part::Literal(glue.clone()));
            }
            parts.extend(self.value(piece)?.parts()?.iter().cloned());
        }
        Ok(Normal::join(parts))
    }

    /// Reads the id from a security group's id or ARN.
    fn managed_group(&self, arguments: &[Value]) -> Option<Result<Normal, String>> {
        let groups = arguments.get(1)?.get(1)?.get("Fn::Select")?.get(1)?;
        let groups = groups.get("Fn::Split")?.get(1)?.get("Fn::Select")?.get(1)?;
        let written = json!(["", ["sg-", {"Fn::Select": [1, {"Fn::Split": ["sg-", {"Fn::Select": [0, groups]}]}]}]]);
        (json!(arguments) == written).then(|| self.value(groups))
    }

    /// Reads a list nested in a list, which CloudFormation can only write like this.
    fn splice(&self, arguments: &[Value]) -> Result<Normal, String> {
        let comma = json!(",");
        let pieces = match arguments {
            [glue, inner] if *glue == comma => inner["Fn::Join"].as_array(),
            _ => None,
        };
        let Some([glue, Value::Array(pieces)]) = pieces.map(Vec::as_slice) else {
            return Err(format!("Split of {arguments:?}"));
        };
        if *glue != comma {
            return Err(format!("Split and Join differ: {arguments:?}"));
        }
        let pieces = pieces
            .iter()
            .map(|piece| match piece["Fn::Join"].as_array() {
                Some(whole) => match whole.as_slice() {
                    [glue, list] if *glue == comma => self.value(list),
                    other => Err(format!("Join of {other:?}")),
                },
                None => self.value(piece),
            });
        Ok(Normal::List(pieces.collect::<Result<_, _>>()?))
    }
}
