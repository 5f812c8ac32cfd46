"""Prints the gateway resources of a moto server as JSON, in a comparable form.

Argument: moto's address. Identifiers are replaced by descriptions (a route by its key, a group by its description), and
lists that AWS treats as sets are sorted. Left out, because the two ways to deploy a gateway differ there on purpose:

- names that Terraform makes up, marks of ownership, and the order of keys in the log format;
- the rule by which a plan says that nothing leaves a group, where Terraform revokes the rule that AWS adds;
- defaults that Terraform's provider writes out: AWS's own (`DEFAULTS`), and thresholds of health checks of its own.
"""

import json
import re
import sys

import boto3

REACH = {"endpoint_url": sys.argv[1], "region_name": "us-east-1", "aws_access_key_id": "test", "aws_secret_access_key": "test"}
NOWHERE = "127.0.0.1/32"
DEFAULTS = {
    "access_logs.s3.enabled": "false",
    "dns_record.client_routing_policy": "any_availability_zone",
    "zonal_shift.config.enabled": "false",
    "AllowCredentials": False,
    "ConnectionType": "INTERNET",
    "Order": 1,
    "Path": "/",
}
names = {}


def client(service):
    return boto3.client(service, **REACH)


def known(identifier, name):
    """Records the description of an identifier."""
    names[identifier] = f"<{name}>"
    return name


def plain_tags(tags):
    pairs = tags.items() if isinstance(tags, dict) else [(tag.get("Key", tag.get("key")), tag.get("Value", tag.get("value"))) for tag in tags]
    return {key: value for key, value in sorted(pairs) if not key.startswith("gwc:")}


def kept(entry, *left_out):
    """Returns an entry without the named keys, empty values and defaults."""
    default = {key for key, value in entry.items() if key in DEFAULTS and DEFAULTS[key] == value}
    empty = {key for key, value in entry.items() if value in (None, {}, [], "")}
    return {key: value for key, value in entry.items() if key not in default | empty | set(left_out)}


def attributes(entries):
    return kept({entry["Key"]: entry["Value"] for entry in entries})


def cors(found):
    return {key: sorted(value) if isinstance(value, list) else value for key, value in kept(found).items()}


def logs_of(settings):
    """Returns the access log's destination and fields, in a canonical form."""
    return {"to": settings["DestinationArn"].removesuffix(":*"), "format": json.loads(settings["Format"])}


def gateways():
    api, found = client("apigatewayv2"), {}
    for link in api.get_vpc_links()["Items"]:
        known(link["VpcLinkId"], f"link {link['Name']}")
        found[f"link {link['Name']}"] = kept(link, "VpcLinkId", "CreatedDate") | {"Tags": plain_tags(link.get("Tags", {}))}
    for entry in api.get_apis()["Items"]:
        name, of = known(entry["ApiId"], f"api {entry['Name']}"), {"ApiId": entry["ApiId"]}
        found[name] = kept(entry, "ApiId", "ApiEndpoint", "CreatedDate") | {
            "CorsConfiguration": cors(entry.get("CorsConfiguration", {})),
            "Tags": plain_tags(entry.get("Tags", {})),
        }
        routes, targets, guards = api.get_routes(**of)["Items"], {}, {}
        for route in sorted(routes, key=lambda route: route["RouteKey"]):
            targets.setdefault(route["Target"].removeprefix("integrations/"), route["RouteKey"])
            if "AuthorizerId" in route:
                guards.setdefault(route["AuthorizerId"], None)
        for identifier in guards:
            guard = api.get_authorizer(**of, AuthorizerId=identifier)
            known(identifier, f"authorizer {guard['Name']}")
            found[f"authorizer {guard['Name']}"] = kept(guard, "AuthorizerId", "ResponseMetadata")
        for integration in api.get_integrations(**of)["Items"]:
            key = known(integration["IntegrationId"], f"integration of {targets.get(integration['IntegrationId'])}")
            said = re.sub(r" ?\[[^\]]*/[^\]]*\]$", "", integration.get("Description", ""))
            found[key] = kept(integration | {"Description": said}, "IntegrationId")
        for route in routes:
            found[f"route {route['RouteKey']}"] = kept(route, "RouteId", "RouteKey")
        for stage in api.get_stages(**of)["Items"]:
            found[f"stage {stage['StageName']}"] = kept(stage, "CreatedDate", "LastUpdatedDate", "DeploymentId") | {
                "AccessLogSettings": logs_of(stage["AccessLogSettings"]),
                "Tags": plain_tags(stage.get("Tags", {})),
            }
    for entry in api.get_domain_names()["Items"]:
        host = entry["DomainName"]
        found[f"domain {host}"] = kept(entry) | {"Tags": plain_tags(entry.get("Tags", {}))}
        for mapping in api.get_api_mappings(DomainName=host)["Items"]:
            found[f"mapping {host}/{mapping.get('ApiMappingKey', '')}"] = kept(mapping, "ApiMappingId")
    return found


def place_of(rule):
    other = rule.get("ReferencedGroupInfo", {}).get("GroupId")
    return rule["IsEgress"], rule.get("FromPort", 0), rule.get("CidrIpv4", ""), names.get(other, "")


def networks():
    ec2, found = client("ec2"), {}
    groups = [group for group in ec2.describe_security_groups()["SecurityGroups"] if group["GroupName"] != "default"]
    for group in groups:
        known(group["GroupId"], f"group {group['Description']}")
    for group in groups:
        rules = ec2.describe_security_group_rules(Filters=[{"Name": "group-id", "Values": [group["GroupId"]]}])["SecurityGroupRules"]
        rules = [kept(rule, "SecurityGroupRuleId", "GroupOwnerId", "SecurityGroupRuleArn", "Tags") for rule in rules]
        for rule in rules:
            if "ReferencedGroupInfo" in rule:
                rule["ReferencedGroupInfo"] = kept(rule["ReferencedGroupInfo"], "UserId")
                # moto forgets it on creation, and Terraform then sets it with the next update.
                rule.pop("Description", None)
        rules = [rule for rule in rules if rule.get("CidrIpv4") != NOWHERE]
        found[f"group {group['Description']}"] = {
            "rules": sorted(rules, key=place_of),
            "vpc": group["VpcId"],
            "tags": plain_tags(group.get("Tags", [])),
        }
    for endpoint in ec2.describe_vpc_endpoints()["VpcEndpoints"]:
        if endpoint["State"] == "deleted":
            continue
        key = known(endpoint["VpcEndpointId"], f"endpoint {endpoint['ServiceName']}")
        for interface in endpoint["NetworkInterfaceIds"]:
            (whole,) = ec2.describe_network_interfaces(NetworkInterfaceIds=[interface])["NetworkInterfaces"]
            known(whole["PrivateIpAddress"], f"address in {whole['SubnetId']}")
        some = ("VpcEndpointType", "VpcId", "ServiceName", "SubnetIds", "PrivateDnsEnabled")
        found[key] = {name: endpoint.get(name) for name in some} | {
            "groups": sorted(names.get(group["GroupId"], group["GroupId"]) for group in endpoint["Groups"]),
            "tags": plain_tags(endpoint.get("Tags", [])),
        }
    return found


def balancers():
    elb, found = client("elbv2"), {}

    def tags_of(arn):
        return plain_tags(elb.describe_tags(ResourceArns=[arn])["TagDescriptions"][0]["Tags"])

    for group in elb.describe_target_groups()["TargetGroups"]:
        arn = group["TargetGroupArn"]
        key = known(arn, f"targets on {group['Port']}")
        health = elb.describe_target_health(TargetGroupArn=arn)["TargetHealthDescriptions"]
        targets = sorted((entry["Target"] for entry in health), key=lambda target: names.get(target["Id"], ""))
        thresholds = ("HealthyThresholdCount", "UnhealthyThresholdCount")
        found[key] = kept(group, "TargetGroupArn", "TargetGroupName", "LoadBalancerArns", *thresholds) | {
            "targets": [kept(target, "AvailabilityZone") for target in targets],
            "attributes": attributes(elb.describe_target_group_attributes(TargetGroupArn=arn)["Attributes"]),
            "tags": tags_of(arn),
        }
    for balancer in elb.describe_load_balancers()["LoadBalancers"]:
        arn = balancer["LoadBalancerArn"]
        some = ("Type", "Scheme", "VpcId", "SecurityGroups", "AvailabilityZones", "IpAddressType")
        found[known(arn, "balancer")] = {name: balancer.get(name) for name in some} | {
            "attributes": attributes(elb.describe_load_balancer_attributes(LoadBalancerArn=arn)["Attributes"]),
            "tags": tags_of(arn),
        }
        for listener in elb.describe_listeners(LoadBalancerArn=arn)["Listeners"]:
            key = known(listener["ListenerArn"], f"listener on {listener['Port']}")
            found[key] = kept(listener, "ListenerArn") | {"DefaultActions": [kept(action) for action in listener["DefaultActions"]]}
    return found


def others():
    found = {}
    iam = client("iam")
    for role in iam.list_roles()["Roles"]:
        if role["RoleName"] == "function":
            continue
        key = known(role["RoleName"], f"role: {role.get('Description', '')}")
        names[role["Arn"]] = f"<{key}>"
        policies = iam.list_role_policies(RoleName=role["RoleName"])["PolicyNames"]
        found[key] = {
            "trust": role["AssumeRolePolicyDocument"],
            "policies": {name: iam.get_role_policy(RoleName=role["RoleName"], PolicyName=name)["PolicyDocument"] for name in policies},
            "managed": iam.list_attached_role_policies(RoleName=role["RoleName"])["AttachedPolicies"],
            "tags": plain_tags(iam.list_role_tags(RoleName=role["RoleName"])["Tags"]),
        }
    function = client("lambda")
    for entry in function.list_functions()["Functions"]:
        try:
            policy = json.loads(function.get_policy(FunctionName=entry["FunctionName"])["Policy"])
        except function.exceptions.ResourceNotFoundException:
            continue
        if policy["Statement"]:
            found[f"permissions of {entry['FunctionName']}"] = [kept(statement, "Sid") for statement in policy["Statement"]]
    logs = client("logs")
    for group in logs.describe_log_groups()["logGroups"]:
        tags = logs.list_tags_log_group(logGroupName=group["logGroupName"])["tags"]
        found[f"logs {group['logGroupName']}"] = {"retention": group.get("retentionInDays"), "tags": plain_tags(tags)}
    acm = client("acm")
    for entry in acm.list_certificates()["CertificateSummaryList"]:
        whole = acm.describe_certificate(CertificateArn=entry["CertificateArn"])["Certificate"]
        key = known(entry["CertificateArn"], f"certificate {whole['DomainName']}")
        of_it = acm.list_tags_for_certificate(CertificateArn=entry["CertificateArn"])["Tags"]
        found[key] = {name: whole.get(name) for name in ("DomainName", "Status", "SubjectAlternativeNames", "Type")} | {"tags": plain_tags(of_it)}
        for option in whole["DomainValidationOptions"]:
            known(option["ResourceRecord"]["Name"].removesuffix("."), f"proof of {option['DomainName']}")
            known(option["ResourceRecord"]["Value"].removesuffix("."), f"answer for {option['DomainName']}")
    route53 = client("route53")
    for zone in route53.list_hosted_zones()["HostedZones"]:
        for record in route53.list_resource_record_sets(HostedZoneId=zone["Id"])["ResourceRecordSets"]:
            if record["Type"] not in ("NS", "SOA"):
                found[f"record {record['Name']} {record['Type']}"] = record
    return found


def services():
    """The resources of App Runner, by their names."""
    runner, found = client("apprunner"), {}
    parts = ("CreatedAt", "UpdatedAt", "ServiceId", "ServiceUrl", "DomainName")

    def each(kind, call, listed):
        for entry in getattr(runner, call)()[listed]:
            arn = entry[kind + "Arn"]
            whole = getattr(runner, call.replace("list_", "describe_").removesuffix("s"))(**{kind + "Arn": arn})[kind]
            name = whole[kind + "Name"]
            key = known(arn, f"{kind} {name}")
            for part in ("ServiceUrl", "DomainName"):
                if part in whole:
                    known(whole[part], f"{part} of {name}")
            tags = runner.list_tags_for_resource(ResourceArn=arn)["Tags"]
            if "HealthCheckConfiguration" in whole:
                whole["HealthCheckConfiguration"] = kept(whole["HealthCheckConfiguration"])
            found[key] = kept(whole, *parts) | {"tags": plain_tags(tags)}

    each("AutoScalingConfiguration", "list_auto_scaling_configurations", "AutoScalingConfigurationSummaryList")
    each("VpcConnector", "list_vpc_connectors", "VpcConnectors")
    each("Service", "list_services", "ServiceSummaryList")
    each("VpcIngressConnection", "list_vpc_ingress_connections", "VpcIngressConnectionSummaryList")
    return found


# Lists that AWS treats as sets, whose order is that of the request.
SETS = ("AvailabilityZones", "SecurityGroupIds", "SecurityGroups", "SubnetIds", "Subnets")


def in_order(value):
    if isinstance(value, list):
        return [in_order(entry) for entry in value]
    if not isinstance(value, dict):
        return value
    ordered = {key: in_order(entry) for key, entry in value.items()}
    for key in SETS:
        if isinstance(ordered.get(key), list):
            ordered[key].sort(key=lambda entry: json.dumps(entry, sort_keys=True))
    return ordered


world = networks() | balancers() | gateways() | services() | others()
text = json.dumps(world, default=str, sort_keys=True)
# Longest first: an ARN may end in another's identifier.
for identifier in sorted(names, key=len, reverse=True):
    text = text.replace(identifier, names[identifier])
world = in_order(json.loads(text))
for name, entry in world.items():
    if name.startswith("permissions of"):
        entry.sort(key=lambda statement: json.dumps(statement, sort_keys=True))
json.dump(dict(sorted(world.items())), sys.stdout, indent=1, sort_keys=True)
