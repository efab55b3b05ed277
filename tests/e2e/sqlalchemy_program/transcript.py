"""Chapters of a program and the JSON lines they print: {"chapter": [what it saw, …]}."""

import enum
import json
import sys
import traceback


def plain(value):
    if isinstance(value, enum.Enum):
        return value.name
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, (memoryview, bytes)):
        return bytes(value).hex()
    if isinstance(value, (str, int, bool, type(None))):
        return value
    if isinstance(value, float):
        return f"{value:.12g}"
    if isinstance(value, (list, tuple)) or type(value).__name__ in ("Row", "LegacyRow", "ResultTuple"):
        return [plain(v) for v in value]
    return f"{type(value).__name__} {value}"


def tell(name, said):
    print(json.dumps({name: said}, ensure_ascii=False), flush=True)


def run(chapters, wanted, after_failure=lambda: None):
    for function in chapters:
        if wanted and function.__name__ not in wanted:
            continue
        said = []
        try:
            function(lambda *what: said.extend(plain(what)))
        except Exception as error:
            traceback.print_exc(file=sys.stderr)
            said.append(f"{type(error).__name__}: {error}")
            after_failure()
        tell(function.__name__, said)
