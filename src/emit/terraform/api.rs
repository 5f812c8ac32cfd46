//! The API's own resources: API, stage, routes, integrations, authorizers.

use std::collections::BTreeMap;

use crate::emit::properties::text::{API_DESCRIPTION, within};
use crate::emit::terraform::responses;
use crate::emit::terraform::scope::{Scope, number};
use crate::emit::terraform::tree::{Block, Value};
use crate::graph::resource::api::{
    AccessLog, Api, Authorization, Authorizer, AuthorizerCheck, Call, Cors, Integration, Limit,
    RateNum, Route, RouteSettings, Stage,
};
use crate::graph::{Attribute, Expr, ListExpr, Num, Rate};

const WHY_LIMITS: &str = "Set even to the account's default, because the provider sends 0 for a missing limit, and API Gateway then answers\n\
         every request with 429.";

const WHY_DOUBLED: &str = "API Gateway receives $${..} as ${..}, and replaces it for each request.";

pub(super) fn api(scope: &Scope<'_>, name: &str, api: &Api) -> Vec<Block> {
    let Api {
        name: title,
        description,
        cors,
        disable_execute_api_endpoint,
        dualstack,
        tags,
    } = api;
    let block = Block::resource("aws_apigatewayv2_api", name)
        .set("name", scope.expr(title))
        .text("protocol_type", "HTTP")
        .maybe(
            "description",
            description.as_ref().map(|text| scope.expr(text)),
        )
        .set(
            "disable_execute_api_endpoint",
            Value::Bool(*disable_execute_api_endpoint),
        )
        .text("ip_address_type", ip_address_type(*dualstack))
        .nest_all(cors.as_ref().map(|cors| cors_block(scope, cors)))
        .maybe("tags", scope.tags(tags));
    vec![block]
}

fn cors_block(scope: &Scope<'_>, cors: &Cors) -> Block {
    let Cors {
        allow_origins,
        allow_methods,
        allow_headers,
        expose_headers,
        max_age,
        allow_credentials,
    } = cors;
    let some = |entries: &ListExpr| some_list(scope, entries);
    Block::new("cors_configuration", &[])
        .maybe("allow_origins", some(allow_origins))
        .maybe("allow_methods", some(allow_methods))
        .maybe("allow_headers", some(allow_headers))
        .maybe("expose_headers", some(expose_headers))
        .maybe("max_age", max_age.as_ref().map(number))
        .maybe("allow_credentials", allow_credentials.map(Value::Bool))
}

pub(super) fn stage(scope: &Scope<'_>, name: &str, stage: &Stage) -> Vec<Block> {
    let Stage {
        api,
        access_log,
        throttle,
        detailed_metrics,
        routes,
        variables,
        tags,
    } = stage;
    let log = access_log.as_ref().map(|log| {
        let AccessLog { group, format } = log;
        Block::new("access_log_settings", &[])
            .set("destination_arn", scope.expr(group))
            .set("format", log_format(scope, format))
    });
    let defaults = limits(
        Block::new("default_route_settings", &[]).note(WHY_LIMITS),
        throttle,
        *detailed_metrics,
    );
    let block = Block::resource("aws_apigatewayv2_stage", name)
        .code("api_id", scope.get(api, Attribute::Id))
        .text("name", "$default")
        .set("auto_deploy", Value::Bool(true))
        .maybe("stage_variables", scope.map(variables))
        .nest_all(log)
        .nest(defaults)
        .nest_all(
            routes
                .iter()
                .map(|settings| route_settings(scope, settings)),
        )
        .maybe("tags", scope.tags(tags));
    vec![block]
}

fn route_settings(scope: &Scope<'_>, settings: &RouteSettings) -> Block {
    let RouteSettings {
        route,
        // Taken from the route itself, so that the route exists before the stage names it.
        route_key: _,
        throttle,
        detailed_metrics,
    } = settings;
    // Read only to order the resources; the key is not an attribute in the graph.
    let _ = scope.get(route, Attribute::Id);
    let block = Block::new("route_settings", &[])
        .code("route_key", format!("{}.route_key", scope.address(route)));
    limits(block, throttle, *detailed_metrics)
}

fn limits(block: Block, limit: &Limit, detailed_metrics: bool) -> Block {
    let Limit { rate, burst } = limit;
    block
        .set("detailed_metrics_enabled", Value::Bool(detailed_metrics))
        .set("throttling_rate_limit", rate_number(rate))
        .set("throttling_burst_limit", number(burst))
}

/// Returns a log format: as an object if it is a JSON object of strings, otherwise as text.
fn log_format(scope: &Scope<'_>, format: &Expr) -> Value {
    let known = format.known();
    let entries =
        known.and_then(|text| serde_json::from_str::<BTreeMap<String, String>>(text).ok());
    match entries {
        Some(entries) => {
            let entries = entries.into_iter();
            let entries = entries.map(|(key, value)| (key, Value::Text(value)));
            Value::Call("jsonencode", Box::new(Value::Map(entries.collect())))
        }
        None => scope.expr(format),
    }
}

fn rate_number(rate: &RateNum) -> Value {
    match rate {
        RateNum::Known(Rate(thousandths)) => {
            let (whole, rest) = (thousandths / 1000, thousandths % 1000);
            if rest == 0 {
                Value::number(whole)
            } else {
                let rest = format!("{rest:03}");
                Value::Number(format!("{whole}.{}", rest.trim_end_matches('0')))
            }
        }
        RateNum::Input(name) => number(&Num::Input(name.clone())),
    }
}

pub(super) fn route(scope: &Scope<'_>, name: &str, route: &Route) -> Vec<Block> {
    let Route {
        api,
        key,
        target,
        authorization,
    } = route;
    let target = Expr::join([
        Expr::text("integrations/"),
        Expr::Get(target.clone(), Attribute::Id),
    ]);
    let block = Block::resource("aws_apigatewayv2_route", name)
        .set("api_id", scope.expr(api))
        .text("route_key", &key.to_string())
        .set("target", scope.expr(&target));
    let block = match authorization {
        Authorization::None => block,
        Authorization::Iam => block.text("authorization_type", "AWS_IAM"),
        Authorization::Jwt { authorizer, scopes } => block
            .text("authorization_type", "JWT")
            .code("authorizer_id", scope.get(authorizer, Attribute::Id))
            .maybe("authorization_scopes", some_list(scope, scopes)),
        Authorization::Custom { authorizer } => block
            .text("authorization_type", "CUSTOM")
            .code("authorizer_id", scope.get(authorizer, Attribute::Id)),
    };
    vec![block]
}

pub(super) fn integration(scope: &Scope<'_>, name: &str, integration: &Integration) -> Vec<Block> {
    let Integration {
        api,
        description,
        call,
        timeout,
        request,
        response,
    } = integration;
    let description = description.as_deref();
    let description = description.map(|text| within(text, API_DESCRIPTION));
    let block = Block::resource("aws_apigatewayv2_integration", name)
        .set("api_id", scope.expr(api))
        .maybe("description", description.map(Value::text));
    let block = match call {
        Call::Http { uri } => block
            .text("integration_type", "HTTP_PROXY")
            .text("integration_method", "ANY")
            .set("integration_uri", scope.expr(uri))
            .text("payload_format_version", "1.0"),
        Call::Private {
            uri,
            link,
            server_name: _,
            ingress: _,
        } => block
            .text("integration_type", "HTTP_PROXY")
            .text("integration_method", "ANY")
            .set("integration_uri", scope.expr(uri))
            .text("connection_type", "VPC_LINK")
            .set("connection_id", scope.expr(link))
            .text("payload_format_version", "1.0"),
        Call::Lambda { function, payload } => block
            .text("integration_type", "AWS_PROXY")
            .text("integration_method", "POST")
            .set("integration_uri", scope.expr(function))
            .text("payload_format_version", payload),
        Call::Service {
            subtype,
            credentials,
        } => block
            .text("integration_type", "AWS_PROXY")
            .text("integration_subtype", subtype)
            .set("credentials_arn", scope.expr(credentials))
            .text("payload_format_version", "1.0"),
    };
    let block = block.set("timeout_milliseconds", number(timeout));
    let block = block.nest_all(tls_config(scope, call));
    let block = match scope.map(request) {
        Some(parameters) if variables_of_the_request(request) => {
            block.because(WHY_DOUBLED, "request_parameters", parameters)
        }
        parameters => block.maybe("request_parameters", parameters),
    };
    let block = block.nest_all(responses::blocks(scope, response));
    let trigger = responses::trigger(scope, name, response);
    let lifecycle = trigger.map(|trigger| {
        let triggers = Value::List(vec![Value::code(trigger)]);
        Block::new("lifecycle", &[]).set("replace_triggered_by", triggers)
    });
    let data = responses::data(scope, name, response);
    std::iter::once(block.nest_all(lifecycle))
        .chain(data)
        .collect()
}

/// Returns true if a value contains API Gateway variables, which Terraform would mistake for its own.
fn variables_of_the_request(entries: &[(String, Expr)]) -> bool {
    entries.iter().any(|(_, value)| match value {
        Expr::Literal(text) => text.contains("${"),
        Expr::Join(pieces) => pieces
            .iter()
            .any(|piece| piece.known().is_some_and(|text| text.contains("${"))),
        Expr::Get(..) | Expr::Input(_) => false,
        Expr::Region | Expr::Account | Expr::Partition | Expr::Deployment => false,
    })
}

fn tls_config(scope: &Scope<'_>, call: &Call) -> Option<Block> {
    let server_name = match call {
        Call::Private { server_name, .. } => server_name.as_ref(),
        Call::Http { .. } | Call::Lambda { .. } | Call::Service { .. } => None,
    };
    server_name.map(|server_name| {
        Block::new("tls_config", &[]).set("server_name_to_verify", scope.expr(server_name))
    })
}

pub(super) fn authorizer(scope: &Scope<'_>, name: &str, authorizer: &Authorizer) -> Vec<Block> {
    let Authorizer {
        api,
        name: title,
        check,
    } = authorizer;
    let block = Block::resource("aws_apigatewayv2_authorizer", name)
        .set("api_id", scope.expr(api))
        .text("name", title);
    let block = match check {
        AuthorizerCheck::Jwt {
            issuer,
            audience,
            identity_source,
        } => {
            let tokens = Block::new("jwt_configuration", &[])
                .set("issuer", scope.expr(issuer))
                .set("audience", scope.list(audience));
            block
                .text("authorizer_type", "JWT")
                .set(
                    "identity_sources",
                    Value::List(vec![Value::text(identity_source)]),
                )
                .nest(tokens)
        }
        AuthorizerCheck::Request {
            function,
            identity_sources,
            ttl,
            simple,
        } => block
            .text("authorizer_type", "REQUEST")
            .set("authorizer_uri", scope.expr(&invoke_uri(function)))
            .text("authorizer_payload_format_version", "2.0")
            .maybe("identity_sources", texts(identity_sources))
            .set("authorizer_result_ttl_in_seconds", number(ttl))
            .set("enable_simple_responses", Value::Bool(*simple)),
    };
    vec![block]
}

/// Returns the URI under which API Gateway invokes an authorizer's function.
fn invoke_uri(function: &Expr) -> Expr {
    Expr::join([
        Expr::text("arn:"),
        Expr::Partition,
        Expr::text(":apigateway:"),
        Expr::Region,
        Expr::text(":lambda:path/2015-03-31/functions/"),
        function.clone(),
        Expr::text("/invocations"),
    ])
}

/// Returns a list of literals; `None` if it is empty.
fn texts(entries: &[String]) -> Option<Value> {
    let list = entries.iter().map(Value::text);
    (!entries.is_empty()).then(|| Value::List(list.collect()))
}

/// Returns a list; `None` if it is empty.
fn some_list(scope: &Scope<'_>, entries: &ListExpr) -> Option<Value> {
    match entries {
        ListExpr::Known(known) if known.is_empty() => None,
        entries => Some(scope.list(entries)),
    }
}

/// Returns the value for API Gateway.
pub(super) fn ip_address_type(dualstack: bool) -> &'static str {
    if dualstack { "dualstack" } else { "ipv4" }
}
