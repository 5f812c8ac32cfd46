"""Validates properties of resources with the registry schemas that ship with cfn-lint.

Stdin: [{"label", "type", "properties"}, ..]; stdout: a list of findings as text. A reference (`$ref`,
`$get`, `$input`, `$join` of a plan, `Ref` and `Fn::..` of a template) fits everywhere: its value comes with the deployment.
Numbers and truth values must be such: CloudFormation would take "443" for 443, but Cloud Control would not.
"""

import json
import sys
from pathlib import Path

import cfnlint.data.schemas
import regex
from jsonschema import Draft7Validator, ValidationError, validators

SCHEMAS = Path(next(iter(cfnlint.data.schemas.__path__)))
types = json.loads((SCHEMAS / "providers" / "us-east-1.json").read_text())


def is_reference(value):
    if not isinstance(value, dict) or len(value) != 1:
        return False
    key = next(iter(value))
    return key in ("$ref", "$get", "$input", "$join", "Ref", "Condition") or key.startswith("Fn::")


def lenient(keyword):
    def check(validator, rule, instance, schema):
        if not is_reference(instance):
            yield from keyword(validator, rule, instance, schema) or ()

    return check


def pattern(validator, wanted, instance, schema):
    # The registry's patterns use classes such as \p{L}, which Python's own module does not support.
    if validator.is_type(instance, "string") and not regex.search(wanted, instance):
        yield ValidationError(f"{instance!r} does not match {wanted!r}")


def judge_of(schema):
    keywords = {**Draft7Validator.VALIDATORS, "pattern": pattern}
    rules = {name: lenient(keyword) for name, keyword in keywords.items() if name != "$ref"}
    return validators.extend(Draft7Validator, rules)(schema)


def below(path):
    return path.removeprefix("/properties/").replace("/properties/", "/")


def findings_of(entry):
    label, name, properties = entry["label"], entry["type"], entry["properties"]
    if name not in types:
        yield f"{label}: {name} is not a type of the registry"
        return
    schema = json.loads((SCHEMAS / "resources" / f"{types[name]}.json").read_text())
    for error in judge_of(schema).iter_errors(properties):
        place = "/".join(str(part) for part in error.absolute_path) or "properties"
        yield f"{label}: {name} {place}: {error.message}"
    settable = {below(path) for path in schema.get("createOnlyProperties", []) + schema.get("writeOnlyProperties", [])}
    for path in map(below, schema.get("readOnlyProperties", [])):
        if path in properties and path not in settable:
            yield f"{label}: {name} {path}: only AWS writes it"


json.dump([finding for entry in json.load(sys.stdin) for finding in findings_of(entry)], sys.stdout)
