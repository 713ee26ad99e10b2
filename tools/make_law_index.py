"""Rebuilds the packaged index of laws from a folder of facts: index.json, renumber.json, repeals.json.

The facts (titles, dates, numbers of articles, paragraphs and items; no word of a text) were taken from a public-domain
collection of law texts, snapshot April 2025. Usage: python tools/make_law_index.py FOLDER. Same facts, same bytes.
Texts in FOLDER/texts, if any, are read again: where their structure differs from index.json the text is right, and
articles with the same words before and after an amendment are marked so. No word of them is written anywhere.
What people add by hand stands in data/laws/supplement.txt, which this tool does not touch.
"""

from __future__ import annotations

import json
import re
import sys
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from rouxing.law.places import Place
from rouxing.law.shapes import Shape, article_key, encoded
from rouxing.law.structure import Structure, structure
from rouxing.law.titles import normal

TARGET: Final = Path(__file__).parents[1] / "rouxing" / "data" / "laws"
KINDS: Final = {"original": "原文", "amended": "修正", "amended?": "修正", "revised": "修订", "unknown": "不明"}
FLAGS: Final = {
    "unnumbered_list": "列举未编号",
    "plain_一、_in_article": "列举未编号",
    "annex": "附件",
    "item_continuation_para": "项后续段",
    "quoted_para": "引文成段",
    "subitem_without_item": "有目无项",
    "article_gap": "缺条",
    "false_article_ref": "条号存疑",
}
SOURCE: Final = "来源：公有领域法律文本集，2025年4月快照。由 tools/make_law_index.py 生成，不要手改。"
HALF: Final = str.maketrans("():;,", "（）：；，")
HEADS: Final = {
    "laws.txt": (
        f"法律法规索引：只有名称、日期、条款项数目，没有条文。{SOURCE}",
        "一部法一段。首行：全称 | 效力层级 | 最初通过日",
        "缩进行：版本日期 种类 施行日=依据 标记 | 各条结构",
        "结构的写法见 rouxing/law/shapes.py：1*4 即连续四条各一款，3[0,0,8] 即三款、第三款八项",
    ),
    "names.txt": (
        f"法律法规的其他简称，见于别的法律法规。{SOURCE}",
        "简称 | 法律 …（？后的简称太泛，不能单独指一部法）",
    ),
    "renumber.txt": (
        f"新旧条号对照，机器比对条文所得。{SOURCE}",
        "法律 | 旧版本 | 新版本 | 旧条>新条:相似度% …（= 为逐字相同；未列的条号未变且条文基本相同）| 旧有而新无 | 新增",
    ),
    "repeals.txt": (f"已废止的法律法规，取自废止它们的条文。{SOURCE}", "被废止的 | 废止它的 | 第几条 | 废止之日"),
}


def main() -> None:
    """Writes the three files and says how large they are in the wheel."""
    facts = Path(sys.argv[1])
    laws = _read(facts, "index.json")["laws"]
    texts = {path.stem: LawText.of(path) for path in sorted((facts / "texts").glob("*.md"))}
    laws = [_corrected(law, texts) for law in laws]
    bodies = {
        "laws.txt": "\n".join(line for law in sorted(laws, key=lambda law: str(law["title"])) for line in _law(law)),
        "names.txt": "\n".join(_names(laws)),
        "renumber.txt": "\n".join(_pair(pair, texts) for pair in _read(facts, "renumber.json")),
        "repeals.txt": "\n".join(_repeals(_read(facts, "repeals.json"), laws)),
    }
    TARGET.mkdir(parents=True, exist_ok=True)
    for name, body in bodies.items():
        head = "".join(f"# {line}\n" for line in HEADS[name])
        (TARGET / name).write_text(f"{head}\n{body}\n", encoding="utf-8", newline="\n")
    sizes = {path.name: len(zlib.compress(path.read_bytes(), 9)) for path in sorted(TARGET.iterdir())}
    print(
        *(f"{name}: {size:,} B" for name, size in sizes.items()), f"合计 {sum(sizes.values()):,} B（压缩后）", sep="\n"
    )


@dataclass(frozen=True)
class LawText:
    """A text as far as it is needed here: its structure, and the words of each article for comparing."""

    structure: Structure
    words: Mapping[str, str]

    @classmethod
    def of(cls, path: Path) -> LawText:
        """The text in a file."""
        lines = path.read_text(encoding="utf-8").split("\n")
        read = structure(lines)
        return cls(read, dict(_words(lines, tuple(read.articles))))


def _words(lines: list[str], articles: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """The words of each article without blanks, marks of Markdown and headings."""
    waiting, current, words = list(articles), "", ""
    for line in lines:
        text = re.sub(r"[\s\u200b]+", "", line).translate(HALF)
        if waiting and text.startswith(str(Place(waiting[0]))):
            if current:
                yield current, words
            current = waiting.pop(0)
            words = text.removeprefix(str(Place(current)))
        elif text and not text.startswith(("#", "<!--")):
            words += "\n" + text
    yield current, words


def _corrected(law: Mapping[str, Any], texts: Mapping[str, LawText]) -> dict[str, Any]:
    """The law with the shapes that its texts have where these differ from the facts."""
    versions = []
    for version in law["versions"]:
        text = texts.get(f"{normal(law['title'])}({version['version']})")
        if text is not None:
            found = {article: shape for article, shape in text.structure.articles.items() if not shape.is_dropped}
            differs = [article for article, shape in found.items() if shape != _articles(version).get(article)]
            if differs:
                print(f"{law['title']}({version['version']}) 按文本更正 {len(differs)} 条：{' '.join(differs)}")
            versions.append(version | {"corrected": {article: found[article] for article in differs}})
        else:
            versions.append(version)
    return dict(law) | {"versions": versions}


def _read(facts: Path, name: str) -> Any:
    return json.loads((facts / name).read_text(encoding="utf-8"))


def _law(law: Mapping[str, Any]) -> Iterator[str]:
    title = str(law["title"])
    adopted = min((str(version["adopted"]) for version in law["versions"] if version["adopted"]), default="")
    yield f"{title} | {law['level']} | {adopted}"
    for version in sorted(law["versions"], key=lambda version: str(version["version"])):
        yield f"  {_dates(version)} | {encoded(_articles(version))}"


def _names(laws: list[dict[str, Any]]) -> Iterator[str]:
    """Names other than the titles; those that the facts call ambiguous are marked, whatever their number of laws."""
    found: dict[str, list[str]] = {}
    for law in laws:
        title = normal(law["title"])
        for name in (*law["short"], *(f"？{name}" for name in law.get("short_ambiguous", ()))):
            if normal(name) != title:
                found.setdefault(normal(name), []).append(title)
    yield from (" | ".join((name, *titles)) for name, titles in sorted(found.items()))


def _dates(version: Mapping[str, Any]) -> str:
    effective, known_by = effective_day(version)
    marks = list(dict.fromkeys(FLAGS[flag] for flag in version.get("flags", ())))
    if not version["complete"]:
        marks.insert(0, "不全")
    return " ".join((version["version"], KINDS[version["kind"]], f"{effective}={known_by}", *marks))


def effective_day(version: Mapping[str, Any]) -> tuple[str, str]:
    """When the version took effect and how that is known.

    The effect clause of an amended text names the day of the ORIGINAL (道路运输条例(2023-07-20): 2004-07-01), and so
    does 自公布之日 of a revised one when it was counted from the first promulgation: an amended or revised version
    never took effect before it was made. Without a better source the day of the version is assumed.
    """
    made = str(version["version"])
    stated, by = version["effective"], {"text": "条文", "db": "数据库"}.get(version["effective_source"])
    if stated and by and (version["kind"] == "original" or stated >= made):
        return stated, by
    clause = version["text_effective"]
    if clause and clause >= made:
        return clause, "条文"
    return made, "推定"


def _articles(version: Mapping[str, Any]) -> dict[str, Shape]:
    subitems: dict[str, list[tuple[int, int, int]]] = {}
    for place, count in version.get("subitems", {}).items():
        article, paragraph, item = place.split(".")
        subitems.setdefault(article, []).append((int(paragraph), int(item), count))
    corrected: dict[str, Shape] = version.get("corrected", {})
    shapes = {
        article: Shape(
            paragraphs,
            tuple(version["items"].get(article, (0,) * paragraphs)),
            tuple(sorted(subitems.get(article, ()))),
        )
        if paragraphs
        else Shape.dropped()
        for article, (paragraphs, _) in version["articles"].items()
    }
    return shapes | corrected


def _pair(pair: Mapping[str, Any], texts: Mapping[str, LawText]) -> str:
    found = {old: (new, str(round(likeness * 100))) for old, (new, likeness) in pair["map"].items()}
    before, after = (texts.get(f"{pair['title']}({pair[end]})") for end in ("from", "to"))
    for old, words in before.words.items() if before and after else ():
        new = found.get(old, (old, ""))[0]
        if old not in pair["unmatched_old"] and after and after.words.get(new) == words:
            found[old] = (new, "=")
    moves = sorted(found.items(), key=lambda move: article_key(move[0]))
    return " | ".join(
        (
            pair["title"],
            pair["from"],
            pair["to"],
            " ".join(f"{old}>{new}:{likeness}" for old, (new, likeness) in moves),
            " ".join(pair["unmatched_old"]),
            " ".join(pair["new"]),
        )
    )


def _repeals(repeals: Mapping[str, Any], laws: list[dict[str, Any]]) -> Iterator[str]:
    """One line for each repealed act with the first act that repealed it, and one if its own new text did.

    The latter does not repeal the title, but tells that there was an older text before the first one known.
    """
    texts = {(normal(law["title"]), version["version"]): version for law in laws for version in law["versions"]}
    for title in sorted(repeals):
        found: dict[bool, list[tuple[str, str, str]]] = {}
        for by, made, article, stated in ((by, made, article, stated) for by, made, stated, article in repeals[title]):
            # the collection reads the last chapter's heading as the title where the clause stands at the very end
            name = "民法典" if by == "附则" else by
            version = texts.get((normal(name), made)) if made else None
            day = stated or made
            if version is not None and version["kind"] != "original" and not version["kind"].startswith("amended"):
                day = effective_day(version)[0]
            found.setdefault(normal(name) == normal(title), []).append((day, name, article))
        for days in found.values():
            day, name, article = min(days)
            yield " | ".join((title, name, article, day))


if __name__ == "__main__":
    main()
