"""The packaged facts about laws (`data/laws/*.txt`), read line by line and only as far as they are asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Final

from rouxing.law.acts import Confidence, Kind, Known, Law, Repeal, Version
from rouxing.law.shapes import Shape, decoded
from rouxing.law.titles import all_normal, normal

FOLDER: Final = Path(__file__).parents[1] / "data" / "laws"

Row = tuple[str, ...]


VAGUE: Final = "？"  # stands before a name that laws use for each other but that is too vague to stand alone


def lines(name: str) -> list[str]:
    """The lines of a packaged file that are neither empty nor a remark."""
    return [line for line in (FOLDER / name).read_text(encoding="utf-8").split("\n") if line and line[0] != "#"]


@cache
def texts() -> Mapping[str, str]:
    """What laws.txt says of each law, by normal title: head and versions on one line; nothing of it is read yet."""
    whole = (FOLDER / "laws.txt").read_text(encoding="utf-8")
    found = whole[whole.index("\n\n") + 2 : -1].replace("\n  ", "\t").split("\n")
    return dict(zip(all_normal(text.partition(" | ")[0] for text in found), found, strict=True))


@cache
def names() -> Mapping[str, tuple[str, ...]]:
    """Other names of laws with the normal titles they stand for; vague ones are found under VAGUE and the name."""
    found: dict[str, tuple[str, ...]] = {}
    for line in lines("names.txt"):
        name, *titles = line.split(" | ")
        found[name] = tuple(titles)
    for _, alias, title, _, _ in rows("简称"):
        found[alias] = (*found.get(alias, ()), normal(title))
    return found


def rows(kind: str, name: str = "") -> list[Row]:
    """The rows of one kind that people added about one law, or about all; sources are written out."""
    begin = f"{kind} | {name} | " if name else f"{kind} | "
    found = [[part.strip() for part in line.split("|")] for line in _supplement() if line.startswith(begin)]
    return [(*row[:-1], _sources()[row[-1]]) for row in found]


@cache
def _supplement() -> list[str]:
    return lines("supplement.txt")


@cache
def _sources() -> Mapping[str, str]:
    rows = (line.split(" | ") for line in _supplement() if line.startswith("来源 | "))
    return {letters: source for _, letters, source in rows}


def law(key: str) -> Law | None:
    """The law with this normal title, with what people added about it; None if there is none."""
    text = texts().get(key)
    if text is None:
        return None
    head, *held = text.split("\t")
    title, level, adopted = head.split(" | ")
    days = {version: (day, confidence, source) for _, _, version, day, confidence, source in rows("施行", key)}
    versions = [*(_version(text, days, _other_shapes(key)) for text in held), *_added(key)]
    short = (name for name, titles in names().items() if titles == (key,) and name[0] != VAGUE)
    return Law(title, (key, *short), level, adopted, in_order(versions))


def in_order(versions: list[Version]) -> tuple[Version, ...]:
    """Versions by the day they took effect, then by the day they were made."""
    return tuple(sorted(versions, key=lambda version: (version.effective, version.date)))


def _other_shapes(key: str) -> dict[str, dict[str, Shape]]:
    """Shapes that people put in place of those of the facts, by version and article."""
    found: dict[str, dict[str, Shape]] = {}
    for _, _, version, articles, shape, _, _ in rows("结构", key):
        (built,) = decoded(shape).values()
        found.setdefault(version, {}).update(dict.fromkeys(articles.split(), built))
    return found


def _version(text: str, days: Mapping[str, tuple[str, str, str]], others: Mapping[str, Mapping[str, Shape]]) -> Version:
    facts, _, shapes = text.partition(" | ")
    date, kind, effective, *marks = facts.split()
    day, _, known_by = effective.partition("=")
    known, source = Known(known_by), ""
    if date in days:
        day, confidence, source = days[date]
        known, source = Known.SUPPLEMENT, f"{source}（{confidence}）"
    return Version(
        date,
        day,
        known,
        Kind(kind),
        decoded(shapes) | dict(others.get(date, {})),
        complete="不全" not in marks,
        flags=tuple(mark for mark in marks if mark != "不全"),
        source=source,
    )


def _added(key: str) -> Iterator[Version]:
    for _, _, date, kind, effective, shapes, confidence, source in rows("版本", key):
        yield Version(
            date,
            effective,
            Known.SUPPLEMENT,
            Kind(kind),
            decoded(shapes),
            complete=bool(shapes),
            confidence=Confidence(confidence),
            source=source,
        )


@cache
def repeals() -> Mapping[str, Repeal]:
    """Acts that another act repealed, by normal title."""
    found = {normal(repeal.title): repeal for repeal in _stated_repeals() if repeal.by != repeal.title}
    for _, title, by, article, effective, confidence, source in rows("废止"):
        found[normal(title)] = Repeal(title, by, article, effective, Confidence(confidence), source)
    return found


@cache
def renewed() -> Mapping[str, Repeal]:
    """Acts whose new text repealed an older one of the same title: 机动车登记规定(2021) that of 2008."""
    return {normal(repeal.title): repeal for repeal in _stated_repeals() if repeal.by == repeal.title}


def _stated_repeals() -> Iterator[Repeal]:
    for line in lines("repeals.txt"):
        title, by, article, effective = line.split(" | ")
        yield Repeal(title, by, article, effective)


@cache
def pairs() -> Mapping[str, tuple[str, ...]]:
    """Lines of renumber.txt by normal title of the law."""
    found: dict[str, tuple[str, ...]] = {}
    for line in lines("renumber.txt"):
        key = normal(line.split(" | ", 1)[0])
        found[key] = (*found.get(key, ()), line)
    return found
