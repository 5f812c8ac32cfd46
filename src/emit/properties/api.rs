//! The properties of API Gateway's own resources.

use crate::emit::properties::text::{API_DESCRIPTION, within};
use crate::emit::properties::value::{Map, Value, list, pairs};
use crate::graph::resource::api::{
    AccessLog, Api, Authorization, Authorizer, AuthorizerCheck, Call, Cors, Integration, Limit,
    Route, RouteSettings, Stage,
};
use crate::graph::{Attribute, Expr, Id};

/// Returns the properties of `AWS::ApiGatewayV2::Api`
pub(super) fn api(it: &Api) -> Map<'_> {
    let Api {
        name,
        description,
        cors: cors_of,
        disable_execute_api_endpoint,
        dualstack,
        tags: _,
    } = it;
    Map::new()
        .with("Name", name)
        .maybe("Description", description.as_ref())
        .with("ProtocolType", "HTTP")
        .maybe("CorsConfiguration", cors_of.as_ref().map(cors))
        .with("DisableExecuteApiEndpoint", *disable_execute_api_endpoint)
        .with("IpAddressType", ip_address_type(*dualstack))
}

/// Returns the value for API Gateway's types.
pub(super) fn ip_address_type(dualstack: bool) -> &'static str {
    if dualstack { "dualstack" } else { "ipv4" }
}

fn cors(it: &Cors) -> Map<'_> {
    let Cors {
        allow_origins,
        allow_methods,
        allow_headers,
        expose_headers,
        max_age,
        allow_credentials,
    } = it;
    Map::new()
        .filled("AllowOrigins", allow_origins)
        .filled("AllowMethods", allow_methods)
        .filled("AllowHeaders", allow_headers)
        .filled("ExposeHeaders", expose_headers)
        .maybe("MaxAge", max_age.as_ref())
        .maybe("AllowCredentials", *allow_credentials)
}

/// Returns the properties of `AWS::ApiGatewayV2::Stage`
pub(super) fn stage(it: &Stage) -> Map<'_> {
    let Stage {
        api,
        access_log,
        throttle,
        detailed_metrics,
        routes,
        variables,
        tags: _,
    } = it;
    let defaults = settings(throttle, *detailed_metrics);
    let routes = routes.iter().map(|settings_of| {
        let RouteSettings {
            route: _,
            route_key,
            throttle,
            detailed_metrics,
        } = settings_of;
        let settings = settings(throttle, *detailed_metrics);
        (route_key.as_str().into(), settings.into())
    });
    Map::new()
        .with("ApiId", id(api))
        .with("StageName", "$default")
        .with("AutoDeploy", true)
        .maybe("AccessLogSettings", access_log.as_ref().map(log))
        .with("DefaultRouteSettings", defaults)
        .filled("RouteSettings", Map(routes.collect()))
        .filled("StageVariables", pairs(variables))
}

fn log(it: &AccessLog) -> Map<'_> {
    let AccessLog { group, format } = it;
    Map::new()
        .with("DestinationArn", group)
        .with("Format", format)
}

/// Returns every setting, even if it is AWS's default: an update merges settings, so one that is omitted keeps its
/// previous value.
fn settings(throttle: &Limit, detailed_metrics: bool) -> Map<'_> {
    let Limit { rate, burst } = throttle;
    Map::new()
        .with("DetailedMetricsEnabled", detailed_metrics)
        .with("ThrottlingRateLimit", rate)
        .with("ThrottlingBurstLimit", burst)
}

/// Returns the properties of `AWS::ApiGatewayV2::Route`
pub(super) fn route(it: &Route) -> Map<'_> {
    let Route {
        api,
        key,
        target,
        authorization,
    } = it;
    let target = Expr::join([
        Expr::text("integrations/"),
        Expr::Get(target.clone(), Attribute::Id),
    ]);
    let map = Map::new()
        .with("ApiId", api)
        .with("RouteKey", key.to_string())
        .with("Target", target);
    match authorization {
        Authorization::None => map.with("AuthorizationType", "NONE"),
        Authorization::Iam => map.with("AuthorizationType", "AWS_IAM"),
        Authorization::Jwt { authorizer, scopes } => map
            .with("AuthorizationType", "JWT")
            .with("AuthorizerId", id(authorizer))
            .filled("AuthorizationScopes", scopes),
        Authorization::Custom { authorizer } => map
            .with("AuthorizationType", "CUSTOM")
            .with("AuthorizerId", id(authorizer)),
    }
}

/// Returns the properties of `AWS::ApiGatewayV2::Integration`
pub(super) fn integration(it: &Integration) -> Map<'_> {
    let Integration {
        api,
        description,
        call,
        timeout,
        request,
        response,
    } = it;
    let description = description.as_deref();
    let map = Map::new().with("ApiId", api).maybe(
        "Description",
        description.map(|text| within(text, API_DESCRIPTION)),
    );
    // HTTP and service integrations support only payload format 1.0.
    let map = match call {
        Call::Http { uri } => map
            .with("IntegrationType", "HTTP_PROXY")
            .with("IntegrationMethod", "ANY")
            .with("IntegrationUri", uri)
            .with("PayloadFormatVersion", "1.0"),
        Call::Private {
            uri,
            link,
            server_name,
            // Not a property: `graph::verify` checks server name and `Host` against it.
            ingress: _,
        } => map
            .with("IntegrationType", "HTTP_PROXY")
            .with("IntegrationMethod", "ANY")
            .with("IntegrationUri", uri)
            .with("ConnectionType", "VPC_LINK")
            .with("ConnectionId", link)
            .maybe(
                "TlsConfig",
                server_name
                    .as_ref()
                    .map(|name| Map::new().with("ServerNameToVerify", name)),
            )
            .with("PayloadFormatVersion", "1.0"),
        Call::Lambda { function, payload } => map
            .with("IntegrationType", "AWS_PROXY")
            .with("IntegrationMethod", "POST")
            .with("IntegrationUri", function)
            .with("PayloadFormatVersion", *payload),
        Call::Service {
            subtype,
            credentials,
        } => map
            .with("IntegrationType", "AWS_PROXY")
            .with("IntegrationSubtype", subtype)
            .with("CredentialsArn", credentials)
            .with("PayloadFormatVersion", "1.0"),
    };
    let response = response
        .iter()
        .map(|(status, changes)| (status.to_string().into(), answer(changes)));
    map.with("TimeoutInMillis", timeout)
        .filled("RequestParameters", pairs(request))
        .filled("ResponseParameters", Map(response.collect()))
}

fn answer(changes: &[(String, Expr)]) -> Value<'_> {
    let changes = changes.iter().map(|(destination, source)| {
        Map::new()
            .with("Destination", destination)
            .with("Source", source)
    });
    Map::new().with("ResponseParameters", list(changes)).into()
}

/// Returns the properties of `AWS::ApiGatewayV2::Authorizer`
pub(super) fn authorizer(it: &Authorizer) -> Map<'_> {
    let Authorizer { api, name, check } = it;
    let map = Map::new().with("ApiId", api).with("Name", name);
    match check {
        AuthorizerCheck::Jwt {
            issuer,
            audience,
            identity_source,
        } => {
            let token = Map::new().with("Issuer", issuer).with("Audience", audience);
            map.with("AuthorizerType", "JWT")
                .with("IdentitySource", list([identity_source]))
                .with("JwtConfiguration", token)
        }
        AuthorizerCheck::Request {
            function,
            identity_sources,
            ttl,
            simple,
        } => map
            .with("AuthorizerType", "REQUEST")
            .with("AuthorizerUri", invocation(function))
            .with("AuthorizerPayloadFormatVersion", "2.0")
            .with("AuthorizerResultTtlInSeconds", ttl)
            .with("EnableSimpleResponses", *simple)
            .filled("IdentitySource", list(identity_sources)),
    }
}

/// Returns the URI under which API Gateway invokes a function.
fn invocation(function: &Expr) -> Expr {
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

fn id<'g>(id: &Id) -> Value<'g> {
    Expr::Get(id.clone(), Attribute::Id).into()
}
