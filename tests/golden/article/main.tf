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

# spec.gw: gateway article
resource "aws_apigatewayv2_api" "this" {
  name                         = "article"
  protocol_type                = "HTTP"
  description                  = "The public door of the hello service."
  disable_execute_api_endpoint = true
}

# spec.gw: gateway article
resource "aws_apigatewayv2_stage" "this" {
  api_id      = aws_apigatewayv2_api.this.id
  name        = "$default"
  auto_deploy = true

  access_log_settings {
    destination_arn = aws_cloudwatch_log_group.access.arn
    format          = "$context.identity.sourceIp - - [$context.requestTime] \"$context.httpMethod $context.routeKey $context.protocol\" $context.status $context.responseLength $context.requestId $context.error.responseType $context.integration.error $context.integration.status"
  }
}

# spec.gw: ANY /api/<proxy+> -> hello
resource "aws_apigatewayv2_route" "any_api_rest" {
  api_id    = aws_apigatewayv2_api.this.id
  route_key = "ANY /api/{proxy+}"
  target    = "integrations/${aws_apigatewayv2_integration.hello_rest.id}"
}

# spec.gw: ANY /api/<proxy+> -> hello
resource "aws_apigatewayv2_integration" "hello_rest" {
  api_id                 = aws_apigatewayv2_api.this.id
  integration_type       = "HTTP_PROXY"
  integration_method     = "ANY"
  integration_uri        = aws_lb_listener.main.arn
  connection_type        = "VPC_LINK"
  connection_id          = aws_apigatewayv2_vpc_link.main.id
  payload_format_version = "1.0"

  tls_config {
    server_name_to_verify = aws_apprunner_vpc_ingress_connection.hello.domain_name
  }

  # $${..} reaches API Gateway as ${..}, which it fills in for each request.
  request_parameters = {
    "overwrite:header.Host" = aws_apprunner_vpc_ingress_connection.hello.domain_name
    "overwrite:path"        = "/$${request.path.proxy}"
  }
}

# spec.gw: network main
resource "aws_apigatewayv2_vpc_link" "main" {
  name               = "article-main"
  subnet_ids         = ["subnet-0a11111111111111a", "subnet-0b22222222222222b"]
  security_group_ids = [aws_security_group.link_main.id]

  lifecycle {
    # A link cannot change its subnets and groups, nor go while integrations use it: a new one comes first.
    create_before_destroy = true
  }
}

# spec.gw: network main
resource "aws_security_group" "balancer_main" {
  name_prefix = "article-balancer-main-"
  description = "Load balancer before App Runner"
  vpc_id      = "vpc-0abc1234567890def"

  lifecycle {
    # A group cannot go while something is in it.
    create_before_destroy = true
  }
}

# spec.gw: network main
resource "aws_security_group" "endpoint_main" {
  name_prefix = "article-endpoint-main-"
  description = "Endpoint of App Runner"
  vpc_id      = "vpc-0abc1234567890def"

  lifecycle {
    # A group cannot go while something is in it.
    create_before_destroy = true
  }
}

# spec.gw: network main
resource "aws_security_group" "link_main" {
  name_prefix = "article-link-main-"
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
  service_name        = "com.amazonaws.eu-west-1.apprunner.requests"
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
  name               = "article-main"
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
  name_prefix = "artic-"
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

# spec.gw: apprunner hello private
resource "aws_apprunner_service" "hello" {
  service_name = "article-hello"

  source_configuration {
    # What runs is the image that is named here, and not what is pushed under its tag later.
    auto_deployments_enabled = false

    image_repository {
      image_identifier      = "public.ecr.aws/aws-containers/hello-app-runner:latest"
      image_repository_type = "ECR_PUBLIC"

      image_configuration {
        port = "8000"
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

# spec.gw: apprunner hello private
resource "aws_apprunner_vpc_ingress_connection" "hello" {
  name        = "article-hello"
  service_arn = aws_apprunner_service.hello.arn

  ingress_vpc_configuration {
    vpc_id          = "vpc-0abc1234567890def"
    vpc_endpoint_id = aws_vpc_endpoint.main.id
  }
}

# spec.gw: domain api.hello.example
resource "aws_apigatewayv2_domain_name" "api_hello_example" {
  domain_name = "api.hello.example"

  domain_name_configuration {
    certificate_arn = "arn:aws:acm:eu-west-1:111122223333:certificate/0a1b2c3d-4e5f-6789-abcd-ef0123456789"
    endpoint_type   = "REGIONAL"
    security_policy = "TLS_1_2"
  }
}

# spec.gw: domain api.hello.example
resource "aws_apigatewayv2_api_mapping" "api_hello_example" {
  api_id      = aws_apigatewayv2_api.this.id
  domain_name = aws_apigatewayv2_domain_name.api_hello_example.id
  stage       = aws_apigatewayv2_stage.this.id
}

# spec.gw: domain api.hello.example
resource "aws_route53_record" "a_api_hello_example" {
  zone_id = "Z0123456789ABCDEFGHIJ"
  name    = "api.hello.example"
  type    = "A"

  alias {
    name                   = aws_apigatewayv2_domain_name.api_hello_example.domain_name_configuration[0].target_domain_name
    zone_id                = aws_apigatewayv2_domain_name.api_hello_example.domain_name_configuration[0].hosted_zone_id
    evaluate_target_health = false
  }
}

# spec.gw: log
resource "aws_cloudwatch_log_group" "access" {
  name              = "/aws/vendedlogs/apis/article"
  retention_in_days = 14
}

output "api_id" {
  description = "The id of the API."
  value       = aws_apigatewayv2_api.this.id
}

output "domain_target" {
  description = "What the DNS record of api.hello.example leads to."
  value       = aws_apigatewayv2_domain_name.api_hello_example.domain_name_configuration[0].target_domain_name
}

output "hello_ingress_domain" {
  description = "The domain name that hello answers to in its network."
  value       = aws_apprunner_vpc_ingress_connection.hello.domain_name
}
