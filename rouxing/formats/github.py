"""Workflow commands of GitHub Actions: each finding becomes a note on its line of the pull request."""

from __future__ import annotations

from typing import Final

from rouxing.diagnostics import Diagnostic, Outcome
from rouxing.formats import FORMATS, Context
from rouxing.formats._wording import advised, plain, summary
from rouxing.terms import Level

_COMMANDS: Final = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "notice"}


@FORMATS.add("github")
def as_github(outcome: Outcome, _context: Context) -> str:
    """One command per finding, and the closing count for those who read the log."""
    return "\n".join((*map(_command, outcome.diagnostics), summary(outcome))) + "\n"


def _command(one: Diagnostic) -> str:
    properties = {
        "file": plain(one.path),
        "line": str(one.line),
        "col": str(one.column),
        "title": one.code,
        # read by no page of GitHub, which ignores properties it does not know; here for programs
        "fingerprint": one.fingerprint,
    }
    written = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{_COMMANDS[one.level]} {written}::{_data(advised(one))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
