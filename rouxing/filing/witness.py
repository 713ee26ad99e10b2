"""Git as the witness of a filing: the tag that seals a packet, and whether repository and packet still agree."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from rouxing.errors import NotFound, UnreadableFile
from rouxing.filing.materials import Filing, Packet
from rouxing.filing.packet import Examined
from rouxing.history.git import Git
from rouxing.history.tree import CommitTree
from rouxing.history.writing import read_tag
from rouxing.load import checklist_from
from rouxing.terms import CHECKLISTS_FOLDER, ListKind

_CODE = "材料校验码"
_PACKET = "备案包"


def tag_name(agency_id: str, date: str) -> str:
    """备案/transport/2021-12-20."""
    return f"备案/{agency_id}/{date}"


def message(filing: Filing, packet: Packet) -> str:
    """What the tag says: who filed what, and the digests that seal it."""
    lists = "\n".join(f"{one.kind}: 第 {one.version} 版，{one.effective} 施行" for one in filing.lists)
    digest = hashlib.sha256(packet.content).hexdigest()
    title = f"{filing.agency.name}柔性执法备案（{filing.sender.day}）"
    return f"{title}\n\n{lists}\n\n{_CODE}: {packet.code}\n{_PACKET}: {digest}\n"


def filed_versions(git: Git, name: str, agency_id: str) -> dict[str, int]:
    """清单 → 版本 that a filing's commit holds; empty where the tag is no longer the one that was set."""
    try:
        commit = CommitTree(git, read_tag(git, name).commit)
    except NotFound:
        return {}
    found = {}
    for kind in ListKind:
        path = f"{CHECKLISTS_FOLDER}/{agency_id}/{kind.file_name}"
        checklist = checklist_from(path, commit.read(path)) if commit.exists(path) else None
        if checklist:
            found[kind.value] = checklist.version
    return found


def differences(git: Git, content: bytes, found: Examined) -> Iterator[str]:
    """What the repository says otherwise than a packet that is sound in itself."""
    git.head()
    name, commit = str(found.manifest.get("标签")), str(found.manifest.get("提交"))
    yield from _tag(git, name, commit, content, found)
    try:
        tree = CommitTree(git, commit)
    except NotFound:
        hint = "；这是浅克隆，请先取回完整历史" if git.is_shallow() else "，历史已被改写，或者不是这个仓库"
        yield f"仓库里没有备案时的提交 {commit[:7]}{hint}"
        return
    if not git.contains(commit):
        yield f"备案时的提交 {commit[:7]} 不在任何分支的历史里：历史已被改写"
    for file, source, digest in found.materials:
        if source:
            yield from _source(tree, file, source, digest)


def _tag(git: Git, name: str, commit: str, content: bytes, found: Examined) -> Iterator[str]:
    try:
        tag = read_tag(git, name)
    except NotFound as error:
        yield str(error)
        return
    if tag.commit != commit:
        yield f"标签 {name} 已被移动：现在指向 {tag.commit[:7]}，备案时是 {commit[:7]}"
    lines = tag.message.split("\n")
    if f"{_CODE}: {found.code}" not in lines:
        yield f"标签 {name} 记载的材料校验码与备案包不同"
    elif f"{_PACKET}: {hashlib.sha256(content).hexdigest()}" not in lines:
        yield f"标签 {name} 记载的是另一个备案包"


def _source(tree: CommitTree, file: str, source: str, digest: str) -> Iterator[str]:
    try:
        held = tree.read(source)
    except UnreadableFile as error:
        yield f"{file}：提交里的 {source} 读不了（{error}）"
        return
    if hashlib.sha256(held).hexdigest() != digest:
        yield f"{file} 与提交里的 {source} 不同"
