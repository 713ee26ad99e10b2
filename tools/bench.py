"""Speed and memory, side by side in one run: `make bench` (10,000 cases), `make bench CASES=100000`;
a million: `python tools/bench.py --cases 1000000 --runs 1 --only reports`.

Every figure is the median of several runs of a whole process, with its peak memory (all its processes together).
"""

from __future__ import annotations

import argparse
import compileall
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parent))
import corpus

ROUXING = (sys.executable, "-m", "rouxing", "validate")
READ_ONLY = "import pathlib, sys; [path.read_bytes() for path in sorted(pathlib.Path(sys.argv[1]).rglob('*.yaml'))]"
PARSE_ONLY = (
    "import pathlib, sys, yaml_rs\n"
    "for path in sorted(pathlib.Path(sys.argv[1]).rglob('*.yaml')):\n"
    "    yaml_rs.loads(path.read_text('utf-8'), parse_datetime=False)"
)
CITATIONS = """
import gc, random
gc.set_threshold(100_000, 50, 100)
from rouxing.law.citation import citations
from rouxing.law.index import index
from rouxing.law.places import Place
from rouxing.law.packaged import texts
from rouxing.law.resolution import resolved
import time
known, luck, rows = index(), random.Random(1), []
laws = [law for law in map(known.find, texts()) if law and law.versions[-1].articles]
while len(rows) < 100_000:
    law = luck.choice(laws)
    article, shape = luck.choice(tuple(law.versions[-1].articles.items()))
    paragraph = luck.randint(1, shape.paragraphs) if shape.paragraphs > 1 else None
    rows.append((f"《{law.title}》{Place(article, paragraph)}", law.versions[-1].effective))
start = time.process_time()
found = sum(len(resolved(one, date, known)) for text, date in rows for one in citations(text, known.knows))
print(f"{time.process_time() - start:9.3f} s  {found} 处引用解析并核对（{len(set(rows))} 种，一个处理器）")
"""
EMPTY_TYPER = "import typer\napp = typer.Typer()\n@app.command()\ndef main() -> None: ...\napp()"


class Row(NamedTuple):
    """One line of the table."""

    name: str
    seconds: float
    mebibytes: float


def main() -> None:
    """Make the corpus, run everything, print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--only", choices=("all", "reports"), default="all")
    parser.add_argument("--peers", choices=("all", "none"), default="all")
    arguments = parser.parse_args()
    # an installed package is compiled once, when it is installed: what is measured is running, not compiling
    compileall.compile_dir(Path(__file__).resolve().parents[1] / "rouxing", quiet=1)
    with tempfile.TemporaryDirectory(prefix="rouxing-bench-") as folder:
        root = Path(folder) / "corpus"
        corpus.write(root, arguments.cases)
        for path in root.rglob("*.yaml"):  # as old as files are that nobody is writing just now
            os.utime(path, (time.time() - 60, time.time() - 60))
        if arguments.only == "reports":
            show(arguments.cases, [measured("只解析（yaml-rs）", (sys.executable, "-c", PARSE_ONLY, str(root)), 1)])
            show(arguments.cases, reports(root, Path(folder), arguments.runs))
            return
        show(arguments.cases, ours(root, Path(folder) / "cache", arguments.runs))
        if arguments.peers == "all":
            show(arguments.cases, peers(root))
        show(arguments.cases, reports(root, Path(folder), arguments.runs))
        show(1, one_file(Path(folder), arguments.runs))
        show(LISTED, lists(Path(folder), arguments.runs))
        subprocess.run((sys.executable, "-c", CITATIONS), check=True)


def ours(root: Path, cache: Path, runs: int) -> list[Row]:
    """Floors first, then this tool: cold, warm, and with one file changed."""
    environment = os.environ | {"ROUXING_CACHE": str(cache)}
    changed = max((root / "cases").rglob("*.yaml"))
    content = changed.read_bytes()

    def cold() -> None:
        shutil.rmtree(cache, ignore_errors=True)

    def touch() -> None:
        changed.write_bytes(content + b"# %d\n" % time.time_ns())
        os.utime(changed, (time.time() - 30, time.time() - 30))

    return [
        measured("只读文件", (sys.executable, "-c", READ_ONLY, str(root)), runs),
        measured("只解析（yaml-rs）", (sys.executable, "-c", PARSE_ONLY, str(root)), runs),
        measured("rouxing validate 冷", (*ROUXING, str(root)), runs, environment, before=cold),
        measured("rouxing validate 热", (*ROUXING, str(root)), runs, environment),
        measured("rouxing validate 改一个文件", (*ROUXING, str(root)), runs, environment, before=touch),
    ]


def reports(root: Path, folder: Path, runs: int) -> list[Row]:
    """Annex 5: the first time, and again from the counts kept; xlsx carries every act on its 底稿."""
    cache = folder / "cache"
    environment = os.environ | {"ROUXING_CACHE": str(cache)}

    def cold() -> None:
        shutil.rmtree(cache, ignore_errors=True)

    rows = []
    for kind in ("json", "xlsx"):
        target = str(folder / f"report.{kind}")
        command = (
            sys.executable,
            "-m",
            "rouxing",
            "report",
            "2021",
            "--format",
            kind,
            "--out",
            target,
            "-C",
            str(root),
        )
        rows.append(measured(f"rouxing report {kind} 冷", command, runs, environment, before=cold))
        rows.append(measured(f"rouxing report {kind} 热", command, runs, environment))
    return rows


def peers(root: Path) -> list[Row]:
    """The usual tools over the same case logs, once each: they take minutes."""
    schema = Path(__file__).resolve().parents[1] / "schemas/cases.schema.json"
    logs = [str(path) for path in sorted((root / "cases").rglob("*.yaml"))]
    relaxed = "{extends: relaxed, rules: {line-length: disable}}"
    commands = {
        "check-jsonschema": (sys.executable, "-m", "check_jsonschema", "--schemafile", str(schema), *logs),
        "yamllint": (sys.executable, "-m", "yamllint", "-d", relaxed, str(root)),
    }
    return [measured(name, command, 1) for name, command in commands.items()]


def one_file(folder: Path, runs: int) -> list[Row]:
    """One file against an empty command that imports the same Typer."""
    root = folder / "one"
    corpus.write(root, 1, agencies=1)
    log = next((root / "cases").rglob("*.yaml"))
    environment = os.environ | {"ROUXING_CACHE": "off"}
    return [
        measured("空的 Typer 命令", (sys.executable, "-c", EMPTY_TYPER), runs * 5),
        measured("rouxing validate 一个文件", (*ROUXING, str(log)), runs * 5, environment),
    ]


LISTED = 20_000
"""Items of the lists that are linted."""


def lists(folder: Path, runs: int) -> list[Row]:
    """Lists without cases, through all rules of `lint`."""
    root = folder / "lists"
    corpus.write(root, 0, items=LISTED // corpus.AGENCIES, year=2022)
    environment = os.environ | {"ROUXING_CACHE": "off"}
    command = (sys.executable, "-m", "rouxing", "lint", str(root))
    return [measured("rouxing lint 二万个事项", command, runs, environment)]


def measured(
    name: str,
    command: Sequence[str],
    runs: int,
    environment: dict[str, str] | None = None,
    before: object = None,
) -> Row:
    """Median wall time and largest peak memory over the runs."""
    seconds, peaks = [], []
    for _ in range(runs):
        if callable(before):
            before()
        start = time.perf_counter()
        process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        peaks.append(watched(process))
        seconds.append(time.perf_counter() - start)
    return Row(name, statistics.median(seconds), max(peaks))


def watched(process: subprocess.Popen[bytes]) -> float:
    """Wait for a process; the highest sum of resident memory of it and its children, in MiB."""
    peak = 0.0
    done = threading.Event()

    def look() -> None:
        nonlocal peak
        while not done.wait(0.02):
            peak = max(peak, resident(process.pid))

    watcher = threading.Thread(target=look)
    watcher.start()
    process.wait()
    done.set()
    watcher.join()
    return peak


def resident(pid: int) -> float:
    """Proportional resident memory of a process and its children, in MiB; 0 where /proc does not tell."""
    total = 0
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                total = int(line.split()[1])
    except OSError:
        return 0.0
    return total / 1024 + sum(resident(int(child)) for child in children)


def show(amount: int, rows: Sequence[Row]) -> None:
    """Print rows of the table."""
    for row in rows:
        rate = row.seconds / amount * 1e6
        print(f"{row.seconds:9.3f} s {row.mebibytes:8.0f} MiB {rate:10.1f} µs/个  {row.name}", flush=True)


if __name__ == "__main__":
    main()
