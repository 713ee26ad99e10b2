"""Frozen settings of the rules (`规则` in rouxing.yaml): switched-off codes, levels, waivers and the baseline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from rouxing.diagnostics import Place
from rouxing.terms import SETTINGS_FILE

NEVER_ACCEPTED: Final = ("RX0", "RX120", "RX121", "RX122")
"""No waiver and no baseline hides these: an unread file is not a clean one, and nothing excuses its own excuse."""


class Waiver(NamedTuple):
    """An accepted finding: one rule, one place, until a date (inclusive)."""

    code: str
    until: str
    item: str | None
    case: str | None
    path: str | None
    reason: str = ""
    approver: str = ""
    row: int = 0
    """Which one in the list of waivers, from 0."""

    def accepts(self, code: str, path: str, item: str | None, case: str | None, today: str) -> bool:
        """Whether a finding of this rule at this place is accepted on an ISO date."""
        return today <= self.until and self.means(code, path, item, case)

    def means(self, code: str, path: str, item: str | None, case: str | None) -> bool:
        """Whether a finding of this rule at this place is what the waiver was written for, on whatever day."""
        return (
            code == self.code
            and not code.startswith(NEVER_ACCEPTED)
            and self.item in (None, item)
            and self.case in (None, case)
            and self.path in (None, path)
        )

    @property
    def subject(self) -> str:
        """Rule and place as people read them: RX201，事项“350421-JT-001”."""
        named = ((self.item, "事项"), (self.case, "案件"), (self.path, "文件"))
        return "，".join((self.code, *(f"{kind}“{name}”" for name, kind in named if name)))

    @property
    def grant(self) -> str:
        """Why, by whom and until when: 补档中；批准人：张三；有效期至 2021-12-31."""
        return f"{self.reason}；批准人：{self.approver}；有效期至 {self.until}"

    def at(self, *steps: str) -> Place:
        """Place of the waiver, or of one of its values, in the settings file."""
        return Place(SETTINGS_FILE, ("规则", "例外", self.row, *steps))


class Judged(NamedTuple):
    """A waiver, and what became of it in one run."""

    waiver: Waiver
    findings: int
    """Findings it was written for, whatever the day."""
    certain: bool
    """Whether everything it could mean was looked at: only then may it be called unused."""


class Waivers(NamedTuple):
    """All waivers after one run, and the ISO date they are judged by; what the rules about waivers look at."""

    judged: Sequence[Judged]
    today: str


class RuleSettings(NamedTuple):
    """Which rules run, how grave their findings are, and which findings are accepted."""

    disabled: frozenset[str] = frozenset()
    levels: Mapping[str, str] = MappingProxyType({})
    waivers: tuple[Waiver, ...] = ()
    baseline: str = ""
    """Path of the baseline that every check uses; "" where none is set."""

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> RuleSettings:
        """From the mapping under `规则`, which passed its schema."""
        waivers = tuple(_waiver(one, row) for row, one in enumerate(data.get("例外") or ()))
        return cls(frozenset(data.get("停用") or ()), data.get("级别") or {}, waivers, data.get("基线") or "")


def _waiver(one: Mapping[str, Any], row: int) -> Waiver:
    place = (one.get("事项编码"), one.get("案号"), one.get("文件"))
    return Waiver(one["规则"], one["有效期至"], *place, one["理由"], one["批准人"], row)
