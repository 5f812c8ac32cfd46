terraform {
  required_version = ">= 1.5"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.100, < 7.0"
    }
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

# spec.gw: ANY /orders/<rest*> -> shop-orders
resource "aws_apigatewayv2_route" "any_orders" {
  api_id    = aws_apigatewayv2_api.this.id
  route_key = "ANY /orders"
  target    = "integrations/${aws_apigatewayv2_integration.shop_orders_root.id}"
}

# spec.gw: ANY /orders/<rest*> -> shop-orders
resource "aws_apigatewayv2_route" "any_orders_rest" {
  api_id    = aws_apigatewayv2_api.this.id
  route_key = "ANY /orders/{rest+}"
  target    = "integrations/${aws_apigatewayv2_integration.shop_orders_rest.id}"
}

# spec.gw: ANY /orders/<rest*> -> shop-orders
resource "aws_apigatewayv2_integration" "shop_orders_rest" {
  api_id                 = aws_apigatewayv2_api.this.id
  integration_type       = "HTTP_PROXY"
  integration_method     = "ANY"
  integration_uri        = aws_lb_listener.main.arn
  connection_type        = "VPC_LINK"
  connection_id          = aws_apigatewayv2_vpc_link.main.id
  payload_format_version = "1.0"

  tls_config {
    server_name_to_verify = aws_apprunner_vpc_ingress_connection.shop_orders.domain_name
  }

  # $${..} reaches API Gateway as ${..}, which it fills in for each request.
  request_parameters = {
    "overwrite:header.Host" = aws_apprunner_vpc_ingress_connection.shop_orders.domain_name
    "overwrite:path"        = "/$${request.path.rest}"
  }
}

# spec.gw: ANY /orders/<rest*> -> shop-orders
resource "aws_apigatewayv2_integration" "shop_orders_root" {
  api_id                 = aws_apigatewayv2_api.this.id
  integration_type       = "HTTP_PROXY"
  integration_method     = "ANY"
  integration_uri        = aws_lb_listener.main.arn
  connection_type        = "VPC_LINK"
  connection_id          = aws_apigatewayv2_vpc_link.main.id
  payload_format_version = "1.0"

  tls_config {
    server_name_to_verify = aws_apprunner_vpc_ingress_connection.shop_orders.domain_name
  }

  request_parameters = {
    "overwrite:header.Host" = aws_apprunner_vpc_ingress_connection.shop_orders.domain_name
    "overwrite:path"        = "/"
  }
}

# spec.gw: network main
resource "aws_apigatewayv2_vpc_link" "main" {
  name               = "spec-main"
  subnet_ids         = ["subnet-0a11111111111111a", "subnet-0b22222222222222b"]
  security_group_ids = [aws_security_group.link_main.id]

  lifecycle {
    # A link cannot change its subnets and groups, nor go while integrations use it: a new one comes first.
    create_before_destroy = true
  }
}

# spec.gw: network main
resource "aws_security_group" "balancer_main" {
  name_prefix = "spec-balancer-main-"
  description = "Load balancer before App Runner"
  vpc_id      = "vpc-0abc1234567890def"

  lifecycle {
    # A group cannot go while something is in it.
    create_before_destroy = true
  }
}

# spec.gw: network main
resource "aws_security_group" "endpoint_main" {
  name_prefix = "spec-endpoint-main-"
  description = "Endpoint of App Runner"
  vpc_id      = "vpc-0abc1234567890def"

  lifecycle {
    # A group cannot go while something is in it.
    create_before_destroy = true
  }
}

# spec.gw: network main
resource "aws_security_group" "link_main" {
  name_prefix = "spec-link-main-"
  description = "VPC link of an HTTP API"
  vpc_id      = "vpc-0abc1234567890def"

  lifecycle {
    # A group cannot go while something is in it.
    create_before_destroy = true
  }
}

# spec.gw: network main
resource "aws_vpc_security_group_ingress_rule" "balancer_main" {
  description                  = "From the VPC link"
  security_group_id            = aws_security_group.balancer_main.id
  referenced_security_group_id = aws_security_group.link_main.id
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
}

# spec.gw: network main
resource "aws_vpc_security_group_ingress_rule" "endpoint_main" {
  description                  = "From the load balancer"
  security_group_id            = aws_security_group.endpoint_main.id
  referenced_security_group_id = aws_security_group.balancer_main.id
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
}

# spec.gw: network main
# Needed: Terraform takes away the rule that lets everything out, which AWS gives a new group.
resource "aws_vpc_security_group_egress_rule" "balancer_main" {
  description                  = "To the endpoint"
  security_group_id            = aws_security_group.balancer_main.id
  referenced_security_group_id = aws_security_group.endpoint_main.id
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
}

# spec.gw: network main
# Needed: Terraform takes away the rule that lets everything out, which AWS gives a new group.
resource "aws_vpc_security_group_egress_rule" "link_main" {
  description                  = "To the load balancer"
  security_group_id            = aws_security_group.link_main.id
  referenced_security_group_id = aws_security_group.balancer_main.id
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
}

# spec.gw: network main
resource "aws_vpc_endpoint" "main" {
  vpc_id              = "vpc-0abc1234567890def"
  service_name        = "com.amazonaws.${data.aws_region.current.id}.apprunner.requests"
  vpc_endpoint_type   = "Interface"
  subnet_ids          = ["subnet-0a11111111111111a", "subnet-0b22222222222222b"]
  security_group_ids  = [aws_security_group.endpoint_main.id]
  private_dns_enabled = false
  ip_address_type     = "ipv4"
}

# spec.gw: network main
# The endpoint's network interfaces, one for each of its subnets. They are counted by the subnets, since their ids
# are known only after an apply: for_each over them fails before the first one, and an index into them fails as
# soon as a subnet is added.
data "aws_network_interface" "main" {
  count = 2

  filter {
    name   = "network-interface-id"
    values = aws_vpc_endpoint.main.network_interface_ids
  }

  filter {
    name   = "subnet-id"
    values = [tolist(aws_vpc_endpoint.main.subnet_ids)[count.index]]
  }
}

# spec.gw: network main
# The endpoint's addresses are the load balancer's targets.
resource "aws_lb_target_group_attachment" "main" {
  count = 2

  target_group_arn = aws_lb_target_group.main.arn
  target_id        = data.aws_network_interface.main[count.index].private_ip
  port             = 443

  lifecycle {
    # While anything of the endpoint changes, its tags even, its addresses count as unknown, and targets would be taken
    # away and put back. They change with the endpoint itself and with its subnets alone.
    ignore_changes = [target_id]

    replace_triggered_by = [aws_vpc_endpoint.main.id, aws_vpc_endpoint.main.subnet_ids]
  }
}

# spec.gw: network main
resource "aws_lb" "main" {
  name               = "spec-main"
  internal           = true
  load_balancer_type = "network"
  subnets            = ["subnet-0a11111111111111a", "subnet-0b22222222222222b"]

  # From the start: a network load balancer that is made without a group can never get one.
  security_groups = [aws_security_group.balancer_main.id]

  # A zone without an address of the endpoint still has targets.
  enable_cross_zone_load_balancing = true
}

# spec.gw: network main
resource "aws_lb_target_group" "main" {
  name_prefix = "spec-"
  target_type = "ip"
  protocol    = "TCP"
  port        = 443
  vpc_id      = "vpc-0abc1234567890def"

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

# spec.gw: network main
resource "aws_lb_listener" "main" {
  load_balancer_arn = aws_lb.main.arn
  protocol          = "TCP"
  port              = 443

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.main.arn
  }
}

# spec.gw: apprunner shop-orders private
resource "aws_apprunner_service" "shop_orders" {
  service_name = "spec-orders"

  source_configuration {
    # What runs is the image that is named here, and not what is pushed under its tag later.
    auto_deployments_enabled = false

    image_repository {
      image_identifier      = "public.ecr.aws/example/orders:7"
      image_repository_type = "ECR_PUBLIC"

      image_configuration {
        port = "8080"
      }
    }
  }

  instance_configuration {
    cpu    = "1024"
    memory = "2048"
  }

  network_configuration {
    ingress_configuration {
      is_publicly_accessible = false
    }
  }
}

# spec.gw: apprunner shop-orders private
resource "aws_apprunner_vpc_ingress_connection" "shop_orders" {
  name        = "spec-orders"
  service_arn = aws_apprunner_service.shop_orders.arn

  ingress_vpc_configuration {
    vpc_id          = "vpc-0abc1234567890def"
    vpc_endpoint_id = aws_vpc_endpoint.main.id
  }
}

# spec.gw: gateway spec
resource "aws_cloudwatch_log_group" "access" {
  name = "/aws/vendedlogs/apis/spec"
}

moved {
  from = aws_apprunner_vpc_ingress_connection.orders
  to   = aws_apprunner_vpc_ingress_connection.shop_orders
}

moved {
  from = aws_apigatewayv2_integration.orders_rest
  to   = aws_apigatewayv2_integration.shop_orders_rest
}

moved {
  from = aws_apigatewayv2_integration.orders_root
  to   = aws_apigatewayv2_integration.shop_orders_root
}

moved {
  from = aws_apprunner_service.orders
  to   = aws_apprunner_service.shop_orders
}

output "api_endpoint" {
  description = "The URL of the API."
  value       = aws_apigatewayv2_api.this.api_endpoint
}

output "api_id" {
  description = "The id of the API."
  value       = aws_apigatewayv2_api.this.id
}

output "shop_orders_ingress_domain" {
  description = "The domain name that shop-orders answers to in its network."
  value       = aws_apprunner_vpc_ingress_connection.shop_orders.domain_name
}
