"""JUnit XML: a suite per file, a case per finding, one passing case for a clean file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from rouxing.diagnostics import Diagnostic, Outcome
from rouxing.formats import FORMATS, Context
from rouxing.formats._wording import plain
from rouxing.terms import Level

_CLEAN: Final = "没有发现问题"


@FORMATS.add("junit")
def as_junit(outcome: Outcome, _context: Context) -> str:
    """The report; errors are failures, and what does not fail a check is a skipped case that still shows."""
    found: dict[str, list[Diagnostic]] = {path: [] for path in outcome.paths}
    for one in outcome.diagnostics:
        found.setdefault(one.path, []).append(one)
    errors = outcome.number(Level.ERROR)
    cases = sum(max(1, len(diagnostics)) for diagnostics in found.values())
    root = Element("testsuites", name="rouxing", tests=str(cases), failures=str(errors), errors="0")
    for path in sorted(found):
        _suite(root, plain(path), found[path])
    indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'


def _suite(root: Element, path: str, found: Sequence[Diagnostic]) -> None:
    errors = sum(one.level is Level.ERROR for one in found)
    counts = {"tests": max(1, len(found)), "failures": errors, "errors": 0, "skipped": len(found) - errors}
    suite = SubElement(root, "testsuite", {"name": path} | {name: str(count) for name, count in counts.items()})
    for one in found:
        _case(suite, path, one)
    if not found:
        SubElement(suite, "testcase", classname=path, name=_CLEAN)


def _case(suite: Element, path: str, one: Diagnostic) -> None:
    # the name holds no line, so that a finding that moves stays the same case; the fingerprint keeps names apart
    name = f"{one.code} {plain(one.message)} [{one.fingerprint[:8]}]"
    case = SubElement(suite, "testcase", classname=path, name=name)
    kind = "failure" if one.level is Level.ERROR else "skipped"
    place = f"{path}:{one.line}:{one.column}"
    result = SubElement(case, kind, type=one.code, message=f"{one.level.value}：{plain(one.message)}")
    result.text = f"{place}\n改法：{plain(one.advice)}\n指纹：{one.fingerprint}"
