#!/usr/bin/env python3
"""Measures gwc: stages, whole runs compared with a floor, start, memory, size. Writes `results.md` and `stages.svg`.

`tests/bench/run.py [--quick] [--compare]`; needs cargo, and npm to compare. README.md says what the figures mean.
"""

import argparse
import math
import os
import pathlib
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import time

from compare import compare

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
COUNTS = [1, 10, 100, 300, 1_000, 10_000, 100_000]
COMPARED = 300
STAGES = ["parse", "resolve", "check", "seal", "cfn yaml", "cfn json", "terraform", "plan", "ir", "whole"]
COLORS = ["#1b6ca8", "#d1495b", "#edae49", "#66a182", "#2e4057", "#8d6a9f", "#00798c", "#a44a3f", "#7a8450", "#000000"]


def cargo(*args, **options):
    done = subprocess.run(["cargo", *args], cwd=ROOT, check=True, text=True, stdout=subprocess.PIPE, **options)
    return done.stdout


def target_folder():
    return pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))


def run_once(command, out):
    """Returns the wall time in milliseconds; the command's output goes to `out`."""
    started = time.perf_counter()
    actions = [
        (os.POSIX_SPAWN_OPEN, 1, str(out), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644),
        (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0),
    ]
    child = os.posix_spawn(command[0], command, os.environ, file_actions=actions)
    _, status = os.waitpid(child, 0)
    clock = time.perf_counter() - started
    if os.waitstatus_to_exitcode(status) != 0:
        sys.exit(f"{' '.join(command)} failed; run it to see why")
    return clock * 1e3


def measure(command, out, runs):
    """Returns the median wall time in milliseconds."""
    return measure_in_turns([command], out, runs)[0]


def measure_in_turns(commands, out, runs):
    """Returns the medians of commands that run in turns, so that other load on the machine affects all of them."""
    commands = [[str(part) for part in command] for command in commands]
    clocks = zip(*([run_once(command, out) for command in commands] for _ in range(runs)))
    return [sorted(times)[len(times) // 2] for times in clocks]


def peak(command):
    """Returns the peak resident memory in kilobytes, or None without GNU time.

    The kernel's figure for a child process starts with the memory of its parent, so a smaller program has to run it.
    """
    time_program = shutil.which("time")
    if not time_program:
        return None
    command = [time_program, "-f", "%M", *map(str, command)]
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=True)
    return int(done.stderr.splitlines()[-1])


def shown(value, form):
    return "-" if value is None else format(value, form)


def instructions(command):
    """Returns the instructions counted by callgrind, or None without valgrind."""
    if not shutil.which("valgrind"):
        return None
    command = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", *map(str, command)]
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=True)
    found = re.search(r"Collected : (\d+)", done.stderr)
    return int(found.group(1)) if found else None


def stages(counts):
    text = cargo("bench", "--quiet", "--bench", "stages", "--", *map(str, counts))
    rows = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    return {(int(routes), stage): (float(took), int(size)) for routes, stage, took, size in rows[1:]}


def spec(count, folder):
    path = folder / f"{count}.gw"
    path.write_text(cargo("bench", "--quiet", "--bench", "stages", "--", "--spec", str(count)))
    return path


def stage_table(found, counts):
    head = "| stage | " + " | ".join(f"{count:,}" for count in counts) + " |\n"
    lines = [head, "|---|" + "---:|" * len(counts) + "\n"]
    for stage in STAGES:
        cells = [found.get((count, stage), (None, 0))[0] for count in counts]
        cells = ["-" if cell is None else f"{cell / 1e3:,.3f}" for cell in cells]
        lines.append(f"| {stage} | " + " | ".join(cells) + " |\n")
    return "".join(lines)


def whole_table(gwc, floor, counts, folder, runs):
    out = folder / "out"
    lines = ["| routes | target | gwc, ms | floor, ms | times | output, kB | peak, MB | peak / output | instructions, M |\n"]
    lines.append("|---:|---|" + "---:|" * 7 + "\n")
    for count in counts:
        path = spec(count, folder)
        # A template ends at 500 resources.
        targets = ["cfn", "terraform", "plan"] if count <= 300 else ["terraform", "plan"]
        for target in targets:
            build = [gwc, "build", path, "--target", target]
            rounds = runs if count <= 1_000 else 3
            run_once([str(part) for part in build], out)
            size = out.stat().st_size
            took, least = measure_in_turns([build, [floor, path, size]], out, rounds)
            most = peak(build)
            counted = instructions(build) if count <= 1_000 else None
            lines.append(
                f"| {count:,} | {target} | {took:.2f} | {least:.2f} | {took / least:.1f} | {size / 1e3:,.0f} "
                f"| {shown(most and most / 1024, '.1f')} | {shown(most and most * 1024 / size, '.1f')} "
                f"| {shown(counted and counted / 1e6, '.1f')} |\n"
            )
    return "".join(lines)


def start_table(gwc, floor, folder, runs):
    one = folder / "one.gw"
    one.write_text("/api/<rest*> -> lambda orders\n")
    commands = [
        ("a hello-world of the same toolchain", [floor]),
        ("`gwc --version`", [gwc, "--version"]),
        ("`gwc build`, one line", [gwc, "build", one]),
    ]
    times = measure_in_turns([command for _, command in commands], folder / "out", runs)
    lines = ["| run | ms | times hello | peak, kB |\n|---|---:|---:|---:|\n"]
    for (name, command), took in zip(commands, times):
        lines.append(f"| {name} | {took:.2f} | {took / times[0]:.1f} | {shown(peak(command), ',')} |\n")
    return "".join(lines)


def clean_build(folder, features):
    """Returns the seconds of a clean release build with all crates downloaded, and the program."""
    cargo("fetch", "--quiet", "--locked")
    target = folder / "clean"
    started = time.perf_counter()
    cargo("build", "--release", "--quiet", "--offline", *features, "--target-dir", str(target))
    took = time.perf_counter() - started
    program = shutil.move(target / "release" / "gwc", folder / "gwc")
    shutil.rmtree(target)
    return took, pathlib.Path(program)


def count_crates(edges, features, *where):
    tree = cargo("tree", "--edges", edges, "--prefix", "none", "--format", "{p}", *features, *where)
    return len({" ".join(line.split()[:2]) for line in tree.splitlines() if line.strip()})


def size_table(folder):
    """Builds the program from nothing, without and with the feature `live`."""
    lines = [
        "| features | clean release build, s | binary, stripped, MB | crates linked, on any platform "
        "| with build scripts and macros, here |\n|---|---:|---:|---:|---:|\n"
    ]
    for name, features in [("default", []), ("`live`", ["--features", "live"])]:
        took, program = clean_build(folder, features)
        linked = count_crates("normal", features, "--target", "all")
        everything = count_crates("normal,build", features)
        size = program.stat().st_size / 1e6
        lines.append(f"| {name} | {took:.0f} | {size:.2f} | {linked} | {everything} |\n")
    return "".join(lines)


def measure_size_alone(folder):
    """Replaces the section of sizes in the results."""
    results = HERE / "results.md"
    before, rest = results.read_text().split("## Size\n", 1)
    table = size_table(folder)
    after = rest[rest.index("\n## ") :]
    results.write_text(f"{before}## Size\n\n{table}{after}")
    print(table)


def comparison(gwc, folder):
    folder = folder / "compare"
    folder.mkdir()
    if not compare.install(folder):
        return "\n## Comparison\n\nSkipped: npm could not fetch aws-cdk-lib and osls.\n"
    return f"\n## Comparison\n\n{COMPARED} routes to one function:\n\n{compare.table(gwc, folder, COMPARED, measure, peak)}"


def plot(found, counts):
    """Draws both axes logarithmically: linear growth has the slope of the grid's diagonal."""
    width, height, left, top, right, bottom = 760, 460, 70, 20, 130, 50
    times = [took for took, _ in found.values() if took > 0]
    low, high = math.floor(math.log10(min(times))), math.ceil(math.log10(max(times)))
    most = math.log10(max(counts)) or 1

    def x(count):
        return left + (width - left - right) * math.log10(count) / most

    def y(took):
        return height - bottom - (height - top - bottom) * (math.log10(took) - low) / (high - low)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="12">',
        f'<rect width="{width}" height="{height}" fill="white"/>',
    ]
    units = {-1: "100 ns", 0: "1 µs", 1: "10 µs", 2: "100 µs", 3: "1 ms", 4: "10 ms", 5: "100 ms", 6: "1 s", 7: "10 s", 8: "100 s"}
    for power in range(low, high + 1):
        at = y(10.0**power)
        parts.append(f'<line x1="{left}" x2="{width - right}" y1="{at:.1f}" y2="{at:.1f}" stroke="#ddd"/>')
        parts.append(f'<text x="{left - 8}" y="{at + 4:.1f}" text-anchor="end">{units.get(power, f"1e{power} µs")}</text>')
    for count in counts:
        at = x(count)
        parts.append(f'<line x1="{at:.1f}" x2="{at:.1f}" y1="{top}" y2="{height - bottom}" stroke="#ddd"/>')
        parts.append(f'<text x="{at:.1f}" y="{height - bottom + 18}" text-anchor="middle">{count:,}</text>')
    parts.append(f'<text x="{(left + width - right) / 2}" y="{height - 10}" text-anchor="middle">routes</text>')
    labels = []
    for stage, color in zip(STAGES, COLORS):
        points = [(x(count), y(found[count, stage][0])) for count in counts if (count, stage) in found]
        if not points:
            continue
        line = " ".join(f"{across:.1f},{down:.1f}" for across, down in points)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{color}" stroke-width="2"/>')
        labels.append((points[-1][1], stage, color))
    down = 0.0
    for at, stage, color in sorted(labels):
        down = max(at + 4, down + 14)
        parts.append(f'<text x="{width - right + 8}" y="{down:.1f}" fill="{color}">{stage}</text>')
    parts.append("</svg>\n")
    return "\n".join(parts)


def measured_apart():
    """Returns the sections printed by `serve.py` and `doctor.py`, which are copied into the results by hand."""
    known = (HERE / "results.md").read_text()
    at = known.find("\n## Serving")
    return known[at:] if at >= 0 else ""


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--quick", action="store_true", help="up to 1,000 routes, and fewer runs")
    options.add_argument("--compare", action="store_true", help="beside aws-cdk-lib and osls, which npm fetches")
    options.add_argument("--size", action="store_true", help="only the builds from nothing and their sizes")
    asked = options.parse_args()
    if asked.size:
        with tempfile.TemporaryDirectory() as folder:
            return measure_size_alone(pathlib.Path(folder))
    counts = [count for count in COUNTS if count <= 1_000] if asked.quick else COUNTS
    runs = 11 if asked.quick else 41
    cargo("build", "--release", "--quiet")
    gwc = target_folder() / "release" / "gwc"
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        floor = folder / "floor"
        subprocess.run(["rustc", "--edition=2024", "-O", "-o", floor, HERE / "floor.rs"], check=True)
        found = stages(counts)
        text = [
            "# Figures\n\n",
            f"Written by `tests/bench/run.py`; {platform.machine()}, {os.cpu_count()} processors, "
            f"{cargo('--version').strip()}, {time.strftime('%Y-%m-%d')}. The README beside says what they mean.\n\n",
            "## Stages, in milliseconds, by routes\n\n",
            stage_table(found, counts),
            "\n![Time of each stage by number of routes](stages.svg)\n\n## Whole runs\n\n",
            whole_table(gwc, floor, counts, folder, runs),
            "\n## Start\n\n",
            start_table(gwc, floor, folder, runs),
        ]
        if not asked.quick:
            text += ["\n## Size\n\n", size_table(folder)]
        if asked.compare:
            text.append(comparison(gwc, folder))
    (HERE / "results.md").write_text("".join(text).rstrip("\n") + "\n" + measured_apart())
    (HERE / "stages.svg").write_text(plot(found, counts))
    print("".join(text))


if __name__ == "__main__":
    main()
