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
MEMORY = "/dev/shm"  # noqa: S108 - a folder of our own is made in it
TEMPLATE = Path(__file__).resolve().parents[1] / "templates/admonition-letter.docx"

READ = """
import json, pathlib, resource, sys, time
values, out = json.loads(pathlib.Path(sys.argv[1]).read_bytes()), pathlib.Path(sys.argv[3])
template = sys.argv[2]
out.mkdir()
start, used = time.perf_counter(), time.process_time()
"""
DONE = """
seconds, processor = time.perf_counter() - start, time.process_time() - used
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps([seconds, processor, peak, len(list(out.iterdir()))]))
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
REUSED = DOCXTPL.replace("start, used", "document = DocxTemplate(template)\nstart, used").replace(
    "    document = DocxTemplate(template)\n", ""
)
OURS = f"""
from rouxing.files.word import compile_template
{READ}
compiled = compile_template(pathlib.Path(template).read_bytes())
for number, one in enumerate(values):
    filled = compiled.fill(one)
    path = f"{{out}}/{{number}}.docx"
    with open(path, "wb", 0) as stream:
        stream.write(filled.content)
    with open(path, "rb", 0) as stream:
        filled.prove(stream.read())
{DONE}
"""
PROGRAMS = {"docxtpl": DOCXTPL, "docxtpl（模板只读一次）": REUSED, "rouxing（写出、读回、核对）": OURS}


def main() -> None:
    """Print the table for files in memory and on the disk: what is compared is filling, not the disk."""
    for place in filter(os.path.isdir, (MEMORY, tempfile.gettempdir())):
        with tempfile.TemporaryDirectory(prefix="rouxing-bench-", dir=place) as name:
            print(f"文件写在 {place}（{'内存' if place == MEMORY else '磁盘'}）")
            compare(Path(name))


def compare(folder: Path) -> None:
    """Both programs writing into one folder; creating a thousand files may cost a disk more than filling them."""
    corpus.write(folder / "corpus", NOTICES)
    data = folder / "values.json"
    data.write_text(json.dumps([*values(folder / "corpus")], ensure_ascii=False), encoding="utf-8")
    taken = []
    for program, code in PROGRAMS.items():
        runs = [measured(folder, code, data, run) for run in range(5 if code == OURS else 1)]
        taken.append(show(program, runs))
    *theirs, ours = taken
    for place, what in enumerate(("时间", "处理器时间，不受别的程序影响")):
        print(f"{min(one[place] for one in theirs) / ours[place]:9.1f} 倍  与 docxtpl 较快的用法相比（{what}）")
    command(folder / "corpus")


def values(root: Path) -> Iterator[object]:
    """What each notice of the corpus is filled with."""
    repository, _ = open_repository(FolderTree(root))
    for loaded in case_logs(repository):
        if isinstance(loaded.record, CaseLog):
            agency = repository.agencies[loaded.record.agency_id]
            for case in loaded.record.cases:
                yield from (notice_job(Notice(agency, case, one)).values for one in case.documents)


def measured(folder: Path, code: str, data: Path, run: int) -> tuple[float, float, float]:
    """Seconds of the work, seconds of the processor, and peak memory in MiB of one process."""
    out = folder / f"{abs(hash(code))}-{run}"
    command = [sys.executable, "-c", code, str(data), str(TEMPLATE), str(out)]
    result = subprocess.run(command, check=True, capture_output=True, text=True)
    seconds, processor, mebibytes, files = json.loads(result.stdout)
    if files != NOTICES:
        raise SystemExit(f"{files} files instead of {NOTICES}")
    return seconds, processor, mebibytes


def show(name: str, runs: list[tuple[float, float, float]]) -> tuple[float, float]:
    """Print a line; medians of the seconds and of the processor's."""
    seconds, processor = (statistics.median(run[place] for run in runs) for place in (0, 1))
    peak = max(run[2] for run in runs)
    print(f"{seconds:9.3f} s {processor:9.3f} s 处理器 {peak:8.0f} MiB  {name}", flush=True)
    return seconds, processor


WHOLE = """
import json, resource, subprocess, sys, time
start = time.perf_counter()
subprocess.run([sys.executable, "-m", "rouxing", "doc", "gen", "--kind", "行政告诫书"], check=True, capture_output=True)
seconds, used = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps([seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024]))
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
