"""Code Climate JSON, which GitLab and Gitee read as a code quality report."""

from __future__ import annotations

import json
from typing import Any, Final

from rouxing.diagnostics import Diagnostic, Outcome
from rouxing.formats import FORMATS, Context
from rouxing.formats._wording import advised, plain
from rouxing.terms import Level

_SEVERITIES: Final = {Level.ERROR: "critical", Level.WARNING: "minor", Level.NOTE: "info"}


@FORMATS.add("codeclimate")
def as_codeclimate(outcome: Outcome, _context: Context) -> str:
    """An array of issues; an empty one where nothing was found."""
    return json.dumps([_issue(one) for one in outcome.diagnostics], ensure_ascii=False, indent=2) + "\n"


def _issue(one: Diagnostic) -> dict[str, Any]:
    return {
        "type": "issue",
        "check_name": one.code,
        "description": advised(one),
        "categories": ["Bug Risk"],
        "severity": _SEVERITIES[one.level],
        "fingerprint": one.fingerprint,
        "location": {"path": plain(one.path), "lines": {"begin": one.line, "end": one.line}},
    }
