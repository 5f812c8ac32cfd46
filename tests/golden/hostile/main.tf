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
    answer = "yes"
    date   = "2026-11-25"
    empty  = ""
    octal  = "0777"
    spaces = "  two  "
    tilde  = "~"
    time   = "22:22"
  }
}

# spec.gw: gateway hostile
resource "aws_apigatewayv2_api" "this" {
  name          = "hostile"
  protocol_type = "HTTP"
  description   = "on: yes # no\ttab \\ \"quoted\" 'single' $ !Sub a"
  tags          = local.tags
}

# spec.gw: gateway hostile
resource "aws_apigatewayv2_stage" "this" {
  api_id      = aws_apigatewayv2_api.this.id
  name        = "$default"
  auto_deploy = true

  access_log_settings {
    destination_arn = aws_cloudwatch_log_group.access.arn
    format          = "{\"requestId\":\"$context.requestId\",\"time\":\"$context.requestTime\",\"ip\":\"$context.identity.sourceIp\",\"method\":\"$context.httpMethod\",\"host\":\"$context.domainName\",\"path\":\"$context.path\",\"routeKey\":\"$context.routeKey\",\"protocol\":\"$context.protocol\",\"status\":\"$context.status\",\"responseLength\":\"$context.responseLength\",\"responseLatency\":\"$context.responseLatency\",\"errorType\":\"$context.error.responseType\",\"errorMessage\":\"$context.error.message\",\"authorizerError\":\"$context.authorizer.error\",\"integrationError\":\"$context.integration.error\",\"integrationStatus\":\"$context.integration.status\",\"integrationLatency\":\"$context.integration.latency\",\"integrationRequestId\":\"$context.integration.requestId\"}"
  }

  tags = local.tags
}

# spec.gw: GET /a/<id> -> svc
resource "aws_apigatewayv2_route" "get_a_var" {
  api_id    = aws_apigatewayv2_api.this.id
  route_key = "GET /a/{id}"
  target    = "integrations/${aws_apigatewayv2_integration.svc_arklzcez.id}"
}

# spec.gw: GET /a/<id> -> svc
resource "aws_apigatewayv2_integration" "svc_arklzcez" {
  api_id                 = aws_apigatewayv2_api.this.id
  integration_type       = "HTTP_PROXY"
  integration_method     = "ANY"
  integration_uri        = "https://${aws_apprunner_service.svc.service_url}"
  payload_format_version = "1.0"

  request_parameters = {
    "overwrite:header.x-a" = "$request.path.id on"
    "overwrite:header.x-b" = "literal: yes"
    "overwrite:path"       = "$request.path"
  }
}

# spec.gw: apprunner svc public
resource "aws_apprunner_service" "svc" {
  service_name = "hostile-svc"

  source_configuration {
    # What runs is the image that is named here, and not what is pushed under its tag later.
    auto_deployments_enabled = false

    image_repository {
      image_identifier      = "public.ecr.aws/example/svc:1"
      image_repository_type = "ECR_PUBLIC"

      image_configuration {
        port = "8080"

        runtime_environment_variables = {
          A = "line one\nline two\n"
          B = "!Ref AWS::Region"
          C = "a: b"
          D = "- a"
          E = "null"
          F = "1e3"
          G = "{\"json\": [1, 2]}"
          H = "ends with a colon:"
          I = "tab\there"
          J = "unicode: ä 日本 😀"
          K = "%percent @at `tick"
          L = "&anchor *alias |pipe >fold"
          M = "'"
          N = "\u0085\u2028"
        }
      }
    }
  }

  instance_configuration {
    cpu    = "1024"
    memory = "2048"
  }

  network_configuration {
    ingress_configuration {
      is_publicly_accessible = true
    }
  }

  tags = local.tags
}

# spec.gw: gateway hostile
resource "aws_cloudwatch_log_group" "access" {
  name = "/aws/vendedlogs/apis/hostile"
  tags = local.tags
}

output "api_endpoint" {
  description = "The URL of the API."
  value       = aws_apigatewayv2_api.this.api_endpoint
}

output "api_id" {
  description = "The id of the API."
  value       = aws_apigatewayv2_api.this.id
}
