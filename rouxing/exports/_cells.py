"""A value of an item as the text of a cell, and back: what is read from what was written is the same value."""

from __future__ import annotations

import json
import re
from typing import Any, Final

from rouxing.errors import Refused
from rouxing.terms import Method

ANNEX: Final = ("名称", "编码", "情形", "依据", "监管措施")
"""The columns of annexes 1–4 after 序号."""
EXTRA: Final = ("处罚依据", "来源", "例外依据", "公开", "不公开理由", "备注")
"""What an item says besides."""
FIELDS: Final = (*ANNEX, *EXTRA)
REQUIRED: Final = frozenset(ANNEX)
ORIGINS: Final = ("市级认领", "本级补充")
SECRETS: Final = ("国家秘密", "商业秘密", "个人隐私")
YES_NO: Final = {"是": True, "否": False}
_LOGICAL: Final = {"TRUE": True, "FALSE": False}
"""What a spreadsheet makes of them."""

_LISTS: Final = frozenset({"依据", "监管措施", "处罚依据"})
_BETWEEN_METHODS: Final = re.compile("[、，,；;]")


def shown(name: str, value: Any) -> str:
    """The text of a cell: a list one entry to a line; "" for what says nothing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if not isinstance(value, (list, tuple)):
        return str(value)
    plain = "\n".join(value)
    # entries that hold line ends, or stand for two, would be read as others
    return plain if _entries(name, plain) == list(value) else json.dumps(list(value), ensure_ascii=False)


def value_of(name: str, text: str) -> Any:
    """The value that a cell's text says; None where it says nothing. Raises Refused where it is none."""
    if name in _LISTS:
        return _entries(name, text)
    if name == "公开":
        known = YES_NO | _LOGICAL | {"": None}
        if text.strip().upper() not in known:
            raise Refused(f"“公开”只能写 是 或 否，这里是“{text[:20]}”")
        return known[text.strip().upper()]
    if name in {"编码", "名称"} and not text.strip():
        raise Refused(f"“{name}”是空的")
    return text if text or name in REQUIRED else None


def _entries(name: str, text: str) -> list[str]:
    if text.startswith("["):
        try:
            found = json.loads(text)
        except ValueError:
            found = None
        if isinstance(found, list) and all(isinstance(one, str) for one in found):
            return found
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if name != "监管措施":
        return lines
    return [piece for line in lines for piece in _methods(line)]


def _methods(line: str) -> list[str]:
    """说服教育、行政告诫 on one line are two methods; anything else is one."""
    pieces = [piece.strip() for piece in _BETWEEN_METHODS.split(line) if piece.strip()]
    return pieces if len(pieces) > 1 and all(piece in tuple(Method) for piece in pieces) else [line]
