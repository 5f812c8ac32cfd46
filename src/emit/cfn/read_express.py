# Custom::ExpressService looks up an existing ECS Express Mode service: its host, and the listener of its load balancer.
# Properties: ServiceArn; returns Endpoint, ListenerArn. It uses Cloud Control, which every SDK of the runtime supports.
# Each request gets one answer in time, because a stack waits for it. A Delete always succeeds, as there is nothing to
# delete. Role: cloudformation:GetResource, ecs:DescribeExpressGatewayService, ecs:DescribeServiceRevisions.
import json
import signal

import boto3
import cfnresponse

ANSWER_SECONDS = 10  # Kept back for the answer.


class OutOfTime(BaseException):
    """Not an Exception, so that nothing catches it on the way."""


def out_of_time(*_):
    raise OutOfTime("out of time")


def reached(arn):
    answer = boto3.client("cloudcontrol").get_resource(TypeName="AWS::ECS::ExpressGatewayService", Identifier=arn)
    service = json.loads(answer["ResourceDescription"]["Properties"])
    path = service.get("ECSManagedResourceArns", {}).get("IngressPath", {})
    if not path.get("ListenerArn") or not service.get("Endpoint"):
        raise LookupError(f"{arn} has no load balancer yet: wait until the service is steady")
    return {
        "Endpoint": service["Endpoint"].removeprefix("https://").rstrip("/"),
        "ListenerArn": path["ListenerArn"],
    }


def handler(event, context):
    status, reason, data = cfnresponse.SUCCESS, None, {}
    signal.signal(signal.SIGALRM, out_of_time)
    try:
        try:
            seconds = context.get_remaining_time_in_millis() / 1000 - ANSWER_SECONDS
            signal.setitimer(signal.ITIMER_REAL, max(seconds, 0.01))
            if event["RequestType"] != "Delete":
                data = reached(event["ResourceProperties"]["ServiceArn"])
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
    except BaseException as error:
        print(repr(error))
        reason = repr(error)[:1000]  # An answer has at most 4096 bytes.
        if event.get("RequestType") != "Delete":
            status = cfnresponse.FAILED
    physical_id = event.get("PhysicalResourceId") or event.get("LogicalResourceId")
    cfnresponse.send(event, context, status, data, physical_id, reason=reason)
