"""`rouxing checklist import`: the lists that an agency has in Word, Excel, web pages or CSV become YAML."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Final

import typer

from rouxing.commands._asking import today
from rouxing.commands._imported_lists import Addition, addition, codes_of, new_file, with_items
from rouxing.commands._output import print_json, print_lines
from rouxing.commands._past import iso_day, known_list, list_path
from rouxing.commands._repository import RepositoryOption, open_tree, warn
from rouxing.commands._surface import Command
from rouxing.errors import NotFound, Refused, UnreadableFile
from rouxing.files.tree import FolderTree
from rouxing.files.write import reason, write_all
from rouxing.importers import MAX_BYTES, imported
from rouxing.importers._records import ImportedList
from rouxing.load import open_repository
from rouxing.model import Agency, Repository
from rouxing.terms import ListKind


def register(app: typer.Typer) -> None:
    """Hang the sub-command `import` into `rouxing checklist`."""
    app.command("import", cls=Command)(import_)


_AGENCY: Final = "写入哪个单位：短名、简称或全称；只看结果（--dry-run）可以不写"
_KIND: Final = "只导入这一张清单；题名和表头都没有说是哪一张清单的文件，就当作这一张"


def import_(  # noqa: PLR0913 - a file and what to do with it
    file: Annotated[Path, typer.Argument(metavar="文件", help=".docx、.xlsx、.html 或 .csv")],
    *,
    agency: Annotated[str, typer.Option("--agency", metavar="单位", help=_AGENCY)] = "",
    list_: Annotated[str, typer.Option("--list", metavar="清单", help=_KIND)] = "",
    unit: Annotated[str, typer.Option("--unit", metavar="名称", help="文件里有几个单位时，导入哪一个")] = "",
    date: Annotated[str, typer.Option("--date", metavar="日期", help="新清单的施行日期；默认今天")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只看能导入什么，不写文件")] = False,
    json_: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
    repository: RepositoryOption = None,
) -> None:
    """导入清单：读 Word、Excel、网页或 CSV 里已有的清单，写成 YAML。

    清单已经有了的，只在末尾添加没有的事项，已有的事项不改。没有把握的、没有导入的，都逐条说明在文件的什么地方。
    """
    kind = known_list(list_) if list_ else None
    from rouxing.returned.reading import is_export

    if agency and is_export(_content(file), file.suffix):
        warn(["注意：这是 rouxing checklist export 导出的文件；改过的要合并回去，请用 rouxing checklist merge"])
    found = imported(file.name, _content(file))
    if kind and not found.lists:
        found = imported(file.name, _content(file), kind)
    lists = [one for one in found.lists if kind in (None, one.kind)]
    if found.lists and not lists:
        named = "、".join(dict.fromkeys(one.kind for one in found.lists))
        warn([f"文件里没有{kind}清单，有：{named}"])
    if dry_run or not agency:
        _show(lists, found.warnings, json_=json_)
        if not dry_run and lists:
            warn(["没有写入文件；写上 --agency 单位 就写入该单位的清单"])
        raise typer.Exit(0 if lists else 1)
    warn(f"注意：{sentence}" for sentence in found.warnings)
    if not lists:
        raise typer.Exit(1)
    tree = open_tree(repository)
    opened, _ = open_repository(tree)
    one = opened.agency(agency)
    day = iso_day(date) if date else today().isoformat()
    _write(tree, opened, one, _of_unit(lists, one, unit), day)


def _content(file: Path) -> bytes:
    try:
        if file.stat().st_size > MAX_BYTES:
            raise UnreadableFile(f"{file} 超过 {MAX_BYTES >> 20} MiB，不予读取")
        return file.read_bytes()
    except FileNotFoundError:
        raise NotFound(f"找不到 {file}") from None
    except OSError as error:
        raise UnreadableFile(f"读不了 {file}：{reason(error)}") from None


def _show(lists: Sequence[ImportedList], warnings: Sequence[str], *, json_: bool) -> None:
    if json_:
        print_json({"清单": [one.as_data() for one in lists], "警告": list(warnings)})
        return
    print_lines(_overview(lists))
    warn(f"注意：{sentence}" for sentence in warnings)


def _overview(lists: Sequence[ImportedList]) -> Iterator[str]:
    for one in lists:
        yield f"{one.kind}{f'（{one.unit}）' if one.unit else ''}：{len(one.items)} 个事项"
        for item in one.items:
            yield f"  {item.code or '（没有编码）'}  {item.name}"
    if not lists:
        yield "没有可以导入的清单"


def _of_unit(lists: Sequence[ImportedList], agency: Agency, unit: str) -> list[ImportedList]:
    """The lists of one agency out of a file that holds several. Raises NotFound."""
    units = list(dict.fromkeys(one.unit or "" for one in lists))
    if unit:
        found = [one for one in lists if one.unit == unit]
        if not found:
            raise NotFound(f"文件里没有单位“{unit}”；有：{'、'.join(filter(None, units)) or '没有写明单位的清单'}")
        return found
    if len(units) == 1:
        return list(lists)
    own = [one for one in lists if one.unit in (agency.name, agency.short_name)]
    if not own:
        raise NotFound(f"文件里有几个单位的清单，请用 --unit 写明导入哪一个：{'、'.join(filter(None, units))}")
    return own


def _write(tree: FolderTree, opened: Repository, agency: Agency, lists: Sequence[ImportedList], day: str) -> None:
    used = codes_of(opened, agency)
    files: list[tuple[str, bytes, bytes | None]] = []
    told: list[str] = []
    for one in lists:
        path = list_path(agency.id, ListKind(one.kind))
        if path in opened.unsound:
            raise Refused(f"{path} 没有通过校验，没有改动；请先运行 rouxing check {path}")
        before = tree.read(path) if path in opened.checklists else None
        checklist = opened.checklists.get(path)
        added = addition(one, checklist, agency, opened.jurisdiction.text("行政区划代码"), used)
        told += _told(path, added, new=checklist is None, day=day)
        if checklist is None:
            files.append((path, new_file(one, agency, day, added.rows), None))
        elif added.rows and before is not None:
            files.append((path, with_items(before, added.rows), before))
    _unchanged(tree, files)
    write_all(tree.root, [(path, content) for path, content, _ in files])
    print_lines(told)


def _unchanged(tree: FolderTree, files: Sequence[tuple[str, bytes, bytes | None]]) -> None:
    for path, _, before in files:
        current = tree.root / path
        if (current.read_bytes() if current.is_file() else None) != before:
            raise Refused(f"{path} 在此期间被改动过，没有覆盖；请重新运行")


def _told(path: str, added: Addition, *, new: bool, day: str) -> Iterator[str]:
    if new:
        yield f"已写入 {path}：{len(added.rows)} 个事项，版本 1，施行日期 {day}（请核对）"
    elif added.rows:
        yield f"已写入 {path}：添加 {len(added.rows)} 个事项；已经备案的，请把“版本”加 1，并改“施行日期”"
    else:
        yield f"{path} 没有改动：文件里的事项都已经有了"
    for row in added.rows if not new else ():
        yield f"  + {row['编码']} {row['名称']}"
    for name in added.known:
        yield f"  = 已有，没有改动：{name}"
    for name, difference in added.different:
        yield f"  ≠ 已有而内容不同，没有改动：{name}（{difference}）"
    for name, code in added.coded:
        yield f"  编码是新编的：{code} {name}"
    for code in added.twice:
        yield f"  编码 {code} 用了不止一次，请改正"
