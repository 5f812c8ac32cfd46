terraform {
  required_version = ">= 1.5"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.100, < 7.0"
    }
  }
}

locals {
  tags = {
    "cost-center" = "00123"
    team          = "doors"
  }
}

data "aws_region" "current" {}

data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

# spec.gw: gateway doors
resource "aws_apigatewayv2_api" "this" {
  name                         = "doors"
  protocol_type                = "HTTP"
  description                  = "Everything that a door may have."
  disable_execute_api_endpoint = true
  ip_address_type              = "dualstack"

  cors_configuration {
    allow_origins     = ["https://doors.example"]
    allow_methods     = ["GET", "POST"]
    allow_headers     = ["authorization"]
    expose_headers    = ["x-total"]
    max_age           = 3600
    allow_credentials = true
  }

  tags = local.tags
}

# spec.gw: gateway doors
resource "aws_apigatewayv2_stage" "this" {
  api_id      = aws_apigatewayv2_api.this.id
  name        = "$default"
  auto_deploy = true

  stage_variables = {
    colour = "blue"
  }

  access_log_settings {
    destination_arn = aws_cloudwatch_log_group.access.arn
    format          = "$context.identity.sourceIp - - [$context.requestTime] \"$context.httpMethod $context.routeKey $context.protocol\" $context.status $context.responseLength $context.requestId $context.error.responseType $context.integration.error $context.integration.status"
  }

  default_route_settings {
    detailed_metrics_enabled = true
    throttling_rate_limit    = 500
    throttling_burst_limit   = 1000
  }

  route_settings {
    route_key                = aws_apigatewayv2_route.get_orders_var.route_key
    detailed_metrics_enabled = true
    throttling_rate_limit    = 2.5
    throttling_burst_limit   = 5
  }

  tags = local.tags
}

# spec.gw: $default -> orders
resource "aws_apigatewayv2_route" "default" {
  api_id             = aws_apigatewayv2_api.this.id
  route_key          = "$default"
  target             = "integrations/${aws_apigatewayv2_integration.orders.id}"
  authorization_type = "JWT"
  authorizer_id      = aws_apigatewayv2_authorizer.users.id
}

# spec.gw: GET /internal -> orders
resource "aws_apigatewayv2_route" "get_internal" {
  api_id             = aws_apigatewayv2_api.this.id
  route_key          = "GET /internal"
  target             = "integrations/${aws_apigatewayv2_integration.orders.id}"
  authorization_type = "AWS_IAM"
}

# spec.gw: GET /orders/<id> -> orders
resource "aws_apigatewayv2_route" "get_orders_var" {
  api_id               = aws_apigatewayv2_api.this.id
  route_key            = "GET /orders/{id}"
  target               = "integrations/${aws_apigatewayv2_integration.orders_vahvdmvb.id}"
  authorization_type   = "JWT"
  authorizer_id        = aws_apigatewayv2_authorizer.users.id
  authorization_scopes = ["orders/read"]
}

# spec.gw: GET /status/<page> -> https://status.doors.example/pages/<page>
resource "aws_apigatewayv2_route" "get_status_var" {
  api_id    = aws_apigatewayv2_api.this.id
  route_key = "GET /status/{page}"
  target    = "integrations/${aws_apigatewayv2_integration.http_status_doors_example_innjuncj.id}"
}

# spec.gw: $default -> orders
resource "aws_apigatewayv2_route" "options_rest" {
  api_id    = aws_apigatewayv2_api.this.id
  route_key = "OPTIONS /{proxy+}"
  target    = "integrations/${aws_apigatewayv2_integration.orders.id}"
}

# spec.gw: $default -> orders
resource "aws_apigatewayv2_route" "options_root" {
  api_id    = aws_apigatewayv2_api.this.id
  route_key = "OPTIONS /"
  target    = "integrations/${aws_apigatewayv2_integration.orders.id}"
}

# spec.gw: POST /orders -> orders
resource "aws_apigatewayv2_route" "post_orders" {
  api_id             = aws_apigatewayv2_api.this.id
  route_key          = "POST /orders"
  target             = "integrations/${aws_apigatewayv2_integration.orders.id}"
  authorization_type = "CUSTOM"
  authorizer_id      = aws_apigatewayv2_authorizer.partners.id
}

# spec.gw: GET /status/<page> -> https://status.doors.example/pages/<page>
resource "aws_apigatewayv2_integration" "http_status_doors_example_innjuncj" {
  api_id                 = aws_apigatewayv2_api.this.id
  integration_type       = "HTTP_PROXY"
  integration_method     = "ANY"
  integration_uri        = "https://status.doors.example/pages/{page}"
  payload_format_version = "1.0"

  # $${..} reaches API Gateway as ${..}, which it fills in for each request.
  request_parameters = {
    "append:querystring.source"        = "gateway"
    "overwrite:header.x-colour"        = "$${stageVariables.colour}-$${context.requestId}"
    "overwrite:header.x-original-host" = "$context.domainName"
    "remove:header.x-debug"            = "''"
  }

  response_parameters {
    status_code = 200

    mappings = {
      "overwrite:header.cache-control" = "max-age=60"
    }
  }

  response_parameters {
    status_code = 404

    mappings = {
      "overwrite:statuscode" = "410"
    }
  }
}

# spec.gw: $default -> orders
resource "aws_apigatewayv2_integration" "orders" {
  api_id                 = aws_apigatewayv2_api.this.id
  integration_type       = "AWS_PROXY"
  integration_method     = "POST"
  integration_uri        = "arn:aws:lambda:eu-west-1:111122223333:function:orders:live"
  payload_format_version = "2.0"
}

# spec.gw: GET /orders/<id> -> orders
resource "aws_apigatewayv2_integration" "orders_vahvdmvb" {
  api_id                 = aws_apigatewayv2_api.this.id
  integration_type       = "AWS_PROXY"
  integration_method     = "POST"
  integration_uri        = "arn:aws:lambda:eu-west-1:111122223333:function:orders:live"
  payload_format_version = "2.0"
  timeout_milliseconds   = 10000
}

# spec.gw: auth partners lambda
resource "aws_apigatewayv2_authorizer" "partners" {
  api_id                            = aws_apigatewayv2_api.this.id
  name                              = "partners"
  authorizer_type                   = "REQUEST"
  authorizer_uri                    = "arn:${data.aws_partition.current.partition}:apigateway:${data.aws_region.current.id}:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-west-1:111122223333:function:partner-auth/invocations"
  authorizer_payload_format_version = "2.0"
  identity_sources                  = ["$request.header.x-partner-key"]
  authorizer_result_ttl_in_seconds  = 300
  enable_simple_responses           = true
}

# spec.gw: auth users jwt
resource "aws_apigatewayv2_authorizer" "users" {
  api_id           = aws_apigatewayv2_api.this.id
  name             = "users"
  authorizer_type  = "JWT"
  identity_sources = ["$request.header.Authorization"]

  jwt_configuration {
    issuer   = "https://login.doors.example"
    audience = ["doors"]
  }
}

# spec.gw: auth partners lambda
resource "aws_lambda_permission" "authorizer_partners" {
  action        = "lambda:InvokeFunction"
  principal     = "apigateway.amazonaws.com"
  source_arn    = "arn:${data.aws_partition.current.partition}:execute-api:${data.aws_region.current.id}:${data.aws_caller_identity.current.account_id}:${aws_apigatewayv2_api.this.id}/authorizers/${aws_apigatewayv2_authorizer.partners.id}"
  function_name = "arn:aws:lambda:eu-west-1:111122223333:function:partner-auth"
}

# spec.gw: lambda orders
resource "aws_lambda_permission" "orders" {
  action        = "lambda:InvokeFunction"
  principal     = "apigateway.amazonaws.com"
  source_arn    = "arn:${data.aws_partition.current.partition}:execute-api:${data.aws_region.current.id}:${data.aws_caller_identity.current.account_id}:${aws_apigatewayv2_api.this.id}/*"
  function_name = "arn:aws:lambda:eu-west-1:111122223333:function:orders"

  # Apart from the function: in one ARN, the provider would replace the permission on every apply.
  qualifier = "live"
}

# spec.gw: domain api.doors.example
resource "aws_acm_certificate" "api_doors_example" {
  domain_name       = "api.doors.example"
  validation_method = "DNS"
  tags              = local.tags

  lifecycle {
    # A domain keeps its old certificate until the new one is there.
    create_before_destroy = true
  }
}

# spec.gw: domain api.doors.example
# The record that shows ACM whose host this is.
resource "aws_route53_record" "api_doors_example_validation" {
  zone_id = "Z0123456789ABCDEFGHIJ"
  name    = one(aws_acm_certificate.api_doors_example.domain_validation_options).resource_record_name
  type    = one(aws_acm_certificate.api_doors_example.domain_validation_options).resource_record_type
  ttl     = 60

  records = [
    one(aws_acm_certificate.api_doors_example.domain_validation_options).resource_record_value,
  ]

  # ACM asks for the same record again when a certificate of this host is made anew.
  allow_overwrite = true
}

# spec.gw: domain api.doors.example
# Done once ACM has seen the record: nothing may use the certificate before.
resource "aws_acm_certificate_validation" "api_doors_example" {
  certificate_arn         = aws_acm_certificate.api_doors_example.arn
  validation_record_fqdns = [aws_route53_record.api_doors_example_validation.fqdn]
}

# spec.gw: domain api.doors.example
resource "aws_apigatewayv2_domain_name" "api_doors_example" {
  domain_name = "api.doors.example"

  domain_name_configuration {
    certificate_arn = aws_acm_certificate_validation.api_doors_example.certificate_arn
    endpoint_type   = "REGIONAL"
    security_policy = "TLS_1_2"
    ip_address_type = "dualstack"
  }

  tags = local.tags
}

# spec.gw: domain mtls.doors.example
resource "aws_apigatewayv2_domain_name" "mtls_doors_example" {
  domain_name = "mtls.doors.example"

  domain_name_configuration {
    certificate_arn = "arn:aws:acm:eu-west-1:111122223333:certificate/0a1b2c3d-4e5f-6789-abcd-ef0123456789"
    endpoint_type   = "REGIONAL"
    security_policy = "TLS_1_2"
    ip_address_type = "dualstack"
  }

  mutual_tls_authentication {
    truststore_uri     = "s3://doors/truststore.pem"
    truststore_version = "3HL4kqtJlcpXroDTDmJ"
  }

  tags = local.tags
}

# spec.gw: domain api.doors.example path v1
resource "aws_apigatewayv2_api_mapping" "api_doors_example_at_v1" {
  api_id          = aws_apigatewayv2_api.this.id
  domain_name     = aws_apigatewayv2_domain_name.api_doors_example.id
  stage           = aws_apigatewayv2_stage.this.id
  api_mapping_key = "v1"
}

# spec.gw: domain mtls.doors.example
resource "aws_apigatewayv2_api_mapping" "mtls_doors_example" {
  api_id      = aws_apigatewayv2_api.this.id
  domain_name = aws_apigatewayv2_domain_name.mtls_doors_example.id
  stage       = aws_apigatewayv2_stage.this.id
}

# spec.gw: domain api.doors.example
resource "aws_route53_record" "a_api_doors_example" {
  zone_id = "Z0123456789ABCDEFGHIJ"
  name    = "api.doors.example"
  type    = "A"

  alias {
    name                   = aws_apigatewayv2_domain_name.api_doors_example.domain_name_configuration[0].target_domain_name
    zone_id                = aws_apigatewayv2_domain_name.api_doors_example.domain_name_configuration[0].hosted_zone_id
    evaluate_target_health = false
  }
}

# spec.gw: domain api.doors.example
resource "aws_route53_record" "aaaa_api_doors_example" {
  zone_id = "Z0123456789ABCDEFGHIJ"
  name    = "api.doors.example"
  type    = "AAAA"

  alias {
    name                   = aws_apigatewayv2_domain_name.api_doors_example.domain_name_configuration[0].target_domain_name
    zone_id                = aws_apigatewayv2_domain_name.api_doors_example.domain_name_configuration[0].hosted_zone_id
    evaluate_target_health = false
  }
}

# spec.gw: log
resource "aws_cloudwatch_log_group" "access" {
  name              = "/aws/vendedlogs/apis/doors"
  retention_in_days = 30
  tags              = local.tags
}

output "api_id" {
  description = "The id of the API."
  value       = aws_apigatewayv2_api.this.id
}

output "domain_api_doors_example_target" {
  description = "What the DNS record of api.doors.example leads to."
  value       = aws_apigatewayv2_domain_name.api_doors_example.domain_name_configuration[0].target_domain_name
}

output "domain_mtls_doors_example_target" {
  description = "What the DNS record of mtls.doors.example leads to."
  value       = aws_apigatewayv2_domain_name.mtls_doors_example.domain_name_configuration[0].target_domain_name
}

output "gateway_url" {
  value = "https://api.doors.example/v1"
}
