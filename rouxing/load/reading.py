"""One file: bytes → data → schema → record, or the findings that stand in the way."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from rouxing.diagnostics import Diagnostic
from rouxing.errors import UnreadableFile
from rouxing.files.packaged import packaged
from rouxing.files.tree import Tree
from rouxing.load.locate import Finding, diagnose, flaw_diagnostic
from rouxing.load.parse import Flaw, decode, parse
from rouxing.load.schema import BadSchema, compiled_text, judge, packaged_schema, schema_faults
from rouxing.model import (
    Agency,
    CaseLog,
    Checklist,
    Feedback,
    Jurisdiction,
    OwnFields,
    OwnGrounds,
    OwnLaw,
    Receipts,
    Record,
)
from rouxing.terms import (
    AGENCY_FILE,
    FEEDBACK_FILE,
    FIELDS_FILE,
    FILINGS_FILE,
    GROUNDS_FILE,
    LAWS_FOLDER,
    SCHEMAS_FOLDER,
    SETTINGS_FILE,
    Level,
    ListKind,
)

_LISTS: Final = "|".join(re.escape(kind.file_name) for kind in ListKind)
_AGENCY_ID: Final = "[a-z][a-z0-9_-]*"
_KNOWN: Final = "、".join((AGENCY_FILE, *(kind.file_name for kind in ListKind), FILINGS_FILE, FEEDBACK_FILE))
_KINDS: Final = (
    (re.compile(re.escape(SETTINGS_FILE)), "rouxing", Jurisdiction),
    (re.compile(f"checklists/{_AGENCY_ID}/{re.escape(AGENCY_FILE)}"), "agency", Agency),
    (re.compile(f"checklists/{_AGENCY_ID}/(?:{_LISTS})"), "checklist", Checklist),
    (re.compile(f"checklists/{_AGENCY_ID}/{re.escape(FILINGS_FILE)}"), "filings", Receipts),
    (re.compile(f"checklists/{_AGENCY_ID}/{re.escape(FEEDBACK_FILE)}"), "feedback", Feedback),
    (re.compile(re.escape(f"{LAWS_FOLDER}/{GROUNDS_FILE}")), "grounds", OwnGrounds),
    (re.compile(re.escape(f"{LAWS_FOLDER}/{FIELDS_FILE}")), "fields", OwnFields),
    (re.compile(f"{LAWS_FOLDER}/[^/]+\\.yaml"), "law", OwnLaw),
    (re.compile(f"cases/{_AGENCY_ID}/[0-9]{{4}}/[^/]+\\.yaml"), "cases", CaseLog),
)


NO_SCHEMAS: Final[Mapping[str, str]] = MappingProxyType({})
"""A repository that keeps to the packaged schemas."""


class Loaded(NamedTuple):
    """What came of one file: its record, or the findings that kept it from being one."""

    path: str
    record: Record | None
    diagnostics: tuple[Diagnostic, ...] = ()


def kind_of(path: str) -> tuple[str, type[Record]] | None:
    """Schema name and record class that a path promises; None where the layout has no place for it."""
    return next(((name, record) for pattern, name, record in _KINDS if pattern.fullmatch(path)), None)


def load_file(tree: Tree, path: str, own: Mapping[str, str] = NO_SCHEMAS) -> Loaded:
    """Read one data file. Never raises for bad data: what is wrong is in the findings."""
    kind = kind_of(path)
    if kind is None:
        return Loaded(path, None, (_misplaced(path),))
    name, record = kind
    try:
        data = parse(tree.read(path))
        faults = schema_findings(path, data, name, own)
    except UnreadableFile as error:
        return Loaded(path, None, (flaw_diagnostic(path, Flaw("RX010", 1, 1, str(error), "请检查该文件")),))
    except Flaw as flaw:
        return Loaded(path, None, (flaw_diagnostic(path, flaw),))
    except ValueError:  # a key that is not text: the reference parser knows where
        return Loaded(path, None, (flaw_diagnostic(path, _odd_key(tree, path)),))
    if faults:
        return Loaded(path, None, tuple(diagnose(tree, faults)))
    return Loaded(path, record(data, path))


def schema_findings(path: str, data: Any, name: str, own: Mapping[str, str]) -> list[Finding]:
    """What data breaks of the packaged schema of that name, and of the repository's own."""
    schemas = [packaged_schema(name)]
    if name in own:
        schemas.append(compiled_text(own[name]))
    found = (one for schema in schemas for one in schema_faults(schema, data, path))
    return [Finding(code, Level.ERROR, fault) for code, fault in dict.fromkeys(found)]


def _odd_key(tree: Tree, path: str) -> Flaw:
    from rouxing.load.reference import reference_parse

    try:
        reference_parse(decode(tree.read(path)))
    except Flaw as flaw:
        return flaw
    return Flaw("RX007", 1, 1, "有的键不是文本", "键请写成文字；数字请加引号")


def _misplaced(path: str) -> Diagnostic:
    parts = path.split("/")
    if path.endswith(".yml"):
        advice = "扩展名请改为 .yaml"
    elif len(parts) > 2 and not re.fullmatch(_AGENCY_ID, parts[1]):
        advice = "单位文件夹名请用小写英文短名，例如 transport"
    elif parts[0] == LAWS_FOLDER:
        advice = "补充的法律直接放在 laws/ 下，不再分文件夹"
    elif parts[0] == "checklists":
        advice = f"checklists/单位/ 下只有 {_KNOWN}"
    else:
        advice = "案件台账放在 cases/单位/四位年份/ 下，例如 cases/transport/2021/10.yaml"
    return flaw_diagnostic(path, Flaw("RX011", 1, 1, "文件的位置或名称不对，工具不会读取它", advice))


def checklist_from(path: str, content: bytes) -> Checklist | None:
    """The checklist in these bytes (a past version, say), or None where they are not a sound one."""
    try:
        data = parse(content)
        sound = not schema_findings(path, data, "checklist", NO_SCHEMAS)
    except (Flaw, ValueError):
        return None
    return Checklist(data, path) if sound else None


def own_schemas(tree: Tree) -> tuple[dict[str, str], list[Diagnostic]]:
    """Texts of the repository's own schemas by name, where they differ from the tool's; findings of the bad ones."""
    texts: dict[str, str] = {}
    diagnostics: list[Diagnostic] = []
    for _, name, _ in _KINDS:
        path = f"{SCHEMAS_FOLDER}/{name}.schema.json"
        if not tree.exists(path) or tree.read(path) == packaged(path).read_bytes():
            continue
        try:
            text = tree.read(path).decode("utf-8-sig")
            judge(text)
        except (ValueError, RecursionError) as error:
            line, column = getattr(error, "lineno", 1), getattr(error, "colno", 1)
            where = f"：{error}" if isinstance(error, BadSchema) else ""
            flaw = Flaw("RX018", line, column, f"不是有效的 JSON Schema（draft-07）{where}", "请恢复工具自带的 schema")
            diagnostics.append(flaw_diagnostic(path, flaw))
        else:
            texts[name] = text
    return texts, diagnostics


__all__ = ["Loaded", "checklist_from", "kind_of", "load_file", "own_schemas", "schema_findings"]
