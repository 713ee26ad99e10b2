"""A cell full of law → citations, one law each: which of them grant leniency, and which set the penalty."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from rouxing.importers._heads import LENIENT, MIXED, PENAL, role
from rouxing.importers._texts import NUMBERING, clean, is_nothing, squeezed
from rouxing.law.citation import Citation, LawName, Target, citations
from rouxing.law.titles import normal


class Ground(NamedTuple):
    """One law, and the places of it, or words that lead into another paper."""

    law: str
    targets: tuple[Target, ...] = ()
    words: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """《法名》第三十三条第一款、第三十四条."""
        if self.words:
            return f"《{self.law}》" + "、".join(self.words)
        law = LawName("title", self.law)
        return Citation("", law.span, law, self.targets).canonical()  # type: ignore[arg-type]  # the text is not asked


class Grounds(NamedTuple):
    """What a cell cites."""

    lenient: tuple[Ground, ...] = ()
    penal: tuple[Ground, ...] = ()
    quoted: bool = False
    """The words of the provisions stood behind the citations; they are not imported."""
    unread: tuple[str, ...] = ()
    """What could not be read as a citation."""
    below: frozenset[str] = frozenset()
    """（下同）: the role of the citations that hold for the rows below, too."""


_N: Final = "0-9０-９〇零一二三四五六七八九十百千两"
_TITLE: Final = re.compile("《[^《》]{1,120}(?:《[^《》]{1,80}》[^《》]{0,80})?》")
_NUMBER: Final = re.compile(rf"第\s*[（(]?\s*(?:[{_N}]\s*){{1,9}}[）)]?\s*[条款项目]")
_AFTER_TITLE: Final = re.compile(r"(?<=》)\s+(?=[第（(])")
_AFTER_NOTE: Final = re.compile(r"(?<=[）)])\s+(?=第)")
_AFTER_PLACE: Final = re.compile(rf"(?<=[条款项])\s+(?=第[（(]?[{_N}]+[）)]?[款项目])")
_SAME: Final = re.compile("[（(][^（）()]{0,6}下同[^（）()]{0,6}[）)]")


def _whole(text: str) -> str:
    """The text with titles and numbers that a line break or blank cuts put together again."""
    text = _TITLE.sub(lambda match: re.sub(r"\s+", "", match[0]), text)
    text = _NUMBER.sub(lambda match: re.sub(r"\s+", "", match[0]), text)
    return _AFTER_PLACE.sub("", _AFTER_NOTE.sub("", _AFTER_TITLE.sub("", text)))


_LABEL: Final = (
    r"[【\[（(]?(?P<label>[^\n：:《》。；;，,【】\[\]（）()、]{0,14}?"
    r"(?:依据|罚则|条款|条文|法律责任|处罚规定|违反规定|强制规定))[】\]）)]?"
)
_LABELLED: Final = re.compile(rf"^{_LABEL}\s*[：:]\s*")
_LABEL_BEFORE: Final = re.compile(rf"^{_LABEL}\s*$")
_PREFIX: Final = re.compile(r"^(?:根据|依据|依照|按照|参照|据|违反了?|符合|见|详见|适用|并?依)\s*$")
_TAG: Final = re.compile(r"^[【\[][^】\]\n]{1,14}[】\]]\s*")
_BETWEEN: Final = re.compile(r"(?:[\s、，,；;。.和及与或：:]|以及|或者|并|依据|根据|依照|按照|参照|违反)*")
_CLOSED: Final = re.compile(r"\s*(?:(?:的|之)?规定)?(?:[：:，,。；;、\s]|$)")
_BREAK: Final = re.compile(r"[\n。；;]")
_NOTE: Final = re.compile(r"^\s*(?:[（(][^（）()]*(?:[（(][^（）()]*[）)][^（）()]*)*[）)]\s*)+")
_OTHER_PAPER: Final = re.compile(
    rf"\s*(?:[（(][^（）()]*[）)])?\s*(?P<words>[^，。；;：:\s《》（）()、]{{2,24}}第?[{_N}]+(?:项|条|号))"
)


class _Standing(NamedTuple):
    """How a citation stands in its cell: whether it counts, under which label, what before it was not understood."""

    counts: bool
    label: str = ""
    unread: str = ""


@lru_cache(maxsize=8192)
def grounds(text: str, head: str) -> Grounds:
    """The citations of a cell below a head that means `head` (依据, 处罚依据, 混合依据)."""
    if is_nothing(text):
        return Grounds()
    whole = _whole(clean(text))
    found: dict[str, list[tuple[int, Ground]]] = {LENIENT: [], PENAL: []}
    label, law, end = head, "", 0
    unread: list[str] = []
    quoted = False
    for one in citations(_SAME.sub(lambda match: "\n" * len(match[0]), whole)):
        if one.span.start < end or one.law.ref == "self" or any(target.first.rel for target in one.targets):
            continue
        standing = _standing(whole, end, one, first=not end)
        if not standing.counts or (not one.law.name and not law):
            continue
        label = standing.label or label
        quoted = quoted or bool(end and _is_quoted(whole[end : one.span.start]))
        unread += [standing.unread] if standing.unread else []
        law = one.law.name if one.law.ref in ("title", "short") else law
        quoted = quoted or bool(one.law.note or one.law.version_hint)
        ground, end = _ground(whole, one, law)
        for part, belongs in _divided(ground, label):
            found[belongs].append((end, part))
    if not end:
        return _titles_only(whole, head)
    quoted = quoted or _is_quoted(whole[end:])
    below = frozenset(role_ for match in _SAME.finditer(whole) if (role_ := _last_before(found, match.start())))
    return Grounds(_merged(found[LENIENT]), _merged(found[PENAL]), quoted, tuple(unread), below)


def _last_before(found: dict[str, list[tuple[int, Ground]]], position: int) -> str:
    ends = [(end, belongs) for belongs, listed in found.items() for end, _ in listed if end <= position]
    return max(ends)[1] if ends else ""


def _standing(text: str, end: int, one: Citation, *, first: bool) -> _Standing:
    """Whether a citation is one of the cell, or one inside the words of a provision."""
    lead = text[end : one.span.start]
    between = _NOTE.sub("", lead) if end else lead
    if end and _BETWEEN.fullmatch(between):
        return _Standing(bool(one.law.name) or bool(one.targets))
    start = max((match.end() for match in _BREAK.finditer(lead)), default=0)
    piece, label = _stripped(lead[start:])
    label = label or _label_above(lead[:start])
    above = "" if end else _not_understood(lead[:start])
    if not piece:
        return _Standing(
            first or _opens(text, one, after_line=lead[:start].endswith("\n") or bool(label)), label, above
        )
    if first and (one.law.ref in ("title", "short")):
        return _Standing(True, label, (above + piece).strip("：:，,、 "))
    return _Standing(False)


def _not_understood(text: str) -> str:
    """What stands above the first citation and is no label."""
    lines = (line for line in _BREAK.split(text) if line.strip())
    return "；".join(piece for line in lines if (piece := _stripped(line.strip().rstrip("：:"))[0]))


def _opens(text: str, one: Citation, *, after_line: bool) -> bool:
    """Behind the words of a provision only a citation counts that is followed by a mark, a blank or nothing."""
    rest = text[one.span.end :]
    rest = _NOTE.sub("", rest)
    if not one.targets:
        return after_line and re.match(r"[\s、；;]|$", rest) is not None
    return _CLOSED.match(rest) is not None


def _stripped(piece: str) -> tuple[str, str]:
    """What stands before a citation without numbering, label and 根据; and what the label means."""
    label = ""
    while piece:
        before = piece
        number = NUMBERING.match(piece)
        piece = piece[number.end() :].lstrip() if number else piece.lstrip(" 、，,.：:*·●■◆-")
        if match := _LABELLED.match(piece):
            label, piece = _meaning(match["label"]) or label, piece[match.end() :]
        elif match := _PREFIX.match(piece):
            return "", label
        elif match := _LABEL_BEFORE.match(piece):
            return "", _meaning(match["label"]) or label
        piece = _TAG.sub("", piece)
        if piece == before:
            break
    return piece.strip(), label


def _label_above(text: str) -> str:
    """A label that stands on a line of its own right above the citation."""
    line = text.strip().rpartition("\n")[2]
    bare = line[match.end() :].lstrip() if (match := NUMBERING.match(line)) else line
    found = _LABEL_BEFORE.match(bare.strip("：: ")) if text.endswith("\n") else None
    return _meaning(found["label"]) if found else ""


def _meaning(label: str) -> str:
    meant = role(label)
    return meant if meant in (LENIENT, PENAL) else ""


def _is_quoted(text: str) -> bool:
    rest = _SAME.sub("", text)
    return len(re.sub(r"[\s、，,；;。.：:和及与]|(?:的|之)?规定", "", rest)) > 1


def _ground(text: str, one: Citation, law: str) -> tuple[Ground, int]:
    end = one.span.end
    if not one.targets and (paper := _OTHER_PAPER.match(text, end)):
        return Ground(law, (), (paper["words"],)), paper.end()
    return Ground(law, one.targets), end


_SECURITY: Final = frozenset(("12", "13", "14", "19"))
"""治安管理处罚法第十二、十三、十四、十九条: minors, the insane, the blind and deaf, mitigation."""
_PAPERS: Final = re.compile("裁量|不予|免予|免罚|首违|轻微违法|包容审慎|优化营商环境条例")


def _divided(ground: Ground, label: str) -> Iterator[tuple[Ground, str]]:
    """The citation under what its head says; under a head that does not say, by the law."""
    if label != MIXED:
        yield ground, label
        return
    law = normal(ground.law)
    if law in ("治安管理处罚法", "治安处罚法"):
        granting = tuple(one for one in ground.targets if one.first.article in _SECURITY)
        others = tuple(one for one in ground.targets if one.first.article not in _SECURITY)
        yield from [(ground._replace(targets=granting), LENIENT)] if granting else []
        yield from [(ground._replace(targets=others), PENAL)] if others or not granting else []
        return
    yield ground, LENIENT if law in ("行政处罚法", "行政强制法") or _PAPERS.search(law) else PENAL


def merged(listed: list[Ground]) -> tuple[Ground, ...]:
    """One ground per law, places in order, none twice; other words of a law stay apart."""
    laws: dict[tuple[str, bool], Ground] = {}
    for one in listed:
        key = (normal(one.law), bool(one.words))
        known = laws.get(key)
        if known is None:
            laws[key] = one
        else:
            shown = {_place(target) for target in known.targets}
            new = tuple(target for target in one.targets if _place(target) not in shown)
            more = tuple(word for word in one.words if word not in known.words)
            laws[key] = known._replace(targets=known.targets + new, words=known.words + more)
    return tuple(laws.values())


def _place(target: Target) -> tuple[str, str]:
    return target.first.canonical, target.last.canonical if target.last else ""


def _merged(listed: list[tuple[int, Ground]]) -> tuple[Ground, ...]:
    return merged([one for _, one in listed])


_BARE: Final = re.compile(
    r"[一-龥（）()〈〉]{2,40}(?:法|条例|办法|规定|规则|规范|细则|规程)(?:[（(](?:试行|暂行)[）)])?"
)


def _titles_only(text: str, head: str) -> Grounds:
    """A cell without a citation: names of laws without marks, or something that is not understood."""
    lenient: list[Ground] = []
    penal: list[Ground] = []
    unread: list[str] = []
    for part in re.split(r"[\n、；;，,]", text):
        bare = squeezed(part[match.end() :] if (match := NUMBERING.match(part)) else part).strip("。.")
        if _BARE.fullmatch(bare):
            for ground, belongs in _divided(Ground(bare), head):
                (lenient if belongs == LENIENT else penal).append(ground)
        elif bare:
            unread.append(part.strip())
    return Grounds(merged(lenient), merged(penal), False, tuple(unread))
