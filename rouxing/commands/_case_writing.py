"""A case on its way into the repository: numbered, checked and written while no other process can take its number."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from typing import Final

from rouxing.commands._adding import read, stop_on_errors
from rouxing.commands._case_draft import Completion, Draft
from rouxing.commands._case_numbers import Numbers
from rouxing.commands._repository import warn
from rouxing.files.together import Write, Writer, writing
from rouxing.files.tree import FolderTree
from rouxing.files.yaml_text import appended
from rouxing.load import open_repository
from rouxing.model import Agency, Case
from rouxing.terms import CASES_FOLDER, SCHEMAS_FOLDER

EMPTY_LOG: Final = f"# yaml-language-server: $schema=../../../{SCHEMAS_FOLDER}/cases.schema.json\n案件: []\n".encode()


def register(tree: FolderTree, agency: Agency, draft: Draft, records: Sequence[str]) -> Case:
    """The case as it was written, to a file of its own. Raises Refused; typer.Exit where `check` finds errors."""
    with writing(tree.root) as writer:
        tell_finished(writer)
        opened, _ = open_repository(tree)
        case = Completion(Numbers.read(opened, agency), records).completed(draft)
        path = case_path(agency, case)
        content = appended(EMPTY_LOG, "案件", case, read)
        stop_on_errors(tree, path, content)
        writer.write([Write(path, content)])
    return Case(case, path, ("案件", 0))


def tell_finished(writer: Writer) -> None:
    """Say what an earlier process had left unfinished."""
    if writer.finished:
        warn([f"上次写入中断，已经补齐：{'、'.join(writer.finished)}"])


def case_path(agency: Agency, case: Draft) -> str:
    """A new file's path. Two clerks on two branches may get the same number: their files still have two names."""
    number = re.search("〔[0-9]{4}〕([0-9]+)号$", str(case["案号"]))
    name = number[1] if number else re.sub(r"[^\w〔〕-]", "_", str(case["案号"]))[:40]
    digest = hashlib.sha256(json.dumps(case, ensure_ascii=False, sort_keys=True).encode("utf-8", "replace")).hexdigest()
    return f"{CASES_FOLDER}/{agency.id}/{case['日期'][:4]}/{case['日期']}-{name}-{digest[:4]}.yaml"
