"""Sends recorded requests to the stand-in for Cloud Control with AWS's own client, and compares the responses.

Arguments: the stand-in's port, and the file with the recording. Stdout: a list of differences as text.
"""

import json
import sys

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

client = boto3.client(
    "cloudcontrol",
    region_name="eu-west-1",
    endpoint_url=f"http://127.0.0.1:{sys.argv[1]}",
    aws_access_key_id="test",
    aws_secret_access_key="secret",
    config=Config(retries={"max_attempts": 1}),
)
tokens, differences = [], []


def call(operation, given):
    given = {key: json.dumps(value) if key in ("DesiredState", "PatchDocument") else value for key, value in given.items()}
    return client._make_api_call(operation, given)


for number, case in enumerate(json.load(open(sys.argv[2]))["cases"], 1):
    try:
        if "wait" in case:
            event = {"OperationStatus": "IN_PROGRESS"}
            while event["OperationStatus"] == "IN_PROGRESS":
                event = call("GetResourceRequestStatus", {"RequestToken": tokens[case["wait"] - 1]})["ProgressEvent"]
        else:
            event = call(case["call"], case["with"]).get("ProgressEvent", {})
            if "RequestToken" in event:
                tokens.append(event["RequestToken"])
        found = {key: event.get(key) for key in case.get("event", {})}
        if "fault" in case or found != case["event"]:
            differences.append(f"case {number}: {found}, recorded {case.get('event', case.get('fault'))}")
    except ClientError as fault:
        code, message = fault.response["Error"]["Code"], fault.response["Error"]["Message"]
        wanted = case.get("fault", ["", ""])
        text = wanted[1].replace("$1", tokens[0] if tokens else "")
        if code != wanted[0] or text not in message:
            differences.append(f"case {number}: {code}: {message}, recorded {case.get('fault', case.get('event'))}")
json.dump(differences, sys.stdout)
