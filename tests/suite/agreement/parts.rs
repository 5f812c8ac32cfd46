//! Parts of resources that the provider splits into several blocks, or shapes differently from CloudFormation's
//! registry.

use hcl::expr::Expression;

use crate::agreement::hcl_body::{Contents, source};
use crate::agreement::normal::{Deployment, Normal};
use crate::agreement::properties::{made_endpoint, register};
use crate::agreement::table::{TYPES, Type};
use crate::agreement::terraform::Module;

/// Takes the parts of a resource that the table does not describe.
pub(crate) fn extra(
    module: &Module<'_>,
    known: &Type,
    name: &str,
    contents: &mut Contents,
    resource: &mut Normal,
) -> Result<(), String> {
    match known.word {
        "stage" => route_settings(module, contents, resource),
        "integration" => answers(module, name, contents, resource),
        "balancer" => match resource.take("Scheme") {
            Some(internal) if internal == Normal::text("true") => {
                resource.put("Scheme", Normal::text("internal"))
            }
            other => Err(format!("internal is {other:?}")),
        },
        "listener" => to_list(resource, "DefaultActions"),
        "domain" => to_list(resource, "DomainNameConfigurations"),
        "connector" if resource.at("SecurityGroups") == Some(&Normal::List(Vec::new())) => {
            resource.take("SecurityGroups");
            Ok(())
        }
        "connector" if resource.at("SecurityGroups").is_none() => {
            Err("the provider wants security_groups".to_owned())
        }
        "express" => container(module, contents, resource),
        "permission" => function(module, contents, resource),
        "role" => rights(module, name, resource),
        "certificate" => validation(module, name, resource),
        "endpoint" => {
            // Compared with the pinned targets.
            contents.blocks("subnet_configuration");
            Ok(())
        }
        _ => Ok(()),
    }
}

fn to_list(resource: &mut Normal, name: &str) -> Result<(), String> {
    let only = resource.take(name).ok_or_else(|| format!("no {name}"))?;
    resource.put(name, Normal::List(vec![only]))
}

fn route_settings(
    module: &Module<'_>,
    contents: &mut Contents,
    resource: &mut Normal,
) -> Result<(), String> {
    let mut all = Normal::empty();
    for mut block in contents.blocks("route_settings") {
        let key = source(&block.demand("route_key")?);
        let name = key.strip_prefix("aws_apigatewayv2_route.");
        let name = name.and_then(|rest| rest.strip_suffix(".route_key"));
        let name = name.ok_or_else(|| format!("settings of {key}"))?;
        let routes = module.of_type("aws_apigatewayv2_route")?;
        let route = routes.iter().find(|(known, _)| known == name);
        let (_, route) = route.ok_or_else(|| format!("no route {name}"))?;
        let key = route.peek("route_key").ok_or("a route without a key")?;
        let mut settings = Normal::empty();
        for (from, to) in [
            ("detailed_metrics_enabled", "DetailedMetricsEnabled"),
            ("throttling_rate_limit", "ThrottlingRateLimit"),
            ("throttling_burst_limit", "ThrottlingBurstLimit"),
        ] {
            if let Some(value) = block.take(from) {
                settings.put(to, module.value(&value)?)?;
            }
        }
        block.done("route_settings")?;
        all.map()?
            .insert(key.trim_matches('"').to_owned(), settings);
    }
    match all == Normal::empty() {
        true => Ok(()),
        false => resource.put("RouteSettings", all),
    }
}

fn answers(
    module: &Module<'_>,
    name: &str,
    contents: &mut Contents,
    resource: &mut Normal,
) -> Result<(), String> {
    let mut put = |status: &str, mappings: Normal| {
        let path = format!("ResponseParameters.{status}.ResponseParameters");
        resource.put(&path, mappings)
    };
    let mut own = Normal::empty();
    for mut block in contents.blocks("response_parameters") {
        let status = module.value(&block.demand("status_code")?)?;
        let mappings = module.value(&block.demand("mappings")?)?;
        block.done("response_parameters")?;
        own.map()?
            .insert(status.known()?.to_owned(), mappings.clone());
        put(status.known()?, mappings)?;
    }
    let mut shared = false;
    if let Some(mut block) = contents.block("dynamic")? {
        shared = true;
        let mut all = module.value(&block.demand("for_each")?)?;
        let mut inner = block.block("content")?.ok_or("no content")?;
        let status = source(&inner.demand("status_code")?);
        let mappings = source(&inner.demand("mappings")?);
        inner.done("content")?;
        block.done("dynamic")?;
        if status != "response_parameters.key" || mappings != "response_parameters.value" {
            return Err(format!("a loop of {status} and {mappings}"));
        }
        for (status, mappings) in all.map()? {
            put(status, mappings.clone())?;
        }
    }
    // A changed mapping replaces the integration.
    let wanted = match (own == Normal::empty(), shared) {
        (true, false) => return Ok(()),
        (true, true) => "server_header".to_owned(),
        (false, _) => format!("{name}_responses"),
    };
    let lifecycle = contents.inner("lifecycle")?.ok_or("no lifecycle")?;
    let trigger = source(&lifecycle.demand("replace_triggered_by")?);
    let trigger: String = trigger.split_whitespace().collect();
    if trigger.replace(",]", "]") != format!("[terraform_data.{wanted}]") {
        return Err(format!("replaced by {trigger}"));
    }
    let data = module.of_type("terraform_data")?;
    let data = data.into_iter().find(|(known, _)| *known == wanted);
    let (_, mut data) = data.ok_or_else(|| format!("no terraform_data.{wanted}"))?;
    let input = data.demand("input")?;
    data.done("terraform_data")?;
    if own == Normal::empty() {
        return match source(&input).as_str() {
            "local.server_header" => Ok(()),
            other => Err(format!("{wanted} is {other}")),
        };
    }
    if shared {
        let header = hcl::expr::Expression::from(hcl::Traversal::new(
            hcl::expr::Variable::unchecked("local"),
            [hcl::expr::TraversalOperator::GetAttr(
                hcl::Identifier::unchecked("server_header"),
            )],
        ));
        own.map()?
            .insert("server_header".to_owned(), module.value(&header)?);
    }
    match module.value(&input)? == own {
        true => Ok(()),
        false => Err(format!("{wanted} is not what the integration says")),
    }
}

fn container(
    module: &Module<'_>,
    contents: &mut Contents,
    resource: &mut Normal,
) -> Result<(), String> {
    let container = contents.inner("primary_container")?.ok_or("no container")?;
    for (word, value, to) in [
        ("environment", "value", "PrimaryContainer.Environment"),
        ("secret", "value_from", "PrimaryContainer.Secrets"),
    ] {
        let mut all = Normal::empty();
        for mut block in container.blocks(word) {
            let name = module.value(&block.demand("name")?)?;
            let value = module.value(&block.demand(value)?)?;
            block.done(word)?;
            all.map()?.insert(name.known()?.to_owned(), value);
        }
        if all != Normal::empty() {
            resource.put(to, all)?;
        }
    }
    Ok(())
}

/// Reads a function's ARN, which the provider expects without version or alias.
fn function(
    module: &Module<'_>,
    contents: &mut Contents,
    resource: &mut Normal,
) -> Result<(), String> {
    let name = contents.demand("function_name")?;
    let qualifier = contents.take("qualifier");
    let arn = match (&name, &qualifier) {
        (Expression::FuncCall(_), Some(qualifier)) => {
            let (name, qualifier) = (source(&name), source(qualifier));
            let arn = name.strip_prefix("join(\":\", slice(split(\":\", ");
            let arn = arn.and_then(|rest| rest.strip_suffix("), 0, 7))"));
            let arn = arn.ok_or_else(|| format!("a function called {name}"))?;
            if qualifier != format!("try(split(\":\", {arn})[7], null)") {
                return Err(format!("a qualifier of {qualifier}"));
            }
            let document: hcl::Body =
                hcl::parse(&format!("arn = {arn}\n")).map_err(|fault| fault.to_string())?;
            Contents::of(&document)?.demand("arn")?
        }
        (name, _) => (*name).clone(),
    };
    let arn = module.value(&arn)?;
    let arn = match (&name, qualifier) {
        (Expression::FuncCall(_), None) => {
            return Err("a function without its qualifier".to_owned());
        }
        (Expression::FuncCall(_), Some(_)) | (_, None) => arn,
        (_, Some(qualifier)) => {
            let qualifier = module.value(&qualifier)?;
            Normal::text(format!("{}:{}", arn.known()?, qualifier.known()?))
        }
    };
    resource.put("FunctionName", arn)
}

/// Reads a role's policies, which are separate resources here.
fn rights(module: &Module<'_>, name: &str, resource: &mut Normal) -> Result<(), String> {
    let of_role = format!("aws_iam_role.{name}.name");
    let mut managed = Vec::new();
    for (_, mut contents) in module.of_type("aws_iam_role_policy_attachment")? {
        if contents.peek("role").as_deref() == Some(&of_role) {
            contents.demand("role")?;
            managed.push(module.value(&contents.demand("policy_arn")?)?);
            contents.done("an attachment")?;
        }
    }
    let mut own = Vec::new();
    for (_, mut contents) in module.of_type("aws_iam_role_policy")? {
        if contents.peek("role").as_deref() == Some(&of_role) {
            contents.demand("role")?;
            let mut policy = Normal::empty();
            policy.put("PolicyName", module.value(&contents.demand("name")?)?)?;
            policy.put("PolicyDocument", module.value(&contents.demand("policy")?)?)?;
            contents.done("a policy")?;
            own.push(policy);
        }
    }
    if !managed.is_empty() {
        resource.put("ManagedPolicyArns", Normal::List(managed))?;
    }
    if !own.is_empty() {
        resource.put("Policies", Normal::List(own))?;
    }
    Ok(())
}

/// Reads a certificate's validation record, which CloudFormation creates implicitly.
fn validation(module: &Module<'_>, name: &str, resource: &mut Normal) -> Result<(), String> {
    let made = format!("aws_acm_certificate.{name}");
    let option =
        |field: &str| format!("one({made}.domain_validation_options).resource_record_{field}");
    let records = module.of_type("aws_route53_record")?;
    let record = records
        .into_iter()
        .find(|(_, contents)| contents.peek("name").as_deref() == Some(&option("name")));
    let (record_name, mut record) = record.ok_or("no record for the certificate")?;
    record.demand("name")?;
    let zone = module.value(&record.demand("zone_id")?)?;
    let expected = [
        ("type", option("type")),
        ("records", format!("[{}]", option("value"))),
    ];
    for (argument, wanted) in expected {
        let said = source(&record.demand(argument)?);
        let said: String = said.split_whitespace().collect();
        if said.replace(",]", "]") != wanted {
            return Err(format!("{argument} of the record is {said}"));
        }
    }
    record.demand("ttl")?;
    record.demand("allow_overwrite")?;
    record.done("a record")?;
    let validated = module.of_type("aws_acm_certificate_validation")?;
    let validated = validated.into_iter().find(|(known, _)| known == name);
    let (_, mut validated) = validated.ok_or("no validation of the certificate")?;
    let arn = source(&validated.demand("certificate_arn")?);
    let names = source(&validated.demand("validation_record_fqdns")?);
    let names: String = names.split_whitespace().collect();
    validated.done("a validation")?;
    let wanted = format!("[aws_route53_record.{record_name}.fqdn]");
    if arn != format!("{made}.arn") || names.replace(",]", "]") != wanted {
        return Err(format!("validation of {arn} by {names}"));
    }
    let mut option = Normal::empty();
    option.put(
        "DomainName",
        resource.at("DomainName").cloned().ok_or("no host")?,
    )?;
    option.put("HostedZoneId", zone)?;
    resource.put("DomainValidationOptions", Normal::List(vec![option]))
}

/// Merges resources that belong to others: alias records and targets. Fails if any resource remains unread.
pub(crate) fn fold(module: &Module<'_>, deployment: &mut Deployment) -> Result<(), String> {
    for (name, mut record) in module.of_type("aws_route53_record")? {
        if record.block("alias")?.is_none() {
            // The record of a certificate has been read by `validation`.
            let known = module.of_type("aws_acm_certificate")?;
            match name.strip_suffix("_validation") {
                Some(of) if known.iter().any(|(known, _)| known == of) => continue,
                _ => return Err(format!("nobody knows the record {name}")),
            }
        }
        let (label, resource) = alias(module, &name)?;
        deployment.resources.insert(label, resource);
    }
    for (name, contents) in module.of_type("aws_lb_target_group_attachment")? {
        targets(module, &name, contents, deployment)
            .map_err(|fault| format!("targets {name}: {fault}"))?;
    }
    for kind in ["aws_iam_role_policy_attachment", "aws_iam_role_policy"] {
        for (name, contents) in module.of_type(kind)? {
            let role = contents.peek("role").unwrap_or_default();
            let role = role
                .strip_prefix("aws_iam_role.")
                .and_then(|rest| rest.strip_suffix(".name"));
            let roles = module.of_type("aws_iam_role")?;
            if !roles.iter().any(|(known, _)| Some(known.as_str()) == role) {
                return Err(format!("{kind}.{name} is of no role"));
            }
        }
    }
    for (name, _) in module.of_type("aws_acm_certificate_validation")? {
        if !module
            .of_type("aws_acm_certificate")?
            .iter()
            .any(|(known, _)| *known == name)
        {
            return Err(format!("the validation {name} is of no certificate"));
        }
    }
    Ok(())
}

const RECORD: Type = Type {
    terraform: "aws_route53_record",
    aws: "AWS::Route53::RecordSet",
    word: "record",
    properties: &[],
    implied: &[],
    demands: &[],
    name: None,
};

fn alias(module: &Module<'_>, name: &str) -> Result<(String, Normal), String> {
    let records = module.of_type("aws_route53_record")?;
    let record = records.into_iter().find(|(known, _)| known == name);
    let (_, mut record) = record.ok_or("no record")?;
    let mut resource = Normal::empty();
    resource.put("Type", Normal::text(RECORD.aws))?;
    // The property `Type` of a record would collide with the type of the resource.
    resource.put("RecordType", module.value(&record.demand("type")?)?)?;
    resource.put("HostedZoneId", module.value(&record.demand("zone_id")?)?)?;
    resource.put("Name", module.value(&record.demand("name")?)?)?;
    let mut alias = record.block("alias")?.ok_or("no alias")?;
    resource.put("AliasTarget.DNSName", module.value(&alias.demand("name")?)?)?;
    resource.put(
        "AliasTarget.HostedZoneId",
        module.value(&alias.demand("zone_id")?)?,
    )?;
    alias.demand("evaluate_target_health")?;
    alias.done("alias")?;
    let mut lifecycle = record.block("lifecycle")?.ok_or("no lifecycle")?;
    lifecycle.demand("create_before_destroy")?;
    lifecycle.done("lifecycle")?;
    record.done(name)?;
    Ok((module.label(&RECORD, name), resource))
}

fn targets(
    module: &Module<'_>,
    name: &str,
    mut contents: Contents,
    deployment: &mut Deployment,
) -> Result<(), String> {
    let group = module.value(&contents.demand("target_group_arn")?)?;
    let (pool, _) = group.reference()?;
    let port = module.value(&contents.demand("port")?)?;
    let address = source(&contents.demand("target_id")?);
    let endpoint = match contents.take("for_each") {
        // The addresses of an endpoint that is created wait for it, those of an existing one do not.
        Some(pinned) if address == "each.value" && contents.has("depends_on") => {
            made_endpoint(pinned_endpoint(module, &address, &pinned, &mut contents)?)
        }
        Some(addresses) if address == "each.value" => {
            contents.done("targets")?;
            let targets = known_targets(module, &addresses, &port)?;
            let group = deployment.resources.get_mut(&pool);
            let group = group.ok_or_else(|| format!("no target group {pool}"))?;
            return group.put("Targets", targets);
        }
        Some(each) if address == "each.value.private_ip" => existing_endpoint(module, name, &each)?,
        each => {
            let found = found_endpoint(module, name, &address, each, &mut contents);
            made_endpoint(found?)
        }
    };
    contents.done("targets")?;
    register(deployment, &pool, endpoint, port)
}

/// Reads the existing endpoint whose interfaces are looked up.
fn existing_endpoint(module: &Module<'_>, name: &str, each: &Expression) -> Result<Normal, String> {
    let mut found = module.data("aws_network_interface", name)?.clone();
    let endpoint = found.demand("for_each").map(|each| source(&each))?;
    let endpoint = endpoint
        .strip_prefix("data.aws_vpc_endpoint.")
        .and_then(|rest| rest.strip_suffix(".network_interface_ids"))
        .ok_or("interfaces of nothing")?;
    let id = source(&found.demand("id")?);
    found.done("aws_network_interface")?;
    if id != "each.key" || source(each) != format!("data.aws_network_interface.{name}") {
        return Err(format!("{id} of {}", source(each)));
    }
    let mut endpoint = module.data("aws_vpc_endpoint", endpoint)?.clone();
    let id = module.value(&endpoint.demand("id")?)?;
    endpoint.done("aws_vpc_endpoint")?;
    Ok(id)
}

/// Reads the addresses of an existing endpoint, which are targets.
fn known_targets(
    module: &Module<'_>,
    addresses: &Expression,
    port: &Normal,
) -> Result<Normal, String> {
    let Expression::FuncCall(call) = addresses else {
        return Err(format!("targets of {}", source(addresses)));
    };
    let [Expression::Array(addresses)] = call.args.as_slice() else {
        return Err(format!("targets of {call:?}"));
    };
    let target = |address: &Expression| {
        let mut target = Normal::empty();
        target.put("Id", module.value(address)?)?;
        target.put("Port", port.clone())?;
        Ok(target)
    };
    let targets: Result<Vec<Normal>, String> = addresses.iter().map(target).collect();
    Ok(Normal::List(targets?))
}

/// Reads the endpoint whose pinned addresses are the targets.
fn pinned_endpoint(
    module: &Module<'_>,
    address: &str,
    pinned: &Expression,
    contents: &mut Contents,
) -> Result<String, String> {
    let order = contents.demand("depends_on")?;
    module.check_order(&order)?;
    let order = source(&order);
    let endpoint: String = order
        .chars()
        .filter(|letter| !"[], \n".contains(*letter))
        .collect();
    let name = endpoint
        .strip_prefix("aws_vpc_endpoint.")
        .ok_or("pinned to no endpoint")?;
    let endpoints = module.of_type("aws_vpc_endpoint")?;
    let found = endpoints.into_iter().find(|(known, _)| known == name);
    let (_, mut found) = found.ok_or("pinned to no endpoint")?;
    let subnets = module.value(&found.demand("subnet_ids")?)?;
    let mut said = Vec::new();
    let mut addresses = Vec::new();
    for mut block in found.blocks("subnet_configuration") {
        said.push(module.value(&block.demand("subnet_id")?)?);
        addresses.push(block.demand("ipv4")?);
        block.done("subnet_configuration")?;
    }
    let call = format!("toset({})", source(&Expression::Array(addresses)));
    let flat = |text: &str| -> String { text.split_whitespace().collect() };
    if Normal::List(said) != subnets
        || flat(&source(pinned)) != flat(&call)
        || address != "each.value"
    {
        return Err(format!("{address} of {} for {call}", source(pinned)));
    }
    label(module, "endpoint", name)
}

/// Reads the endpoint whose interfaces are found by its subnets.
fn found_endpoint(
    module: &Module<'_>,
    name: &str,
    address: &str,
    each: Option<Expression>,
    contents: &mut Contents,
) -> Result<String, String> {
    let flat = |text: &str| -> String {
        let text: String = text.split_whitespace().collect();
        text.replace(",]", "]")
    };
    let found = module.data("aws_network_interface", name)?;
    let filters = found.filters()?;
    let [(by_id, ids), (by_subnet, subnet)] = filters.as_slice() else {
        return Err(format!("{} filters", filters.len()));
    };
    let current = ids
        .strip_prefix("data.aws_vpc_endpoint.")
        .and_then(|rest| rest.strip_suffix(".network_interface_ids"))
        .ok_or("interfaces of nothing")?;
    // Has to be read after every change of the endpoint, whose own attribute keeps the previous interfaces.
    let mut current = module.data("aws_vpc_endpoint", current)?.clone();
    let id = source(&current.demand("id")?);
    let order = flat(&source(&current.demand("depends_on")?));
    current.done("aws_vpc_endpoint")?;
    let endpoint = id.strip_suffix(".id").ok_or("an endpoint without an id")?;
    if order != format!("[{endpoint}]") {
        return Err(format!("{endpoint} read after {order}"));
    }
    let endpoint_name = endpoint
        .strip_prefix("aws_vpc_endpoint.")
        .ok_or("of no endpoint")?;
    let endpoints = module.of_type("aws_vpc_endpoint")?;
    let known = endpoints.iter().find(|(known, _)| known == endpoint_name);
    let (_, known) = known.ok_or("of no endpoint")?;
    let subnets = known
        .peek("subnet_ids")
        .ok_or("an endpoint without subnets")?;
    let mut lifecycle = contents.block("lifecycle")?.ok_or("no lifecycle")?;
    let ignored = flat(&source(&lifecycle.demand("ignore_changes")?));
    let triggers = flat(&source(&lifecycle.demand("replace_triggered_by")?));
    lifecycle.done("lifecycle")?;
    let (key, repeated, wanted, wanted_subnet, wanted_triggers) = match each {
        Some(each) => (
            "each.key",
            source(&each),
            format!("toset({subnets})"),
            "[each.key]".to_owned(),
            format!("[{endpoint}.id]"),
        ),
        None => {
            let count = source(&contents.demand("count")?);
            let data = module.of_type("terraform_data")?;
            let own = format!("{name}_subnet");
            let (_, data) = data
                .iter()
                .find(|(known, _)| *known == own)
                .ok_or("no terraform_data")?;
            let input = flat(&data.peek("input").unwrap_or_default());
            if data.peek("count").as_ref() != Some(&count)
                || input != format!("{}[count.index]", flat(&subnets))
            {
                return Err(format!("terraform_data.{own} is {input}"));
            }
            let wanted = match flat(&subnets).strip_prefix('[') {
                Some(_) => (flat(&subnets).matches(',').count() + 1).to_string(),
                None => format!("length({subnets})"),
            };
            (
                "count.index",
                count,
                wanted,
                format!("[{}[count.index]]", flat(&subnets)),
                format!("[{endpoint}.id,terraform_data.{own}[count.index]]"),
            )
        }
    };
    let word = if key == "each.key" {
        "for_each"
    } else {
        "count"
    };
    let right = address == format!("data.aws_network_interface.{name}[{key}].private_ip")
        && by_id == "\"network-interface-id\""
        && by_subnet == "\"subnet-id\""
        && flat(subnet) == wanted_subnet
        && flat(&found.peek(word).unwrap_or_default()) == flat(&repeated)
        && flat(&repeated) == flat(&wanted)
        && ignored == "[target_id]"
        && triggers == wanted_triggers;
    match right {
        true => label(module, "endpoint", endpoint_name),
        false => Err(format!(
            "{address} {by_id} {by_subnet} {subnet} {repeated} {wanted} {ignored} {triggers}"
        )),
    }
}

fn label(module: &Module<'_>, word: &str, name: &str) -> Result<String, String> {
    let known = TYPES.iter().find(|known| known.word == word);
    Ok(module.label(known.ok_or("no such type")?, name))
}
