"""Items claimed (认领) from the superior's lists: what became of them on both sides, and three-way merges.

方案三、（一）: 按照市级行政执法部门研究编制的本系统“四张清单”……做好认领工作；
（二）: 清单外的其他事项……及时报上级执法部门备案.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from enum import StrEnum
from hashlib import sha256
from typing import Any, Final, NamedTuple

from rouxing.files.yaml_rows import NewRow
from rouxing.model import Checklist
from rouxing.terms import ListKind

RECORD: Final = "认领"
CLAIMED: Final = "市级认领"
OWN: Final = "本级补充"

_COPIED: Final = ("名称", "情形", "依据", "处罚依据", "监管措施", "例外依据", "公开", "不公开理由", "备注")
"""What is taken over; 编码 names the item, 来源 is this side's own."""

Data = Mapping[str, Any]


class Source(NamedTuple):
    """The superior's lists at one moment."""

    name: str
    version: str
    lists: Mapping[ListKind, Checklist]


class State(StrEnum):
    """What an item is to the superior's list."""

    CLAIMED = "已认领"
    CHANGED_HERE = "已认领，本级有修改"
    CHANGED_THERE = "上级已调整"
    GONE_THERE = "上级已删去"
    UNCLAIMED = "未认领"
    UNRECORDED = "编码相同，没有认领记录"
    NOT_THERE = "写着市级认领，上级清单里没有"
    OWN = "本级补充"


class Standing(NamedTuple):
    """One item of either side."""

    state: State
    code: str
    name: str


class Conflict(NamedTuple):
    """A field that both sides changed; `base` is None where it is not known what it was."""

    code: str
    field: str
    base: str | None
    ours: str
    theirs: str


class Claim(NamedTuple):
    """What a list is to hold, what is to be remembered, and what happened."""

    rows: Sequence[NewRow]
    memory: Mapping[str, Data]
    lines: Sequence[str]
    conflicts: Sequence[Conflict] = ()


def digest(item: Data) -> str:
    """Sixteen digits over what is taken over of an item."""
    text = json.dumps(_said(item), ensure_ascii=False, sort_keys=True)
    return sha256(text.encode()).hexdigest()[:16]


def _said(item: Data) -> dict[str, Any]:
    """What an item says of what is taken over; nothing for what is absent, null or empty."""
    return {name: item[name] for name in _COPIED if item.get(name) not in (None, "", [])}


def _record(source: Source, theirs: Data) -> dict[str, Any]:
    return {"来源": source.name, "版本": source.version, "编码": theirs["编码"], "摘要": digest(theirs)}


def _from_here(item: Data, source: Source) -> str | None:
    """The superior's code of an item that was claimed from this source."""
    record = item.get(RECORD)
    return str(record["编码"]) if record and record["来源"] == source.name else None


def _by_code(checklist: Checklist | None) -> dict[str, Data]:
    return {item.code: item.data for item in checklist.items} if checklist else {}


def standings(ours: Checklist | None, source: Source, kind: ListKind) -> Iterator[Standing]:
    """Every item of a list on either side: ours in our order, then what is not claimed in theirs."""
    theirs = _by_code(source.lists.get(kind))
    seen: set[str] = set()
    for item in ours.items if ours else ():
        code = _from_here(item.data, source)
        if code is None and item.code in theirs and item.origin != OWN:
            seen.add(item.code)
            yield Standing(State.UNRECORDED, item.code, item.name)
        elif code is None and RECORD not in item.data:
            yield Standing(State.NOT_THERE if item.origin == CLAIMED else State.OWN, item.code, item.name)
        elif code is None:
            continue  # claimed from somebody else
        else:
            seen.add(code)
            yield Standing(_state(item.data, theirs.get(code)), item.code, item.name)
    for code, data in theirs.items():
        if code not in seen:
            yield Standing(State.UNCLAIMED, code, str(data["名称"]))


def _state(ours: Data, theirs: Data | None) -> State:
    if theirs is None:
        return State.GONE_THERE
    if ours[RECORD]["摘要"] != digest(theirs):
        return State.CHANGED_THERE
    return State.CLAIMED if digest(ours) == digest(theirs) else State.CHANGED_HERE


def claimed(ours: Checklist, source: Source, codes: Collection[str] | None, memory: Mapping[str, Data]) -> Claim:
    """The list with these items of the superior's (None: all), in the superior's order behind ours.

    An item that stands here under the same code without a record gets one; its words stay.
    """
    rows = [NewRow(item.data, number) for number, item in enumerate(ours.items)]
    known = {_from_here(row.data, source) for row in rows}
    places = {str(row.data["编码"]): number for number, row in enumerate(rows)}
    lines, remembered = [], dict(memory)
    for code, theirs in _by_code(source.lists.get(ours.kind)).items():
        if (codes is not None and code not in codes) or code in known:
            continue
        remembered[code] = _said(theirs)
        place = places.get(code)
        if place is None:
            data = {"编码": code, "名称": theirs["名称"], "情形": theirs["情形"], "依据": [], "监管措施": []}
            rows.append(NewRow({**data, **_said(theirs), "来源": CLAIMED, RECORD: _record(source, theirs)}))
            lines.append(f"{ours.kind}：认领 {code} {theirs['名称']}")
        elif RECORD not in rows[place].data and rows[place].data.get("来源") != OWN:
            data = {**rows[place].data, "来源": CLAIMED, RECORD: _record(source, theirs)}
            rows[place] = NewRow(data, place)
            differs = "" if digest(data) == digest(theirs) else "（文字与上级不同，保留本级的）"
            lines.append(f"{ours.kind}：{code} 已在清单里，补上认领记录{differs}")
        else:
            lines.append(f"{ours.kind}：{code} 已是本级的另一个事项，没有认领；请先改编码或者来源")
    return Claim(rows, remembered, lines)


def updated(
    ours: Checklist, source: Source, memory: Mapping[str, Data], keep: Collection[str], take: Collection[str]
) -> Claim:
    """The list with what the superior changed since each item was claimed, field by field.

    An item with a field that both sides changed stays as it is, unless its code is in `keep` (this side's words stay)
    or `take` (the superior's words hold).
    """
    theirs_by_code = _by_code(source.lists.get(ours.kind))
    rows: list[NewRow] = []
    lines: list[str] = []
    conflicts: list[Conflict] = []
    remembered = dict(memory)
    for number, item in enumerate(ours.items):
        rows.append(NewRow(item.data, number))
        code = _from_here(item.data, source)
        theirs = theirs_by_code.get(code) if code else None
        if code and theirs is None:
            lines.append(f"{ours.kind}：{item.code} 上级已删去，本级仍保留；不再适用的请删去")
        if code is None or theirs is None or item.data[RECORD]["摘要"] == digest(theirs):
            continue
        base = memory.get(code)
        if base is not None and digest(base) != item.data[RECORD]["摘要"]:
            base = None  # somebody changed it: then nothing is known
        side = "ours" if item.code in keep else "theirs" if item.code in take else ""
        merged, changed, clashes = _three_ways(item.data, base, theirs, side)
        if clashes:
            conflicts += clashes
            continue
        merged[RECORD] = _record(source, theirs)
        rows[-1] = NewRow(merged, number)
        remembered[code] = _said(theirs)
        lines += [f"{ours.kind}：{item.code} {line}" for line in changed or ["上级已调整，本级文字不变"]]
    return Claim(rows, remembered, lines, conflicts)


def _three_ways(
    ours: Data, base: Data | None, theirs: Data, side: str
) -> tuple[dict[str, Any], list[str], list[Conflict]]:
    """The merged item, what changes in it, and the fields that both sides changed."""
    merged, changed, clashes = dict(ours), [], []
    here, there = _said(ours), _said(theirs)
    for name in _COPIED:
        mine, other = here.get(name), there.get(name)
        before = base.get(name) if base is not None else None
        if mine == other or (base is not None and other == before):
            continue
        if not (base is not None and mine == before) and side != "theirs":
            if side != "ours":
                known = None if base is None else _text(before)
                clashes.append(Conflict(str(ours["编码"]), name, known, _text(mine), _text(other)))
            continue
        changed.append(f"{name}：{_text(mine)} → {_text(other)}")
        if other is None and name not in {"名称", "情形", "依据", "监管措施"}:
            merged.pop(name, None)
        else:
            merged[name] = other if other is not None else ([] if name in {"依据", "监管措施"} else "")
    return merged, changed, clashes


def _text(value: Any) -> str:
    if value is None:
        return "（空）"
    if isinstance(value, bool):
        return "是" if value else "否"
    return "；".join(value) if isinstance(value, (list, tuple)) else str(value)
