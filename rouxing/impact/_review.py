"""The review: every citation of law in lists, templates and open cases, counted, and those that amendments touched."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

from rouxing.impact._advice import advice, happened
from rouxing.impact._fates import AFFECTED, Effect, Fate, Tracer, Window
from rouxing.impact._lines import lines
from rouxing.impact._sources import CASES, SHARED, TEMPLATES, CaseReader, Source, Unread, of_list, of_templates
from rouxing.law.fitting import State
from rouxing.law.identity import masked
from rouxing.law.papers import is_paper
from rouxing.law.titles import normal
from rouxing.model import Repository
from rouxing.rules._citing import Cited
from rouxing.terms import ListKind

if TYPE_CHECKING:
    from rouxing.law.citation import Citation
    from rouxing.law.resolution import Resolution


class Scope(NamedTuple):
    """What is asked for: amendments of the window, of these laws, cited by these agencies; empty means all."""

    window: Window
    laws: tuple[str, ...] = ()
    """Full titles."""
    agency_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One citation, or those of its places that shared one fate: an amendment touched them, or nobody could follow."""

    agency_id: str
    agency: str
    shelf: str
    code: str
    name: str
    path: str
    where: str
    """Line of the file (`12`), or the place within a Word file (正文第3段)."""
    citation: str
    """As written."""
    law: str
    places: tuple[str, ...]
    """The places in full, "" for the whole act."""
    fate: Fate
    part: bool = False
    """Whether the citation has other places, too."""

    @property
    def spot(self) -> str:
        """checklists/transport/no-penalty.yaml:12, templates/reminder-letter.docx 正文第3段."""
        return f"{self.path}:{self.where}" if self.where.isdecimal() else f"{self.path} {self.where}"

    @property
    def written(self) -> str:
        """The citation as written, and which of its places are meant where that is not all of it."""
        canonical = "、".join(filter(None, self.places))
        return f"{self.citation}（其中{canonical}）" if self.part else self.citation

    @property
    def happened(self) -> str:
        """What the amendment did, in words."""
        return happened(self.fate)

    @property
    def advice(self) -> str:
        """What to do, in words."""
        return advice(self.fate, self.law, self.shelf)


@dataclass(frozen=True, slots=True)
class Review:
    """The whole answer; `cited` is the number of places cited, `unread` the files that were not looked through."""

    scope: Scope
    jurisdiction: str
    justice_bureau: str
    rows: tuple[Row, ...]
    cited: int
    unread: tuple[Unread, ...] = ()
    agencies: tuple[str, ...] = ()
    """Names of the agencies asked for; empty means all."""

    def number(self, effect: Effect) -> int:
        """Places with this fate."""
        return sum(len(row.places) for row in self.rows if row.fate.effect is effect)

    @property
    def affected(self) -> int:
        """Places that an amendment touched."""
        return sum(map(self.number, AFFECTED))

    @property
    def to_check(self) -> int:
        """Places that nobody could follow."""
        return self.number(Effect.TO_CHECK)

    @property
    def untouched(self) -> int:
        """Places that nothing happened to."""
        return self.cited - self.affected - self.to_check

    @property
    def sentence(self) -> str:
        """共 63 处引用，5 处受影响（已移动 3、内容有修改 2），1 处待核对，57 处未受影响."""
        kinds = "、".join(f"{effect} {self.number(effect)}" for effect in AFFECTED if self.number(effect))
        affected = f"{self.affected} 处受影响" + (f"（{kinds}）" if kinds else "")
        return f"共 {self.cited} 处引用，{affected}，{self.to_check} 处待核对，{self.untouched} 处未受影响"


def review(repository: Repository, scope: Scope, jobs: int = 1) -> Review:
    """Look through lists, templates and open cases; reads the case logs one at a time."""
    ids = scope.agency_ids or _agency_ids(repository)
    unread: list[Unread] = []
    judge = _Judge(repository, Tracer(repository.library, scope.window), frozenset(map(normal, scope.laws)))
    for source in _sources(repository, ids, scope, jobs):
        if isinstance(source, Unread):
            unread.append(source)
        else:
            judge.look(source)
    return Review(
        scope,
        repository.jurisdiction.name,
        repository.jurisdiction.justice_bureau,
        tuple(sorted(_rows(repository, judge.found), key=_order)),
        judge.cited,
        tuple(unread),
        tuple(_name(repository, agency_id) for agency_id in scope.agency_ids),
    )


def _agency_ids(repository: Repository) -> tuple[str, ...]:
    """All agencies, also those whose agency.yaml is missing."""
    return tuple(sorted({*repository.agencies, *(one.agency_id for one in repository.checklists.values())}))


def _name(repository: Repository, agency_id: str) -> str:
    if agency_id == SHARED:
        return "各单位共用"
    return repository.agencies[agency_id].name if agency_id in repository.agencies else agency_id


def _sources(repository: Repository, ids: Sequence[str], scope: Scope, jobs: int) -> Iterator[Source | Unread]:
    for agency_id in ids:
        for checklist in repository.checklists_of(agency_id):
            yield from of_list(checklist)
    yield from of_templates(repository, _template_days(repository, ids, scope.window))
    for log in CaseReader(repository, scope.window.end).looked(scope.agency_ids or (None,), jobs):
        yield from log.sources
        if log.unread:
            yield Unread(log.path, log.unread)


def _template_days(repository: Repository, ids: Sequence[str], window: Window) -> dict[str, str]:
    """As of which day the templates of each agency stand.

    A Word file carries no day of its own: it is taken to be as old as the window, or else as the oldest of the lists
    that are enforced with it.
    """
    lists = {agency_id: repository.checklists_of(agency_id) for agency_id in ids}
    lists[SHARED] = tuple(one for each in lists.values() for one in each)
    if window.start:
        before = datetime.date.fromisoformat(window.start) - datetime.timedelta(days=1)
        return dict.fromkeys(lists, before.isoformat())
    return {owner: min((one.effective for one in each), default=window.end) for owner, each in lists.items()}


class _Found(NamedTuple):
    """Places of one citation that are to be reported together."""

    source: Source
    citation: Citation
    law: str
    places: tuple[str, ...]
    fate: Fate
    part: bool


def _is_law(citation: Citation, *, free: bool) -> bool:
    """Whether an unknown name is that of a law at all: no paper below rules, and in free text no 《租赁合同》."""
    return not is_paper(citation.law) and (not free or bool(_RULES.search(citation.law.name)))


_RULES: Final = re.compile(r"(?:法|法典|条例|规定|办法|规则|细则)(?:[（(](?:试行|暂行)[）)])?$")


@dataclass(slots=True)
class _Judge:
    """Counts what is cited, and keeps what has to be reported."""

    repository: Repository
    tracer: Tracer
    laws: frozenset[str]
    """Normal titles; empty for all."""
    found: list[_Found] = field(default_factory=list)
    cited: int = 0

    def look(self, source: Source) -> None:
        """The places cited in one text."""
        for citation, answers in self.repository.library.look_up(source.text.text, source.text.date):
            one = Cited(source.text, citation, answers)
            fates: dict[tuple[str, Fate], list[str]] = {}
            for answer in answers:
                if self._counts(source, citation, answer):
                    self.cited += 1
                    fate = self.tracer.fate(one, answer, source.kind)
                    if fate.effect is not None:
                        law = answer.law.title if answer.law else answer.name
                        fates.setdefault((law, fate), []).append(str(answer.place or ""))
            self.found += (
                _Found(source, citation, law, tuple(places), fate, len(places) < len(answers))
                for (law, fate), places in fates.items()
            )

    def _counts(self, source: Source, citation: Citation, answer: Resolution) -> bool:
        """Whether this is a place of a law, and of one that was asked for."""
        if not answer.name or citation.law.ref == "self" or answer.state is State.RELATIVE_REFERENCE_NOT_ALLOWED:
            return False
        if answer.state is State.LAW_NOT_IN_INDEX and not _is_law(citation, free=source.free):
            return False
        return not self.laws or self._key(answer) in self.laws

    def _key(self, answer: Resolution) -> str:
        law = answer.law or self.repository.library.index.find(answer.name)
        return normal(law.title if law else answer.name)


def _rows(repository: Repository, found: Sequence[_Found]) -> Iterator[Row]:
    """The rows with their lines: one more pass over each file that has any."""
    texts = (one.source.text for one in found if not one.source.where)
    numbers = lines(repository.tree, {text.place: text.text for text in texts})
    for source, citation, law, places, fate, part in found:
        place = source.text.place
        yield Row(
            source.agency_id,
            _name(repository, source.agency_id),
            source.shelf,
            source.code,
            source.name,
            place.path,
            source.where or str(numbers[place]),
            masked(citation.text),
            law,
            places,
            fate,
            part,
        )


_SHELVES: Final = (*(f"{kind}清单" for kind in ListKind), TEMPLATES, CASES)


def _order(row: Row) -> tuple[bool, str, int]:
    """By agency, what all share last; then lists in the order of annexes 1–4; the rest as in the files."""
    return row.agency_id == SHARED, row.agency_id, _SHELVES.index(row.shelf)
