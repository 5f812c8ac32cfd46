#!/usr/bin/env python3
"""gwc doctor on 5 MB of text: an access log as JSON, one in the common format, events of a stack, and running text.

    python3 tests/bench/doctor.py [target/release/gwc]

The texts are generated from a fixed seed. Prints CPU time and wall time, each the minimum of five
runs.
"""

import json
import pathlib
import random
import resource
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
SIZE = 5_000_000
NOT_PERMITTED = "The IAM role configured on the integration or API Gateway doesn't have permissions to call the integration."


def moment(index):
    return f"27/Nov/2026:10:{index // 60 % 60:02d}:{index % 60:02d} +0000"


def json_line(index):
    status = random.choice(["200"] * 6 + ["401", "403", "404", "429", "500", "503", "503"])
    fine = status == "200"
    return json.dumps({
        "requestId": f"JKL{index:09d}Vx=",
        "time": moment(index),
        "method": random.choice(["GET", "POST", "OPTIONS"]),
        "path": f"/api/orders/{index}",
        "routeKey": random.choice(["ANY /api/{proxy+}", "GET /healthz", "POST /hooks/stripe", "-"]),
        "status": status,
        "responseLatency": random.choice(["12", "30", "5003", "30001"]),
        "errorType": "-" if fine else random.choice(["-", "THROTTLED", "INTEGRATION_NETWORK_FAILURE"]),
        "authorizerError": "-",
        "integrationError": "-" if fine else random.choice(["-", "INTEGRATION_NETWORK_FAILURE", NOT_PERMITTED]),
        "integrationStatus": "200" if fine else "-",
    })


def common_line(index):
    status = random.choice([200, 404, 503])
    return f'203.0.113.9 - - [{moment(index)}] "GET ANY /orders/{{rest+}} HTTP/1.1" {status} 33 JKL{index:09d}='


def event(index):
    return json.dumps({
        "LogicalResourceId": f"Route{index}",
        "ResourceType": "AWS::ApiGatewayV2::Route",
        "Timestamp": f"2026-11-27T10:{index // 60 % 60:02d}:{index % 60:02d}Z",
        "ResourceStatus": random.choice(["CREATE_FAILED", "CREATE_COMPLETE"]),
        "ResourceStatusReason": random.choice(["-", "Resource creation cancelled", "Insufficient permissions to enable logging"]),
    })


def running_line(index):
    if index % 50 == 0:
        return "Task timed out after 3.00 seconds"
    return f"2026-11-27T10:00:00Z line {index} of an application's log that says nothing about a fault"


def filled(make):
    random.seed(1)
    lines, size = [], 0
    while size < SIZE:
        lines.append(make(len(lines)))
        size += len(lines[-1]) + 1
    return lines


def measure(gwc, text):
    """Returns the minimum CPU time and wall time of five runs, in seconds."""
    cpu, whole = [], []
    for _ in range(5):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        began = time.monotonic()
        subprocess.run([gwc, "doctor", text], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        whole.append(time.monotonic() - began)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(cpu), min(whole)


def main():
    gwc = sys.argv[1] if len(sys.argv) > 1 else ROOT / "target/release/gwc"
    events = '{"StackEvents": [\n' + ",\n".join(filled(event)) + "\n]}"
    texts = {
        "access log, JSON": "\n".join(filled(json_line)),
        "access log, common format": "\n".join(filled(common_line)),
        "events of a stack": events,
        "running text": "\n".join(filled(running_line)),
    }
    print("| text of 5 MB | CPU, s | from start to end, s |\n|---|---:|---:|")
    with tempfile.TemporaryDirectory() as folder:
        for name, text in texts.items():
            path = pathlib.Path(folder, "text.txt")
            path.write_text(text)
            cpu, whole = measure(gwc, path)
            print(f"| {name} | {cpu:.2f} | {whole:.2f} |")


if __name__ == "__main__":
    main()
