"""Cloud Control in front of a moto server: each mutation becomes the calls of the service that the resource belongs to.

Arguments: the file that stores created resources, and moto's address. It responds like the stand-in (see cloud_control.py),
including signatures, tokens and schemas; only the resources themselves are moto's. A type that moto lacks is refused.
"""

import json
import sys
import urllib.request

import boto3
from cloud_control import Refusal, World, main

REACH = {"region_name": "us-east-1", "aws_access_key_id": "test", "aws_secret_access_key": "test"}


class MotoWorld(World):
    account = "123456789012"

    def __init__(self, path, url):
        super().__init__(path)
        self.url = url
        names = {"api": "apigatewayv2", "ec2": "ec2", "elb": "elbv2", "iam": "iam", "function": "lambda", "logs": "logs"}
        names |= {"runner": "apprunner", "certificates": "acm", "zones": "route53"}
        for name, service in names.items():
            setattr(self, name, boto3.client(service, endpoint_url=url, **REACH))

    def grow(self, name, properties):
        if name not in TYPES:
            raise Refusal("UnsupportedActionException", f"Resource type {name} is not in moto")
        create, _ = TYPES[name]
        return properties | create(self, properties)

    def gone(self, name, properties):
        _, delete = TYPES[name]
        delete(self, properties)

    def changed(self, name, before, after):
        if name not in UPDATES:
            raise Refusal("UnsupportedActionException", f"the adapter updates no {name}")
        UPDATES[name](self, before, before | after, after)

    def GetResource(self, body):
        name, identifier = body["TypeName"], body["Identifier"]
        if name == "AWS::EC2::NetworkInterface":
            found = self.ec2.describe_network_interfaces(NetworkInterfaceIds=[identifier])["NetworkInterfaces"][0]
            properties = {"Id": identifier, "PrimaryPrivateIpAddress": found["PrivateIpAddress"]}
        elif name == "AWS::EC2::VPCEndpoint" and identifier not in self.of(name):
            found = self.ec2.describe_vpc_endpoints(VpcEndpointIds=[identifier])["VpcEndpoints"][0]
            properties = {"Id": identifier, "NetworkInterfaceIds": found["NetworkInterfaceIds"]}
        else:
            return super().GetResource(body)
        description = {"Identifier": body["Identifier"], "Properties": json.dumps(properties)}
        return {"TypeName": body["TypeName"], "ResourceDescription": description}

    def route53(self, method, path, body):
        request = urllib.request.Request(self.url + path, data=body.encode() if method == "POST" else None, method=method)
        request.add_header("authorization", "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/route53/aws4_request")
        request.add_header("content-type", "text/xml")
        with urllib.request.urlopen(request) as answer:
            return answer.read().decode()


def tags(properties):
    return [{"Key": tag["Key"], "Value": tag["Value"]} for tag in properties.get("Tags", [])]


def tagged(kind, properties):
    return [{"ResourceType": kind, "Tags": tags(properties)}]


def without(properties, *names):
    return {key: value for key, value in properties.items() if key not in names}


def settled(properties):
    """Converts numbers that are of any type in the registry, and integers in the service."""
    whole = {"ThrottlingBurstLimit": int}
    return {key: {name: whole.get(name, lambda it: it)(value) for name, value in settings.items()} for key, settings in properties.items()}


def gateway(world, properties):
    made = world.api.create_api(**properties)
    return {"ApiId": made["ApiId"], "ApiEndpoint": made["ApiEndpoint"]}


def stage_settings(properties):
    given = dict(properties)
    if "DefaultRouteSettings" in given:
        given["DefaultRouteSettings"] = settled({"": given["DefaultRouteSettings"]})[""]
    if "RouteSettings" in given:
        given["RouteSettings"] = settled(given["RouteSettings"])
    return given


def stage(world, properties):
    world.api.create_stage(**stage_settings(properties))
    return {}


def mapped(properties):
    """Returns an integration's properties with the service's form of changes to responses."""
    given = dict(properties)
    answers = given.get("ResponseParameters", {})
    if answers:
        given["ResponseParameters"] = {
            status: {entry["Destination"]: entry["Source"] for entry in answer["ResponseParameters"]} for status, answer in answers.items()
        }
    return given


def integration(world, properties):
    return {"IntegrationId": world.api.create_integration(**mapped(properties))["IntegrationId"]}


def group(world, properties):
    made = world.ec2.create_security_group(
        GroupName=properties["GroupName"],
        Description=properties["GroupDescription"],
        VpcId=properties["VpcId"],
        TagSpecifications=tagged("security-group", properties),
    )["GroupId"]
    # A group with its own egress rules has no default rule.
    if "SecurityGroupEgress" in properties:
        (known,) = world.ec2.describe_security_groups(GroupIds=[made])["SecurityGroups"]
        world.ec2.revoke_security_group_egress(GroupId=made, IpPermissions=known["IpPermissionsEgress"])
        for rule in properties["SecurityGroupEgress"]:
            world.ec2.authorize_security_group_egress(GroupId=made, IpPermissions=[permission(rule, None)])
    return {"Id": made, "GroupId": made}


def permission(rule, other):
    found = {"IpProtocol": rule["IpProtocol"]}
    for key in ("FromPort", "ToPort"):
        if key in rule:
            found[key] = rule[key]
    said = {"Description": rule["Description"]} if "Description" in rule else {}
    if "CidrIp" in rule:
        found["IpRanges"] = [{"CidrIp": rule["CidrIp"]} | said]
    else:
        found["UserIdGroupPairs"] = [{"GroupId": rule[other]} | said]
    return found


def ingress(world, properties):
    given = [permission(properties, "SourceSecurityGroupId")]
    made = world.ec2.authorize_security_group_ingress(GroupId=properties["GroupId"], IpPermissions=given)
    return {"Id": made["SecurityGroupRules"][0]["SecurityGroupRuleId"]}


def egress(world, properties):
    given = [permission(properties, "DestinationSecurityGroupId")]
    made = world.ec2.authorize_security_group_egress(GroupId=properties["GroupId"], IpPermissions=given)
    return {"Id": made["SecurityGroupRules"][0]["SecurityGroupRuleId"]}


def endpoint(world, properties):
    given = without(properties, "Tags")
    made = world.ec2.create_vpc_endpoint(**given, TagSpecifications=tagged("vpc-endpoint", properties))["VpcEndpoint"]
    return {"Id": made["VpcEndpointId"], "NetworkInterfaceIds": made["NetworkInterfaceIds"]}


def balancer(world, properties):
    given = without(properties, "LoadBalancerAttributes", "Tags")
    made = world.elb.create_load_balancer(**given, Tags=tags(properties))["LoadBalancers"][0]["LoadBalancerArn"]
    if "LoadBalancerAttributes" in properties:
        world.elb.modify_load_balancer_attributes(LoadBalancerArn=made, Attributes=properties["LoadBalancerAttributes"])
    return {"LoadBalancerArn": made}


def pool(world, properties):
    given = without(properties, "TargetGroupAttributes", "Targets", "Tags")
    made = world.elb.create_target_group(**given, Tags=tags(properties))["TargetGroups"][0]["TargetGroupArn"]
    world.elb.modify_target_group_attributes(TargetGroupArn=made, Attributes=properties["TargetGroupAttributes"])
    world.elb.register_targets(TargetGroupArn=made, Targets=properties["Targets"])
    return {"TargetGroupArn": made}


def listener(world, properties):
    return {"ListenerArn": world.elb.create_listener(**properties)["Listeners"][0]["ListenerArn"]}


def role(world, properties):
    given = without(properties, "AssumeRolePolicyDocument", "Policies", "ManagedPolicyArns", "Tags")
    trust = json.dumps(properties["AssumeRolePolicyDocument"])
    made = world.iam.create_role(**given, AssumeRolePolicyDocument=trust, Tags=tags(properties))["Role"]
    for policy in properties.get("Policies", []):
        text = json.dumps(policy["PolicyDocument"])
        world.iam.put_role_policy(RoleName=made["RoleName"], PolicyName=policy["PolicyName"], PolicyDocument=text)
    return {"Arn": made["Arn"], "RoleId": made["RoleId"]}


def unmake_role(world, properties):
    name = properties["RoleName"]
    for policy in properties.get("Policies", []):
        world.iam.delete_role_policy(RoleName=name, PolicyName=policy["PolicyName"])
    world.iam.delete_role(RoleName=name)


def allow(world, properties):
    number = 1 + len(world.of("AWS::Lambda::Permission"))
    world.function.add_permission(**properties, StatementId=f"statement-{number}")
    return {"Id": f"statement-{number}"}


def logs(world, properties):
    name = properties["LogGroupName"]
    world.logs.create_log_group(logGroupName=name, tags={tag["Key"]: tag["Value"] for tag in tags(properties)})
    if "RetentionInDays" in properties:
        world.logs.put_retention_policy(logGroupName=name, retentionInDays=properties["RetentionInDays"])
    (found,) = world.logs.describe_log_groups(logGroupNamePrefix=name)["logGroups"]
    return {"Arn": found["arn"]}


def domain(world, properties):
    made = world.api.create_domain_name(**properties)["DomainNameConfigurations"][0]
    return {"RegionalDomainName": made["ApiGatewayDomainName"], "RegionalHostedZoneId": made["HostedZoneId"]}


def certificate(world, properties):
    """Requests a certificate and creates the record that proves ownership, as the handler of Cloud Control does."""
    name = properties["DomainName"]
    arn = world.certificates.request_certificate(DomainName=name, ValidationMethod="DNS", Tags=tags(properties))["CertificateArn"]
    (option,) = world.certificates.describe_certificate(CertificateArn=arn)["Certificate"]["DomainValidationOptions"]
    record = option["ResourceRecord"]
    entry = {"Name": record["Name"], "Type": record["Type"], "TTL": 60, "ResourceRecords": [{"Value": record["Value"]}]}
    (given,) = properties["DomainValidationOptions"]
    world.zones.change_resource_record_sets(
        HostedZoneId=given["HostedZoneId"], ChangeBatch={"Changes": [{"Action": "UPSERT", "ResourceRecordSet": entry}]}
    )
    return {"CertificateArn": arn}


def source(properties):
    """Returns a service's source in App Runner's own form, in which variables are objects."""
    found = json.loads(json.dumps(properties["SourceConfiguration"]))
    settings = found["ImageRepository"].get("ImageConfiguration", {})
    for key in ("RuntimeEnvironmentVariables", "RuntimeEnvironmentSecrets"):
        if key in settings:
            settings[key] = {entry["Name"]: entry["Value"] for entry in settings[key]}
    return found


def service(world, properties):
    made = world.runner.create_service(**properties | {"SourceConfiguration": source(properties)})["Service"]
    return {key: made[key] for key in ("ServiceArn", "ServiceId", "ServiceUrl", "Status")}


def connection(world, properties):
    made = world.runner.create_vpc_ingress_connection(**properties)["VpcIngressConnection"]
    return {key: made[key] for key in ("VpcIngressConnectionArn", "DomainName", "Status")}


def connector(world, properties):
    made = world.runner.create_vpc_connector(**properties)["VpcConnector"]
    return {"VpcConnectorArn": made["VpcConnectorArn"], "VpcConnectorRevision": 1}


def scaling(world, properties):
    made = world.runner.create_auto_scaling_configuration(**properties)["AutoScalingConfiguration"]
    return {"AutoScalingConfigurationArn": made["AutoScalingConfigurationArn"], "AutoScalingConfigurationRevision": 1, "Latest": True}


def update_api(world, before, whole, after):
    world.api.update_api(ApiId=whole["ApiId"], **without(after, "ProtocolType", "Tags"))


def update_integration(world, before, whole, after):
    world.api.update_integration(**{"ApiId": whole["ApiId"], "IntegrationId": whole["IntegrationId"]} | mapped(after))


def update_stage(world, before, whole, after):
    for key in set(before.get("RouteSettings", {})) - set(after.get("RouteSettings", {})):
        world.api.delete_route_settings(ApiId=whole["ApiId"], StageName=whole["StageName"], RouteKey=key)
    world.api.update_stage(**stage_settings(without(after, "Tags")))


def update_logs(world, before, whole, after):
    name = whole["LogGroupName"]
    if "RetentionInDays" in after:
        world.logs.put_retention_policy(logGroupName=name, retentionInDays=after["RetentionInDays"])
    else:
        world.logs.delete_retention_policy(logGroupName=name)


def update_service(world, before, whole, after):
    given = without(after, "ServiceName", "Tags", "EncryptionConfiguration")
    world.runner.update_service(**given | {"ServiceArn": whole["ServiceArn"], "SourceConfiguration": source(after)})


def update_mapping(world, before, whole, after):
    world.api.update_api_mapping(ApiMappingId=whole["ApiMappingId"], **after)


def update_child(call, key):
    return lambda world, before, whole, after: getattr(world.api, call)(**{"ApiId": whole["ApiId"], key: whole[key]} | after)


# How to update a resource, given its former properties, the new ones with those that only its service knows, and the new ones.
UPDATES = {
    "AWS::ApiGatewayV2::Api": update_api,
    "AWS::ApiGatewayV2::ApiMapping": update_mapping,
    "AWS::ApiGatewayV2::Authorizer": update_child("update_authorizer", "AuthorizerId"),
    "AWS::ApiGatewayV2::Integration": update_integration,
    "AWS::ApiGatewayV2::Route": update_child("update_route", "RouteId"),
    "AWS::ApiGatewayV2::Stage": update_stage,
    "AWS::AppRunner::Service": update_service,
    "AWS::Logs::LogGroup": update_logs,
}


def api_child(create, delete, key):
    """A resource of an API that has the same form in Cloud Control and in the service."""
    return (
        lambda world, it: {key: getattr(world.api, create)(**it)[key]},
        lambda world, it: getattr(world.api, delete)(ApiId=it["ApiId"], **{key: it[key]}),
    )


# How to create a resource of each type, returning the properties that only its service knows, and how to delete it.
TYPES = {
    "AWS::ApiGatewayV2::Api": (gateway, lambda world, it: world.api.delete_api(ApiId=it["ApiId"])),
    "AWS::ApiGatewayV2::ApiMapping": (
        lambda world, it: {"ApiMappingId": world.api.create_api_mapping(**it)["ApiMappingId"]},
        lambda world, it: world.api.delete_api_mapping(ApiMappingId=it["ApiMappingId"], DomainName=it["DomainName"]),
    ),
    "AWS::ApiGatewayV2::DomainName": (domain, lambda world, it: world.api.delete_domain_name(DomainName=it["DomainName"])),
    "AWS::AppRunner::AutoScalingConfiguration": (
        scaling,
        lambda world, it: world.runner.delete_auto_scaling_configuration(AutoScalingConfigurationArn=it["AutoScalingConfigurationArn"]),
    ),
    "AWS::AppRunner::Service": (service, lambda world, it: world.runner.delete_service(ServiceArn=it["ServiceArn"])),
    "AWS::AppRunner::VpcConnector": (connector, lambda world, it: world.runner.delete_vpc_connector(VpcConnectorArn=it["VpcConnectorArn"])),
    "AWS::AppRunner::VpcIngressConnection": (
        connection,
        lambda world, it: world.runner.delete_vpc_ingress_connection(VpcIngressConnectionArn=it["VpcIngressConnectionArn"]),
    ),
    "AWS::CertificateManager::Certificate": (
        certificate,
        lambda world, it: world.certificates.delete_certificate(CertificateArn=it["CertificateArn"]),
    ),
    "AWS::ApiGatewayV2::Authorizer": api_child("create_authorizer", "delete_authorizer", "AuthorizerId"),
    "AWS::ApiGatewayV2::Integration": (integration, lambda world, it: world.api.delete_integration(ApiId=it["ApiId"], IntegrationId=it["IntegrationId"])),
    "AWS::ApiGatewayV2::Route": api_child("create_route", "delete_route", "RouteId"),
    "AWS::ApiGatewayV2::Stage": (stage, lambda world, it: world.api.delete_stage(ApiId=it["ApiId"], StageName=it["StageName"])),
    "AWS::ApiGatewayV2::VpcLink": (
        lambda world, it: {"VpcLinkId": world.api.create_vpc_link(**it)["VpcLinkId"]},
        lambda world, it: world.api.delete_vpc_link(VpcLinkId=it["VpcLinkId"]),
    ),
    "AWS::EC2::SecurityGroup": (group, lambda world, it: world.ec2.delete_security_group(GroupId=it["Id"])),
    "AWS::EC2::SecurityGroupIngress": (
        ingress,
        lambda world, it: world.ec2.revoke_security_group_ingress(GroupId=it["GroupId"], SecurityGroupRuleIds=[it["Id"]]),
    ),
    "AWS::EC2::SecurityGroupEgress": (
        egress,
        lambda world, it: world.ec2.revoke_security_group_egress(GroupId=it["GroupId"], SecurityGroupRuleIds=[it["Id"]]),
    ),
    "AWS::EC2::VPCEndpoint": (endpoint, lambda world, it: world.ec2.delete_vpc_endpoints(VpcEndpointIds=[it["Id"]])),
    "AWS::ElasticLoadBalancingV2::LoadBalancer": (balancer, lambda world, it: world.elb.delete_load_balancer(LoadBalancerArn=it["LoadBalancerArn"])),
    "AWS::ElasticLoadBalancingV2::TargetGroup": (pool, lambda world, it: world.elb.delete_target_group(TargetGroupArn=it["TargetGroupArn"])),
    "AWS::ElasticLoadBalancingV2::Listener": (listener, lambda world, it: world.elb.delete_listener(ListenerArn=it["ListenerArn"])),
    "AWS::IAM::Role": (role, unmake_role),
    "AWS::Lambda::Permission": (
        allow,
        lambda world, it: world.function.remove_permission(FunctionName=it["FunctionName"], StatementId=it["Id"]),
    ),
    "AWS::Logs::LogGroup": (logs, lambda world, it: world.logs.delete_log_group(logGroupName=it["LogGroupName"])),
}

if __name__ == "__main__":
    main(lambda: MotoWorld(*sys.argv[1:3]))
