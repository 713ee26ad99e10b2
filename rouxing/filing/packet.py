"""A filing packet: a plain zip whose every byte follows from its materials, sealed by a manifest. Pure."""

from __future__ import annotations

import hashlib
import io
import json
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from rouxing.files.word_package import Part, closed, laid_out

MANIFEST: Final = "manifest.json"
VERSION: Final = 1
MAX_BYTES: Final = 256 * 1024 * 1024
_CODE: Final = "材料校验码"
_ATTACHED: Final = "附件"
_FILES: Final = "文件"
_SHOWN: Final = 32
"""Hex digits of the code that are printed: more than anybody can forge, few enough to compare by eye."""


class File(NamedTuple):
    """One file of a packet; `source` is the path in the repository whose bytes it holds, "" for one that was made."""

    name: str
    content: bytes
    source: str = ""


def code(facts: Mapping[str, Any], materials: Sequence[File]) -> str:
    """材料校验码: sha256 over the facts and every material in its order; the letter prints it, so it is not in it."""
    return hashlib.sha256(_text(_core(facts, materials))).hexdigest()


def printed(code_: str) -> str:
    """The code as a letter prints it: 1a2b 3c4d …"""
    return " ".join(code_[place : place + 4] for place in range(0, _SHOWN, 4))


def packed(facts: Mapping[str, Any], front: Sequence[File], materials: Sequence[File]) -> bytes:
    """The zip: front matter (letter, table of contents), materials, manifest; nothing is compressed."""
    manifest = {
        **_core(facts, materials),
        _CODE: code(facts, materials),
        _ATTACHED: [_entry(one) for one in front],
    }
    return _zip([*front, *materials, File(MANIFEST, _text(manifest))])


def _core(facts: Mapping[str, Any], materials: Sequence[File]) -> dict[str, Any]:
    return {"版本": VERSION, **facts, _FILES: [_entry(one) for one in materials]}


def _entry(one: File) -> dict[str, Any]:
    digest = hashlib.sha256(one.content).hexdigest()
    return {"文件": one.name, "来源": one.source or None, "大小": len(one.content), "sha256": digest}


def _text(data: Mapping[str, Any]) -> bytes:
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "surrogatepass")


def _zip(files: Iterable[File]) -> bytes:
    parts = (Part(one.name, one.content, one.content, zipfile.ZIP_STORED, zlib.crc32(one.content)) for one in files)
    return closed(laid_out(parts))


class Examined(NamedTuple):
    """What a packet says of itself, and every sentence on what is not as it was filed."""

    manifest: Mapping[str, Any]
    files: Mapping[str, bytes]
    faults: Sequence[str]

    @property
    def code(self) -> str:
        """材料校验码 as the manifest states it."""
        return str(self.manifest.get(_CODE, ""))

    @property
    def materials(self) -> Iterator[tuple[str, str, str]]:
        """(name, source, sha256) of every material."""
        for one in self.manifest.get(_FILES, ()):
            yield one["文件"], one["来源"] or "", one["sha256"]


_NOTHING: Final[Mapping[str, Any]] = {}
_DAMAGED: Final = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    struct.error,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OSError,
)
"""What a damaged zip makes the library raise."""


def examined(content: bytes) -> Examined:
    """Compare a packet with its own manifest, byte for byte. Never raises for a damaged one."""
    if len(content) > MAX_BYTES:
        return Examined(_NOTHING, {}, [f"文件超过 {MAX_BYTES >> 20} MiB，不是备案包"])
    try:
        files = _read(content)
    except _DAMAGED:
        return Examined(_NOTHING, {}, ["不是完整的备案包：压缩包已损坏或被改动"])
    names = [one.name for one in files]
    by_name = {one.name: one.content for one in files}
    manifest = _manifest(by_name.get(MANIFEST, b""))
    if manifest is None:
        return Examined(_NOTHING, by_name, [f"{MANIFEST} 缺失、损坏或被改动"])
    faults = [*_differences(manifest, names, by_name), *_seal(manifest, by_name)]
    if not faults and _zip(files) != content:
        faults.append("压缩包的结构被改动（文件头、时间、注释或多余的字节）")
    return Examined(manifest, by_name, faults)


def _read(content: bytes) -> list[File]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entries = archive.infolist()
        if any(entry.compress_type != zipfile.ZIP_STORED or entry.file_size > len(content) for entry in entries):
            raise zipfile.BadZipFile("packed")
        return [File(entry.filename, archive.read(entry)) for entry in entries]


_DIGEST: Final = re.compile("[0-9a-f]{64}")


def _manifest(content: bytes) -> dict[str, Any] | None:
    """The manifest, if it is one to the letter."""
    try:
        data = json.loads(content)
        sound = isinstance(data, dict) and _text(data) == content and data.get("版本") == VERSION
    except (ValueError, RecursionError):
        return None
    lists = [data.get(name) for name in (_FILES, _ATTACHED)] if sound else [None]
    return data if all(isinstance(one, list) and all(map(_is_entry, one)) for one in lists) else None


def _is_entry(one: Any) -> bool:
    if not isinstance(one, dict) or list(one) != ["文件", "来源", "大小", "sha256"]:
        return False
    texts = isinstance(one["文件"], str) and isinstance(one["来源"], (str, type(None)))
    return texts and isinstance(one["sha256"], str) and bool(_DIGEST.fullmatch(one["sha256"]))


def _differences(manifest: Mapping[str, Any], names: Sequence[str], files: Mapping[str, bytes]) -> Iterator[str]:
    entries = [*manifest[_ATTACHED], *manifest[_FILES]]
    expected = [*(one["文件"] for one in entries), MANIFEST]
    yield from (f"缺少 {name}" for name in expected if name not in files)
    yield from (f"多出 {name}" for name in dict.fromkeys(names) if name not in expected)
    yield from (f"{name} 出现了不止一次" for name in dict.fromkeys(names) if names.count(name) > 1)
    if sorted(names) == sorted(expected) and list(names) != expected:
        yield "文件的顺序被改动"
    for one in entries:
        held = files.get(one["文件"])
        if held is not None and (len(held), hashlib.sha256(held).hexdigest()) != (one["大小"], one["sha256"]):
            yield f"{one['文件']} 的内容被改动"


def _seal(manifest: Mapping[str, Any], files: Mapping[str, bytes]) -> Iterator[str]:
    core = {name: value for name, value in manifest.items() if name not in (_CODE, _ATTACHED)}
    found = hashlib.sha256(_text(core)).hexdigest()
    if found != manifest.get(_CODE):
        yield f"{MANIFEST} 被改动：材料校验码对不上"
    letter = files.get(manifest[_ATTACHED][0]["文件"]) if manifest[_ATTACHED] else None
    if letter is not None and printed(found) not in words_of(letter):
        yield "备案报送函上印的材料校验码与材料对不上"


def words_of(document: bytes) -> str:
    """The text of a Word file; "" for what is none."""
    try:
        with zipfile.ZipFile(io.BytesIO(document)) as archive:
            entry = archive.getinfo("word/document.xml")
            text = archive.read(entry) if entry.file_size <= MAX_BYTES else b""
    except (*_DAMAGED, KeyError):
        return ""
    return re.sub("<[^>]*>", "", text.decode("utf-8", "replace"))
