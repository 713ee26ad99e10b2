"""`rouxing checklist history`: who changed what when and why; who last wrote each field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Final, NamedTuple

import typer

from rouxing.commands._changes import amendment_data, amendment_text
from rouxing.commands._output import OutOption, print_json, print_lines, written
from rouxing.commands._past import known_list, limits, list_path, pasts
from rouxing.commands._repository import RepositoryOption, open_tree, warn
from rouxing.commands._surface import Command
from rouxing.commands._text import terminal_width, wrapped
from rouxing.errors import NotFound
from rouxing.files.tree import FolderTree
from rouxing.history.git import Git
from rouxing.history.versions import Amendment, History
from rouxing.load import open_repository
from rouxing.model import Agency
from rouxing.revisions.record import Written, blame, lines, shown, source_of
from rouxing.terms import ListKind


def register(app: typer.Typer) -> None:
    """Hang the sub-command `history` into `rouxing checklist`."""
    app.command("history", cls=Command)(history)


class Format(StrEnum):
    """Output formats of the history."""

    TEXT = "text"
    JSON = "json"
    XLSX = "xlsx"
    HTML = "html"


_LIST_HELP: Final = (
    "不予行政处罚、减轻行政处罚、从轻行政处罚、不予行政强制，或 no-penalty …，或 1 至 4；不写就看四张清单"
)


class _Asked(NamedTuple):
    """Which past is wanted, and what was found of it."""

    agency: Agency
    kinds: Sequence[ListKind]
    code: str
    pasts: Mapping[str, History]

    @property
    def title(self) -> str:
        lists = self.kinds[0].value if len(self.kinds) == 1 else "四张清单"
        return f"{self.agency.name}{lists}修订历史"

    @property
    def entries(self) -> list[tuple[str, Amendment]]:
        """(name of the list, amendment) in git's order, newest first; uncommitted files before all commits."""
        names = {list_path(self.agency.id, kind): kind.value for kind in self.kinds}
        found = (
            (names[path], _narrowed(one, self.code)) for path, past in self.pasts.items() for one in past.amendments
        )
        kept = [(name, one) for name, one in found if one is not None]
        return sorted(kept, key=lambda entry: entry[1].commit.position if entry[1].commit else -1)


def history(
    agency: Annotated[str, typer.Argument(metavar="单位", help="短名、简称或全称")],
    list_: Annotated[str, typer.Argument(metavar="清单", help=_LIST_HELP)] = "",
    code: Annotated[str, typer.Argument(metavar="事项编码", help="只看这一个事项")] = "",
    last: Annotated[bool, typer.Option("--blame", help="改看现行的每个字段最后由谁、何时、为何写成")] = False,
    format_: Annotated[Format, typer.Option("--format", help="文字、JSON、Excel 或网页")] = Format.TEXT,
    out: OutOption = None,
    repository: RepositoryOption = None,
) -> None:
    """修订历史：谁、什么时候、为什么改了哪一项的哪个字段，新的在前。

    日期是 git 记录的作者日期；理由是提交说明的第一行，写了“调整原因”“调整依据”的一并列出；
    还没有提交的修改标“（未提交）”。
    """
    if list_ and not code and ListKind.named(list_) is None:
        list_, code = "", list_  # rouxing checklist history 交通运输局 350421-JT-001
    kinds = [known_list(list_)] if list_ else list(ListKind)
    tree = open_tree(repository)
    one = open_repository(tree)[0].agency(agency)
    with Git(tree.root) as git:
        found = pasts(git, tree, [(one.id, kind) for kind in kinds], git.head(), code)
    asked = _Asked(one, kinds, code, found)
    if not asked.entries:
        what = f"编码为“{code}”的事项；清单可写：{'、'.join(ListKind)}" if code else f"{one.short_name}的清单"
        raise NotFound(f"历史里没有{what}")
    if out is not None and format_ not in (Format.XLSX, Format.HTML):
        raise NotFound("--out 只用于 --format xlsx 和 html；其他格式请用 > 写入文件")
    if last:
        _show_blame(asked, format_)
    elif format_ is Format.JSON:
        changed = [amendment_data(entry, name) for name, entry in asked.entries]
        print_json({"单位": one.id, "事项编码": code or None, "历史": changed, "限制": limits(asked.pasts)})
    elif format_ is Format.TEXT:
        _show(asked)
    else:
        _write(tree, asked, format_, out)


def _narrowed(amendment: Amendment, code: str) -> Amendment | None:
    """The part of an amendment that concerns an item; None where it does not."""
    if not code:
        return amendment
    if not (amendment.changes.items or amendment.dropped.items or amendment.cut_off):
        return None
    changes, dropped = amendment.changes.of_item(code), amendment.dropped.of_item(code)
    known = amendment.after.checklist.items if amendment.cut_off and amendment.after.checklist else ()
    if changes.items or dropped.items or any(item.code == code for item in known):
        return amendment._replace(changes=changes, dropped=dropped)
    return None


def _show(asked: _Asked) -> None:
    warn(limits(asked.pasts))
    columns = terminal_width()
    print_lines(wrapped(f"{asked.agency.name}：{asked.title.removeprefix(asked.agency.name)}（新的在前）", columns))
    for name, entry in asked.entries:
        print_lines(["", *amendment_text(entry, name, columns)])


def _write(tree: FolderTree, asked: _Asked, format_: Format, out: Path | None) -> None:
    from rouxing.revisions.record_sheet import as_html, as_xlsx

    told, found = limits(asked.pasts), list(lines(asked.entries))
    title = asked.title + (f"：{asked.code}" if asked.code else "")
    content = (as_xlsx if format_ is Format.XLSX else as_html)(title, told, found)
    warn(told)
    print(f"{len(found)} 处字段改动", f"已写入 {written(tree, f'{title}.{format_}', content, out)}", sep="\n")


_Blamed = tuple[str, str, str, list[Written]]
"""List, code, name, fields."""


def _show_blame(asked: _Asked, format_: Format) -> None:
    if format_ not in (Format.TEXT, Format.JSON):
        raise NotFound("--blame 只有文字和 JSON 两种格式")
    found = list(_blamed(asked))
    if not found:
        raise NotFound(f"现行清单里没有{f'编码为“{asked.code}”的事项' if asked.code else '任何事项'}")
    if format_ is Format.JSON:
        rows = [
            {"清单": one[0], "编码": one[1], "名称": one[2], "字段": [_field_data(field) for field in one[3]]}
            for one in found
        ]
        print_json({"单位": asked.agency.id, "事项": rows, "限制": limits(asked.pasts)})
        return
    warn(limits(asked.pasts))
    columns = terminal_width()
    for list_, code, name, fields in found:
        print_lines([*wrapped(f"{code}  {name}（{list_}）", columns), *_field_lines(fields, columns), ""])


def _blamed(asked: _Asked) -> Iterator[_Blamed]:
    for kind in asked.kinds:
        past = asked.pasts[list_path(asked.agency.id, kind)]
        checklist = past.current.checklist if past.current else None
        for item, fields in blame(checklist, past.amendments) if checklist else ():
            if asked.code in ("", item.code):
                yield kind.value, item.code, shown(item.name), fields


def _field_lines(fields: Sequence[Written], columns: int) -> Iterator[str]:
    for one in fields:
        if one.amendment is None:
            who = "浅克隆看不到更早的历史"
        else:
            source = source_of(one.amendment)
            version = f"第 {source.version} 版" if source.version else ""
            who = "  ".join(filter(None, (source.date, source.author, version, source.commit, source.reason)))
        yield from (f"  {line}" for line in wrapped(f"{one.field}：{shown(one.value)}", columns - 2))
        yield from (f"      {line}" for line in wrapped(who, columns - 6))


def _field_data(one: Written) -> dict[str, Any]:
    source = source_of(one.amendment) if one.amendment else None
    facts = {"日期": 0, "作者": 1, "提交": 2, "版本号": 3, "施行日期": 4, "理由": 5}
    return {
        "字段": one.field,
        "值": one.value,
        **{name: (source[place] or None) if source else None for name, place in facts.items()},
    }
