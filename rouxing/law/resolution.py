"""Whether the place that a citation names existed on a day, and if not, what a person should do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, NamedTuple

from rouxing.law.acts import Confidence, Kind, Law, Repeal, Version
from rouxing.law.fitting import FOUND, State, fit, holds
from rouxing.law.index import LawIndex
from rouxing.law.numerals import chinese
from rouxing.law.places import Place
from rouxing.law.renumbering import Move, destinations, silently_changed
from rouxing.law.titles import listed

if TYPE_CHECKING:
    from rouxing.law.citation import Citation, Locator, Target


_MOST: Final = 200  # places of one range
# people may count the paragraphs and items of such a text otherwise
_DOUBTFUL: Final = frozenset(("列举未编号", "项后续段", "引文成段", "有目无项", "缺条", "条号存疑"))


class Resolution(NamedTuple):
    """The answer for one place on one day.

    `place` has the paragraph filled in where only one can be meant; None if the whole act is cited. `present` is where
    the content of an old number stands on the day. `changed` (on a place that exists): what earlier versions had under
    this number stands elsewhere now, so the number may be an old one; `suspicion` says so in words. `certain` is false
    where facts are not verified. `hint` is about style.
    """

    state: State
    name: str
    place: Place | None
    date: str
    said: str = ""
    """What is wrong and what to do; "" where nothing is."""
    law: Law | None = None
    version: Version | None = None
    present: tuple[Move, ...] = ()
    changed: tuple[Move, ...] = ()
    suspicion: str = ""
    repeal: Repeal | None = None
    similar: tuple[str, ...] = ()
    hint: str = ""
    certain: bool = True

    @property
    def found(self) -> bool:
        """Whether the place existed on the day."""
        return self.state in FOUND

    @property
    def explanation(self) -> str:
        """The answer in words."""
        return self.said or f"《{self.name}》{self.place or ''}：有效" + (f"，{self.hint}" if self.hint else "")


class _Case(NamedTuple):
    """One question: a place (None: the whole act) on a day."""

    name: str
    place: Place | None
    date: str

    @property
    def words(self) -> str:
        return f"《{self.name}》{self.place or ''}"

    def answer(
        self, state: State, explanation: str, law: Law | None = None, version: Version | None = None
    ) -> Resolution:
        return Resolution(state, self.name, self.place, self.date, explanation, law, version)


def resolve(name: str, place: Place | None, date: str, index: LawIndex) -> Resolution:
    """What becomes of `place` of the law called `name` on the ISO day; never raises.

    A repeal in force goes before everything; a place that an earlier text had is an old number, never 无此条.
    """
    law, repeal = index.standing(name)
    case = _Case(law.title if law else name.strip("《》"), place, date)
    if repeal is not None and repeal.effective <= date:
        text = f"{case.words}：该法已自{day(repeal.effective)}起由{_by(repeal)}废止，请改引现行规定"
        certain = repeal.confidence is not Confidence.INFERRED
        return case.answer(State.REPEALED, text, law)._replace(repeal=repeal, certain=certain)
    if law is None:
        return _unknown(case, repeal, index)
    version = law.at(date)
    if version is None:
        return _too_early(case, law, index)
    if not version.articles:
        text = f"{case.words}：{day(date)}适用的是{_called(version)}，索引没有收录其条文，请查原文"
        return case.answer(State.TEXT_INCOMPLETE, text, law, version)._replace(certain=False)
    return case.answer(State.OK, "", law, version) if place is None else _placed(case, place, law, version)


def _by(repeal: Repeal) -> str:
    by = repeal.by if "号" in repeal.by or "决定" in repeal.by else f"《{repeal.by}》"
    return by + (str(Place(repeal.article)) if repeal.article else "")


def _unknown(case: _Case, repeal: Repeal | None, index: LawIndex) -> Resolution:
    if repeal is not None:
        text = f"{case.words}：该法{day(repeal.effective)}废止，索引没有收录其条文，请查当时的原文"
        return case.answer(State.TEXT_INCOMPLETE, text)._replace(repeal=repeal, certain=False)
    titles = tuple(law.title for law in index.candidates(case.name))
    if titles:
        text = f"{case.words}：“{case.name}”不止一部法可用，请写全称，例如{listed(titles)}"
    else:
        titles = index.similar(case.name)
        text = f"{case.words}：索引没有收录这部法，无法核对，请核对名称和条文"
        text += f"；名称相近的有{listed(titles)}" if titles else ""
    return case.answer(State.LAW_NOT_IN_INDEX, text)._replace(similar=titles)


def _too_early(case: _Case, law: Law, index: LawIndex) -> Resolution:
    first = law.versions[0]
    if case.date < law.adopted or not index.had_older_text(law):
        text = f"{case.words}：该法自{day(first.effective)}起施行，{day(case.date)}尚未施行，请改引当时有效的规定"
        return case.answer(State.NOT_YET_IN_FORCE, text, law, first)
    text = f"{case.words}：索引最早收录的是{_called(first)}，没有{day(case.date)}适用的文本，请查当时的原文"
    return case.answer(State.TEXT_INCOMPLETE, text, law)._replace(certain=False)


def _placed(case: _Case, place: Place, law: Law, version: Version) -> Resolution:
    fitted = fit(version.shape(place.article), place)
    state, hint = fitted.state, fitted.hint
    sure = version.confidence is not Confidence.INFERRED
    if state in FOUND:
        changed = silently_changed(law, place, version)
        suspicion = _suspicion(law, place, changed) if changed else ""
        return Resolution(
            state, case.name, fitted.place, case.date, "", law, version, (), changed, suspicion, hint=hint, certain=sure
        )
    older = next((earlier for earlier in law.earlier(version) if holds(earlier, place)), None)
    if older is not None:
        return _old(case, place, law, version, older)
    if not version.complete:
        text = f"{case.words}：索引收录的{_called(version)}不完整，没有查到该处，请查原文"
        return case.answer(State.TEXT_INCOMPLETE, text, law, version)._replace(certain=False)
    newer = next((later for later in law.later(version) if later.articles and holds(later, place)), None)
    if newer is not None:
        text = (
            f"{case.words}：{_called(newer)}才有该处，自{day(newer.effective)}起施行；"
            f"{day(case.date)}适用的是{_called(version)}，请按该文本引用"
        )
        return case.answer(State.NOT_YET_IN_FORCE, text, law, version)._replace(certain=sure)
    text = f"{case.words}：{day(case.date)}适用的{_called(version)}{_lacking(state, place, version)}，请核对"
    counted = state is State.NO_ARTICLE or _DOUBTFUL.isdisjoint(version.flags)
    return case.answer(state, text, law, version)._replace(certain=sure and counted)


def _suspicion(law: Law, place: Place, changed: tuple[Move, ...]) -> str:
    moved = "、".join(dict.fromkeys(str(move.to) if move.to else "（已删去）" for move in changed))
    earlier = law.version(changed[0].from_version)
    return f"{earlier and _called(earlier)}的{place}，内容现为{moved}；如系按旧文本抄录，请改引"


def _old(case: _Case, place: Place, law: Law, version: Version, older: Version) -> Resolution:
    moves = destinations(law, place, older.date, version.date)
    text = f"{case.words}：这是{_called(older)}的条款，{day(version.effective)}起已适用{_called(version)}，"
    kept = [move for move in moves if move.to is not None]
    if kept:
        text += "内容现为" + "、".join(f"{move.to}（{move.confidence}）" for move in kept) + "，请核对后改引"
    else:
        text += "该处内容已删去，请改引现行条款" if moves else "请对照新文本改引"
    return case.answer(State.OLDER_VERSION, text, law, version)._replace(present=moves)


def _lacking(state: State, place: Place, version: Version) -> str:
    """What the text has instead of the place."""
    shape = version.shape(place.article)
    article = Place(place.article)
    if shape is None or state is State.NO_ARTICLE:
        last = f"，最后一条是{Place(version.last)}" if version.last and shape is None else ""
        return f"没有这一条{last}" if shape is None else "已删去这一条"
    if state is State.NO_PARAGRAPH:
        return f"，{article}只有{_many(shape.paragraphs)}款"
    if state is State.NO_SUBITEM:
        return f"，{place._replace(subitem=None)}没有这一目"
    where = place._replace(item=None, subitem=None)
    if state is State.ITEM_IN_ITEMLESS_PARAGRAPH:
        return f"，{where}没有分项"
    counts = shape.items if place.paragraph is None else (shape.items[place.paragraph - 1],)
    return f"，{where}只有{_many(max(counts))}项"


def _many(number: int) -> str:
    """A number of things, not an ordinal: 两款."""
    return "两" if number == 2 else chinese(number)


def _called(version: Version) -> str:
    changed = version.kind in {Kind.AMENDED, Kind.REVISED}
    return f"{day(version.date)}{version.kind if changed else ''}文本"


def day(date: str) -> str:
    """An ISO day as people write it: 2021年10月1日."""
    year, month, number = date.split("-")
    return f"{year}年{int(month)}月{int(number)}日"


def resolved(citation: Citation, date: str, index: LawIndex) -> tuple[Resolution, ...]:
    """The answer for each place of a citation, ranges place by place, in the order written."""
    law = citation.law
    case = _Case(law.name, None, date)
    if law.ref == "self":
        text = f"“{law.name or '本法'}”离开原文不知是哪部法，请写全称"
        return (case.answer(State.RELATIVE_REFERENCE_NOT_ALLOWED, text),)
    if law.ref == "none" or not law.name:
        return (case.answer(State.UNSUPPORTED, f"“{citation.text}”没有写明是哪部法，请写全称"),)
    if not citation.targets:
        return (resolve(law.name, None, date, index),)
    answers: list[Resolution] = []
    for target in citation.targets:
        answers += _target(law.name, target, date, index)
    return tuple(answers)


def _target(name: str, target: Target, date: str, index: LawIndex) -> list[Resolution]:
    ends = (target.first,) if target.last is None else (target.first, target.last)
    for end in ends:
        text = _not_to_be_looked_up(end)
        if text is not None:
            return [_Case(name, None, date).answer(*text)]
    places = tuple(Place(end.article, end.paragraph, end.item, end.subitem) for end in ends)
    if len(places) > 1:
        places = _range(places[0], places[1], name, date, index)
    return [resolve(name, place, date, index) for place in places]


def _not_to_be_looked_up(end: Locator) -> tuple[State, str] | None:
    if end.rel:
        return State.RELATIVE_REFERENCE_NOT_ALLOWED, f"“{end.canonical}”离开原文不知所指，请写明条款"
    if not end.article:
        return State.UNSUPPORTED, f"“{end.canonical}”不是具体条款，无法核对，请引用到条"
    return None


def _range(first: Place, last: Place, name: str, date: str, index: LawIndex) -> tuple[Place, ...]:
    """All places of a range; its two ends if they do not stand in one text, in order, on one level."""
    if first.article != last.article:
        law = index.find(name)
        version = law.at(date) if law else None
        articles = version.between(first.article, last.article) if version else ()
        places = [first, *(Place(article) for article in articles[1:-1]), last]
    else:
        places = [first, *_inside(first, last), last]
    return tuple(places[:_MOST])


def _inside(first: Place, last: Place) -> Iterator[Place]:
    """The paragraphs or the items of one article between two of them."""
    if first.item is not None and last.item is not None and first.paragraph == last.paragraph:
        items = range(first.item + 1, min(last.item, first.item + _MOST))
        yield from (first._replace(item=item, subitem=None) for item in items)
    elif first.paragraph is not None and last.paragraph is not None and first.item is last.item is None:
        paragraphs = range(first.paragraph + 1, min(last.paragraph, first.paragraph + _MOST))
        yield from (first._replace(paragraph=paragraph) for paragraph in paragraphs)
