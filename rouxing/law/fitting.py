"""Whether an article of a given shape has a place, and how the place is better written."""

from __future__ import annotations

from enum import StrEnum
from typing import Final, NamedTuple

from rouxing.law.acts import Version
from rouxing.law.numerals import chinese
from rouxing.law.places import Place
from rouxing.law.shapes import Shape


class State(StrEnum):
    """What came of looking a place up."""

    OK = "有效"
    OK_ITEM_AMBIGUOUS_PARAGRAPH = "未写明款"  # more than one paragraph has items
    SUPERFLUOUS_PARAGRAPH = "多写第一款"  # the article has one paragraph only
    LAW_NOT_IN_INDEX = "法律未收录"
    TEXT_INCOMPLETE = "文本未收录"
    NO_ARTICLE = "无此条"
    NO_PARAGRAPH = "无此款"
    NO_ITEM = "无此项"
    NO_SUBITEM = "无此目"
    ITEM_IN_ITEMLESS_PARAGRAPH = "该处无项"
    RELATIVE_REFERENCE_NOT_ALLOWED = "不明引用"  # 本法, 前款: meaningless outside the text
    OLDER_VERSION = "旧条号"
    REPEALED = "已废止"
    NOT_YET_IN_FORCE = "尚未施行"
    UNSUPPORTED = "不能核对"


FOUND: Final = frozenset((State.OK, State.OK_ITEM_AMBIGUOUS_PARAGRAPH, State.SUPERFLUOUS_PARAGRAPH))
ABSENT: Final = frozenset(
    (State.NO_ARTICLE, State.NO_PARAGRAPH, State.NO_ITEM, State.NO_SUBITEM, State.ITEM_IN_ITEMLESS_PARAGRAPH)
)


class Fit(NamedTuple):
    """The state, the place with its paragraph where only one can be meant, and a hint on writing it better."""

    state: State
    place: Place
    hint: str = ""


def holds(version: Version, place: Place) -> bool:
    """Whether the version has the place, as far as its shape is known."""
    return fit(version.shape(place.article), place).state in FOUND


def fit(shape: Shape | None, place: Place) -> Fit:
    """Whether an article of this shape has the place."""
    if shape is None or shape.is_dropped:
        return Fit(State.NO_ARTICLE, place)
    if not shape.known:
        return Fit(State.OK, place)
    if place.paragraph is None:
        return Fit(State.OK, place) if place.item is None else _item_alone(shape, place, place.item)
    if not 1 <= place.paragraph <= shape.paragraphs:
        return Fit(State.NO_PARAGRAPH, place)
    fault = _item_fault(shape, place)
    if fault is None and shape.paragraphs == 1:
        return Fit(State.SUPERFLUOUS_PARAGRAPH, place, f"{Place(place.article)}只有一款，“第一款”不必写")
    return Fit(fault or State.OK, place)


def _item_alone(shape: Shape, place: Place, item: int) -> Fit:
    """An item without its paragraph: right where there is only one.

    最高人民法院1956年12月22日关于引用法律、法令等所列条、款、项、目顺序的通知.
    """
    paragraphs = shape.with_items()
    if not shape.items_known:
        return Fit(State.OK, place)
    if not paragraphs:
        return Fit(State.ITEM_IN_ITEMLESS_PARAGRAPH, place)
    fitting = [paragraph for paragraph in paragraphs if item <= shape.items[paragraph - 1]]
    whole = place._replace(paragraph=fitting[0] if fitting else paragraphs[0])
    fault = _item_fault(shape, whole)
    if fault is not None:
        return Fit(fault, place)
    if shape.paragraphs == 1:
        return Fit(State.OK, place)
    if len(paragraphs) > 1:
        listed = "、".join(f"第{chinese(paragraph)}款" for paragraph in paragraphs)
        return Fit(State.OK_ITEM_AMBIGUOUS_PARAGRAPH, place, f"{Place(place.article)}的{listed}都有项，请写明是哪一款")
    return Fit(State.OK, whole, f"宜写明第{chinese(paragraphs[0])}款")


def _item_fault(shape: Shape, place: Place) -> State | None:
    if place.item is None or place.paragraph is None or not shape.items_known:
        return None
    items = shape.items[place.paragraph - 1]
    if not 1 <= place.item <= items:
        return State.NO_ITEM if items else State.ITEM_IN_ITEMLESS_PARAGRAPH
    if place.subitem is not None and not 1 <= place.subitem <= shape.subitems_of(place.paragraph, place.item):
        return State.NO_SUBITEM
    return None
