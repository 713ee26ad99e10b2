"""`rouxing case import`: a ledger read, compared cell by cell, and written whole or not at all."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from rouxing.commands._adding import read
from rouxing.commands._case_plan import Plan, Told, Wish, plan
from rouxing.commands._case_writing import tell_finished
from rouxing.commands._output import Format, print_json, print_lines
from rouxing.commands._repository import RepositoryOption, open_tree, warn
from rouxing.commands._surface import Command
from rouxing.errors import NotFound, Refused, UnreadableFile
from rouxing.files.cells import read_tables
from rouxing.files.together import writing
from rouxing.files.tree import FolderTree
from rouxing.files.write import LOCKS, office_lock
from rouxing.law.identity import masked
from rouxing.ledgers.columns import Names, names
from rouxing.ledgers.comparing import Change
from rouxing.ledgers.reading import Fault, Ledger, read_ledger

_MAX_BYTES: Final = 64 * 1024 * 1024
_TOLD: Final = 200
"""Lines of one kind that the terminal shows; --format json shows all."""


def register(app: typer.Typer) -> None:
    """Hang `import` into `rouxing case`."""
    app.command("import", cls=Command)(import_)


def import_(  # noqa: PLR0913 - what to read, how, and what to do with it
    ledger: Annotated[Path, typer.Argument(metavar="台账", help="Excel（.xlsx）或 CSV 文件")],
    *,
    agency: Annotated[str, typer.Option("--agency", metavar="单位", help="台账里没有“单位”一列时写明")] = "",
    mapping: Annotated[
        Path | None, typer.Option("--mapping", metavar="文件", help="YAML：列名: 字段；不要的列写 不导入")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="不再询问，写入")] = False,
    delete_blank: Annotated[bool, typer.Option("--delete-blank", help="空白的格删去案件里已有的内容")] = False,
    with_errors: Annotated[
        bool, typer.Option("--with-errors", help="检查出的错误（格式错误除外）留待以后改，先写入")
    ] = False,
    format_: Annotated[Format, typer.Option("--format", help="文字或 JSON")] = Format.TEXT,
    repository: RepositoryOption = None,
) -> None:
    """导入台账：按列名认出各列，逐格列出新增什么、改动什么，核对以后才写入；有一格读不懂就整个不写。

    案号已有的，改那一件；没有案号的，编下一个号。台账里没有的案件和列不受影响，空白的格不删去已有的内容。
    """
    known = names(_mapping(mapping) if mapping else {})
    told = _read(ledger, known)
    if office_lock(ledger):
        warn([f"注意：{ledger.name} 正在 Excel、WPS 或 LibreOffice 中打开，没有保存的改动读不到；请先保存、关闭"])
    tree = open_tree(repository)
    wish = Wish(agency, known, delete_blank, with_errors)
    found = plan(tree, told, wish)
    if format_ is Format.JSON:
        print_json(_data(found, told.notes))
    else:
        warn(f"注意：{one}" for one in told.notes)
        print_lines(map(masked, _lines(found)))
    if found.faults:
        later = all(re.match("RX[1-9]", one.message) for one in found.faults)
        warn([f"没有写入任何文件{'；这些问题要先写入、以后再改的，加 --with-errors' if later else ''}"])
        raise typer.Exit(1)
    if found.writes and (yes or _confirmed(format_)):
        _write(tree, told, wish, found)


def _mapping(path: Path) -> Mapping[str, str]:
    data = read(_bytes(path))
    if not isinstance(data, dict) or not all(isinstance(one, str) for pair in data.items() for one in pair):
        raise Refused(f"{path} 应写成一行一列：列名: 字段，例如 “经办时间: 日期”")
    return data


def _bytes(path: Path) -> bytes:
    if path.name.startswith(LOCKS):
        raise NotFound(f"{path.name} 是 Excel、WPS、LibreOffice 打开文件时的临时文件；请写台账本身的文件名")
    try:
        with path.open("rb") as stream:
            content = stream.read(_MAX_BYTES + 1)
    except OSError:
        raise NotFound(f"读不了 {path}；请看文件在不在，是不是正在 Excel 或 WPS 中打开") from None
    if len(content) > _MAX_BYTES:
        raise Refused(f"{path} 超过 {_MAX_BYTES >> 20} MiB，不予读取；请分成几个文件")
    return content


def _read(path: Path, known: Names) -> Ledger:
    try:
        sheets = read_tables(path.name, _bytes(path))
    except UnreadableFile as error:
        raise UnreadableFile(f"{path}：{error}") from None
    found = read_ledger(sheets, known)
    if not found.cases and not found.faults:
        hint = "".join(f"；{one}" for one in found.notes)
        raise NotFound(f"{path} 里没有案件：前 20 行里要有一行列名，例如 案号、日期、当事人、案由{hint}")
    return found


def _confirmed(format_: Format) -> bool:
    if format_ is Format.TEXT and sys.stdin.isatty() and typer.confirm("写入吗？", default=False, err=True):
        return True
    warn(["没有写入；核对以后加 --yes"])
    return False


def _write(tree: FolderTree, told: Ledger, wish: Wish, found: Plan) -> None:
    with writing(tree.root) as writer:
        tell_finished(writer)
        # nobody held the repository while the user was looking
        if plan(tree, told, wish).writes != found.writes:
            raise Refused("核对的时候有人改动了案件，没有写入；请重新运行")
        writer.write(found.writes)
    warn(f"已写入 {one.path}" for one in found.writes)


def _lines(found: Plan) -> Iterator[str]:
    if found.faults:
        yield f"有 {len(found.faults)} 处问题："
        yield from _few([f"  {one.place}：{one.message}" for one in found.faults])
    if found.new:
        yield f"新增 {len(found.new)} 件："
        yield from _few([f"  {one.place}：{_title(one.data)}" for one in found.new])
    if found.changes:
        yield f"改动 {len(found.changes)} 格："
        yield from _few([f"  {_cell(one)}：{_shown(one.before)} → {_shown(one.after)}" for one in found.changes])
    if found.kept:
        yield f"空白 {len(found.kept)} 格，案件里有内容，没有改动（要删去，加 --delete-blank）："
        yield from _few([f"  {_cell(one)}：{_shown(one.before)}" for one in found.kept])
    if found.remarks:
        yield f"检查结果 {len(found.remarks)} 条，不妨碍写入："
        yield from _few([f"  {one.place}：{one.message}" for one in found.remarks])
    yield f"没有变化 {found.same} 件"


def _cell(change: Change) -> str:
    return f"{change.place}：{change.number} {change.column}"


def _few(lines: Sequence[str]) -> Iterator[str]:
    yield from lines[:_TOLD]
    if len(lines) > _TOLD:
        yield f"  还有 {len(lines) - _TOLD} 条；全部见 --format json"


def _title(data: Mapping[str, Any]) -> str:
    party = (data.get("当事人") or {}).get("名称", "")
    return "  ".join(str(one) for one in (data.get("案号"), data.get("日期"), party, data.get("案由")) if one)


def _shown(text: str) -> str:
    return f"“{text.replace(chr(10), ' ')}”" if text else "（空）"


def _data(found: Plan, notes: Sequence[str]) -> dict[str, Any]:
    return {
        "问题": [_fault(one) for one in found.faults],
        "新增": [_new(one) for one in found.new],
        "改动": [_change(one) for one in found.changes],
        "空白未改": [_change(one) for one in found.kept],
        "检查": [_fault(one) for one in found.remarks],
        "没有变化": found.same,
        "注意": list(notes),
        "文件": [one.path for one in found.writes],
    }


def _fault(one: Fault) -> dict[str, str]:
    return {"单元格": one.place, "说明": masked(one.message)}


def _new(one: Told) -> dict[str, Any]:
    return {"单元格": one.place, "案号": one.data.get("案号"), "日期": one.data.get("日期")}


def _change(one: Change) -> dict[str, str]:
    values = {"原值": masked(one.before), "新值": masked(one.after)}
    return {"单元格": one.place, "案号": one.number, "字段": one.column, **values}
