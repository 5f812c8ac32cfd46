terraform {
  required_version = ">= 1.5"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 6.60, < 7.0"
    }
  }
}

variable "form_function_arn" {
  description = "The ARN of the Lambda function form, optionally with a version or an alias."
  type        = string

  validation {
    condition     = can(regex("^arn:aws[a-z-]*:[a-z0-9-]+:\\S+$", var.form_function_arn))
    error_message = "Must be an ARN, e.g. arn:aws:lambda:eu-west-1:111122223333:function:orders."
  }
}

data "aws_region" "current" {}

data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

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

# spec.gw: ANY /docs/<rest*> -> docs
resource "aws_apigatewayv2_route" "any_docs" {
  api_id    = aws_apigatewayv2_api.this.id
  route_key = "ANY /docs"
  target    = "integrations/${aws_apigatewayv2_integration.docs_root.id}"
}

# spec.gw: ANY /docs/<rest*> -> docs
resource "aws_apigatewayv2_route" "any_docs_rest" {
  api_id    = aws_apigatewayv2_api.this.id
  route_key = "ANY /docs/{rest+}"
  target    = "integrations/${aws_apigatewayv2_integration.docs_rest.id}"
}

# spec.gw: $default -> web
resource "aws_apigatewayv2_route" "default" {
  api_id    = aws_apigatewayv2_api.this.id
  route_key = "$default"
  target    = "integrations/${aws_apigatewayv2_integration.web.id}"
}

# spec.gw: POST /form -> form
resource "aws_apigatewayv2_route" "post_form" {
  api_id    = aws_apigatewayv2_api.this.id
  route_key = "POST /form"
  target    = "integrations/${aws_apigatewayv2_integration.form.id}"
}

# spec.gw: ANY /docs/<rest*> -> docs
resource "aws_apigatewayv2_integration" "docs_rest" {
  api_id                 = aws_apigatewayv2_api.this.id
  integration_type       = "HTTP_PROXY"
  integration_method     = "ANY"
  integration_uri        = "https://${aws_apprunner_service.docs.service_url}"
  payload_format_version = "1.0"

  # $${..} reaches API Gateway as ${..}, which it fills in for each request.
  request_parameters = {
    "overwrite:path" = "/$${request.path.rest}"
  }
}

# spec.gw: ANY /docs/<rest*> -> docs
resource "aws_apigatewayv2_integration" "docs_root" {
  api_id                 = aws_apigatewayv2_api.this.id
  integration_type       = "HTTP_PROXY"
  integration_method     = "ANY"
  integration_uri        = "https://${aws_apprunner_service.docs.service_url}"
  payload_format_version = "1.0"

  request_parameters = {
    "overwrite:path" = "/"
  }
}

# spec.gw: POST /form -> form
resource "aws_apigatewayv2_integration" "form" {
  api_id                 = aws_apigatewayv2_api.this.id
  integration_type       = "AWS_PROXY"
  integration_method     = "POST"
  integration_uri        = var.form_function_arn
  payload_format_version = "2.0"
}

# spec.gw: $default -> web
resource "aws_apigatewayv2_integration" "web" {
  api_id                 = aws_apigatewayv2_api.this.id
  integration_type       = "HTTP_PROXY"
  integration_method     = "ANY"
  integration_uri        = "https://${local.web_host}"
  payload_format_version = "1.0"

  request_parameters = {
    "overwrite:path" = "$request.path"
  }
}

# spec.gw: apprunner docs public
resource "aws_apprunner_service" "docs" {
  service_name = "spec-docs"

  source_configuration {
    # What runs is the image that is named here, and not what is pushed under its tag later.
    auto_deployments_enabled = false

    image_repository {
      image_identifier      = "public.ecr.aws/example/docs:1"
      image_repository_type = "ECR_PUBLIC"

      image_configuration {
        port = "8000"

        runtime_environment_variables = {
          GREETING = "hello: world"
        }
      }
    }
  }

  instance_configuration {
    cpu    = "1024"
    memory = "2048"
  }

  health_check_configuration {
    protocol = "HTTP"
    path     = "/health"
  }

  network_configuration {
    ingress_configuration {
      is_publicly_accessible = true
    }
  }
}

# spec.gw: ecs web public
resource "aws_ecs_express_gateway_service" "web" {
  service_name            = "spec-web"
  execution_role_arn      = aws_iam_role.web_execution.arn
  infrastructure_role_arn = aws_iam_role.web_infrastructure.arn
  cpu                     = "256"
  memory                  = "512"
  health_check_path       = "/health"

  # Its load balancer is known only once the service is steady.
  wait_for_steady_state = true

  primary_container {
    image          = "public.ecr.aws/example/web:1"
    container_port = 8080

    environment {
      name  = "LOG_LEVEL"
      value = "info"
    }
  }

  scaling_target {
    min_task_count            = 1
    max_task_count            = 3
    auto_scaling_metric       = "REQUEST_COUNT_PER_TARGET"
    auto_scaling_target_value = 100
  }

  depends_on = [
    aws_iam_role_policy_attachment.web_execution,
    aws_iam_role_policy_attachment.web_infrastructure,
  ]
}

# spec.gw: ecs web public
locals {
  # The provider tells it with https:// before it at one time and without at another.
  web_host = trimsuffix(trimprefix(aws_ecs_express_gateway_service.web.ingress_paths[0].endpoint, "https://"), "/")
}

# spec.gw: ecs web public
resource "aws_iam_role" "web_execution" {
  name_prefix = "spec-web-execution-"
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
}

# spec.gw: ecs web public
resource "aws_iam_role_policy_attachment" "web_execution" {
  role       = aws_iam_role.web_execution.name
  policy_arn = "arn:${data.aws_partition.current.partition}:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
}

# spec.gw: ecs web public
resource "aws_iam_role" "web_infrastructure" {
  name_prefix = "spec-web-infrastructure-"
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
}

# spec.gw: ecs web public
resource "aws_iam_role_policy_attachment" "web_infrastructure" {
  role       = aws_iam_role.web_infrastructure.name
  policy_arn = "arn:${data.aws_partition.current.partition}:iam::aws:policy/service-role/AmazonECSInfrastructureRoleforExpressGatewayServices"
}

# spec.gw: lambda form
resource "aws_lambda_permission" "form" {
  action        = "lambda:InvokeFunction"
  principal     = "apigateway.amazonaws.com"
  source_arn    = "arn:${data.aws_partition.current.partition}:execute-api:${data.aws_region.current.id}:${data.aws_caller_identity.current.account_id}:${aws_apigatewayv2_api.this.id}/*"
  function_name = join(":", slice(split(":", var.form_function_arn), 0, 7))

  # Apart from the function: in one ARN, the provider would replace the permission on every apply.
  qualifier = try(split(":", var.form_function_arn)[7], null)
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
