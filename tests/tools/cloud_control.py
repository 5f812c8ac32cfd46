"""A stand-in of AWS Cloud Control, STS, Route 53 and S3 on a free port of the loopback interface.

Arguments: the file that keeps its world. Prints the port, and ends when its standard input does. Requests are judged by
botocore's model and by their signature, properties by the registry's schemas inside cfn-lint. `POST /_control` sets what
happens to calls, `GET /_world` shows everything; neither is AWS's. Texts of faults are those that AWS was recorded with
(localstack/localstack, tests/aws/services/cloudcontrol, 2023-02).

Faults of `_control` name a mutation by its number (`at`) or by its type (`of`, the first one) and what happens to it (`do`):
`drop` it before anything is done, `lose` its answer, `hold` its answer until the client is gone, `throttle` or `deny` it, let its
`handler` fail, or `die`: the whole stand-in ends at once, before or `after` the mutation is on disk, and another process goes
on at the same port with what is there.

Identifiers are made of what a resource is, so that two worlds can be compared; a duplicate gets another number.
"""

import hashlib
import hmac
import json
import os
import re
import sys
import threading
import time
import urllib.parse
import uuid
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import botocore.loaders
import botocore.model
import botocore.validate
import cfnlint.data.schemas
import jsonpatch
import regex
from jsonschema import Draft7Validator, ValidationError, validators

SCHEMAS = Path(next(iter(cfnlint.data.schemas.__path__)))
TYPES = json.loads((SCHEMAS / "providers" / "us-east-1.json").read_text())
SECRET = "secret"
MODEL = botocore.model.ServiceModel(botocore.loaders.Loader().load_service_model("cloudcontrol", "service-2"))
DIED = 9
TOKEN_LIFE = 36 * 3600
REQUEST_LIFE = 7 * 24 * 3600

# The unique properties of each type, besides its identifier.
UNIQUE = {
    "AWS::EC2::SecurityGroup": ["GroupName", "VpcId"],
    "AWS::ElasticLoadBalancingV2::LoadBalancer": ["Name"],
    "AWS::ElasticLoadBalancingV2::TargetGroup": ["Name"],
    "AWS::ElasticLoadBalancingV2::Listener": ["LoadBalancerArn", "Port"],
    "AWS::AppRunner::Service": ["ServiceName"],
    "AWS::AppRunner::VpcIngressConnection": ["VpcIngressConnectionName"],
    "AWS::ApiGatewayV2::Route": ["ApiId", "RouteKey"],
    "AWS::ApiGatewayV2::Authorizer": ["ApiId", "Name"],
    "AWS::ApiGatewayV2::ApiMapping": ["DomainName", "ApiMappingKey"],
}

# Types that refer to no other resource, though they may contain its name.
USES_NOTHING = ("AWS::CertificateManager::Certificate", "AWS::EC2::NetworkInterface", "certificates of ACM")


class Refusal(Exception):
    def __init__(self, code, message):
        super().__init__(message)
        self.code, self.message = code, message


def pattern(validator, wanted, instance, schema):
    if validator.is_type(instance, "string") and not regex.search(wanted, instance):
        yield ValidationError(f"{instance!r} does not match {wanted!r}")


Judge = validators.extend(Draft7Validator, {"pattern": pattern})


class Registry:
    def __init__(self):
        # `unsupported`: types that this region's Cloud Control does not support, chosen by a test.
        self.known, self.unsupported = {}, []

    def schema(self, name):
        if name not in TYPES:
            raise Refusal("TypeNotFoundException", f"The type '{name}' cannot be found.")
        if name not in self.known:
            schema = json.loads((SCHEMAS / "resources" / f"{TYPES[name]}.json").read_text())
            self.known[name] = (schema, Judge(schema))
        return self.known[name][0]

    def paths(self, name, key):
        return [path.removeprefix("/properties/").replace("/properties/", "/") for path in self.schema(name).get(key, [])]

    def tops(self, name, key):
        return {path.split("/")[0] for path in self.paths(name, key) if "/" not in path}

    def can(self, name, verb):
        if verb not in self.schema(name).get("handlers", {}) or name in self.unsupported:
            raise Refusal("UnsupportedActionException", f"Resource type {name} does not support {verb.upper()} action")

    def judge(self, name, properties):
        self.schema(name)
        for error in self.known[name][1].iter_errors(properties):
            place = "#" + "".join(f"/{part}" for part in error.absolute_path)
            reason = error.message
            if error.validator == "additionalProperties":
                extra = sorted(set(error.instance) - set(error.schema.get("properties", {})))
                reason = f"extraneous key [{extra[0]}] is not permitted"
            elif error.validator == "type":
                names = {bool: "Boolean", str: "String", int: "Integer", float: "Number", list: "JSONArray", dict: "JSONObject"}
                wanted = error.validator_value if isinstance(error.validator_value, str) else error.validator_value[0]
                reason = f"expected type: {wanted.capitalize()}, found: {names.get(type(error.instance), 'Null')}"
            raise Refusal("ValidationException", f"Model validation failed ({place}: {reason})")


def digest(*parts):
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


class World:
    account = "111122223333"

    def __init__(self, path):
        self.path, self.registry, self.lock = Path(path), Registry(), threading.RLock()
        self.data = {"resources": {}, "requests": {}, "tokens": {}, "records": {}, "objects": {}, "violations": [], "clock": 0, "calls": 0}
        self.data["control"] = {"polls": 1, "late": 0, "faults": [], "unsupported": []}
        if self.path.exists():
            self.data = json.loads(self.path.read_text())
        self.control = self.data["control"]
        self.held = False
        # With `together`, the first two readers of a lease wait for each other.
        self.readers = threading.Barrier(2)
        self.registry.unsupported = self.control["unsupported"]

    def acm(self, operation, body):
        """ACM's own calls: a certificate is issued once a record proves ownership of its name."""
        known = self.of("certificates of ACM")
        arn = body.get("CertificateArn")
        if operation != "RequestCertificate" and operation != "ListCertificates" and arn not in known:
            raise Refusal("ResourceNotFoundException", f"Could not find certificate {arn}")
        if operation == "RequestCertificate":
            for other, entry in known.items():
                if entry["properties"]["token"] == body["IdempotencyToken"]:
                    return {"CertificateArn": other}
            number = 1 + sum(entry["properties"]["domain"] == body["DomainName"] for entry in known.values())
            arn = f"arn:aws:acm:eu-west-1:{self.account}:certificate/{digest(body['DomainName'], number)[:36]}"
            known[arn] = {"properties": {"domain": body["DomainName"], "token": body["IdempotencyToken"], "tags": body.get("Tags", []), "asked": 0}}
            return {"CertificateArn": arn}
        if operation == "ListCertificates":
            return {"CertificateSummaryList": [{"CertificateArn": arn} for arn in known]}
        certificate = known[arn]["properties"]
        if operation == "ListTagsForCertificate":
            return {"Tags": certificate["tags"]}
        if operation == "AddTagsToCertificate":
            keys = {tag["Key"] for tag in body["Tags"]}
            certificate["tags"] = [tag for tag in certificate["tags"] if tag["Key"] not in keys] + body["Tags"]
            return {}
        if operation == "DeleteCertificate":
            users = [key for entries in self.data["resources"].values() for key, entry in entries.items() if arn in json.dumps(entry["properties"])]
            if users:
                self.data["violations"].append(f"{arn} was to be deleted while {users} use it")
            del known[arn]
            return {}
        certificate["asked"] += 1
        # The record is created a moment after the request.
        record = {"Name": f"_proof.{certificate['domain']}.", "Type": "CNAME", "Value": "_proof.acm-validations.aws."}
        proven = any(key.split("|")[1] == record["Name"] for key in self.data["records"])
        option = {"DomainName": certificate["domain"]} | ({"ResourceRecord": record} if certificate["asked"] > 1 else {})
        status = "ISSUED" if proven else "PENDING_VALIDATION"
        described = {"CertificateArn": arn, "DomainName": certificate["domain"], "Status": status, "DomainValidationOptions": [option]}
        return {"Certificate": described}

    def route53(self, method, path, body):
        """Sends a response of Route 53."""
        zone = path.split("/")[3]
        if method == "GET":
            query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(path).query))
            key = "|".join([zone, query["name"], query["type"]])
            # Route 53 returns a `*` as `\052`.
            return f"<R>{self.data['records'].get(key, '').replace('<Name>*', '<Name>' + chr(92) + '052')}</R>"
        action = re.search("<Action>(.*?)</Action>", body)[1]
        record = re.search("<ResourceRecordSet>.*?</ResourceRecordSet>", body)[0]
        key = f"{zone}|{re.search('<Name>(.*?)</Name>', record)[1]}|{re.search('<Type>(.*?)</Type>', record)[1]}"
        if action == "UPSERT":
            self.data["records"][key] = record
        else:
            self.data["records"].pop(key)
        self.save()
        return "<R/>"

    def save(self):
        staged = self.path.with_suffix(".new")
        staged.write_text(json.dumps(self.data))
        os.replace(staged, self.path)

    def now(self):
        return time.time() + self.data["clock"]

    def of(self, name):
        return self.data["resources"].setdefault(name, {})

    # Cloud Control

    def call(self, operation, body):
        report = botocore.validate.ParamValidator().validate(body, MODEL.operation_model(operation).input_shape)
        if report.has_errors():
            self.data["violations"].append(f"{operation}: {report.generate_report()}")
            raise Refusal("ValidationException", report.generate_report())
        with self.lock:
            try:
                return getattr(self, operation)(body)
            finally:
                self.save()

    def mutation(self, operation, body, effect):
        """Returns the request of a repeated token; otherwise executes the mutation and opens a request."""
        self.registry.can(body["TypeName"], operation.lower())
        token, whole = body.get("ClientToken"), digest(operation, {k: v for k, v in body.items()})
        if not token:
            self.data["violations"].append(f"{operation} of {body['TypeName']} without a token")
        known = self.data["tokens"].get(token)
        if known and self.now() - known["at"] < TOKEN_LIFE:
            if known["digest"] != whole:
                raise Refusal(
                    "ClientTokenConflictException",
                    f"ClientToken {token} is already associated with an existing operation with RequestToken {known['request']}",
                )
            return {"ProgressEvent": self.event(self.data["requests"][known["request"]])}
        lock = None
        request = {
            "RequestToken": str(uuid.uuid4()),
            "TypeName": body["TypeName"],
            "Operation": operation.upper(),
            "at": self.now(),
            "polls": self.control["polls"],
        }
        try:
            identifier, lock = effect()
            request["Identifier"] = identifier
        except Handler as failed:
            request["failed"] = {"ErrorCode": failed.code, "StatusMessage": failed.message}
            if failed.identifier:
                request["Identifier"] = failed.identifier
        if lock:
            others = self.data["requests"].values()
            recent = self.now() - 600
            if any(other.get("lock") == lock and other["polls"] > 0 and other["at"] > recent for other in others):
                self.data["violations"].append(f"two mutations at once of {lock}")
            request["lock"] = lock
        self.data["requests"][request["RequestToken"]] = request
        if token:
            self.data["tokens"][token] = {"digest": whole, "request": request["RequestToken"], "at": self.now()}
        return {"ProgressEvent": self.event(request)}

    def event(self, request):
        event = {key: request[key] for key in ("RequestToken", "TypeName", "Operation")}
        event["EventTime"] = request["at"]
        if "Identifier" in request:
            event["Identifier"] = request["Identifier"]
        if request["polls"] > 0:
            return event | {"OperationStatus": "IN_PROGRESS", "RetryAfter": time.time()}
        if "failed" in request:
            return event | {"OperationStatus": "FAILED"} | request["failed"]
        return event | {"OperationStatus": "SUCCESS"}

    def GetResourceRequestStatus(self, body):
        token = body["RequestToken"]
        request = self.data["requests"].get(token)
        if request is None or self.now() - request["at"] > REQUEST_LIFE:
            raise Refusal("RequestTokenNotFoundException", f"Request with token {token} was not found")
        request["polls"] = max(0, request["polls"] - 1)
        return {"ProgressEvent": self.event(request)}

    def CreateResource(self, body):
        name, desired = body["TypeName"], json.loads(body["DesiredState"])
        self.registry.judge(name, desired)
        settable = self.registry.tops(name, "createOnlyProperties") | self.registry.tops(name, "writeOnlyProperties")
        for key in self.registry.tops(name, "readOnlyProperties") - settable:
            if key in desired:
                raise Refusal("ValidationException", f"Model validation failed (#: extraneous key [{key}] is not permitted)")

        def effect():
            fault = self.planned("handler", name)
            self.check_references(name, desired)
            if fault and not fault.get("left"):
                raise Handler(fault["code"], fault.get("message", "stand-in"))
            properties = self.grow(name, dict(desired))
            identifier = self.identifier(name, properties)
            self.check_unique(name, properties, None)
            self.of(name)[identifier] = {"properties": properties, "late": self.control["late"]}
            if fault:
                raise Handler(fault["code"], fault.get("message", "stand-in"), identifier)
            return identifier, self.api_of(name, properties)

        return self.mutation("Create", body, effect)

    def UpdateResource(self, body):
        name, identifier = body["TypeName"], body["Identifier"]
        self.registry.schema(name)
        known = self.of(name).get(identifier)
        if known is None:
            raise self.not_found(name, identifier)
        readable = self.readable(name, known["properties"])
        read_only = self.registry.tops(name, "readOnlyProperties") - self.registry.tops(name, "createOnlyProperties")
        model = {key: value for key, value in readable.items() if key not in read_only}
        try:
            wanted = jsonpatch.apply_patch(model, json.loads(body["PatchDocument"]))
        except (jsonpatch.JsonPatchException, jsonpatch.JsonPointerException) as fault:
            self.data["violations"].append(f"{name} {identifier}: {fault}: {body['PatchDocument']} on {model}")
            raise Refusal("ValidationException", str(fault)) from fault
        for key in self.registry.tops(name, "createOnlyProperties"):
            if wanted.get(key) != model.get(key):
                raise Refusal(
                    "NotUpdatableException",
                    f"Invalid patch update: createOnlyProperties [/properties/{key}] cannot be updated",
                )
        self.registry.judge(name, wanted)

        def effect():
            fault = self.planned("handler", name)
            if fault:
                raise Handler(fault["code"], fault.get("message", "stand-in"))
            self.check_references(name, wanted)
            self.check_unique(name, wanted, identifier)
            kept = {key: known["properties"][key] for key in read_only | {"_own"} if key in known["properties"]}
            self.changed(name, known["properties"], wanted)
            known["properties"] = wanted | kept
            return identifier, self.api_of(name, known["properties"])

        return self.mutation("Update", body, effect)

    def DeleteResource(self, body):
        name, identifier = body["TypeName"], body["Identifier"]
        self.registry.schema(name)

        def effect():
            fault = self.planned("handler", name)
            if fault:
                raise Handler(fault["code"], fault.get("message", "stand-in"))
            known = self.of(name).get(identifier)
            if known is None:
                raise Handler("NotFound", f"{name} {identifier} not found")
            own = self.ids(name, known["properties"])
            for other, others in self.data["resources"].items():
                for key, entry in others.items():
                    if (other, key) == (name, identifier) or other in USES_NOTHING or "_made_by" in entry["properties"]:
                        continue
                    text = json.dumps(entry["properties"])
                    if any(json.dumps(one)[1:-1] in text for one in own):
                        self.data["violations"].append(f"{name} {identifier} was to be deleted while {other} {key} uses it")
                        raise Handler("InvalidRequest", f"{identifier} is referenced by {other} {key}")
            self.gone(name, known["properties"])
            if name == "AWS::ECS::ExpressGatewayService" and len(self.of(name)) == 1:
                self.of("AWS::ElasticLoadBalancingV2::LoadBalancer").pop(known["properties"]["ECSManagedResourceArns"]["IngressPath"]["LoadBalancerArn"])
            del self.of(name)[identifier]
            for interface in known["properties"].get("NetworkInterfaceIds", []):
                self.of("AWS::EC2::NetworkInterface").pop(interface, None)
            return identifier, self.api_of(name, known["properties"])

        return self.mutation("Delete", body, effect)

    def GetResource(self, body):
        name, identifier = body["TypeName"], body["Identifier"]
        self.registry.can(name, "read")
        known = self.of(name).get(identifier)
        if known is None or known.get("late", 0) > 0:
            if known:
                known["late"] -= 1
            raise self.not_found(name, identifier)
        properties = self.readable(name, known["properties"])
        return {
            "TypeName": name,
            "ResourceDescription": {"Identifier": identifier, "Properties": json.dumps(properties)},
        }

    def ListResources(self, body):
        name = body["TypeName"]
        self.registry.can(name, "list")
        model = json.loads(body.get("ResourceModel", "{}"))
        handler = self.registry.schema(name)["handlers"]["list"].get("handlerSchema", {})
        for key in handler.get("required", []):
            if key not in model:
                raise Refusal("InvalidRequestException", f"Missing or invalid ResourceModel property in {name} list handler request input. Required property: [{key}]")
        found = []
        for identifier, known in self.of(name).items():
            if all(known["properties"].get(key, value) == value for key, value in model.items()):
                keys = [path for path in self.registry.paths(name, "primaryIdentifier")]
                some = {key: known["properties"][key] for key in keys if key in known["properties"]}
                found.append({"Identifier": identifier, "Properties": json.dumps(some)})
        return {"TypeName": name, "ResourceDescriptions": found}

    def changed(self, name, before, after):
        """Called before a resource changes."""

    def gone(self, name, properties):
        """Called before a resource is deleted."""

    def not_found(self, name, identifier):
        text = f"{name} Handler returned status FAILED: {identifier} not found (HandlerErrorCode: NotFound, RequestToken: {uuid.uuid4()})"
        return Refusal("ResourceNotFoundException", text)

    def readable(self, name, properties):
        hidden = self.registry.tops(name, "writeOnlyProperties")
        return {key: value for key, value in properties.items() if key not in hidden and key[0] != "_"}

    def api_of(self, name, properties):
        return properties.get("ApiId") if name.startswith("AWS::ApiGatewayV2::") else None

    def ids(self, name, properties):
        """Returns the identifiers by which other resources refer to it, if they cannot occur there by chance."""
        given = self.registry.tops(name, "readOnlyProperties")
        parts = [properties[path] for path in self.registry.paths(name, "primaryIdentifier") if path in given]
        named = properties["DomainName"] if name == "AWS::ApiGatewayV2::DomainName" else None
        group = properties["GroupId"] if name == "AWS::EC2::SecurityGroup" else None
        return {part for part in [*parts, group, properties.get("Arn"), named] if part}

    def identifier(self, name, properties):
        return "|".join(str(properties[path]) for path in self.registry.paths(name, "primaryIdentifier"))

    def grow(self, name, properties):
        """Sets the properties that AWS sets: identifiers derived from the resource, and attributes that other resources read."""
        stable = {key: value for key, value in properties.items() if key not in ("Tags", "Description")}
        number, taken = 1, {json.dumps(entry["properties"].get("_own")) for entry in self.of(name).values()}
        while json.dumps(own := digest(name, stable, properties.get("Tags"), number)[:10]) in taken:
            number += 1
        kind = name.split("::")[2].lower()
        for path in self.registry.paths(name, "primaryIdentifier"):
            if path not in properties:
                prefix = {"securitygroup": "sg-", "vpcendpoint": "vpce-"}.get(kind, "")
                is_arn = path.endswith("Arn")
                properties[path] = f"arn:aws:{kind}:eu-west-1:111122223333:{kind}/{own}" if is_arn else f"{prefix}{own}"
        if name == "AWS::ApiGatewayV2::Api":
            properties["ApiEndpoint"] = f"https://{own}.execute-api.eu-west-1.amazonaws.com"
        elif name == "AWS::EC2::SecurityGroup":
            properties["GroupId"] = properties["Id"]
        elif name == "AWS::Logs::LogGroup":
            properties["Arn"] = f"arn:aws:logs:eu-west-1:111122223333:log-group:{properties['LogGroupName']}:*"
        elif name == "AWS::IAM::Role":
            properties["Arn"] = f"arn:aws:iam::111122223333:role/{properties['RoleName']}"
            properties["RoleId"] = own
        elif name == "AWS::AppRunner::Service":
            properties["Status"] = "RUNNING"
            ingress = properties.get("NetworkConfiguration", {}).get("IngressConfiguration", {})
            # Only a public service has an address of its own.
            if ingress.get("IsPubliclyAccessible", True):
                properties["ServiceUrl"] = f"{own}.eu-west-1.awsapprunner.com"
        elif name == "AWS::AppRunner::VpcIngressConnection":
            properties |= {"Status": "AVAILABLE", "DomainName": f"{own}.eu-west-1.awsapprunner.com"}
        elif name == "AWS::ECS::ExpressGatewayService":
            self.grow_express(properties, own)
        elif name == "AWS::ApiGatewayV2::DomainName":
            properties |= {"RegionalDomainName": f"d-{own}.execute-api.eu-west-1.amazonaws.com", "RegionalHostedZoneId": "ZREGIONAL"}
        elif name == "AWS::EC2::VPCEndpoint":
            properties["NetworkInterfaceIds"] = []
            for index, subnet in enumerate(properties.get("SubnetIds", [])):
                interface = f"eni-{own}{index}"
                entry = {"Id": interface, "SubnetId": subnet, "PrimaryPrivateIpAddress": f"10.0.{index}.{int(own[:2], 16)}"}
                self.of("AWS::EC2::NetworkInterface")[interface] = {"properties": entry}
                properties["NetworkInterfaceIds"].append(interface)
        properties["_own"] = own
        return properties

    def grow_express(self, properties, own):
        """Creates what ECS creates for a service: its ARN follows from its name, and its balancer is shared by the network."""
        arn = "arn:aws:elasticloadbalancing:eu-west-1:111122223333"
        balancer = f"{arn}:loadbalancer/app/ecs-express-gateway/0123456789abcdef"
        properties |= {
            "ServiceArn": f"arn:aws:ecs:eu-west-1:111122223333:service/default/{properties['ServiceName']}",
            "Endpoint": f"https://{own}.ecs.eu-west-1.on.aws",
            "Status": {"StatusCode": "ACTIVE"},
            "ECSManagedResourceArns": {
                "IngressPath": {
                    "ListenerArn": f"{arn}:listener/app/ecs-express-gateway/0123456789abcdef/0123456789abcdef",
                    "LoadBalancerArn": balancer,
                    "LoadBalancerSecurityGroups": ["arn:aws:ec2:eu-west-1:111122223333:security-group/sg-express"],
                }
            },
        }
        self.of("AWS::ElasticLoadBalancingV2::LoadBalancer")[balancer] = {"properties": {"LoadBalancerArn": balancer, "SecurityGroups": ["sg-express"], "_made_by": "ECS"}}

    def check_references(self, name, desired):
        def must(of, identifier):
            if identifier not in self.of(of):
                raise Handler("InvalidRequest", f"Invalid {of} identifier specified {identifier}")

        if name.startswith("AWS::ApiGatewayV2::") and "ApiId" in desired and desired["ApiId"] not in ("a1b2c3d4e5",):
            must("AWS::ApiGatewayV2::Api", desired["ApiId"])
        if name == "AWS::ApiGatewayV2::Route":
            must("AWS::ApiGatewayV2::Integration", f"{desired['ApiId']}|{desired['Target'].removeprefix('integrations/')}")
            if desired.get("AuthorizationType") in ("JWT", "CUSTOM"):
                must("AWS::ApiGatewayV2::Authorizer", f"{desired.get('AuthorizerId')}|{desired['ApiId']}")
        if name == "AWS::ApiGatewayV2::Integration" and desired.get("ConnectionType") == "VPC_LINK":
            must("AWS::ApiGatewayV2::VpcLink", desired["ConnectionId"])

    def check_unique(self, name, properties, own):
        """Refuses a resource whose identifier or unique properties belong to another one than `own`."""
        identifier = own or self.identifier(name, properties)
        unique = UNIQUE.get(name)
        for other, known in self.of(name).items():
            clash = unique and all(known["properties"].get(key) == properties.get(key) for key in unique)
            if other != own and (other == identifier or clash):
                raise Handler("AlreadyExists", f"Resource of type '{name}' with identifier '{other}' already exists.", other)

    def planned(self, kind, name):
        """Returns the fault that a test planned for the current mutation of a type."""
        number = self.data["calls"]
        for fault in self.control["faults"]:
            if fault["do"] != kind or "at" in fault and fault["at"] != number or fault.get("of", name) != name:
                continue
            if "at" not in fault and fault.setdefault("met", number) != number:
                continue
            return fault
        return None

    def die(self, name, after):
        """Kills the process, like a crash, if a test asked for it."""
        fault = self.planned("die", name)
        if fault and fault.get("after", False) == after:
            self.save()
            os._exit(DIED)


class Handler(Exception):
    """A fault of a resource's handler, reported in the request's status."""

    def __init__(self, code, message, identifier=None):
        super().__init__(message)
        self.code, self.message, self.identifier = code, message, identifier


def signature_fault(handler, body):
    """Recomputes the signature of a request, as AWS does."""
    header = handler.headers.get("authorization", "")
    match = re.match(r"AWS4-HMAC-SHA256 Credential=(\S+?), SignedHeaders=(\S+?), Signature=(\w+)", header)
    if not match:
        return "no signature"
    credential, signed, given = match.groups()
    _, date, region, service, _ = credential.split("/")
    parts = urllib.parse.urlsplit(handler.path)
    query = "&".join(
        f"{urllib.parse.quote(key, safe='-_.~')}={urllib.parse.quote(value, safe='-_.~')}"
        for key, value in sorted(urllib.parse.parse_qsl(parts.query, keep_blank_values=True))
    )
    headers = "".join(f"{name}:{' '.join(handler.headers.get(name, '').split())}\n" for name in signed.split(";"))
    path = parts.path if service == "s3" else urllib.parse.quote(parts.path, safe="/-_.~")
    canonical = "\n".join([handler.command, path, query, headers, signed, hashlib.sha256(body).hexdigest()])
    scope = f"{date}/{region}/{service}/aws4_request"
    text = "\n".join(["AWS4-HMAC-SHA256", handler.headers["x-amz-date"], scope, hashlib.sha256(canonical.encode()).hexdigest()])
    key = f"AWS4{SECRET}".encode()
    for part in (date, region, service, "aws4_request", text):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    return None if key.hex() == given else f"wrong signature for {handler.command} {handler.path}"


def main(make_world):
    world = None

    class Server(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_):
            pass

        def answer(self, status, body, kind="application/x-amz-json-1.0", headers=()):
            body = body if isinstance(body, bytes) else body.encode()
            self.send_response(status)
            self.send_header("content-type", kind)
            self.send_header("content-length", str(len(body)))
            for name, value in headers:
                self.send_header(name, value)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        def handle_any(self):
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            if self.path == "/_control":
                with world.lock:
                    told = json.loads(body)
                    world.data["clock"] += told.pop("advance", 0)
                    for name, identifier, properties in told.pop("put", []):
                        world.of(name)[identifier] = {"properties": properties}
                    for name, identifier in told.pop("take", []):
                        world.of(name).pop(identifier, None)
                    for key, record in told.pop("records", {}).items():
                        world.data["records"].pop(key, None)
                        if record:
                            world.data["records"][key] = record
                    if told.pop("recount", False):
                        world.data["calls"] = 0
                    world.control |= told
                    world.registry.unsupported = world.control["unsupported"]
                    world.save()
                return self.answer(200, "{}")
            if self.path == "/_world":
                shown = {
                    name: {key: {k: v for k, v in entry["properties"].items() if k[0] != "_" and k not in ("token", "asked")} for key, entry in sorted(entries.items())}
                    for name, entries in sorted(world.data["resources"].items())
                    if entries
                }
                keep = {key: world.data[key] for key in ("violations", "calls", "records", "objects")}
                return self.answer(200, json.dumps({"resources": shown, "held": world.held} | keep))
            fault = signature_fault(self, body)
            if fault:
                world.data["violations"].append(fault)
                return self.answer(403, json.dumps({"__type": "InvalidSignatureException", "message": fault}))
            target = self.headers.get("x-amz-target")
            if target and target.startswith("CertificateManager."):
                return self.certificates(target.removeprefix("CertificateManager."), json.loads(body))
            if target:
                return self.cloud_control(target.removeprefix("CloudApiService."), json.loads(body))
            if b"GetCallerIdentity" in body:
                return self.answer(200, f"<R><Account>{world.control.get('account', world.account)}</Account></R>", "text/xml")
            if self.path.startswith("/2013-04-01/hostedzone/"):
                return self.route53(body.decode())
            return self.s3(body)

        def cloud_control(self, operation, body):
            mutates = operation in ("CreateResource", "UpdateResource", "DeleteResource")
            with world.lock:
                if mutates:
                    world.data["calls"] += 1
                name = body.get("TypeName")
                if mutates:
                    world.die(name, after=False)
                if mutates and world.planned("drop", name):
                    world.save()
                    return self.cut()
                throttle = mutates and world.planned("throttle", name)
                if throttle:
                    world.save()
                    return self.answer(400, json.dumps({"__type": "ThrottlingException", "message": "Rate exceeded"}))
                if mutates and world.planned("deny", name):
                    world.save()
                    expired = "The security token included in the request is expired"
                    return self.answer(400, json.dumps({"__type": "ExpiredTokenException", "message": expired}))
                try:
                    made = world.call(operation, body)
                except Refusal as refused:
                    kind = f"com.amazonaws.cloudapiservice#{refused.code}"
                    return self.answer(400, json.dumps({"__type": kind, "Message": refused.message}))
                if mutates:
                    world.die(name, after=True)
                if mutates and world.planned("lose", name):
                    return self.cut()
                held = mutates and world.planned("hold", name)
            if held:
                return self.hold()
            return self.answer(200, json.dumps(made))

        def certificates(self, operation, body):
            with world.lock:
                try:
                    made = world.acm(operation, body)
                except Refusal as refused:
                    return self.answer(400, json.dumps({"__type": refused.code, "message": refused.message}))
                finally:
                    world.save()
            return self.answer(200, json.dumps(made))

        def cut(self):
            self.close_connection = True
            self.connection.close()

        def hold(self):
            """Waits until the client has gone, without an answer."""
            world.held = True
            while self.connection.recv(1):
                pass
            self.close_connection = True

        def route53(self, body):
            with world.lock:
                return self.answer(200, world.route53(self.command, self.path, body), "text/xml")

        def s3(self, body):
            objects, key = world.data["objects"], self.path
            headers = [("date", formatdate(world.now(), usegmt=True))]
            known = objects.get(key)
            if self.command == "GET" and key.endswith(".lease") and world.control.get("together"):
                world.readers.wait(60)
                world.control["together"] = False
            with world.lock:
                known = known if self.command == "GET" else objects.get(key)
                if world.control.get("slow", 0) > 0 and key.endswith(world.control.get("slow_key", "")):
                    world.control["slow"] -= 1
                    return self.answer(503, "<Error><Code>SlowDown</Code><Message>Reduce your request rate.</Message></Error>", "text/xml", headers)
                etag = known and f'"{digest(known)[:32]}"'
                if self.command == "GET":
                    if known is None:
                        return self.answer(404, "<Error><Code>NoSuchKey</Code></Error>", "text/xml", headers)
                    return self.answer(200, known, "text/plain", [*headers, ("etag", etag)])
                if self.command == "DELETE":
                    objects.pop(key, None)
                    world.save()
                    return self.answer(204, "", "text/plain", headers)
                wanted, absent = self.headers.get("if-match"), self.headers.get("if-none-match")
                if absent and known is not None or wanted and wanted != etag:
                    return self.answer(412, "<Error><Code>PreconditionFailed</Code></Error>", "text/xml", headers)
                objects[key] = body.decode()
                world.save()
                return self.answer(200, "", "text/plain", [*headers, ("etag", f'"{digest(objects[key])[:32]}"')])

        do_GET = do_POST = do_PUT = do_DELETE = handle_any

        def send_response(self, code, message=None):
            self.send_response_only(code, message)

    class Quiet(ThreadingHTTPServer):
        def handle_error(self, request, address):
            # A client killed by a test is not a fault of the stand-in.
            if not isinstance(sys.exc_info()[1], OSError | ValueError):
                super().handle_error(request, address)

    server = Quiet(("127.0.0.1", 0), Server)
    server.daemon_threads = True
    print(server.server_address[1], flush=True)
    # A child process answers; if it dies, another continues on the same socket. The end of stdin ends them all.
    while True:
        child = os.fork()
        if child == 0:
            world = make_world()
            threading.Thread(target=server.serve_forever, daemon=True).start()
            sys.stdin.buffer.read()
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if os.waitstatus_to_exitcode(status) != DIED:
            return


if __name__ == "__main__":
    main(lambda: World(sys.argv[1]))
