"""What happened to a cited place and what to do about it, in the words of a legal officer."""

from __future__ import annotations

from typing import Final, NamedTuple

from rouxing.impact._fates import NO_SUCH_PLACE, NOT_HELD, VAGUE, Effect, Fate, Step, listed
from rouxing.impact._sources import CASES, TEMPLATES
from rouxing.law.acts import Confidence
from rouxing.law.places import Place
from rouxing.law.resolution import day

_ALIKE: Final = 0.8
"""Below this the machine may have paired the wrong articles."""


def happened(fate: Fate) -> str:
    """已移动，现为第四十五条（比对 84%）."""
    match fate.effect:
        case Effect.MOVED:
            text = f"已移动，现为{listed(fate.now)}{_measured(fate)}"
        case Effect.CHANGED:
            text = f"内容有修改{_measured(fate)}"
        case Effect.DROPPED:
            text = f"已删去{_measured(fate)}"
        case Effect.UNMATCHED:
            text = f"旧文本有而新文本未对应{_measured(fate)}"
        case Effect.REPEALED:
            text = f"全法已废止（由{_by(fate)}，自{day(fate.steps[0].effective)}起）"
        case Effect.NEW:
            text = "该法在引用之后才施行"
        case _:
            return f"待核对：{fate.note}"
    return f"{text}；{fate.note}" if fate.note else text


def _measured(fate: Fate) -> str:
    """（比对 84%）: how sure, and how alike."""
    percent = f" {round(fate.likeness * 100)}%" if fate.likeness is not None else ""
    return f"（{fate.confidence}{percent}）" if fate.confidence else ""


def _by(fate: Fate) -> str:
    """《促进个体工商户发展条例》第三十九条; a decision has no 《》."""
    repeal = fate.repeal
    assert repeal is not None  # noqa: S101 - for the type checker
    title = repeal.by if _is_decision(repeal.by) else f"《{repeal.by}》"
    return title + (str(Place(repeal.article)) if repeal.article else "")


def _is_decision(title: str) -> bool:
    """国务院令第638号, 关于废止部分行政法规的决定: repeals, and puts nothing in the place of what it repeals."""
    return "号" in title or "决定" in title


def amendment(step: Step) -> str:
    """2017-11-04文本 → 2024-06-28文本，2024-07-01起施行."""
    before, after, effect = _texts(step)
    return f"{before} → {after}，{effect}" if after else effect


def amendments(fate: Fate) -> str:
    """All steps for a narrow cell, each on lines of its own; "" where there is none."""
    return "\n".join(map(_in_cell, fate.steps))


def _in_cell(step: Step) -> str:
    before, after, effect = _texts(step)
    return f"原：{before}\n新：{after}\n{effect}" if after else effect


def _texts(step: Step) -> tuple[str, str, str]:
    """The old text, the new one ("" where the act was repealed), and from when on."""
    if not step.after:
        return "", "", f"{step.effective}起废止"
    guess = "（施行日系推定）" if step.assumed else ""
    return f"{step.before}文本" if step.before else "未收录", f"{step.after}文本", f"{step.effective}起施行{guess}"


def advice(fate: Fate, law: str, shelf: str) -> str:
    """What to do with the item, the template or the case."""
    if fate.effect is Effect.TO_CHECK:
        return _TO_CHECK.get(fate.note, "请查对原文后再定")
    if shelf == CASES:
        return _for_case(fate, law)
    if shelf == TEMPLATES:
        return f"模板没有日期，先确认是按旧文本写的；{_for_text(fate, law, _OF_TEMPLATE)}"
    return _for_text(fate, law, _OF_ITEM)


_TO_CHECK: Final = {
    NOT_HELD: "请查对原文后再定；用 rouxing law add 补充该法，以后就能核对",
    NO_SUCH_PLACE: "条款可能写错，请对照原文改正",
    VAGUE: "请写法律全称，再重新审查",
}


class _Words(NamedTuple):
    """What is examined, and what goes where no law is left to cite."""

    examined: str
    dropped: str


_OF_ITEM: Final = _Words("事项的名称、情形和处罚幅度是否需要调整", "从清单中删除该事项")
_OF_TEMPLATE: Final = _Words("文书的表述是否需要修改", "从模板中删去这处引用")


def _for_text(fate: Fate, law: str, words: _Words) -> str:
    match fate.effect:
        case Effect.MOVED:
            unlike = fate.likeness is not None and fate.likeness < _ALIKE
            doubt = "内容改动较大，先逐字核对新旧条文；" if unlike else ""
            doubt = "先对照原文核实；" if fate.confidence is Confidence.INFERRED else doubt
            return f"{doubt}内容一致的，改引《{law}》{listed(fate.now)}"
        case Effect.CHANGED:
            return f"条号不变；对照新旧条文，审查{words.examined}"
        case Effect.DROPPED:
            return f"所引规定已不存在；另有现行依据的改引，没有的{words.dropped}"
        case Effect.UNMATCHED:
            return f"查对新文本，确认是删去还是改写；有现行依据的改引，没有的{words.dropped}"
        case Effect.REPEALED:
            by = fate.repeal.by if fate.repeal else ""
            now = "现行规定" if _is_decision(by) else f"《{by}》或者其他现行规定"
            return f"不得再作为依据；改引{now}的相应条款，没有的{words.dropped}"
        case _:
            return "引用时该法尚未施行；核对引用的是否就是现行文本，并按现行文本重新确认"


def _for_case(fate: Fate, law: str) -> str:
    """行政处罚法第三十七条: the law at the time of the act, or the later one where that is milder."""
    known = f"；适用新规定的，引《{law}》{listed(fate.now)}" if fate.effect is Effect.MOVED else ""
    return f"办结前按从旧兼从轻（行政处罚法第三十七条）确定适用的文本{known}；文书引错的，更正后重新送达"
