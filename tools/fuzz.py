"""Random damage to sound files must end in findings or success: `python tools/fuzz.py [COUNT] [SEED]`."""

from __future__ import annotations

import random
import resource
import sys
import time
from pathlib import Path

from rouxing.check import CHECK, Scope, check
from rouxing.files.tree import FolderTree, MemoryTree

BASE = Path(__file__).resolve().parents[1] / "tests/base"
EXTRA = {
    "cases/transport/2021/10.yaml": """案件:
  - 案号: 明交柔〔2021〕1号
    日期: 2021-10-12
    案由: 未按照规定携带车辆营运证
    当事人: {名称: 明溪县鸣岗运输有限公司, 类型: 企业, 统一社会信用代码: 91350421MA00000152}
    处理: [{清单: 不予行政处罚, 编码: "JT-001", 记录: [明交告〔2021〕1号]}]
    措施: [{方式: 行政告诫, 数量: 1, 记录: [明交告〔2021〕1号, records/a.txt, 档案：1]}]
    文书:
      - 种类: 行政告诫书
        文号: 明交告〔2021〕1号
        日期: 2021-10-12
        填写: {行为: 未携带, 依据: 《道路运输条例》第六十八条, 改正期限: 2021-10-20}
        送达: {日期: 2021-10-12, 方式: 直接送达}
    公开: true
""".encode(),
    "cases/transport/2021/records/a.txt": "谈话记录".encode(),
    "schemas/agency.schema.json": '{"type": "object", "properties": {"名称": {"pattern": "局$"}}}'.encode(),
}
TOKENS = [
    *(
        token.encode()
        for token in ("- ", ": ", "\n", "  ", "[", "]", "{", "}", "&a ", "*a", "!x ", "|\n", ">-\n", "'", '"')
    ),
    *(
        token.encode()
        for token in ("#", "---\n", "...\n", "%", "\t", "?", "null", "true", "1e999", "0x", "〔", "：", "名称")
    ),
    *(
        token.encode()
        for token in ("<<: ", "2021-02-30", "\u2028", "\ufeff", "\x00", "[" * 300, "- " * 300, "9" * 5000)
    ),
    b"\xff\xfe",
    b"\xd0\xcf",
]


def damaged(content: bytes, dice: random.Random) -> bytes:
    """The content after one to four random edits."""
    for _ in range(dice.randint(1, 4)):
        at, end = sorted(dice.randrange(len(content) + 1) for _ in range(2))
        match dice.randrange(6):
            case 0:
                content = content[:at] + dice.choice(TOKENS) + content[at:]
            case 1:
                content = content[:at] + content[min(end, at + 40) :]
            case 2:
                content = content[:at] + content[at:end][:200] * 2 + content[at:]
            case 3:
                content = content[:at] + bytes([dice.randrange(256)]) + content[at + 1 :]
            case 4:
                lines = content.split(b"\n")
                dice.shuffle(lines)
                content = b"\n".join(lines)
            case _:
                words = content.split(b" ")
                words[dice.randrange(len(words))] = dice.choice(TOKENS)
                content = b" ".join(words)
    return content


def main() -> None:
    """Run, and print what came of it."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 50_000
    dice = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 1)  # noqa: S311 - not for secrets
    base = FolderTree(BASE)
    sound = {path: base.read(path) for path in base.files()} | EXTRA
    slowest, findings, start = 0.0, 0, time.perf_counter()
    for number in range(count):
        path = dice.choice(list(sound))
        files = sound | {path: damaged(sound[path], dice)}
        before = time.perf_counter()
        try:
            outcome = check(MemoryTree(files), Scope(CHECK, "2021-12-31"))
        except Exception:
            print(f"输入 {number}（{path}）：\n{files[path]!r}")
            raise
        findings += bool(outcome.diagnostics)
        slowest = max(slowest, time.perf_counter() - before)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    seconds = time.perf_counter() - start
    print(f"{count} 个输入，{findings} 个有发现，{seconds:.0f} 秒，最慢 {slowest:.2f} 秒，峰值内存 {peak:.0f} MiB")


if __name__ == "__main__":
    main()
