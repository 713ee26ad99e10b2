"""What an output format is: findings in, text out; the same findings, codes and fingerprints in each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple, Protocol

from rouxing.diagnostics import Outcome
from rouxing.registry import Registry
from rouxing.terms import Level

Lines = Callable[[str], Sequence[str]]
"""The lines of a file by its path; empty where it cannot be read as text."""


class Explanation(Protocol):
    """What a rule's manual says, as far as formats print it."""

    @property
    def level(self) -> Level:
        """The level the rule has before settings change it."""

    @property
    def title(self) -> str:
        """What the rule asks, in one sentence."""

    @property
    def reason(self) -> str:
        """Why, or ""."""

    @property
    def basis(self) -> str:
        """The source of law, or ""."""

    @property
    def remedy(self) -> str:
        """How to put it right, or ""."""


class Context(NamedTuple):
    """What a format may ask besides the findings."""

    lines: Lines
    explain: Callable[[str], Explanation | None]
    """The manual of a rule by its code."""
    colour: bool = False
    waived: bool = False
    """Whether people want to see what is accepted by a waiver."""


Format = Callable[[Outcome, Context], str]

FORMATS: Final = Registry[Format]("rouxing.formats")
