#!/usr/bin/env python3
"""Runs the fuzz targets, one after the other, and says what each came to.

Needs cargo-fuzz on the path or in `.tools/bin` (`cargo install cargo-fuzz --root .tools`). With a stable toolchain the
sanitizer's flags are unlocked by RUSTC_BOOTSTRAP, which `cargo fuzz` sees set here.
"""

import argparse
import json
import os
import re
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
TARGETS = ["parse", "check", "fmt", "emit", "diagnose", "trace", "compare", "converse"]
# Texts that are there already; what is found on the way is kept under `corpus/`, outside git.
KNOWN = [HERE / "seeds", HERE / "crashers", ROOT / "specs" / "examples", ROOT / "specs" / "symptoms", ROOT / "tests" / "fixtures"]


def dictionary() -> Path:
    """The words of the language, for libFuzzer to put together."""
    words = {"->", "<id>", "<rest+>", "<rest*>", "$default", "$request.path.", "$context.", "$stage.", "${", "##", "\\u{", "\n---\n", "\n\n", "https://"}
    words |= {'"method":"', '"params":{', '"textDocument":{"uri":"file:///a.gw"}', '"position":{"line":0,"character":1}'}
    for entries in json.loads((ROOT / "editors" / "keywords.json").read_text()).values():
        words.update(entries)
    quoted = (word.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\x0a") for word in sorted(words))
    path = HERE / "corpus" / "gw.dict"
    path.parent.mkdir(exist_ok=True)
    path.write_text("".join(f'"{word}"\n' for word in quoted))
    return path


def run(target: str, minutes: float, words: Path) -> int:
    """Runs one target; 0 where nothing broke its law."""
    corpus = HERE / "corpus" / target
    corpus.mkdir(exist_ok=True)
    environment = dict(os.environ, RUSTC_BOOTSTRAP="1")
    environment["PATH"] = f"{environment['PATH']}:{ROOT / '.tools' / 'bin'}"
    command = ["cargo", "fuzz", "run", "--fuzz-dir", str(HERE), target, str(corpus), *map(str, KNOWN), "--"]
    command += [f"-max_total_time={int(minutes * 60)}", "-max_len=4096", "-timeout=10", "-rss_limit_mb=2048"]
    command += [f"-dict={words}", "-print_final_stats=1"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True)
    last, runs = "", "no runs"
    for line in process.stderr:
        if re.match(r"#\d+\s", line):
            last = line.strip()
        else:
            sys.stderr.write(line)
        if "number_of_executed_units" in line:
            runs = line.split(":")[-1].strip() + " runs"
    status = process.wait()
    found = re.search(r"cov: (\d+) ft: (\d+) corp: (\d+)", last)
    reached = f", {found[1]} edges, {found[2]} features, {found[3]} texts" if found else ""
    print(f"{target}: {runs} in {minutes:g} min{reached}: {'its law holds' if status == 0 else 'BROKEN'}", flush=True)
    return status


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("targets", nargs="*", help=f"of {', '.join(TARGETS)}; all if none is named")
    parser.add_argument("--minutes", type=float, default=10, help="for each target")
    options = parser.parse_args()
    unknown = set(options.targets) - set(TARGETS)
    if unknown:
        parser.error(f"no target {', '.join(sorted(unknown))}")
    words = dictionary()
    return max([run(target, options.minutes, words) for target in options.targets or TARGETS])


if __name__ == "__main__":
    sys.exit(1 if main() else 0)
