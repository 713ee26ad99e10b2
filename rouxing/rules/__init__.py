"""What a rule is: one function, one code; its docstring is its manual and its test."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from types import UnionType
from typing import Any, Final, NamedTuple

from rouxing.diagnostics import Fault, Faults
from rouxing.model.ledger import Ledger
from rouxing.model.records import Record
from rouxing.model.repository import Repository
from rouxing.registry import Registry
from rouxing.settings import Waivers
from rouxing.terms import Level

__all__ = ["RULES", "Fault", "Faults", "Rule", "rule"]


class Rule(NamedTuple):
    """A rule: `find(subject, repository)` yields what is wrong with one record, all cases together, or the waivers."""

    code: str
    level: Level
    subject: type[Record] | type[Ledger] | type[Waivers] | UnionType
    find: Callable[[Any, Repository], Iterable[Fault]]

    @property
    def manual(self) -> str:
        """The docstring: what is asked, why (article of law), a bad and a good example."""
        from inspect import getdoc

        return getdoc(self.find) or ""


RULES: Final = Registry[Rule]("rouxing.rules")


def rule(code: str, level: Level = Level.ERROR) -> Callable[[Callable[..., Faults]], Callable[..., Faults]]:
    """Register a rule. Its first parameter's annotation says what it looks at: a record class, Ledger or Waivers.

    Modules of rules do not postpone annotations, so that the annotation is the class itself.
    """

    def register(find: Callable[..., Faults]) -> Callable[..., Faults]:
        subject = next(iter(find.__annotations__.values()))
        RULES.add(code)(Rule(code, level, subject, find))
        return find

    return register
