"""What an output format is: findings in, text out; the same findings, codes and fingerprints in each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from rouxing.diagnostics import Outcome
from rouxing.registry import Registry

Lines = Callable[[str], Sequence[str]]
"""The lines of a file by its path; empty where it cannot be read as text."""

Format = Callable[[Outcome, Lines, bool], str]
"""(outcome, lines of a file, whether colours may be used) → text."""

FORMATS: Final = Registry[Format]("rouxing.formats")
