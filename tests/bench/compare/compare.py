"""Compares gwc, a CDK app and osls for the same routes; the latter two come from npm, in the versions of package.json."""

import pathlib
import shutil
import subprocess

HERE = pathlib.Path(__file__).resolve().parent


def spec(count):
    routes = "".join(f"GET /api/r{route}/<id> -> orders\n" for route in range(count))
    return "gateway shop { region eu-west-1 }\nlambda orders\n" + routes


def serverless(count):
    events = "".join(f"      - httpApi: GET /api/r{route}/{{id}}\n" for route in range(count))
    return (
        "service: shop\nprovider:\n  name: aws\n  runtime: nodejs20.x\n  region: eu-west-1\n"
        "functions:\n  orders:\n    handler: orders.main\n    events:\n" + events
    )


def install(folder):
    """Returns true if npm could fetch them into `folder`."""
    if not shutil.which("npm"):
        return False
    shutil.copy(HERE / "package.json", folder)
    shutil.copy(HERE / "app.js", folder)
    command = ["npm", "install", "--silent", "--no-audit", "--no-fund"]
    return subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL).returncode == 0


def table(gwc, folder, count, measure, peak):
    """Renders a table of whole runs. The arguments are functions that measure one command."""
    work = folder / "osls"
    work.mkdir()
    source = folder / "shop.gw"
    source.write_text(spec(count))
    (work / "serverless.yml").write_text(serverless(count))
    (work / "orders.js").write_text("exports.main = async () => ({});\n")
    osls = folder / "node_modules" / ".bin" / "osls"
    commands = [
        ("`gwc build`", [gwc, "build", source, "-o", folder / "shop.yaml"], 21),
        ("`aws-cdk-lib`, an app that synthesizes", ["/usr/bin/env", "-C", folder, "node", "app.js", count], 5),
        ("`osls package`", ["/usr/bin/env", "-C", work, osls, "package"], 3),
    ]
    lines = ["| program | ms | times gwc | peak, MB |\n|---|---:|---:|---:|\n"]
    least = None
    for name, command, runs in commands:
        took = measure(command, folder / "out", runs)
        least = least or took
        most = peak(command)
        shown = "-" if most is None else format(most / 1024, ",.0f")
        lines.append(f"| {name} | {took:,.0f} | {took / least:,.0f} | {shown} |\n")
    return "".join(lines)
