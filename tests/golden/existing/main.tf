terraform {
  required_version = ">= 1.5"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.100, < 7.0"
    }
  }
}

variable "carts_service_arn" {
  description = "The ARN of the private ECS service carts."
  type        = string

  validation {
    condition     = can(regex("^arn:aws[a-z-]*:[a-z0-9-]+:\\S+$", var.carts_service_arn))
    error_message = "Must be an ARN, e.g. arn:aws:lambda:eu-west-1:111122223333:function:orders."
  }
}

variable "mail_listener_arn" {
  description = "The ARN of the load balancer's listener that serves mail."
  type        = string

  validation {
    condition     = can(regex("^arn:aws[a-z-]*:[a-z0-9-]+:\\S+$", var.mail_listener_arn))
    error_message = "Must be an ARN, e.g. arn:aws:lambda:eu-west-1:111122223333:function:orders."
  }
}

variable "main_subnet_ids" {
  description = "Subnets of the network main, one per availability zone and at least two."
  type        = list(string)

  validation {
    condition     = alltrue([for id in var.main_subnet_ids : can(regex("^subnet-[0-9a-f]+$", id))])
    error_message = "Must be ids of subnets, e.g. subnet-0a11111111111111a."
  }

  validation {
    condition     = length(var.main_subnet_ids) >= 2 && length(distinct(var.main_subnet_ids)) == length(var.main_subnet_ids)
    error_message = "Must name two subnets or more, and none twice."
  }
}

variable "main_vpc_id" {
  description = "The VPC of the network main."
  type        = string

  validation {
    condition     = can(regex("^vpc-[0-9a-f]+$", var.main_vpc_id))
    error_message = "Must be a VPC's id, e.g. vpc-0abc1234567890def."
  }
}

variable "upstream" {
  description = "The value of upstream."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9*]([A-Za-z0-9.-]*[A-Za-z0-9])?$", var.upstream))
    error_message = "Must be a host name without https://, e.g. api.shop.example."
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

# spec.gw: ANY /carts/<rest*> -> carts
resource "aws_apigatewayv2_route" "any_carts" {
  api_id    = aws_apigatewayv2_api.this.id
  route_key = "ANY /carts"
  target    = "integrations/${aws_apigatewayv2_integration.carts_at_v2.id}"
}

# spec.gw: ANY /carts/<rest*> -> carts
resource "aws_apigatewayv2_route" "any_carts_rest" {
  api_id    = aws_apigatewayv2_api.this.id
  route_key = "ANY /carts/{rest+}"
  target    = "integrations/${aws_apigatewayv2_integration.carts_at_v2_rest.id}"
}

# spec.gw: ANY /catalog/<rest*> -> catalog
resource "aws_apigatewayv2_route" "any_catalog" {
  api_id    = aws_apigatewayv2_api.this.id
  route_key = "ANY /catalog"
  target    = "integrations/${aws_apigatewayv2_integration.catalog_root.id}"
}

# spec.gw: ANY /catalog/<rest*> -> catalog
resource "aws_apigatewayv2_route" "any_catalog_rest" {
  api_id    = aws_apigatewayv2_api.this.id
  route_key = "ANY /catalog/{rest+}"
  target    = "integrations/${aws_apigatewayv2_integration.catalog_rest.id}"
}

# spec.gw: ANY /mail/<rest*> -> mail
resource "aws_apigatewayv2_route" "any_mail" {
  api_id    = aws_apigatewayv2_api.this.id
  route_key = "ANY /mail"
  target    = "integrations/${aws_apigatewayv2_integration.mail_root.id}"
}

# spec.gw: ANY /mail/<rest*> -> mail
resource "aws_apigatewayv2_route" "any_mail_rest" {
  api_id    = aws_apigatewayv2_api.this.id
  route_key = "ANY /mail/{rest+}"
  target    = "integrations/${aws_apigatewayv2_integration.mail_rest.id}"
}

# spec.gw: ANY /orders/<rest*> -> orders
resource "aws_apigatewayv2_route" "any_orders" {
  api_id    = aws_apigatewayv2_api.this.id
  route_key = "ANY /orders"
  target    = "integrations/${aws_apigatewayv2_integration.orders_root.id}"
}

# spec.gw: ANY /orders/<rest*> -> orders
resource "aws_apigatewayv2_route" "any_orders_rest" {
  api_id    = aws_apigatewayv2_api.this.id
  route_key = "ANY /orders/{rest+}"
  target    = "integrations/${aws_apigatewayv2_integration.orders_rest.id}"
}

# spec.gw: ANY /search -> search
resource "aws_apigatewayv2_route" "any_search" {
  api_id    = aws_apigatewayv2_api.this.id
  route_key = "ANY /search"
  target    = "integrations/${aws_apigatewayv2_integration.search_at_query.id}"
}

# spec.gw: ANY /stock/<rest*> -> stock
resource "aws_apigatewayv2_route" "any_stock" {
  api_id    = aws_apigatewayv2_api.this.id
  route_key = "ANY /stock"
  target    = "integrations/${aws_apigatewayv2_integration.stock_root.id}"
}

# spec.gw: ANY /stock/<rest*> -> stock
resource "aws_apigatewayv2_route" "any_stock_rest" {
  api_id    = aws_apigatewayv2_api.this.id
  route_key = "ANY /stock/{rest+}"
  target    = "integrations/${aws_apigatewayv2_integration.stock_rest.id}"
}

# spec.gw: GET /feeds/<rest+> -> feeds
resource "aws_apigatewayv2_route" "get_feeds_rest" {
  api_id    = aws_apigatewayv2_api.this.id
  route_key = "GET /feeds/{rest+}"
  target    = "integrations/${aws_apigatewayv2_integration.feeds_rest.id}"
}

# spec.gw: GET /up -> https://${upstream}/up
resource "aws_apigatewayv2_route" "get_up" {
  api_id    = aws_apigatewayv2_api.this.id
  route_key = "GET /up"
  target    = "integrations/${aws_apigatewayv2_integration.http_mictocjh.id}"
}

# spec.gw: ANY /carts/<rest*> -> carts
resource "aws_apigatewayv2_integration" "carts_at_v2" {
  api_id                 = aws_apigatewayv2_api.this.id
  integration_type       = "HTTP_PROXY"
  integration_method     = "ANY"
  integration_uri        = local.carts_ingress.ListenerArn
  connection_type        = "VPC_LINK"
  connection_id          = aws_apigatewayv2_vpc_link.main.id
  payload_format_version = "1.0"

  tls_config {
    server_name_to_verify = local.carts_host
  }

  request_parameters = {
    "overwrite:header.Host" = local.carts_host
    "overwrite:path"        = "/v2"
  }
}

# spec.gw: ANY /carts/<rest*> -> carts
resource "aws_apigatewayv2_integration" "carts_at_v2_rest" {
  api_id                 = aws_apigatewayv2_api.this.id
  integration_type       = "HTTP_PROXY"
  integration_method     = "ANY"
  integration_uri        = local.carts_ingress.ListenerArn
  connection_type        = "VPC_LINK"
  connection_id          = aws_apigatewayv2_vpc_link.main.id
  payload_format_version = "1.0"

  tls_config {
    server_name_to_verify = local.carts_host
  }

  # $${..} reaches API Gateway as ${..}, which it fills in for each request.
  request_parameters = {
    "overwrite:header.Host" = local.carts_host
    "overwrite:path"        = "/v2/$${request.path.rest}"
  }
}

# spec.gw: ANY /catalog/<rest*> -> catalog
resource "aws_apigatewayv2_integration" "catalog_rest" {
  api_id                 = aws_apigatewayv2_api.this.id
  integration_type       = "HTTP_PROXY"
  integration_method     = "ANY"
  integration_uri        = "https://abc123.eu-west-1.awsapprunner.com"
  payload_format_version = "1.0"

  # $${..} reaches API Gateway as ${..}, which it fills in for each request.
  request_parameters = {
    "overwrite:path" = "/$${request.path.rest}"
  }
}

# spec.gw: ANY /catalog/<rest*> -> catalog
resource "aws_apigatewayv2_integration" "catalog_root" {
  api_id                 = aws_apigatewayv2_api.this.id
  integration_type       = "HTTP_PROXY"
  integration_method     = "ANY"
  integration_uri        = "https://abc123.eu-west-1.awsapprunner.com"
  payload_format_version = "1.0"

  request_parameters = {
    "overwrite:path" = "/"
  }
}

# spec.gw: GET /feeds/<rest+> -> feeds
resource "aws_apigatewayv2_integration" "feeds_rest" {
  api_id                 = aws_apigatewayv2_api.this.id
  integration_type       = "HTTP_PROXY"
  integration_method     = "ANY"
  integration_uri        = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:listener/app/feeds/50dc6c495c0c9188/f2f7dc8efc522ab2"
  connection_type        = "VPC_LINK"
  connection_id          = aws_apigatewayv2_vpc_link.main.id
  payload_format_version = "1.0"

  tls_config {
    server_name_to_verify = "feeds.internal.example"
  }

  # $${..} reaches API Gateway as ${..}, which it fills in for each request.
  request_parameters = {
    "overwrite:header.Host" = "feeds.internal.example"
    "overwrite:path"        = "/$${request.path.rest}"
  }
}

# spec.gw: GET /up -> https://${upstream}/up
resource "aws_apigatewayv2_integration" "http_mictocjh" {
  api_id                 = aws_apigatewayv2_api.this.id
  integration_type       = "HTTP_PROXY"
  integration_method     = "ANY"
  integration_uri        = "https://${var.upstream}/up"
  payload_format_version = "1.0"
}

# spec.gw: ANY /mail/<rest*> -> mail
resource "aws_apigatewayv2_integration" "mail_rest" {
  api_id                 = aws_apigatewayv2_api.this.id
  integration_type       = "HTTP_PROXY"
  integration_method     = "ANY"
  integration_uri        = var.mail_listener_arn
  connection_type        = "VPC_LINK"
  connection_id          = aws_apigatewayv2_vpc_link.main.id
  payload_format_version = "1.0"

  # $${..} reaches API Gateway as ${..}, which it fills in for each request.
  request_parameters = {
    "overwrite:path" = "/$${request.path.rest}"
  }
}

# spec.gw: ANY /mail/<rest*> -> mail
resource "aws_apigatewayv2_integration" "mail_root" {
  api_id                 = aws_apigatewayv2_api.this.id
  integration_type       = "HTTP_PROXY"
  integration_method     = "ANY"
  integration_uri        = var.mail_listener_arn
  connection_type        = "VPC_LINK"
  connection_id          = aws_apigatewayv2_vpc_link.main.id
  payload_format_version = "1.0"

  request_parameters = {
    "overwrite:path" = "/"
  }
}

# spec.gw: ANY /orders/<rest*> -> orders
resource "aws_apigatewayv2_integration" "orders_rest" {
  api_id                 = aws_apigatewayv2_api.this.id
  integration_type       = "HTTP_PROXY"
  integration_method     = "ANY"
  integration_uri        = local.orders_ingress.ListenerArn
  connection_type        = "VPC_LINK"
  connection_id          = aws_apigatewayv2_vpc_link.main.id
  payload_format_version = "1.0"

  tls_config {
    server_name_to_verify = local.orders_host
  }

  # $${..} reaches API Gateway as ${..}, which it fills in for each request.
  request_parameters = {
    "overwrite:header.Host" = local.orders_host
    "overwrite:path"        = "/$${request.path.rest}"
  }
}

# spec.gw: ANY /orders/<rest*> -> orders
resource "aws_apigatewayv2_integration" "orders_root" {
  api_id                 = aws_apigatewayv2_api.this.id
  integration_type       = "HTTP_PROXY"
  integration_method     = "ANY"
  integration_uri        = local.orders_ingress.ListenerArn
  connection_type        = "VPC_LINK"
  connection_id          = aws_apigatewayv2_vpc_link.main.id
  payload_format_version = "1.0"

  tls_config {
    server_name_to_verify = local.orders_host
  }

  request_parameters = {
    "overwrite:header.Host" = local.orders_host
    "overwrite:path"        = "/"
  }
}

# spec.gw: ANY /search -> search
resource "aws_apigatewayv2_integration" "search_at_query" {
  api_id                 = aws_apigatewayv2_api.this.id
  integration_type       = "HTTP_PROXY"
  integration_method     = "ANY"
  integration_uri        = "arn:aws:servicediscovery:eu-west-1:111122223333:service/srv-abcdefghijklmnop"
  connection_type        = "VPC_LINK"
  connection_id          = aws_apigatewayv2_vpc_link.main.id
  payload_format_version = "1.0"

  request_parameters = {
    "overwrite:path" = "/query"
  }
}

# spec.gw: ANY /stock/<rest*> -> stock
resource "aws_apigatewayv2_integration" "stock_rest" {
  api_id                 = aws_apigatewayv2_api.this.id
  integration_type       = "HTTP_PROXY"
  integration_method     = "ANY"
  integration_uri        = aws_lb_listener.main.arn
  connection_type        = "VPC_LINK"
  connection_id          = aws_apigatewayv2_vpc_link.main.id
  payload_format_version = "1.0"

  tls_config {
    server_name_to_verify = aws_apprunner_vpc_ingress_connection.stock.domain_name
  }

  # $${..} reaches API Gateway as ${..}, which it fills in for each request.
  request_parameters = {
    "overwrite:header.Host" = aws_apprunner_vpc_ingress_connection.stock.domain_name
    "overwrite:path"        = "/$${request.path.rest}"
  }
}

# spec.gw: ANY /stock/<rest*> -> stock
resource "aws_apigatewayv2_integration" "stock_root" {
  api_id                 = aws_apigatewayv2_api.this.id
  integration_type       = "HTTP_PROXY"
  integration_method     = "ANY"
  integration_uri        = aws_lb_listener.main.arn
  connection_type        = "VPC_LINK"
  connection_id          = aws_apigatewayv2_vpc_link.main.id
  payload_format_version = "1.0"

  tls_config {
    server_name_to_verify = aws_apprunner_vpc_ingress_connection.stock.domain_name
  }

  request_parameters = {
    "overwrite:header.Host" = aws_apprunner_vpc_ingress_connection.stock.domain_name
    "overwrite:path"        = "/"
  }
}

# spec.gw: network main
resource "aws_apigatewayv2_vpc_link" "main" {
  name               = "spec-main"
  subnet_ids         = var.main_subnet_ids
  security_group_ids = [aws_security_group.link_main.id, "sg-0feed0feed0feed00"]

  lifecycle {
    # A link cannot change its subnets and groups, nor go while integrations use it: a new one comes first.
    create_before_destroy = true
  }
}

# spec.gw: network main
resource "aws_security_group" "balancer_main" {
  name_prefix = "spec-balancer-main-"
  description = "Load balancer before App Runner"
  vpc_id      = var.main_vpc_id

  lifecycle {
    # A group cannot go while something is in it.
    create_before_destroy = true
  }
}

# spec.gw: network main
resource "aws_security_group" "endpoint_main" {
  name_prefix = "spec-endpoint-main-"
  description = "Endpoint of App Runner"
  vpc_id      = var.main_vpc_id

  lifecycle {
    # A group cannot go while something is in it.
    create_before_destroy = true
  }
}

# spec.gw: network main
resource "aws_security_group" "link_main" {
  name_prefix = "spec-link-main-"
  description = "VPC link of an HTTP API"
  vpc_id      = var.main_vpc_id

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
  vpc_id              = var.main_vpc_id
  service_name        = "com.amazonaws.${data.aws_region.current.id}.apprunner.requests"
  vpc_endpoint_type   = "Interface"
  subnet_ids          = var.main_subnet_ids
  security_group_ids  = [aws_security_group.endpoint_main.id]
  private_dns_enabled = false
  ip_address_type     = "ipv4"
}

# spec.gw: network main
# The endpoint's network interfaces, one for each of its subnets. They are counted by the subnets, since their ids
# are known only after an apply: for_each over them fails before the first one, and an index into them fails as
# soon as a subnet is added.
data "aws_network_interface" "main" {
  count = length(var.main_subnet_ids)

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
  count = length(var.main_subnet_ids)

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
  subnets            = var.main_subnet_ids

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
  vpc_id      = var.main_vpc_id

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

# spec.gw: apprunner stock private
resource "aws_apprunner_vpc_ingress_connection" "stock" {
  name        = "spec-stock"
  service_arn = "arn:aws:apprunner:eu-west-1:111122223333:service/stock/8fe1e10304f84fd2b0df550fe98a71fa"

  ingress_vpc_configuration {
    vpc_id          = var.main_vpc_id
    vpc_endpoint_id = aws_vpc_endpoint.main.id
  }
}

# spec.gw: ecs carts private
# ECS moves services between load balancers, so this one is asked for where it is reached now.
data "aws_cloudcontrolapi_resource" "carts" {
  type_name  = "AWS::ECS::ExpressGatewayService"
  identifier = var.carts_service_arn
}

# spec.gw: ecs carts private
locals {
  carts_ingress = jsondecode(data.aws_cloudcontrolapi_resource.carts.properties).ECSManagedResourceArns.IngressPath
  carts_host    = trimsuffix(trimprefix(jsondecode(data.aws_cloudcontrolapi_resource.carts.properties).Endpoint, "https://"), "/")
}

# spec.gw: ecs orders private
# ECS moves services between load balancers, so this one is asked for where it is reached now.
data "aws_cloudcontrolapi_resource" "orders" {
  type_name  = "AWS::ECS::ExpressGatewayService"
  identifier = "arn:aws:ecs:eu-west-1:111122223333:service/default/orders"
}

# spec.gw: ecs orders private
locals {
  orders_ingress = jsondecode(data.aws_cloudcontrolapi_resource.orders.properties).ECSManagedResourceArns.IngressPath
  orders_host    = trimsuffix(trimprefix(jsondecode(data.aws_cloudcontrolapi_resource.orders.properties).Endpoint, "https://"), "/")
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

output "stock_ingress_domain" {
  description = "The domain name that stock answers to in its network."
  value       = aws_apprunner_vpc_ingress_connection.stock.domain_name
}
