"""What an export format is: lists of one agency in, files out; what was edited in a file comes back (`returned`)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from rouxing.diagnostics import Fault
from rouxing.documents import Sheet
from rouxing.errors import NotFound
from rouxing.files.tree import Tree
from rouxing.model import Agency, Checklist
from rouxing.registry import Registry


class Book(NamedTuple):
    """The lists of one agency that are to be exported, and where their templates lie."""

    tree: Tree
    agency: Agency
    checklists: Sequence[Checklist]

    @property
    def title(self) -> str:
        """明溪县交通运输局不予行政处罚事项清单, or …四张清单 where there are several."""
        if len(self.checklists) == 1:
            return Sheet(self.agency, self.checklists[0]).title
        return f"{self.agency.name}柔性执法清单"


class Made(NamedTuple):
    """Files (name, bytes), and what is missing for them; with a fault nothing is to be written."""

    files: Sequence[tuple[str, bytes]]
    faults: Sequence[Fault] = ()


Render = Callable[[Book], Made]

EXPORTS: Final = Registry[Render]("rouxing.exports")


def export_format(key: str) -> Render:
    """The format under `key`. Raises NotFound."""
    if key not in EXPORTS:
        raise NotFound(f"清单还不能输出为 {key} 格式；现有格式：{'、'.join(EXPORTS)}")
    return EXPORTS[key]
