"""What is known of one law and of one place in it: as text for people and as data for programs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any, Final, NamedTuple

from rouxing.commands._law_cite import explained, settled
from rouxing.commands._text import padded, two_columns, wrapped
from rouxing.errors import NotFound
from rouxing.law.acts import Law, Repeal, Version
from rouxing.law.citation import citations
from rouxing.law.grounds import Answer, place_of
from rouxing.law.numerals import chinese, value
from rouxing.law.places import Place
from rouxing.law.renumbering import Move, destinations, origins
from rouxing.law.resolution import day, resolve
from rouxing.law.shapes import Shape
from rouxing.law.titles import normal
from rouxing.model import Library, OwnLaw
from rouxing.terms import ListKind


class Asked(NamedTuple):
    """A law, perhaps a place in it, and the day."""

    law: Law
    place: Place | None
    date: str
    library: Library

    @property
    def version(self) -> Version | None:
        """The text in force on the day."""
        return self.law.at(self.date)

    @property
    def repeal(self) -> Repeal | None:
        """What repealed the law, on whatever day."""
        return self.library.index.repealed(self.law.title)

    def applies(self, version: Version) -> bool:
        """Whether this is the text that counts on the day."""
        repealed = self.repeal is not None and self.repeal.effective <= self.date
        return version is self.version and not repealed


def asked(name: str, place: str, date: str, library: Library) -> Asked:
    """What the words ask for; the place may stand in the name. Raises NotFound."""
    if place:
        return Asked(_law(name, library), _place(place), date, library)
    found = citations(name, library.index.knows)
    first = found[0].targets[0].first if len(found) == 1 and len(found[0].targets) == 1 else None
    if first is None or not first.article:
        return Asked(_law(name, library), None, date, library)
    inside = Place(first.article, first.paragraph, first.item, first.subitem)
    return Asked(_law(found[0].law.name, library), inside, date, library)


def _law(name: str, library: Library) -> Law:
    law = library.index.find(name)
    if law is None:
        raise NotFound(resolve(name.strip(), None, _LAST_DAY, library.index).explanation)
    return law


_LAST_DAY: Final = "9999-12-31"


def _place(text: str) -> Place:
    """33, 三十三, 120-1, 33条1款, 三十三条 and 第三十三条第一款."""
    bare = re.sub(r"\s", "", text)
    number = value(bare)
    if number or re.fullmatch("[0-9]+-[0-9]+", bare):
        return Place(str(number or bare))
    for read, words in ((Place.written, bare), (place_of, bare), (place_of, f"第{bare}")):
        with suppress(ValueError):
            return read(words)
    raise NotFound(f"“{text}”不是一个条款；请写成 第三十三条第一款 或者 33 的样子")


def law_text(one: Asked, columns: int) -> Iterator[str]:
    """The law as a paragraph of facts and a table of its versions."""
    law = one.law
    yield from wrapped(law.title, columns)
    rows = [("层级", law.level), ("首次通过", day(law.adopted))]
    names = [name for name in law.short if name != law.title]
    rows += [("又称", "、".join(names))] if names else []
    repeal = one.repeal
    if repeal is not None:
        by = f"{repeal.by}{Place(repeal.article) if repeal.article else ''}"
        rows.append(("废止", f"自{day(repeal.effective)}起，依据：{by}（{repeal.confidence}）"))
    yield from two_columns(rows, columns)
    yield f"文本（{day(one.date)}适用的标 *）："
    for version in law.versions:
        yield from _indented(_version_line(version, one.applies(version)), columns)
        notes = [*version.flags, *([] if version.complete else ["不完整"])]
        if notes or version.source:
            yield from wrapped(" " * 6 + "；".join(filter(None, ("、".join(notes), version.source))), columns)


def _version_line(version: Version, current: bool) -> str:
    size = f"{len(version.articles)} 条，至{Place(version.last)}" if version.last else "没有收录条文"
    effective = f"{version.effective} 施行（{version.effective_known_by}）"
    return f"{'*' if current else ' '} {version.date} {padded(version.kind, 4)}  {effective}  {size}"


def _indented(text: str, columns: int) -> Iterator[str]:
    first, *more = wrapped(f"  {text}", columns - 4)
    yield first
    yield from (f"      {line}" for line in more)


class PlaceFacts(NamedTuple):
    """What is known of a place on a day."""

    state: str
    explanation: str
    shape: Shape | None
    came_from: Sequence[Move]
    went_to: Sequence[Move]
    grounds: Sequence[tuple[ListKind, Answer]]
    gist: str
    text: str


def place_facts(one: Asked, place: Place) -> PlaceFacts:
    """The place in the text in force: shape, where it came from and went, the lists it carries, its words."""
    answer = settled(resolve(one.law.title, place, one.date, one.library.index), one.library)
    version = one.version
    shape = version.shape(place.article) if version else None
    came, went = _moves(one.law, place, version) if version and shape else ([], [])
    verdicts = {kind: one.library.grounds.judge(one.law.title, place, one.date, kind) for kind in ListKind}
    gists = dict.fromkeys(row.gist for verdict in verdicts.values() for row in verdict.rows)
    known = [(kind, verdict.answer) for kind, verdict in verdicts.items() if verdict.answer is not Answer.UNKNOWN]
    text = _own_text(one.library.laws, one.law, version, place.article) if version else ""
    return PlaceFacts(
        answer.state.value,
        explained(answer),
        shape,
        came,
        went,
        known,
        "；".join(gists),
        text,
    )


def _moves(law: Law, place: Place, version: Version) -> tuple[list[Move], list[Move]]:
    came = [
        move
        for older in law.earlier(version)
        for move in origins(law, place.article, version.date, older.date)
        if move.to is not None and (move.to.within(place) or place.within(move.to))
    ]
    went = [move for newer in law.later(version) for move in destinations(law, place, version.date, newer.date)]
    return came, went


def _own_text(laws: Sequence[OwnLaw], law: Law, version: Version, article: str) -> str:
    """The words of the article, where the agency's file holds them."""
    own = next((one for one in laws if normal(one.title) == normal(law.title)), None)
    return own.words(Place(article), version.effective) if own else ""


def place_text(one: Asked, place: Place, columns: int) -> Iterator[str]:
    """The place as a table of facts."""
    facts = place_facts(one, place)
    yield ""
    yield from wrapped(f"{place}（按{day(one.date)}）", columns)
    rows = [("状态", facts.state), ("说明", facts.explanation)]
    rows += [("本条", shape_words(facts.shape))] if facts.shape else []
    rows += [("来自", _moved(move, move.from_version, move.origin)) for move in facts.came_from]
    rows += [("去向", _moved(move, move.to_version, move.to)) for move in facts.went_to]
    rows += [("内容", facts.gist)] if facts.gist else []
    lists = "；".join(f"{kind}：{answer.value}" for kind, answer in facts.grounds)
    rows.append(("从宽依据", lists or "依据表没有收录这一条款；可以写进 laws/grounds.yaml"))
    rows += [("条文", facts.text)] if facts.text else []
    yield from two_columns(rows, columns)


def _moved(move: Move, date: str, place: Place | None) -> str:
    likeness = "" if move.likeness is None else f"，相似度 {round(move.likeness * 100)}%"
    return f"{date} 文本{place or '（已删去）'}（{move.confidence}{likeness}）"


def shape_words(shape: Shape) -> str:
    """两款，第一款有三项."""
    if shape.is_dropped:
        return "已删去"
    if not shape.known:
        return "款数不明"
    count = "两" if shape.paragraphs == 2 else chinese(shape.paragraphs)
    if not shape.items_known:
        return f"{count}款，项数不明"
    items = [f"第{chinese(number)}款有{chinese(shape.items[number - 1])}项" for number in shape.with_items()]
    if shape.paragraphs == 1 and items:
        items = [f"有{chinese(shape.items[0])}项"]
    return "，".join((f"{count}款", *items))


def asked_data(one: Asked) -> dict[str, Any]:
    """The law and the place under stable keys."""
    law, repeal = one.law, one.repeal
    return {
        "名称": law.title,
        "简称": [name for name in law.short if name != law.title],
        "层级": law.level,
        "首次": law.adopted,
        "日期": one.date,
        "废止": {"依据": repeal.by, "条": repeal.article, "自": repeal.effective} if repeal else None,
        "文本": [_version_data(version, one.applies(version)) for version in law.versions],
        "条款": _facts_data(one, one.place) if one.place else None,
    }


def _version_data(version: Version, current: bool) -> dict[str, Any]:
    return {
        "日期": version.date,
        "种类": version.kind.value,
        "施行": version.effective,
        "施行依据": version.effective_known_by.value,
        "当日适用": current,
        "条数": len(version.articles),
        "末条": str(Place(version.last)) if version.last else None,
        "完整": version.complete,
        "提示": list(version.flags),
        "可信度": version.confidence.value,
        "来源": version.source,
    }


def _facts_data(one: Asked, place: Place) -> dict[str, Any]:
    facts = place_facts(one, place)
    return {
        "条款": str(place),
        "状态": facts.state,
        "说明": facts.explanation,
        "款": facts.shape.paragraphs if facts.shape and facts.shape.known else None,
        "项": list(facts.shape.items) if facts.shape and facts.shape.items_known else None,
        "来自": [_move_data(move, move.from_version, move.origin) for move in facts.came_from],
        "去向": [_move_data(move, move.to_version, move.to) for move in facts.went_to],
        "从宽依据": {kind.value: answer.value for kind, answer in facts.grounds},
        "内容": facts.gist,
        "条文": facts.text or None,
    }


def _move_data(move: Move, date: str, place: Place | None) -> dict[str, Any]:
    return {
        "文本": date,
        "条款": str(place) if place else None,
        "可信度": move.confidence.value,
        "相似度": move.likeness,
    }
