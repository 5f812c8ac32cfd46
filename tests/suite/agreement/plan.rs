//! Reads a plan back.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::agreement::cfn::Known;
use crate::agreement::normal::{Deployment, Normal, Part, camel, own_word, word};
use crate::agreement::properties::{LOOK, about, add, made_endpoint, register, value};

struct Reader<'p> {
    known: &'p Known<'p>,
    types: BTreeMap<&'p str, &'p str>,
    /// The labels of steps: their former ids if they have any, as in a template.
    labels: BTreeMap<&'p str, &'p str>,
    inputs: &'p serde_json::Map<String, Value>,
}

/// Reads a plan.
pub(crate) fn read(plan: &Value, known: &Known<'_>) -> Result<Deployment, String> {
    let none = serde_json::Map::new();
    let steps = plan["steps"].as_array().ok_or("a plan without steps")?;
    let text = |step: &'_ Value, name: &str| step[name].as_str().unwrap_or_default().to_owned();
    let types = steps.iter().map(|step| {
        (
            step["id"].as_str().unwrap_or_default(),
            step["type"].as_str().unwrap_or_default(),
        )
    });
    let labels = steps.iter().map(|step| {
        let id = step["id"].as_str().unwrap_or_default();
        (id, step["formerly"].as_str().unwrap_or(id))
    });
    let reader = Reader {
        known,
        types: types.collect(),
        labels: labels.collect(),
        inputs: plan["inputs"].as_object().unwrap_or(&none),
    };
    let mut deployment = Deployment::default();
    deployment.in_region(known.region);
    let mut reads = BTreeMap::new();
    let mut existing = BTreeMap::new();
    let mut targets = Vec::new();
    for step in steps {
        let (step_id, aws_type) = (text(step, "id"), text(step, "type"));
        let id = reader.labels.get(&*step_id).copied().unwrap_or_default();
        let id = id.to_owned();
        let properties = reader.value(&step["properties"]);
        let mut properties = properties.map_err(|fault| format!("{id}: {fault}"))?;
        match text(step, "action").as_str() {
            "read" if aws_type == "AWS::EC2::NetworkInterface" => {
                let interface = properties.take("Id").ok_or(format!("{id} reads nothing"))?;
                let (endpoint, interfaces) = interface.reference()?;
                let index = interfaces.strip_prefix("NetworkInterfaceIds");
                let index = index.ok_or_else(|| format!("{id} reads {interfaces}"))?;
                reads.insert(camel(&id), (endpoint, index.to_owned()));
            }
            "read" if aws_type == "AWS::EC2::VPCEndpoint" => {
                let endpoint = properties.take("Id").ok_or(format!("{id} reads nothing"))?;
                existing.insert(camel(&id), endpoint);
            }
            "read" if aws_type == "AWS::ECS::ExpressGatewayService" => {
                add(&mut deployment, &camel(&id), LOOK, properties)?;
            }
            "read" if aws_type == "AWS::ElasticLoadBalancingV2::LoadBalancer" => {
                let read = properties
                    .take("LoadBalancerArn")
                    .ok_or(format!("{id} reads nothing"))?;
                let (service, attribute) = read.reference()?;
                if attribute != "LoadBalancerArn" || camel(&id) != format!("Read{service}Balancer")
                {
                    return Err(format!("{id} reads {attribute} of {service}"));
                }
            }
            "create" => {
                unmark(&aws_type, (known.deployment, &step_id), &mut properties)?;
                match properties.take("Targets") {
                    Some(found) if reads_addresses(&found) => targets.push((camel(&id), found)),
                    Some(known) => properties.put("Targets", known)?,
                    None => {}
                }
                add(&mut deployment, &camel(&id), &aws_type, properties)?;
            }
            other => return Err(format!("{id} is to {other} {aws_type}")),
        }
    }
    for (pool, found) in targets {
        let (endpoint, port) = addresses(&deployment, &existing, &reads, &found)?;
        let endpoint = match existing.get(&endpoint) {
            Some(existing) => existing.clone(),
            None => made_endpoint(endpoint),
        };
        register(&mut deployment, &pool, endpoint, port)?;
    }
    for (name, input) in reader.inputs {
        if !matches!(name.as_str(), "AwsRegion" | "AwsAccountId" | "AwsPartition") {
            deployment.inputs.insert(name.clone(), self::input(input)?);
        }
    }
    for (name, output) in plan["outputs"].as_object().unwrap_or(&none) {
        let about = about([
            ("Description", describe(output)),
            ("Value", Some(reader.value(&output["value"])?)),
        ]);
        deployment.outputs.insert(name.clone(), about);
    }
    Ok(deployment)
}

/// Returns true if targets are addresses that a step reads, and not those in the spec.
fn reads_addresses(targets: &Normal) -> bool {
    let Normal::List(targets) = targets else {
        return false;
    };
    let mut addresses = targets.iter().filter_map(|target| target.at("Id"));
    addresses.any(|address| address.reference().is_ok())
}

/// Reads the endpoint whose addresses are targets, once for each of its subnets.
fn addresses(
    deployment: &Deployment,
    existing: &BTreeMap<String, Normal>,
    reads: &BTreeMap<String, (String, String)>,
    targets: &Normal,
) -> Result<(String, Normal), String> {
    let Normal::List(targets) = targets else {
        return Err(format!("targets are not a list: {targets:?}"));
    };
    let mut endpoint = None;
    let mut indices = Vec::new();
    let mut ports = Vec::new();
    for target in targets {
        let address = target.at("Id").ok_or("a target without an address")?;
        let (read, attribute) = address.reference()?;
        let (of, index) = reads
            .get(&read)
            .ok_or(format!("{read} is not a read step"))?;
        if attribute != "PrimaryPrivateIpAddress" {
            return Err(format!("a target is {attribute}"));
        }
        endpoint = Some(of.clone());
        indices.push(index.clone());
        ports.push(target.at("Port").ok_or("a target without a port")?.clone());
    }
    let endpoint = endpoint.ok_or("no targets")?;
    let subnets = deployment.resources.get(&endpoint);
    let subnets = subnets.and_then(|endpoint| endpoint.at("SubnetIds"));
    let wanted: Vec<String> = match subnets {
        Some(Normal::List(subnets)) => (0..subnets.len())
            .map(|index| format!("/{index}"))
            .collect(),
        Some(Normal::Text(_)) => vec![String::new()],
        None if existing.contains_key(&endpoint) => vec![String::new()],
        other => return Err(format!("an endpoint in {other:?}")),
    };
    ports.dedup();
    match ports.as_slice() {
        [port] if indices == wanted => Ok((endpoint, port.clone())),
        _ => Err(format!("targets {indices:?} on {ports:?} for {wanted:?}")),
    }
}

/// Types that have names only in plans.
const NAMED: [(&str, &str); 4] = [
    ("AWS::EC2::SecurityGroup", "GroupName"),
    ("AWS::IAM::Role", "RoleName"),
    ("AWS::ElasticLoadBalancingV2::LoadBalancer", "Name"),
    ("AWS::ElasticLoadBalancingV2::TargetGroup", "Name"),
];

/// Types that support tags, and are not replaced by a change of tags.
const TAGGED: [&str; 11] = [
    "AWS::ApiGatewayV2::Api",
    "AWS::ApiGatewayV2::Stage",
    "AWS::ApiGatewayV2::VpcLink",
    "AWS::ApiGatewayV2::DomainName",
    "AWS::EC2::SecurityGroup",
    "AWS::EC2::VPCEndpoint",
    "AWS::ElasticLoadBalancingV2::LoadBalancer",
    "AWS::ElasticLoadBalancingV2::TargetGroup",
    "AWS::IAM::Role",
    "AWS::CertificateManager::Certificate",
    "AWS::Logs::LogGroup",
];

/// Removes names and marks, which must exist.
fn unmark(
    aws_type: &str,
    (deployment, step): (&str, &str),
    properties: &mut Normal,
) -> Result<(), String> {
    for (_, name) in NAMED.iter().filter(|(of, _)| *of == aws_type) {
        let given = properties.take(name);
        given.ok_or_else(|| format!("{step} has no {name}"))?;
    }
    if TAGGED.contains(&aws_type) {
        let mut tags = properties
            .take("Tags")
            .ok_or(format!("{step} has no tags"))?;
        for (key, value) in [("gwc:deployment", deployment), ("gwc:step", step)] {
            let found = match &mut tags {
                Normal::Map(tags) => tags.remove(key),
                Normal::List(tags) => {
                    let is_it = |tag: &Normal| tag.at("Key") == Some(&Normal::text(key));
                    let index = tags.iter().position(is_it);
                    index.and_then(|index| tags.remove(index).at("Value").cloned())
                }
                Normal::Text(_) => None,
            };
            if found != Some(Normal::text(value)) {
                return Err(format!("{step}: {key} is {found:?}"));
            }
        }
        let empty = matches!(&tags, Normal::Map(tags) if tags.is_empty())
            || matches!(&tags, Normal::List(tags) if tags.is_empty());
        if !empty {
            properties.put("Tags", tags)?;
        }
    }
    if aws_type == "AWS::ApiGatewayV2::Integration" {
        let said = properties
            .take("Description")
            .ok_or(format!("{step} has no mark"))?;
        let text = said.known()?;
        let (rest, mark) = text.rsplit_once('[').ok_or(format!("no mark in {text}"))?;
        if mark != format!("{deployment}/{step}]") {
            return Err(format!("{step} has the mark {mark}"));
        }
        if !rest.is_empty() {
            properties.put("Description", Normal::text(rest.trim_end()))?;
        }
    }
    Ok(())
}

fn describe(about: &Value) -> Option<Normal> {
    let text = about["description"].as_str();
    text.filter(|text| !text.is_empty()).map(Normal::text)
}

fn input(input: &Value) -> Result<Normal, String> {
    let word = input["type"].as_str().unwrap_or_default();
    let kind = match word {
        "number" | "duration" | "memory" | "cpu" => "number",
        "list" | "subnets" => "list",
        "string" | "hostname" | "arn" | "secret" | "url" | "vpc" | "hosted-zone" | "zone" => "text",
        other => return Err(format!("an input of type {other}")),
    };
    Ok(about([
        ("Kind", Some(Normal::text(kind))),
        ("Hidden", (word == "secret").then(|| Normal::text("true"))),
        ("Description", describe(input)),
    ]))
}

impl Reader<'_> {
    fn value(&self, json: &Value) -> Result<Normal, String> {
        value(json, &|name, argument| match name {
            "$ref" | "$get" | "$input" | "$join" => Some(self.reference(name, argument)),
            _ => None,
        })
    }

    fn reference(&self, name: &str, argument: &Value) -> Result<Normal, String> {
        match (name, argument) {
            ("$ref", Value::String(id)) => self.attribute(id, own_word(self.type_of(id)?)),
            ("$get", Value::Array(path)) => {
                let step = path.first().and_then(Value::as_str).unwrap_or_default();
                let attribute = path.get(1).and_then(Value::as_str);
                let attribute = attribute.ok_or("$get without an attribute")?;
                // An address may have a scheme, so every use asks for the host.
                let wanted = (attribute == "Endpoint").then_some("host");
                if path.get(2).and_then(Value::as_str) != wanted {
                    return Err(format!("{argument} reads {wanted:?}"));
                }
                self.attribute(step, attribute)
            }
            ("$input", Value::String(name)) => match name.as_str() {
                "AwsRegion" => Ok(Normal::part(Part::region(self.known.region))),
                "AwsAccountId" => Ok(Normal::part(Part::Account)),
                "AwsPartition" => Ok(Normal::part(Part::partition(self.known.region))),
                name if self.inputs.contains_key(name) => {
                    Ok(Normal::part(Part::Input(name.to_owned())))
                }
                name => Err(format!("no input {name}")),
            },
            ("$join", Value::Array(pieces)) => {
                let mut parts = Vec::new();
                for piece in pieces {
                    parts.extend(self.value(piece)?.parts()?.iter().cloned());
                }
                Ok(Normal::join(parts))
            }
            (name, argument) => Err(format!("{name} of {argument}")),
        }
    }

    fn type_of(&self, id: &str) -> Result<&str, String> {
        let found = self.types.get(id).copied();
        found.ok_or_else(|| format!("no step {id}"))
    }

    fn attribute(&self, id: &str, attribute: &str) -> Result<Normal, String> {
        let aws_type = self.type_of(id)?;
        let id = self.labels.get(id).copied().unwrap_or(id);
        let of_balancer = aws_type == "AWS::ElasticLoadBalancingV2::LoadBalancer";
        if let Some(service) = id.strip_prefix("read-").filter(|_| of_balancer)
            && attribute == "SecurityGroups/0"
        {
            let service = service.strip_suffix("-balancer").unwrap_or(service);
            let word = "LoadBalancerSecurityGroups".to_owned();
            return Ok(Normal::part(Part::Ref(camel(service), word)));
        }
        let managed = attribute.strip_prefix("ECSManagedResourceArns/IngressPath/");
        let word = match managed {
            Some(managed) => managed.split('/').next().unwrap_or_default().to_owned(),
            None => match attribute.strip_prefix("NetworkInterfaceIds") {
                Some(index) => format!("NetworkInterfaceIds{index}"),
                None => word(attribute),
            },
        };
        Ok(Normal::part(Part::Ref(camel(id), word)))
    }
}
