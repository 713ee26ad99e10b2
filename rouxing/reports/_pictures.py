"""The charts of a report as files: SVG always, PNG where the optional resvg is installed."""

from __future__ import annotations

from rouxing.reports._charts import charts, svg
from rouxing.statistics import Figures

_WIDE = 1520
"""Pixels of a PNG: twice the size, for print."""


def pictures(figures: Figures) -> tuple[list[tuple[str, bytes]], bool]:
    """Names and contents, and whether PNG files are among them."""
    drawn = [(f"{figures.title}（按{chart.key}）", svg(chart)) for chart in charts(figures)]
    files = [(f"{name}.svg", picture.encode()) for name, picture in drawn]
    try:
        from resvg_py import svg_to_bytes
    except ImportError:
        return files, False
    painted = [(f"{name}.png", bytes(svg_to_bytes(svg_string=picture, width=_WIDE))) for name, picture in drawn]
    return files + painted, True
