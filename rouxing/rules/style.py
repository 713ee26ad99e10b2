"""RX6xx: style that can be corrected without touching the meaning: width, brackets, titles, blanks, marks."""

import re
from collections.abc import Callable, Iterator
from typing import Final

from rouxing.diagnostics import Fault, Faults, Place, Pointer
from rouxing.law.personal_data import contacts
from rouxing.law.personal_data import numbers as numbers_of_persons
from rouxing.law.style import (
    bare_name,
    full_marks,
    half_width,
    has_blank_between_words,
    number,
    numbers,
    single_marks,
    title_marks,
    without_blanks,
)
from rouxing.model import Agency, CaseLog, Checklist, Item, Repository
from rouxing.rules import rule
from rouxing.terms import PAPER_PREFIX, Level

_FIXABLE: Final = "rouxing lint --fix 可以代为改正"

# what must be somewhere in an item's texts before they are looked at one by one
_ANY_BRACKET: Final = re.compile("[\\[［(（【][12]")
_WIDE: Final = re.compile("[０-９Ａ-Ｚａ-ｚ]")
_HALF: Final = re.compile("[,;:?!()]")
_ANGLES: Final = re.compile("[<＜〈]")
_BLANK: Final = re.compile("[ \t\u3000\u00a0]")
_TWICE: Final = re.compile("[，；：、。][，；：、。]")


@rule("RX601", Level.NOTE)
def number_form(record: Checklist | CaseLog | Agency, _: Repository) -> Faults:
    """文号、案号写成 明交告〔2021〕7号 的样子。

    理由：年份用六角括号〔〕，序号不编虚位，不加“第”字。括号不对的，工具认不出年份和序号，重号、跳号、年份不符都查不到，所以是警告；
    其余是提示。清单、备注里提到的文号只看括号，公告、通告的“第3号”不动。
    依据：GB/T 9704-2012《党政机关公文格式》7.2.5（发文字号）。
    改法：rouxing lint --fix 可以代为改正；“记录”里引用的文号一并改正。

    错误示例：
        # cases/transport/2021/10.yaml
        案件:
          - 案号: 明交柔[2021]1号
            日期: 2021-10-12
            案由: 未携带车辆营运证
    正确示例：
        # cases/transport/2021/10.yaml
        案件:
          - 案号: 明交柔〔2021〕1号
            日期: 2021-10-12
            案由: 未携带车辆营运证
    """
    if isinstance(record, Checklist):
        for place, text, written in _restyled(record, _ANY_BRACKET, numbers):
            yield Fault(place, f"文号的年份括号不对：“{_excerpt(text, written)}”", _FIXABLE, Level.WARNING, written)
        return
    for place, text in _numbers_of_agency(record) if isinstance(record, Agency) else _numbers_of_log(record):
        written = number(text)
        if written != text:
            level = None if "〔" in text and "〕" in text else Level.WARNING
            yield Fault(place, f"编号“{text}”的写法不对", f"请写作“{written}”；{_FIXABLE}", level, written)


@rule("RX602", Level.NOTE)
def wide_digits(checklist: Checklist, _: Repository) -> Faults:
    """清单里的数字、字母用半角。

    理由：全角的“１０日”与“10日”查找、比对不到一起，打印时也宽窄不一。编码不看，编码是什么就写什么。
    依据：GB/T 15835-2011《出版物上数字用法》5.1（阿拉伯数字字形用半角）。
    改法：rouxing lint --fix 可以代为改正。

    错误示例：
        # checklists/transport/no-penalty.yaml
        清单: 不予行政处罚
        版本: 1
        施行日期: 2021-10-01
        事项:
          - 编码: "JT-009"
            名称: 未携带车辆营运证的
            情形: 初次违法且危害后果轻微，１０日内改正的
            依据: [《中华人民共和国行政处罚法》第三十三条第一款]
            监管措施: [说服教育]
    正确示例：
        # checklists/transport/no-penalty.yaml
        清单: 不予行政处罚
        版本: 1
        施行日期: 2021-10-01
        事项:
          - 编码: "JT-009"
            名称: 未携带车辆营运证的
            情形: 初次违法且危害后果轻微，10日内改正的
            依据: [《中华人民共和国行政处罚法》第三十三条第一款]
            监管措施: [说服教育]
    """
    for place, text, written in _restyled(checklist, _WIDE, half_width):
        yield Fault(place, f"数字、字母是全角的：“{_excerpt(text, written)}”", _FIXABLE, fix=written)


@rule("RX603", Level.NOTE)
def half_marks(checklist: Checklist, _: Repository) -> Faults:
    """清单里汉字之间的标点用全角。

    理由：逗号、分号、冒号、问号、叹号、括号紧挨汉字的，用全角。数字、网址、邮箱里的标点和“第(二)项”不动，句点和引号不动。
    依据：GB/T 15834-2011《标点符号用法》5.1。
    改法：rouxing lint --fix 可以代为改正。

    错误示例：
        # checklists/transport/no-penalty.yaml
        清单: 不予行政处罚
        版本: 1
        施行日期: 2021-10-01
        事项:
          - 编码: "JT-009"
            名称: 未携带车辆营运证的
            情形: "初次违法且危害后果轻微,当场改正的"
            依据: [《中华人民共和国行政处罚法》第三十三条第一款]
            监管措施: [说服教育]
    正确示例：
        # checklists/transport/no-penalty.yaml
        清单: 不予行政处罚
        版本: 1
        施行日期: 2021-10-01
        事项:
          - 编码: "JT-009"
            名称: 未携带车辆营运证的
            情形: 初次违法且危害后果轻微，当场改正的
            依据: [《中华人民共和国行政处罚法》第三十三条第一款]
            监管措施: [说服教育]
    """
    for place, text, written in _restyled(checklist, _HALF, full_marks):
        yield Fault(place, f"标点是半角的：“{_excerpt(text, written)}”", _FIXABLE, fix=written)


@rule("RX604", Level.NOTE)
def title_marks_missing(checklist: Checklist, _: Repository) -> Faults:
    """法律和文件的名称用书名号《》。

    理由：写成<<>>、<>、〈〉的，法律引用认不出来。书名号里面再用书名号的，里面的〈〉是对的，不动。
    依据：GB/T 15834-2011《标点符号用法》4.15（书名号）。
    改法：rouxing lint --fix 可以代为改正。

    错误示例：
        # checklists/transport/no-penalty.yaml
        清单: 不予行政处罚
        版本: 1
        施行日期: 2021-10-01
        事项:
          - 编码: "JT-009"
            名称: 未携带车辆营运证的
            情形: 初次违法且危害后果轻微，当场改正的
            依据: [《中华人民共和国行政处罚法》第三十三条第一款]
            监管措施: [说服教育]
            备注: 参照〈明溪县柔性执法办法〉办理
    正确示例：
        # checklists/transport/no-penalty.yaml
        清单: 不予行政处罚
        版本: 1
        施行日期: 2021-10-01
        事项:
          - 编码: "JT-009"
            名称: 未携带车辆营运证的
            情形: 初次违法且危害后果轻微，当场改正的
            依据: [《中华人民共和国行政处罚法》第三十三条第一款]
            监管措施: [说服教育]
            备注: 参照《明溪县柔性执法办法》办理
    """
    for place, text, written in _restyled(checklist, _ANGLES, title_marks):
        yield Fault(place, f"名称没有用书名号《》：“{_excerpt(text, written)}”", _FIXABLE, fix=written)


@rule("RX605", Level.NOTE)
def stray_blanks(checklist: Checklist, _: Repository) -> Faults:
    """清单的文字里没有多余的空格。

    理由：首尾、标点旁、条款项之间的空格是录入或者从表格、PDF 复制时带来的，查找、比对时会认成另一句话，可以代为删去。
    汉字之间的空格也可能是漏了逗号、顿号，只提示，不代为改正；一句话在 YAML 里写成几行的，换行处也会成为空格。
    依据：GB/T 15834-2011《标点符号用法》5.1。
    改法：删去空格，或者改成逗号、顿号；写成几行的合成一行。

    错误示例：
        # checklists/transport/no-penalty.yaml
        清单: 不予行政处罚
        版本: 1
        施行日期: 2021-10-01
        事项:
          - 编码: "JT-009"
            名称: 未携带车辆营运证的
            情形: 初次违法且危害后果轻微， 当场改正的
            依据: [《中华人民共和国行政处罚法》第三十三条第一款]
            监管措施: [说服教育]
    正确示例：
        # checklists/transport/no-penalty.yaml
        清单: 不予行政处罚
        版本: 1
        施行日期: 2021-10-01
        事项:
          - 编码: "JT-009"
            名称: 未携带车辆营运证的
            情形: 初次违法且危害后果轻微，当场改正的
            依据: [《中华人民共和国行政处罚法》第三十三条第一款]
            监管措施: [说服教育]
    """
    for item in checklist.items:
        if _BLANK.search(item.prose):
            for steps, text in _texts(item):
                written = without_blanks(text)
                if written != text and written:
                    message = f"有多余的空格：“{_excerpt(text, written)}”"
                    yield Fault(item.at(*steps), message, _FIXABLE, fix=written)
                elif has_blank_between_words(text):
                    yield Fault(item.at(*steps), "汉字之间有空格", "请删去空格，或者改成逗号、顿号；写成几行的合成一行")


@rule("RX606", Level.NOTE)
def repeated_marks(checklist: Checklist, _: Repository) -> Faults:
    """清单里不重复写标点。

    理由：“，，”“。。”“；。”是修改时留下的，读的人会以为漏了字。三个以上的句号表示省略，不动。
    依据：GB/T 15834-2011《标点符号用法》5.1。
    改法：rouxing lint --fix 可以代为改正。

    错误示例：
        # checklists/transport/no-penalty.yaml
        清单: 不予行政处罚
        版本: 1
        施行日期: 2021-10-01
        事项:
          - 编码: "JT-009"
            名称: 未携带车辆营运证的
            情形: 初次违法且危害后果轻微，，当场改正的
            依据: [《中华人民共和国行政处罚法》第三十三条第一款]
            监管措施: [说服教育]
    正确示例：
        # checklists/transport/no-penalty.yaml
        清单: 不予行政处罚
        版本: 1
        施行日期: 2021-10-01
        事项:
          - 编码: "JT-009"
            名称: 未携带车辆营运证的
            情形: 初次违法且危害后果轻微，当场改正的
            依据: [《中华人民共和国行政处罚法》第三十三条第一款]
            监管措施: [说服教育]
    """
    for place, text, written in _restyled(checklist, _TWICE, single_marks):
        yield Fault(place, f"标点重复：“{_excerpt(text, written)}”", _FIXABLE, fix=written)


@rule("RX607", Level.NOTE)
def mark_after_name(checklist: Checklist, _: Repository) -> Faults:
    """事项名称后面不写标点。

    理由：名称不是一句话；带了句号，打印在表格里不整齐，同一名称也会认成两个。
    依据：GB/T 15834-2011《标点符号用法》附录A.1（标题末尾一般不用标点）。
    改法：rouxing lint --fix 可以代为改正。

    错误示例：
        # checklists/transport/no-penalty.yaml
        清单: 不予行政处罚
        版本: 1
        施行日期: 2021-10-01
        事项:
          - 编码: "JT-009"
            名称: 未携带车辆营运证的。
            情形: 初次违法且危害后果轻微，当场改正的
            依据: [《中华人民共和国行政处罚法》第三十三条第一款]
            监管措施: [说服教育]
    正确示例：
        # checklists/transport/no-penalty.yaml
        清单: 不予行政处罚
        版本: 1
        施行日期: 2021-10-01
        事项:
          - 编码: "JT-009"
            名称: 未携带车辆营运证的
            情形: 初次违法且危害后果轻微，当场改正的
            依据: [《中华人民共和国行政处罚法》第三十三条第一款]
            监管措施: [说服教育]
    """
    for item in checklist.items:
        written = bare_name(item.name)
        if written != item.name and written == written.strip():
            yield Fault(item.at("名称"), f"名称后面有标点：“{_excerpt(item.name, written)}”", _FIXABLE, fix=written)


def _texts(item: Item) -> Iterator[tuple[Pointer, str]]:
    """The texts of an item that have a style: not its code, and not the names of methods (RX401)."""
    return ((steps, text) for steps, text in item.texts_written() if steps[0] != "监管措施")


def _restyled(
    checklist: Checklist, hint: re.Pattern[str], restyle: Callable[[str], str]
) -> Iterator[tuple[Place, str, str]]:
    """Texts that should be written another way: place, as it is, as it should be."""
    for item in checklist.items:
        if hint.search(item.prose):
            for steps, text in _texts(item):
                written = restyle(text)
                if written != text:
                    yield item.at(*steps), text, written


def _excerpt(text: str, written: str) -> str:
    """A few characters around the first difference; none of a text with numbers of persons."""
    if any(contacts(text)) or any(numbers_of_persons(text)):
        return "……"
    same = next((at for at, pair in enumerate(zip(text, written, strict=False)) if pair[0] != pair[1]), len(written))
    start, end = max(0, same - 6), same + 6
    return f"{'…' if start else ''}{text[start:end]}{'…' if end < len(text) else ''}"


def _numbers_of_log(log: CaseLog) -> Iterator[tuple[Place, str]]:
    """Numbers of cases and documents, and records that name them."""
    for case in log.cases:
        yield case.at("案号"), case.number
        for document in case.documents:
            yield document.at("文号"), document.number
            about = document.fields.get("案件编号")
            if about:
                yield document.at("填写", "案件编号"), about
        for act in (*case.leniencies, *case.measures):
            for index, text in enumerate(act.records):
                if not text.startswith(PAPER_PREFIX) and "/" not in text:
                    yield act.at("记录", index), text


def _numbers_of_agency(agency: Agency) -> Iterator[tuple[Place, str]]:
    """文号 of what the agency is asked for."""
    for name, duty in (agency.data.get("职责") or {}).items():
        several = isinstance(duty, list)
        for index, row in enumerate(duty if several else [duty]):
            if isinstance(row, dict) and row.get("文号"):
                yield agency.at("职责", name, *([index] if several else []), "文号"), str(row["文号"])
