# Custom::EndpointTargets keeps the addresses of an interface endpoint registered in their own target group.
# Properties: EniIds or EndpointId, TargetGroupArn, Port; returns Addresses. Each request gets one answer in time.
# A Delete always succeeds, because leftovers are better than a stack that cannot be deleted.
import signal
import time

import boto3
import cfnresponse
from botocore.exceptions import ClientError

LOOKUP_SECONDS = 60
ANSWER_SECONDS = 10  # Kept back for the answer.
# Transient errors of new interfaces and roles.
NEW = ("InvalidNetworkInterfaceID.NotFound", "UnauthorizedOperation")


class OutOfTime(BaseException):
    """Not an Exception, so that nothing catches it on the way."""


def out_of_time(*_):
    raise OutOfTime("out of time")


def interfaces(ec2, properties):
    endpoint = properties.get("EndpointId")
    if not endpoint:
        return properties.get("EniIds")
    return ec2.describe_vpc_endpoints(VpcEndpointIds=[endpoint])["VpcEndpoints"][0]["NetworkInterfaceIds"]


def addresses(properties):
    ec2 = boto3.client("ec2")
    last = time.monotonic() + LOOKUP_SECONDS
    while True:
        late = time.monotonic() >= last
        try:
            eni_ids = interfaces(ec2, properties)
            if not isinstance(eni_ids, list) or not eni_ids:
                # Without ids, EC2 returns all interfaces.
                raise ValueError("no EniIds")
            wanted = len(set(eni_ids))
            answer = ec2.describe_network_interfaces(NetworkInterfaceIds=eni_ids)
            found = {eni.get("PrivateIpAddress") for eni in answer["NetworkInterfaces"]} - {None}
            if len(found) >= wanted:
                return found
            if late:
                raise TimeoutError(f"{wanted} network interfaces have {len(found)} addresses")
        except ClientError as error:
            if late or error.response["Error"]["Code"] not in NEW:
                raise
        time.sleep(2)


def registered(elb, group):
    targets = elb.describe_target_health(TargetGroupArn=group)["TargetHealthDescriptions"]
    return {(t["Target"]["Id"], t["Target"]["Port"]) for t in targets if t["TargetHealth"]["State"] != "draining"}


def keep_only(elb, group, wanted):
    stale = registered(elb, group) - wanted
    if stale:
        elb.deregister_targets(TargetGroupArn=group, Targets=described(stale))


def described(targets):
    return [{"Id": address, "Port": port} for address, port in sorted(targets)]


def empty(elb, group):
    try:
        keep_only(elb, group, set())
    except Exception as error:  # The group may be gone.
        print(f"{group}: {error!r}")


def work(event):
    properties = event["ResourceProperties"]
    group = properties["TargetGroupArn"]
    elb = boto3.client("elbv2")
    if event["RequestType"] == "Delete":
        empty(elb, group)
        return {}
    wanted = {(address, int(properties["Port"])) for address in addresses(properties)}
    elb.register_targets(TargetGroupArn=group, Targets=described(wanted))
    keep_only(elb, group, wanted)
    before = (event.get("OldResourceProperties") or {}).get("TargetGroupArn", group)
    if before != group:
        empty(elb, before)
    return {"Addresses": ",".join(address for address, _ in sorted(wanted))}


def handler(event, context):
    status, reason, data = cfnresponse.SUCCESS, None, {}
    signal.signal(signal.SIGALRM, out_of_time)
    try:
        try:
            seconds = context.get_remaining_time_in_millis() / 1000 - ANSWER_SECONDS
            signal.setitimer(signal.ITIMER_REAL, max(seconds, 0.01))
            data = work(event)
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
    except BaseException as error:
        print(repr(error))
        reason = repr(error)[:1000]  # An answer has at most 4096 bytes.
        if event.get("RequestType") != "Delete":
            status = cfnresponse.FAILED
    physical_id = event.get("PhysicalResourceId") or event.get("LogicalResourceId")
    cfnresponse.send(event, context, status, data, physical_id, reason=reason)
