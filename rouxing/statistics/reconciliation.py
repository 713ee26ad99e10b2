"""核对: months against the year, a filed report against the same period now, lists against their use."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from rouxing.model import Agency, Repository
from rouxing.statistics.acts import Act
from rouxing.statistics.figures import Check, Evidence, Figures
from rouxing.statistics.filed import Filed, of_figures
from rouxing.terms import REPORT_COLUMNS, ListKind

_LISTS: Final = tuple(map(str, ListKind))


class Treated(NamedTuple):
    """A 处理, with the agency that gave it."""

    agency_id: str
    path: str
    act: Act


def treatments(evidence: Iterable[Evidence]) -> list[Treated]:
    """Every 处理 of all years, recorded or not, by date."""
    found = [Treated(log.agency_id, log.path, act) for log in evidence for act in log.acts if act.code]
    return sorted(found, key=lambda one: (one.agency_id, one.act.date, one.path, one.act.position))


def checks(repository: Repository, figures: Figures, agencies: Iterable[Agency]) -> tuple[Check, ...]:
    """What can be checked from the repository alone."""
    given = treatments(figures.evidence)
    own = [*agencies]
    return (
        *((_months(figures, given),) if figures.period.month is None else ()),
        _repeated(repository, figures, given),
        _unused(repository, figures, own, given),
    )


def _months(figures: Figures, given: list[Treated]) -> Check:
    period = figures.period
    sums = tuple(map(sum, zip(*(amounts for _, amounts in figures.monthly), strict=True)))
    lines, wrong = [], False
    for index, column in enumerate(REPORT_COLUMNS):
        more = sums[index] - figures.total[index]
        if more and column in _LISTS:
            spanning = [*_spanning(figures, given, str(column))]
            wrong |= more != sum(months - 1 for _, months in spanning)
            lines.append(f"{column}：各月合计 {sums[index]}，本期 {figures.total[index]}，相差 {more}，因跨月的案件：")
            lines += (text for text, _ in spanning)
        elif more:
            wrong = True
            lines.append(f"{column}：各月合计 {sums[index]}，本期 {figures.total[index]}，相差 {more}，不应有差")
    meaning = (
        f"措施各列，各月之和应当等于{period.title}的数；四张清单各列，一件案件在几个月里都有处理的，每个月各计一件，"
        "全期只计一件，所以各月之和可以大于全期。下列案件就是差额的来源，不必更正。"
    )
    return Check(f"各月与{period.title}", meaning, tuple(lines), wrong)


def _spanning(figures: Figures, given: list[Treated], column: str) -> Iterator[tuple[str, int]]:
    """Cases that stand in several months under one list, and in how many."""
    months: dict[tuple[str, int], tuple[str, set[str]]] = {}
    for one in given:
        act = one.act
        if act.column == column and act.quantity and figures.period.covers(act.date):
            months.setdefault((one.path, act.position), (act.case, set()))[1].add(act.date[:7])
    for case, found in months.values():
        if len(found) > 1:
            yield f"　　{case}：{'、'.join(sorted(found))}", len(found)


def _repeated(repository: Repository, figures: Figures, given: list[Treated]) -> Check:
    first: dict[tuple[str, str, str, str], Treated] = {}
    lines, unknown = [], 0
    for one in given:
        act = one.act
        item = repository.item(one.agency_id, ListKind(act.column), act.code)
        if item is None or not item.for_first_offenders:
            continue
        inside = figures.period.covers(act.date)
        if not act.party:
            unknown += inside
            continue
        earlier = first.setdefault((one.agency_id, act.party, act.column, act.code), one)
        if inside and (earlier.path, earlier.act.position) != (one.path, act.position):
            lines.append(
                f"{act.case}（{act.date}）：{act.column} {act.code}，"
                f"同一当事人已在 {earlier.act.case}（{earlier.act.date}）适用过"
            )
    meaning = (
        "事项的情形写着初次（首次）违法的，同一当事人只能适用一次；下列案件是第二次以后的，请核对当事人和事项，"
        "确属再次违法的不能适用。当事人按证件号码比对，以前各年的案件也算在内。"
    )
    if unknown:
        meaning += f"有 {unknown} 件没有登记证件号码，无法比对。"
    return Check("以初次违法为条件的事项重复适用", meaning, tuple(lines), bool(lines))


def _unused(repository: Repository, figures: Figures, agencies: list[Agency], given: list[Treated]) -> Check:
    used = {(one.agency_id, one.act.column, one.act.code) for one in given if figures.period.covers(one.act.date)}
    lines = [
        f"{agency.short_name}　{checklist.kind}　{item.code}　{item.name}"
        for agency in agencies
        for checklist in repository.checklists_of(agency.id)
        for item in checklist.items
        if checklist.effective <= figures.period.end and (agency.id, str(checklist.kind), item.code) not in used
    ]
    meaning = (
        "清单里的事项在本期没有一件案件适用过。不一定是错：可能没有发生，也可能执法人员不知道这一项，"
        "或者情形写得太窄。调整清单时可以作为参考。"
    )
    return Check("清单中没有用到的事项", meaning, tuple(lines))


def against(filed: Filed, now: Figures, *, part: bool = False) -> Check:
    """Cell by cell, what a filed report says otherwise than the same period counted now.

    `part`: only these agencies are looked at, whatever else the filed report has.
    """
    ours, theirs = of_figures("", now).rows, filed.rows
    if part:
        names = {row.name for row in now.rows}
        ours, theirs = ({name: rows[name] for name in rows if name in names} for rows in (ours, theirs))
    lines = [*_differences(theirs, ours)]
    meaning = (
        f"{filed.source}（{filed.period.title}）与现在按案件重新统计的{now.period.title}逐格比较。有差别，"
        "说明报出以后案件有增补、更正，或者报表被手工改过；请查明原因，需要的话更正报表并说明。"
    )
    return Check(f"与 {filed.source} 比较", meaning, tuple(lines), bool(lines))


def _differences(theirs: Mapping[str, tuple[int, ...]], ours: Mapping[str, tuple[int, ...]]) -> Iterator[str]:
    for name in [*ours, *(name for name in theirs if name not in ours)]:
        if name not in theirs:
            yield f"{name}：原报表没有这一行"
        elif name not in ours:
            yield f"{name}：现在没有这一行"
        else:
            for column, then, now in zip(REPORT_COLUMNS, theirs[name], ours[name], strict=True):
                if then != now:
                    yield f"{name}　{column}：原报 {then}，现在 {now}，相差 {now - then:+d}"
