"""What is wrong with data: places, faults and findings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from rouxing.terms import Level

Pointer = tuple[str | int, ...]
"""Steps from the root of a document to a value: ("事项", 0, "依据", 0)."""


class Place(NamedTuple):
    """Where a value stands: its file and its pointer. Line and column are found only when asked for."""

    path: str
    pointer: Pointer = ()
    of_key: bool = False
    """True when the key itself, not its value, is meant."""


class Fault(NamedTuple):
    """What a rule found: the place, what is wrong with the value, and what to do."""

    place: Place
    message: str
    advice: str
    level: Level | None = None
    """Only where the evidence decides between 错误 and 警告; else the rule's own level holds."""
    fix: str = ""
    """The text that should stand at the place, where it is beyond doubt; `lint --fix` writes it."""


Faults = Iterator[Fault]


class Spot(NamedTuple):
    """A position in a text file, counted from 1 in characters."""

    line: int
    column: int


class Diagnostic(NamedTuple):
    """A finding, the same in every output format (format.md §4)."""

    code: str
    level: Level
    path: str
    line: int
    column: int
    pointer: str
    message: str
    advice: str
    item: str | None = None
    case: str | None = None
    fingerprint: str = ""

    def as_data(self) -> dict[str, Any]:
        """The finding under the keys that other programs rely on."""
        return {
            "规则": self.code,
            "级别": self.level.value,
            "文件": self.path,
            "行": self.line,
            "列": self.column,
            "位置": self.pointer,
            "事项编码": self.item,
            "案号": self.case,
            "说明": self.message,
            "建议": self.advice,
            "指纹": self.fingerprint,
        }


class Waived(NamedTuple):
    """A finding that is accepted, and the waiver that accepts it."""

    diagnostic: Diagnostic
    reason: str
    approver: str
    until: str
    pointer: str
    """Where the waiver stands in the settings file."""

    @property
    def grant(self) -> str:
        """Why, by whom and until when."""
        return f"{self.reason}；批准人：{self.approver}；有效期至 {self.until}"

    def as_data(self) -> dict[str, Any]:
        """The finding, and under `例外` why it is not reported."""
        waiver = {"理由": self.reason, "批准人": self.approver, "有效期至": self.until, "位置": self.pointer}
        return {**self.diagnostic.as_data(), "例外": waiver}


class Outcome(NamedTuple):
    """What one run looked at, and what it found."""

    diagnostics: Sequence[Diagnostic]
    files: int
    items: int
    cases: int
    paths: Sequence[str] = ()
    """The files that were looked at, sorted."""
    waived: Sequence[Waived] = ()
    """What was found and is accepted."""
    doubtful: Sequence[str] = ()
    """Folders where a finding may be missing, as something it rests on could not be read; "" means everywhere."""
    rules: Sequence[str] = ()
    """Codes of the rules that ran."""
    baseline: Mapping[str, Any] | None = None
    """What a baseline accepts, under the keys that other programs rely on; None where none was asked for."""
    accepted: Sequence[Diagnostic] = ()
    """What was found and stands in the baseline."""

    def number(self, level: Level) -> int:
        """Findings of one level."""
        return sum(one.level is level for one in self.diagnostics)

    def doubts(self, path: str) -> bool:
        """Whether a finding in this file may be missing."""
        return any(not one or path.startswith(f"{one}/") for one in self.doubtful)


def json_pointer(pointer: Pointer) -> str:
    """RFC 6901 text of a pointer: "/事项/0/依据/0"; the root is ""."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in pointer)


def ordered(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """By file, line, column, code and text, each exactly once and each with its fingerprint."""
    unique = sorted(set(diagnostics), key=lambda one: (one.path, one.line, one.column, one.code, one.message))
    return list(_fingerprinted(unique))


_OWNERS: Final = frozenset({"事项", "案件"})


def inner_steps(one: Diagnostic) -> list[str]:
    """Steps of the pointer inside the item or case, where it has a name; else from the root."""
    steps = one.pointer.split("/")[1:]
    return steps[2:] if (one.item or one.case) and len(steps) > 1 and steps[0] in _OWNERS else steps


def _fingerprinted(diagnostics: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    """Fingerprints survive moved lines and re-ordered items: they name the item or case, not the line."""
    seen: dict[str, int] = {}
    for one in diagnostics:
        identity = "\0".join((one.code, one.path, one.item or "", one.case or "", *inner_steps(one)))
        number = seen[identity] = seen.get(identity, 0) + 1
        from hashlib import sha256  # OpenSSL takes longer to load than a clean file to check

        # a file name need not be UTF-8
        digest = sha256(f"{identity}\0{number}".encode(errors="backslashreplace")).hexdigest()
        yield one._replace(fingerprint=digest[:32])
