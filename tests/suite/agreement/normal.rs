//! The common form of all outputs: AWS's types and property names, with references by their targets.

use std::collections::BTreeMap;

/// A property's value. Numbers and booleans are text, because targets differ in which of them they quote.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Normal {
    /// Pieces of a string, literals joined.
    Text(Vec<Part>),
    /// A list, in order.
    List(Vec<Normal>),
    /// A map, or an object of properties.
    Map(BTreeMap<String, Normal>),
}

/// A piece of a string.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Part {
    /// Known characters.
    Literal(String),
    /// An attribute of a resource: its label and AWS's word.
    Ref(String, String),
    /// An input, in upper camel case.
    Input(String),
    /// The region, if the spec does not name one.
    Region,
    /// The account.
    Account,
    /// The partition.
    Partition,
}

/// The contents of an output.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Deployment {
    /// The properties of each resource, by its label: its id in upper camel case. `Type` is AWS's type.
    pub(crate) resources: BTreeMap<String, Normal>,
    /// Names in the account, which CloudFormation generates.
    pub(crate) names: BTreeMap<String, Normal>,
    /// The inputs: kind and description.
    pub(crate) inputs: BTreeMap<String, Normal>,
    /// The outputs: description and value.
    pub(crate) outputs: BTreeMap<String, Normal>,
}

impl Part {
    /// Creates the region, by name if the spec names one.
    pub(crate) fn region(known: Option<&str>) -> Self {
        known.map_or(Self::Region, |region| Self::Literal(region.to_owned()))
    }

    /// Creates the partition, by name if the spec names a region.
    pub(crate) fn partition(known: Option<&str>) -> Self {
        known.map_or(Self::Partition, |region| {
            let partition = match region.split('-').next() {
                Some("cn") => "aws-cn",
                Some("us") if region.starts_with("us-gov-") => "aws-us-gov",
                _ => "aws",
            };
            Self::Literal(partition.to_owned())
        })
    }
}

impl Normal {
    /// Creates a literal text.
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self::Text(vec![Part::Literal(text.into())])
    }

    /// Creates a value from one piece.
    pub(crate) fn part(part: Part) -> Self {
        Self::Text(vec![part])
    }

    /// Joins pieces to their shortest form.
    pub(crate) fn join(parts: impl IntoIterator<Item = Part>) -> Self {
        let mut flat: Vec<Part> = Vec::new();
        for part in parts {
            match (flat.last_mut(), part) {
                (_, Part::Literal(text)) if text.is_empty() => {}
                (Some(Part::Literal(last)), Part::Literal(text)) => last.push_str(&text),
                (_, part) => flat.push(part),
            }
        }
        if flat.is_empty() {
            flat.push(Part::Literal(String::new()));
        }
        Self::Text(flat)
    }

    /// Returns the pieces of a string.
    pub(crate) fn parts(&self) -> Result<&[Part], String> {
        match self {
            Self::Text(parts) => Ok(parts),
            Self::List(_) | Self::Map(_) => Err(format!("no string: {self:?}")),
        }
    }

    /// Returns the text of a literal.
    pub(crate) fn known(&self) -> Result<&str, String> {
        match self {
            Self::Text(parts) => match parts.as_slice() {
                [Part::Literal(text)] => Ok(text),
                _ => Err(format!("not known: {self:?}")),
            },
            Self::List(_) | Self::Map(_) => Err(format!("no string: {self:?}")),
        }
    }

    /// Returns the entries of a map.
    pub(crate) fn map(&mut self) -> Result<&mut BTreeMap<String, Normal>, String> {
        match self {
            Self::Map(entries) => Ok(entries),
            Self::Text(_) | Self::List(_) => Err(format!("no map: {self:?}")),
        }
    }

    /// Returns the value at a path of names separated by dots.
    pub(crate) fn at(&self, path: &str) -> Option<&Normal> {
        path.split('.').try_fold(self, |value, step| match value {
            Self::Map(entries) => entries.get(step),
            Self::Text(_) | Self::List(_) => None,
        })
    }

    /// Removes and returns the value at a path.
    pub(crate) fn take(&mut self, path: &str) -> Option<Normal> {
        let (folder, name) = path.rsplit_once('.').unwrap_or(("", path));
        let mut value = self;
        for step in folder.split('.').filter(|step| !step.is_empty()) {
            value = value.map().ok()?.get_mut(step)?;
        }
        value.map().ok()?.remove(name)
    }

    /// Sets the value at a path, and creates the maps on the way.
    pub(crate) fn put(&mut self, path: &str, new: Normal) -> Result<(), String> {
        let mut value = self;
        let steps: Vec<&str> = path.split('.').collect();
        let (name, folder) = steps.split_last().ok_or("an empty path")?;
        for step in folder {
            let entries = value.map()?;
            value = entries
                .entry((*step).to_owned())
                .or_insert_with(|| Self::Map(BTreeMap::new()));
        }
        // A slash represents a dot that is part of the name.
        match value.map()?.insert(name.replace('/', "."), new) {
            Some(old) => Err(format!("duplicate {path}: {old:?}")),
            None => Ok(()),
        }
    }

    /// Creates an empty map.
    pub(crate) fn empty() -> Self {
        Self::Map(BTreeMap::new())
    }

    /// Returns the first reference in it.
    pub(crate) fn reference(&self) -> Result<(String, String), String> {
        let mut parts = self.parts()?.iter();
        let found = parts.find_map(|part| match part {
            Part::Ref(label, word) => Some((label.clone(), word.clone())),
            _ => None,
        });
        found.ok_or_else(|| format!("no reference: {self:?}"))
    }
}

/// Converts lists of pairs to maps, whatever a service calls the two halves.
pub(crate) fn pairs_to_maps(value: Normal) -> Normal {
    const HALVES: [(&str, &str); 4] = [
        ("Key", "Value"),
        ("Name", "Value"),
        ("Name", "ValueFrom"),
        ("Destination", "Source"),
    ];
    match value {
        Normal::Text(parts) => Normal::Text(parts),
        Normal::Map(entries) => Normal::Map(
            entries
                .into_iter()
                .map(|(name, value)| (name, pairs_to_maps(value)))
                .collect(),
        ),
        Normal::List(entries) => {
            let halves = HALVES.iter().find(|(key, value)| {
                let is_pair = |entry: &Normal| match entry {
                    Normal::Map(pair) => {
                        pair.len() == 2 && pair.contains_key(*key) && pair.contains_key(*value)
                    }
                    Normal::Text(_) | Normal::List(_) => false,
                };
                !entries.is_empty() && entries.iter().all(is_pair)
            });
            match halves {
                None => Normal::List(entries.into_iter().map(pairs_to_maps).collect()),
                Some((key, value)) => Normal::Map(
                    entries
                        .iter()
                        .filter_map(|entry| {
                            let name = entry.at(key)?.known().ok()?.to_owned();
                            Some((name, entry.at(value)?.clone()))
                        })
                        .collect(),
                ),
            }
        }
    }
}

/// Converts words to upper camel case: `svc-service-arn` and `svc_service_arn` become `SvcServiceArn`.
pub(crate) fn camel(words: &str) -> String {
    let words = words.split(['-', '_']);
    words
        .map(|word| {
            let (first, rest) = word.split_at(word.len().min(1));
            format!("{}{rest}", first.to_ascii_uppercase())
        })
        .collect()
}

/// Returns the attribute behind CloudFormation's `Ref` and Cloud Control's primary identifier of a type.
pub(crate) fn own_word(aws_type: &str) -> &'static str {
    match aws_type {
        "AWS::ElasticLoadBalancingV2::LoadBalancer"
        | "AWS::ElasticLoadBalancingV2::TargetGroup"
        | "AWS::ElasticLoadBalancingV2::Listener"
        | "AWS::CertificateManager::Certificate"
        | "AWS::AppRunner::AutoScalingConfiguration"
        | "AWS::AppRunner::VpcConnector" => "Arn",
        "AWS::ApiGatewayV2::Stage" | "AWS::ApiGatewayV2::DomainName" | "AWS::IAM::Role" => "Name",
        _ => "Id",
    }
}

/// Returns the canonical name of an attribute for which AWS has several.
pub(crate) fn word(attribute: &str) -> String {
    match attribute {
        "GroupId" | "IntegrationId" | "AuthorizerId" | "ApiId" | "VpcLinkId" | "RouteId" => "Id",
        "LoadBalancerArn"
        | "TargetGroupArn"
        | "ListenerArn"
        | "ServiceArn"
        | "Arn"
        | "VpcConnectorArn"
        | "AutoScalingConfigurationArn"
        | "CertificateArn" => "Arn",
        "StageName" | "RoleName" => "Name",
        other => other,
    }
    .to_owned()
}

impl Deployment {
    /// Sets the region of the deployment, if it has one.
    pub(crate) fn in_region(&mut self, region: Option<&str>) {
        if let Some(region) = region {
            self.inputs
                .insert("the region".to_owned(), Normal::text(region));
        }
    }
}
