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
  region = "eu-central-1"
}

# spec.gw: gateway listeners
resource "aws_apigatewayv2_api" "this" {
  name          = "listeners"
  protocol_type = "HTTP"
}

# spec.gw: gateway listeners
resource "aws_apigatewayv2_stage" "this" {
  api_id      = aws_apigatewayv2_api.this.id
  name        = "$default"
  auto_deploy = true

  access_log_settings {
    destination_arn = aws_cloudwatch_log_group.access.arn
    format          = "{\"requestId\":\"$context.requestId\",\"time\":\"$context.requestTime\",\"ip\":\"$context.identity.sourceIp\",\"method\":\"$context.httpMethod\",\"host\":\"$context.domainName\",\"path\":\"$context.path\",\"routeKey\":\"$context.routeKey\",\"protocol\":\"$context.protocol\",\"status\":\"$context.status\",\"responseLength\":\"$context.responseLength\",\"responseLatency\":\"$context.responseLatency\",\"errorType\":\"$context.error.responseType\",\"errorMessage\":\"$context.error.message\",\"authorizerError\":\"$context.authorizer.error\",\"integrationError\":\"$context.integration.error\",\"integrationStatus\":\"$context.integration.status\",\"integrationLatency\":\"$context.integration.latency\",\"integrationRequestId\":\"$context.integration.requestId\"}"
  }
}

# spec.gw: ANY /a/<rest*> -> a
resource "aws_apigatewayv2_route" "any_a" {
  api_id    = aws_apigatewayv2_api.this.id
  route_key = "ANY /a"
  target    = "integrations/${aws_apigatewayv2_integration.a_root.id}"
}

# spec.gw: ANY /a/<rest*> -> a
resource "aws_apigatewayv2_route" "any_a_rest" {
  api_id    = aws_apigatewayv2_api.this.id
  route_key = "ANY /a/{rest+}"
  target    = "integrations/${aws_apigatewayv2_integration.a_rest.id}"
}

# spec.gw: ANY /b/<rest*> -> b
resource "aws_apigatewayv2_route" "any_b" {
  api_id    = aws_apigatewayv2_api.this.id
  route_key = "ANY /b"
  target    = "integrations/${aws_apigatewayv2_integration.b_root.id}"
}

# spec.gw: ANY /b/<rest*> -> b
resource "aws_apigatewayv2_route" "any_b_rest" {
  api_id    = aws_apigatewayv2_api.this.id
  route_key = "ANY /b/{rest+}"
  target    = "integrations/${aws_apigatewayv2_integration.b_rest.id}"
}

# spec.gw: ANY /c/<rest*> -> c
resource "aws_apigatewayv2_route" "any_c" {
  api_id    = aws_apigatewayv2_api.this.id
  route_key = "ANY /c"
  target    = "integrations/${aws_apigatewayv2_integration.c_root.id}"
}

# spec.gw: ANY /c/<rest*> -> c
resource "aws_apigatewayv2_route" "any_c_rest" {
  api_id    = aws_apigatewayv2_api.this.id
  route_key = "ANY /c/{rest+}"
  target    = "integrations/${aws_apigatewayv2_integration.c_rest.id}"
}

# spec.gw: ANY /a/<rest*> -> a
resource "aws_apigatewayv2_integration" "a_rest" {
  api_id                 = aws_apigatewayv2_api.this.id
  integration_type       = "HTTP_PROXY"
  integration_method     = "ANY"
  integration_uri        = aws_lb_listener.main_port_a.arn
  connection_type        = "VPC_LINK"
  connection_id          = aws_apigatewayv2_vpc_link.main.id
  payload_format_version = "1.0"

  tls_config {
    server_name_to_verify = aws_apprunner_vpc_ingress_connection.a.domain_name
  }

  # $${..} reaches API Gateway as ${..}, which it fills in for each request.
  request_parameters = {
    "overwrite:header.Host" = aws_apprunner_vpc_ingress_connection.a.domain_name
    "overwrite:path"        = "/$${request.path.rest}"
  }
}

# spec.gw: ANY /a/<rest*> -> a
resource "aws_apigatewayv2_integration" "a_root" {
  api_id                 = aws_apigatewayv2_api.this.id
  integration_type       = "HTTP_PROXY"
  integration_method     = "ANY"
  integration_uri        = aws_lb_listener.main_port_a.arn
  connection_type        = "VPC_LINK"
  connection_id          = aws_apigatewayv2_vpc_link.main.id
  payload_format_version = "1.0"

  tls_config {
    server_name_to_verify = aws_apprunner_vpc_ingress_connection.a.domain_name
  }

  request_parameters = {
    "overwrite:header.Host" = aws_apprunner_vpc_ingress_connection.a.domain_name
    "overwrite:path"        = "/"
  }
}

# spec.gw: ANY /b/<rest*> -> b
resource "aws_apigatewayv2_integration" "b_rest" {
  api_id                 = aws_apigatewayv2_api.this.id
  integration_type       = "HTTP_PROXY"
  integration_method     = "ANY"
  integration_uri        = aws_lb_listener.main_port_b.arn
  connection_type        = "VPC_LINK"
  connection_id          = aws_apigatewayv2_vpc_link.main.id
  payload_format_version = "1.0"

  tls_config {
    server_name_to_verify = aws_apprunner_vpc_ingress_connection.b.domain_name
  }

  # $${..} reaches API Gateway as ${..}, which it fills in for each request.
  request_parameters = {
    "overwrite:header.Host" = aws_apprunner_vpc_ingress_connection.b.domain_name
    "overwrite:path"        = "/$${request.path.rest}"
  }
}

# spec.gw: ANY /b/<rest*> -> b
resource "aws_apigatewayv2_integration" "b_root" {
  api_id                 = aws_apigatewayv2_api.this.id
  integration_type       = "HTTP_PROXY"
  integration_method     = "ANY"
  integration_uri        = aws_lb_listener.main_port_b.arn
  connection_type        = "VPC_LINK"
  connection_id          = aws_apigatewayv2_vpc_link.main.id
  payload_format_version = "1.0"

  tls_config {
    server_name_to_verify = aws_apprunner_vpc_ingress_connection.b.domain_name
  }

  request_parameters = {
    "overwrite:header.Host" = aws_apprunner_vpc_ingress_connection.b.domain_name
    "overwrite:path"        = "/"
  }
}

# spec.gw: ANY /c/<rest*> -> c
resource "aws_apigatewayv2_integration" "c_rest" {
  api_id                 = aws_apigatewayv2_api.this.id
  integration_type       = "HTTP_PROXY"
  integration_method     = "ANY"
  integration_uri        = aws_lb_listener.other.arn
  connection_type        = "VPC_LINK"
  connection_id          = aws_apigatewayv2_vpc_link.other.id
  payload_format_version = "1.0"

  tls_config {
    server_name_to_verify = aws_apprunner_vpc_ingress_connection.c.domain_name
  }

  # $${..} reaches API Gateway as ${..}, which it fills in for each request.
  request_parameters = {
    "overwrite:header.Host" = aws_apprunner_vpc_ingress_connection.c.domain_name
    "overwrite:path"        = "/$${request.path.rest}"
  }
}

# spec.gw: ANY /c/<rest*> -> c
resource "aws_apigatewayv2_integration" "c_root" {
  api_id                 = aws_apigatewayv2_api.this.id
  integration_type       = "HTTP_PROXY"
  integration_method     = "ANY"
  integration_uri        = aws_lb_listener.other.arn
  connection_type        = "VPC_LINK"
  connection_id          = aws_apigatewayv2_vpc_link.other.id
  payload_format_version = "1.0"

  tls_config {
    server_name_to_verify = aws_apprunner_vpc_ingress_connection.c.domain_name
  }

  request_parameters = {
    "overwrite:header.Host" = aws_apprunner_vpc_ingress_connection.c.domain_name
    "overwrite:path"        = "/"
  }
}

# spec.gw: network main
resource "aws_apigatewayv2_vpc_link" "main" {
  name = "listeners-main"

  subnet_ids = [
    "subnet-0a11111111111111a",
    "subnet-0b22222222222222b",
    "subnet-0c33333333333333c",
  ]

  security_group_ids = [aws_security_group.link_main.id]

  lifecycle {
    # A link cannot change its subnets and groups, nor go while integrations use it: a new one comes first.
    create_before_destroy = true
  }
}

# spec.gw: network other
resource "aws_apigatewayv2_vpc_link" "other" {
  name               = "listeners-other"
  subnet_ids         = ["subnet-0d44444444444444d", "subnet-0e55555555555555e"]
  security_group_ids = [aws_security_group.link_other.id]

  lifecycle {
    # A link cannot change its subnets and groups, nor go while integrations use it: a new one comes first.
    create_before_destroy = true
  }
}

# spec.gw: network main
resource "aws_security_group" "balancer_main" {
  name_prefix = "listeners-balancer-main-"
  description = "Load balancer before App Runner"
  vpc_id      = "vpc-0abc1234567890def"

  lifecycle {
    # A group cannot go while something is in it.
    create_before_destroy = true
  }
}

# spec.gw: network other
resource "aws_security_group" "balancer_other" {
  name_prefix = "listeners-balancer-other-"
  description = "Load balancer before App Runner"
  vpc_id      = "vpc-0def1234567890abc"

  lifecycle {
    # A group cannot go while something is in it.
    create_before_destroy = true
  }
}

# spec.gw: network main
resource "aws_security_group" "endpoint_main" {
  name_prefix = "listeners-endpoint-main-"
  description = "Endpoint of App Runner"
  vpc_id      = "vpc-0abc1234567890def"

  lifecycle {
    # A group cannot go while something is in it.
    create_before_destroy = true
  }
}

# spec.gw: network other
resource "aws_security_group" "endpoint_other" {
  name_prefix = "listeners-endpoint-other-"
  description = "Endpoint of App Runner"
  vpc_id      = "vpc-0def1234567890abc"

  lifecycle {
    # A group cannot go while something is in it.
    create_before_destroy = true
  }
}

# spec.gw: network main
resource "aws_security_group" "link_main" {
  name_prefix = "listeners-link-main-"
  description = "VPC link of an HTTP API"
  vpc_id      = "vpc-0abc1234567890def"

  lifecycle {
    # A group cannot go while something is in it.
    create_before_destroy = true
  }
}

# spec.gw: network other
resource "aws_security_group" "link_other" {
  name_prefix = "listeners-link-other-"
  description = "VPC link of an HTTP API"
  vpc_id      = "vpc-0def1234567890abc"

  lifecycle {
    # A group cannot go while something is in it.
    create_before_destroy = true
  }
}

# spec.gw: network main
resource "aws_vpc_security_group_ingress_rule" "balancer_main_port_a" {
  description                  = "From the VPC link"
  security_group_id            = aws_security_group.balancer_main.id
  referenced_security_group_id = aws_security_group.link_main.id
  ip_protocol                  = "tcp"
  from_port                    = 12220
  to_port                      = 12220
}

# spec.gw: network main
resource "aws_vpc_security_group_ingress_rule" "balancer_main_port_b" {
  description                  = "From the VPC link"
  security_group_id            = aws_security_group.balancer_main.id
  referenced_security_group_id = aws_security_group.link_main.id
  ip_protocol                  = "tcp"
  from_port                    = 15077
  to_port                      = 15077
}

# spec.gw: network other
resource "aws_vpc_security_group_ingress_rule" "balancer_other" {
  description                  = "From the VPC link"
  security_group_id            = aws_security_group.balancer_other.id
  referenced_security_group_id = aws_security_group.link_other.id
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

# spec.gw: network other
resource "aws_vpc_security_group_ingress_rule" "endpoint_other" {
  description                  = "From the load balancer"
  security_group_id            = aws_security_group.endpoint_other.id
  referenced_security_group_id = aws_security_group.balancer_other.id
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

# spec.gw: network other
# Needed: Terraform takes away the rule that lets everything out, which AWS gives a new group.
resource "aws_vpc_security_group_egress_rule" "balancer_other" {
  description                  = "To the endpoint"
  security_group_id            = aws_security_group.balancer_other.id
  referenced_security_group_id = aws_security_group.endpoint_other.id
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
}

# spec.gw: network main
# Needed: Terraform takes away the rule that lets everything out, which AWS gives a new group.
resource "aws_vpc_security_group_egress_rule" "link_main_port_a" {
  description                  = "To the load balancer"
  security_group_id            = aws_security_group.link_main.id
  referenced_security_group_id = aws_security_group.balancer_main.id
  ip_protocol                  = "tcp"
  from_port                    = 12220
  to_port                      = 12220
}

# spec.gw: network main
# Needed: Terraform takes away the rule that lets everything out, which AWS gives a new group.
resource "aws_vpc_security_group_egress_rule" "link_main_port_b" {
  description                  = "To the load balancer"
  security_group_id            = aws_security_group.link_main.id
  referenced_security_group_id = aws_security_group.balancer_main.id
  ip_protocol                  = "tcp"
  from_port                    = 15077
  to_port                      = 15077
}

# spec.gw: network other
# Needed: Terraform takes away the rule that lets everything out, which AWS gives a new group.
resource "aws_vpc_security_group_egress_rule" "link_other" {
  description                  = "To the load balancer"
  security_group_id            = aws_security_group.link_other.id
  referenced_security_group_id = aws_security_group.balancer_other.id
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
}

# spec.gw: network main
resource "aws_vpc_endpoint" "main" {
  vpc_id            = "vpc-0abc1234567890def"
  service_name      = "com.amazonaws.eu-central-1.apprunner.requests"
  vpc_endpoint_type = "Interface"

  subnet_ids = [
    "subnet-0a11111111111111a",
    "subnet-0b22222222222222b",
    "subnet-0c33333333333333c",
  ]

  security_group_ids  = [aws_security_group.endpoint_main.id]
  private_dns_enabled = false
  ip_address_type     = "ipv4"
}

# spec.gw: network other
resource "aws_vpc_endpoint" "other" {
  vpc_id              = "vpc-0def1234567890abc"
  service_name        = "com.amazonaws.eu-central-1.apprunner.requests"
  vpc_endpoint_type   = "Interface"
  subnet_ids          = ["subnet-0d44444444444444d", "subnet-0e55555555555555e"]
  security_group_ids  = [aws_security_group.endpoint_other.id]
  private_dns_enabled = false
  ip_address_type     = "ipv4"

  subnet_configuration {
    subnet_id = "subnet-0d44444444444444d"
    ipv4      = "10.0.1.10"
  }

  subnet_configuration {
    subnet_id = "subnet-0e55555555555555e"
    ipv4      = "10.0.2.10"
  }
}

# spec.gw: network main
# The endpoint's network interfaces, one for each of its subnets. They are counted by the subnets, since their ids
# are known only after an apply: for_each over them fails before the first one, and an index into them fails as
# soon as a subnet is added.
data "aws_network_interface" "main" {
  count = 3

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
  count = 3

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

# spec.gw: network other
# The addresses that the endpoint is pinned to.
resource "aws_lb_target_group_attachment" "other" {
  for_each = toset(["10.0.1.10", "10.0.2.10"])

  target_group_arn = aws_lb_target_group.other.arn
  target_id        = each.value
  port             = 443

  depends_on = [aws_vpc_endpoint.other]
}

# spec.gw: network main
resource "aws_lb" "main" {
  name               = "listeners-main"
  internal           = true
  load_balancer_type = "network"

  subnets = [
    "subnet-0a11111111111111a",
    "subnet-0b22222222222222b",
    "subnet-0c33333333333333c",
  ]

  # From the start: a network load balancer that is made without a group can never get one.
  security_groups = [aws_security_group.balancer_main.id]

  # A zone without an address of the endpoint still has targets.
  enable_cross_zone_load_balancing = true
}

# spec.gw: network other
resource "aws_lb" "other" {
  name               = "listeners-other"
  internal           = true
  load_balancer_type = "network"
  subnets            = ["subnet-0d44444444444444d", "subnet-0e55555555555555e"]

  # From the start: a network load balancer that is made without a group can never get one.
  security_groups = [aws_security_group.balancer_other.id]

  # A zone without an address of the endpoint still has targets.
  enable_cross_zone_load_balancing = true
}

# spec.gw: network main
resource "aws_lb_target_group" "main" {
  name_prefix = "liste-"
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

# spec.gw: network other
resource "aws_lb_target_group" "other" {
  name_prefix = "liste-"
  target_type = "ip"
  protocol    = "TCP"
  port        = 443
  vpc_id      = "vpc-0def1234567890abc"

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
resource "aws_lb_listener" "main_port_a" {
  load_balancer_arn = aws_lb.main.arn
  protocol          = "TCP"
  port              = 12220

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.main.arn
  }
}

# spec.gw: network main
resource "aws_lb_listener" "main_port_b" {
  load_balancer_arn = aws_lb.main.arn
  protocol          = "TCP"
  port              = 15077

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.main.arn
  }
}

# spec.gw: network other
resource "aws_lb_listener" "other" {
  load_balancer_arn = aws_lb.other.arn
  protocol          = "TCP"
  port              = 443

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.other.arn
  }
}

# spec.gw: apprunner a private
resource "aws_apprunner_service" "a" {
  service_name = "listeners-a"

  source_configuration {
    # What runs is the image that is named here, and not what is pushed under its tag later.
    auto_deployments_enabled = false

    image_repository {
      image_identifier      = "public.ecr.aws/example/a:1"
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

# spec.gw: apprunner b private
resource "aws_apprunner_service" "b" {
  service_name                   = "listeners-b"
  auto_scaling_configuration_arn = aws_apprunner_auto_scaling_configuration_version.b.arn

  source_configuration {
    # What runs is the image that is named here, and not what is pushed under its tag later.
    auto_deployments_enabled = false

    authentication_configuration {
      access_role_arn = aws_iam_role.b_access.arn
    }

    image_repository {
      image_identifier      = "111122223333.dkr.ecr.eu-central-1.amazonaws.com/b:1"
      image_repository_type = "ECR"

      image_configuration {
        port = "8080"
      }
    }
  }

  instance_configuration {
    cpu    = "256"
    memory = "512"
  }

  network_configuration {
    ingress_configuration {
      is_publicly_accessible = false
    }

    egress_configuration {
      egress_type       = "VPC"
      vpc_connector_arn = aws_apprunner_vpc_connector.b.arn
    }
  }

  depends_on = [aws_iam_role_policy_attachment.b_access]
}

# spec.gw: apprunner c private
resource "aws_apprunner_service" "c" {
  service_name = "listeners-c"

  source_configuration {
    # What runs is the image that is named here, and not what is pushed under its tag later.
    auto_deployments_enabled = false

    image_repository {
      image_identifier      = "public.ecr.aws/example/c:1"
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

# spec.gw: apprunner b private
resource "aws_apprunner_auto_scaling_configuration_version" "b" {
  auto_scaling_configuration_name = "listeners-b"
  min_size                        = 1
  max_size                        = 10
  max_concurrency                 = 80
}

# spec.gw: apprunner b private
resource "aws_apprunner_vpc_connector" "b" {
  vpc_connector_name = "listeners-b"
  subnets            = ["subnet-0a11111111111111a", "subnet-0b22222222222222b"]
  security_groups    = ["sg-0feed0feed0feed00"]
}

# spec.gw: apprunner a private
resource "aws_apprunner_vpc_ingress_connection" "a" {
  name        = "listeners-a"
  service_arn = aws_apprunner_service.a.arn

  ingress_vpc_configuration {
    vpc_id          = "vpc-0abc1234567890def"
    vpc_endpoint_id = aws_vpc_endpoint.main.id
  }
}

# spec.gw: apprunner b private
resource "aws_apprunner_vpc_ingress_connection" "b" {
  name        = "listeners-b"
  service_arn = aws_apprunner_service.b.arn

  ingress_vpc_configuration {
    vpc_id          = "vpc-0abc1234567890def"
    vpc_endpoint_id = aws_vpc_endpoint.main.id
  }
}

# spec.gw: apprunner c private
resource "aws_apprunner_vpc_ingress_connection" "c" {
  name        = "listeners-c"
  service_arn = aws_apprunner_service.c.arn

  ingress_vpc_configuration {
    vpc_id          = "vpc-0def1234567890abc"
    vpc_endpoint_id = aws_vpc_endpoint.other.id
  }
}

# spec.gw: apprunner b private
resource "aws_iam_role" "b_access" {
  name_prefix = "listeners-b-access-"
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
}

# spec.gw: apprunner b private
resource "aws_iam_role_policy_attachment" "b_access" {
  role       = aws_iam_role.b_access.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AWSAppRunnerServicePolicyForECRAccess"
}

# spec.gw: gateway listeners
resource "aws_cloudwatch_log_group" "access" {
  name = "/aws/vendedlogs/apis/listeners"
}

output "a_ingress_domain" {
  description = "The domain name that a answers to in its network."
  value       = aws_apprunner_vpc_ingress_connection.a.domain_name
}

output "api_endpoint" {
  description = "The URL of the API."
  value       = aws_apigatewayv2_api.this.api_endpoint
}

output "api_id" {
  description = "The id of the API."
  value       = aws_apigatewayv2_api.this.id
}

output "b_ingress_domain" {
  description = "The domain name that b answers to in its network."
  value       = aws_apprunner_vpc_ingress_connection.b.domain_name
}

output "c_ingress_domain" {
  description = "The domain name that c answers to in its network."
  value       = aws_apprunner_vpc_ingress_connection.c.domain_name
}
