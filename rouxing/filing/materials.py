"""What an agency files, read from one commit: lists, templates, work plan and rules; or what stands in the way."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from rouxing.diagnostics import Fault
from rouxing.documents import Filing as Letter
from rouxing.documents import Sheet, Templates, filing_job, made, sheet_job
from rouxing.errors import Refused, UnreadableFile
from rouxing.files.names import safe_step
from rouxing.files.packaged import packaged
from rouxing.files.tree import Tree
from rouxing.filing.letters import Sender, contents, supplement_letter, supplements
from rouxing.filing.packet import File, code, packed, printed, words_of
from rouxing.law.personal_data import numbers
from rouxing.model import Agency, Checklist, Repository
from rouxing.terms import TEMPLATES_FOLDER, DocumentKind

_CODE_BELOW: Final = "\n　　　　"
"""The code stands whole on a line of its own: it is compared by eye."""


class Packet(NamedTuple):
    """A finished packet."""

    content: bytes
    code: str
    supplement: bytes
    """The 备案函 to the superior, b"" where nothing was added beyond the superior's list."""


class Filing(NamedTuple):
    """What is to be filed: the agency at a commit, under a tag, with the letter's sender."""

    repository: Repository
    sender: Sender
    commit: str
    tag: str

    @property
    def agency(self) -> Agency:
        """The agency that files."""
        return self.sender.agency

    @property
    def lists(self) -> Sequence[Checklist]:
        """Its lists in the order of annexes 1–4."""
        return self.repository.checklists_of(self.agency.id)


class Gathered(NamedTuple):
    """The materials, what is filed on paper only, and the faults that forbid a packet."""

    files: Sequence[File]
    on_paper: Sequence[str]
    faults: Sequence[Fault]


def gathered(filing: Filing) -> Gathered:
    """All materials in the order of the plan's sentence: work plan, lists, documents, rules."""
    tree, agency = filing.repository.tree, filing.agency
    duties, faults = _duties(tree, agency)
    templates = Templates(tree)
    batch = [*made(templates, (sheet_job(Sheet(agency, one)) for one in filing.lists))]
    sheets = [File(f"清单/{one.job.name.rsplit('/', 1)[-1]}", one.filled.content) for one in batch if one.filled]
    faults += (fault for one in batch for fault in one.faults)
    data = [File(f"清单数据/{one.path.rsplit('/', 1)[-1]}", tree.read(one.path), one.path) for one in filing.lists]
    forms = [File(f"配套文书/{kind.value}.docx", *_template(templates, agency, kind)) for kind in DocumentKind]
    on_paper = [text for name, one in _entries(agency) if not one.get("文件") and (text := _on_paper(name, one))]
    return Gathered([*duties, *sheets, *data, *forms], on_paper, faults)


def _template(templates: Templates, agency: Agency, kind: DocumentKind) -> tuple[bytes, str]:
    path = templates.path(agency.id, kind.slug)
    if templates.tree.exists(path):
        return templates.tree.read(path), path
    return (packaged(TEMPLATES_FOLDER) / f"{kind.slug}.docx").read_bytes(), ""


def _entries(agency: Agency) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The papers that 职责 names; trainings are no papers."""
    for name, value in (agency.data.get("职责") or {}).items():
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, dict) and name != "培训":
                yield name, one


def _on_paper(name: str, entry: Mapping[str, Any]) -> str:
    number = entry.get("文号")
    return f"{entry.get('名称') or name}（{number}，纸质件另附）" if number else ""


def _duties(tree: Tree, agency: Agency) -> tuple[list[File], list[Fault]]:
    files: list[File] = []
    faults: list[Fault] = []
    for name, entry in _entries(agency):
        path = entry.get("文件")
        if not isinstance(path, str) or not path:
            continue
        try:
            content = tree.read(path)
        except UnreadableFile as error:
            message = f"职责中“{name}”的文件 {path} 没有提交到 git 或读不了：{error}"
            faults.append(Fault(agency.at("职责", name), message, "请把文件放进仓库并提交，或者删去“文件”"))
            continue
        kinds = dict.fromkeys(one.kind.value for one in numbers(_readable(path, content)) if one.certain)
        if kinds:
            message = f"职责中“{name}”的文件 {path} 里有{'、'.join(kinds)}，会随备案包报出"
            faults.append(Fault(agency.at("职责", name), message, "请删去号码；已经提交过的请告诉管理员，历史里还有"))
        files.append(File(f"{safe_step(name)}/{safe_step(path.rsplit('/', 1)[-1])}", content, path))
    return files, faults


def _readable(path: str, content: bytes) -> str:
    """What a paper says, as far as it is a text or a Word file."""
    if path.lower().endswith(".docx"):
        return words_of(content)
    return content.decode("utf-8", "replace") if path.lower().endswith((".txt", ".md")) else ""


def assembled(filing: Filing, found: Gathered) -> Packet:
    """The packet of sound materials: the same commit, day and tag give the same bytes."""
    repository, sender, lists = filing.repository, filing.sender, filing.lists
    files, added = list(found.files), supplements(lists)
    upward = b""
    if added:
        # a number belongs to one letter: this one gets its own by hand
        upward = supplement_letter(sender._replace(number=""), filing.agency.superior or "上级主管部门", added)
        files.append(File("本级补充事项备案函.docx", upward))
    files = _distinct(files)
    facts = {
        "单位": filing.agency.name,
        "单位标识": filing.agency.id,
        "受理机关": repository.jurisdiction.justice_bureau,
        "日期": sender.day,
        "提交": filing.commit,
        "标签": filing.tag,
        "清单": [
            {"清单": one.kind.value, "版本号": one.version, "施行日期": one.effective, "事项数": len(one.items)}
            for one in lists
        ],
    }
    seal = code(facts, files)
    attached = [*_others(files), *found.on_paper, f"电子备案包，材料校验码：{_CODE_BELOW}{printed(seal)}"]
    letter = _cover(filing, attached)
    listed = [(one.name, hashlib.sha256(one.content).hexdigest()) for one in files]
    front = [File("00 备案报送函.docx", letter), File("01 目录.docx", contents(filing.agency, listed))]
    return Packet(packed(facts, front, files), seal, upward)


def _cover(filing: Filing, attached: Sequence[str]) -> bytes:
    """备案报送函, which prints the code among what is attached. Raises Refused."""
    sender, bureau = filing.sender, filing.repository.jurisdiction.justice_bureau
    letter = Letter(sender.agency, bureau, filing.lists, attached, number=sender.number, date=sender.date)
    (one,) = made(Templates(filing.repository.tree), [filing_job(letter)])
    if one.filled is None:
        raise Refused(f"备案报送函填不出来：{one.faults[0].message}；{one.faults[0].advice}")
    return one.filled.content


def _others(files: Sequence[File]) -> Iterator[str]:
    """Materials besides the lists, as the letter names them."""
    forms = sum(one.name.startswith("配套文书/") for one in files)
    for one in files:
        folder, _, name = one.name.rpartition("/")
        if folder not in ("清单", "清单数据", "配套文书"):
            yield f"{folder}（{name}）" if folder else name.removesuffix(".docx")
    yield f"配套文书样式（{forms}种）"


def _distinct(files: Sequence[File]) -> list[File]:
    """The files under names that differ also on Windows."""
    seen: dict[str, int] = {}
    found = []
    for one in files:
        number = seen[one.name.casefold()] = seen.get(one.name.casefold(), 0) + 1
        stem, dot, suffix = one.name.rpartition(".")
        name = one.name if number == 1 else f"{stem}（{number}）{dot}{suffix}" if dot else f"{suffix}（{number}）"
        found.append(one._replace(name=name))
    return found
