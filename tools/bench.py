"""Speed and memory, side by side in one run: `make bench` (10,000 cases), `make bench CASES=100000`.

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
    parser.add_argument("--peers", choices=("all", "none"), default="all")
    arguments = parser.parse_args()
    # an installed package is compiled once, when it is installed: what is measured is running, not compiling
    compileall.compile_dir(Path(__file__).resolve().parents[1] / "rouxing", quiet=1)
    with tempfile.TemporaryDirectory(prefix="rouxing-bench-") as folder:
        root = Path(folder) / "corpus"
        corpus.write(root, arguments.cases)
        for path in root.rglob("*.yaml"):  # as old as files are that nobody is writing just now
            os.utime(path, (time.time() - 60, time.time() - 60))
        show(arguments.cases, ours(root, Path(folder) / "cache", arguments.runs))
        if arguments.peers == "all":
            show(arguments.cases, peers(root))
        show(1, one_file(Path(folder), arguments.runs))


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


def show(cases: int, rows: Sequence[Row]) -> None:
    """Print rows of the table."""
    for row in rows:
        rate = row.seconds / cases * 1e6
        print(f"{row.seconds:9.3f} s {row.mebibytes:8.0f} MiB {rate:10.1f} µs/件  {row.name}", flush=True)


if __name__ == "__main__":
    main()
