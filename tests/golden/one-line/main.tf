terraform {
  required_version = ">= 1.5"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.100, < 7.0"
    }
  }
}

variable "subnet_ids" {
  description = "Subnets of the private backends' network, one per availability zone and at least two."
  type        = list(string)

  validation {
    condition     = alltrue([for id in var.subnet_ids : can(regex("^subnet-[0-9a-f]+$", id))])
    error_message = "Must be ids of subnets, e.g. subnet-0a11111111111111a."
  }

  validation {
    condition     = length(var.subnet_ids) >= 2 && length(distinct(var.subnet_ids)) == length(var.subnet_ids)
    error_message = "Must name two subnets or more, and none twice."
  }
}

variable "svc_service_arn" {
  description = "The ARN of the private App Runner service svc."
  type        = string

  validation {
    condition     = can(regex("^arn:aws[a-z-]*:[a-z0-9-]+:\\S+$", var.svc_service_arn))
    error_message = "Must be an ARN, e.g. arn:aws:lambda:eu-west-1:111122223333:function:orders."
  }
}

variable "vpc_id" {
  description = "The VPC of the private backends' network."
  type        = string

  validation {
    condition     = can(regex("^vpc-[0-9a-f]+$", var.vpc_id))
    error_message = "Must be a VPC's id, e.g. vpc-0abc1234567890def."
  }
}

data "aws_region" "current" {}

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

# spec.gw: ANY /api/<proxy+> -> svc
resource "aws_apigatewayv2_route" "any_api_rest" {
  api_id    = aws_apigatewayv2_api.this.id
  route_key = "ANY /api/{proxy+}"
  target    = "integrations/${aws_apigatewayv2_integration.svc_rest.id}"
}

# spec.gw: ANY /api/<proxy+> -> svc
resource "aws_apigatewayv2_integration" "svc_rest" {
  api_id                 = aws_apigatewayv2_api.this.id
  integration_type       = "HTTP_PROXY"
  integration_method     = "ANY"
  integration_uri        = aws_lb_listener.this.arn
  connection_type        = "VPC_LINK"
  connection_id          = aws_apigatewayv2_vpc_link.this.id
  payload_format_version = "1.0"

  tls_config {
    server_name_to_verify = aws_apprunner_vpc_ingress_connection.svc.domain_name
  }

  # $${..} reaches API Gateway as ${..}, which it fills in for each request.
  request_parameters = {
    "overwrite:header.Host" = aws_apprunner_vpc_ingress_connection.svc.domain_name
    "overwrite:path"        = "/$${request.path.proxy}"
  }
}

# spec.gw: ANY /api/<proxy+> -> svc
resource "aws_apigatewayv2_vpc_link" "this" {
  name               = "spec"
  subnet_ids         = var.subnet_ids
  security_group_ids = [aws_security_group.link.id]

  lifecycle {
    # A link cannot change its subnets and groups, nor go while integrations use it: a new one comes first.
    create_before_destroy = true
  }
}

# spec.gw: ANY /api/<proxy+> -> svc
resource "aws_security_group" "balancer" {
  name_prefix = "spec-balancer-"
  description = "Load balancer before App Runner"
  vpc_id      = var.vpc_id

  lifecycle {
    # A group cannot go while something is in it.
    create_before_destroy = true
  }
}

# spec.gw: ANY /api/<proxy+> -> svc
resource "aws_security_group" "endpoint" {
  name_prefix = "spec-endpoint-"
  description = "Endpoint of App Runner"
  vpc_id      = var.vpc_id

  lifecycle {
    # A group cannot go while something is in it.
    create_before_destroy = true
  }
}

# spec.gw: ANY /api/<proxy+> -> svc
resource "aws_security_group" "link" {
  name_prefix = "spec-link-"
  description = "VPC link of an HTTP API"
  vpc_id      = var.vpc_id

  lifecycle {
    # A group cannot go while something is in it.
    create_before_destroy = true
  }
}

# spec.gw: ANY /api/<proxy+> -> svc
resource "aws_vpc_security_group_ingress_rule" "balancer" {
  description                  = "From the VPC link"
  security_group_id            = aws_security_group.balancer.id
  referenced_security_group_id = aws_security_group.link.id
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
}

# spec.gw: ANY /api/<proxy+> -> svc
resource "aws_vpc_security_group_ingress_rule" "endpoint" {
  description                  = "From the load balancer"
  security_group_id            = aws_security_group.endpoint.id
  referenced_security_group_id = aws_security_group.balancer.id
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
}

# spec.gw: ANY /api/<proxy+> -> svc
# Needed: Terraform takes away the rule that lets everything out, which AWS gives a new group.
resource "aws_vpc_security_group_egress_rule" "balancer" {
  description                  = "To the endpoint"
  security_group_id            = aws_security_group.balancer.id
  referenced_security_group_id = aws_security_group.endpoint.id
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
}

# spec.gw: ANY /api/<proxy+> -> svc
# Needed: Terraform takes away the rule that lets everything out, which AWS gives a new group.
resource "aws_vpc_security_group_egress_rule" "link" {
  description                  = "To the load balancer"
  security_group_id            = aws_security_group.link.id
  referenced_security_group_id = aws_security_group.balancer.id
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
}

# spec.gw: ANY /api/<proxy+> -> svc
resource "aws_vpc_endpoint" "this" {
  vpc_id              = var.vpc_id
  service_name        = "com.amazonaws.${data.aws_region.current.id}.apprunner.requests"
  vpc_endpoint_type   = "Interface"
  subnet_ids          = var.subnet_ids
  security_group_ids  = [aws_security_group.endpoint.id]
  private_dns_enabled = false
  ip_address_type     = "ipv4"
}

# spec.gw: ANY /api/<proxy+> -> svc
# The endpoint's network interfaces, one for each of its subnets. They are counted by the subnets, since their ids
# are known only after an apply: for_each over them fails before the first one, and an index into them fails as
# soon as a subnet is added.
data "aws_network_interface" "this" {
  count = length(var.subnet_ids)

  filter {
    name   = "network-interface-id"
    values = aws_vpc_endpoint.this.network_interface_ids
  }

  filter {
    name   = "subnet-id"
    values = [tolist(aws_vpc_endpoint.this.subnet_ids)[count.index]]
  }
}

# spec.gw: ANY /api/<proxy+> -> svc
# The endpoint's addresses are the load balancer's targets.
resource "aws_lb_target_group_attachment" "this" {
  count = length(var.subnet_ids)

  target_group_arn = aws_lb_target_group.this.arn
  target_id        = data.aws_network_interface.this[count.index].private_ip
  port             = 443

  lifecycle {
    # While anything of the endpoint changes, its tags even, its addresses count as unknown, and targets would be taken
    # away and put back. They change with the endpoint itself and with its subnets alone.
    ignore_changes = [target_id]

    replace_triggered_by = [aws_vpc_endpoint.this.id, aws_vpc_endpoint.this.subnet_ids]
  }
}

# spec.gw: ANY /api/<proxy+> -> svc
resource "aws_lb" "this" {
  name               = "spec"
  internal           = true
  load_balancer_type = "network"
  subnets            = var.subnet_ids

  # From the start: a network load balancer that is made without a group can never get one.
  security_groups = [aws_security_group.balancer.id]

  # A zone without an address of the endpoint still has targets.
  enable_cross_zone_load_balancing = true
}

# spec.gw: ANY /api/<proxy+> -> svc
resource "aws_lb_target_group" "this" {
  name_prefix = "spec-"
  target_type = "ip"
  protocol    = "TCP"
  port        = 443
  vpc_id      = var.vpc_id

  # An endpoint drops packets that carry a client's address.
  preserve_client_ip = "false"

  health_check {
    protocol = "TCP"
  }

  lifecycle {
    # A target group cannot go while a listener uses it.
    create_before_destroy = true
  }
}

# spec.gw: ANY /api/<proxy+> -> svc
resource "aws_lb_listener" "this" {
  load_balancer_arn = aws_lb.this.arn
  protocol          = "TCP"
  port              = 443

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.this.arn
  }
}

# spec.gw: ANY /api/<proxy+> -> svc
resource "aws_apprunner_vpc_ingress_connection" "svc" {
  name        = "spec-svc"
  service_arn = var.svc_service_arn

  ingress_vpc_configuration {
    vpc_id          = var.vpc_id
    vpc_endpoint_id = aws_vpc_endpoint.this.id
  }
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

output "svc_ingress_domain" {
  description = "The domain name that svc answers to in its network."
  value       = aws_apprunner_vpc_ingress_connection.svc.domain_name
}
