"""What a report format is: a function from the figures of annex 5 to the bytes of a file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from rouxing.errors import NotFound
from rouxing.registry import Registry
from rouxing.statistics import Figures

Render = Callable[[Figures], bytes]


@dataclass(frozen=True, slots=True)
class Report:
    """A format; its key is also the file's suffix."""

    key: str
    render: Render
    to_file: bool
    """True for formats nobody reads on a terminal: they go to a file, not to stdout."""


REPORTS: Final = Registry[Report]("rouxing.reports")


def report(key: str, *, to_file: bool = False) -> Callable[[Render], Render]:
    """Register a report format."""

    def register(render: Render) -> Render:
        REPORTS.add(key)(Report(key, render, to_file))
        return render

    return register


def report_format(key: str) -> Report:
    """The format under `key`. Raises NotFound."""
    if key not in REPORTS:
        raise NotFound(f"报表还不能输出为 {key} 格式；现有格式：{'、'.join(REPORTS)}")
    return REPORTS[key]
