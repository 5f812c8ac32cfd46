//! Reads a Terraform module back. Fails on anything that it does not know, and on anything that is missing.

use std::collections::BTreeMap;

use hcl::expr::Expression;
use hcl::{Block, Body};

use crate::agreement::hcl_body::{Contents, source, value};
use crate::agreement::normal::{Deployment, Normal, Part, camel};
use crate::agreement::properties::{LOOK, about, add};
use crate::agreement::table::{TYPES, Type};

/// Information needed while a module is read.
pub(crate) struct Module<'m> {
    resources: BTreeMap<(String, String), &'m Block>,
    locals: BTreeMap<String, Expression>,
    data: BTreeMap<(String, String), Contents>,
    inputs: BTreeMap<String, Normal>,
    moved: BTreeMap<String, String>,
    /// The provider's region.
    pub(crate) region: Option<String>,
}

/// Reads a module.
pub(crate) fn read(body: &Body) -> Result<Deployment, String> {
    let (module, outputs) = open(body)?;
    let mut deployment = Deployment {
        inputs: module.inputs.clone(),
        ..Deployment::default()
    };
    deployment.in_region(module.region.as_deref());
    for ((kind, name), block) in &module.resources {
        let mut contents = Contents::of(block.body())?;
        let place = format!("{kind}.{name}");
        let known = TYPES.iter().find(|known| known.terraform == kind.as_str());
        if let Some(known) = known {
            let (resource, account_name) = own(&module, known, name, &mut contents)
                .map_err(|fault| format!("{place}: {fault}"))?;
            let label = module.label(known, name);
            if let Some(account_name) = account_name {
                deployment.names.insert(label.clone(), account_name);
            }
            deployment.resources.insert(label, resource);
            contents.done(&place)?;
        }
    }
    for name in module.looks() {
        let look = module.look(name)?;
        add(&mut deployment, &module.look_label(name), LOOK, look)?;
    }
    super::parts::fold(&module, &mut deployment)?;
    for (name, mut contents) in outputs {
        let description = contents.take("description");
        let description = description.map(|text| module.value(&text)).transpose()?;
        let shown = module.value(&contents.demand("value")?)?;
        contents.done(&name)?;
        deployment.outputs.insert(
            camel(&name),
            about([("Description", description), ("Value", Some(shown))]),
        );
    }
    Ok(deployment)
}

/// Returns the region of a module's provider.
pub(crate) fn region(body: &Body) -> Option<String> {
    open(body).ok()?.0.region
}

type Outputs = Vec<(String, Contents)>;

fn open(body: &Body) -> Result<(Module<'_>, Outputs), String> {
    let mut module = Module {
        resources: BTreeMap::new(),
        locals: BTreeMap::new(),
        data: BTreeMap::new(),
        inputs: BTreeMap::new(),
        moved: BTreeMap::new(),
        region: None,
    };
    let mut outputs = Vec::new();
    let mut versions = false;
    for block in body.blocks() {
        let labels: Vec<String> = block
            .labels()
            .iter()
            .map(|label| label.as_str().to_owned())
            .collect();
        let mut contents = Contents::of(block.body())?;
        match (block.identifier(), labels.as_slice()) {
            ("terraform", []) => {
                contents.demand("required_version")?;
                let mut providers = contents
                    .block("required_providers")?
                    .ok_or("no providers")?;
                let aws = value(&providers.demand("aws")?, &|code| Err(code.to_owned()))?;
                versions = aws.at("source") == Some(&Normal::text("hashicorp/aws"))
                    && aws.at("version").is_some();
                contents.done("terraform")?;
            }
            ("variable", [name]) => {
                module.inputs.insert(camel(name), input(contents)?);
            }
            ("output", [name]) => outputs.push((name.clone(), contents)),
            ("locals", []) => {
                for attribute in block.body().attributes() {
                    module
                        .locals
                        .insert(attribute.key().to_owned(), attribute.expr().clone());
                }
            }
            ("data", [kind, name]) => {
                if kind == "aws_region"
                    && let Some(region) = asserted_region(&mut contents)?
                {
                    module.region = Some(region);
                }
                module.data.insert((kind.clone(), name.clone()), contents);
            }
            ("resource", [kind, name]) => {
                module.resources.insert((kind.clone(), name.clone()), block);
            }
            ("moved", []) => {
                let (from, to) = (contents.demand("from")?, contents.demand("to")?);
                module.moved.insert(source(&to), source(&from));
            }
            (word, labels) => return Err(format!("a block {word} {labels:?}")),
        }
    }
    match versions {
        true => Ok((module, outputs)),
        false => Err("nothing says which provider".to_owned()),
    }
}

/// Returns the region that a module requires of its provider.
fn asserted_region(contents: &mut Contents) -> Result<Option<String>, String> {
    let Some(mut lifecycle) = contents.block("lifecycle")? else {
        return Ok(None);
    };
    let mut assertion = lifecycle
        .block("postcondition")?
        .ok_or("a region without a condition")?;
    let condition = source(&assertion.demand("condition")?);
    assertion.demand("error_message")?;
    assertion.done("postcondition")?;
    lifecycle.done("lifecycle")?;
    let region = condition.strip_prefix("self.id == \"");
    let region = region.and_then(|rest| rest.strip_suffix('"'));
    let region = region.ok_or_else(|| format!("a region that is {condition}"))?;
    Ok(Some(region.to_owned()))
}

fn input(mut contents: Contents) -> Result<Normal, String> {
    let nothing = |code: &str| Err(code.to_owned());
    let description = contents.take("description");
    let description = description.map(|text| value(&text, &nothing)).transpose()?;
    let kind = match source(&contents.demand("type")?).as_str() {
        "string" => "text",
        "number" => "number",
        "list(string)" => "list",
        other => return Err(format!("a variable of type {other}")),
    };
    let hidden = contents
        .take("sensitive")
        .map(|truth| value(&truth, &nothing))
        .transpose()?;
    for mut check in contents.blocks("validation") {
        check.demand("condition")?;
        check.demand("error_message")?;
    }
    contents.done("variable")?;
    Ok(about([
        ("Kind", Some(Normal::text(kind))),
        ("Hidden", hidden),
        ("Description", description),
    ]))
}

/// Reads a resource by the table: its properties, and its name in the account.
fn own(
    module: &Module<'_>,
    known: &Type,
    name: &str,
    contents: &mut Contents,
) -> Result<(Normal, Option<Normal>), String> {
    let mut resource = Normal::empty();
    resource.put("Type", Normal::text(known.aws))?;
    for (from, to) in known.properties {
        if let Some(value) = descend(module, contents, from)? {
            resource.put(to, value)?;
        }
    }
    for (to, value) in known.implied {
        if resource.at(to).is_none() {
            resource.put(to, Normal::text(*value))?;
        }
    }
    let mut account_name = None;
    for path in known.demands {
        match descend(module, contents, path)? {
            Some(value) if known.name == Some(*path) => account_name = Some(value),
            Some(_) => {}
            None => return Err(format!("no {path}")),
        }
    }
    super::parts::extra(module, known, name, contents, &mut resource)?;
    if !["api", "stage", "route"].contains(&known.word) {
        let first = descend(module, contents, "lifecycle.create_before_destroy")?;
        if first != Some(Normal::text("true")) {
            return Err(format!("create_before_destroy is {first:?}"));
        }
    }
    // A name with the gateway's in it, which must not replace the resource once the gateway has another.
    let kept = match known.word {
        "service" | "express" => Some("service_name"),
        "ingressconnection" | "logs" => Some("name"),
        "role" => Some("name_prefix"),
        _ => None,
    };
    if let Some(kept) = kept {
        let lifecycle = contents.inner("lifecycle")?.ok_or("no lifecycle")?;
        let ignored = source(&lifecycle.demand("ignore_changes")?);
        let ignored: String = ignored.split_whitespace().collect();
        if ignored.replace(",]", "]") != format!("[{kept}]") {
            return Err(format!("{ignored} ignored in place of {kept}"));
        }
    }
    // Order is not a property, so only check that it refers to something.
    if let Some(order) = contents.take("depends_on") {
        module.check_order(&order)?;
    }
    Ok((resource, account_name))
}

/// Takes the attribute at the end of a path through blocks. The blocks remain, without the attribute.
fn descend(
    module: &Module<'_>,
    contents: &mut Contents,
    path: &str,
) -> Result<Option<Normal>, String> {
    let (folder, name) = path.rsplit_once('.').unwrap_or(("", path));
    let mut place = contents;
    for step in folder.split('.').filter(|step| !step.is_empty()) {
        match place.inner(step)? {
            Some(inner) => place = inner,
            None => return Ok(None),
        }
    }
    let found = place.take(name);
    found.map(|found| module.value(&found)).transpose()
}

impl Module<'_> {
    /// Returns the label of a resource: its name in all targets, which is its former id if it has moved.
    pub(crate) fn label(&self, known: &Type, name: &str) -> String {
        let moved = self.moved.get(&format!("{}.{name}", known.terraform));
        let name = moved
            .and_then(|address| address.split('.').nth(1))
            .unwrap_or(name);
        match name {
            "this" => camel(known.word),
            "this_" => camel(&format!("{}-this", known.word)),
            name => camel(&format!("{}-{name}", known.word)),
        }
    }

    /// Returns the bodies of all resources of a type, by name.
    pub(crate) fn of_type(&self, kind: &str) -> Result<Vec<(String, Contents)>, String> {
        let found = self
            .resources
            .iter()
            .filter(|((known, _), _)| known == kind);
        let found = found.map(|((_, name), block)| Ok((name.clone(), Contents::of(block.body())?)));
        found.collect()
    }

    /// Finds a data source.
    pub(crate) fn data(&self, kind: &str, name: &str) -> Result<&Contents, String> {
        let found = self.data.get(&(kind.to_owned(), name.to_owned()));
        found.ok_or_else(|| format!("no data {kind}.{name}"))
    }

    /// Checks that the resources in `depends_on` exist.
    pub(crate) fn check_order(&self, order: &Expression) -> Result<(), String> {
        let Expression::Array(entries) = order else {
            return Err("`depends_on` is not a list".to_owned());
        };
        for entry in entries {
            let text = source(entry);
            let (kind, name) = text
                .split_once('.')
                .ok_or_else(|| format!("{text} is not an address"))?;
            if !self
                .resources
                .contains_key(&(kind.to_owned(), name.to_owned()))
            {
                return Err(format!("nothing is at {text}"));
            }
        }
        Ok(())
    }

    /// Reads an expression.
    pub(crate) fn value(&self, expression: &Expression) -> Result<Normal, String> {
        value(expression, &|code| self.code(code))
    }

    fn code(&self, code: &str) -> Result<Normal, String> {
        let known = self.region.as_deref();
        if let Some(inner) = code
            .strip_prefix("tostring(")
            .and_then(|rest| rest.strip_suffix(')'))
        {
            return self.code(inner);
        }
        if let Some(spliced) = code.strip_prefix("concat(") {
            return self.splice(spliced);
        }
        if let Some(name) = code.strip_prefix("var.") {
            let name = camel(name);
            return match self.inputs.contains_key(&name) {
                true => Ok(Normal::part(Part::Input(name))),
                false => Err(format!("no variable {name}")),
            };
        }
        let pseudo = match code {
            "data.aws_region.current.id" => Some(("aws_region", Part::region(known))),
            "data.aws_caller_identity.current.account_id" => {
                Some(("aws_caller_identity", Part::Account))
            }
            "data.aws_partition.current.partition" => {
                Some(("aws_partition", Part::partition(known)))
            }
            _ => None,
        };
        if let Some((kind, part)) = pseudo {
            self.data(kind, "current")?;
            return Ok(Normal::part(part));
        }
        if let Some(name) = code.strip_prefix("local.") {
            return self.local(name);
        }
        self.attribute(code)
    }

    fn splice(&self, arguments: &str) -> Result<Normal, String> {
        let (list, rest) = arguments.split_once("], ").ok_or("concat of no list")?;
        let list = list.strip_prefix('[').ok_or("concat of no list")?;
        let rest = rest.strip_suffix(')').ok_or("concat without an end")?;
        Ok(Normal::List(vec![self.code(list)?, self.code(rest)?]))
    }

    fn local(&self, path: &str) -> Result<Normal, String> {
        let (name, rest) = path.split_once('.').unwrap_or((path, ""));
        let found = self
            .locals
            .get(name)
            .ok_or_else(|| format!("no local {name}"))?;
        if name == "tags" || name == "server_header" {
            return self.value(found);
        }
        let text = source(found);
        if let Some(service) = name.strip_suffix("_host")
            && self.looks().any(|look| look == service)
        {
            let endpoint = format!("{}.Endpoint", description(service));
            return match text == host_of(&endpoint) {
                true => Ok(self.lookup_attribute(service, "Endpoint")),
                false => Err(format!("local {name} is {text}")),
            };
        }
        if let Some(service) = name.strip_suffix("_host") {
            let endpoint =
                format!("aws_ecs_express_gateway_service.{service}.ingress_paths[0].endpoint");
            return self.express(service, text == host_of(&endpoint), "Endpoint");
        }
        if let Some(service) = name.strip_suffix("_balancer_group") {
            let groups = format!("local.{service}_ingress.LoadBalancerSecurityGroups[0]");
            let wanted = format!("regex(\"sg-[0-9a-f]+$\", {groups})");
            self.check_managed(service)?;
            return self.express(service, text == wanted, "LoadBalancerSecurityGroups");
        }
        let service = name
            .strip_suffix("_ingress")
            .ok_or_else(|| format!("local {name}"))?;
        if self.looks().any(|look| look == service) {
            let wanted = format!(
                "{}.ECSManagedResourceArns.IngressPath",
                description(service)
            );
            return match text == wanted && !rest.is_empty() {
                true => Ok(self.lookup_attribute(service, rest)),
                false => Err(format!("local {name} is {text}")),
            };
        }
        self.check_managed(service)?;
        self.express(service, !rest.is_empty(), rest)
    }

    /// Returns the names of the services that a module looks up and does not create.
    fn looks(&self) -> impl Iterator<Item = &str> {
        let data = self.data.keys().filter(|(kind, name)| {
            let service = ("aws_ecs_express_gateway_service".to_owned(), name.clone());
            kind == "aws_cloudcontrolapi_resource" && !self.resources.contains_key(&service)
        });
        data.map(|(_, name)| name.as_str())
    }

    fn look_label(&self, name: &str) -> String {
        camel(&format!("lookup-{name}"))
    }

    /// Reads the arguments of a lookup.
    fn look(&self, name: &str) -> Result<Normal, String> {
        let mut data = self.data("aws_cloudcontrolapi_resource", name)?.clone();
        let kind = source(&data.demand("type_name")?);
        if kind != "\"AWS::ECS::ExpressGatewayService\"" {
            return Err(format!("{name} is {kind}"));
        }
        let mut look = Normal::empty();
        look.put("ServiceArn", self.value(&data.demand("identifier")?)?)?;
        data.done(name)?;
        Ok(look)
    }

    fn lookup_attribute(&self, service: &str, word: &str) -> Normal {
        Normal::part(Part::Ref(self.look_label(service), word.to_owned()))
    }

    fn service(&self, name: &str) -> String {
        let known = TYPES.iter().find(|known| known.word == "express");
        known.map_or_else(String::new, |known| self.label(known, name))
    }

    fn express(&self, service: &str, right: bool, word: &str) -> Result<Normal, String> {
        let key = (
            "aws_ecs_express_gateway_service".to_owned(),
            service.to_owned(),
        );
        if !right || !self.resources.contains_key(&key) {
            return Err(format!("a local of {service} reads {word} in another way"));
        }
        Ok(Normal::part(Part::Ref(
            self.service(service),
            word.to_owned(),
        )))
    }

    /// Checks that resources which ECS created for a service are read from that service's description.
    fn check_managed(&self, service: &str) -> Result<(), String> {
        let local = self.locals.get(&format!("{service}_ingress"));
        let text = source(local.ok_or_else(|| format!("no local of {service}"))?);
        let data = format!("data.aws_cloudcontrolapi_resource.{service}.properties");
        let wanted = format!("jsondecode({data}).ECSManagedResourceArns.IngressPath");
        let data = self.data("aws_cloudcontrolapi_resource", service)?;
        let kind = data.peek("type_name");
        let of = data.peek("identifier");
        let service = format!("aws_ecs_express_gateway_service.{service}.service_arn");
        match text == wanted
            && kind.as_deref() == Some("\"AWS::ECS::ExpressGatewayService\"")
            && of.as_deref() == Some(&service)
        {
            true => Ok(()),
            false => Err(format!(
                "{service} is described in another way: {text} {kind:?} {of:?}"
            )),
        }
    }

    /// Reads `TYPE.NAME.ATTRIBUTE`.
    fn attribute(&self, code: &str) -> Result<Normal, String> {
        let mut steps = code.splitn(3, '.');
        let (kind, name) = (
            steps.next().unwrap_or_default(),
            steps.next().unwrap_or_default(),
        );
        let attribute = steps.next().ok_or_else(|| format!("nobody knows {code}"))?;
        if !self
            .resources
            .contains_key(&(kind.to_owned(), name.to_owned()))
        {
            return Err(format!("nothing is at {kind}.{name}"));
        }
        let (kind, attribute) = match (kind, attribute) {
            ("aws_acm_certificate_validation", "certificate_arn") => ("aws_acm_certificate", "arn"),
            other => other,
        };
        let known = TYPES.iter().find(|known| known.terraform == kind);
        let known = known.ok_or_else(|| format!("nobody knows {kind}"))?;
        let word = match attribute {
            "id" if known.word == "domain" || known.word == "stage" => "Name",
            "id" => "Id",
            "arn" | "service_arn" => "Arn",
            "name" => "Name",
            "api_endpoint" => "ApiEndpoint",
            "domain_name" if known.word == "domain" => "Name",
            "domain_name" => "DomainName",
            "service_url" => "ServiceUrl",
            "domain_name_configuration[0].target_domain_name" => "RegionalDomainName",
            "domain_name_configuration[0].hosted_zone_id" => "RegionalHostedZoneId",
            other => return Err(format!("nobody knows {kind}.{name}.{other}")),
        };
        Ok(Normal::part(Part::Ref(
            self.label(known, name),
            word.to_owned(),
        )))
    }
}

/// Returns the code for a description of a service.
fn description(service: &str) -> String {
    format!("jsondecode(data.aws_cloudcontrolapi_resource.{service}.properties)")
}

/// Returns the code for the host of an endpoint.
fn host_of(endpoint: &str) -> String {
    format!("trimsuffix(trimprefix({endpoint}, \"https://\"), \"/\")")
}
