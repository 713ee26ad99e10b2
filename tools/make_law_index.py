"""Rebuilds the packaged index of laws from a folder of facts: index.json, renumber.json, repeals.json.

The facts (titles, dates, numbers of articles, paragraphs and items; no word of a text) were taken from a public-domain
collection of law texts, snapshot April 2025. Usage: python tools/make_law_index.py FOLDER. Same facts, same bytes.
What people add by hand stands in data/laws/supplement.txt, which this tool does not touch.
"""

from __future__ import annotations

import json
import sys
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from rouxing.law.shapes import Shape, encoded
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
HEADS: Final = {
    "laws.txt": (
        f"法律法规索引：只有名称、日期、条款项数目，没有条文。{SOURCE}",
        "一部法一段。首行：全称 | 效力层级 | 最初通过日 | 其他简称（有的才写；？后为多部法可能共用的）",
        "缩进行：版本日期 种类 施行日=依据 标记 | 各条结构",
        "结构的写法见 rouxing/law/shapes.py：1*4 即连续四条各一款，3[0,0,8] 即三款、第三款八项",
    ),
    "renumber.txt": (
        f"新旧条号对照，机器比对条文所得。{SOURCE}",
        "法律 | 旧版本 | 新版本 | 旧条>新条:相似度 …（未列的条号未变且条文基本相同）| 旧有而新无 | 新增",
    ),
    "repeals.txt": (f"已废止的法律法规，取自废止它们的条文。{SOURCE}", "被废止的 | 废止它的 | 第几条 | 废止之日"),
}


def main() -> None:
    """Writes the three files and says how large they are in the wheel."""
    facts = Path(sys.argv[1])
    laws = _read(facts, "index.json")["laws"]
    bodies = {
        "laws.txt": "\n".join(line for law in sorted(laws, key=lambda law: str(law["title"])) for line in _law(law)),
        "renumber.txt": "\n".join(map(_pair, _read(facts, "renumber.json"))),
        "repeals.txt": "\n".join(_repeals(_read(facts, "repeals.json"), laws)),
    }
    TARGET.mkdir(parents=True, exist_ok=True)
    for name, body in bodies.items():
        head = "".join(f"# {line}\n" for line in HEADS[name])
        (TARGET / name).write_text(head + body + "\n", encoding="utf-8", newline="\n")
    sizes = {path.name: len(zlib.compress(path.read_bytes(), 9)) for path in sorted(TARGET.iterdir())}
    print(
        *(f"{name}: {size:,} B" for name, size in sizes.items()), f"合计 {sum(sizes.values()):,} B（压缩后）", sep="\n"
    )


def _read(facts: Path, name: str) -> Any:
    return json.loads((facts / name).read_text(encoding="utf-8"))


def _law(law: Mapping[str, Any]) -> Iterator[str]:
    title = str(law["title"])
    short = [name for name in law["short"] if normal(name) != normal(title)]
    ambiguous = [f"？{name}" for name in law.get("short_ambiguous", ())]
    adopted = min((str(version["adopted"]) for version in law["versions"] if version["adopted"]), default="")
    yield " | ".join((title, law["level"], adopted, *filter(None, (" ".join(short + ambiguous),))))
    for version in sorted(law["versions"], key=lambda version: str(version["version"])):
        yield f"  {_dates(version)} | {encoded(_articles(version))}"


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
    return {
        article: Shape(
            paragraphs,
            tuple(version["items"].get(article, (0,) * paragraphs)),
            tuple(sorted(subitems.get(article, ()))),
        )
        for article, (paragraphs, _) in version["articles"].items()
    }


def _pair(pair: Mapping[str, Any]) -> str:
    moves = sorted(pair["map"].items(), key=lambda move: tuple(map(int, move[0].split("-"))))
    return " | ".join(
        (
            pair["title"],
            pair["from"],
            pair["to"],
            " ".join(f"{old}>{new}:{round(likeness * 100)}" for old, (new, likeness) in moves),
            " ".join(pair["unmatched_old"]),
            " ".join(pair["new"]),
        )
    )


def _repeals(repeals: Mapping[str, Any], laws: list[dict[str, Any]]) -> Iterator[str]:
    """One line for each repealed act: the first act that repealed it, unless that is its own new version."""
    texts = {(normal(law["title"]), version["version"]): version for law in laws for version in law["versions"]}
    for title in sorted(repeals):
        found = []
        for by, made, article, stated in ((by, made, article, stated) for by, made, stated, article in repeals[title]):
            # the collection reads the last chapter's heading as the title where the clause stands at the very end
            name = "民法典" if by == "附则" else by
            version = texts.get((normal(name), made)) if made else None
            if normal(name) == normal(title):
                continue
            day = stated or made
            if version is not None and version["kind"] != "original" and not version["kind"].startswith("amended"):
                day = effective_day(version)[0]
            found.append((day, name, article))
        if found:
            day, name, article = min(found)
            yield " | ".join((title, name, article, day))


if __name__ == "__main__":
    main()
