"""SARIF 2.1.0 (OASIS), which code scanning services and editors read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote

from rouxing import __version__
from rouxing.diagnostics import Diagnostic, Outcome
from rouxing.formats import FORMATS, Context, Explanation
from rouxing.formats._wording import advised, plain
from rouxing.terms import Level

_SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS: Final = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "note"}
_ROOT: Final = "%SRCROOT%"
"""The base that GitHub and editors take for the top of the repository."""


@FORMATS.add("sarif")
def as_sarif(outcome: Outcome, context: Context) -> str:
    """One run: the manual of every rule that found something, and the findings."""
    codes = sorted({one.code for one in outcome.diagnostics})
    numbers = {code: number for number, code in enumerate(codes)}
    driver = {
        "name": "rouxing",
        "version": __version__,
        "rules": [_rule(code, context.explain(code)) for code in codes],
    }
    run = {
        "tool": {"driver": driver},
        "language": "zh-CN",
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_ROOT: {"description": {"text": "柔性执法仓库的文件夹"}}},
        "results": [_result(one, numbers) for one in outcome.diagnostics],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2) + "\n"


def _rule(code: str, manual: Explanation | None) -> dict[str, Any]:
    if manual is None:
        return {"id": code}
    sections = (("理由", manual.reason), ("依据", manual.basis), ("改法", manual.remedy))
    help_ = "\n\n".join(f"{title}：{text}" for title, text in sections if text)
    return {
        "id": code,
        "shortDescription": {"text": manual.title},
        "fullDescription": {"text": f"{manual.title}{manual.reason}"},
        "help": {"text": help_ or manual.title},
        "defaultConfiguration": {"level": _LEVELS[manual.level]},
    }


def _result(one: Diagnostic, numbers: Mapping[str, int]) -> dict[str, Any]:
    owner = {"事项编码": one.item, "案号": one.case}
    return {
        "ruleId": one.code,
        "ruleIndex": numbers[one.code],
        "level": _LEVELS[one.level],
        "message": {"text": advised(one)},
        "locations": [_location(one)],
        "partialFingerprints": {"rouxing/v1": one.fingerprint},
        "properties": {name: value for name, value in owner.items() if value} | {"建议": plain(one.advice)},
    }


def _location(one: Diagnostic) -> dict[str, Any]:
    # a file name that is not UTF-8 keeps its bytes in the URI
    uri = quote(one.path, errors="surrogateescape")
    place = {
        "artifactLocation": {"uri": uri, "uriBaseId": _ROOT},
        "region": {"startLine": one.line, "startColumn": one.column},
    }
    inside = {"logicalLocations": [{"fullyQualifiedName": plain(one.pointer)}]} if one.pointer else {}
    return {"physicalLocation": place, **inside}
