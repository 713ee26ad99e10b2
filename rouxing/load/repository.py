"""A whole repository: settings, agencies and lists at once; case logs one file at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from rouxing.diagnostics import Diagnostic
from rouxing.errors import UnreadableRepository
from rouxing.files.tree import YAML_SUFFIXES, Tree
from rouxing.load.reading import Loaded, load_file, own_schemas
from rouxing.model import (
    Agency,
    Checklist,
    Feedback,
    Jurisdiction,
    Library,
    OwnFields,
    OwnGrounds,
    OwnLaw,
    Receipts,
    Repository,
)
from rouxing.terms import CASES_FOLDER, CHECKLISTS_FOLDER, LAWS_FOLDER, RECORDS_FOLDER, SETTINGS_FILE


def data_files(tree: Tree, folder: str) -> Iterator[str]:
    """YAML files under a folder; what lies under cases/<agency>/<year>/records/ is a record, not data."""
    for path in tree.files(folder):
        if path.endswith(YAML_SUFFIXES) and not _is_record(path.split("/")):
            yield path


def _is_record(steps: list[str]) -> bool:
    return steps[0] == CASES_FOLDER and len(steps) > 4 and steps[3] == RECORDS_FOLDER


def open_repository(tree: Tree, agency_ids: Iterable[str] | None = None) -> tuple[Repository, list[Diagnostic]]:
    """Settings, agencies (all, or these), their checklists and added laws, with the findings of those that fail.

    Raises UnreadableRepository where there is no `rouxing.yaml`.
    """
    if SETTINGS_FILE not in set(_top_level(tree)):
        raise UnreadableRepository(f"没有 {SETTINGS_FILE}，不是柔性执法仓库；新建用 rouxing init")
    own, diagnostics = own_schemas(tree)
    agencies: dict[str, Agency] = {}
    checklists: dict[str, Checklist] = {}
    unsound: set[str] = set()
    jurisdiction = Jurisdiction({"地区": ""}, SETTINGS_FILE)
    laws: list[OwnLaw] = []
    tables: list[OwnGrounds] = []
    fields: list[OwnFields] = []
    registers: dict[str, Receipts | Feedback] = {}
    lists = [CHECKLISTS_FOLDER] if agency_ids is None else [f"{CHECKLISTS_FOLDER}/{one}" for one in sorted(agency_ids)]
    folders = (data_files(tree, folder) for folder in (*lists, LAWS_FOLDER))
    for path in chain((SETTINGS_FILE,), *folders):
        loaded = load_file(tree, path, own)
        diagnostics.extend(loaded.diagnostics)
        match loaded.record:
            case Jurisdiction():
                jurisdiction = loaded.record
            case Agency():
                agencies[loaded.record.id] = loaded.record
            case Checklist():
                checklists[path] = loaded.record
            case OwnLaw():
                laws.append(loaded.record)
            case OwnGrounds():
                tables.append(loaded.record)
            case OwnFields():
                fields.append(loaded.record)
            case Receipts() | Feedback():
                registers[path] = loaded.record
            case _:
                unsound.add(path)
    library = Library(tuple(laws), tuple(tables), tuple(fields))
    lists_of = (jurisdiction, agencies, checklists, frozenset(unsound), own)
    return Repository(tree, *lists_of, library=library, registers=registers), diagnostics


def _top_level(tree: Tree) -> Iterator[str]:
    # a settings file that is a folder or a broken link is a repository with a finding, not "no repository"
    yield from (SETTINGS_FILE,) if tree.exists(SETTINGS_FILE) else tree.files()


def case_logs(repository: Repository, agency_id: str | None = None, year: str | None = None) -> Iterator[Loaded]:
    """Case logs of one agency or all, of one year or all, in the order of their paths; one in memory at a time."""
    return (load_case_log(repository, path) for path in case_log_paths(repository.tree, agency_id, year))


def case_log_paths(tree: Tree, agency_id: str | None = None, year: str | None = None) -> Iterator[str]:
    """Paths of the case logs, and of YAML files under `cases/` that have no place there."""
    folder = CASES_FOLDER if agency_id is None else f"{CASES_FOLDER}/{agency_id}"
    for path in data_files(tree, folder):
        if year is None or path.split("/")[2:3] == [year]:
            yield path


def load_case_log(repository: Repository, path: str) -> Loaded:
    """One case log. Never raises for bad data."""
    return load_file(repository.tree, path, repository.own_schemas)
