"""What a template understands and what it lacks, told before anything is filled in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from rouxing.documents import checklists
from rouxing.documents._form import FORMS
from rouxing.files.word import Template


class Examination(NamedTuple):
    """What a template asks for that nobody knows, what it leaves out, and what it does not print of the annex."""

    understood: tuple[str, ...]
    unknown: tuple[str, ...]
    """Names with the place where they stand: `填写.罚款（正文第3段）`."""
    left_out: tuple[str, ...]
    unprinted: tuple[str, ...]

    @property
    def usable(self) -> bool:
        """Whether documents can be made from it, with everything that must be in them."""
        return not self.unknown and not self.left_out


def examined(template: Template, stem: str) -> Examination:
    """Compare a template with the kind whose stem its file bears. Raises KeyError for an unknown stem."""
    if stem == checklists.TEMPLATE:
        return _compared(template, checklists.NAMES, checklists.REQUIRED, checklists.SENTENCES)
    form = next((form for form in map(FORMS.__getitem__, FORMS) if form.kind.slug == stem), None)
    if form is None:
        raise KeyError(stem)
    return _compared(template, form.names, form.required, form.sentences)


def _compared(
    template: Template, names: frozenset[str], required: Iterable[str], sentences: Iterable[str]
) -> Examination:
    asked = {str(name): name.where for name in template.names}
    printed = _squeezed(template.fixed_text)
    return Examination(
        tuple(name for name in asked if name in names),
        tuple(f"{name}（{where}）" for name, where in asked.items() if name not in names),
        tuple(name for name in required if name not in asked),
        tuple(sentence for sentence in sentences if _squeezed(sentence) not in printed),
    )


def _squeezed(text: str) -> str:
    """Blanks do not count, and half-width signs are taken for the full-width ones they stand for."""
    return re.sub(r"\s", "", text).translate(str.maketrans("(),:;", "（），：；"))
