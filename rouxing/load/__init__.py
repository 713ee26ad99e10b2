"""Bytes → data → record: what a repository holds, file by file, with findings for what cannot be read."""

from rouxing.load.locate import Finding, diagnose
from rouxing.load.reading import Loaded, checklist_from, load_file
from rouxing.load.repository import case_log_paths, case_logs, data_files, load_case_log, open_repository

__all__ = [
    "Finding",
    "Loaded",
    "case_log_paths",
    "case_logs",
    "checklist_from",
    "data_files",
    "diagnose",
    "load_case_log",
    "load_file",
    "open_repository",
]
