"""Calls and responses that moto lacks and a gateway needs, added to moto's own classes by `fill`.

Each is written from AWS's API reference: the HTTP API's stages, domains and addresses, and the interfaces of endpoints.
"""

import json
from urllib.parse import unquote

from moto.apigatewayv2 import models, urls
from moto.apigatewayv2.responses import ApiGatewayV2Response
from moto.awslambda.models import LambdaStorage
from moto.awslambda.policy import Policy
from moto.awslambda.responses import LambdaResponse
from moto.ec2.models.vpcs import VPCBackend, random_private_ip
from moto.route53 import models as zones


def fill():
    fill_stages()
    fill_domains()
    fill_addresses_of_apis()
    fill_endpoints()
    fill_permissions()
    fill_zones()


def fill_stages():
    """UpdateStage, DeleteRouteSettings and the tags of stages."""

    def stage_of(self, path):
        api_id, _, name = path.split("/apis/")[1].split("/")[:3]
        return self.apigatewayv2_backend.get_stage(api_id, unquote(name))

    def update_stage(self):
        stage, changes = stage_of(self, self.path), json.loads(self.body)
        # Settings that are not in the request stay unchanged, both defaults and those of each route.
        stage.default_route_settings = stage.default_route_settings | changes.get("defaultRouteSettings", {})
        for key, settings in changes.get("routeSettings", {}).items():
            stage.route_settings[key] = stage.route_settings.get(key, {}) | settings
        stage.access_log_settings = changes.get("accessLogSettings", stage.access_log_settings)
        stage.auto_deploy = changes.get("autoDeploy", stage.auto_deploy)
        stage.description = changes.get("description", stage.description)
        stage.stage_variables = stage.stage_variables | changes.get("stageVariables", {})
        return 200, {}, json.dumps(stage.to_json())

    def delete_route_settings(self):
        stage = stage_of(self, self.path)
        key = unquote(self.path.split("/routesettings/")[1])
        if key not in stage.route_settings:
            return 404, {}, json.dumps({"message": f"Unable to find Route by key {key} within the provided RouteSettings"})
        del stage.route_settings[key]
        return 204, {}, ""

    def change_tags(change):
        """The tags of a stage are in the stage; all others are in moto's tagger."""
        plain = getattr(ApiGatewayV2Response, change.__name__)

        def call(self):
            arn = unquote(self.path.split("/tags/")[1])
            if "/stages/" not in arn:
                return plain(self)
            answer = change(self, stage_of(self, arn).tags)
            return 200, {}, json.dumps(answer)

        setattr(ApiGatewayV2Response, change.__name__, call)

    @change_tags
    def get_tags(self, tags):
        return {"tags": tags}

    @change_tags
    def tag_resource(self, tags):
        tags.update(json.loads(self.body).get("tags", {}))
        return {}

    @change_tags
    def untag_resource(self, tags):
        for key in self.querystring.get("tagKeys") or []:
            tags.pop(key, None)
        return {}

    ApiGatewayV2Response.update_stage = update_stage
    ApiGatewayV2Response.delete_route_settings = delete_route_settings
    stage = "{0}/v2/apis/(?P<api_id>[^/]+)/stages/(?P<stage_name>[^/]+)"
    urls.url_paths[stage + "/routesettings/(?P<route_key>.+)$"] = ApiGatewayV2Response.dispatch
    tags = "{0}/v2/tags/(?P<resource_arn_pt1>[^/]+)/apis/(?P<resource_arn_pt2>[^/]+)/stages/(?P<resource_arn_pt3>[^/]+)$"
    urls.url_paths[tags] = ApiGatewayV2Response.dispatch


def fill_domains():
    """The state, the target and the zone of a domain, and UpdateDomainName and UpdateApiMapping."""
    to_json = models.DomainName.to_json

    def complete(self):
        shown = to_json(self)
        label = self.domain_name.replace(".", "-")
        made = {
            "apiGatewayDomainName": f"d-{label}.execute-api.us-east-1.amazonaws.com",
            "domainNameStatus": "AVAILABLE",
            "hostedZoneId": "Z1UJRXOUMOOFQ8",
            "ipAddressType": "ipv4",
        }
        shown["domainNameConfigurations"] = [made | given for given in shown["domainNameConfigurations"]]
        shown["routingMode"] = "API_MAPPING_ONLY"
        if not self.mutual_tls_authentication:
            del shown["mutualTlsAuthentication"]
        return shown

    def update_domain_name(self):
        domain = self.apigatewayv2_backend.get_domain_name(unquote(self.path.split("/")[-1]))
        changes = json.loads(self.body)
        domain.domain_name_configurations = changes.get("domainNameConfigurations", domain.domain_name_configurations)
        domain.mutual_tls_authentication = changes.get("mutualTlsAuthentication", domain.mutual_tls_authentication)
        return 200, {}, json.dumps(domain.to_json())

    def update_api_mapping(self):
        *_, domain_name, _, mapping_id = self.path.split("/")
        mapping = self.apigatewayv2_backend.get_api_mapping(mapping_id, unquote(domain_name))
        changes = json.loads(self.body)
        mapping.api_id = changes.get("apiId", mapping.api_id)
        mapping.api_mapping_key = changes.get("apiMappingKey", mapping.api_mapping_key)
        mapping.stage = changes.get("stage", mapping.stage)
        return 200, {}, json.dumps(mapping.to_json())

    models.DomainName.to_json = complete
    ApiGatewayV2Response.update_domain_name = update_domain_name
    ApiGatewayV2Response.update_api_mapping = update_api_mapping


def fill_addresses_of_apis():
    """The IP address type of an API, which CreateApi and UpdateApi accept."""
    to_json = models.Api.to_json

    def keep(call):
        plain = getattr(ApiGatewayV2Response, call)

        def answer(self):
            status, headers, body = plain(self)
            shown, given = json.loads(body), json.loads(self.body)
            if "ipAddressType" in given:
                self.apigatewayv2_backend.get_api(shown["apiId"]).ip_address_type = given["ipAddressType"]
                shown["ipAddressType"] = given["ipAddressType"]
            return status, headers, json.dumps(shown)

        setattr(ApiGatewayV2Response, call, answer)

    keep("create_api")
    keep("update_api")
    models.Api.to_json = lambda self: to_json(self) | {"ipAddressType": getattr(self, "ip_address_type", "ipv4")}


def fill_endpoints():
    """The interface of an endpoint in each of its subnets: moto creates it only for the first subnets."""
    modify = VPCBackend.modify_vpc_endpoint

    def modify_vpc_endpoint(self, vpc_id, add_subnets, remove_subnets, **rest):
        modify(self, vpc_id=vpc_id, add_subnets=add_subnets, remove_subnets=remove_subnets, **rest)
        endpoint = self.describe_vpc_endpoints(vpc_end_point_ids=[vpc_id])[0]
        for subnet in add_subnets:
            endpoint.network_interface_ids.append(self.create_network_interface(subnet, random_private_ip()).id)
        for interface in list(endpoint.network_interface_ids):
            if self.get_network_interface(interface).subnet.id in remove_subnets:
                endpoint.network_interface_ids.remove(interface)
                self.delete_network_interface(interface)

    VPCBackend.modify_vpc_endpoint = modify_vpc_endpoint


def fill_permissions():
    """A policy for each version of a function, since moto shares one among all of them."""
    publish_version = LambdaStorage.publish_version

    def publish_with_policy(self, name_or_arn, description=""):
        function = self.get_function_by_name_or_arn_forbid_qualifier(name_or_arn)
        published = publish_version(self, name_or_arn, description)
        if published and published.policy is function.policy:
            published.policy = Policy(function)
        return published

    def remove_permission(self):
        name, _, statement = (unquote(part) for part in self.path.split("/")[-3:])
        function = self.backend.get_function(name, self.querystring.get("Qualifier", [None])[0])
        function.policy.del_statement(statement.split("?")[0], self.querystring.get("RevisionId", [""])[0])
        return 204, {"status": 204}, "{}"

    LambdaStorage.publish_version = publish_with_policy
    LambdaResponse.remove_permission = remove_permission


def fill_zones():
    """The first letter of every hosted zone's id."""
    create = zones.create_route53_zone_id
    zones.create_route53_zone_id = lambda **given: "Z" + create(**given)[1:]
