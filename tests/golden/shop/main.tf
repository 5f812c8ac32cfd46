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

variable "image_tag" {
  description = "The value of image-tag."
  type        = string
}

locals {
  tags = {
    team = "payments"
  }
}

data "aws_caller_identity" "current" {}

# spec.gw: gateway shop
resource "aws_apigatewayv2_api" "this" {
  name                         = "shop"
  protocol_type                = "HTTP"
  disable_execute_api_endpoint = true

  cors_configuration {
    allow_origins = ["https://shop.example"]
    allow_methods = ["GET", "POST"]
    allow_headers = ["authorization", "content-type"]
    max_age       = 3600
  }

  tags = local.tags
}

# spec.gw: gateway shop
resource "aws_apigatewayv2_stage" "this" {
  api_id      = aws_apigatewayv2_api.this.id
  name        = "$default"
  auto_deploy = true

  access_log_settings {
    destination_arn = aws_cloudwatch_log_group.access.arn
    format          = "{\"requestId\":\"$context.requestId\",\"time\":\"$context.requestTime\",\"ip\":\"$context.identity.sourceIp\",\"method\":\"$context.httpMethod\",\"host\":\"$context.domainName\",\"path\":\"$context.path\",\"routeKey\":\"$context.routeKey\",\"protocol\":\"$context.protocol\",\"status\":\"$context.status\",\"responseLength\":\"$context.responseLength\",\"responseLatency\":\"$context.responseLatency\",\"errorType\":\"$context.error.responseType\",\"errorMessage\":\"$context.error.message\",\"authorizerError\":\"$context.authorizer.error\",\"integrationError\":\"$context.integration.error\",\"integrationStatus\":\"$context.integration.status\",\"integrationLatency\":\"$context.integration.latency\",\"integrationRequestId\":\"$context.integration.requestId\"}"
  }

  default_route_settings {
    throttling_rate_limit  = 500
    throttling_burst_limit = 1000
  }

  route_settings {
    route_key              = aws_apigatewayv2_route.get_catalog.route_key
    throttling_rate_limit  = 200
    throttling_burst_limit = 400
  }

  route_settings {
    route_key              = aws_apigatewayv2_route.get_catalog_rest.route_key
    throttling_rate_limit  = 200
    throttling_burst_limit = 400
  }

  tags = local.tags
}

# The orders API.
# spec.gw: ANY /api/<proxy*> -> orders
resource "aws_apigatewayv2_route" "any_api" {
  api_id               = aws_apigatewayv2_api.this.id
  route_key            = "ANY /api"
  target               = "integrations/${aws_apigatewayv2_integration.orders_root.id}"
  authorization_type   = "JWT"
  authorizer_id        = aws_apigatewayv2_authorizer.users.id
  authorization_scopes = ["orders/read"]
}

# spec.gw: ANY /api/<proxy*> -> orders
resource "aws_apigatewayv2_route" "any_api_rest" {
  api_id               = aws_apigatewayv2_api.this.id
  route_key            = "ANY /api/{proxy+}"
  target               = "integrations/${aws_apigatewayv2_integration.orders_rest.id}"
  authorization_type   = "JWT"
  authorizer_id        = aws_apigatewayv2_authorizer.users.id
  authorization_scopes = ["orders/read"]
}

# spec.gw: GET /catalog/<rest*> -> catalog
resource "aws_apigatewayv2_route" "get_catalog" {
  api_id    = aws_apigatewayv2_api.this.id
  route_key = "GET /catalog"
  target    = "integrations/${aws_apigatewayv2_integration.catalog_root.id}"
}

# spec.gw: GET /catalog/<rest*> -> catalog
resource "aws_apigatewayv2_route" "get_catalog_rest" {
  api_id    = aws_apigatewayv2_api.this.id
  route_key = "GET /catalog/{rest+}"
  target    = "integrations/${aws_apigatewayv2_integration.catalog_rest.id}"
}

# spec.gw: GET /healthz -> orders
resource "aws_apigatewayv2_route" "get_healthz" {
  api_id    = aws_apigatewayv2_api.this.id
  route_key = "GET /healthz"
  target    = "integrations/${aws_apigatewayv2_integration.orders_at_health.id}"
}

# spec.gw: ANY /api/<proxy*> -> orders
resource "aws_apigatewayv2_route" "options_api" {
  api_id    = aws_apigatewayv2_api.this.id
  route_key = "OPTIONS /api"
  target    = "integrations/${aws_apigatewayv2_integration.orders_root.id}"
}

# spec.gw: ANY /api/<proxy*> -> orders
resource "aws_apigatewayv2_route" "options_api_rest" {
  api_id    = aws_apigatewayv2_api.this.id
  route_key = "OPTIONS /api/{proxy+}"
  target    = "integrations/${aws_apigatewayv2_integration.orders_rest.id}"
}

# spec.gw: POST /hooks/stripe -> stripe
resource "aws_apigatewayv2_route" "post_hooks_stripe" {
  api_id    = aws_apigatewayv2_api.this.id
  route_key = "POST /hooks/stripe"
  target    = "integrations/${aws_apigatewayv2_integration.stripe_vahvdmvb.id}"
}

# spec.gw: GET /catalog/<rest*> -> catalog
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

# spec.gw: GET /catalog/<rest*> -> catalog
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

# spec.gw: GET /healthz -> orders
resource "aws_apigatewayv2_integration" "orders_at_health" {
  api_id                 = aws_apigatewayv2_api.this.id
  integration_type       = "HTTP_PROXY"
  integration_method     = "ANY"
  integration_uri        = aws_lb_listener.main.arn
  connection_type        = "VPC_LINK"
  connection_id          = aws_apigatewayv2_vpc_link.main.id
  payload_format_version = "1.0"

  tls_config {
    server_name_to_verify = aws_apprunner_vpc_ingress_connection.orders.domain_name
  }

  request_parameters = {
    "overwrite:header.Host" = aws_apprunner_vpc_ingress_connection.orders.domain_name
    "overwrite:path"        = "/health"
  }
}

# spec.gw: ANY /api/<proxy*> -> orders
resource "aws_apigatewayv2_integration" "orders_rest" {
  api_id                 = aws_apigatewayv2_api.this.id
  integration_type       = "HTTP_PROXY"
  integration_method     = "ANY"
  integration_uri        = aws_lb_listener.main.arn
  connection_type        = "VPC_LINK"
  connection_id          = aws_apigatewayv2_vpc_link.main.id
  payload_format_version = "1.0"

  tls_config {
    server_name_to_verify = aws_apprunner_vpc_ingress_connection.orders.domain_name
  }

  # $${..} reaches API Gateway as ${..}, which it fills in for each request.
  request_parameters = {
    "overwrite:header.Host" = aws_apprunner_vpc_ingress_connection.orders.domain_name
    "overwrite:path"        = "/$${request.path.proxy}"
  }
}

# spec.gw: ANY /api/<proxy*> -> orders
resource "aws_apigatewayv2_integration" "orders_root" {
  api_id                 = aws_apigatewayv2_api.this.id
  integration_type       = "HTTP_PROXY"
  integration_method     = "ANY"
  integration_uri        = aws_lb_listener.main.arn
  connection_type        = "VPC_LINK"
  connection_id          = aws_apigatewayv2_vpc_link.main.id
  payload_format_version = "1.0"

  tls_config {
    server_name_to_verify = aws_apprunner_vpc_ingress_connection.orders.domain_name
  }

  request_parameters = {
    "overwrite:header.Host" = aws_apprunner_vpc_ingress_connection.orders.domain_name
    "overwrite:path"        = "/"
  }
}

# spec.gw: POST /hooks/stripe -> stripe
resource "aws_apigatewayv2_integration" "stripe_vahvdmvb" {
  api_id                 = aws_apigatewayv2_api.this.id
  integration_type       = "AWS_PROXY"
  integration_method     = "POST"
  integration_uri        = "arn:aws:lambda:eu-west-1:111122223333:function:stripe-hook:live"
  payload_format_version = "2.0"
  timeout_milliseconds   = 10000
}

# spec.gw: auth users jwt
resource "aws_apigatewayv2_authorizer" "users" {
  api_id           = aws_apigatewayv2_api.this.id
  name             = "users"
  authorizer_type  = "JWT"
  identity_sources = ["$request.header.Authorization"]

  jwt_configuration {
    issuer   = "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEf123"
    audience = ["3n4b5urk1ft4fl3mg5e62d9ado"]
  }
}

# spec.gw: network main
resource "aws_apigatewayv2_vpc_link" "main" {
  name               = "shop-main"
  subnet_ids         = ["subnet-0a11111111111111a", "subnet-0b22222222222222b"]
  security_group_ids = [aws_security_group.link_main.id]
  tags               = local.tags

  lifecycle {
    # A link cannot change its subnets and groups, nor go while integrations use it: a new one comes first.
    create_before_destroy = true
  }
}

# spec.gw: network main
resource "aws_security_group" "balancer_main" {
  name_prefix = "shop-balancer-main-"
  description = "Load balancer before App Runner"
  vpc_id      = "vpc-0abc1234567890def"
  tags        = local.tags

  lifecycle {
    # A group cannot go while something is in it.
    create_before_destroy = true
  }
}

# spec.gw: network main
resource "aws_security_group" "endpoint_main" {
  name_prefix = "shop-endpoint-main-"
  description = "Endpoint of App Runner"
  vpc_id      = "vpc-0abc1234567890def"
  tags        = local.tags

  lifecycle {
    # A group cannot go while something is in it.
    create_before_destroy = true
  }
}

# spec.gw: network main
resource "aws_security_group" "link_main" {
  name_prefix = "shop-link-main-"
  description = "VPC link of an HTTP API"
  vpc_id      = "vpc-0abc1234567890def"
  tags        = local.tags

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
  tags                = local.tags
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
  name               = "shop-main"
  internal           = true
  load_balancer_type = "network"
  subnets            = ["subnet-0a11111111111111a", "subnet-0b22222222222222b"]

  # From the start: a network load balancer that is made without a group can never get one.
  security_groups = [aws_security_group.balancer_main.id]

  # A zone without an address of the endpoint still has targets.
  enable_cross_zone_load_balancing = true

  tags = local.tags
}

# spec.gw: network main
resource "aws_lb_target_group" "main" {
  name_prefix = "shop-"
  target_type = "ip"
  protocol    = "TCP"
  port        = 443
  vpc_id      = "vpc-0abc1234567890def"

  # An endpoint drops packets that carry a client's address.
  preserve_client_ip = "false"

  health_check {
    protocol = "TCP"
  }

  tags = local.tags

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

# spec.gw: apprunner orders private
resource "aws_apprunner_service" "orders" {
  service_name = "shop-orders"

  source_configuration {
    # What runs is the image that is named here, and not what is pushed under its tag later.
    auto_deployments_enabled = false

    authentication_configuration {
      access_role_arn = aws_iam_role.orders_access.arn
    }

    image_repository {
      image_identifier      = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/orders:${var.image_tag}"
      image_repository_type = "ECR"

      image_configuration {
        port = "8080"

        runtime_environment_variables = {
          LOG_LEVEL = "info"
        }

        runtime_environment_secrets = {
          DB_URL = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop/db-AbCdEf"
        }
      }
    }
  }

  instance_configuration {
    cpu               = "1024"
    memory            = "2048"
    instance_role_arn = aws_iam_role.orders_instance.arn
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

  tags = local.tags

  depends_on = [
    aws_iam_role_policy_attachment.orders_access,
    aws_iam_role_policy.orders_instance,
  ]
}

# spec.gw: apprunner orders private
resource "aws_apprunner_vpc_ingress_connection" "orders" {
  name        = "shop-orders"
  service_arn = aws_apprunner_service.orders.arn

  ingress_vpc_configuration {
    vpc_id          = "vpc-0abc1234567890def"
    vpc_endpoint_id = aws_vpc_endpoint.main.id
  }
}

# spec.gw: apprunner orders private
resource "aws_iam_role" "orders_access" {
  name_prefix = "shop-orders-access-"
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

  tags = local.tags
}

# spec.gw: apprunner orders private
resource "aws_iam_role_policy_attachment" "orders_access" {
  role       = aws_iam_role.orders_access.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AWSAppRunnerServicePolicyForECRAccess"
}

# spec.gw: apprunner orders private
resource "aws_iam_role" "orders_instance" {
  name_prefix = "shop-orders-instance-"
  description = "Lets the service read its secrets"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect = "Allow"
      Principal = {
        Service = "tasks.apprunner.amazonaws.com"
      }
      Action = "sts:AssumeRole"
    }]
  })

  tags = local.tags
}

# spec.gw: apprunner orders private
resource "aws_iam_role_policy" "orders_instance" {
  name = "access"
  role = aws_iam_role.orders_instance.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["secretsmanager:GetSecretValue"]
      Resource = ["arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop/db-AbCdEf"]
    }]
  })
}

# spec.gw: lambda stripe
resource "aws_lambda_permission" "stripe" {
  action        = "lambda:InvokeFunction"
  principal     = "apigateway.amazonaws.com"
  source_arn    = "arn:aws:execute-api:eu-west-1:${data.aws_caller_identity.current.account_id}:${aws_apigatewayv2_api.this.id}/*"
  function_name = "arn:aws:lambda:eu-west-1:111122223333:function:stripe-hook"

  # Apart from the function: in one ARN, the provider would replace the permission on every apply.
  qualifier = "live"
}

# spec.gw: domain api.shop.example
resource "aws_acm_certificate" "api_shop_example" {
  domain_name       = "api.shop.example"
  validation_method = "DNS"
  tags              = local.tags

  lifecycle {
    # A domain keeps its old certificate until the new one is there.
    create_before_destroy = true
  }
}

# spec.gw: domain api.shop.example
# The record that shows ACM whose host this is.
resource "aws_route53_record" "api_shop_example_validation" {
  zone_id = "Z0123456789ABCDEFGHIJ"
  name    = one(aws_acm_certificate.api_shop_example.domain_validation_options).resource_record_name
  type    = one(aws_acm_certificate.api_shop_example.domain_validation_options).resource_record_type
  ttl     = 60

  records = [
    one(aws_acm_certificate.api_shop_example.domain_validation_options).resource_record_value,
  ]

  # ACM asks for the same record again when a certificate of this host is made anew.
  allow_overwrite = true
}

# spec.gw: domain api.shop.example
# Done once ACM has seen the record: nothing may use the certificate before.
resource "aws_acm_certificate_validation" "api_shop_example" {
  certificate_arn         = aws_acm_certificate.api_shop_example.arn
  validation_record_fqdns = [aws_route53_record.api_shop_example_validation.fqdn]
}

# spec.gw: domain api.shop.example
resource "aws_apigatewayv2_domain_name" "api_shop_example" {
  domain_name = "api.shop.example"

  domain_name_configuration {
    certificate_arn = aws_acm_certificate_validation.api_shop_example.certificate_arn
    endpoint_type   = "REGIONAL"
    security_policy = "TLS_1_2"
  }

  tags = local.tags
}

# spec.gw: domain api.shop.example
resource "aws_apigatewayv2_api_mapping" "api_shop_example" {
  api_id      = aws_apigatewayv2_api.this.id
  domain_name = aws_apigatewayv2_domain_name.api_shop_example.id
  stage       = aws_apigatewayv2_stage.this.id
}

# spec.gw: domain api.shop.example
resource "aws_route53_record" "a_api_shop_example" {
  zone_id = "Z0123456789ABCDEFGHIJ"
  name    = "api.shop.example"
  type    = "A"

  alias {
    name                   = aws_apigatewayv2_domain_name.api_shop_example.domain_name_configuration[0].target_domain_name
    zone_id                = aws_apigatewayv2_domain_name.api_shop_example.domain_name_configuration[0].hosted_zone_id
    evaluate_target_health = false
  }
}

# spec.gw: log
resource "aws_cloudwatch_log_group" "access" {
  name              = "/aws/vendedlogs/apis/shop"
  retention_in_days = 30
  tags              = local.tags
}

output "api_id" {
  description = "The id of the API."
  value       = aws_apigatewayv2_api.this.id
}

output "domain_target" {
  description = "What the DNS record of api.shop.example leads to."
  value       = aws_apigatewayv2_domain_name.api_shop_example.domain_name_configuration[0].target_domain_name
}

output "orders_ingress_domain" {
  description = "The domain name that orders answers to in its network."
  value       = aws_apprunner_vpc_ingress_connection.orders.domain_name
}
