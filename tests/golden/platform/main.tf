terraform {
  required_version = ">= 1.5"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 6.60, < 7.0"
    }
  }
}

provider "aws" {
  region = "eu-central-1"
}

variable "domain" {
  description = "The public name of the environment."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9*]([A-Za-z0-9.-]*[A-Za-z0-9])?$", var.domain))
    error_message = "Must be a host name without https://, e.g. api.shop.example."
  }
}

variable "zone" {
  description = "The hosted zone that the name lives in."
  type        = string
}

locals {
  tags = {
    "cost-centre" = "4711"
    team          = "platform"
  }
}

data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

# spec.gw: gateway platform
resource "aws_apigatewayv2_api" "this" {
  name                         = "platform"
  protocol_type                = "HTTP"
  description                  = "The front door of all product teams."
  disable_execute_api_endpoint = true
  tags                         = local.tags
}

# spec.gw: gateway platform
resource "aws_apigatewayv2_stage" "this" {
  api_id      = aws_apigatewayv2_api.this.id
  name        = "$default"
  auto_deploy = true

  access_log_settings {
    destination_arn = aws_cloudwatch_log_group.access.arn
    format          = "{\"requestId\":\"$context.requestId\",\"time\":\"$context.requestTime\",\"ip\":\"$context.identity.sourceIp\",\"method\":\"$context.httpMethod\",\"host\":\"$context.domainName\",\"path\":\"$context.path\",\"routeKey\":\"$context.routeKey\",\"protocol\":\"$context.protocol\",\"status\":\"$context.status\",\"responseLength\":\"$context.responseLength\",\"responseLatency\":\"$context.responseLatency\",\"errorType\":\"$context.error.responseType\",\"errorMessage\":\"$context.error.message\",\"authorizerError\":\"$context.authorizer.error\",\"integrationError\":\"$context.integration.error\",\"integrationStatus\":\"$context.integration.status\",\"integrationLatency\":\"$context.integration.latency\",\"integrationRequestId\":\"$context.integration.requestId\"}"
  }

  default_route_settings {
    detailed_metrics_enabled = true
    throttling_rate_limit    = 2000
    throttling_burst_limit   = 4000
  }

  route_settings {
    route_key                = aws_apigatewayv2_route.get_search_rest.route_key
    detailed_metrics_enabled = true
    throttling_rate_limit    = 500
    throttling_burst_limit   = 1000
  }

  route_settings {
    route_key                = aws_apigatewayv2_route.head_search_rest.route_key
    detailed_metrics_enabled = true
    throttling_rate_limit    = 500
    throttling_burst_limit   = 1000
  }

  route_settings {
    route_key                = aws_apigatewayv2_route.post_accounts_v1_sessions.route_key
    detailed_metrics_enabled = true
    throttling_rate_limit    = 20
    throttling_burst_limit   = 40
  }

  tags = local.tags
}

# Accounts, profiles, sessions.
# routes/accounts.gw: ANY /accounts/<rest*> -> accounts
resource "aws_apigatewayv2_route" "any_accounts" {
  api_id             = aws_apigatewayv2_api.this.id
  route_key          = "ANY /accounts"
  target             = "integrations/${aws_apigatewayv2_integration.accounts_root_dztatreh.id}"
  authorization_type = "JWT"
  authorizer_id      = aws_apigatewayv2_authorizer.staff.id
}

# routes/accounts.gw: ANY /accounts/<rest*> -> accounts
resource "aws_apigatewayv2_route" "any_accounts_rest" {
  api_id             = aws_apigatewayv2_api.this.id
  route_key          = "ANY /accounts/{rest+}"
  target             = "integrations/${aws_apigatewayv2_integration.accounts_rest_dztatreh.id}"
  authorization_type = "JWT"
  authorizer_id      = aws_apigatewayv2_authorizer.staff.id
}

# Accounts, profiles, sessions.
# routes/accounts.gw: DELETE /accounts/v1/me -> accounts
resource "aws_apigatewayv2_route" "delete_accounts_v1_me" {
  api_id               = aws_apigatewayv2_api.this.id
  route_key            = "DELETE /accounts/v1/me"
  target               = "integrations/${aws_apigatewayv2_integration.accounts_dztatreh.id}"
  authorization_type   = "JWT"
  authorizer_id        = aws_apigatewayv2_authorizer.staff.id
  authorization_scopes = ["accounts/write"]
}

# routes/partners.gw: GET /partners/status -> https://status.platform.example/api/v2/summary.json
resource "aws_apigatewayv2_route" "get_partners_status" {
  api_id    = aws_apigatewayv2_api.this.id
  route_key = "GET /partners/status"
  target    = "integrations/${aws_apigatewayv2_integration.http_status_platform_example_gyzwfftk.id}"
}

# routes/partners.gw: GET /partners/<partner>/<file> -> feeds
resource "aws_apigatewayv2_route" "get_partners_var_var" {
  api_id             = aws_apigatewayv2_api.this.id
  route_key          = "GET /partners/{partner}/{file}"
  target             = "integrations/${aws_apigatewayv2_integration.feeds_at_v3_var_var_mjvkzwsq.id}"
  authorization_type = "CUSTOM"
  authorizer_id      = aws_apigatewayv2_authorizer.partners.id
}

# routes/search.gw: GET /search/<query+> -> search
resource "aws_apigatewayv2_route" "get_search_rest" {
  api_id    = aws_apigatewayv2_api.this.id
  route_key = "GET /search/{query+}"
  target    = "integrations/${aws_apigatewayv2_integration.search_rest.id}"
}

# routes/search.gw: HEAD /search/<query+> -> search
resource "aws_apigatewayv2_route" "head_search_rest" {
  api_id    = aws_apigatewayv2_api.this.id
  route_key = "HEAD /search/{query+}"
  target    = "integrations/${aws_apigatewayv2_integration.search_rest.id}"
}

# Accounts, profiles, sessions.
# routes/accounts.gw: POST /accounts/v1/sessions -> accounts
resource "aws_apigatewayv2_route" "post_accounts_v1_sessions" {
  api_id    = aws_apigatewayv2_api.this.id
  route_key = "POST /accounts/v1/sessions"
  target    = "integrations/${aws_apigatewayv2_integration.accounts_at_v1_sessions_dztatreh.id}"
}

# routes/accounts.gw: POST /accounts/v1/sessions -> accounts
resource "aws_apigatewayv2_integration" "accounts_at_v1_sessions_dztatreh" {
  api_id                 = aws_apigatewayv2_api.this.id
  integration_type       = "HTTP_PROXY"
  integration_method     = "ANY"
  integration_uri        = aws_lb_listener.core.arn
  connection_type        = "VPC_LINK"
  connection_id          = aws_apigatewayv2_vpc_link.core.id
  payload_format_version = "1.0"
  timeout_milliseconds   = 10000

  tls_config {
    server_name_to_verify = aws_apprunner_vpc_ingress_connection.accounts.domain_name
  }

  request_parameters = {
    "overwrite:header.Host"            = aws_apprunner_vpc_ingress_connection.accounts.domain_name
    "overwrite:header.x-original-host" = "$context.domainName"
    "overwrite:header.x-request-id"    = "$context.requestId"
    "overwrite:path"                   = "/v1/sessions"
  }

  response_parameters {
    status_code = 200

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 201

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 202

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 204

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 301

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 302

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 303

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 304

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 307

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 308

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 400

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 401

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 403

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 404

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 405

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 406

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 409

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 410

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 412

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 413

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 415

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 422

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 429

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 500

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 501

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 502

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 503

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 504

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 505

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }
}

# routes/accounts.gw: DELETE /accounts/v1/me -> accounts
resource "aws_apigatewayv2_integration" "accounts_dztatreh" {
  api_id                 = aws_apigatewayv2_api.this.id
  integration_type       = "HTTP_PROXY"
  integration_method     = "ANY"
  integration_uri        = aws_lb_listener.core.arn
  connection_type        = "VPC_LINK"
  connection_id          = aws_apigatewayv2_vpc_link.core.id
  payload_format_version = "1.0"
  timeout_milliseconds   = 10000

  tls_config {
    server_name_to_verify = aws_apprunner_vpc_ingress_connection.accounts.domain_name
  }

  request_parameters = {
    "overwrite:header.Host"            = aws_apprunner_vpc_ingress_connection.accounts.domain_name
    "overwrite:header.x-original-host" = "$context.domainName"
    "overwrite:header.x-request-id"    = "$context.requestId"
    "overwrite:path"                   = "$request.path"
  }

  response_parameters {
    status_code = 200

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 201

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 202

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 204

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 301

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 302

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 303

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 304

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 307

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 308

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 400

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 401

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 403

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 404

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 405

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 406

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 409

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 410

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 412

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 413

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 415

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 422

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 429

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 500

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 501

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 502

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 503

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 504

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 505

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }
}

# routes/accounts.gw: ANY /accounts/<rest*> -> accounts
resource "aws_apigatewayv2_integration" "accounts_rest_dztatreh" {
  api_id                 = aws_apigatewayv2_api.this.id
  integration_type       = "HTTP_PROXY"
  integration_method     = "ANY"
  integration_uri        = aws_lb_listener.core.arn
  connection_type        = "VPC_LINK"
  connection_id          = aws_apigatewayv2_vpc_link.core.id
  payload_format_version = "1.0"
  timeout_milliseconds   = 10000

  tls_config {
    server_name_to_verify = aws_apprunner_vpc_ingress_connection.accounts.domain_name
  }

  # $${..} reaches API Gateway as ${..}, which it fills in for each request.
  request_parameters = {
    "overwrite:header.Host"            = aws_apprunner_vpc_ingress_connection.accounts.domain_name
    "overwrite:header.x-original-host" = "$context.domainName"
    "overwrite:header.x-request-id"    = "$context.requestId"
    "overwrite:path"                   = "/$${request.path.rest}"
  }

  response_parameters {
    status_code = 200

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 201

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 202

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 204

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 301

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 302

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 303

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 304

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 307

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 308

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 400

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 401

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 403

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 404

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 405

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 406

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 409

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 410

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 412

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 413

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 415

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 422

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 429

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 500

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 501

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 502

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 503

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 504

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 505

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }
}

# routes/accounts.gw: ANY /accounts/<rest*> -> accounts
resource "aws_apigatewayv2_integration" "accounts_root_dztatreh" {
  api_id                 = aws_apigatewayv2_api.this.id
  integration_type       = "HTTP_PROXY"
  integration_method     = "ANY"
  integration_uri        = aws_lb_listener.core.arn
  connection_type        = "VPC_LINK"
  connection_id          = aws_apigatewayv2_vpc_link.core.id
  payload_format_version = "1.0"
  timeout_milliseconds   = 10000

  tls_config {
    server_name_to_verify = aws_apprunner_vpc_ingress_connection.accounts.domain_name
  }

  request_parameters = {
    "overwrite:header.Host"            = aws_apprunner_vpc_ingress_connection.accounts.domain_name
    "overwrite:header.x-original-host" = "$context.domainName"
    "overwrite:header.x-request-id"    = "$context.requestId"
    "overwrite:path"                   = "/"
  }

  response_parameters {
    status_code = 200

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 201

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 202

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 204

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 301

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 302

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 303

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 304

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 307

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 308

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 400

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 401

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 403

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 404

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 405

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 406

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 409

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 410

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 412

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 413

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 415

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 422

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 429

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 500

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 501

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 502

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 503

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 504

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 505

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }
}

# routes/partners.gw: GET /partners/<partner>/<file> -> feeds
resource "aws_apigatewayv2_integration" "feeds_at_v3_var_var_mjvkzwsq" {
  api_id                 = aws_apigatewayv2_api.this.id
  integration_type       = "HTTP_PROXY"
  integration_method     = "ANY"
  integration_uri        = "arn:aws:elasticloadbalancing:eu-central-1:111122223333:listener/app/feeds/50dc6c495c0c9188/f2f7dc8efc522ab2"
  connection_type        = "VPC_LINK"
  connection_id          = aws_apigatewayv2_vpc_link.core.id
  payload_format_version = "1.0"

  # $${..} reaches API Gateway as ${..}, which it fills in for each request.
  request_parameters = {
    "overwrite:header.Host"            = "feeds.core.internal"
    "overwrite:header.x-original-host" = "$context.domainName"
    "overwrite:header.x-partner"       = "$request.path.partner"
    "overwrite:path"                   = "/v3/$${request.path.partner}/$${request.path.file}"
  }

  response_parameters {
    status_code = 200

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 201

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 202

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 204

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 301

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 302

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 303

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 304

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 307

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 308

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 400

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 401

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 403

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 404

    mappings = {
      "overwrite:header.server" = "platform"
      "overwrite:statuscode"    = "410"
    }
  }

  response_parameters {
    status_code = 405

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 406

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 409

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 410

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 412

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 413

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 415

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 422

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 429

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 500

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 501

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 502

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 503

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 504

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 505

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }
}

# routes/partners.gw: GET /partners/status -> https://status.platform.example/api/v2/summary.json
resource "aws_apigatewayv2_integration" "http_status_platform_example_gyzwfftk" {
  api_id                 = aws_apigatewayv2_api.this.id
  integration_type       = "HTTP_PROXY"
  integration_method     = "ANY"
  integration_uri        = "https://status.platform.example/api/v2/summary.json"
  payload_format_version = "1.0"

  request_parameters = {
    "overwrite:header.x-original-host" = "$context.domainName"
  }

  response_parameters {
    status_code = 200

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 201

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 202

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 204

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 301

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 302

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 303

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 304

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 307

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 308

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 400

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 401

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 403

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 404

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 405

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 406

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 409

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 410

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 412

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 413

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 415

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 422

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 429

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 500

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 501

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 502

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 503

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 504

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 505

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }
}

# routes/search.gw: GET /search/<query+> -> search
resource "aws_apigatewayv2_integration" "search_rest" {
  api_id                 = aws_apigatewayv2_api.this.id
  integration_type       = "HTTP_PROXY"
  integration_method     = "ANY"
  integration_uri        = local.search_ingress.ListenerArn
  connection_type        = "VPC_LINK"
  connection_id          = aws_apigatewayv2_vpc_link.core.id
  payload_format_version = "1.0"

  tls_config {
    server_name_to_verify = local.search_host
  }

  # $${..} reaches API Gateway as ${..}, which it fills in for each request.
  request_parameters = {
    "overwrite:header.Host"            = local.search_host
    "overwrite:header.x-original-host" = "$context.domainName"
    "overwrite:path"                   = "/$${request.path.query}"
  }

  response_parameters {
    status_code = 200

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 201

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 202

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 204

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 301

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 302

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 303

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 304

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 307

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 308

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 400

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 401

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 403

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 404

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 405

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 406

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 409

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 410

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 412

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 413

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 415

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 422

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 429

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 500

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 501

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 502

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 503

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 504

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }

  response_parameters {
    status_code = 505

    mappings = {
      "overwrite:header.server" = "platform"
    }
  }
}

# spec.gw: auth partners lambda
resource "aws_apigatewayv2_authorizer" "partners" {
  api_id                            = aws_apigatewayv2_api.this.id
  name                              = "partners"
  authorizer_type                   = "REQUEST"
  authorizer_uri                    = "arn:${data.aws_partition.current.partition}:apigateway:eu-central-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-central-1:111122223333:function:partner-auth:live/invocations"
  authorizer_payload_format_version = "2.0"
  identity_sources                  = ["$request.header.x-partner-key"]
  authorizer_result_ttl_in_seconds  = 300
  enable_simple_responses           = true
}

# spec.gw: auth staff jwt
resource "aws_apigatewayv2_authorizer" "staff" {
  api_id           = aws_apigatewayv2_api.this.id
  name             = "staff"
  authorizer_type  = "JWT"
  identity_sources = ["$request.header.Authorization"]

  jwt_configuration {
    issuer   = "https://login.platform.example/oauth2/default"
    audience = ["platform-api"]
  }
}

# spec.gw: network core
resource "aws_apigatewayv2_vpc_link" "core" {
  name = "platform-core"

  subnet_ids = [
    "subnet-0c0ffee0c0ffee001",
    "subnet-0c0ffee0c0ffee002",
    "subnet-0c0ffee0c0ffee003",
  ]

  security_group_ids = [aws_security_group.link_core.id]
  tags               = local.tags

  lifecycle {
    # A link cannot change its subnets and groups, nor go while integrations use it: a new one comes first.
    create_before_destroy = true
  }
}

# spec.gw: network core
resource "aws_security_group" "balancer_core" {
  name_prefix = "platform-balancer-core-"
  description = "Load balancer before App Runner"
  vpc_id      = "vpc-0c0ffee0c0ffee000"
  tags        = local.tags

  lifecycle {
    # A group cannot go while something is in it.
    create_before_destroy = true
  }
}

# spec.gw: network core
resource "aws_security_group" "endpoint_core" {
  name_prefix = "platform-endpoint-core-"
  description = "Endpoint of App Runner"
  vpc_id      = "vpc-0c0ffee0c0ffee000"
  tags        = local.tags

  lifecycle {
    # A group cannot go while something is in it.
    create_before_destroy = true
  }
}

# spec.gw: network core
resource "aws_security_group" "link_core" {
  name_prefix = "platform-link-core-"
  description = "VPC link of an HTTP API"
  vpc_id      = "vpc-0c0ffee0c0ffee000"
  tags        = local.tags

  lifecycle {
    # A group cannot go while something is in it.
    create_before_destroy = true
  }
}

# spec.gw: network core
resource "aws_vpc_security_group_ingress_rule" "balancer_core" {
  description                  = "From the VPC link"
  security_group_id            = aws_security_group.balancer_core.id
  referenced_security_group_id = aws_security_group.link_core.id
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
}

# spec.gw: network core
resource "aws_vpc_security_group_ingress_rule" "endpoint_core" {
  description                  = "From the load balancer"
  security_group_id            = aws_security_group.endpoint_core.id
  referenced_security_group_id = aws_security_group.balancer_core.id
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
}

# spec.gw: network core
resource "aws_vpc_security_group_ingress_rule" "express_core" {
  description                  = "From the VPC link"
  security_group_id            = local.search_balancer_group
  referenced_security_group_id = aws_security_group.link_core.id
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
}

# spec.gw: network core
# Needed: Terraform takes away the rule that lets everything out, which AWS gives a new group.
resource "aws_vpc_security_group_egress_rule" "balancer_core" {
  description                  = "To the endpoint"
  security_group_id            = aws_security_group.balancer_core.id
  referenced_security_group_id = aws_security_group.endpoint_core.id
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
}

# spec.gw: network core
# Needed: Terraform takes away the rule that lets everything out, which AWS gives a new group.
resource "aws_vpc_security_group_egress_rule" "existing_core" {
  description       = "To load balancers and services that exist"
  security_group_id = aws_security_group.link_core.id
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = 0
  to_port           = 65535
}

# spec.gw: network core
# Needed: Terraform takes away the rule that lets everything out, which AWS gives a new group.
resource "aws_vpc_security_group_egress_rule" "express_core" {
  description                  = "To the load balancer of ECS"
  security_group_id            = aws_security_group.link_core.id
  referenced_security_group_id = local.search_balancer_group
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
}

# spec.gw: network core
# Needed: Terraform takes away the rule that lets everything out, which AWS gives a new group.
resource "aws_vpc_security_group_egress_rule" "link_core" {
  description                  = "To the load balancer"
  security_group_id            = aws_security_group.link_core.id
  referenced_security_group_id = aws_security_group.balancer_core.id
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
}

# spec.gw: network core
resource "aws_vpc_endpoint" "core" {
  vpc_id            = "vpc-0c0ffee0c0ffee000"
  service_name      = "com.amazonaws.eu-central-1.apprunner.requests"
  vpc_endpoint_type = "Interface"

  subnet_ids = [
    "subnet-0c0ffee0c0ffee001",
    "subnet-0c0ffee0c0ffee002",
    "subnet-0c0ffee0c0ffee003",
  ]

  security_group_ids  = [aws_security_group.endpoint_core.id]
  private_dns_enabled = false
  ip_address_type     = "ipv4"
  tags                = local.tags
}

# spec.gw: network core
# The endpoint's network interfaces, one for each of its subnets. They are counted by the subnets, since their ids
# are known only after an apply: for_each over them fails before the first one, and an index into them fails as
# soon as a subnet is added.
data "aws_network_interface" "core" {
  count = 3

  filter {
    name   = "network-interface-id"
    values = aws_vpc_endpoint.core.network_interface_ids
  }

  filter {
    name   = "subnet-id"
    values = [tolist(aws_vpc_endpoint.core.subnet_ids)[count.index]]
  }
}

# spec.gw: network core
# The endpoint's addresses are the load balancer's targets.
resource "aws_lb_target_group_attachment" "core" {
  count = 3

  target_group_arn = aws_lb_target_group.core.arn
  target_id        = data.aws_network_interface.core[count.index].private_ip
  port             = 443

  lifecycle {
    # While anything of the endpoint changes, its tags even, its addresses count as unknown, and targets would be taken
    # away and put back. They change with the endpoint itself and with its subnets alone.
    ignore_changes = [target_id]

    replace_triggered_by = [aws_vpc_endpoint.core.id, aws_vpc_endpoint.core.subnet_ids]
  }
}

# spec.gw: network core
resource "aws_lb" "core" {
  name               = "platform-core"
  internal           = true
  load_balancer_type = "network"

  subnets = [
    "subnet-0c0ffee0c0ffee001",
    "subnet-0c0ffee0c0ffee002",
    "subnet-0c0ffee0c0ffee003",
  ]

  # From the start: a network load balancer that is made without a group can never get one.
  security_groups = [aws_security_group.balancer_core.id]

  # A zone without an address of the endpoint still has targets.
  enable_cross_zone_load_balancing = true

  tags = local.tags
}

# spec.gw: network core
resource "aws_lb_target_group" "core" {
  name_prefix = "platf-"
  target_type = "ip"
  protocol    = "TCP"
  port        = 443
  vpc_id      = "vpc-0c0ffee0c0ffee000"

  # An endpoint drops packets that carry a client's address.
  preserve_client_ip = "false"

  health_check {
    protocol = "TCP"
  }

  tags = local.tags

  lifecycle {
    # A target group cannot go while a listener uses it.
    create_before_destroy = true
  }
}

# spec.gw: network core
resource "aws_lb_listener" "core" {
  load_balancer_arn = aws_lb.core.arn
  protocol          = "TCP"
  port              = 443

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.core.arn
  }
}

# routes/accounts.gw: apprunner accounts private
resource "aws_apprunner_service" "accounts" {
  service_name                   = "platform-accounts"
  auto_scaling_configuration_arn = aws_apprunner_auto_scaling_configuration_version.accounts.arn

  source_configuration {
    # What runs is the image that is named here, and not what is pushed under its tag later.
    auto_deployments_enabled = false

    authentication_configuration {
      access_role_arn = aws_iam_role.accounts_access.arn
    }

    image_repository {
      image_identifier      = "111122223333.dkr.ecr.eu-central-1.amazonaws.com/accounts:latest"
      image_repository_type = "ECR"

      image_configuration {
        port = "8080"

        runtime_environment_variables = {
          CACHE_HOST = "cache.core.internal"
          LOG_LEVEL  = "info"
        }

        runtime_environment_secrets = {
          DB_URL = "arn:aws:secretsmanager:eu-central-1:111122223333:secret:accounts/db-AbCdEf"
        }
      }
    }
  }

  instance_configuration {
    cpu               = "2048"
    memory            = "4096"
    instance_role_arn = aws_iam_role.accounts_instance.arn
  }

  health_check_configuration {
    protocol = "HTTP"
    path     = "/healthz"
  }

  network_configuration {
    ingress_configuration {
      is_publicly_accessible = false
    }

    egress_configuration {
      egress_type       = "VPC"
      vpc_connector_arn = aws_apprunner_vpc_connector.accounts.arn
    }
  }

  tags = local.tags

  depends_on = [
    aws_iam_role_policy_attachment.accounts_access,
    aws_iam_role_policy.accounts_instance,
  ]
}

# routes/accounts.gw: apprunner accounts private
resource "aws_apprunner_auto_scaling_configuration_version" "accounts" {
  auto_scaling_configuration_name = "platform-accounts"
  min_size                        = 2
  max_size                        = 10
  max_concurrency                 = 80
  tags                            = local.tags
}

# routes/accounts.gw: apprunner accounts private
resource "aws_apprunner_vpc_connector" "accounts" {
  vpc_connector_name = "platform-accounts"
  subnets            = ["subnet-0c0ffee0c0ffee001", "subnet-0c0ffee0c0ffee002"]
  security_groups    = ["sg-0acc0acc0acc0acc0"]
}

# routes/accounts.gw: apprunner accounts private
resource "aws_apprunner_vpc_ingress_connection" "accounts" {
  name        = "platform-accounts"
  service_arn = aws_apprunner_service.accounts.arn

  ingress_vpc_configuration {
    vpc_id          = "vpc-0c0ffee0c0ffee000"
    vpc_endpoint_id = aws_vpc_endpoint.core.id
  }
}

# routes/search.gw: ecs search private
resource "aws_ecs_express_gateway_service" "search" {
  service_name            = "platform-search"
  execution_role_arn      = aws_iam_role.search_execution.arn
  infrastructure_role_arn = aws_iam_role.search_infrastructure.arn
  cpu                     = "1024"
  memory                  = "2048"
  health_check_path       = "/ready"

  # Its load balancer is known only once the service is steady.
  wait_for_steady_state = true

  primary_container {
    image          = "111122223333.dkr.ecr.eu-central-1.amazonaws.com/search:latest"
    container_port = 3000
  }

  scaling_target {
    min_task_count            = 2
    max_task_count            = 20
    auto_scaling_metric       = "AVERAGE_CPU"
    auto_scaling_target_value = 60
  }

  network_configuration {
    subnets = [
      "subnet-0c0ffee0c0ffee001",
      "subnet-0c0ffee0c0ffee002",
      "subnet-0c0ffee0c0ffee003",
    ]
  }

  tags = local.tags

  depends_on = [
    aws_iam_role_policy_attachment.search_execution,
    aws_iam_role_policy_attachment.search_infrastructure,
  ]
}

# routes/search.gw: ecs search private
# The resource does not tell the load balancer that ECS made for it; this description of it does.
data "aws_cloudcontrolapi_resource" "search" {
  type_name  = "AWS::ECS::ExpressGatewayService"
  identifier = aws_ecs_express_gateway_service.search.service_arn
}

# routes/search.gw: ecs search private
locals {
  search_ingress = jsondecode(data.aws_cloudcontrolapi_resource.search.properties).ECSManagedResourceArns.IngressPath

  # An id or an ARN, both of which end in the id.
  search_balancer_group = regex("sg-[0-9a-f]+$", local.search_ingress.LoadBalancerSecurityGroups[0])

  # The provider tells it with https:// before it at one time and without at another.
  search_host = trimsuffix(trimprefix(aws_ecs_express_gateway_service.search.ingress_paths[0].endpoint, "https://"), "/")
}

# routes/accounts.gw: apprunner accounts private
resource "aws_iam_role" "accounts_access" {
  name_prefix = "platform-accounts-access-"
  description = "Lets App Runner pull the image"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect = "Allow"
      Principal = {
        Service = "build.apprunner.amazonaws.com"
      }
      Action = "sts:AssumeRole"
    }]
  })

  tags = local.tags
}

# routes/accounts.gw: apprunner accounts private
resource "aws_iam_role_policy_attachment" "accounts_access" {
  role       = aws_iam_role.accounts_access.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AWSAppRunnerServicePolicyForECRAccess"
}

# routes/accounts.gw: apprunner accounts private
resource "aws_iam_role" "accounts_instance" {
  name_prefix = "platform-accounts-instance-"
  description = "Lets the service read its secrets"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect = "Allow"
      Principal = {
        Service = "tasks.apprunner.amazonaws.com"
      }
      Action = "sts:AssumeRole"
    }]
  })

  tags = local.tags
}

# routes/accounts.gw: apprunner accounts private
resource "aws_iam_role_policy" "accounts_instance" {
  name = "access"
  role = aws_iam_role.accounts_instance.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["secretsmanager:GetSecretValue"]
      Resource = ["arn:aws:secretsmanager:eu-central-1:111122223333:secret:accounts/db-AbCdEf"]
    }]
  })
}

# routes/search.gw: ecs search private
resource "aws_iam_role" "search_execution" {
  name_prefix = "platform-search-execution-"
  description = "Lets ECS start the service"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect = "Allow"
      Principal = {
        Service = "ecs-tasks.amazonaws.com"
      }
      Action = "sts:AssumeRole"
    }]
  })

  tags = local.tags
}

# routes/search.gw: ecs search private
resource "aws_iam_role_policy_attachment" "search_execution" {
  role       = aws_iam_role.search_execution.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
}

# routes/search.gw: ecs search private
resource "aws_iam_role" "search_infrastructure" {
  name_prefix = "platform-search-infrastructure-"
  description = "Lets ECS keep the load balancer of the service"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect = "Allow"
      Principal = {
        Service = "ecs.amazonaws.com"
      }
      Action = "sts:AssumeRole"
    }]
  })

  tags = local.tags
}

# routes/search.gw: ecs search private
resource "aws_iam_role_policy_attachment" "search_infrastructure" {
  role       = aws_iam_role.search_infrastructure.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonECSInfrastructureRoleforExpressGatewayServices"
}

# spec.gw: auth partners lambda
resource "aws_lambda_permission" "authorizer_partners" {
  action        = "lambda:InvokeFunction"
  principal     = "apigateway.amazonaws.com"
  source_arn    = "arn:aws:execute-api:eu-central-1:${data.aws_caller_identity.current.account_id}:${aws_apigatewayv2_api.this.id}/authorizers/${aws_apigatewayv2_authorizer.partners.id}"
  function_name = "arn:aws:lambda:eu-central-1:111122223333:function:partner-auth"

  # Apart from the function: in one ARN, the provider would replace the permission on every apply.
  qualifier = "live"
}

# spec.gw: domain ${domain}
resource "aws_acm_certificate" "domain_svzezowd" {
  domain_name       = var.domain
  validation_method = "DNS"
  tags              = local.tags

  lifecycle {
    # A domain keeps its old certificate until the new one is there.
    create_before_destroy = true
  }
}

# spec.gw: domain ${domain}
# The record that shows ACM whose host this is.
resource "aws_route53_record" "domain_svzezowd_validation" {
  zone_id = var.zone
  name    = one(aws_acm_certificate.domain_svzezowd.domain_validation_options).resource_record_name
  type    = one(aws_acm_certificate.domain_svzezowd.domain_validation_options).resource_record_type
  ttl     = 60

  records = [
    one(aws_acm_certificate.domain_svzezowd.domain_validation_options).resource_record_value,
  ]

  # ACM asks for the same record again when a certificate of this host is made anew.
  allow_overwrite = true
}

# spec.gw: domain ${domain}
# Done once ACM has seen the record: nothing may use the certificate before.
resource "aws_acm_certificate_validation" "domain_svzezowd" {
  certificate_arn         = aws_acm_certificate.domain_svzezowd.arn
  validation_record_fqdns = [aws_route53_record.domain_svzezowd_validation.fqdn]
}

# spec.gw: domain ${domain}
resource "aws_apigatewayv2_domain_name" "domain_svzezowd" {
  domain_name = var.domain

  domain_name_configuration {
    certificate_arn = aws_acm_certificate_validation.domain_svzezowd.certificate_arn
    endpoint_type   = "REGIONAL"
    security_policy = "TLS_1_2"
  }

  tags = local.tags
}

# spec.gw: domain ${domain}
resource "aws_apigatewayv2_api_mapping" "domain_svzezowd" {
  api_id      = aws_apigatewayv2_api.this.id
  domain_name = aws_apigatewayv2_domain_name.domain_svzezowd.id
  stage       = aws_apigatewayv2_stage.this.id
}

# spec.gw: domain ${domain}
resource "aws_route53_record" "a_domain_yhnpqpms" {
  zone_id = var.zone
  name    = var.domain
  type    = "A"

  alias {
    name                   = aws_apigatewayv2_domain_name.domain_svzezowd.domain_name_configuration[0].target_domain_name
    zone_id                = aws_apigatewayv2_domain_name.domain_svzezowd.domain_name_configuration[0].hosted_zone_id
    evaluate_target_health = false
  }
}

# spec.gw: log
resource "aws_cloudwatch_log_group" "access" {
  name              = "/aws/vendedlogs/apis/platform"
  retention_in_days = 90
  tags              = local.tags
}

output "accounts_domain" {
  value = aws_apprunner_vpc_ingress_connection.accounts.domain_name
}

output "accounts_ingress_domain" {
  description = "The domain name that accounts answers to in its network."
  value       = aws_apprunner_vpc_ingress_connection.accounts.domain_name
}

output "api_id" {
  description = "The id of the API."
  value       = aws_apigatewayv2_api.this.id
}

output "domain_target" {
  description = "What the DNS record of $${domain} leads to."
  value       = aws_apigatewayv2_domain_name.domain_svzezowd.domain_name_configuration[0].target_domain_name
}
