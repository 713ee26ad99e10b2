"""A thousand notices, this tool beside docxtpl: the same template, the same values, each in a process of its own.

Both fill the template for every notice and write a file; this tool also reads each file back and proves it.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import corpus

from rouxing.documents import Notice, notice_job
from rouxing.files.tree import FolderTree
from rouxing.load import case_logs, open_repository
from rouxing.model import CaseLog

NOTICES = 1000
TEMPLATE = Path(__file__).resolve().parents[1] / "templates/admonition-letter.docx"

READ = """
import json, pathlib, resource, sys, time
values, out = json.loads(pathlib.Path(sys.argv[1]).read_bytes()), pathlib.Path(sys.argv[3])
template = sys.argv[2]
out.mkdir()
start = time.perf_counter()
"""
DONE = """
seconds = time.perf_counter() - start
print(json.dumps([seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, len(list(out.iterdir()))]))
"""
DOCXTPL = f"""
from docxtpl import DocxTemplate
{READ}
for number, one in enumerate(values):
    document = DocxTemplate(template)
    document.render(one, autoescape=True)
    document.save(out / f"{{number}}.docx")
{DONE}
"""
REUSED = DOCXTPL.replace("start = time", "document = DocxTemplate(template)\nstart = time").replace(
    "    document = DocxTemplate(template)\n", ""
)
OURS = f"""
from rouxing.files.word import compile_template
{READ}
compiled = compile_template(pathlib.Path(template).read_bytes())
for number, one in enumerate(values):
    filled = compiled.fill(one)
    path = out / f"{{number}}.docx"
    path.write_bytes(filled.content)
    filled.prove(path.read_bytes())
{DONE}
"""
PROGRAMS = {"docxtpl": DOCXTPL, "docxtpl（模板只读一次）": REUSED, "rouxing（写出、读回、核对）": OURS}


def main() -> None:
    """Print the table, and the whole command for comparison."""
    with tempfile.TemporaryDirectory(prefix="rouxing-bench-") as name:
        folder = Path(name)
        corpus.write(folder / "corpus", NOTICES)
        data = folder / "values.json"
        data.write_text(json.dumps([*values(folder / "corpus")], ensure_ascii=False), encoding="utf-8")
        seconds = {}
        for program, (code, runs) in {one: (code, 1 if "tpl" in one else 5) for one, code in PROGRAMS.items()}.items():
            seconds[program] = show(program, [measured(folder, code, data, run) for run in range(runs)])
        *theirs, ours = seconds.values()
        print(f"{min(theirs) / ours:9.1f} 倍  比 docxtpl 快的那种用法")
        command(folder / "corpus")


def values(root: Path) -> Iterator[object]:
    """What each notice of the corpus is filled with."""
    repository, _ = open_repository(FolderTree(root))
    for loaded in case_logs(repository):
        if isinstance(loaded.record, CaseLog):
            agency = repository.agencies[loaded.record.agency_id]
            for case in loaded.record.cases:
                yield from (notice_job(Notice(agency, case, one)).values for one in case.documents)


def measured(folder: Path, code: str, data: Path, run: int) -> tuple[float, float]:
    """Seconds of the work and peak memory in MiB of one process."""
    out = folder / f"{abs(hash(code))}-{run}"
    command = [sys.executable, "-c", code, str(data), str(TEMPLATE), str(out)]
    result = subprocess.run(command, check=True, capture_output=True, text=True)
    seconds, mebibytes, files = json.loads(result.stdout)
    if files != NOTICES:
        raise SystemExit(f"{files} files instead of {NOTICES}")
    return seconds, mebibytes


def show(name: str, runs: list[tuple[float, float]]) -> float:
    """Print a line; the median of the seconds."""
    seconds = statistics.median(one for one, _ in runs)
    peak = max(one for _, one in runs)
    print(f"{seconds:9.3f} s {peak:8.0f} MiB {seconds / NOTICES * 1e6:10.1f} µs/个  {name}", flush=True)
    return seconds


WHOLE = """
import json, resource, subprocess, sys, time
start = time.perf_counter()
subprocess.run([sys.executable, "-m", "rouxing", "doc", "gen", "--kind", "行政告诫书"], check=True, capture_output=True)
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
print(json.dumps([time.perf_counter() - start, peak]))
"""


def command(root: Path) -> None:
    """The whole `doc gen` with its start, the reading of the case logs, and the manifest."""
    runs = []
    for _ in range(3):
        result = subprocess.run(
            [sys.executable, "-c", WHOLE], cwd=root, check=True, capture_output=True, text=True, env={**os.environ}
        )
        runs.append(tuple(json.loads(result.stdout)))
    show("rouxing doc gen 整条命令", runs)


if __name__ == "__main__":
    main()
