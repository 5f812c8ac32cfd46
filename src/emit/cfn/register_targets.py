# Custom::EndpointTargets keeps the addresses of an interface endpoint registered in a target group of their own.
# Properties: EniIds, TargetGroupArn, Port; tells Addresses. Each request gets one answer, in time: a stack waits for it.
# A Delete always succeeds, as nothing left behind is worth a stack that cannot be deleted. Role: ec2:Describe-
# NetworkInterfaces, elasticloadbalancing:DescribeTargetHealth on *; RegisterTargets, DeregisterTargets on the group.
import signal
import time

import boto3
import cfnresponse
from botocore.exceptions import ClientError

LOOKUP_SECONDS = 60
ANSWER_SECONDS = 10  # Kept back for the answer.
# What is said of interfaces, and of this function's role, while they are new.
NEW = ("InvalidNetworkInterfaceID.NotFound", "UnauthorizedOperation")


class OutOfTime(BaseException):
    """No Exception, so that nothing on the way catches it."""


def out_of_time(*_):
    raise OutOfTime("out of time")


def addresses(eni_ids):
    if not isinstance(eni_ids, list) or not eni_ids:
        # Asked for none, EC2 answers with all there are.
        raise ValueError("EniIds is not a list of network interfaces")
    ec2 = boto3.client("ec2")
    wanted = len(set(eni_ids))
    last = time.monotonic() + LOOKUP_SECONDS
    while True:
        late = time.monotonic() >= last
        try:
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
    except Exception as error:  # The group may be gone, or going.
        print(f"{group} keeps its targets: {error!r}")


def work(event):
    properties = event["ResourceProperties"]
    group = properties["TargetGroupArn"]
    elb = boto3.client("elbv2")
    if event["RequestType"] == "Delete":
        empty(elb, group)
        return {}
    wanted = {(address, int(properties["Port"])) for address in addresses(properties["EniIds"])}
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
