"""The texts that may cite law: of items, of Word templates, of cases that are still open."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from rouxing.archive import Basis, results
from rouxing.diagnostics import Place
from rouxing.errors import UnreadableFile
from rouxing.files.word_package import DOCUMENT_TYPE, UnusableWordFile, parse_xml, read_package
from rouxing.files.word_places import Places
from rouxing.files.word_tags import P, own_text
from rouxing.law.identity import masked
from rouxing.load import case_log_paths, load_case_log
from rouxing.model import Case, CaseLog, Checklist, Item, Repository
from rouxing.rules._citing import Text, item_texts
from rouxing.terms import TEMPLATES_FOLDER, DocumentKind, ListKind

TEMPLATES: Final = "文书模板"
CASES: Final = "未办结案件"
SHARED: Final = ""
"""Agency of the templates that all agencies use."""

_MAY_CITE: Final = re.compile("[《条]")
"""Nothing cites law without one of the two: 《行政处罚法》, 行政处罚法第三十三条."""
_MAX_TEMPLATE_BYTES: Final = 8 * 1024 * 1024


class Source(NamedTuple):
    """One text, and what it belongs to."""

    agency_id: str
    shelf: str
    """Which list, templates, or cases."""
    code: str
    name: str
    text: Text
    where: str = ""
    """Place within a Word file."""
    kind: ListKind | None = None
    """The list, in a list."""
    free: bool = False
    """Whether it stands where anything may be written, not only citations."""


class Unread(NamedTuple):
    """A file that could not be looked through, and why."""

    path: str
    reason: str


def of_list(checklist: Checklist) -> Iterator[Source]:
    """The texts of a list: its grounds, and what its other columns cite."""
    shelf = f"{checklist.kind}清单"
    for item in checklist.items:
        for text in _cited_in(item, checklist.effective):
            free = text.place.pointer[2] in _FREE
            yield Source(checklist.agency_id, shelf, item.code, item.name, text, kind=checklist.kind, free=free)


_FREE: Final = ("名称", "情形", "监管措施", "备注")


def _cited_in(item: Item, date: str) -> Iterator[Text]:
    texts = [*item_texts(item, date)]
    words = f"{item.name} {item.circumstances}"
    for field in _FREE:
        value = item.data.get(field) or ""
        if isinstance(value, str):
            texts.append(Text(item.at(field), value, date, words))
        else:
            texts += (Text(item.at(field, index), one, date, words) for index, one in enumerate(value))
    return (text for text in texts if _MAY_CITE.search(text.text))


def is_open(case: Case, day: str) -> bool:
    """Whether a case is not finished on an ISO day: a document is not served yet, or a time to correct still runs.

    附件7: a document is served and signed for; 行政告诫书 sets 改正期限, and what follows is decided after it. On its
    last day a time still runs. What is served is what `doc list` calls so.
    """
    for document in case.documents:
        if document.service is None or document.service.date > day:
            return True
        limit = str(document.fields.get("改正期限", "")).strip()
        if document.kind is DocumentKind.ADMONITION_LETTER and _DAY.fullmatch(limit) and limit >= day:
            return True
    return False


_DAY: Final = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
"""Whatever else is written there says nothing, and `check` says so."""


class Looked(NamedTuple):
    """The texts of the open cases of one log."""

    path: str
    sources: tuple[Source, ...] = ()
    unread: str = ""
    basis: Basis = Basis({}, {})


class CaseReader(NamedTuple):
    """Reads case logs one at a time, here or in another process."""

    repository: Repository
    day: str

    def look(self, path: str) -> Looked:
        """One log."""
        loaded = load_case_log(self.repository, path)
        log = loaded.record
        if not isinstance(log, CaseLog):
            return Looked(path, unread="没有通过校验，请先运行 rouxing check")
        cases = (case for case in log.cases if is_open(case, self.day))
        return Looked(path, tuple(source for case in cases for source in _of_case(log.agency_id, case)))

    def looked(self, agency_ids: Iterable[str | None], jobs: int) -> list[Looked]:
        """All logs of these agencies (None: of all); many are shared between processes."""
        tree = self.repository.tree
        paths = [path for agency_id in agency_ids for path in case_log_paths(tree, agency_id)]
        return results(self.look, tree, paths, None, jobs)


def _of_case(agency_id: str, case: Case) -> Iterator[Source]:
    """What a case cites: its grounds as each document's own day has them, its facts as its own day."""
    name = masked(case.cause)
    texts = [Text(case.at(field), case.text(field), case.date, name) for field in ("案由", "事实", "备注")]
    for index, document in enumerate(case.documents):
        words = " ".join((case.cause, *map(str, document.fields.values())))
        for field, value in document.fields.items():
            texts.append(Text(case.at("文书", index, "填写", field), str(value or ""), document.date, words))
    for text in texts:
        if _MAY_CITE.search(text.text):
            free = text.place.pointer[-1] != "依据"
            yield Source(agency_id, CASES, case.number, name, text, free=free)


_TEXT_PARTS: Final = (
    DOCUMENT_TYPE,
    *(
        f"application/vnd.openxmlformats-officedocument.wordprocessingml.{name}+xml"
        for name in ("header", "footer", "footnotes", "endnotes")
    ),
)


def of_templates(repository: Repository, days: Mapping[str, str]) -> Iterator[Source | Unread]:
    """The texts of templates/*.docx and templates/<agency>/*.docx; `days` says as of which day each agency's stand.

    A file that cannot be read, or that could run or fetch something, is named instead.
    """
    for path in repository.tree.files(TEMPLATES_FOLDER):
        _, *folder, name = path.split("/")
        agency_id = folder[0] if folder else SHARED
        if len(folder) > 1 or agency_id not in days or not name.endswith(_WORD) or name.startswith("~$"):
            continue  # ~$ is what Word leaves beside a file that is open
        try:
            texts = list(_paragraphs(repository.tree.read(path)))
        except (UnreadableFile, UnusableWordFile) as error:
            yield Unread(path, str(error))
            continue
        for text, where in texts:
            source = Text(Place(path), text, days[agency_id], text)
            yield Source(agency_id, TEMPLATES, path, name.removesuffix(_WORD), source, where, free=True)


_WORD: Final = ".docx"


def _paragraphs(content: bytes) -> Iterator[tuple[str, str]]:
    """Paragraphs that may cite law, and where they stand. Raises UnusableWordFile."""
    if len(content) > _MAX_TEMPLATE_BYTES:
        raise UnusableWordFile(f"超过 {_MAX_TEMPLATE_BYTES >> 20} MiB，请压缩或删除其中的图片")
    package = read_package(content)
    for part in package.parts:
        if package.type_of(part.name) in _TEXT_PARTS:
            root = parse_xml(part.data, part.name)
            places = Places(root)
            for paragraph in root.iter(P):
                text = own_text(paragraph)
                if _MAY_CITE.search(text) and next(paragraph.iterancestors(_FOR_OLD_READERS), None) is None:
                    yield text, places.of(paragraph)


_FOR_OLD_READERS: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
"""Word keeps the text of a box twice."""
