"""A deterministic repository of any size for benchmarks: `python tools/corpus.py FOLDER CASES`."""

from __future__ import annotations

import sys
from pathlib import Path

SETTINGS = '地区: 明溪县\n行政区划代码: "350421"\n突发事件: []\n'
CARD = "名称: 明溪县第{n}局\n代字: 明{n}\n联系人: 张三\n"
ITEM = """  - 编码: "350421-{n:03}"
    名称: 未按照规定携带第{n}类证件的
    情形: 初次违法且危害后果轻微，当场改正的
    依据: [《中华人民共和国行政处罚法》第三十三条第一款]
    监管措施: [说服教育, 行政告诫]
"""
CASE = """  - 案号: 明{agency}柔〔2021〕{number}号
    日期: 2021-{month:02}-{day:02}
    当事人:
      名称: 明溪县第{number}号贸易有限公司
      类型: 企业
      统一社会信用代码: {code}
      负责人: 李四
      联系电话: "13800000000"
      地址: 明溪县雪峰镇民主路{day}号
    案由: 未按照规定携带第{item}类证件
    事实: 2021年{month}月{day}日在雪峰镇民主路检查时发现，当事人未按照规定携带第{item}类证件，
      当场改正，没有造成危害后果，此前没有同类违法记录。
    处理:
      - 清单: 不予行政处罚
        编码: "350421-{item:03}"
        日期: 2021-{month:02}-{day:02}
        记录: [明{agency}告〔2021〕{number}号]
    措施:
      - 方式: 行政告诫
        日期: 2021-{month:02}-{day:02}
        数量: 1
        记录: [明{agency}告〔2021〕{number}号]
      - 方式: 说服教育
        记录: [档案：2021-{number}]
    文书:
      - 种类: 行政告诫书
        文号: 明{agency}告〔2021〕{number}号
        日期: 2021-{month:02}-{day:02}
        填写:
          行为: 未按照规定携带第{item}类证件
          依据: 《中华人民共和国行政处罚法》第三十三条第一款
          改正期限: 2021-12-31
        送达: {{日期: 2021-{month:02}-{day:02}, 方式: 直接送达, 送达人: 王五, 被送达人: 李四}}
    公开: true
"""
CASES_PER_FILE = 100
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
ITEMS = 30
AGENCIES = 10


def write(
    root: Path,
    cases: int,
    agencies: int = AGENCIES,
    per_file: int = CASES_PER_FILE,
    items: int = ITEMS,
    year: int = 2021,
) -> None:
    """A sound repository with `cases` cases in files of `per_file`, spread over the agencies."""
    put(root / "rouxing.yaml", SETTINGS)
    for agency in range(agencies):
        folder = root / f"checklists/a{agency}"
        put(folder / "agency.yaml", CARD.format(n=agency))
        rows = "".join(ITEM.format(n=number) for number in range(items))
        put(folder / "no-penalty.yaml", f"清单: 不予行政处罚\n版本: 1\n施行日期: {year}-01-01\n事项:\n{rows}")
    for start in range(0, cases, per_file):
        agency = start // per_file % agencies
        numbers = range(start, min(start + per_file, cases))
        own = (number // (per_file * agencies) * per_file + number % per_file for number in numbers)
        put(root / f"cases/a{agency}/2021/{start:07}.yaml", "案件:\n" + "".join(case(agency, n) for n in own))


def case(agency: int, number: int) -> str:
    """One case in YAML; `number` counts within the agency."""
    return CASE.format(
        agency=agency,
        number=number + 1,
        month=number % 12 + 1,
        day=number % 28 + 1,
        item=number % ITEMS,
        code=credit_code(number),
    )


def credit_code(number: int) -> str:
    """A company's code with a right check character (GB 32100-2015)."""
    body = f"91350421MA{number:07}"
    weights = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
    total = sum(weight * ALPHABET.index(character) for weight, character in zip(weights, body, strict=True))
    return body + ALPHABET[(31 - total % 31) % 31]


def put(path: Path, text: str) -> None:
    """Write a file and the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]), int(sys.argv[2]))
