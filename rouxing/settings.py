"""Frozen settings of the rules (`规则` in rouxing.yaml): switched-off codes, levels and waivers."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple


class Waiver(NamedTuple):
    """An accepted finding: one rule, one place, until a date (inclusive)."""

    code: str
    until: str
    item: str | None
    case: str | None
    path: str | None

    def accepts(self, code: str, path: str, item: str | None, case: str | None, today: str) -> bool:
        """Whether a finding of this rule at this place is accepted on an ISO date."""
        return (
            code == self.code
            and today <= self.until
            and self.item in (None, item)
            and self.case in (None, case)
            and self.path in (None, path)
        )


class RuleSettings(NamedTuple):
    """Which rules run, how grave their findings are, and which findings are accepted."""

    disabled: frozenset[str] = frozenset()
    levels: Mapping[str, str] = MappingProxyType({})
    waivers: tuple[Waiver, ...] = ()

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> RuleSettings:
        """From the mapping under `规则`, which passed its schema."""
        waivers = tuple(
            Waiver(one["规则"], one["有效期至"], one.get("事项编码"), one.get("案号"), one.get("文件"))
            for one in data.get("例外") or ()
        )
        return cls(frozenset(data.get("停用") or ()), data.get("级别") or {}, waivers)
