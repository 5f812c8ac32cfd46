#!/usr/bin/env python3
"""Compares gwc serve with nginx as a reverse proxy for one backend, in one run.

    python3 tests/bench/serve.py [--rounds 7] [--seconds 4] [--connections 50] [--requests 100000]

The two take turns, and each figure is the median of its rounds.

Needs nginx and wrk (Debian has both) and a release build of gwc with the feature `live`, or GWC naming a program.
Everything listens on 127.0.0.1 and stops by itself.
"""

import argparse
import os
import pathlib
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
NGINX = """
worker_processes 1;
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{
  access_log {folder}/access.log;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  upstream backend {{ server 127.0.0.1:{backend}; keepalive 64; }}
  server {{
    listen 127.0.0.1:{backend};
    access_log off;
    keepalive_requests 1000000;
    location / {{ default_type application/json; return 200 '{{"hello":"world"}}'; }}
  }}
  server {{
    listen 127.0.0.1:{proxy};
    keepalive_requests 1000000;
    location /api/ {{
      proxy_pass http://backend/;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header Host orders.internal;
    }}
  }}
}}
"""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(port):
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    sys.exit(f"nothing listens on port {port}")


def resident_kib(pid):
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", status).group(1))


def load(port, seconds, connections):
    """Returns requests per second, p50 and p99 in milliseconds, and the total number of requests."""
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", f"http://127.0.0.1:{port}/api/orders/7"]
    out = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    if "Non-2xx" in out:
        sys.exit(out)
    unit = {"us": 0.001, "ms": 1.0, "s": 1000.0}

    def latency(percent):
        number, name = re.search(rf"{percent}%\s+([\d.]+)(us|ms|s)", out).groups()
        return float(number) * unit[name]

    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", out).group(1))
    count = int(re.search(r"(\d+) requests in", out).group(1))
    return rate, latency(50), latency(99), count


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=int, default=4)
    parser.add_argument("--connections", type=int, default=50)
    parser.add_argument("--requests", type=int, default=100_000)
    options = parser.parse_args()
    for tool in ["nginx", "wrk"]:
        if not (shutil.which(tool) or shutil.which(f"/usr/sbin/{tool}")):
            sys.exit(f"{tool} is not installed")
    gwc = os.environ.get("GWC")
    if not gwc:
        subprocess.run(["cargo", "build", "--release", "--locked", "--features", "live"], cwd=ROOT, check=True)
        gwc = str(ROOT / "target/release/gwc")
    backend, proxy, served = free_port(), free_port(), free_port()
    with tempfile.TemporaryDirectory() as folder:
        config = pathlib.Path(folder, "nginx.conf")
        config.write_text(NGINX.format(folder=folder, backend=backend, proxy=proxy))
        spec = pathlib.Path(folder, "shop.gw")
        spec.write_text("gw 1\n/api/<rest+> -> apprunner orders private\n")
        nginx = subprocess.Popen([shutil.which("nginx") or "/usr/sbin/nginx", "-c", config, "-p", folder])
        log = open(pathlib.Path(folder, "gwc.log"), "w")
        command = [gwc, "serve", spec, "--listen", f"127.0.0.1:{served}", "--to", f"orders=http://127.0.0.1:{backend}"]
        gateway = subprocess.Popen(command, stdout=log, stderr=log)
        try:
            wait_for(proxy)
            wait_for(served)
            for port in [proxy, served]:
                load(port, 2, options.connections)
            before = resident_kib(gateway.pid)
            rounds = [
                [load(port, options.seconds, options.connections) for port in [proxy, served]]
                for _ in range(options.rounds)
            ]
            theirs, ours = [[statistics.median(it) for it in zip(*side)] for side in zip(*rounds)]
            sent = sum(ours[3] for _, ours in rounds)
            while sent < options.requests:
                sent += load(served, 2, options.connections)[3]
            after = resident_kib(gateway.pid)
        finally:
            gateway.terminate()
            nginx.terminate()
            gateway.wait()
            nginx.wait()
    print("| | requests/s | p50 ms | p99 ms |")
    print("|---|---|---|---|")
    for name, (rate, middle, late, _) in [("nginx", theirs), ("gwc serve", ours)]:
        print(f"| {name} | {rate:.0f} | {middle:.2f} | {late:.2f} |")
    print(f"\nrate {ours[0] / theirs[0]:.2f} of nginx's, p99 {ours[2] / theirs[2]:.2f} times nginx's")
    print(f"memory {before} KiB, after {sent} requests {after} KiB")


if __name__ == "__main__":
    main()
