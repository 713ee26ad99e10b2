"""`rouxing case list` and `rouxing case template`: cases picked out, on the terminal or as a ledger; the blank one."""

from __future__ import annotations

import csv
import io
import re
import sys
from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Final, NamedTuple

import typer

from rouxing.commands._output import OutOption, print_json, print_lines, written
from rouxing.commands._past import known_list
from rouxing.commands._repository import RepositoryOption, open_tree, warn, warn_unsound
from rouxing.commands._surface import Command
from rouxing.commands._text import padded, terminal_width
from rouxing.diagnostics import Diagnostic
from rouxing.errors import NotFound
from rouxing.files.formulas import harmless
from rouxing.files.tree import Tree
from rouxing.law.identity import masked
from rouxing.load import case_logs, open_repository
from rouxing.model import Agency, Case, CaseLog, Repository
from rouxing.model.written import unrecorded
from rouxing.terms import ListKind, Method
from rouxing.widths import width


class Format(StrEnum):
    """Output formats."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    XLSX = "xlsx"


class State(StrEnum):
    """What a case still lacks."""

    UNRECORDED = "缺记录"
    UNSERVED = "未送达"
    WITHHELD = "不公开"
    COMPLETE = "齐全"


class Filed(NamedTuple):
    """A case and the agency that keeps it."""

    agency: Agency
    case: Case


def register(app: typer.Typer) -> None:
    """Hang `list` and `template` into `rouxing case`."""
    app.command("list", cls=Command)(list_)
    app.command("template", cls=Command)(template)


Agencies = Annotated[list[str] | None, typer.Option("--agency", metavar="单位", help="只看这个单位；可重复")]
From = Annotated[str, typer.Option("--from", metavar="日期", help="这一天起，例如 2021-10-01、2021-10")]
To = Annotated[str, typer.Option("--to", metavar="日期", help="到这一天（含）")]


def list_(  # noqa: PLR0913 - one parameter for each thing to pick by
    words: Annotated[
        list[str] | None, typer.Argument(metavar="文字", help="任何一栏里有这些文字；几个词要都有")
    ] = None,
    *,
    agency: Agencies = None,
    year: Annotated[int | None, typer.Option("--year", metavar="年", min=1, max=9999)] = None,
    month: Annotated[int | None, typer.Option("--month", metavar="月", min=1, max=12)] = None,
    from_: From = "",
    to: To = "",
    list__: Annotated[str, typer.Option("--list", metavar="清单", help="适用了这张清单")] = "",
    item: Annotated[str, typer.Option("--item", metavar="编码", help="适用了这个事项")] = "",
    method: Annotated[str, typer.Option("--method", metavar="方式", help="采用了这种方式")] = "",
    party: Annotated[str, typer.Option("--party", metavar="文字", help="当事人名称里有这些文字")] = "",
    state: Annotated[State | None, typer.Option("--state", help="还缺什么")] = None,
    format_: Annotated[Format, typer.Option("--format", help="表格、JSON、CSV，或 Excel 台账")] = Format.TABLE,
    full: Annotated[bool, typer.Option("--full", help="证件号码和手机号码不遮盖；xlsx 从来不遮盖")] = False,
    out: OutOption = None,
    repository: RepositoryOption = None,
) -> None:
    """查案件：按单位、时间、清单、事项、方式、当事人、缺什么挑选，或在各栏里找文字；可以写成 Excel 台账。

    屏幕上的证件号码和手机号码用 *** 代替。写成的 Excel 台账改好以后用 rouxing case import 导回来。
    """
    if method and method not in tuple(Method):
        raise NotFound(f"没有名为“{method}”的方式；有：{'、'.join(Method)}")
    kind = known_list(list__) if list__ else None
    tree = open_tree(repository)
    opened, unsound = open_repository(tree)
    agencies = [opened.agency(one) for one in agency or ()]
    days = _days(year, month, from_, to)
    wanted = _Wanted(tree, tuple(words or ()), days, kind, item, method, party, state)
    found, lost = filed(opened, agencies or None)
    chosen = [one for one in found if wanted.takes(one)]
    incomplete = warn_unsound([*unsound, *lost])
    _hand_over(opened, chosen, format_, full=full, out=out)
    raise typer.Exit(int(incomplete))


def filed(repository: Repository, agencies: Sequence[Agency] | None) -> tuple[list[Filed], list[Diagnostic]]:
    """The cases of these agencies (None: of all), by agency, date and number; findings of logs that cannot be read."""
    found: list[Filed] = []
    lost: list[Diagnostic] = []
    for agency in agencies or repository.agencies.values():
        for _, log, diagnostics in case_logs(repository, agency.id):
            lost += diagnostics
            found += [Filed(agency, case) for case in (log.cases if isinstance(log, CaseLog) else ())]
    order = {one: number for number, one in enumerate(repository.agencies)}
    return sorted(found, key=lambda one: (order[one.agency.id], one.case.date, _natural(one.case.number))), lost


def _natural(number: str) -> list[tuple[int, str]]:
    return [(int(one), "") if one.isdecimal() else (0, one) for one in re.split("([0-9]+)", number)]


_DAY: Final = re.compile("[0-9]{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01]))?)?")


def _days(year: int | None, month: int | None, from_: str, to: str) -> tuple[str, str]:
    """The first and the last of the ISO dates that are asked for, compared as texts."""
    for text in (from_, to):
        if text and not _DAY.fullmatch(text):
            raise NotFound(f"{text} 不是日期；请写成 2021-10-01、2021-10 或 2021 的样子")
    if from_ and to and from_ > f"{to}~":
        raise NotFound(f"--from {from_} 在 --to {to} 之后，没有这样的一段时间")
    if month and not year:
        raise NotFound("写了 --month，就要写 --year")
    if year:
        own = f"{year:04}-{month:02}" if month else f"{year:04}"
        return max(own, from_), min(f"{own}~", f"{to}~" if to else f"{own}~")
    return from_, f"{to or '9999'}~"


class _Wanted(NamedTuple):
    tree: Tree
    words: Sequence[str]
    days: tuple[str, str]
    kind: ListKind | None
    item: str
    method: str
    party: str
    state: State | None

    def takes(self, one: Filed) -> bool:
        """Whether a case has everything that is asked for."""
        case = one.case
        return (
            self.days[0] <= case.date <= self.days[1]
            and (self.kind is None or any(act.kind is self.kind for act in case.leniencies))
            and (not self.item or any(act.code == self.item for act in case.leniencies))
            and (not self.method or any(act.method == self.method for act in case.measures))
            and (not self.party or (case.party is not None and self.party in case.party.name))
            and (self.state is None or self.state in states(self.tree, case))
            and all(word.casefold() in said for said in [_said(one)] for word in self.words)
        )


def _said(one: Filed) -> str:
    return "\n".join((one.agency.name, one.agency.short_name, *_texts(one.case.data))).casefold()


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)
    else:
        yield str(value)


def states(tree: Tree, case: Case) -> list[State]:
    """What a case lacks, and whether it is kept from the public."""
    found = []
    if any(unrecorded(tree, case, act) for act in (*case.leniencies, *case.measures)):
        found.append(State.UNRECORDED)
    if any(document.service is None for document in case.documents):
        found.append(State.UNSERVED)
    found += [] if found else [State.COMPLETE]
    return [*found, State.WITHHELD] if case.data.get("公开") is False else found


def _hand_over(
    repository: Repository, chosen: Sequence[Filed], format_: Format, *, full: bool, out: Path | None
) -> None:
    tree = repository.tree
    if format_ is Format.XLSX:
        _write_ledger(repository, chosen, out)
    elif format_ is Format.CSV:
        _print_csv(chosen, full=full)
    elif format_ is Format.JSON:
        rows = [_data(tree, one) for one in chosen]
        print_json({"案件": rows if full else starred(rows)})
    else:
        _print_table(tree, chosen, full=full)


def _data(tree: Tree, one: Filed) -> dict[str, Any]:
    state = [each.value for each in states(tree, one.case)]
    return {"单位": one.agency.id, "文件": one.case.path, "状态": state, **one.case.data}


def starred(value: Any) -> Any:
    """The data with private numbers in its texts as stars."""
    if isinstance(value, dict):
        return {key: starred(part) for key, part in value.items()}
    if isinstance(value, list):
        return [starred(part) for part in value]
    return masked(value) if isinstance(value, str) else value


_HEADS: Final = ("案号", "日期", "当事人", "案由", "处理和方式", "状态")
_GAP: Final = "  "


def _print_table(tree: Tree, chosen: Sequence[Filed], *, full: bool) -> None:
    """案号 and 日期 in full, the others as far as the line reaches."""
    rows = [_row(tree, one) for one in chosen]
    rows = rows if full else [[masked(text) for text in row] for row in rows]
    fixed = [max(map(width, cells)) for cells in zip(_HEADS, *rows, strict=True)]
    room = terminal_width() - len(_GAP) * (len(_HEADS) - 1) - fixed[0] - fixed[1] - fixed[5]
    shares = _shares(fixed[2:5], max(room, 18))
    widths = [*fixed[:2], *shares, fixed[5]]
    for row in (_HEADS, *rows):
        cells = (padded(_short(text, size), size) for text, size in zip(row, widths, strict=True))
        print(_GAP.join(cells).rstrip())
    warn([f"共 {len(rows)} 件"])


def _shares(wanted: Sequence[int], room: int) -> list[int]:
    """Columns for texts that must share a line: the narrow ones get what they need, the others what is left, evenly."""
    shares = list(wanted)
    while sum(shares) > room:
        widest = max(shares)
        shares[shares.index(widest)] = widest - 1
    return shares


def _short(text: str, columns: int) -> str:
    text = " ".join(text.split())
    if width(text) <= columns:
        return text
    while width(text) > columns - 1:
        text = text[:-1]
    return text + "…"


def _row(tree: Tree, one: Filed) -> list[str]:
    case = one.case
    acts = [*(f"{act.kind.leniency}" for act in case.leniencies), *(str(act.method) for act in case.measures)]
    state = "、".join(each for each in states(tree, case) if each is not State.COMPLETE)
    party = case.party.name if case.party else "（公众）"
    return [case.number, case.date, party, case.cause, "、".join(dict.fromkeys(acts)), state]


def _told(chosen: Sequence[Filed]) -> list[Any]:
    from rouxing.ledgers.workbook import Told

    return [Told(one.agency.short_name, one.case.data) for one in chosen]


def _print_csv(chosen: Sequence[Filed], *, full: bool) -> None:
    from rouxing.ledgers.columns import AGENCY
    from rouxing.ledgers.workbook import columns_for, table

    told = _told(chosen)
    columns = columns_for(told)
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow([AGENCY, *(column.name for column in columns)])
    for row in table(told, columns):
        writer.writerow([harmless(text if full else masked(text)) for text in row])
    sys.stdout.write("\ufeff" + stream.getvalue())  # Excel reads UTF-8 only with this mark


def _write_ledger(repository: Repository, chosen: Sequence[Filed], out: Path | None) -> None:
    from rouxing.ledgers.workbook import columns_for, cut_off, ledger_workbook

    told = _told(chosen)
    warn(f"注意：{one}" for one in cut_off(told, columns_for(told)))
    content = ledger_workbook(told, choices(repository))
    print(f"已写入 {_written(repository, content, '案件台账.xlsx', out)}（{len(told)} 件）")
    if any(one.case.party for one in chosen):
        warn(["台账里的证件号码和手机号码没有遮盖，请妥善保管"])


def _written(repository: Repository, content: bytes, name: str, out: Path | None) -> str:
    from rouxing.files.tree import FolderTree

    tree = repository.tree
    assert isinstance(tree, FolderTree)  # noqa: S101 - commands open folders
    return written(tree, name, content, out)


def choices(repository: Repository, agencies: Sequence[Agency] = ()) -> Any:
    """What the lists of these agencies (all, where none is named) let be chosen."""
    from rouxing.ledgers.workbook import Choices

    known = list(agencies or repository.agencies.values())
    items = [
        (agency.short_name, checklist.kind.value, item.code, item.name)
        for agency in known
        for checklist in repository.checklists_of(agency.id)
        for item in checklist.items
    ]
    return Choices([one.short_name for one in known], items)


def template(agency: Agencies = None, out: OutOption = None, repository: RepositoryOption = None) -> None:
    """写一份空白台账（Excel）：有下拉列表和填写说明；填好以后用 rouxing case import 导入。"""
    from rouxing.ledgers.workbook import ledger_workbook

    opened, _ = open_repository(open_tree(repository))
    agencies = [opened.agency(one) for one in agency or ()]
    content = ledger_workbook([], choices(opened, agencies))
    print_lines([f"已写入 {_written(opened, content, '空白台账.xlsx', out)}"])
