"""What a Word file must not hold: all that runs, fetches, or opens something beside the text itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from rouxing.errors import RouxingError


class UnusableWordFile(RouxingError):
    """A Word file that is damaged, or that could run or fetch something."""


def shortened(text: str) -> str:
    """A text from the file for use in a message: one line, and not long."""
    plain = " ".join(text.split())
    return plain if len(plain) <= 60 else f"{plain[:60]}…"


_SAFE_NAME: Final = re.compile(r'[^\\/:*?"<>|\x00-\x1f]+(?:/[^\\/:*?"<>|\x00-\x1f]+)*')


def refuse_name(name: str) -> None:
    """Refuse a part whose name means a place outside the zip, on any system."""
    if not _SAFE_NAME.fullmatch(name) or {".", ".."} & set(name.split("/")):
        raise UnusableWordFile(f"部件 {shortened(name)} 指向压缩包之外")


_ACTIVE_RELATIONS: Final = {
    "vbaProject": "宏",
    "vbaProjectSignature": "宏",
    "wordVbaData": "宏",
    "attachedToolbars": "宏",
    "keyMapCustomizations": "宏",
    "extensibility": "功能区程序",
    "userCustomization": "功能区程序",
    "webextension": "加载项",
    "webextensiontaskpanes": "加载项",
    "oleObject": "嵌入的对象",
    "package": "嵌入的文件",
    "control": "控件",
    "activeXControlBinary": "控件",
    "aFChunk": "嵌入的外部文档",
    "subDocument": "子文档",
    "attachedTemplate": "附加模板",
    "frame": "框架",
    "mailMergeSource": "邮件合并数据源",
    "mailMergeHeaderSource": "邮件合并数据源",
    "recipientData": "邮件合并数据源",
    "signature": "数字签名（填写以后就失效）",
}
"""Last word of the relation type → what people call it."""

_LINKS: Final = {
    "hyperlink": ("链接", "请取消超链接"),
    "image": ("图片", "请改为嵌入的图片"),
    "attachedTemplate": ("附加模板", "请在“文档模板和加载项”中改为 Normal"),
    "oleObject": ("对象", "请断开链接，改为文字或图片"),
}


def refuse_relations(root: Any, name: str) -> None:
    """Refuse relations that lead out of the file, or to something that runs; `name` is the part they stand in."""
    for relation in root:
        target, kind = relation.get("Target", ""), relation.get("Type", "").rstrip("/").rsplit("/", 1)[-1]
        if relation.get("TargetMode", "").strip().lower() == "external" or _leads_out(target):
            what, advice = _LINKS.get(kind, (_ACTIVE_RELATIONS.get(kind, "链接"), "请删除"))
            raise UnusableWordFile(f"含有指向外部的{what} {shortened(target)}（{name}），{advice}")
        if kind in _ACTIVE_RELATIONS:
            what = _ACTIVE_RELATIONS[kind]
            raise UnusableWordFile(f"含有{what} {shortened(target)}（{name}），请删除后另存为 .docx")


def _leads_out(target: str) -> bool:
    """Whether a target that claims to be inside the package is not: a scheme, a drive, a share."""
    return bool(re.match(r"\s*(?:[A-Za-z][A-Za-z0-9+.-]*:|\\|//)", target))


_ACTIVE_ELEMENTS: Final = {
    "altChunk": "嵌入的外部文档",
    "subDoc": "子文档",
    "object": "嵌入的对象",
    "OLEObject": "嵌入的对象",
    "control": "控件",
    "mailMerge": "邮件合并数据源",
    "frameset": "框架",
}
_VML: Final = "{urn:schemas-microsoft-com:vml}*"
_VML_LINKS: Final = ("src", "href", "{urn:schemas-microsoft-com:office:office}href")


def refuse_active(root: Any, name: str) -> None:
    """Refuse elements and fields that run or fetch something, in any XML part."""
    if root.tag.startswith("{http://purl.oclc.org/ooxml/"):
        raise UnusableWordFile("是“严格 Open XML”格式，请在 Word 中另存为普通的 .docx")
    found = next(root.iter(*(f"{{*}}{tag}" for tag in _ACTIVE_ELEMENTS)), None)
    if found is not None:
        raise UnusableWordFile(f"含有{_ACTIVE_ELEMENTS[found.tag.rpartition('}')[2]]}（{name}），请删除")
    for shape in root.iter(_VML):
        if link := next((value for one in _VML_LINKS if (value := shape.get(one, "")) and value[0] != "#"), ""):
            raise UnusableWordFile(f"含有指向外部的图形链接 {shortened(link)}（{name}），请删除或改为嵌入的图片")
    refuse_fields(field_codes(root))


_HARMLESS_FIELDS: Final = frozenset(
    (
        *("=", "ADVANCE", "EQ", "FORMCHECKBOX", "FORMDROPDOWN", "FORMTEXT", "LISTNUM", "NOTEREF", "NUMPAGES", "PAGE"),
        *("PAGEREF", "QUOTE", "REF", "SECTION", "SECTIONPAGES", "SEQ", "STYLEREF", "SYMBOL", "TC", "TOC"),
    )
)


def refuse_fields(codes: Iterable[str]) -> None:
    """Refuse fields that read files, run programs, or print what the data does not say (such as today's date)."""
    for code in codes:
        keyword = code.replace("=", " = ").split("\\", 1)[0].split()[:1]
        if code.strip() and not {one.upper() for one in keyword} & _HARMLESS_FIELDS:
            what = shortened(code.replace("\0", "{…}"))
            raise UnusableWordFile(f"含有不允许的域 {{ {what} }}（会读取外部内容、运行程序或随时变化），请改为普通文字")


def field_codes(root: Any) -> Iterator[str]:
    """The codes of all fields of a part; NUL stands for a field within the code."""
    opened: list[list[str]] = []
    stray: list[str] = []
    for one in root.iter("{*}fldSimple", "{*}fldChar", "{*}instrText", "{*}p"):
        tag = one.tag[: one.tag.find("}") + 1]
        kind = one.get(f"{tag}fldCharType")
        if one.tag.endswith("}fldSimple"):
            yield one.get(f"{tag}instr", "")
        elif one.tag.endswith("}instrText"):
            (opened[-1] if opened else stray).append(one.text or "")
        elif kind == "begin":
            (opened[-1] if opened else stray).append("\0")
            opened.append([])
        elif kind == "end" and opened:
            yield "".join(opened.pop())
        elif one.tag.endswith("}p") and not opened:
            yield "".join(stray).replace("\0", "")
            stray.clear()
    yield from map("".join, (*opened, [one.replace("\0", "") for one in stray]))


_MACROS: Final = re.compile("macroenabled|vbaproject", re.IGNORECASE)


def refuse_types(types: dict[str, str], names: Iterable[str]) -> None:
    """Refuse content types of macros and of Word's own templates, and parts that are declared but not there."""
    present = {name.casefold() for name in names}
    for name, kind in types.items():
        if _MACROS.search(kind):
            raise UnusableWordFile("含有宏，请另存为不含宏的 .docx")
        if kind.endswith("template.main+xml"):
            raise UnusableWordFile("这是 .dotx 文件，请在 Word 或 WPS 中另存为 .docx")
        if not name.startswith("*") and name not in present:
            raise UnusableWordFile(f"缺少部件 {shortened(name)}，文件已损坏")
    if found := next((name for name in present if _MACROS.search(name)), ""):
        raise UnusableWordFile(f"含有宏 {found}，请另存为不含宏的 .docx")


_REVISIONS: Final = {
    "ins": "插入",
    "del": "删除",
    "moveFrom": "移动",
    "moveTo": "移动",
    "cellIns": "插入单元格",
    "cellDel": "删除单元格",
    "cellMerge": "合并单元格",
    **dict.fromkeys(
        (f"{one}Change" for one in ("rPr", "pPr", "tblPr", "tblGrid", "tblPrEx", "trPr", "tcPr", "sectPr")), "格式"
    ),
}


def revision(root: Any, namespace: str) -> tuple[Any, str]:
    """The first tracked change of a part and what kind it is; (None, "") where there is none."""
    found = next(root.iter(*(namespace + tag for tag in _REVISIONS)), None)
    return found, "" if found is None else _REVISIONS[found.tag.removeprefix(namespace)]
