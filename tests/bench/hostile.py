#!/usr/bin/env python3
"""Small inputs that once took long: CPU seconds and peak memory at n, 2n and 4n, and how they grow.

    python3 tests/bench/hostile.py target/release/gwc

A row whose time grows by more than 2.6 for twice the input is marked. An input of n environments with n params has n * n
values, so its time is given for n, 1.4n and 2n.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

LIMIT = 120


def routes(count, tail="", prefix="a"):
    return "".join(f"GET /{prefix}{i}/<id> -> lambda f{tail}\n" for i in range(count))


def crossing(count):
    first = "".join(f"/<a>/x{i}/<c> -> lambda f\n" for i in range(count))
    return first + "".join(f"/y{i}/<b>/<c> -> lambda f\n" for i in range(count))


def wide(count):
    literals = lambda i: "/".join(f"l{i}-{j % 50}" if j % 2 else f"<v{j}>" for j in range(10))
    return "".join(f"/{literals(i)} -> lambda f\n" for i in range(count))


def expects(count):
    return routes(count) + "".join(f"expect GET /a{i}/7 -> f /wrong\n" for i in range(count))


def environments(count):
    params = "".join(f"param p{i} : string\n" for i in range(count))
    values = "".join(f"p{i} v; " for i in range(count))
    uses = "".join(f"GET /u{i} -> https://h.example/${{p{i}}}\n".replace("-> ", '-> "').replace("}\n", '}"\n') for i in range(count))
    return params + "".join(f"env e{i} {{ {values}}}\n" for i in range(count)) + uses


def chain(count):
    files = {f"c{i}.gw": f'include "c{i + 1}.gw"\n/c{i} -> lambda f\n' for i in range(count)}
    return {"a.gw": 'include "c0.gw"\n', **files, f"c{count}.gw": "/end -> lambda f\n"}


def all_to_all(count):
    others = "".join(f'include "c{i}.gw"\n' for i in range(count))
    return {"a.gw": others, **{f"c{i}.gw": others.replace(f'include "c{i}.gw"\n', "") for i in range(count)}}


def folder(count):
    return {f"s{i}.gw": f"/s{i} -> lambda f\n" for i in range(count)}


def session(text):
    """Returns a session as frames for stdin: an editor opens a document and sends seven requests about it."""
    document = {"uri": "file:///a.gw"}
    place = {"textDocument": document, "position": {"line": 1, "character": 4}}
    all_of_it = {"start": {"line": 0, "character": 0}, "end": {"line": 2**31 - 1, "character": 0}}
    asked = [
        ("textDocument/diagnostic", {"textDocument": document}),
        ("textDocument/semanticTokens/full", {"textDocument": document}),
        ("textDocument/documentSymbol", {"textDocument": document}),
        ("textDocument/hover", place),
        ("textDocument/completion", place),
        ("textDocument/references", place | {"context": {"includeDeclaration": True}}),
        ("textDocument/codeAction", {"textDocument": document, "range": all_of_it, "context": {"diagnostics": []}}),
    ]
    opened = {"textDocument": document | {"languageId": "gw", "version": 1, "text": text}}
    messages = [{"id": 0, "method": "initialize", "params": {"capabilities": {}}}, {"method": "textDocument/didOpen", "params": opened}]
    messages += [{"id": at + 1, "method": method, "params": params} for at, (method, params) in enumerate(asked)]
    messages += [{"id": 99, "method": "shutdown"}, {"method": "exit"}]
    bodies = (json.dumps({"jsonrpc": "2.0"} | message) for message in messages)
    return {"stdin": "".join(f"Content-Length: {len(body)}\r\n\r\n{body}" for body in bodies)}


# Each row: its name, n, how the sizes grow, the files for n, and the command.
ROWS = [
    ("diff, equal routes", 250, 2, lambda n: {"a.gw": routes(n), "b.gw": routes(n, " timeout 5s")}, ["diff", "a.gw", "b.gw"]),
    ("diff, crossing shapes", 25, 2, lambda n: {"a.gw": crossing(n), "b.gw": crossing(n + 1)}, ["diff", "a.gw", "b.gw"]),
    ("diff, ten segments", 5, 2, lambda n: {"a.gw": wide(n), "b.gw": wide(n + 1)}, ["diff", "a.gw", "b.gw"]),
    ("check, fixable lines", 2000, 2, lambda n: {"a.gw": "get /{id} => lambda f\n" * n}, ["check", "a.gw"]),
    ("check, lines of }", 5000, 2, lambda n: {"a.gw": "}\n" * n}, ["check", "a.gw"]),
    ("check, {v} on one line", 1000, 2, lambda n: {"a.gw": "/" + "/".join(["{v}"] * n) + " -> lambda f\n"}, ["check", "a.gw"]),
    ("check, {v} on one line, --all", 1000, 2, lambda n: {"a.gw": "/" + "/".join(["{v}"] * n) + " -> lambda f\n"}, ["check", "--all", "a.gw"]),
    ("check, failing expects", 500, 2, lambda n: {"a.gw": expects(n)}, ["check", "a.gw"]),
    ("check, n envs, n params", 50, 2**0.5, lambda n: {"a.gw": environments(n)}, ["check", "a.gw"]),
    ("check, chain of includes", 200, 2, chain, ["check", "a.gw"]),
    ("check, includes all to all", 25, 2**0.5, all_to_all, ["check", "a.gw"]),
    ("check, a folder of specs", 500, 2, folder, ["check"]),
    ("check, patches", 5000, 2, lambda n: {"a.gw": "/a -> lambda f\n" + "".join(f'patch cfn Api "/Properties/Tags/k{i}" = "v"\n' for i in range(n))}, ["check", "a.gw"]),
    ("fmt, routes", 5000, 2, lambda n: {"a.gw": routes(n)}, ["fmt", "--diff", "a.gw"]),
    ("routes", 2000, 2, lambda n: {"a.gw": routes(n)}, ["routes", "a.gw"]),
    ("trace", 5000, 2, lambda n: {"a.gw": routes(n)}, ["trace", "a.gw", "GET", "/a7/x"]),
    ("editor, routes", 2000, 2, lambda n: session(routes(n)), ["lsp"]),
    ("editor, fixable lines", 2000, 2, lambda n: session("get /{id} => lambda f\n" * n), ["lsp"]),
    ("editor, lines of }", 5000, 2, lambda n: session("}\n" * n), ["lsp"]),
    ("editor, {v} on one line", 1000, 2, lambda n: session("/" + "/".join(["{v}"] * n) + " -> lambda f\n"), ["lsp"]),
    ("editor, failing expects", 500, 2, lambda n: session(expects(n)), ["lsp"]),
    ("editor, n envs, n params", 50, 2**0.5, lambda n: session(environments(n)), ["lsp"]),
    ("check, 10 MB of NUL", 2_500_000, 2, lambda n: {"a.gw": "\0" * n}, ["check", "a.gw"]),
]


def measure(program, files, command):
    """Returns CPU seconds and peak megabytes of a run, or nothing if it was stopped."""
    with tempfile.TemporaryDirectory() as name:
        (Path(name) / ".git").mkdir()
        for file, text in files.items():
            (Path(name) / file).write_text(text)
        limit = lambda: resource.setrlimit(resource.RLIMIT_CPU, (LIMIT, LIMIT))
        given = open(Path(name) / "stdin") if "stdin" in files else subprocess.DEVNULL
        process = subprocess.Popen([program, *command], cwd=name, stdin=given, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, preexec_fn=limit)
        _, status, used = os.wait4(process.pid, 0)
        if os.waitstatus_to_exitcode(status) not in (0, 1, 2):
            return None
        return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def main():
    program = str(Path(sys.argv[1]).resolve())
    chosen = sys.argv[2] if len(sys.argv) > 2 else ""
    print("| case | n | s | MB | |\n|---|---:|---|---:|---|")
    for name, count, factor, files, command in ROWS:
        if chosen not in name:
            continue
        sizes = [count, round(count * factor), round(count * factor**2)]
        runs = [measure(program, files(size), command) for size in sizes]
        if None in runs:
            print(f"| {name} | {count} | stopped after {LIMIT} s | | grows |")
            continue
        times = [time for time, _ in runs]
        # Below a few hundredths of a second, most of the time is process start.
        grows = any(later > 0.05 and later > 2.6 * max(before, 0.01) for before, later in zip(times, times[1:]))
        shown = ", ".join(f"{time:.2f}" for time in times)
        print(f"| {name} | {count} | {shown} | {runs[-1][1]:.0f} | {'grows' if grows else ''} |", flush=True)


if __name__ == "__main__":
    main()
