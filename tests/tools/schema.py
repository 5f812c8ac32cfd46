"""Validates documents with a JSON Schema, whose path is the argument.

Stdin: [{"label", "document"}, ..]; stdout: a list of findings as text.
"""

import json
import sys
from pathlib import Path

from jsonschema.validators import validator_for

schema = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
kind = validator_for(schema)
kind.check_schema(schema)
judge = kind(schema, format_checker=kind.FORMAT_CHECKER)
findings = [
    f"{entry['label']}: {'/'.join(str(step) for step in error.absolute_path)}: {error.message[:300]}"
    for entry in json.load(sys.stdin)
    for error in judge.iter_errors(entry["document"])
]
json.dump(findings, sys.stdout)
