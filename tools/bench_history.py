"""Speed of the history: one item over 200 revisions beside `git log --follow`, and a repository of 5,000 commits.

Run it as `python tools/bench_history.py`. Start-up is what the same command takes on a repository of one commit.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

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
        ours = net(lambda root: [*one, str(root)], revised, single)
        print(f"{ours:9.4f} s  一个事项的历史，{REVISIONS} 次修订（处理器时间，启动另计）")
        for options in (["-p"], []):
            theirs = net(lambda root, more=options: log(root, *more), revised, single)
            print(f"{theirs:9.4f} s  git log --follow {' '.join(options)}，比值 {ours / theirs:.1f}")
        print(f"{measured([*one, str(long)]):9.3f} s  同一命令，{COMMITS} 个提交的仓库（含启动）")
        at = [*rouxing(), "checklist", "show", "transport", "1", "--at", "2021-10-02", "-C", str(long)]
        print(f"{measured(at):9.3f} s  checklist show --at，{COMMITS} 个提交的仓库（含启动）")


def log(root: Path, *options: str) -> list[str]:
    """What git itself has to say of the file."""
    return ["git", "-C", str(root), "log", "--follow", *options, "--format=%H%an%aI%B", "--", LIST]


def net(command: Callable[[Path], Sequence[str]], root: Path, single: Path) -> float:
    """Least processor seconds of a command on a repository, without those on a repository of one commit."""
    return processor(command(root)) - processor(command(single))


def processor(command: Sequence[str], runs: int = 15) -> float:
    """Least processor seconds of a process with its children: what else runs on the machine does not count."""
    seconds = []
    for _ in range(runs):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        seconds.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(seconds)


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
    return statistics.median(seconds)


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
