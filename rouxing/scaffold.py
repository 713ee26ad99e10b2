"""The content of a new repository: settings, agencies, empty lists, and all that editors and CI need."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files as resources
from importlib.resources.abc import Traversable
from typing import Final, NamedTuple

from rouxing.files.packaged import packaged
from rouxing.files.tree import FolderTree
from rouxing.files.yaml_text import scalar
from rouxing.terms import AGENCY_FILE, CHECKLISTS_FOLDER, SCHEMAS_FOLDER, TEMPLATES_FOLDER, ListKind


@dataclass(frozen=True, slots=True)
class NewAgency:
    """An agency of a new repository."""

    id: str
    """Name of its folders: lower-case ASCII."""
    name: str
    sign: str


@dataclass(frozen=True, slots=True)
class NewRepository:
    """What a new repository is made from; texts are single lines, the agencies' ids are sound and distinct."""

    county: str
    agencies: Sequence[NewAgency]
    effective: str
    """ISO date from which the empty lists are in force."""
    division: str = ""
    """Six digits, or "" where it is not known."""
    superior: str = ""
    """Name of the prefecture-level city, or ""."""

    def short_name(self, agency: NewAgency) -> str:
        """The agency's name without the county's, or "" where it does not begin with it."""
        return agency.name.removeprefix(self.county) if agency.name.startswith(self.county) else ""

    def example_code(self, agency: NewAgency) -> str:
        """An item code to start with: codes are opaque, so this one only shows the shape."""
        return f"{self.division or agency.id}-001"


def content(new: NewRepository) -> Iterator[tuple[str, bytes]]:
    """Every file of the new repository as (posix path, bytes)."""
    static = resources("rouxing") / "data" / "scaffold"
    for path, text in _texts(static / "repository"):
        yield path, _filled(text, _overview(new) | (_settings(new) if path.endswith(".yaml") else {}))
    for agency in new.agencies:
        folder = f"{CHECKLISTS_FOLDER}/{agency.id}"
        yield f"{folder}/{AGENCY_FILE}", _filled(_read(static / "agency" / "agency.yaml"), _card(new, agency))
        for kind in ListKind:
            yield (
                f"{folder}/{kind.file_name}",
                _filled(_read(static / "agency" / "list.yaml"), _list(new, agency, kind)),
            )
    for name in (SCHEMAS_FOLDER, TEMPLATES_FOLDER):
        tree = FolderTree(packaged(name))
        # what lies deeper is one agency's own
        yield from ((f"{name}/{path}", tree.read(path)) for path in tree.files() if "/" not in path)


def _texts(folder: Traversable, prefix: str = "") -> Iterator[tuple[str, str]]:
    """Packaged texts; `dot-` stands for the dot of a hidden file, which packers and git would act upon here."""
    for entry in sorted(folder.iterdir(), key=lambda one: one.name):
        path = prefix + re.sub("^dot-", ".", entry.name)
        if entry.is_dir():
            yield from _texts(entry, f"{path}/")
        else:
            yield path, _read(entry)


def _read(entry: Traversable) -> str:
    return entry.read_text(encoding="utf-8")


def _filled(text: str, values: Mapping[str, str]) -> bytes:
    """The text with each 〈name〉 replaced."""
    return re.sub("〈(.+?)〉", lambda found: values[found[1]], text).encode()


def _overview(new: NewRepository) -> dict[str, str]:
    return {
        "地区": new.county,
        "单位": new.agencies[0].id,
        "单位表": "\n".join(f"| {one.id} | {one.name} | {one.sign} |" for one in new.agencies),
        "年": new.effective[:4],
        "月": str(int(new.effective[5:7])),
    }


def _settings(new: NewRepository) -> dict[str, str]:
    return {
        "地区": scalar(new.county),
        "行政区划代码一行": _line("行政区划代码", new.division, '"350421"'),
        "上级地区一行": _line("上级地区", new.superior, "三明市"),
        "本级人民政府": scalar(f"{new.county}人民政府"),
        "司法行政部门": scalar(f"{new.county}司法局"),
    }


def _card(new: NewRepository, agency: NewAgency) -> dict[str, str]:
    return {
        "名称": scalar(agency.name),
        "简称一行": _line("简称", new.short_name(agency), "交通运输局"),
        "代字": scalar(agency.sign),
    }


def _line(key: str, value: str, example: str) -> str:
    """A line of a mapping; a remark that shows how to write it where the value is not known."""
    return f"{key}: {scalar(value)}" if value else f"# {key}: {example}"


class Example(NamedTuple):
    """An item to start from."""

    name: str
    circumstances: str
    ground: str


_LATE: Final = Example(
    "未按照规定期限办理变更登记的",
    "在作出处罚决定之前主动办结变更登记，消除违法行为危害后果的",
    "《中华人民共和国行政处罚法》第三十二条第一项",
)
_EXAMPLES: Final = {
    ListKind.NO_PENALTY: Example(
        "未在经营场所醒目位置公示许可证件的",
        "违法行为轻微，当场改正，没有造成危害后果的",
        "《中华人民共和国行政处罚法》第三十三条第一款",
    ),
    ListKind.MITIGATED_PENALTY: _LATE,
    ListKind.LIGHTER_PENALTY: _LATE,
    ListKind.NO_COMPULSION: Example(
        "扣押占道经营的工具、物品",
        "经劝导当场撤离，违法行为情节显著轻微，没有明显社会危害的",
        "《中华人民共和国行政强制法》第十六条第二款",
    ),
}


def example(kind: ListKind) -> Example:
    """An item for a list, in the words its ground asks for (行政处罚法第三十二、三十三条，行政强制法第十六条)."""
    return _EXAMPLES[kind]


def _list(new: NewRepository, agency: NewAgency, kind: ListKind) -> dict[str, str]:
    shown = example(kind)
    return {
        "单位": agency.id,
        "单位名称": agency.name,
        "清单": kind.value,
        "附件": str(kind.annex),
        "施行日期": new.effective,
        "示例编码": new.example_code(agency),
        "示例名称": shown.name,
        "示例情形": shown.circumstances,
        "示例依据": shown.ground,
    }
