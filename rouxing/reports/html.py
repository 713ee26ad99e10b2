"""Annex 5 as one web page: the form, charts with their figures below, 同比, 未计入; no script, nothing fetched."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import Final

from rouxing.reports import report
from rouxing.reports._annex import (
    NOTES,
    NOTHING_UNCOUNTED,
    UNCOUNTED_HEADS,
    broken,
    phone,
    printable,
    reported,
    reporter,
    revision,
    uncounted,
)
from rouxing.reports._charts import Chart, charts, svg
from rouxing.reports._compared import HEADS, comparisons
from rouxing.statistics import Figures
from rouxing.terms import REPORT_COLUMNS, unit

_STYLE: Final = """
body{font-family:"Noto Serif CJK SC",FangSong,"仿宋_GB2312",STFangsong,SimSun,serif;color:#111;background:#fff;
max-width:1180px;margin:24px auto;padding:0 16px;line-height:1.6}
h1{font-size:26px;text-align:center}h2{font-size:19px;margin-top:36px}h2,h3{break-after:avoid}
table{border-collapse:collapse;width:100%;font-size:15px}th,td{border:1px solid #444;padding:4px 6px;text-align:center}
td.text,th.text{text-align:left}tfoot td,tfoot th{font-weight:bold}.wide{overflow-x:auto}
caption{text-align:left;padding:4px 0}.lines{display:flex;flex-wrap:wrap;gap:4px 48px;justify-content:space-between}
figure{margin:20px 0;break-inside:avoid;display:flex;flex-wrap:wrap;gap:16px;align-items:flex-start}
figure svg{flex:3 1 480px;min-width:0;max-width:760px;height:auto}figcaption{flex:2 1 300px}
th[scope=row]{min-width:8em}thead th{white-space:nowrap}thead{display:table-header-group}
tr{break-inside:avoid}footer{margin-top:32px;font-size:14px}
@page{size:A4 landscape;margin:15mm}@media print{body{max-width:none;margin:0;padding:0}h2{margin-top:20px}
table{font-size:12px}.wide{overflow:visible}}
"""
Cells = tuple[str | int, ...]

_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'"


@report("html", to_file=True)
def as_html(figures: Figures) -> bytes:
    """One file that opens in any browser, prints on A4 across and can be read aloud."""
    parts = [
        '<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{escape(_POLICY)}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{_text(figures.title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>",
        f"<h1>{_text(figures.title)}</h1>",
        *_form(figures),
        "<h2>图表</h2>",
        *(part for chart in charts(figures) for part in _figure(chart)),
        f"<h2>同比（上年同期：{_text(figures.period.before.title)}）</h2>",
        _comparison(figures),
        "<h2>未计入</h2>",
        *_uncounted(figures),
        *_checks(figures),
        "</main>",
        f"<footer>{_text(revision(figures))}</footer>" if revision(figures) else "",
        "</body>\n</html>\n",
    ]
    return "\n".join(part for part in parts if part).encode()


def _form(figures: Figures) -> Iterator[str]:
    lines = (reporter(figures), reported(figures), phone(figures))
    yield f'<div class="lines">{"".join(f"<span>{_text(line)}</span>" for line in lines)}</div>'
    heads = ["单位", *(f"{broken(column)}\n({unit(column)})" for column in REPORT_COLUMNS)]
    rows: list[Cells] = [(row.name, *row.figures) for row in figures.rows]
    yield _table(heads, rows, texts=1, total=["合计", *figures.total])
    yield from (f"<div>{_text(line)}</div>" for line in (*NOTES, figures.addressees))


def _figure(chart: Chart) -> Iterator[str]:
    yield f"<figure>{svg(chart)}"
    heads = ("", *chart.series)
    rows: list[Cells] = [(label, *values) for label, values in chart.groups]
    yield f"<figcaption>{_table(heads, rows, texts=1, caption=chart.title)}</figcaption></figure>"


def _comparison(figures: Figures) -> str:
    if figures.total_before is None:
        return "<p>上年没有案件记录，无法比较。</p>"
    return _table(HEADS, (one.cells for one in comparisons(figures)), texts=1)


def _uncounted(figures: Figures) -> Iterator[str]:
    rows = uncounted(figures)
    yield _table(UNCOUNTED_HEADS, rows, texts=5) if rows else f"<p>{NOTHING_UNCOUNTED}</p>"


def _checks(figures: Figures) -> Iterator[str]:
    if figures.checks is None:
        return
    yield "<h2>核对</h2>"
    for check in figures.checks:
        yield f"<h3>{_text(check.title)}</h3><p>{_text(check.meaning)}</p>"
        yield f"<ul>{''.join(f'<li>{_text(line)}</li>' for line in check.lines or ('没有发现。',))}</ul>"


def _table(
    heads: Sequence[str],
    rows: Iterable[Sequence[str | int]],
    *,
    texts: int = 0,
    total: Sequence[str | int] = (),
    caption: str = "",
) -> str:
    """A table whose first column heads its rows; the first `texts` columns stand to the left."""
    head = "".join(f'<th scope="col">{_text(one)}</th>' for one in heads)
    body = "".join(_row(row, texts) for row in rows)
    foot = f"<tfoot>{_row(total, texts)}</tfoot>" if total else ""
    named = f"<caption>{_text(caption)}</caption>" if caption else ""
    return f'<div class="wide"><table>{named}<thead><tr>{head}</tr></thead>\n<tbody>{body}</tbody>{foot}</table></div>'


def _row(cells: Sequence[str | int], texts: int) -> str:
    first, *others = cells
    rest = "".join(
        f'<td class="text">{_text(cell)}</td>' if number < texts else f"<td>{_text(cell)}</td>"
        for number, cell in enumerate(others, 1)
    )
    return f'<tr><th scope="row" class="text">{_text(first)}</th>{rest}</tr>\n'


def _text(value: str | int) -> str:
    return escape(printable(str(value))).replace("\n", "<br>")
