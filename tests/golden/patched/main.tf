terraform {
  required_version = ">= 1.5"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.100, < 7.0"
    }
  }
}

# spec.gw: gateway spec
resource "aws_apigatewayv2_api" "this" {
  name          = "spec"
  protocol_type = "HTTP"
}

# spec.gw: gateway spec
resource "aws_apigatewayv2_stage" "this" {
  api_id      = aws_apigatewayv2_api.this.id
  name        = "$default"
  auto_deploy = true

  access_log_settings {
    destination_arn = aws_cloudwatch_log_group.access.arn
    format          = "{\"requestId\":\"$context.requestId\",\"time\":\"$context.requestTime\",\"ip\":\"$context.identity.sourceIp\",\"method\":\"$context.httpMethod\",\"host\":\"$context.domainName\",\"path\":\"$context.path\",\"routeKey\":\"$context.routeKey\",\"protocol\":\"$context.protocol\",\"status\":\"$context.status\",\"responseLength\":\"$context.responseLength\",\"responseLatency\":\"$context.responseLatency\",\"errorType\":\"$context.error.responseType\",\"errorMessage\":\"$context.error.message\",\"authorizerError\":\"$context.authorizer.error\",\"integrationError\":\"$context.integration.error\",\"integrationStatus\":\"$context.integration.status\",\"integrationLatency\":\"$context.integration.latency\",\"integrationRequestId\":\"$context.integration.requestId\"}"
  }
}

# spec.gw: ANY /api/<proxy+> -> https://shop.example/<proxy>
resource "aws_apigatewayv2_route" "any_api_rest" {
  api_id    = aws_apigatewayv2_api.this.id
  route_key = "ANY /api/{proxy+}"
  target    = "integrations/${aws_apigatewayv2_integration.http_shop_example_inptqlov.id}"
}

# spec.gw: ANY /api/<proxy+> -> https://shop.example/<proxy>
resource "aws_apigatewayv2_integration" "http_shop_example_inptqlov" {
  api_id                 = aws_apigatewayv2_api.this.id
  integration_type       = "HTTP_PROXY"
  integration_method     = "ANY"
  integration_uri        = "https://shop.example/{proxy}"
  payload_format_version = "1.0"
}

# spec.gw: gateway spec
resource "aws_cloudwatch_log_group" "access" {
  name = "/aws/vendedlogs/apis/spec"
}

output "api_endpoint" {
  description = "The URL of the API."
  value       = aws_apigatewayv2_api.this.api_endpoint
}

output "api_id" {
  description = "The id of the API."
  value       = aws_apigatewayv2_api.this.id
}
