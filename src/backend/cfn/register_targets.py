# Custom::EndpointTargets: registers the addresses of an interface endpoint in a target group.
# Properties: EniIds, TargetGroupArn, Port. Always answers.
import boto3
import cfnresponse


def targets(properties):
    found = boto3.client("ec2").describe_network_interfaces(NetworkInterfaceIds=properties["EniIds"])
    port = int(properties["Port"])
    return [{"Id": eni["PrivateIpAddress"], "Port": port} for eni in found["NetworkInterfaces"]]


def handler(event, context):
    properties = event["ResourceProperties"]
    group = properties["TargetGroupArn"]
    physical_id = event.get("PhysicalResourceId") or event["LogicalResourceId"]
    try:
        if event["RequestType"] != "Delete":
            boto3.client("elbv2").register_targets(TargetGroupArn=group, Targets=targets(properties))
        cfnresponse.send(event, context, cfnresponse.SUCCESS, {}, physical_id)
    except Exception as error:
        cfnresponse.send(event, context, cfnresponse.FAILED, {}, physical_id, reason=str(error))
