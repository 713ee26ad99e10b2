"""A printed paper as its template sees it: the names it may ask for, those it must, and what it prints in any case."""

from __future__ import annotations

from typing import NamedTuple


class Paper(NamedTuple):
    """What is known of a template by the stem of its file."""

    stem: str
    title: str
    names: frozenset[str]
    """Dotted names of everything the template may ask for."""
    required: tuple[str, ...]
    """Dotted names without which the paper says too little."""
    sentences: tuple[str, ...]
    """Words that the paper prints whatever is filled in."""
    printed: str = ""
    """The title on paper, where it is another."""

    @property
    def files(self) -> tuple[str, ...]:
        """Names that a template's file may bear, the one that goes first before the others: 行政告诫书.docx."""
        return tuple(f"{name}.docx" for name in dict.fromkeys((self.stem, self.title, self.printed)) if name)
