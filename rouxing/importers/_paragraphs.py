"""Lists without a table: numbered names with labelled lines below, or one sentence per item."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from rouxing.importers import Line
from rouxing.importers import _texts as texts
from rouxing.importers._grounds import grounds
from rouxing.importers._heads import CODE, EXTRA, GROUNDS, MEASURES, NAME, NOTE, PENAL, WHEN, role
from rouxing.importers._records import Collected, Draft
from rouxing.importers._titles import is_title, kinds, unit_line
from rouxing.importers._words import words
from rouxing.law.citation import citations


class Rest(NamedTuple):
    """A line that belongs to no item, and whether it stands before the first."""

    line: Line
    before_items: bool


class _Labelled(NamedTuple):
    """A line 【适用情形】…: what the label means, the label, the text behind it."""

    role: str
    label: str
    text: str


_NONE: Final = _Labelled("", "", "")
_LABEL: Final = re.compile(
    r"^\s*(?:[（(][0-9一二三四五六七八九十]{1,2}[）)]\s*|[0-9]{1,2}[、.．]\s*|[①-⑳]\s*)?"
    r"(?:[【\[〔](?P<boxed>[^】\]〕\n]{2,16})[】\]〕]\s*[：:]?|(?P<plain>[^：:，。；《》\n【\[]{2,16})[：:])\s*",
)
_FIELDS: Final = frozenset((NAME, CODE, WHEN, MEASURES, NOTE, EXTRA, *GROUNDS))


def read_paragraphs(lines: Sequence[Line], collected: Collected) -> tuple[list[Draft], list[Rest]]:
    """Items, and the lines that are in none of them."""
    lines = [part for line in lines for part in _parted(line)]
    for reader in (_labelled_items, _sentences):
        items, used = reader(lines, collected)
        if items:
            first = min(used)
            return items, [Rest(line, at < first) for at, line in enumerate(lines) if at not in used]
    return [], [Rest(line, True) for line in lines]


_INSIDE: Final = re.compile(r"(?<=[。；;，,\s）)])(?=(?:【[^】\n]{2,12}】|[^：:，。；;《》\s【】（）()]{2,12}[：:]))")


def _parted(line: Line) -> list[Line]:
    """A line with labels inside, 1.事项。适用情形：…处罚依据：…, as one line per label."""
    parts = [""]
    for piece in _INSIDE.split(line.text):
        if parts[-1] and _label(piece):
            parts.append(piece)
        else:
            parts[-1] += piece
    return [Line(part.strip(), line.place) for part in parts] if len(parts) > 1 else [line]


def _label(text: str) -> _Labelled | None:
    match = _LABEL.match(text)
    if match is None or unit_line(text) is not None:
        return None
    label = match["boxed"] or match["plain"]
    meant = role(label)
    if meant not in _FIELDS or label.endswith("适用范围") or re.search("下列|以下|之一|满足|符合", label):
        return None
    return _Labelled(meant, label, text[match.end() :])


def _labelled_items(lines: Sequence[Line], collected: Collected) -> tuple[list[Draft], set[int]]:
    """Items of which at least one field is named by a label."""
    labels = [_label(line.text) for line in lines]
    if not any(one and one.role in (WHEN, *GROUNDS) for one in labels):
        return [], set()
    starts = list(_starts(lines, labels))
    used: set[int] = set()
    items = []
    for number, (name_at, first) in enumerate(starts):
        end = starts[number + 1][0] if number + 1 < len(starts) else len(lines)
        name = labels[name_at]
        draft = Draft(
            texts.name(name.text if name and name.role == NAME else lines[name_at].text), lines[name_at].place
        )
        used.add(name_at)
        if name_at and re.fullmatch(r"[0-9]{1,3}[.、．]?", lines[name_at - 1].text.strip()):
            draft.number = lines[name_at - 1].text.strip()
            used.add(name_at - 1)
        used |= _fields(draft, lines, labels, (first, end), collected)
        if not texts.is_nothing(draft.name):
            items.append(draft)
    _carry_kinds(items, lines, starts)
    return items, used


def _starts(lines: Sequence[Line], labels: Sequence[_Labelled | None]) -> Iterator[tuple[int, int]]:
    """Where each item has its name, and where its labels begin."""
    named = any(one and one.role == NAME for one in labels)
    for at, one in enumerate(labels):
        if named:
            if one and one.role == NAME:
                yield at, at + 1
        elif (
            one
            and at
            and labels[at - 1] is None
            and _may_be_name(lines[at - 1].text)
            and not _continues(lines, labels, at)
        ):
            yield at - 1, at


def _may_be_name(text: str) -> bool:
    return not (is_title(text) and kinds(text).found) and re.match("[^：:]{2,8}[：:]", text.strip()) is None


def _continues(lines: Sequence[Line], labels: Sequence[_Labelled | None], at: int) -> bool:
    """Whether the line before a label belongs to the label above it: a numbered part of a longer value."""
    line = lines[at - 1].text.strip()
    above = next((one for one in range(at - 2, -1, -1) if labels[one]), None)
    if above is None:
        return False
    if above == at - 2 and not (labels[above] or _NONE).text.strip():
        return True  # a label, its value on the line below, the next label
    first = next((one - 1 for one in range(1, at) if labels[one] and labels[one - 1] is None), None)
    style, here = _style(lines[first].text) if first is not None else "", _style(line)
    if style != here:
        return True
    return not style and line.endswith(("；", ";", "。")) and (labels[at] or _NONE).role != _first_role(labels)


def _first_role(labels: Sequence[_Labelled | None]) -> str:
    return next((one.role for one in labels if one), "")


def _style(text: str) -> str:
    """The form of a line's numbering: 1. and （一） differ."""
    match = texts.NUMBERING.match(text.strip())
    return re.sub("[一二三四五六七八九十]+", "一", re.sub("[0-9]+", "1", match[0].strip())) if match else ""


def _fields(
    draft: Draft, lines: Sequence[Line], labels: Sequence[_Labelled | None], span: tuple[int, int], collected: Collected
) -> set[int]:
    """Read the labelled lines of one item; gives the lines used."""
    used: set[int] = set()
    values: list[tuple[_Labelled, list[str], str]] = []
    closed = False
    for at in range(*span):
        one = labels[at]
        if one is not None:
            values.append((one, [one.text], lines[at].place))
            closed = False
        elif values and not closed and _goes_on(values[-1][1], lines[at].text, last=span[1] == len(lines)):
            values[-1][1].append(lines[at].text)
        else:
            closed = True
            continue
        used.add(at)
    for one, parts, place in values:
        _put(draft, one, texts.clean("\n".join(parts)), place, collected)
    return used


def _goes_on(parts: Sequence[str], text: str, *, last: bool) -> bool:
    """Whether an unlabelled line continues the value above it."""
    before = "\n".join(parts).strip()
    if re.fullmatch(r"[0-9]{1,3}[.、．]?", text.strip()) or is_title(text):
        return False
    if not before or before.endswith(("：", ":", "；", ";", "、", "，")):
        return True
    return (
        _style(text) in ("1.", "1、", "（1）", "(1)", "①", "1．")
        and not re.match(r"[一二三四五六七八九十]+、", text)
        and not last
    )


def _put(draft: Draft, one: _Labelled, value: str, place: str, collected: Collected) -> None:
    if one.role == WHEN:
        draft.circumstances += [found] if (found := texts.circumstances(value)) else []
    elif one.role in GROUNDS:
        found_ = grounds(value, one.role)
        draft.lenient += found_.lenient
        draft.penal += found_.penal
        for part in found_.unread:
            collected.warn(f"{place}的依据里有一段没有看懂，未导入：{texts.one_line(part)}")
        if found_.quoted:
            collected.warn(f"依据只取法名和条款，所附的括注和条文没有导入：{place}")
    elif one.role == MEASURES:
        draft.measures += texts.measures(value)
    elif one.role == CODE:
        draft.code = texts.code(value)
    elif one.role == NAME:
        draft.notes.append(f"{one.label}：{value}")
    elif not texts.is_nothing(value):
        draft.notes.append(value if one.role == NOTE else f"{one.label}：{value}")


def _carry_kinds(items: Sequence[Draft], lines: Sequence[Line], starts: Sequence[tuple[int, int]]) -> None:
    """Titles between items change the list for those that follow."""
    kind = ""
    for draft, (_, first), (name_at, _) in zip(items[1:], starts, starts[1:], strict=False):
        for line in lines[first:name_at]:
            if is_title(line.text) and (found := kinds(line.text).single):
                kind = found
        draft.kind = kind


_NUMBERED: Final = re.compile(r"^\s*(?:[（(][0-9一二三四五六七八九十]{1,3}[）)]|[0-9]{1,3}[.、．]|[①-⑳])\s*")
_BREACH: Final = re.compile(r"^(?:违反了?|不符合)\s*(?=《)")
_LEADS: Final = re.compile(r"(?:下列|以下)[^。]*(?:行为|事项)(?!.*情形之一)[^。]*[：:]$")


def _sentences(lines: Sequence[Line], collected: Collected) -> tuple[list[Draft], set[int]]:
    """Items of one sentence each: 违反《法》第X条，行为，首次……的."""
    del collected
    items: list[Draft] = []
    used: set[int] = set()
    kind, led = "", False
    for at, line in enumerate(lines):
        text = texts.one_line(line.text)
        if is_title(text) and (found := kinds(text).single) and items:
            kind = found
        number = _NUMBERED.match(text)
        if number is None or _LEADS.search(text):
            led = _LEADS.search(text) is not None
            continue
        draft = _sentence(text[number.end() :], line.place, led=led)
        if draft is None:
            continue
        draft.number, draft.kind = texts.squeezed(number[0]), kind
        items.append(draft)
        used.add(at)
    return items, used


def _cited_to(text: str) -> int:
    """Where the citations at the front of a sentence end."""
    end = 0
    for one in citations(text):
        if end and not re.fullmatch(
            r"(?:的规定|规定)?[、，,和及与以]*(?:依据|依照|按照|根据)?", text[end : one.span.start]
        ):
            break
        end = one.span.end
    return end


def _sentence(text: str, place: str, *, led: bool) -> Draft | None:
    """The parts of one sentence; None where it names no act. `led`: it stands below 下列违法行为……不予处罚："""
    breach = _BREACH.match(text)
    if breach is None and not led:
        return None
    start, end = (breach.end(), _cited_to(text)) if breach else (0, 0)
    cited = grounds(text[start:end], PENAL)
    rest = re.sub(r"^(?:的?(?:规定|有关规定))?(?:[，,：:、\s]|应当给予处罚)*", "", text[end:])
    clauses = re.split("[，,]", rest)
    cut = next((at for at, clause in enumerate(clauses) if at and words().conditions.match(clause)), len(clauses))
    name = "，".join(clauses[:cut]).strip("；;。")
    if not name or words().statutory.match(name) or (not end and cut == len(clauses)):
        return None
    draft = Draft(texts.name(name), place)
    when = "，".join(clauses[cut:]).strip("；;。")
    draft.circumstances = [when] if when else []
    draft.penal += cited.penal
    draft.lenient += cited.lenient
    return draft
