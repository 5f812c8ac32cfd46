"""Measures the language server as an editor uses it: an edit in a long file, then a request, over stdio.

    python3 tests/bench/edits.py target/release/gwc [ROUTES] [EDITS]

Prints the median and the worst time from sending an edit to the answer of a completion that follows it, the time until
the findings of a last edit arrive, and the resident memory after the first and the last edits (Linux). Use a release build on a quiet machine.
"""

import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def main():
    program = sys.argv[1]
    routes = int(sys.argv[2]) if len(sys.argv) > 2 else 3000
    edits = int(sys.argv[3]) if len(sys.argv) > 3 else 300
    with tempfile.TemporaryDirectory() as folder:
        measure(program, Path(folder) / "big.gw", routes, edits)


def measure(program, file, routes, edits):
    lines = ["gw 1", "lambda f"] + [f"GET /service-{n}/<id> -> f  timeout 5s" for n in range(routes)]
    text = "\n".join(lines) + "\n"
    file.write_text(text)
    server = subprocess.Popen([program, "lsp"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    ask(server, 0, "initialize", {"capabilities": {}, "rootUri": file.parent.as_uri()})
    tell(server, "initialized", {})
    uri = file.as_uri()
    tell(server, "textDocument/didOpen",
         {"textDocument": {"uri": uri, "languageId": "gw", "version": 1, "text": text}})
    middle = 2 + routes // 2
    place = {"textDocument": {"uri": uri}, "position": {"line": middle, "character": 6}}
    ask(server, 1, "textDocument/completion", place)
    times, memory = [], []
    for n in range(edits):
        position = {"line": middle, "character": 4}
        start = time.perf_counter()
        # Insert and remove a letter, so that the text keeps its length.
        end = position if n % 2 == 0 else {"line": middle, "character": 5}
        change = {"range": {"start": position, "end": end}, "text": "/" if n % 2 == 0 else ""}
        tell(server, "textDocument/didChange",
             {"textDocument": {"uri": uri, "version": n + 2}, "contentChanges": [change]})
        ask(server, n + 2, "textDocument/completion", place)
        times.append((time.perf_counter() - start) * 1000)
        if n in (edits // 10, edits - 1):
            memory.append(resident(server.pid))
    print(f"{routes} routes, {edits} edits: median {statistics.median(times):.1f} ms, worst {max(times):.1f} ms")
    # A fault: an unknown backend.
    start = time.perf_counter()
    fault = {"range": {"start": {"line": 1, "character": 7}, "end": {"line": 1, "character": 8}}, "text": "g"}
    tell(server, "textDocument/didChange",
         {"textDocument": {"uri": uri, "version": edits + 2}, "contentChanges": [fault]})
    while True:
        message = receive(server)
        if message.get("method") == "textDocument/publishDiagnostics" and message["params"]["diagnostics"]:
            break
    print(f"findings of an edit: {(time.perf_counter() - start) * 1000:.1f} ms after it")
    print("memory: " + " then ".join(f"{size} MB" for size in memory))
    server.kill()


def send(server, message):
    body = json.dumps({"jsonrpc": "2.0", **message}).encode()
    server.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
    server.stdin.flush()


def tell(server, method, params):
    send(server, {"method": method, "params": params})


def ask(server, number, method, params):
    send(server, {"id": number, "method": method, "params": params})
    while True:
        answer = receive(server)
        if answer.get("id") == number and "method" not in answer:
            return answer


def receive(server):
    length = 0
    while (line := server.stdout.readline().strip()):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    return json.loads(server.stdout.read(length))


def resident(process):
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return "?"
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) // 1024


if __name__ == "__main__":
    main()
