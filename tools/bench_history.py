"""Speed of the history: one item over 200 revisions beside `git log --follow`, and a repository of 5,000 commits.

Run it as `python tools/bench_history.py`. Start-up is what the same command takes on a repository of one commit.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

ITEMS = 60
REVISIONS = 200
COMMITS = 5_000
LIST = "checklists/transport/no-penalty.yaml"
SETTINGS = '地区: 明溪县\n行政区划代码: "350421"\n'
AGENCY = "名称: 明溪县交通运输局\n代字: 明交\n"


def main() -> None:
    """Build both repositories, measure, print."""
    with tempfile.TemporaryDirectory(prefix="rouxing-bench-") as folder:
        single, revised, long = (Path(folder) / name for name in ("single", "revised", "long"))
        build(single, 1, 1)
        build(revised, REVISIONS, REVISIONS)
        build(long, COMMITS, REVISIONS)
        one = [*rouxing(), "checklist", "history", "transport", "1", "JT-030", "-C"]
        ours, text, plain = nets((lambda root: [*one, str(root)], lambda root: log(root, "-p"), log), revised, single)
        print(f"一个事项的历史，{REVISIONS} 次修订，启动另计：经过的时间（中位数），处理器时间（最少）")
        for name, cost in (
            ("rouxing checklist history", ours),
            ("git log --follow -p", text),
            ("git log --follow", plain),
        ):
            ratios = f"比值 {ours.wall / cost.wall:5.1f}，{ours.processor / cost.processor:5.1f}"
            print(f"{cost.wall:9.4f} s {cost.processor:9.4f} s  {ratios}  {name}")
        print(f"{measured([*one, str(long)]):9.3f} s  同一命令，{COMMITS} 个提交的仓库（含启动）")
        at = [*rouxing(), "checklist", "show", "transport", "1", "--at", "2021-10-02", "-C", str(long)]
        print(f"{measured(at):9.3f} s  checklist show --at，{COMMITS} 个提交的仓库（含启动）")


def log(root: Path, *options: str) -> list[str]:
    """What git itself has to say of the file."""
    return ["git", "-C", str(root), "log", "--follow", *options, "--format=%H%an%aI%B", "--", LIST]


class Cost(NamedTuple):
    """Seconds on the clock, and of the processors with all children: what else runs counts for the first alone."""

    wall: float
    processor: float


def nets(commands: Sequence[Callable[[Path], Sequence[str]]], root: Path, single: Path, rounds: int = 60) -> list[Cost]:
    """What commands cost on a repository, without what they cost on one of one commit; all take turns."""
    found: dict[tuple[int, Path], list[Cost]] = defaultdict(list)
    for _ in range(rounds):
        for number, command in enumerate(commands):
            for where in (root, single):
                found[number, where].append(cost(command(where)))
    totals = {
        key: Cost(median(one.wall for one in runs), min(one.processor for one in runs)) for key, runs in found.items()
    }
    pairs = [(totals[number, root], totals[number, single]) for number in range(len(commands))]
    return [Cost(whole.wall - start.wall, whole.processor - start.processor) for whole, start in pairs]


def cost(command: Sequence[str]) -> Cost:
    """One run of a command."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return Cost(wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def rouxing() -> list[str]:
    """The command under test."""
    return [sys.executable, "-m", "rouxing"]


def measured(command: Sequence[str], runs: int = 11) -> float:
    """Median seconds of a whole process."""
    seconds = []
    for _ in range(runs):
        start = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        seconds.append(time.perf_counter() - start)
    return median(seconds)


def build(root: Path, commits: int, revisions: int) -> None:
    """A repository in which every `commits / revisions`-th commit changes one item of one list."""
    subprocess.run(["git", "init", "-q", "-b", "main", str(root)], check=True)
    stream = b"".join(commit_stream(commits, commits // revisions))
    subprocess.run(["git", "-C", str(root), "fast-import", "--quiet"], input=stream, check=True)
    subprocess.run(["git", "-C", str(root), "checkout", "-q", "-f", "main"], check=True, env=os.environ)


def commit_stream(commits: int, every: int) -> Iterator[bytes]:
    """The history for `git fast-import`."""
    for number in range(commits):
        files = {f"cases/transport/2021/{number % 400}.txt": f"{number}\n"}
        if number == 0:
            files |= {"rouxing.yaml": SETTINGS, "checklists/transport/agency.yaml": AGENCY}
        if number % every == 0:
            files = files if every > 1 or number == 0 else {}
            files[LIST] = checklist(number // every)
        stamp = 1_600_000_000 + number * 600
        yield f"commit refs/heads/main\ncommitter 张三 <z@x> {stamp} +0800\ndata 4\n第\n".encode()
        for path, text in files.items():
            content = text.encode()
            yield f"M 100644 inline {path}\ndata {len(content)}\n".encode() + content + b"\n"


def checklist(revision: int) -> str:
    """The list after so many revisions: each rewords one item."""
    rows = []
    for number in range(ITEMS):
        times = (revision + ITEMS - 1 - number) // ITEMS
        rows.append(
            f"  - 编码: JT-{number:03}\n    名称: 事项{number}未按照规定办理的\n"
            f"    情形: 初次违法且危害后果轻微，自责令改正之日起{times + 1}日内改正的\n"
            "    依据: [《中华人民共和国行政处罚法》第三十三条第一款]\n    监管措施: [说服教育, 行政告诫]\n"
        )
    return f"清单: 不予行政处罚\n版本: {revision + 1}\n施行日期: 2021-10-01\n事项:\n{''.join(rows)}"


if __name__ == "__main__":
    main()
