"""SARIF 2.1.0 (OASIS), which code scanning services and editors read."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final
from urllib.parse import quote

from rouxing import __version__
from rouxing.diagnostics import Diagnostic, Outcome
from rouxing.formats import FORMATS, Context, Explanation
from rouxing.formats._wording import advised, plain
from rouxing.terms import SETTINGS_FILE, Level

_SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS: Final = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "note"}
_ROOT: Final = "%SRCROOT%"
"""The base that GitHub and editors take for the top of the repository."""


@FORMATS.add("sarif")
def as_sarif(outcome: Outcome, context: Context) -> str:
    """One run: the manual of every rule that found something, and the findings.

    Where it is asked for, also what is accepted, each with its suppression: code scanning shows it as dismissed.
    """
    suppressed = list(_suppressed(outcome)) if context.waived else []
    codes = sorted({one.code for one in (*outcome.diagnostics, *(one for one, _ in suppressed))})
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
        "results": [
            *(_result(one, numbers) for one in outcome.diagnostics),
            *(_result(one, numbers) | {"suppressions": [why]} for one, why in suppressed),
        ],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2) + "\n"


def _suppressed(outcome: Outcome) -> Iterator[tuple[Diagnostic, dict[str, Any]]]:
    """What is accepted, and why; external: neither a waiver nor a baseline stands in the file that it is about."""
    for waived in outcome.waived:
        yield waived.diagnostic, _suppression(f"例外：{waived.grant}", SETTINGS_FILE, waived.pointer)
    path = str((outcome.baseline or {}).get("文件", ""))
    for one in outcome.accepted:
        yield one, _suppression(f"基线 {path}：接手时已有的问题", path, "")


def _suppression(why: str, path: str, pointer: str) -> dict[str, Any]:
    return {"kind": "external", "status": "accepted", "justification": plain(why), "location": _file(path, pointer)}


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
    location = _file(one.path, one.pointer)
    location["physicalLocation"]["region"] = {"startLine": one.line, "startColumn": one.column}
    return location


def _file(path: str, pointer: str) -> dict[str, Any]:
    # a file name that is not UTF-8 keeps its bytes in the URI
    place = {"artifactLocation": {"uri": quote(path, errors="surrogateescape"), "uriBaseId": _ROOT}}
    inside = {"logicalLocations": [{"fullyQualifiedName": plain(pointer)}]} if pointer else {}
    return {"physicalLocation": place, **inside}
