"""`rouxing filing`: the packet for the justice bureau, its register, its receipts, and whether it was tampered with."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final, NamedTuple

import typer

from rouxing.check import CHECK, Scope, check
from rouxing.commands._adding import read
from rouxing.commands._asking import impersonal, one_line, today
from rouxing.commands._checking import Format as CheckFormat
from rouxing.commands._checking import show
from rouxing.commands._output import OutOption, print_json, print_lines, shown_path, target_of
from rouxing.commands._past import iso_day, list_path
from rouxing.commands._register import add_row, agencies_asked, sound_file
from rouxing.commands._repository import RepositoryOption, open_tree, warn
from rouxing.commands._surface import Command, command_app
from rouxing.commands._text import terminal_width, wrapped
from rouxing.diagnostics import ordered
from rouxing.errors import NotFound, Refused, UnreadableRepository
from rouxing.files.tree import FolderTree
from rouxing.files.write import write_all, write_file
from rouxing.filing.letters import Sender
from rouxing.filing.materials import Filing, Packet, assembled, gathered
from rouxing.filing.packet import Examined, examined, printed
from rouxing.filing.witness import differences, filed_versions, message, tag_name
from rouxing.history.branch import changed_paths
from rouxing.history.git import Git
from rouxing.history.past import GitPast
from rouxing.history.tree import CommitTree
from rouxing.history.writing import read_tag, tag, tags
from rouxing.load import Finding, checklist_from, diagnose, open_repository
from rouxing.model import Agency, Repository
from rouxing.terms import (
    CHECKLISTS_FOLDER,
    FEEDBACK_FILE,
    FILINGS_FILE,
    LAWS_FOLDER,
    SCHEMAS_FOLDER,
    SETTINGS_FILE,
    TEMPLATES_FOLDER,
    Level,
    ListKind,
)

app = command_app("备案：生成报司法行政部门的备案包，登记回执，核对备案包有没有被改动。")

AgencyArgument = Annotated[str, typer.Argument(metavar="单位", help="短名、简称或全称")]
_NO_TAGS: Final = "注意：这是浅克隆，备案标签可能没有取回；请先运行 git fetch --unshallow --tags"
_DAYS: Final = 30
"""方案四、（二） says 及时 and names no day: the tool's own reminder, where the county has not set 备案期限."""


@app.command(cls=Command)
def create(
    agency: AgencyArgument,
    date: Annotated[str, typer.Option("--date", metavar="日期", help="备案报送函的日期；默认今天")] = "",
    number: Annotated[str, typer.Option("--number", metavar="文号", help="备案报送函的文号；不写就留空")] = "",
    out: OutOption = None,
    repository: RepositoryOption = None,
) -> None:
    """生成备案包（zip）并打上 git 标签 备案/单位/日期：清单、配套文书、工作方案和制度、备案报送函、目录、校验清单。

    材料取自当前提交；有没提交的修改，或者清单有错误，就什么也不生成。同一提交、同一日期生成的备案包逐字节相同：
    标签已经打上而备案包丢了的，在同一提交上再运行一次就重新写出。
    """
    when = iso_day(date) if date else today().isoformat()
    tree = open_tree(repository)
    with Git(tree.root) as git:
        commit = CommitTree(git, git.head())
        opened = open_repository(commit)[0]._replace(past=GitPast(tree.root, checklist_from))
        one = opened.agency(agency)
        _refuse_unfinished(git, tree, one)
        sender = Sender(one, when, impersonal(one_line(number, "文号"), "文号") if number else "")
        name = tag_name(one.id, when)
        sealed = read_tag(git, name) if name in tags(git, name) else None
        if sealed and sealed.commit != commit.commit:
            raise Refused(f"{_taken(name)}（提交 {sealed.commit[:7]}），现在的提交不同；备案标签不移动，请换 --date")
        filing = Filing(opened, sender, commit.commit, name)
        packet = _packet(filing, when)
        if sealed and sealed.message != message(filing, packet):
            raise Refused(f"{_taken(name)}，现在生成的备案包与那时的不同（文号、模板或工具变了）；请换 --date")
        _hand_over(git, tree, filing, packet, out, sealed=sealed is not None)


def _taken(name: str) -> str:
    return f"标签 {name} 已经存在：这一天已经备案过"


def _refuse_unfinished(git: Git, tree: FolderTree, agency: Agency) -> None:
    """What is filed is what was committed: nothing else may look different on the desk."""
    own = f"{CHECKLISTS_FOLDER}/{agency.id}"
    changed = changed_paths(git, "HEAD", tree, (own, TEMPLATES_FOLDER, LAWS_FOLDER, SCHEMAS_FOLDER, SETTINGS_FILE))
    changed -= {f"{own}/{FILINGS_FILE}", f"{own}/{FEEDBACK_FILE}"}
    if changed:
        first, more = min(changed), f"等 {len(changed)} 个文件" if len(changed) > 1 else ""
        raise Refused(f"{first} {more}有没提交的修改；备案以提交的内容为准，请先提交或者撤销修改")


def _packet(filing: Filing, when: str) -> Packet:
    """The packet; findings at error level end the command with 1."""
    if SETTINGS_FILE in filing.repository.unsound:
        raise Refused(f"已提交的 {SETTINGS_FILE} 没有通过校验，没有生成备案包；请先运行 rouxing check {SETTINGS_FILE}")
    if not filing.lists:
        raise NotFound(f"{filing.agency.name}还没有提交任何清单，没有可以备案的")
    tree = filing.repository.tree
    outcome = check(
        tree, Scope(CHECK, when, paths=[f"{CHECKLISTS_FOLDER}/{filing.agency.id}"]), past=filing.repository.past
    )
    found = gathered(filing)
    missing = list(diagnose(tree, (Finding("", Level.ERROR, fault) for fault in found.faults)))
    if outcome.number(Level.ERROR) or missing:
        both = ordered([*outcome.diagnostics, *missing])
        show(outcome._replace(diagnostics=list(both)), tree, CheckFormat.TEXT)
        warn(["没有生成备案包"])
        raise typer.Exit(1)
    packet = assembled(filing, found)
    if faults := examined(packet.content).faults:
        raise Refused(f"没有生成备案包：{faults[0]}；请在 filing-letter.docx 模板里印上“备案.附件”")
    return packet


def _hand_over(git: Git, tree: FolderTree, filing: Filing, packet: Packet, out: Path | None, *, sealed: bool) -> None:
    """Write what is sent and set the tag, which decides: cut off before it, the same command is run again."""
    folder, file = target_of(tree.root, f"{filing.tag.replace('/', '-')}.zip", out)
    files = [(file, packet.content)]
    if packet.supplement:
        files.append((f"{file.removesuffix('.zip')}-补充事项备案函.docx", packet.supplement))
    before = {name: (folder / name).read_bytes() if (folder / name).is_file() else None for name, _ in files}
    try:
        write_all(folder, files)
        if not sealed:
            tag(git, filing.tag, filing.commit, message(filing, packet))
    finally:
        if filing.tag not in tags(git, filing.tag):  # Ctrl-C reaches git, too, before or after it set the tag
            _put_back(folder, before)
    superior = filing.agency.superior or "上级主管部门"
    ends = ("", f"（报{superior}备案）")
    lines = [f"已写入 {shown_path(folder / name)}{end}" for (name, _), end in zip(files, ends, strict=False)]
    if sealed:
        lines.append(f"标签 {filing.tag} 早已打上，重新写出的备案包与它记载的一致")
    else:
        lines.append(f"已打标签 {filing.tag}（提交 {filing.commit[:7]}）")
    lines.append(f"材料校验码 {printed(packet.code)}")
    print_lines(line for text in lines for line in wrapped(text, terminal_width()))


def _put_back(folder: Path, before: Mapping[str, bytes | None]) -> None:
    for name, content in before.items():
        if content is None:
            (folder / name).unlink(missing_ok=True)
        else:
            write_file(folder, name, content)


class Format(StrEnum):
    """Output formats of the register."""

    TEXT = "text"
    JSON = "json"


class _Row(NamedTuple):
    """One filing, or one version that was not filed (then `tag` is "")."""

    agency: str
    tag: str
    date: str
    """Of the filing, or from when on the version is in force."""
    lists: str
    receipt: str
    """The day of the receipt, "" where there is none."""
    state: str


@app.command("list", cls=Command)
def list_(
    agency: Annotated[str, typer.Argument(metavar="单位", help="短名、简称或全称；不写就看全部")] = "",
    days: Annotated[
        int | None,
        typer.Option("--days", metavar="天数", min=0, help="多少天算逾期；默认用 rouxing.yaml 的“备案期限”，没写按 30"),
    ] = None,
    format_: Annotated[Format, typer.Option("--format", help="文字或 JSON")] = Format.TEXT,
    repository: RepositoryOption = None,
) -> None:
    """备案台账：每次备案报了哪些清单、有没有回执；还没有备案的版本和逾期的天数。"""
    tree = open_tree(repository)
    opened = open_repository(tree)[0]
    agencies = agencies_asked(opened, agency)
    for path in (SETTINGS_FILE, *map(_register_path, agencies)):
        sound_file(opened, path)
    lists = (list_path(one.id, kind) for one in agencies for kind in ListKind)
    warn(
        f"注意：{path} 没有通过校验，有没有备案看不出来；请先运行 rouxing check"
        for path in lists
        if path in opened.unsound
    )
    limit, source = _limit(opened, days)
    with Git(tree.root) as git:
        warn([_NO_TAGS] if git.is_shallow() else ())
        rows = [row for one in agencies for row in _rows(git, opened, one, limit)]
    if not rows:
        raise NotFound("还没有任何清单，也没有备案")
    if format_ is Format.JSON:
        names = ("单位", "标签", "日期", "清单", "回执", "状态")
        found = [{name: cell or None for name, cell in zip(names, row, strict=True)} for row in rows]
        print_json({"期限": {"天数": limit, "来源": source}, "备案": found})
        return
    columns = terminal_width()
    for row in rows:
        head = f"{row.agency}  {row.tag or '（未备案）'}  {row.state}"
        receipt_ = f"，{row.receipt} 收到回执" if row.receipt else ""
        text = f"{row.lists}（{row.date}{'报送' if row.tag else '施行'}{receipt_}）"
        print_lines([*wrapped(head, columns), *(f"    {line}" for line in wrapped(text, columns - 4))])
    print_lines(["", *wrapped(f"逾期按 {limit} 天计：{source}。方案只要求“及时”备案，没有定天数。", columns)])


def _register_path(agency: Agency) -> str:
    return f"{CHECKLISTS_FOLDER}/{agency.id}/{FILINGS_FILE}"


def _limit(opened: Repository, given: int | None) -> tuple[int, str]:
    """Days after which a filing is late, and who says so."""
    if given is not None:
        return given, "--days"
    if opened.jurisdiction.filing_days is not None:
        return opened.jurisdiction.filing_days, f"{SETTINGS_FILE} 的“备案期限”"
    return _DAYS, f"工具的默认值，本地有规定的写在 {SETTINGS_FILE} 的“备案期限”"


def _rows(git: Git, opened: Repository, agency: Agency, days: int) -> Iterator[_Row]:
    receipts, filed = opened.receipts(agency.id), dict[str, int]()
    found = tags(git, tag_name(agency.id, ""))
    for name in found:
        when, versions = name.rsplit("/", 1)[-1], filed_versions(git, name, agency.id)
        filed |= {kind: max(version, filed.get(kind, 0)) for kind, version in versions.items()}
        receipt = receipts.get(name)
        texts = "、".join(f"{kind}第{version}版" for kind, version in versions.items()) or "标签已被改动"
        state = "已收讫" if receipt else _waiting("待回执", when, days)
        if versions and not git.contains(read_tag(git, name).commit):
            state += "，提交已不在任何分支的历史里（历史被改写）"
        yield _Row(agency.short_name, name, when, texts, receipt.date if receipt else "", state)
    for name in sorted(receipts.keys() - set(found)):
        when = name.rsplit("/", 1)[-1]
        yield _Row(
            agency.short_name, name, when, "报了哪些清单看不出来", receipts[name].date, "已收讫，git 里没有这个标签"
        )
    for one in opened.checklists_of(agency.id):
        if one.version > filed.get(one.kind.value, 0):
            text = f"{one.kind}第{one.version}版"
            yield _Row(agency.short_name, "", one.effective, text, "", _waiting("未备案", one.effective, days))


def _waiting(what: str, since: str, days: int) -> str:
    try:
        waited = (today() - datetime.date.fromisoformat(since)).days
    except ValueError:
        return what
    if waited < 0:
        return f"{what}，{-waited} 天后施行"
    return f"{what} {waited} 天" + (f"，逾期 {waited - days} 天" if waited > days else "")


@app.command(cls=Command)
def receipt(
    agency: AgencyArgument,
    tag_: Annotated[str, typer.Argument(metavar="标签", help="备案标签，或者备案日期")],
    *,
    date: Annotated[str, typer.Option("--date", metavar="日期", help="司法行政部门收到的日期；默认今天")] = "",
    number: Annotated[str, typer.Option("--number", metavar="文号", help="回执的文号")] = "",
    receiver: Annotated[str, typer.Option("--receiver", metavar="姓名", help="收件人")] = "",
    repository: RepositoryOption = None,
) -> None:
    """登记回执，写入 checklists/单位/filings.yaml。"""
    number = impersonal(one_line(number, "文号"), "文号") if number else ""
    receiver = impersonal(one_line(receiver, "收件人"), "收件人") if receiver else ""
    tree = open_tree(repository)
    opened = open_repository(tree)[0]
    one = opened.agency(agency)
    name = tag_ if "/" in tag_ else tag_name(one.id, iso_day(tag_))
    with Git(tree.root) as git:
        git.head()
        if git.is_shallow() and name not in tags(git, name):
            raise NotFound(f"git 里没有标签 {name}；这是浅克隆，请先运行 git fetch --unshallow --tags")
        read_tag(git, name)
        if not filed_versions(git, name, one.id):
            raise Refused(
                f"标签 {name} 已被移动或重建，记载的与所指的提交不同；请先运行 rouxing filing verify 核对备案包"
            )
    if name in opened.receipts(one.id):
        raise Refused(f"{name} 的回执已经登记过（{opened.receipts(one.id)[name].date}），没有改动")
    row = {
        "标签": name,
        "收到日期": iso_day(date) if date else today().isoformat(),
        "回执文号": number,
        "收件人": receiver,
    }
    path = sound_file(opened, _register_path(one))
    add_row(tree, path, "备案", {key: value for key, value in row.items() if value}, read)
    print(f"已写入 {path}：{name} 于 {row['收到日期']} 收讫")


@app.command(cls=Command)
def verify(
    packet: Annotated[Path, typer.Argument(metavar="备案包", help="rouxing filing create 生成的 zip")],
    alone: Annotated[bool, typer.Option("--alone", help="只核对备案包本身，不与仓库核对")] = False,
    repository: RepositoryOption = None,
) -> None:
    """核对备案包：内容、顺序、结构有没有被改动；在仓库里运行时还核对标签和历史。被改动退出码 1。

    不联网，也不需要仓库。显示的校验码应当与盖章的备案报送函上印的一致。
    """
    try:
        content = packet.read_bytes()
    except OSError as error:
        raise NotFound(f"读不了 {packet}：{error.strerror or error}") from None
    found = examined(content)
    faults = list(found.faults)
    against = None if faults or alone else _repository_at(repository)
    if against is not None:
        with Git(against.root) as git:
            faults += differences(git, content, found)
    if faults:
        print_lines([f"备案包已被改动或者与仓库不符：{packet.name}", *(f"  {one}" for one in faults)])
        raise typer.Exit(1)
    print_lines(_sound(found, against))


def _repository_at(given: Path | None) -> FolderTree | None:
    """The repository to compare with: the named one, else one at hand; None where the packet is alone."""
    try:
        tree = open_tree(given)
    except UnreadableRepository:
        if given is not None:
            raise
        return None
    with Git(tree.root) as git:
        if given is not None:
            git.head()
        return tree if git.is_repository() else None


def _sound(found: Examined, against: FolderTree | None) -> Iterator[str]:
    said = found.manifest
    yield f"备案包完整：{said['单位']}，{said['日期']}，{len(found.files)} 个文件，提交 {str(said['提交'])[:7]}"
    yield f"材料校验码 {printed(found.code)}（应当与盖章的备案报送函一致）"
    yield "与仓库核对一致：标签、提交、清单内容、历史" if against else "没有与仓库核对：只核对了备案包本身"
