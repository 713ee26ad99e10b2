"""Whether a text holds anything a fast look must leave to a closer one: told from the bytes, at the speed of memory.

Case logs of a year are megabytes of plain lines; three regular expressions and nine searches over them took two thirds
of the time that parsing takes. Here every byte is mapped to what it can mean to YAML, and short byte strings are sought
in the result. A doubt costs time, never correctness: whoever asks looks again with regular expressions.
"""

from __future__ import annotations

from typing import Final, NamedTuple

_SIGN: Final = b"!"
_LATIN: Final = b"\xc2"
"""The first byte of U+0080–U+00BF: among them control characters, and the dot within names."""
_ODD: Final = "\u2028\u2029\ufeff\ufffe\uffff"
"""Line ends and marks that no one types."""
_DEEP: Final = b"-" * 80


_MARKERS: Final = (
    (b"\n", b"\n"),
    (b" ", b" "),
    (b"%", b"%"),
    (b"-.", b"-"),
    (b":", b":"),
    (b"}],", b"}"),
    (b"0", b"0"),
    (b"bxo", b"b"),
)


def _table() -> bytes:
    """What each byte may mean: a sign or control character, part of a marker, or nothing ("a")."""
    table = bytearray(b"a" * 256)
    table[0xC2] = _LATIN[0]
    for byte in (*range(0x20), 0x7F, *b"&*!_\t?|>"):
        table[byte] = _SIGN[0]
    for those, meaning in _MARKERS:
        for byte in those:
            table[byte] = meaning[0]
    return bytes(table)


_MEANINGS: Final = _table()
_CONTINUED: Final = bytes(range(0x80, 0xC0))
"""Bytes of UTF-8 behind the first of a character."""
_INDENTS: Final = bytes(ord("-") if byte in b" \n" else byte for byte in range(256))


class Look(NamedTuple):
    """What a look at UTF-8 bytes with line feeds found; False is certain, True is a doubt."""

    control: bool
    """A control character, a tab, or a mark that no one types."""
    unusual: bool
    """Anything the fast parser reads differently from YAML 1.2 core, or cannot bound."""


def look(content: bytes, text: str) -> Look:
    """Look at a text: `content` are its bytes, without BOM and with line feeds."""
    meanings = content.translate(_MEANINGS, _CONTINUED)
    signs = _SIGN in meanings
    control = signs or _LATIN in meanings or any(sign in text for sign in _ODD)
    return Look(control, signs or _has_markers(meanings))


def _has_markers(meanings: bytes) -> bool:
    if b"0b" in meanings or b":}" in meanings or b"\n---" in meanings:
        return True
    if meanings.startswith((b"%", b"---", b":")) or (b"%" in meanings and b"\n%" in meanings):
        return True
    # a line feed counts as an indent: an empty key stands behind either
    indents = meanings.translate(_INDENTS)
    return b"-:" in indents or _DEEP in indents
