"""Clerks whose processes are killed, or work at once, or meet a disk that refuses: nothing torn, lost, given twice.

`ROUXING_FULL=1` runs the full numbers (300 killed, 2 × 200 at once); by default a few.
"""

from __future__ import annotations

import ctypes
import os
import random
import re
import resource
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

from rouxing.load.parse import parse
from tests.conftest import ROOT, Overlay, found

FULL = os.environ.get("ROUXING_FULL") == "1"
COMMAND = [sys.executable, "-m", "rouxing"]
CASE = ["case", "add", "transport", "--date", "2021-10-12", "--cause", "甲", "--document", "行政提示书"]
REPORTED = re.compile("^案号：(.+)$", re.MULTILINE)


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}


def start(root: Path, *arguments: str, **more: Any) -> subprocess.Popen[str]:
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen(
        [*COMMAND, *(arguments or CASE)], cwd=root, env=environment(), text=True, encoding="utf-8", **pipes, **more
    )


def cases(root: Path) -> list[dict[str, Any]]:
    """Every case of the repository; a torn file does not parse."""
    return [one for path in sorted(root.glob("cases/*/*/*.yaml")) for one in parse(path.read_bytes())["案件"]]


def assert_sound(root: Path, reported: list[str]) -> None:
    numbers = Counter(case["案号"] for case in cases(root))
    papers = Counter(document["文号"] for case in cases(root) for document in case["文书"])
    assert max(numbers.values()) == 1
    assert max(papers.values()) == 1
    assert set(reported) <= set(numbers)
    assert not [one for one in found(root) if one.code < "RX2"]
    assert {path.suffix for path in root.glob("cases/**/*") if path.is_file()} == {".yaml"}


def test_killed_at_random_moments(overlay: Overlay) -> None:
    root = overlay({})
    chance = random.Random(7)  # noqa: S311 - moments, not secrets
    clock = time.monotonic()
    (first := start(root)).communicate()
    assert first.returncode == 0
    usual = time.monotonic() - clock
    reported = []
    for _ in range(300 if FULL else 12):
        clerk = start(root)
        threading.Timer(chance.uniform(0.3, 1.05) * usual, clerk.send_signal, [signal.SIGKILL]).start()
        output, _ = clerk.communicate()
        reported += REPORTED.findall(output)
    (last := start(root)).communicate()
    assert last.returncode == 0
    assert_sound(root, reported)


def ledger(root: Path, round_: int, count: int) -> list[str]:
    """A ledger of new cases in three months; their causes."""
    causes = [f"{round_}-{number}" for number in range(count)]
    rows = (f"2021-1{number % 3}-12,{cause},行政提示书\r\n" for number, cause in enumerate(causes))
    (root / "台账.csv").write_text("日期,案由,文书种类\r\n" + "".join(rows), "utf-8", newline="")
    return causes


def test_imports_killed_at_random_moments(overlay: Overlay) -> None:
    root = overlay({})
    command = ["case", "import", "台账.csv", "--agency", "transport", "--yes"]
    chance = random.Random(7)  # noqa: S311 - moments, not secrets
    ledger(root, 0, 30)
    clock = time.monotonic()
    (first := start(root, *command)).communicate()
    assert first.returncode == 0
    usual = time.monotonic() - clock
    for round_ in range(1, 301 if FULL else 13):
        causes = ledger(root, round_, 30 if round_ < 20 else 3)
        killed = start(root, *command)
        threading.Timer(chance.uniform(0.3, 1.05) * usual, killed.send_signal, [signal.SIGKILL]).start()
        _, words = killed.communicate()
        (last := start(root)).communicate()  # whoever writes next finishes what was decided
        assert last.returncode == 0
        there = [case for case in cases(root) if case["案由"] in causes]
        assert len(there) in (0, len(causes))
        assert there or "已写入" not in words
    assert_sound(root, [])


def test_two_clerks_at_once(overlay: Overlay) -> None:
    root = overlay({})
    count = 200 if FULL else 6
    reported: list[str] = []

    def clerk() -> None:
        for _ in range(count):
            reported.extend(REPORTED.findall(start(root).communicate()[0]))

    clerks = [threading.Thread(target=clerk) for _ in range(2)]
    for one in clerks:
        one.start()
    for one in clerks:
        one.join()
    assert len(reported) == len(set(reported)) == 2 * count
    assert len(cases(root)) == 2 * count
    assert_sound(root, reported)


def snapshot(root: Path) -> dict[str, bytes]:
    files = (path for path in root.rglob("*") if path.is_file() and ".rouxing" not in path.parts)
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in files}


def assert_refused(clerk: subprocess.Popen[str], sentence: str) -> None:
    output, words = clerk.communicate()
    assert output == ""
    assert clerk.returncode == 2
    assert sentence in words
    assert "没有改动任何文件" in words
    assert words.count("\n") == 1


def test_a_full_disk(overlay: Overlay) -> None:
    root = overlay({})
    before = snapshot(root)

    def full() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))

    assert_refused(start(root, preexec_fn=full), "磁盘不让文件再变大")
    assert snapshot(root) == before
    assert_sound_after(root)


def assert_sound_after(root: Path) -> None:
    (clerk := start(root)).communicate()
    assert clerk.returncode == 0


def as_anybody() -> None:
    """Give up root's right to write wherever it likes (PR_CAPBSET_DROP of CAP_DAC_OVERRIDE)."""
    ctypes.CDLL(None).prctl(24, 1, 0, 0, 0)


def test_a_folder_that_may_only_be_read(overlay: Overlay) -> None:
    root = overlay({})
    before = snapshot(root)
    root.chmod(0o555)
    assert_refused(start(root, preexec_fn=as_anybody), "没有写入权限，或文件正在 Word、Excel、WPS 中打开")
    root.chmod(0o755)
    assert snapshot(root) == before
    assert_sound_after(root)
