"""Schemas: sound by the metaschema, described in Chinese, and judged alike by a second validator."""

from __future__ import annotations

import copy
import json
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rouxing.diagnostics import Place
from rouxing.files.packaged import packaged
from rouxing.files.tree import FolderTree, MemoryTree
from rouxing.load import checklist_from, load_file, open_repository
from rouxing.load.parse import parse
from rouxing.load.schema import packaged_schema, schema_faults
from rouxing.terms import DocumentKind, ListKind, Method
from tests.conftest import BASE, ROOT

NAMES = ["rouxing", "agency", "checklist", "cases", "grounds", "fields", "law", "filings", "feedback"]


def content(name: str) -> dict[str, Any]:
    schema: dict[str, Any] = json.loads(packaged(f"schemas/{name}.schema.json").read_text("utf-8"))
    return schema


@pytest.mark.parametrize("name", NAMES)
def test_schemas_are_sound_draft_07(name: str) -> None:
    schema = content(name)
    assert schema["$schema"] == "http://json-schema.org/draft-07/schema#"
    jsonschema.Draft7Validator.check_schema(schema)


def properties(schema: Any) -> list[tuple[str, dict[str, Any]]]:
    found = []
    if isinstance(schema, dict):
        found += (
            list(schema.get("properties", {}).items())
            if "const" not in json.dumps(schema.get("properties", {}))
            else []
        )
        for value in schema.values():
            found += properties(value)
    if isinstance(schema, list):
        for value in schema:
            found += properties(value)
    return found


@pytest.mark.parametrize("name", NAMES)
def test_every_key_is_explained(name: str) -> None:
    definitions = content(name).get("definitions", {})
    for key, schema in properties(content(name)):
        target = definitions[schema["$ref"].rsplit("/", 1)[-1]] if "$ref" in schema else schema
        assert target.get("description") or "properties" in schema, key


def test_schemas_and_terms_name_the_same_things() -> None:
    text = packaged("schemas/cases.schema.json").read_text("utf-8")
    for term in (*ListKind, *Method, *DocumentKind):
        assert f'"{term.value}"' in text


SAMPLES = [
    (path.relative_to(ROOT).as_posix(), "checklist") for path in sorted((ROOT / "checklists").rglob("no-*.yaml"))
]
SAMPLES += [(path.relative_to(ROOT).as_posix(), "cases") for path in sorted((ROOT / "cases").rglob("2021/1*.yaml"))]
SAMPLES += [
    (path.relative_to(ROOT).as_posix(), "agency") for path in sorted((ROOT / "checklists").rglob("agency.yaml"))
]
SAMPLES += [("rouxing.yaml", "rouxing")]
DATA = {path: parse((ROOT / path).read_bytes()) for path, _ in SAMPLES}

replacements = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-2, 3),
    st.text(max_size=3),
    st.builds(list),
    st.builds(dict),
    st.just("2021-02-30"),
    st.builds(lambda: ["x"]),
)


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_a_second_validator_gives_the_same_verdict(data: st.DataObject) -> None:
    path, name = data.draw(st.sampled_from(SAMPLES))
    document = copy.deepcopy(DATA[path])
    for _ in range(data.draw(st.integers(0, 2))):
        damage(document, data)
    faults = list(schema_faults(packaged_schema(name), document, path))
    checker = jsonschema.Draft7Validator(content(name), format_checker=jsonschema.FormatChecker(["date"]))
    assert bool(faults) == (not checker.is_valid(document))
    assert all(fault.message and fault.advice and code.startswith("RX01") for code, fault in faults)


def damage(document: Any, data: st.DataObject) -> None:
    node = document
    for _ in range(6):
        keys = list(node) if isinstance(node, dict) else list(range(len(node)))
        if not keys:
            return
        key = data.draw(st.sampled_from(keys))
        if not isinstance(node[key], (dict, list)) or data.draw(st.booleans()):
            match data.draw(st.sampled_from(["replace", "remove", "add"])):
                case "remove" if isinstance(node, dict):
                    del node[key]
                case "add" if isinstance(node, dict):
                    node["多余的键"] = "x"
                case _:
                    node[key] = data.draw(replacements)
            return
        node = node[key]


def test_a_repository_may_ask_for_more_never_for_less() -> None:
    files = {path: (BASE / path).read_bytes() for path in FolderTree(BASE).files()}
    more = MemoryTree(files | {"schemas/agency.schema.json": '{"required": ["地址"]}'.encode()})
    assert [one.code for one in open_repository(more)[1]] == ["RX012"]
    less = MemoryTree(
        files | {"schemas/agency.schema.json": b"true", "checklists/transport/agency.yaml": "简称: 甲\n".encode()}
    )
    assert {one.code for one in open_repository(less)[1]} == {"RX012", "RX018"}
    same = MemoryTree(files | {"schemas/agency.schema.json": packaged("schemas/agency.schema.json").read_bytes()})
    assert open_repository(same)[1] == []


def test_a_bad_schema_is_named_with_its_place() -> None:
    files = {path: (BASE / path).read_bytes() for path in FolderTree(BASE).files()}
    bad = {"properties": {"名称": {"type": "字符串"}}}
    tree = MemoryTree(files | {"schemas/agency.schema.json": json.dumps(bad).encode()})
    (one,) = open_repository(tree)[1]
    assert (one.code, "properties/名称/type" in one.message) == ("RX018", True)


def test_past_versions_are_read_or_named() -> None:
    path = "checklists/transport/no-penalty.yaml"
    sound = checklist_from(path, (BASE / path).read_bytes())
    assert sound is not None
    assert sound.kind is ListKind.NO_PENALTY
    assert sound.items[0].key("编码") == Place(path, ("事项", 0, "编码"), of_key=True)
    for broken in (b"{", b"- 1", b"1: 2", b""):
        assert checklist_from(path, broken) is None


def test_a_file_without_a_place_in_the_layout() -> None:
    tree = MemoryTree({"cases/交通/2021/1.yaml": b"", "cases/x.yaml": b"", "checklists/a/b.yml": b""})
    advice = [load_file(tree, path).diagnostics[0].advice for path in tree.files()]
    assert [word in text for word, text in zip(["年份", "小写英文", ".yaml"], advice, strict=True)] == [True] * 3
