"""What records cite: every citation in a record's texts, looked up on the record's day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from rouxing.diagnostics import Place
from rouxing.model import CaseLog, Checklist, Item, Repository

if TYPE_CHECKING:
    from rouxing.law.citation import Citation
    from rouxing.law.resolution import Resolution

GROUNDS: Final = "依据"
FIELDS: Final = (GROUNDS, "处罚依据")


class Text(NamedTuple):
    """One text that ought to cite law, and the day it is judged by."""

    place: Place
    text: str
    date: str
    words: str
    """What the act is about."""
    fixable: bool = False
    """Whether the text may be corrected: a list may, a notice that was made may not."""
    ground: bool = False
    """Whether it stands where grounds of leniency stand."""
    alone: bool = False
    """Whether it is the only ground: if it is none, RX306 speaks of it."""


class Cited(NamedTuple):
    """One citation with the answers for its places."""

    source: Text
    citation: Citation
    answers: tuple[Resolution, ...]


def texts(record: Checklist | CaseLog) -> Iterator[Text]:
    """The texts that cite law: of items on the day their list takes effect, of notices on their own day."""
    if isinstance(record, Checklist):
        for item in record.items:
            yield from item_texts(item, record.effective)
        return
    for case in record.cases:
        for index, document in enumerate(case.documents):
            if GROUNDS in document.fields:
                place = case.at("文书", index, "填写", GROUNDS)
                words = " ".join((case.cause, *document.fields.values()))
                yield Text(place, document.fields[GROUNDS], document.date, words)


def item_texts(item: Item, date: str) -> Iterator[Text]:
    """The texts of one item that cite law."""
    words = f"{item.name} {item.circumstances}"
    for field in FIELDS:
        for index, text in enumerate(item.texts(field)):
            ground = field == GROUNDS
            alone = ground and len(item.grounds) == 1
            yield Text(item.at(field, index), text, date, words, fixable=True, ground=ground, alone=alone)
    if item.exception:
        yield Text(item.at("例外依据"), item.exception, date, words, fixable=True)


def cited(source: Text, repository: Repository) -> Iterator[Cited]:
    """The citations in one text."""
    for citation, answers in repository.library.look_up(source.text, source.date):
        yield Cited(source, citation, answers)


def all_cited(record: Checklist | CaseLog, repository: Repository) -> Sequence[Cited]:
    """The citations in all texts of a record."""

    def found() -> Sequence[Cited]:
        return [one for source in texts(record) for one in cited(source, repository)]

    return repository.library.once(record, "citations", found) if isinstance(record, Checklist) else found()
