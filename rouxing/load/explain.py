"""Syntax errors of YAML in words that legal staff understand: what is wrong, and how to mend it."""

from __future__ import annotations

from typing import Final

import yaml

from rouxing.load.parse import Flaw

_CAUSES: Final = (
    (
        "mapping values are not allowed",
        "这一行里多了一个“: ”",
        "文字中的冒号请用全角“：”，或给整个值加引号；也请检查缩进",
    ),
    ("could not find expected ':'", "这一行缺少冒号", "键的后面写半角冒号和空格，例如“名称: 某公司”"),
    ("cannot start any token", "值的开头是 YAML 的保留符号或制表符", "请给整个值加引号；缩进请用空格，不用 Tab"),
    ("tab character", "缩进用了制表符（Tab）", "缩进请用空格，每层两格"),
    ("found unexpected end of stream", "引号没有成对", "请在值的末尾补上引号"),
    ("unexpected document indicator", "引号没有成对", "请在值的末尾补上引号"),
    ("expected ',' or ']'", "方括号 [ ] 没有成对，或各项之间缺少半角逗号", "例如 [说服教育, 行政告诫]"),
    ("expected ',' or '}'", "花括号 { } 没有成对，或各项之间缺少半角逗号", "例如 {日期: 2021-10-12, 方式: 直接送达}"),
    ("did not find expected key", "缩进与上面各行没有对齐，或者多了一层", "同一层的键要左对齐；列表项以“- ”开头"),
    ("expected '-' indicator", "缩进没有对齐，或缺少“- ”", "同一层的键、同一个列表的“- ”都要左对齐"),
    ("expected <block end>", "缩进与上面各行没有对齐", "同一层的键要左对齐；列表项以“- ”开头"),
    ("block sequence entries are not allowed", "“- ”不能写在这里", "列表项要另起一行"),
    ("block collections are not allowed", "“- ”或键不能写在这里", "请另起一行并缩进"),
    ("unknown escape character", "双引号里的反斜杠写法不对", "请改用单引号，或把 \\ 写成 \\\\"),
    ("maximum nesting depth", "嵌套太深", "请检查缩进和括号"),
    ("simple key", "键太长，或键后缺少冒号", "键的后面写半角冒号和空格"),
)


def explain_syntax(text: str, error: yaml.MarkedYAMLError) -> Flaw:
    """The flaw behind a parser's error, at the line where a person must look."""
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    lines = text.split("\n")
    conflict = next((number for number, row in enumerate(lines, 1) if row.startswith(("<<<<<<< ", ">>>>>>> "))), None)
    if conflict is not None:
        advice = "请选定要保留的内容，删除 <<<<<<<、=======、>>>>>>> 三种标记行"
        return Flaw("RX009", conflict, 1, "文件里留有合并冲突标记", advice)
    problem = f"{error.problem or ''} {error.context or ''}"
    at_end = line > len(lines) or (line == len(lines) and not lines[-1])
    if ("unexpected end of stream" in problem or at_end) and error.context_mark:
        line, column = error.context_mark.line + 1, error.context_mark.column + 1
    line, column = _full_width_colon(lines, line) or (line, column)
    message, advice = _cause(problem, lines[line - 1] if line <= len(lines) else "")
    return Flaw("RX004", line, column, message, advice)


def _full_width_colon(lines: list[str], line: int) -> tuple[int, int] | None:
    """A key written with “：” on this line or the one before, which then runs on as text."""
    for number in (line, line - 1):
        row = lines[number - 1] if 0 < number <= len(lines) else ""
        if 0 <= row.find("：") < 20 and ": " not in row:
            return number, row.find("：") + 1
    return None


def _cause(problem: str, row: str) -> tuple[str, str]:
    if "\t" in row[: len(row) - len(row.lstrip())]:
        return "缩进用了制表符（Tab）", "缩进请用空格，每层两格"
    if _full_width_colon([row], 1):
        return "键的后面用了全角冒号“：”", "键的后面请写半角冒号和空格，例如“名称: 某公司”"
    for part, message, advice in _CAUSES:
        if part in problem:
            return message, advice
    return "这里不符合 YAML 的写法", "常见原因：缩进没有对齐、漏写冒号、引号或括号没有成对"
