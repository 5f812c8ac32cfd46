# Custom::ExpressService tells where an ECS Express Mode service that exists is reached: its host, and the listener of
# the load balancer that ECS keeps for it. Properties: ServiceArn; tells Endpoint, ListenerArn. Each request gets one
# answer, in time: a stack waits for it. A Delete always succeeds, as there is nothing to delete.
# Role: ecs:DescribeExpressGatewayService, ecs:DescribeServiceRevisions.
import signal

import boto3
import cfnresponse

ANSWER_SECONDS = 10  # Kept back for the answer.


class OutOfTime(BaseException):
    """No Exception, so that nothing on the way catches it."""


def out_of_time(*_):
    raise OutOfTime("out of time")


def private_path(paths):
    return next((path for path in paths or [] if path.get("accessType") == "PRIVATE"), None)


def reached(arn):
    ecs = boto3.client("ecs")
    service = ecs.describe_express_gateway_service(serviceArn=arn)["service"]
    for configuration in service.get("activeConfigurations", []):
        if private_path(configuration.get("ingressPaths")) is None:
            continue
        revisions = ecs.describe_service_revisions(serviceRevisionArns=[configuration["serviceRevisionArn"]])
        for revision in revisions["serviceRevisions"]:
            path = private_path(revision.get("ecsManagedResources", {}).get("ingressPaths"))
            if path and path.get("listener", {}).get("arn"):
                host = path["endpoint"].removeprefix("https://").rstrip("/")
                return {"Endpoint": host, "ListenerArn": path["listener"]["arn"]}
    raise LookupError(f"{arn} has no private load balancer: is it a public service, or one that is still made?")


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
