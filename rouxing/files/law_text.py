"""The paragraphs of a law in a Word file, plain text or Markdown, one line each; nothing is understood here."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import PurePath
from typing import Final, NamedTuple

from rouxing.errors import UnreadableFile

MAX_LAW_BYTES: Final = 32 * 1024 * 1024
"""A Word file with scanned pictures; the text alone is bounded by what it unpacks to."""
MAX_TEXT_BYTES: Final = 8 * 1024 * 1024


class LawText(NamedTuple):
    """Lines that are neither empty nor framed by blanks, and sentences about what may differ from the paper."""

    lines: tuple[str, ...]
    remarks: tuple[str, ...] = ()


def law_text(name: str, content: bytes) -> LawText:
    """The lines of the file called `name`, whose suffix says what it is.

    Raises UnreadableFile, or UnusableWordFile for a Word file that is damaged or out of bounds.
    """
    suffix = PurePath(name).suffix.lower()
    if suffix == ".docx":
        from rouxing.files.word_paragraphs import word_text

        lines, remarks = word_text(content)
        return LawText(_clean(lines), remarks)
    if suffix in (".md", ".markdown"):
        return LawText(_clean(_markdown(decoded(content))))
    if suffix == ".txt":
        return LawText(_clean(decoded(content).splitlines()))
    kind = f"{suffix} 文件" if suffix else "没有扩展名的文件"
    raise UnreadableFile(f"读不了{kind}；请在 Word 或 WPS 中打开，另存为 .docx 或 .txt")


_MARKS: Final = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_BINARY: Final = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")


def decoded(content: bytes) -> str:
    """Text in UTF-8, UTF-16 with its mark, or GB18030 (GBK). Raises UnreadableFile."""
    if len(content) > MAX_TEXT_BYTES:
        raise UnreadableFile(f"文字超过 {MAX_TEXT_BYTES >> 20} MiB，不予读取")
    marked = next((coding for mark, coding in _MARKS if content.startswith(mark)), None)
    for coding in (marked,) if marked else ("utf-8", "gb18030"):
        try:
            text = content.decode(coding)
        except UnicodeDecodeError:
            continue
        if not _BINARY.search(text):
            return text
    raise UnreadableFile("不是文本，或者不是 UTF-8、GB18030（GBK）编码；请另存为 UTF-8 的 .txt")


_UNSEEN: Final = re.compile("[\0-\x08\x0e-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\xad\ufffe\uffff]")


def _clean(lines: tuple[str, ...] | Iterator[str] | list[str]) -> tuple[str, ...]:
    """Lines without what nobody sees; runs of blanks inside are one."""
    found = (" ".join(_UNSEEN.sub("", line).split()) for line in lines)
    return tuple(line for line in found if line)


_COMMENT: Final = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_FRONT: Final = re.compile(r"\A---[ \t]*\n.*?\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_TAG: Final = re.compile(
    r"</?(?:p|div|span|b|i|u|strong|em|a|font|center|h[1-6]|sup|sub)(?:\s[^<>]*)?/?>", re.IGNORECASE
)
_BREAK: Final = re.compile(r"<br\s*/?>", re.IGNORECASE)
_LINK: Final = re.compile(r"!?\[([^\[\]]*)\]\([^()]*\)")
_FRAME: Final = re.compile(r"^[\s#>]*(?:[-*+]\s+)?|\s+#+\s*$")
_EMPHASIS: Final = re.compile(r"\*+|(?<!\w)_+|_+(?!\w)|`+")
_ESCAPE: Final = re.compile(r"\\([!-/:-@\[-`{-~])")
_RULE: Final = re.compile(r"\s*(?:[-=*_]\s*){3,}$")


def _markdown(text: str) -> Iterator[str]:
    """Lines without the signs of Markdown. A line is a paragraph, whether or not an empty one follows."""
    text = _COMMENT.sub("", _FRONT.sub("", text.replace("\r\n", "\n")))
    for line in _BREAK.sub("\n", text).splitlines():
        if not _RULE.match(line):
            plain = _LINK.sub(r"\1", _TAG.sub("", _FRAME.sub("", line)))
            yield html.unescape(_ESCAPE.sub(r"\1", _EMPHASIS.sub("", plain)))
