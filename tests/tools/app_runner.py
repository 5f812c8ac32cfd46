"""App Runner as far as Terraform's provider asks for it, beside moto, which does not have it.

Holds services, ingress connections, connectors and scaling configurations in memory. It refuses what App Runner refuses of
an order of calls: a second connector with the same security groups, and the deletion of what a service still uses.
"""

import json
import time

ACCOUNT = "123456789012"
REGION = "us-east-1"


class Refused(Exception):
    def __init__(self, code, message):
        super().__init__(message)
        self.code = code


class AppRunner:
    """A WSGI application that answers App Runner's calls and hands everything else on."""

    def __init__(self, app):
        self.app = app
        self.things = {}  # By ARN: the word of the kind, and what its description says.
        self.count = 0

    def __call__(self, environ, start_response):
        target = environ.get("HTTP_X_AMZ_TARGET", "")
        if not target.startswith("AppRunner."):
            return self.app(environ, start_response)
        size = int(environ.get("CONTENT_LENGTH") or 0)
        request = json.loads(environ["wsgi.input"].read(size) or b"{}")
        try:
            status, answer = "200 OK", self.answer(target.removeprefix("AppRunner."), request)
        except Refused as refused:
            status, answer = "400 Bad Request", {"__type": refused.code, "message": str(refused)}
        body = json.dumps(answer).encode()
        start_response(status, [("Content-Type", "application/x-amz-json-1.0"), ("Content-Length", str(len(body)))])
        return [body]

    def answer(self, call, request):
        if call == "ListTagsForResource":
            tags = self.thing(request["ResourceArn"]).get("Tags", [])
            return {"Tags": tags}
        if call == "TagResource":
            thing, keys = self.thing(request["ResourceArn"]), {tag["Key"] for tag in request["Tags"]}
            thing["Tags"] = [tag for tag in thing.get("Tags", []) if tag["Key"] not in keys] + request["Tags"]
            return {}
        if call == "UntagResource":
            thing = self.thing(request["ResourceArn"])
            thing["Tags"] = [tag for tag in thing.get("Tags", []) if tag["Key"] not in request["TagKeys"]]
            return {}
        if call.startswith("List"):
            kind = call.removeprefix("List").removesuffix("s")
            shown = [{key: value for key, value in thing.items() if key != "Tags"} for thing in self.of(kind.lower())]
            return {"VpcConnectors" if kind == "VpcConnector" else kind + "SummaryList": shown}
        for kind in ("Service", "VpcIngressConnection", "VpcConnector", "AutoScalingConfiguration"):
            for verb in ("Create", "Describe", "Update", "Delete"):
                if call == verb + kind:
                    thing = getattr(self, verb.lower())(kind, request)
                    shown = {key: value for key, value in thing.items() if key != "Tags"}
                    operation = {"OperationId": "0" * 32} if kind == "Service" and verb != "Describe" else {}
                    return {kind: shown} | operation
        raise Refused("InvalidRequestException", f"{call} is not known here")

    def thing(self, arn):
        if arn not in self.things:
            raise Refused("ResourceNotFoundException", f"{arn} does not exist")
        return self.things[arn]

    def describe(self, kind, request):
        return self.thing(request[kind + "Arn"])

    def create(self, kind, request):
        word, name = {
            "Service": ("service", "ServiceName"),
            "VpcIngressConnection": ("vpcingressconnection", "VpcIngressConnectionName"),
            "VpcConnector": ("vpcconnector", "VpcConnectorName"),
            "AutoScalingConfiguration": ("autoscalingconfiguration", "AutoScalingConfigurationName"),
        }[kind]
        for other in self.of(word):
            if kind == "VpcIngressConnection" and other["ServiceArn"] == request["ServiceArn"]:
                raise Refused("InvalidRequestException", "the service has an ingress connection")
            if kind == "VpcConnector" and sorted(other["SecurityGroups"]) == sorted(request.get("SecurityGroups", [])):
                raise Refused("InvalidRequestException", "a connector with these security groups exists")
            if kind in ("Service", "VpcIngressConnection") and other[name] == request[name]:
                raise Refused("InvalidRequestException", f"{request[name]} exists")
        self.count += 1
        unique = f"{self.count:032x}"
        infix = "1/" if kind in ("VpcConnector", "AutoScalingConfiguration") else ""
        arn = f"arn:aws:apprunner:{REGION}:{ACCOUNT}:{word}/{request[name]}/{infix}{unique}"
        made = dict(request) | {kind + "Arn": arn, "Status": "ACTIVE", "CreatedAt": time.time()}
        if kind == "Service":
            made |= {"ServiceId": unique, "ServiceUrl": f"s{self.count}.{REGION}.awsapprunner.com", "Status": "RUNNING"}
            self.settle(made)
        elif kind == "VpcIngressConnection":
            made |= {"AccountId": ACCOUNT, "DomainName": f"i{self.count}.{REGION}.awsapprunner.com", "Status": "AVAILABLE"}
        elif kind == "VpcConnector":
            made |= {"VpcConnectorRevision": 1}
        else:
            # In lower case, as App Runner answers, whatever its model says; the provider waits for that.
            made |= {"Status": "active", "AutoScalingConfigurationRevision": 1, "Latest": True, "IsDefault": False, "HasAssociatedService": False}
        self.things[arn] = made
        return made

    def update(self, kind, request):
        thing = self.thing(request[kind + "Arn"])
        thing |= request | {"UpdatedAt": time.time()}
        if kind == "Service":
            self.settle(thing)
        return thing

    def settle(self, service):
        """What App Runner makes of what a service leaves out."""
        service.setdefault("UpdatedAt", service["CreatedAt"])
        # A primitive in the model: Go's SDK leaves it out if it is false.
        service.get("NetworkConfiguration", {}).get("IngressConfiguration", {}).setdefault("IsPubliclyAccessible", False)
        default = f"arn:aws:apprunner:{REGION}:{ACCOUNT}:autoscalingconfiguration/DefaultConfiguration/1/{1:032x}"
        # An update that names no configuration keeps the one that the service has; Terraform sends changes alone.
        had = service.get("AutoScalingConfigurationSummary", {}).get("AutoScalingConfigurationArn", default)
        arn = service.pop("AutoScalingConfigurationArn", had)
        name = arn.split("/")[1]
        service["AutoScalingConfigurationSummary"] = {
            "AutoScalingConfigurationArn": arn,
            "AutoScalingConfigurationName": name,
            "AutoScalingConfigurationRevision": 1,
        }

    def delete(self, kind, request):
        arn = request[kind + "Arn"]
        thing = self.thing(arn)
        for service in self.of("service"):
            if service is not thing and arn in json.dumps(service):
                raise Refused("InvalidRequestException", f"{arn} is in use by {service['ServiceName']}")
        if kind == "Service" and any(it["ServiceArn"] == arn for it in self.of("vpcingressconnection")):
            raise Refused("InvalidRequestException", f"{arn} has an ingress connection")
        del self.things[arn]
        gone = {"Service": "DELETED", "VpcIngressConnection": "DELETED", "VpcConnector": "INACTIVE"}.get(kind, "inactive")
        return thing | {"Status": gone}

    def of(self, word):
        return [thing for arn, thing in self.things.items() if f":{word}/" in arn]
