"""How a notice stands on a day: served or not, its correction awaited, made or overdue (文书台账)."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import NamedTuple

from rouxing.documents._form import Notice
from rouxing.model import Case, Document
from rouxing.terms import DocumentKind, Method

DEADLINE = "改正期限"
"""The entry of 填写 that sets the party a day."""


class Standing(StrEnum):
    """How a notice stands, as the register prints it."""

    UNSERVED = "未送达"
    OVERDUE = "逾期"
    AWAITED = "待改正"
    SERVED = "已送达"
    NOT_FOR_SERVICE = "不需送达"


class Entry(NamedTuple):
    """A line of the register."""

    notice: Notice
    standing: Standing
    deadline: str
    """改正期限 as an ISO date; "" where the notice sets none."""
    closed: str
    """The day on which a later 处理 or 行政回访 of the case shows what became of it; "" where there is none."""


def entry(notice: Notice, today: str) -> Entry:
    """The line of a notice on a day (ISO date).

    A correction is awaited up to its day and overdue after it, until the case records what became of it: a 处理 or a
    行政回访 of that day or later. A notice that was never served binds nobody, so it is 未送达 whatever its day.
    """
    document, case = notice.document, notice.case
    deadline = _day(document.fields.get(DEADLINE, "")) if document.kind is DocumentKind.ADMONITION_LETTER else ""
    closed = _closed(case, document, today) if deadline else ""
    return Entry(notice, _standing(document, deadline, closed, today), deadline, closed)


def _standing(document: Document, deadline: str, closed: str, today: str) -> Standing:
    if document.kind is DocumentKind.FOLLOW_UP_FORM:
        return Standing.NOT_FOR_SERVICE  # annex 7 prints no service block on it: the party signs the form itself
    if document.service is None or document.service.date > today:
        return Standing.UNSERVED
    if not deadline or closed:
        return Standing.SERVED
    return Standing.OVERDUE if deadline < today else Standing.AWAITED


def _day(text: object) -> str:
    """An ISO date that exists; "" for anything else, which the rules report."""
    try:
        return date.fromisoformat(str(text or "").strip()).isoformat()
    except ValueError:
        return ""


def _closed(case: Case, document: Document, today: str) -> str:
    days = [case.date_of(one) for one in case.leniencies]
    days += [case.date_of(one) for one in case.measures if one.method is Method.FOLLOW_UP]
    days += [one.date for one in case.documents if one.kind is DocumentKind.FOLLOW_UP_FORM]
    # what was decided on the day of the notice was decided before anything could be corrected
    return min((day for day in days if document.date < day <= today), default="")
