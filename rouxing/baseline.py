"""A baseline: findings that were there when an old list was taken over, accepted one by one, and only those."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any, Final, NamedTuple

from rouxing.diagnostics import Diagnostic, inner_steps
from rouxing.errors import UnreadableFile
from rouxing.files.tree import Tree
from rouxing.law.identity import masked
from rouxing.load.parse import Flaw, parse
from rouxing.settings import NEVER_ACCEPTED
from rouxing.terms import Level

BASELINE_FILE: Final = "baseline.yaml"
"""Where the baseline lies unless a person says otherwise, beside rouxing.yaml."""

_HEAD: Final = """\
# 基线：接手旧清单、旧台账时已有的问题，一行一处；rouxing check --baseline 不再报告它们，只报新问题。
# 由 rouxing check --write-baseline 写成。改好一处删去一行（再运行一次就自动删去）；请不要手工添加。
版本: 1
"""


class Entry(NamedTuple):
    """One accepted finding. The fingerprint decides; the rest is for people, and says where it would be looked for."""

    path: str
    item: str | None
    case: str | None
    code: str
    message: str
    fingerprint: str

    def as_data(self) -> dict[str, str]:
        """The entry under the keys of the file; an item or a case only where there is one."""
        found = {"规则": self.code, "文件": self.path, "事项编码": self.item, "案号": self.case}
        found |= {"指纹": self.fingerprint, "说明": self.message}
        return {name: value for name, value in found.items() if value is not None}


class Sifted(NamedTuple):
    """Findings held against a baseline."""

    fresh: Sequence[Diagnostic]
    """What the baseline does not accept."""
    accepted: Sequence[Diagnostic]
    obsolete: Sequence[Entry]
    """Entries that were looked for and not found."""


_FIELDS: Final = ("RX201", "RX202", "RX203")


def may_be_accepted(one: Diagnostic) -> bool:
    """Whether a baseline may accept a finding; what an exception lifted out of an excluded field is always told."""
    lifted = one.code in _FIELDS and one.level is Level.NOTE
    return not one.code.startswith(NEVER_ACCEPTED) and not lifted


def acceptable(tree: Tree, diagnostics: Iterable[Diagnostic]) -> list[Entry]:
    """An entry for every finding that may be accepted, in the order of the file."""
    return sorted((entry for _, entry in _entered(tree, diagnostics) if entry), key=_order)


def sifted(
    tree: Tree,
    found: Iterable[Diagnostic],
    waived: Iterable[Diagnostic],
    baseline: Sequence[Entry],
    looked_for: Callable[[Entry], bool],
) -> Sifted:
    """What is new and what is gone. An entry accepts one finding, so a second of the same kind is new.

    A waived finding is not gone: it holds its entry, after those that are not waived.
    """
    left = Counter(entry.fingerprint for entry in baseline)
    fresh, accepted = [], []
    for diagnostic, entry in _entered(tree, found):
        if entry and left[entry.fingerprint]:
            left[entry.fingerprint] -= 1
            accepted.append(diagnostic)
        else:
            fresh.append(diagnostic)
    left.subtract(entry.fingerprint for _, entry in _entered(tree, waived) if entry)
    obsolete = []
    for entry in reversed(baseline):
        if left[entry.fingerprint] > 0 and looked_for(entry):
            left[entry.fingerprint] -= 1
            obsolete.append(entry)
    return Sifted(fresh, accepted, obsolete[::-1])


def without(baseline: Iterable[Entry], obsolete: Iterable[Entry]) -> list[Entry]:
    """The entries that stay."""
    gone = Counter(obsolete)
    kept = []
    for entry in baseline:
        if gone[entry]:
            gone[entry] -= 1
        else:
            kept.append(entry)
    return kept


def written(entries: Iterable[Entry]) -> bytes:
    """The file: sorted, an entry to a line, the same bytes for the same entries."""
    from rouxing.files.yaml_text import scalar  # the reference parser; most checks write no baseline

    lines = [
        f"  - {{{', '.join(f'{name}: {scalar(value)}' for name, value in one.as_data().items())}}}\n"
        for one in sorted(entries, key=_order)
    ]
    return (_HEAD + ("接受:\n" + "".join(lines) if lines else "接受: []\n")).encode()


def entries(content: bytes) -> list[Entry]:
    """The entries of a file. Raises UnreadableFile with a Chinese reason where it is no sound baseline."""
    try:
        data = parse(content)
    except Flaw as flaw:
        raise UnreadableFile(f"第 {flaw.line} 行{flaw.message}；{flaw.advice}") from None
    if not isinstance(data, dict) or data.get("版本") != 1 or not isinstance(data.get("接受"), list):
        raise UnreadableFile("里面不是基线（要有“版本: 1”和“接受”列表）")
    return [_entry(number, one) for number, one in enumerate(data["接受"], 1)]


_REQUIRED: Final = ("文件", "规则", "说明", "指纹")


def _entry(number: int, data: Any) -> Entry:
    if not isinstance(data, dict) or not all(isinstance(data.get(name), str) for name in _REQUIRED):
        raise UnreadableFile(f"“接受”的第 {number} 项不完整（要有规则、文件、指纹、说明，都是文本）")
    item, case = (one if isinstance(one, str) else None for one in (data.get("事项编码"), data.get("案号")))
    return Entry(data["文件"], item, case, data["规则"], data["说明"], data["指纹"])


def _order(entry: Entry) -> list[tuple[bool, str]]:
    return [(one is not None, one or "") for one in entry]


def _entered(tree: Tree, diagnostics: Iterable[Diagnostic]) -> Iterator[tuple[Diagnostic, Entry | None]]:
    """Findings in their order, each with its entry; None for those that nothing may accept."""
    for path, group in groupby(diagnostics, key=lambda one: one.path):
        data = _data(tree, path)
        for one in group:
            yield one, _made(one, data) if may_be_accepted(one) else None


def _data(tree: Tree, path: str) -> Any:
    try:
        return parse(tree.read(path))
    except (UnreadableFile, Flaw):  # then there is an RX0 finding, which is never accepted
        return None


def _made(one: Diagnostic, data: Any) -> Entry:
    """The entry of a finding.

    Its fingerprint covers rule, file, item or case, the names on the way to the value, the message and the value:
    neither lines nor positions in a list, so that old findings may move, and no running number, so that a new one
    cannot take the place of an old one.
    """
    from hashlib import sha256

    path = one.path.encode(errors="backslashreplace").decode()  # a file name need not be UTF-8
    names = [step for step in inner_steps(one) if not step.isdecimal()]
    parts = (one.code, path, one.item or "", one.case or "", *names, one.message, _fact(data, one.pointer))
    return Entry(path, one.item, one.case, one.code, one.message, sha256("\0".join(parts).encode()).hexdigest()[:16])


def _fact(data: Any, pointer: str) -> str:
    """What stands at a pointer, or, where nothing does, around it; "" for a whole item, case, list or file.

    Of those the message speaks: every edit would make the finding new. Of personal numbers only eight bits enter:
    enough to notice most edits, too little to find a number by trying.
    """
    steps = pointer.split("/")[1:]
    depth, value = _nearest(data, steps)
    if depth <= (2 if steps[:1] in (["事项"], ["案件"]) else 0):
        return ""
    text = json.dumps(value, ensure_ascii=False)
    shown = masked(text)
    if shown == text:
        return text
    from hashlib import sha256

    return shown + sha256(text.encode()).hexdigest()[:2]


def _nearest(data: Any, steps: Sequence[str]) -> tuple[int, Any]:
    """How many steps can be gone, and what is there."""
    for depth, step in enumerate(steps):
        if isinstance(data, list) and step.isdecimal() and int(step) < len(data):
            data = data[int(step)]
        elif isinstance(data, dict) and (name := step.replace("~1", "/").replace("~0", "~")) in data:
            data = data[name]
        else:
            return depth, data
    return len(steps), data
