"""`rouxing law add`: a law is read from a file, proved by looking it up, and only then written."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from rouxing.commands._asking import clean, one_line
from rouxing.commands._law_reading import Reading, reading
from rouxing.commands._law_yaml import version_lines, with_version
from rouxing.commands._repository import open_tree
from rouxing.commands._text import terminal_width, two_columns, wrapped
from rouxing.errors import NotFound, Refused, RouxingError, UnreadableFile
from rouxing.files.edited import EditedTree
from rouxing.files.law_text import MAX_LAW_BYTES, LawText, law_text
from rouxing.files.tree import FolderTree
from rouxing.files.write import write_file
from rouxing.files.yaml_text import scalar
from rouxing.law.acts import Kind, Known, Version
from rouxing.law.citation import citations
from rouxing.law.fitting import FOUND, State
from rouxing.law.places import Place
from rouxing.law.resolution import day
from rouxing.law.titles import normal
from rouxing.load import load_file, open_repository
from rouxing.model import Library, OwnLaw, Repository
from rouxing.terms import FIELDS_FILE, GROUNDS_FILE, LAWS_FOLDER, SCHEMAS_FOLDER


class Wishes(NamedTuple):
    """What a person says beside the file; what is empty is left to the file."""

    title: str = ""
    level: str | None = None
    adopted: str = ""
    effective: str = ""
    kind: str | None = None
    short: tuple[str, ...] = ()
    with_text: bool = False
    dry_run: bool = False


class _Draft(NamedTuple):
    """What will be written: the file as it was (None: new) and as it will be, and the row that is added."""

    title: str
    level: str
    path: str
    before: bytes | None
    after: bytes
    row: dict[str, Any]


def add_law(file: Path, wishes: Wishes, repository: Path | None) -> list[str]:
    """Add the law in this file to the repository; what was done, in lines. Raises RouxingError, writing nothing."""
    tree = open_tree(repository)
    opened, _ = open_repository(tree)
    source = _content(file)
    read = reading(source.lines)
    if not read.structure.articles:
        seen = "".join(f"（{remark}）" for remark in source.remarks)
        raise Refused(f"{file.name} 里没有读到“第一条”这样的条文{seen}，没有写入；请核对文件，只留法的正文")
    draft = _draft(tree, opened, file.name, read, wishes)
    _prove(tree, opened, draft)
    if not wishes.dry_run:
        write_file(tree.root, draft.path, draft.after, expected=draft.before)
    return list(_told(draft, [*source.remarks, *read.remarks, *_aside(read, draft, opened)], wishes.dry_run))


def _content(file: Path) -> LawText:
    try:
        with file.open("rb") as stream:
            content = stream.read(MAX_LAW_BYTES + 1)
    except OSError as error:
        reason = "文件不存在" if isinstance(error, FileNotFoundError) else "是文件夹，或者没有读取权限"
        raise NotFound(f"读不了 {file}：{reason}") from None
    if len(content) > MAX_LAW_BYTES:
        raise UnreadableFile(f"{file.name} 超过 {MAX_LAW_BYTES >> 20} MiB；请只留法的正文，删去图片后另存")
    try:
        source = law_text(file.name, content)
    except RouxingError as error:
        raise UnreadableFile(f"{file.name} {error}") from None
    if len(source.lines) > _MOST_LINES:
        raise UnreadableFile(f"{file.name} 超过 {_MOST_LINES} 段，不像一部法；请只留法的正文")
    return source


_MOST_LINES: Final = 20_000
"""民法典 has 3,000."""


def _draft(tree: FolderTree, opened: Repository, name: str, read: Reading, wishes: Wishes) -> _Draft:
    title = _title(read, wishes)
    own = next((one for one in opened.library.laws if normal(one.title) == normal(title)), None)
    version = _version(read, wishes, first=own is None and opened.library.index.find(title) is None)
    row = _row(name, read, version, wishes.with_text)
    if own is None:
        path, level = _path(tree, title), _level(read, wishes, title, opened.library)
        after = with_version(_head(title, level, _short(wishes, title, opened.library)), row)
        return _Draft(title, level, path, None, after, row)
    _refuse_for(own, wishes, version)
    before = tree.read(own.path)
    return _Draft(own.title, own.level, own.path, before, with_version(before, row), row)


_NAME: Final = re.compile(r"[^，。；：《》“”\s]{2,120}")


def _title(read: Reading, wishes: Wishes) -> str:
    """The title as a citation names it."""
    title = one_line(wishes.title, "全称").strip("《》") if wishes.title else read.structure.title
    found = citations(f"《{title}》第一条")
    if not _NAME.fullmatch(title) or len(found) != 1 or found[0].law.name != title:
        if wishes.title:
            raise Refused(f"“{title}”不能作为法的名称；请写全称，不加书名号")
        raise Refused("文件里没有读出法的名称，请用 --title 写明")
    return title


def _version(read: Reading, wishes: Wishes, *, first: bool) -> Version:
    """The version with its days and kind. Raises Refused, naming the option, where neither file nor wishes tell."""
    if not wishes.adopted:
        _refuse_unclear_days(read)
    (version,) = read.structure.law("", wishes.adopted, wishes.effective).versions
    if version.effective_known_by is Known.ASSUMED:
        stated = read.structure.effective
        named = f"文件写的施行日期是{day(stated)}，早于这个文本；" if stated[:1].isdigit() else "文件没有写明，"
        raise Refused(f"{named}请用 --effective 写明这个文本（{version.date} {version.kind}）从哪一天起施行")
    if version.effective < version.date:
        raise Refused(f"施行日期 {version.effective} 早于通过、公布或者修改的日期 {version.date}；请核对")
    if version.kind is Kind.UNKNOWN and not (wishes.kind or first):
        raise Refused("文件没有写明这个文本是修正还是修订，请用 --kind 写明")
    return version


def _refuse_unclear_days(read: Reading) -> None:
    """The last day before the first article must be one of which the text says what happened on it."""
    made = max((event.date for event in read.structure.events if event.what != "施行"), default="")
    told = {event.date for event in read.structure.events}
    unclear = max((one for one in read.days if one not in told), default="")
    if unclear > made:
        raise Refused(f"文件里的{day(unclear)}没有写明是通过、公布还是修改；请用 --adopted 写明这个文本的日期")
    if not made:
        raise Refused("文件没有写明通过、公布或者修改的日期，请用 --adopted 写明")


def _row(name: str, read: Reading, version: Version, with_text: bool) -> dict[str, Any]:
    return {
        "通过": version.date,
        "施行": version.effective,
        "种类": str(Kind.ORIGINAL if version.kind is Kind.UNKNOWN else version.kind),
        "来源": clean(name, "文件名"),
        "条文": list(_articles(read, with_text)),
    }


def _articles(read: Reading, with_text: bool) -> Iterator[dict[str, Any]]:
    for article, shape in read.structure.articles.items():
        if shape.is_dropped:
            continue
        row: dict[str, Any] = {"条": str(Place(article)), "款": shape.paragraphs}
        if any(shape.items):
            row["项"] = list(shape.items)
        if shape.subitems:
            row["目"] = [list(one) for one in shape.subitems]
        if with_text and read.texts.get(article):
            row["文"] = "\n".join(read.texts[article])
        yield row


_UNFIT: Final = re.compile(r'[<>:"/\\|?*\x00-\x1f]')
_LONGEST: Final = 60
_TABLES: Final = frozenset((f"{LAWS_FOLDER}/{GROUNDS_FILE}", f"{LAWS_FOLDER}/{FIELDS_FILE}"))


def _path(tree: FolderTree, title: str) -> str:
    """The title is the name of the file: whoever looks into laws/ reads it, and no table of pinyin can change it.

    Ideographs and full-width brackets are sound names on Windows, macOS (one form, NFC) and in git.
    """
    name = _UNFIT.sub("_", unicodedata.normalize("NFC", normal(title))).strip(" .")
    if len(name) > _LONGEST:  # 255 bytes is the limit of most file systems
        name = f"{name[:_LONGEST]}-{hashlib.sha256(name.encode()).hexdigest()[:6]}"
    path = f"{LAWS_FOLDER}/{name}.yaml"
    if not name or path in _TABLES or tree.exists(path):
        raise Refused(f"{path} 已经有别的内容或者没有通过校验，没有覆盖；请先运行 rouxing check")
    return path


def _level(read: Reading, wishes: Wishes, title: str, library: Library) -> str:
    known = library.index.find(title)
    level = wishes.level or (known.level if known else read.level)
    if not level:
        raise Refused("文件没有写明是哪一级的规定，请用 --level 写明，例如 --level 地方性法规")
    return level


def _short(wishes: Wishes, title: str, library: Library) -> list[str]:
    names = [one_line(name, "简称").strip("《》") for name in wishes.short]
    for name in names:
        known = library.index.candidates(name)
        if any(normal(law.title) != normal(title) for law in known) or len(name) < 2:
            meant = f"已经是《{known[0].title}》的名称" if known else "太短"
            raise Refused(f"简称“{name}”{meant}，请换一个")
    return names


def _head(title: str, level: str, short: Sequence[str]) -> bytes:
    lines = [
        f"# yaml-language-server: $schema=../{SCHEMAS_FOLDER}/law.schema.json",
        f"名称: {scalar(title)}",
        *([f"简称: [{', '.join(map(scalar, short))}]"] if short else []),
        f"层级: {level}",
        "版本: []",
    ]
    return ("\n".join(lines) + "\n").encode()


def _refuse_for(own: OwnLaw, wishes: Wishes, version: Version) -> None:
    """A further text only adds to 版本; what else the file says is edited by hand."""
    if own.law.version(version.date) is not None:
        raise Refused(f"{own.path} 已经有 {version.date} 的文本，没有改动；要重写请先删去那一项")
    if wishes.level and wishes.level != own.level:
        raise Refused(f"{own.path} 写的层级是{own.level}，不是{wishes.level}；请核对，要改请直接改文件")
    if added := [name for name in wishes.short if name not in own.texts("简称")]:
        raise Refused(f"{own.path} 已经存在；简称“{added[0]}”请直接写进文件")


def _prove(tree: FolderTree, opened: Repository, draft: _Draft) -> None:
    """The loader must accept the file, and the last article must be found by its citation. Raises Refused."""
    loaded = load_file(EditedTree(tree, {draft.path: draft.after}), draft.path, opened.own_schemas)
    if not isinstance(loaded.record, OwnLaw):
        one = loaded.diagnostics[0]
        raise Refused(f"读出的内容不合格式（{one.pointer}：{one.message}），没有写入；请核对文件")
    others = tuple(one for one in opened.library.laws if one.path != draft.path)
    last = draft.row["条文"][-1]["条"]
    found = Library((*others, loaded.record)).look_up(f"《{draft.title}》{last}", draft.row["施行"])
    states = {answer.state for _, answers in found for answer in answers}
    if not states or not states <= FOUND | {State.REPEALED}:
        raise Refused(f"写入后按{day(draft.row['施行'])}查不到《{draft.title}》{last}，没有写入；请核对日期和文件")


def _aside(read: Reading, draft: _Draft, opened: Repository) -> Iterator[str]:
    """What a person may not expect."""
    stated = [event.date for event in read.structure.events if event.what != "施行"]
    if stated and max(stated) != draft.row["通过"]:
        yield f"文件里最后的日期是 {max(stated)}，按 --adopted 记为 {draft.row['通过']}"
    known = opened.library.index.find(draft.title)
    if known is not None and draft.before is None:
        yield f"索引已经收录《{known.title}》；同一天的文本以 {draft.path} 为准"
    if draft.before is not None and known is not None and known.versions[-1].effective > draft.row["施行"]:
        yield "这是较早的文本，写在最后；核对时仍按施行日期排列"


def _told(draft: _Draft, remarks: Sequence[str], dry_run: bool) -> Iterator[str]:
    columns = terminal_width()
    row, articles = draft.row, draft.row["条文"]
    if dry_run:
        yield from version_lines(row)
        yield ""
    verb = "没有写入（--dry-run）；将写入" if dry_run else "已写入"
    yield f"{verb} {draft.path}" + ("" if draft.before is None else "（添了一个文本）")
    paragraphs, items = sum(one["款"] for one in articles), sum(sum(one.get("项", ())) for one in articles)
    rows = [
        ("名称", draft.title),
        ("层级", draft.level),
        ("文本", f"{row['通过']} {row['种类']}，{row['施行']} 起施行"),
        ("条文", f"{len(articles)} 条，最后一条是{articles[-1]['条']}；共 {paragraphs} 款、{items} 项"),
    ]
    yield from two_columns(rows, columns)
    if remarks:
        yield "请核对："
        yield from (line for one in remarks for line in _point(one, columns))
    if not dry_run:
        yield from wrapped(f"试查：rouxing law cite 《{draft.title}》{articles[-1]['条']}", columns)


def _point(text: str, columns: int) -> Iterator[str]:
    first, *more = wrapped(text, columns - 4)
    yield f"  - {first}"
    yield from (f"    {line}" for line in more)
