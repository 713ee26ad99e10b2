"""`rouxing feedback`: items that are hard to apply or disputed: recorded, listed, put to the superior in a letter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Annotated, Any, Final

import typer

from rouxing.check import LINT, Scope, check
from rouxing.commands._adding import read
from rouxing.commands._asking import clean, impersonal, one_line, today
from rouxing.commands._checking import Format as CheckFormat
from rouxing.commands._checking import show
from rouxing.commands._output import OutOption, print_json, print_lines, written
from rouxing.commands._past import iso_day, known_list, list_path
from rouxing.commands._register import add_row, agencies_asked, sound_file
from rouxing.commands._repository import RepositoryOption, open_tree, warn
from rouxing.commands._surface import Command, command_app
from rouxing.commands._text import terminal_width, wrapped
from rouxing.diagnostics import json_pointer
from rouxing.errors import NotFound, Refused
from rouxing.files.tree import FolderTree
from rouxing.filing.letters import Concern as Row
from rouxing.filing.letters import Sender, feedback_letter
from rouxing.history.changes import value_text
from rouxing.law.identity import masked
from rouxing.load import open_repository
from rouxing.model import Agency, Opinion, Repository
from rouxing.terms import CHECKLISTS_FOLDER, FEEDBACK_FILE, Concern, ListKind

app = command_app("反馈：登记清单里不便操作或者有争议的事项，生成报上级部门的反馈意见。")

AgencyArgument = Annotated[str, typer.Argument(metavar="单位", help="短名、简称或全称")]
_KINDS: Final = "、".join(Concern)
_GONE: Final = "（已不在清单里）"


class Format(StrEnum):
    """Output formats of the list."""

    TEXT = "text"
    JSON = "json"


@app.command(cls=Command)
def add(  # noqa: PLR0913 - what feedback says
    agency: AgencyArgument,
    list_: Annotated[str, typer.Argument(metavar="清单", help="四张清单中的哪一张")],
    code: Annotated[str, typer.Argument(metavar="事项编码")],
    *,
    kind: Annotated[str, typer.Option("--kind", metavar="类型", help=_KINDS)],
    text: Annotated[str, typer.Option("--text", metavar="问题", help="执行中遇到什么问题")],
    proposal: Annotated[str, typer.Option("--proposal", metavar="建议", help="建议怎样调整")] = "",
    date: Annotated[str, typer.Option("--date", metavar="日期", help="提出的日期；默认今天")] = "",
    repository: RepositoryOption = None,
) -> None:
    """登记对一个事项的反馈，写入 checklists/单位/feedback.yaml。"""
    tree = open_tree(repository)
    opened = open_repository(tree)[0]
    one, list_kind = opened.agency(agency), known_list(list_)
    sound_file(opened, list_path(one.id, list_kind))
    if opened.item(one.id, list_kind, code) is None:
        raise NotFound(f"{one.short_name}的{list_kind}清单里没有编码为“{code}”的事项")
    if kind not in tuple(Concern):
        raise NotFound(f"没有名为“{kind}”的类型；有：{_KINDS}")
    row = {
        "日期": iso_day(date) if date else today().isoformat(),
        "清单": list_kind.value,
        "编码": code,
        "类型": kind,
        "问题": clean(one_line(text, "问题"), "问题"),
        "建议": clean(proposal, "建议"),
    }
    path = sound_file(opened, _path(one))
    said = {key: value for key, value in row.items() if value}
    if any(said.items() <= opinion.data.items() for opinion in opened.opinions(one.id)):
        raise Refused(f"{path} 里已经有同样的一条，没有重复写入")
    add_row(tree, path, "反馈", said, read)
    print(f"已写入 {path}：{code} {kind}")


def _opinions(opened: Repository, agency: Agency) -> Sequence[Opinion]:
    """What stands in the file. Raises Refused where it, or a list that it speaks of, cannot be read."""
    sound_file(opened, _path(agency))
    found = opened.opinions(agency.id)
    for name in dict.fromkeys(one.list for one in found):
        sound_file(opened, list_path(agency.id, ListKind(name)))
    return found


def _path(agency: Agency) -> str:
    return f"{CHECKLISTS_FOLDER}/{agency.id}/{FEEDBACK_FILE}"


@app.command("list", cls=Command)
def list_(
    agency: Annotated[str, typer.Argument(metavar="单位", help="短名、简称或全称；不写就看全部")] = "",
    format_: Annotated[Format, typer.Option("--format", help="文字或 JSON")] = Format.TEXT,
    repository: RepositoryOption = None,
) -> None:
    """列出反馈：哪些已经报上级部门，哪些还没有。"""
    opened = open_repository(open_tree(repository))[0]
    agencies = agencies_asked(opened, agency)
    found = [(one, opinion) for one in agencies for opinion in _opinions(opened, one)]
    if format_ is Format.JSON:
        print_json({"反馈": [{"单位": one.id, "名称": _name(opened, one, it) or None, **it.data} for one, it in found]})
        return
    if not found:
        print("没有反馈")
    for one, opinion in found:
        print_lines(_lines(opened, one, opinion))


def _lines(opened: Repository, agency: Agency, opinion: Opinion) -> Iterator[str]:
    columns, sent = terminal_width(), opinion.sent
    state = f"已报送（{sent['日期']}{' ' + str(sent['文号']) if sent.get('文号') else ''}）" if sent else "还没有报送"
    name = _name(opened, agency, opinion) or _GONE
    yield from wrapped(f"{agency.short_name}  {opinion.list}  {opinion.code}  {name}", columns)
    rest = {"建议": opinion.text("建议"), "答复": opinion.text("答复")}
    facts = [f"{opinion.data['日期']}  {opinion.data['类型']}  {state}", str(opinion.data["问题"])]
    facts += [f"{key}：{value}" for key, value in rest.items() if value]
    shown = (masked(value_text(text), cards=True) for text in facts)
    yield from (f"    {line}" for text in shown for line in wrapped(text, columns - 4))


def _name(opened: Repository, agency: Agency, opinion: Opinion) -> str:
    item = opened.item(agency.id, ListKind(opinion.list), opinion.code)
    return value_text(item.name) if item else ""


@app.command(cls=Command)
def letter(
    agency: AgencyArgument,
    date: Annotated[str, typer.Option("--date", metavar="日期", help="落款日期；默认今天")] = "",
    number: Annotated[str, typer.Option("--number", metavar="文号", help="文号；不写就留空")] = "",
    again: Annotated[bool, typer.Option("--all", help="已经报送过的也列入")] = False,
    out: OutOption = None,
    repository: RepositoryOption = None,
) -> None:
    """生成报上级部门的反馈意见（Word）；报出以后在 feedback.yaml 里给各条写上“报送”。

    要报的文字里有身份证号、手机号、银行账号、车牌号的（RX501–RX503），不生成，退出码 1。
    """
    tree = open_tree(repository)
    opened = open_repository(tree)[0]
    one = opened.agency(agency)
    found = [opinion for opinion in _opinions(opened, one) if again or not opinion.reported]
    if not found:
        raise NotFound(f"{one.short_name}没有{'' if again else '还没报送的'}反馈")
    _stop_on_personal_data(tree, opened, one, found)
    when = iso_day(date) if date else today().isoformat()
    sender = Sender(one, when, impersonal(one_line(number, "文号"), "文号") if number else "")
    content = feedback_letter(sender, one.superior or "上级主管部门", _rows(opened, one, found))
    print(
        f"{len(found)} 条反馈",
        f"已写入 {written(tree, f'反馈意见-{one.short_name}-{when}.docx', content, out)}",
        sep="\n",
    )


def _stop_on_personal_data(tree: FolderTree, opened: Repository, agency: Agency, found: Sequence[Opinion]) -> None:
    """Show every number of a person that the letter would carry, and exit with 1: a letter cannot be taken back."""
    paths = [_path(agency), *(one.path for one in opened.checklists_of(agency.id))]
    outcome = check(tree, Scope(LINT, today().isoformat(), select=["RX5"], paths=paths))
    rows, codes = tuple(f"{json_pointer(one.pointer)}/" for one in found), {one.code for one in found}
    inside = [
        one
        for one in outcome.diagnostics
        if one.pointer.startswith(rows) or (one.item in codes and one.pointer.endswith("/名称"))
    ]
    if inside:
        show(outcome._replace(diagnostics=inside), tree, CheckFormat.TEXT)
        warn(["没有生成反馈意见"])
        raise typer.Exit(1)


def _rows(opened: Repository, agency: Agency, found: Sequence[Opinion]) -> list[Row]:
    rows = []
    for one in found:
        texts: dict[str, Any] = dict(one.data)
        name = _name(opened, agency, one) or _GONE
        rows.append(Row(one.list, one.code, name, texts["类型"], texts["问题"], one.text("建议")))
    return rows
