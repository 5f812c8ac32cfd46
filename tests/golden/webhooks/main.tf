terraform {
  required_version = ">= 1.5"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.100, < 7.0"
    }
  }
}

provider "aws" {
  region = "eu-west-1"
}

data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

# spec.gw: gateway webhooks
resource "aws_apigatewayv2_api" "this" {
  name          = "webhooks"
  protocol_type = "HTTP"
}

# spec.gw: gateway webhooks
resource "aws_apigatewayv2_stage" "this" {
  api_id      = aws_apigatewayv2_api.this.id
  name        = "$default"
  auto_deploy = true

  access_log_settings {
    destination_arn = aws_cloudwatch_log_group.access.arn
    format          = "{\"requestId\":\"$context.requestId\",\"time\":\"$context.requestTime\",\"ip\":\"$context.identity.sourceIp\",\"method\":\"$context.httpMethod\",\"host\":\"$context.domainName\",\"path\":\"$context.path\",\"routeKey\":\"$context.routeKey\",\"protocol\":\"$context.protocol\",\"status\":\"$context.status\",\"responseLength\":\"$context.responseLength\",\"responseLatency\":\"$context.responseLatency\",\"errorType\":\"$context.error.responseType\",\"errorMessage\":\"$context.error.message\",\"authorizerError\":\"$context.authorizer.error\",\"integrationError\":\"$context.integration.error\",\"integrationStatus\":\"$context.integration.status\",\"integrationLatency\":\"$context.integration.latency\",\"integrationRequestId\":\"$context.integration.requestId\"}"
  }

  default_route_settings {
    throttling_rate_limit  = 100
    throttling_burst_limit = 200
  }
}

# spec.gw: GET /health -> verify
resource "aws_apigatewayv2_route" "get_health" {
  api_id    = aws_apigatewayv2_api.this.id
  route_key = "GET /health"
  target    = "integrations/${aws_apigatewayv2_integration.verify.id}"
}

# spec.gw: POST /clicks -> clicks put
resource "aws_apigatewayv2_route" "post_clicks" {
  api_id    = aws_apigatewayv2_api.this.id
  route_key = "POST /clicks"
  target    = "integrations/${aws_apigatewayv2_integration.clicks_put_edpzgufq.id}"
}

# spec.gw: POST /hooks/events -> bus put
resource "aws_apigatewayv2_route" "post_hooks_events" {
  api_id             = aws_apigatewayv2_api.this.id
  route_key          = "POST /hooks/events"
  target             = "integrations/${aws_apigatewayv2_integration.bus_put_llcohxfn.id}"
  authorization_type = "CUSTOM"
  authorizer_id      = aws_apigatewayv2_authorizer.signed.id
}

# GitHub's events, one job each.
# spec.gw: POST /hooks/github -> jobs send
resource "aws_apigatewayv2_route" "post_hooks_github" {
  api_id             = aws_apigatewayv2_api.this.id
  route_key          = "POST /hooks/github"
  target             = "integrations/${aws_apigatewayv2_integration.jobs_send_ubzqriiy.id}"
  authorization_type = "CUSTOM"
  authorizer_id      = aws_apigatewayv2_authorizer.signed.id
}

# Payments of one customer stay in order.
# spec.gw: POST /hooks/payments -> payments send
resource "aws_apigatewayv2_route" "post_hooks_payments" {
  api_id             = aws_apigatewayv2_api.this.id
  route_key          = "POST /hooks/payments"
  target             = "integrations/${aws_apigatewayv2_integration.payments_send_rvbicqns.id}"
  authorization_type = "CUSTOM"
  authorizer_id      = aws_apigatewayv2_authorizer.signed.id
}

# spec.gw: POST /hooks/refunds -> refunds start
resource "aws_apigatewayv2_route" "post_hooks_refunds" {
  api_id             = aws_apigatewayv2_api.this.id
  route_key          = "POST /hooks/refunds"
  target             = "integrations/${aws_apigatewayv2_integration.refunds_start_nxmajzva.id}"
  authorization_type = "CUSTOM"
  authorizer_id      = aws_apigatewayv2_authorizer.signed.id
}

# spec.gw: POST /hooks/events -> bus put
resource "aws_apigatewayv2_integration" "bus_put_llcohxfn" {
  api_id                 = aws_apigatewayv2_api.this.id
  integration_type       = "AWS_PROXY"
  integration_subtype    = "EventBridge-PutEvents"
  credentials_arn        = aws_iam_role.bus_put.arn
  payload_format_version = "1.0"

  request_parameters = {
    Detail       = "$request.body"
    DetailType   = "webhook"
    EventBusName = "arn:aws:events:eu-west-1:111122223333:event-bus/intake"
    Source       = "hooks.example"
  }
}

# spec.gw: POST /clicks -> clicks put
resource "aws_apigatewayv2_integration" "clicks_put_edpzgufq" {
  api_id                 = aws_apigatewayv2_api.this.id
  integration_type       = "AWS_PROXY"
  integration_subtype    = "Kinesis-PutRecord"
  credentials_arn        = aws_iam_role.clicks_put.arn
  payload_format_version = "1.0"

  request_parameters = {
    Data         = "$request.body"
    PartitionKey = "$context.requestId"
    StreamName   = "clicks"
  }
}

# spec.gw: POST /hooks/github -> jobs send
resource "aws_apigatewayv2_integration" "jobs_send_ubzqriiy" {
  api_id                 = aws_apigatewayv2_api.this.id
  integration_type       = "AWS_PROXY"
  integration_subtype    = "SQS-SendMessage"
  credentials_arn        = aws_iam_role.jobs_send.arn
  payload_format_version = "1.0"

  request_parameters = {
    MessageBody = "$request.body"
    QueueUrl    = "https://sqs.eu-west-1.amazonaws.com/111122223333/webhook-jobs"
  }
}

# spec.gw: POST /hooks/payments -> payments send
resource "aws_apigatewayv2_integration" "payments_send_rvbicqns" {
  api_id                 = aws_apigatewayv2_api.this.id
  integration_type       = "AWS_PROXY"
  integration_subtype    = "SQS-SendMessage"
  credentials_arn        = aws_iam_role.payments_send.arn
  payload_format_version = "1.0"

  request_parameters = {
    MessageBody            = "$request.body"
    MessageDeduplicationId = "$request.header.x-event-id"
    MessageGroupId         = "$request.header.x-customer"
    QueueUrl               = "https://sqs.eu-west-1.amazonaws.com/111122223333/payments.fifo"
  }
}

# spec.gw: POST /hooks/refunds -> refunds start
resource "aws_apigatewayv2_integration" "refunds_start_nxmajzva" {
  api_id                 = aws_apigatewayv2_api.this.id
  integration_type       = "AWS_PROXY"
  integration_subtype    = "StepFunctions-StartExecution"
  credentials_arn        = aws_iam_role.refunds_start.arn
  payload_format_version = "1.0"

  request_parameters = {
    Input           = "$request.body"
    StateMachineArn = "arn:aws:states:eu-west-1:111122223333:stateMachine:refunds"
  }
}

# spec.gw: GET /health -> verify
resource "aws_apigatewayv2_integration" "verify" {
  api_id                 = aws_apigatewayv2_api.this.id
  integration_type       = "AWS_PROXY"
  integration_method     = "POST"
  integration_uri        = "arn:aws:lambda:eu-west-1:111122223333:function:verify-signature"
  payload_format_version = "2.0"
}

# spec.gw: auth signed lambda
resource "aws_apigatewayv2_authorizer" "signed" {
  api_id                            = aws_apigatewayv2_api.this.id
  name                              = "signed"
  authorizer_type                   = "REQUEST"
  authorizer_uri                    = "arn:${data.aws_partition.current.partition}:apigateway:eu-west-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-west-1:111122223333:function:verify-signature/invocations"
  authorizer_payload_format_version = "2.0"
  identity_sources                  = ["$request.header.x-signature"]
  authorizer_result_ttl_in_seconds  = 0
  enable_simple_responses           = true
}

# spec.gw: events bus
resource "aws_iam_role" "bus_put" {
  name_prefix = "webhooks-bus-put-"
  description = "Lets API Gateway call one action of one resource"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect = "Allow"
      Principal = {
        Service = "apigateway.amazonaws.com"
      }
      Action = "sts:AssumeRole"
    }]
  })
}

# spec.gw: events bus
resource "aws_iam_role_policy" "bus_put" {
  name = "access"
  role = aws_iam_role.bus_put.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["events:PutEvents"]
      Resource = ["arn:aws:events:eu-west-1:111122223333:event-bus/intake"]
    }]
  })
}

# spec.gw: kinesis clicks
resource "aws_iam_role" "clicks_put" {
  name_prefix = "webhooks-clicks-put-"
  description = "Lets API Gateway call one action of one resource"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect = "Allow"
      Principal = {
        Service = "apigateway.amazonaws.com"
      }
      Action = "sts:AssumeRole"
    }]
  })
}

# spec.gw: kinesis clicks
resource "aws_iam_role_policy" "clicks_put" {
  name = "access"
  role = aws_iam_role.clicks_put.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["kinesis:PutRecord"]
      Resource = ["arn:aws:kinesis:eu-west-1:111122223333:stream/clicks"]
    }]
  })
}

# spec.gw: sqs jobs
resource "aws_iam_role" "jobs_send" {
  name_prefix = "webhooks-jobs-send-"
  description = "Lets API Gateway call one action of one resource"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect = "Allow"
      Principal = {
        Service = "apigateway.amazonaws.com"
      }
      Action = "sts:AssumeRole"
    }]
  })
}

# spec.gw: sqs jobs
resource "aws_iam_role_policy" "jobs_send" {
  name = "access"
  role = aws_iam_role.jobs_send.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["sqs:SendMessage"]
      Resource = ["arn:aws:sqs:eu-west-1:111122223333:webhook-jobs"]
    }]
  })
}

# spec.gw: sqs payments
resource "aws_iam_role" "payments_send" {
  name_prefix = "webhooks-payments-send-"
  description = "Lets API Gateway call one action of one resource"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect = "Allow"
      Principal = {
        Service = "apigateway.amazonaws.com"
      }
      Action = "sts:AssumeRole"
    }]
  })
}

# spec.gw: sqs payments
resource "aws_iam_role_policy" "payments_send" {
  name = "access"
  role = aws_iam_role.payments_send.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["sqs:SendMessage"]
      Resource = ["arn:aws:sqs:eu-west-1:111122223333:payments.fifo"]
    }]
  })
}

# spec.gw: states refunds
resource "aws_iam_role" "refunds_start" {
  name_prefix = "webhooks-refunds-start-"
  description = "Lets API Gateway call one action of one resource"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect = "Allow"
      Principal = {
        Service = "apigateway.amazonaws.com"
      }
      Action = "sts:AssumeRole"
    }]
  })
}

# spec.gw: states refunds
resource "aws_iam_role_policy" "refunds_start" {
  name = "access"
  role = aws_iam_role.refunds_start.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["states:StartExecution"]
      Resource = ["arn:aws:states:eu-west-1:111122223333:stateMachine:refunds"]
    }]
  })
}

# spec.gw: auth signed lambda
resource "aws_lambda_permission" "authorizer_signed" {
  action        = "lambda:InvokeFunction"
  principal     = "apigateway.amazonaws.com"
  source_arn    = "arn:aws:execute-api:eu-west-1:${data.aws_caller_identity.current.account_id}:${aws_apigatewayv2_api.this.id}/authorizers/${aws_apigatewayv2_authorizer.signed.id}"
  function_name = "arn:aws:lambda:eu-west-1:111122223333:function:verify-signature"
}

# spec.gw: lambda verify
resource "aws_lambda_permission" "verify" {
  action        = "lambda:InvokeFunction"
  principal     = "apigateway.amazonaws.com"
  source_arn    = "arn:aws:execute-api:eu-west-1:${data.aws_caller_identity.current.account_id}:${aws_apigatewayv2_api.this.id}/*"
  function_name = "arn:aws:lambda:eu-west-1:111122223333:function:verify-signature"
}

# spec.gw: log
resource "aws_cloudwatch_log_group" "access" {
  name              = "/aws/vendedlogs/apis/webhooks"
  retention_in_days = 30
}

output "api_endpoint" {
  description = "The URL of the API."
  value       = aws_apigatewayv2_api.this.api_endpoint
}

output "api_id" {
  description = "The id of the API."
  value       = aws_apigatewayv2_api.this.id
}
