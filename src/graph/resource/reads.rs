//! What resources read: every reference, value and number of a body, so that no one walks properties by hand.
//!
//! Every field is taken apart by name: a new one must be placed here before the build goes on.

use crate::graph::resource::{Body, api, compute, dns, logs, network};
use crate::graph::{Expr, Id, ListExpr, Num};

/// Something that a property reads.
#[derive(Clone, Copy, Debug)]
pub enum Read<'r> {
    /// A resource as a whole.
    Resource(&'r Id),
    /// A text.
    Value(&'r Expr),
    /// A list of texts.
    List(&'r ListExpr),
    /// A number.
    Number(&'r Num),
    /// An input that is a rate.
    Input(&'r str),
}

/// Called with everything that a body reads.
type See<'s, 'r> = dyn FnMut(Read<'r>) + 's;

impl Body {
    /// Shows everything that it reads.
    pub fn each_read<'r>(&'r self, see: &mut See<'_, 'r>) {
        match self {
            Self::Api(body) => api(body, see),
            Self::Stage(body) => stage(body, see),
            Self::Route(body) => route(body, see),
            Self::Integration(body) => integration(body, see),
            Self::Authorizer(body) => authorizer(body, see),
            Self::VpcLink(body) => vpc_link(body, see),
            Self::SecurityGroup(body) => security_group(body, see),
            Self::Ingress(body) | Self::Egress(body) => security_rule(body, see),
            Self::Endpoint(body) => endpoint(body, see),
            Self::EndpointTargets(body) => endpoint_targets(body, see),
            Self::Balancer(body) => balancer(body, see),
            Self::TargetGroup(body) => target_group(body, see),
            Self::Listener(body) => listener(body, see),
            Self::AppRunnerService(body) => app_runner_service(body, see),
            Self::AutoScaling(body) => tags(&body.tags, see),
            Self::VpcConnector(body) => vpc_connector(body, see),
            Self::VpcIngress(body) => vpc_ingress(body, see),
            Self::ExpressService(body) => express_service(body, see),
            Self::ExpressLookup(compute::ExpressLookup { service }) => see(Read::Value(service)),
            Self::Role(body) => role(body, see),
            Self::Permission(body) => permission(body, see),
            Self::Certificate(body) => certificate(body, see),
            Self::Domain(body) => domain(body, see),
            Self::Mapping(body) => mapping(body, see),
            Self::Record(body) => record(body, see),
            Self::LogGroup(body) => log_group(body, see),
        }
    }

    /// The resources that it reads, in no order, maybe more than once.
    #[must_use]
    pub fn resources(&self) -> Vec<&Id> {
        let mut ids = Vec::new();
        self.each_read(&mut |read| match read {
            Read::Resource(id) => ids.push(id),
            Read::Value(expr) => expr.reads(&mut ids),
            Read::List(list) => list.reads(&mut ids),
            Read::Number(_) | Read::Input(_) => {}
        });
        ids
    }
}

fn values<'r>(values: impl IntoIterator<Item = &'r Expr>, see: &mut See<'_, 'r>) {
    for value in values {
        see(Read::Value(value));
    }
}

fn numbers<'r>(numbers: impl IntoIterator<Item = &'r Num>, see: &mut See<'_, 'r>) {
    for number in numbers {
        see(Read::Number(number));
    }
}

fn tags<'r>(tags: &'r [(String, Expr)], see: &mut See<'_, 'r>) {
    values(tags.iter().map(|(_, value)| value), see);
}

fn api<'r>(body: &'r api::Api, see: &mut See<'_, 'r>) {
    let api::Api {
        name,
        description,
        cors,
        disable_execute_api_endpoint: _,
        dualstack: _,
        tags: own_tags,
    } = body;
    see(Read::Value(name));
    values(description, see);
    if let Some(api::Cors {
        allow_origins,
        allow_methods: _,
        allow_headers,
        expose_headers,
        max_age,
        allow_credentials: _,
    }) = cors
    {
        let all = allow_origins.iter().chain(allow_headers);
        values(all.chain(expose_headers), see);
        numbers(max_age, see);
    }
    tags(own_tags, see);
}

fn limit<'r>(limit: &'r api::Limit, see: &mut See<'_, 'r>) {
    match &limit.rate {
        api::RateNum::Known(_) => {}
        api::RateNum::Input(name) => see(Read::Input(name)),
    }
    numbers(&limit.burst, see);
}

fn stage<'r>(body: &'r api::Stage, see: &mut See<'_, 'r>) {
    let api::Stage {
        api,
        access_log,
        throttle,
        detailed_metrics: _,
        routes,
        variables,
        tags: own_tags,
    } = body;
    see(Read::Resource(api));
    if let Some(api::AccessLog { group, format: _ }) = access_log {
        see(Read::Resource(group));
    }
    if let Some(throttle) = throttle {
        limit(throttle, see);
    }
    for api::RouteSettings {
        route,
        route_key: _,
        throttle,
        detailed_metrics: _,
    } in routes
    {
        see(Read::Resource(route));
        limit(throttle, see);
    }
    values(variables.iter().map(|(_, value)| value), see);
    tags(own_tags, see);
}

fn route<'r>(body: &'r api::Route, see: &mut See<'_, 'r>) {
    let api::Route {
        api,
        key: _,
        target,
        authorization,
    } = body;
    see(Read::Resource(api));
    see(Read::Resource(target));
    match authorization {
        api::Authorization::None | api::Authorization::Iam => {}
        api::Authorization::Jwt {
            authorizer,
            scopes: _,
        }
        | api::Authorization::Custom { authorizer } => see(Read::Resource(authorizer)),
    }
}

fn integration<'r>(body: &'r api::Integration, see: &mut See<'_, 'r>) {
    let api::Integration {
        api,
        description: _,
        call,
        timeout,
        request,
        response,
    } = body;
    see(Read::Resource(api));
    match call {
        api::Call::Http { uri } => see(Read::Value(uri)),
        api::Call::Private {
            uri,
            link,
            server_name,
            ingress,
        } => {
            see(Read::Value(uri));
            see(Read::Resource(link));
            values(server_name, see);
            if let Some(ingress) = ingress {
                see(Read::Resource(ingress));
            }
        }
        api::Call::Lambda { function } => see(Read::Value(function)),
        api::Call::Service {
            subtype: _,
            credentials,
        } => see(Read::Value(credentials)),
    }
    numbers(timeout, see);
    tags(request, see);
    for (_, changes) in response {
        tags(changes, see);
    }
}

fn authorizer<'r>(body: &'r api::Authorizer, see: &mut See<'_, 'r>) {
    let api::Authorizer {
        api,
        name: _,
        check,
    } = body;
    see(Read::Resource(api));
    match check {
        api::AuthorizerCheck::Jwt {
            issuer,
            audience,
            identity_source: _,
        } => {
            see(Read::Value(issuer));
            see(Read::List(audience));
        }
        api::AuthorizerCheck::Request {
            function,
            identity_sources: _,
            ttl,
            simple: _,
        } => {
            see(Read::Value(function));
            see(Read::Number(ttl));
        }
    }
}

fn vpc_link<'r>(body: &'r network::VpcLink, see: &mut See<'_, 'r>) {
    let network::VpcLink {
        name,
        subnets,
        security_group,
        extra_security_groups,
        tags: own_tags,
    } = body;
    see(Read::Value(name));
    see(Read::List(subnets));
    see(Read::Resource(security_group));
    if let Some(groups) = extra_security_groups {
        see(Read::List(groups));
    }
    tags(own_tags, see);
}

fn security_group<'r>(body: &'r network::SecurityGroup, see: &mut See<'_, 'r>) {
    let network::SecurityGroup {
        description: _,
        vpc,
        tags: own_tags,
    } = body;
    see(Read::Value(vpc));
    tags(own_tags, see);
}

fn security_rule<'r>(body: &'r network::SecurityRule, see: &mut See<'_, 'r>) {
    let network::SecurityRule {
        description: _,
        group,
        peer,
        ports: _,
    } = body;
    see(Read::Value(group));
    match peer {
        network::Peer::Group(group) => see(Read::Value(group)),
        network::Peer::AnyIpv4 => {}
    }
}

fn endpoint<'r>(body: &'r network::Endpoint, see: &mut See<'_, 'r>) {
    let network::Endpoint {
        vpc,
        service,
        subnets,
        security_group,
        addresses,
        tags: own_tags,
    } = body;
    values([vpc, service], see);
    see(Read::List(subnets));
    see(Read::Resource(security_group));
    values(addresses.iter().flatten(), see);
    tags(own_tags, see);
}

fn endpoint_targets<'r>(body: &'r network::EndpointTargets, see: &mut See<'_, 'r>) {
    let network::EndpointTargets {
        endpoint,
        target_group,
        port: _,
        subnets,
        addresses,
    } = body;
    see(Read::Resource(endpoint));
    see(Read::Resource(target_group));
    see(Read::List(subnets));
    values(addresses.iter().flatten(), see);
}

fn balancer<'r>(body: &'r network::Balancer, see: &mut See<'_, 'r>) {
    let network::Balancer {
        subnets,
        security_group,
        tags: own_tags,
    } = body;
    see(Read::List(subnets));
    see(Read::Resource(security_group));
    tags(own_tags, see);
}

fn target_group<'r>(body: &'r network::TargetGroup, see: &mut See<'_, 'r>) {
    let network::TargetGroup {
        vpc,
        port: _,
        tags: own_tags,
    } = body;
    see(Read::Value(vpc));
    tags(own_tags, see);
}

fn listener<'r>(body: &'r network::Listener, see: &mut See<'_, 'r>) {
    let network::Listener {
        balancer,
        port: _,
        target_group,
    } = body;
    see(Read::Resource(balancer));
    see(Read::Resource(target_group));
}

fn app_runner_service<'r>(body: &'r compute::AppRunnerService, see: &mut See<'_, 'r>) {
    let compute::AppRunnerService {
        name: _,
        image,
        repository,
        port,
        cpu,
        memory,
        env,
        secrets,
        health,
        instance_role,
        scaling,
        connector,
        public: _,
        tags: own_tags,
    } = body;
    see(Read::Value(image));
    match repository {
        compute::Repository::Ecr { access_role } => see(Read::Value(access_role)),
        compute::Repository::EcrPublic => {}
    }
    numbers([port, cpu, memory], see);
    tags(env, see);
    tags(secrets, see);
    if let Some(compute::HealthCheck {
        path,
        interval,
        timeout,
        healthy,
        unhealthy,
    }) = health
    {
        see(Read::Value(path));
        let all = interval.iter().chain(timeout);
        numbers(all.chain(healthy).chain(unhealthy), see);
    }
    values(instance_role, see);
    if let Some(scaling) = scaling {
        see(Read::Resource(scaling));
    }
    values(connector, see);
    tags(own_tags, see);
}

fn vpc_connector<'r>(body: &'r compute::VpcConnector, see: &mut See<'_, 'r>) {
    let compute::VpcConnector {
        name: _,
        subnets,
        security_groups,
        tags: own_tags,
    } = body;
    see(Read::List(subnets));
    if let Some(groups) = security_groups {
        see(Read::List(groups));
    }
    tags(own_tags, see);
}

fn vpc_ingress<'r>(body: &'r compute::VpcIngress, see: &mut See<'_, 'r>) {
    let compute::VpcIngress {
        name: _,
        service,
        vpc,
        endpoint,
        tags: own_tags,
    } = body;
    values([service, vpc], see);
    see(Read::Resource(endpoint));
    tags(own_tags, see);
}

fn express_service<'r>(body: &'r compute::ExpressService, see: &mut See<'_, 'r>) {
    let compute::ExpressService {
        name: _,
        image,
        port,
        cpu,
        memory,
        health_path,
        env,
        secrets,
        execution_role,
        infrastructure_role,
        task_role,
        subnets,
        min: _,
        max: _,
        scaling: _,
        tags: own_tags,
    } = body;
    values(
        [image, health_path, execution_role, infrastructure_role],
        see,
    );
    values(task_role, see);
    numbers([port, cpu, memory], see);
    tags(env, see);
    tags(secrets, see);
    if let Some(subnets) = subnets {
        see(Read::List(subnets));
    }
    tags(own_tags, see);
}

fn role<'r>(body: &'r compute::Role, see: &mut See<'_, 'r>) {
    let compute::Role {
        description: _,
        principal: _,
        managed_policies,
        statements,
        tags: own_tags,
    } = body;
    values(managed_policies, see);
    for compute::Statement {
        actions: _,
        resources,
    } in statements
    {
        values(resources, see);
    }
    tags(own_tags, see);
}

fn permission<'r>(body: &'r compute::Permission, see: &mut See<'_, 'r>) {
    let compute::Permission {
        function,
        source_arn,
    } = body;
    values([function, source_arn], see);
}

fn certificate<'r>(body: &'r dns::Certificate, see: &mut See<'_, 'r>) {
    let dns::Certificate {
        host,
        zone,
        tags: own_tags,
    } = body;
    values([host, zone], see);
    tags(own_tags, see);
}

fn domain<'r>(body: &'r dns::Domain, see: &mut See<'_, 'r>) {
    let dns::Domain {
        host,
        certificate,
        truststore,
        truststore_version,
        dualstack: _,
        tags: own_tags,
    } = body;
    values([host, certificate], see);
    values(truststore.iter().chain(truststore_version), see);
    tags(own_tags, see);
}

fn mapping<'r>(body: &'r dns::Mapping, see: &mut See<'_, 'r>) {
    let dns::Mapping {
        domain,
        api,
        stage,
        key,
    } = body;
    see(Read::Resource(domain));
    see(Read::Resource(api));
    see(Read::Resource(stage));
    values(key, see);
}

fn record<'r>(body: &'r dns::Record, see: &mut See<'_, 'r>) {
    let dns::Record {
        zone,
        host,
        record_type: _,
        domain,
    } = body;
    values([zone, host], see);
    see(Read::Resource(domain));
}

fn log_group<'r>(body: &'r logs::LogGroup, see: &mut See<'_, 'r>) {
    let logs::LogGroup {
        name,
        retention_days,
        tags: own_tags,
    } = body;
    see(Read::Value(name));
    numbers(retention_days, see);
    tags(own_tags, see);
}
