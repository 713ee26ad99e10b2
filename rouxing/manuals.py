"""The manual of every rule, read from where the rule itself is written: its docstring, or the table of RX0xx."""

from __future__ import annotations

import importlib.resources
import re
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from rouxing.rules import RULES
from rouxing.terms import Level

_SECTIONS: Final = {"reason": "理由", "basis": "依据", "remedy": "改法", "bad": "错误示例", "good": "正确示例"}


@dataclass(frozen=True, slots=True)
class Manual:
    """What `rouxing rule RX…` prints."""

    code: str
    level: Level
    title: str
    reason: str
    basis: str
    remedy: str
    bad: str
    good: str
    encoding: str = "utf-8"
    """Encoding of the bad example, for the one rule that is about encodings."""
    blanks: int = 0
    """Blanks appended to the bad example, for the one rule that is about size."""


def codes() -> list[str]:
    """All rule codes, sorted."""
    return sorted({*_file_manuals(), *RULES})


def manual(code: str) -> Manual | None:
    """The manual of one rule, or None where there is no such rule."""
    if code in RULES:
        rule = RULES[code]
        return _from_docstring(code, rule.level, rule.manual)
    return _file_manuals().get(code)


def _from_docstring(code: str, level: Level, text: str) -> Manual:
    title, *rest = re.split(rf"\n *({'|'.join(_SECTIONS.values())})：", text)
    found = dict(zip(rest[::2], rest[1::2], strict=True))
    sections: dict[str, Any] = {name: _dedented(found.get(section, "")) for name, section in _SECTIONS.items()}
    return Manual(code=code, level=level, title=" ".join(title.split()), **sections)


def _dedented(text: str) -> str:
    first, _, rest = text.partition("\n")
    lines = rest.split("\n")
    margin = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
    return "\n".join([first, *(line[margin:] for line in lines)]).strip("\n").rstrip()


@cache
def _file_manuals() -> dict[str, Manual]:
    import yaml

    content = importlib.resources.files("rouxing").joinpath("data/file_rules.yaml").read_text("utf-8")
    entries: list[dict[str, Any]] = yaml.safe_load(content)
    return {
        entry["编号"]: Manual(
            entry["编号"],
            Level.ERROR,
            entry["标题"],
            **{name: entry.get(section, "").rstrip("\n") for name, section in _SECTIONS.items()},
            encoding=entry.get("编码", "utf-8"),
            blanks=entry.get("填充", 0),
        )
        for entry in entries
    }
