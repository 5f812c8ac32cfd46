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
  region = "us-east-1"
}

# spec.gw: gateway migration
resource "aws_apigatewayv2_api" "this" {
  name          = "migration"
  protocol_type = "HTTP"
}

# spec.gw: gateway migration
resource "aws_apigatewayv2_stage" "this" {
  api_id      = aws_apigatewayv2_api.this.id
  name        = "$default"
  auto_deploy = true

  access_log_settings {
    destination_arn = aws_cloudwatch_log_group.access.arn
    format          = "{\"requestId\":\"$context.requestId\",\"time\":\"$context.requestTime\",\"ip\":\"$context.identity.sourceIp\",\"method\":\"$context.httpMethod\",\"host\":\"$context.domainName\",\"path\":\"$context.path\",\"routeKey\":\"$context.routeKey\",\"protocol\":\"$context.protocol\",\"status\":\"$context.status\",\"responseLength\":\"$context.responseLength\",\"responseLatency\":\"$context.responseLatency\",\"errorType\":\"$context.error.responseType\",\"errorMessage\":\"$context.error.message\",\"authorizerError\":\"$context.authorizer.error\",\"integrationError\":\"$context.integration.error\",\"integrationStatus\":\"$context.integration.status\",\"integrationLatency\":\"$context.integration.latency\",\"integrationRequestId\":\"$context.integration.requestId\"}"
  }
}

# spec.gw: ANY /basket/<proxy*> -> basket
resource "aws_apigatewayv2_route" "any_basket" {
  api_id    = aws_apigatewayv2_api.this.id
  route_key = "ANY /basket"
  target    = "integrations/${aws_apigatewayv2_integration.basket_root.id}"
}

# spec.gw: ANY /basket/<proxy*> -> basket
resource "aws_apigatewayv2_route" "any_basket_rest" {
  api_id    = aws_apigatewayv2_api.this.id
  route_key = "ANY /basket/{proxy+}"
  target    = "integrations/${aws_apigatewayv2_integration.basket_rest.id}"
}

# spec.gw: ANY /search/<proxy*> -> search
resource "aws_apigatewayv2_route" "any_search" {
  api_id    = aws_apigatewayv2_api.this.id
  route_key = "ANY /search"
  target    = "integrations/${aws_apigatewayv2_integration.search_root.id}"
}

# spec.gw: ANY /search/<proxy*> -> search
resource "aws_apigatewayv2_route" "any_search_rest" {
  api_id    = aws_apigatewayv2_api.this.id
  route_key = "ANY /search/{proxy+}"
  target    = "integrations/${aws_apigatewayv2_integration.search_rest.id}"
}

# spec.gw: ANY /basket/<proxy*> -> basket
resource "aws_apigatewayv2_integration" "basket_rest" {
  api_id                 = aws_apigatewayv2_api.this.id
  integration_type       = "HTTP_PROXY"
  integration_method     = "ANY"
  integration_uri        = aws_lb_listener.main.arn
  connection_type        = "VPC_LINK"
  connection_id          = aws_apigatewayv2_vpc_link.main.id
  payload_format_version = "1.0"

  tls_config {
    server_name_to_verify = aws_apprunner_vpc_ingress_connection.basket.domain_name
  }

  # $${..} reaches API Gateway as ${..}, which it fills in for each request.
  request_parameters = {
    "overwrite:header.Host" = aws_apprunner_vpc_ingress_connection.basket.domain_name
    "overwrite:path"        = "/$${request.path.proxy}"
  }
}

# spec.gw: ANY /basket/<proxy*> -> basket
resource "aws_apigatewayv2_integration" "basket_root" {
  api_id                 = aws_apigatewayv2_api.this.id
  integration_type       = "HTTP_PROXY"
  integration_method     = "ANY"
  integration_uri        = aws_lb_listener.main.arn
  connection_type        = "VPC_LINK"
  connection_id          = aws_apigatewayv2_vpc_link.main.id
  payload_format_version = "1.0"

  tls_config {
    server_name_to_verify = aws_apprunner_vpc_ingress_connection.basket.domain_name
  }

  request_parameters = {
    "overwrite:header.Host" = aws_apprunner_vpc_ingress_connection.basket.domain_name
    "overwrite:path"        = "/"
  }
}

# spec.gw: ANY /search/<proxy*> -> search
resource "aws_apigatewayv2_integration" "search_rest" {
  api_id                 = aws_apigatewayv2_api.this.id
  integration_type       = "HTTP_PROXY"
  integration_method     = "ANY"
  integration_uri        = local.search_ingress.ListenerArn
  connection_type        = "VPC_LINK"
  connection_id          = aws_apigatewayv2_vpc_link.main.id
  payload_format_version = "1.0"

  tls_config {
    server_name_to_verify = local.search_host
  }

  # $${..} reaches API Gateway as ${..}, which it fills in for each request.
  request_parameters = {
    "overwrite:header.Host" = local.search_host
    "overwrite:path"        = "/$${request.path.proxy}"
  }
}

# spec.gw: ANY /search/<proxy*> -> search
resource "aws_apigatewayv2_integration" "search_root" {
  api_id                 = aws_apigatewayv2_api.this.id
  integration_type       = "HTTP_PROXY"
  integration_method     = "ANY"
  integration_uri        = local.search_ingress.ListenerArn
  connection_type        = "VPC_LINK"
  connection_id          = aws_apigatewayv2_vpc_link.main.id
  payload_format_version = "1.0"

  tls_config {
    server_name_to_verify = local.search_host
  }

  request_parameters = {
    "overwrite:header.Host" = local.search_host
    "overwrite:path"        = "/"
  }
}

# spec.gw: network main
resource "aws_apigatewayv2_vpc_link" "main" {
  name               = "migration-main"
  subnet_ids         = ["subnet-0a11111111111111a", "subnet-0b22222222222222b"]
  security_group_ids = [aws_security_group.link_main.id]

  lifecycle {
    # A link cannot change its subnets and groups, nor go while integrations use it: a new one comes first.
    create_before_destroy = true
  }
}

# spec.gw: network main
resource "aws_security_group" "balancer_main" {
  name_prefix = "migration-balancer-main-"
  description = "Load balancer before App Runner"
  vpc_id      = "vpc-0abc1234567890def"

  lifecycle {
    # A group cannot go while something is in it.
    create_before_destroy = true
  }
}

# spec.gw: network main
resource "aws_security_group" "endpoint_main" {
  name_prefix = "migration-endpoint-main-"
  description = "Endpoint of App Runner"
  vpc_id      = "vpc-0abc1234567890def"

  lifecycle {
    # A group cannot go while something is in it.
    create_before_destroy = true
  }
}

# spec.gw: network main
resource "aws_security_group" "link_main" {
  name_prefix = "migration-link-main-"
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
resource "aws_vpc_security_group_ingress_rule" "express_main" {
  description                  = "From the VPC link"
  security_group_id            = local.search_balancer_group
  referenced_security_group_id = aws_security_group.link_main.id
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
resource "aws_vpc_security_group_egress_rule" "express_main" {
  description                  = "To the load balancer of ECS"
  security_group_id            = aws_security_group.link_main.id
  referenced_security_group_id = local.search_balancer_group
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
  service_name        = "com.amazonaws.us-east-1.apprunner.requests"
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
  name               = "migration-main"
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
  name_prefix = "migra-"
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

# spec.gw: apprunner basket private
resource "aws_apprunner_service" "basket" {
  service_name = "migration-basket"

  source_configuration {
    # What runs is the image that is named here, and not what is pushed under its tag later.
    auto_deployments_enabled = false

    authentication_configuration {
      access_role_arn = aws_iam_role.basket_access.arn
    }

    image_repository {
      image_identifier      = "111122223333.dkr.ecr.us-east-1.amazonaws.com/basket:2026.11.1"
      image_repository_type = "ECR"

      image_configuration {
        port = "8080"
      }
    }
  }

  instance_configuration {
    cpu    = "512"
    memory = "1024"
  }

  health_check_configuration {
    protocol = "HTTP"
    path     = "/health"
  }

  network_configuration {
    ingress_configuration {
      is_publicly_accessible = false
    }
  }

  depends_on = [aws_iam_role_policy_attachment.basket_access]
}

# spec.gw: apprunner basket private
resource "aws_apprunner_vpc_ingress_connection" "basket" {
  name        = "migration-basket"
  service_arn = aws_apprunner_service.basket.arn

  ingress_vpc_configuration {
    vpc_id          = "vpc-0abc1234567890def"
    vpc_endpoint_id = aws_vpc_endpoint.main.id
  }
}

# spec.gw: ecs search private
resource "aws_ecs_express_gateway_service" "search" {
  service_name            = "migration-search"
  execution_role_arn      = aws_iam_role.search_execution.arn
  infrastructure_role_arn = aws_iam_role.search_infrastructure.arn
  cpu                     = "512"
  memory                  = "1024"
  health_check_path       = "/health"

  # Its load balancer is known only once the service is steady.
  wait_for_steady_state = true

  primary_container {
    image          = "111122223333.dkr.ecr.us-east-1.amazonaws.com/search:2026.11.1"
    container_port = 8080
  }

  scaling_target {
    min_task_count            = 1
    max_task_count            = 10
    auto_scaling_metric       = "AVERAGE_CPU"
    auto_scaling_target_value = 60
  }

  network_configuration {
    subnets = ["subnet-0a11111111111111a", "subnet-0b22222222222222b"]
  }

  depends_on = [
    aws_iam_role_policy_attachment.search_execution,
    aws_iam_role_policy_attachment.search_infrastructure,
  ]
}

# spec.gw: ecs search private
# The resource does not tell the load balancer that ECS made for it; this description of it does.
data "aws_cloudcontrolapi_resource" "search" {
  type_name  = "AWS::ECS::ExpressGatewayService"
  identifier = aws_ecs_express_gateway_service.search.service_arn
}

# spec.gw: ecs search private
locals {
  search_ingress = jsondecode(data.aws_cloudcontrolapi_resource.search.properties).ECSManagedResourceArns.IngressPath

  # An id or an ARN, both of which end in the id.
  search_balancer_group = regex("sg-[0-9a-f]+$", local.search_ingress.LoadBalancerSecurityGroups[0])

  # The provider tells it with https:// before it at one time and without at another.
  search_host = trimsuffix(trimprefix(aws_ecs_express_gateway_service.search.ingress_paths[0].endpoint, "https://"), "/")
}

# spec.gw: apprunner basket private
resource "aws_iam_role" "basket_access" {
  name_prefix = "migration-basket-access-"
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

# spec.gw: apprunner basket private
resource "aws_iam_role_policy_attachment" "basket_access" {
  role       = aws_iam_role.basket_access.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AWSAppRunnerServicePolicyForECRAccess"
}

# spec.gw: ecs search private
resource "aws_iam_role" "search_execution" {
  name_prefix = "migration-search-execution-"
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

# spec.gw: ecs search private
resource "aws_iam_role_policy_attachment" "search_execution" {
  role       = aws_iam_role.search_execution.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
}

# spec.gw: ecs search private
resource "aws_iam_role" "search_infrastructure" {
  name_prefix = "migration-search-infrastructure-"
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

# spec.gw: ecs search private
resource "aws_iam_role_policy_attachment" "search_infrastructure" {
  role       = aws_iam_role.search_infrastructure.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonECSInfrastructureRoleforExpressGatewayServices"
}

# spec.gw: gateway migration
resource "aws_cloudwatch_log_group" "access" {
  name = "/aws/vendedlogs/apis/migration"
}

output "api_endpoint" {
  description = "The URL of the API."
  value       = aws_apigatewayv2_api.this.api_endpoint
}

output "api_id" {
  description = "The id of the API."
  value       = aws_apigatewayv2_api.this.id
}

output "basket_ingress_domain" {
  description = "The domain name that basket answers to in its network."
  value       = aws_apprunner_vpc_ingress_connection.basket.domain_name
}
