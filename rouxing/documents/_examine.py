"""What a template understands, what it lacks, and what each placeholder will print, told before anything is filled."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from functools import cache
from typing import Final, NamedTuple

from rouxing.documents import checklists, commitment_letter, filing_letter, service_receipt
from rouxing.documents._form import form
from rouxing.documents._paper import Paper
from rouxing.files.word import Template, Value, Values
from rouxing.terms import DocumentKind

_PAPERS: Final = (checklists.PAPER, service_receipt.PAPER, commitment_letter.PAPER, filing_letter.PAPER)


@cache
def papers() -> Mapping[str, Paper]:
    """All papers by the stem of their template, those of annex 7 first."""
    forms = (form(kind).paper for kind in DocumentKind)
    return {paper.stem: paper for paper in (*forms, *_PAPERS)}


class Examination(NamedTuple):
    """What a template asks for that nobody knows, what it leaves out, and what it does not print of the annex."""

    understood: Mapping[str, str]
    """Names with the place where they stand first: `填写.行为` → 正文第3段."""
    unknown: tuple[str, ...]
    """Names with their place, and the name that was probably meant: `填写.罚款（正文第3段）`."""
    left_out: tuple[str, ...]
    unprinted: tuple[str, ...]

    @property
    def usable(self) -> bool:
        """Whether documents can be made from it, with everything that must be in them."""
        return not self.unknown and not self.left_out


def examined(template: Template, stem: str) -> Examination:
    """Compare a template with the paper whose stem its file bears. Raises KeyError for an unknown stem."""
    paper = papers()[stem]
    asked: dict[str, str] = {}
    for name in template.names:
        asked.setdefault(str(name), name.where)
    printed = _squeezed(template.fixed_text)
    return Examination(
        {name: where for name, where in asked.items() if name in paper.names},
        tuple(_unknown(name, where, paper) for name, where in asked.items() if name not in paper.names),
        tuple(name for name in paper.required if name not in asked),
        tuple(sentence for sentence in paper.sentences if _squeezed(sentence) not in printed),
    )


_ALIKE: Final = 0.7
"""Names of one group share their first half: less would take any of them for any other."""


def _unknown(name: str, where: str, paper: Paper) -> str:
    meant = get_close_matches(name, sorted(paper.names), 1, _ALIKE)
    return f"{name}（{where}{f'；是不是 {meant[0]}？' if meant else ''}）"


def _squeezed(text: str) -> str:
    """Blanks do not count, and half-width signs are taken for the full-width ones they stand for."""
    return re.sub(r"\s", "", text).translate(str.maketrans("(),:;", "（），：；"))


def shown_value(values: Values, name: str) -> str:
    """What a placeholder prints, for a person to look at: of repeated rows the first, on one line; "" for nothing."""
    found: Value = values
    for step in name.split("."):
        if isinstance(found, Sequence) and not isinstance(found, str):
            found = found[0] if found else ""
        found = found.get(step, "") if isinstance(found, Mapping) else ""
    return " ".join(found.split()) if isinstance(found, str) else f"{len(found)} 行"
