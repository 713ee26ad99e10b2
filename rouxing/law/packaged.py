"""The packaged facts about laws (`data/laws/*.txt`), read line by line and only as far as they are asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from rouxing.law.acts import Confidence, Kind, Known, Law, Repeal, Version
from rouxing.law.shapes import Shape, decoded
from rouxing.law.titles import all_normal, normal

FOLDER: Final = Path(__file__).parents[1] / "data" / "laws"

Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Blocks:
    """The lines of laws.txt by normal title, other names with their titles, and names too vague to stand alone."""

    lines: Mapping[str, str]
    names: Mapping[str, tuple[str, ...]]
    vague: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Supplement:
    """The lines of supplement.txt and its sources."""

    lines: tuple[str, ...]
    sources: Mapping[str, str]


def lines(name: str) -> list[str]:
    """The lines of a packaged file that are neither empty nor a remark."""
    return [line for line in (FOLDER / name).read_text(encoding="utf-8").split("\n") if line and line[0] != "#"]


@cache
def blocks() -> Blocks:
    """Where each law stands; nothing of its versions is read yet."""
    found = "\n".join(lines("laws.txt")).replace("\n  ", "\t").split("\n")
    heads = [block[: block.index("\t")].split(" | ") for block in found]
    keys = all_normal(head[0] for head in heads)
    names: dict[str, tuple[str, ...]] = {}
    vague: dict[str, tuple[str, ...]] = {}
    for key, head in zip(keys, heads, strict=True):
        for name in head[3].split() if len(head) > 3 else ():
            table = vague if name[0] == "？" else names
            table[name.strip("？")] = (*table.get(name.strip("？"), ()), key)
    for _, alias, title, _, _ in rows("简称"):
        names[alias] = (*names.get(alias, ()), normal(title))
    return Blocks(dict(zip(keys, found, strict=True)), names, vague)


def rows(kind: str, name: str = "") -> list[Row]:
    """The rows of one kind that people added about one law, or about all; sources are written out."""
    begin = f"{kind} | {name} | " if name else f"{kind} | "
    found = [[part.strip() for part in line.split("|")] for line in supplement().lines if line.startswith(begin)]
    return [(*row[:-1], supplement().sources[row[-1]]) for row in found]


@cache
def supplement() -> Supplement:
    """What people added: the rows as they stand, and what the letters for sources mean."""
    found = lines("supplement.txt")
    sources = (line.split(" | ") for line in found if line.startswith("来源 | "))
    return Supplement(tuple(found), {row[1]: row[2] for row in sources})


def law(key: str) -> Law | None:
    """The law with this normal title, with what people added about it; None if there is none."""
    block = blocks().lines.get(key)
    if block is None:
        return None
    head, *texts = block.split("\t")
    title, level, adopted, *short = head.split(" | ")
    days = {version: (day, confidence, source) for _, _, version, day, confidence, source in rows("施行", key)}
    versions = [*(_version(text, days, _other_shapes(key)) for text in texts), *_added(key)]
    names = [name for name in " ".join(short).split() if not name.startswith("？")]
    aliases = [alias for _, alias, full, _, _ in rows("简称") if normal(full) == key]
    return Law(title, (key, *names, *aliases), level, adopted, in_order(versions))


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
