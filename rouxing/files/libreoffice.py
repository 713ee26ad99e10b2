"""Word files → PDF through LibreOffice, where it is installed; the only starter of LibreOffice."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

from rouxing.errors import RouxingError

PROGRAMS: Final = (
    "soffice",
    "libreoffice",
    r"C:\Program Files\LibreOffice\program\soffice.com",
    r"C:\Program Files (x86)\LibreOffice\program\soffice.com",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
)
_PDF: Final = 'pdf:writer_pdf_Export:{"IsSkipEmptyPages":{"type":"boolean","value":"false"}}'
"""With the blank backs of sheets: without them the next notice of a merged file is printed on the last one's."""
_AT_ONCE: Final = 1500
"""Files in one call: a command line of Windows holds 32,767 characters."""
_LOOK: Final = 0.2
"""Seconds between looks at what is done."""
_PATIENCE: Final = 600
"""Looks without a new file after which LibreOffice counts as hung: two minutes."""


class NoPdf(RouxingError):
    """There is no LibreOffice, or it did not do its work."""


def libreoffice() -> str:
    """The program. Raises NoPdf when it is not installed."""
    found = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if found is None:
        raise NoPdf(
            "没有找到 LibreOffice，不能生成 PDF；请安装 LibreOffice（免费），"
            "或去掉 --pdf，用 Word、WPS 打开生成的文件后另存为 PDF"
        )
    return found


def pdfs(program: str, documents: Sequence[Path], done: Callable[[int], None]) -> Iterator[bytes]:
    """The PDF of each Word file, in their order; `done` is told how many are ready. Raises NoPdf.

    One call for a batch, with a profile of its own, so that an open LibreOffice is not disturbed.
    """
    with tempfile.TemporaryDirectory(prefix="rouxing-pdf-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        stems = [f"{number:05}" for number in range(len(documents))]
        for stem, document in zip(stems, documents, strict=True):
            shutil.copyfile(document, folder / f"{stem}.docx")
        for start in range(0, len(stems), _AT_ONCE):
            share = stems[start : start + _AT_ONCE]
            _convert(program, folder, share, lambda ready, before=start: done(before + ready))  # type: ignore[misc]
        for stem, document in zip(stems, documents, strict=True):
            yield _read(folder / f"{stem}.pdf", document.name)


def _read(path: Path, name: str) -> bytes:
    content = path.read_bytes() if path.exists() else b""
    if not content.startswith(b"%PDF-") or b"%%EOF" not in content[-64:]:
        raise NoPdf(f"LibreOffice 没有生成 {name} 的 PDF，没有写出任何文件")
    return _without_clock(content)


def _convert(program: str, folder: Path, stems: Sequence[str], done: Callable[[int], None]) -> None:
    profile = (folder / "profile").as_uri()
    command = [program, f"-env:UserInstallation={profile}", "--headless", "--norestore", "--convert-to", _PDF]
    # the names are short and plain: nothing in them is taken for an option, and the line stays short
    command += ["--outdir", ".", *(f"{stem}.docx" for stem in stems)]
    process = subprocess.Popen(  # noqa: S603 - a fixed program, and file names of our own
        command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        _wait(process, folder, stems, done)
    finally:
        _end(process)


def _wait(process: subprocess.Popen[bytes], folder: Path, stems: Sequence[str], done: Callable[[int], None]) -> None:
    ready, idle = 0, 0
    while True:
        try:
            process.wait(_LOOK)
        except subprocess.TimeoutExpired:
            before, ready = ready, _ready(folder, stems, ready)
            idle = 0 if ready > before else idle + 1
            done(ready)
            if idle > _PATIENCE:
                raise NoPdf("LibreOffice 两分钟没有反应，已停止，没有写出任何文件；请关闭 LibreOffice 后再试") from None
        else:
            return done(len(stems))


def _ready(folder: Path, stems: Sequence[str], start: int) -> int:
    """How many of the files are there: they are made in order."""
    while start < len(stems) and (folder / f"{stems[start]}.pdf").exists():
        start += 1
    return start


def _end(process: subprocess.Popen[bytes]) -> None:
    """Stop it and what it started, when it still runs."""
    if process.poll() is None:
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:  # pragma: no cover - Windows
            process.kill()
        process.wait()


_CLOCK: Final = re.compile(
    rb"(?P<date>/CreationDate\(D:)[0-9]{14}|(?P<id>/ID \[ ?<)[0-9A-F]{32}>(?P<gap>\s*)<[0-9A-F]{32}"
    rb"|(?P<sum>/DocChecksum /)[0-9A-F]{32}"
)


def _without_clock(content: bytes) -> bytes:
    """The PDF without the time and the random numbers at its end: the same document gives the same bytes."""
    start = max(0, content.rfind(b"/CreationDate(D:"))
    return content[:start] + _CLOCK.sub(_fixed, content[start:])


def _fixed(match: re.Match[bytes]) -> bytes:
    zeros = b"0" * 32
    if match["date"]:
        return match["date"] + b"19800101000000"
    if match["id"]:
        return match["id"] + zeros + b">" + match["gap"] + b"<" + zeros
    return match["sum"] + zeros
