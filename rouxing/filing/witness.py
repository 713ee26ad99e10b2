"""Git as the witness of a filing: the tag that seals a packet, and whether repository and packet still agree."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from rouxing.errors import NotFound, Refused, UnreadableFile
from rouxing.filing.materials import Filing, Packet
from rouxing.filing.packet import Examined
from rouxing.history.git import Git
from rouxing.history.tree import CommitTree
from rouxing.history.writing import read_tag
from rouxing.load import checklist_from
from rouxing.model import Checklist
from rouxing.terms import CHECKLISTS_FOLDER, ListKind

_CODE = "材料校验码"
_PACKET = "备案包"


def tag_name(agency_id: str, date: str) -> str:
    """备案/transport/2021-12-20."""
    return f"备案/{agency_id}/{date}"


def message(filing: Filing, packet: Packet) -> str:
    """What the tag says: who filed what, and the digests that seal it."""
    lists = "\n".join(map(_listed, filing.lists))
    digest = hashlib.sha256(packet.content).hexdigest()
    title = f"{filing.agency.name}柔性执法备案（{filing.sender.day}）"
    return f"{title}\n\n{lists}\n\n{_CODE}: {packet.code}\n{_PACKET}: {digest}\n"


def filed_versions(git: Git, name: str, agency_id: str) -> dict[str, int]:
    """清单 → 版本 that a filing's commit holds; empty where the tag is no longer the one that was set."""
    try:
        tag = read_tag(git, name)
        commit = CommitTree(git, tag.commit)
    except NotFound:
        return {}
    lines, found = tag.message.split("\n"), {}
    for kind in ListKind:
        path = f"{CHECKLISTS_FOLDER}/{agency_id}/{kind.file_name}"
        checklist = checklist_from(path, commit.read(path)) if commit.exists(path) else None
        if checklist:
            found[kind.value] = checklist.version
            if _listed(checklist) not in lines:
                return {}
    return found


def _listed(checklist: Checklist) -> str:
    return f"{checklist.kind}: 第 {checklist.version} 版，{checklist.effective} 施行"


def differences(git: Git, content: bytes, found: Examined) -> Iterator[str]:
    """What the repository says otherwise than a packet that is sound in itself."""
    git.head()
    name, commit = str(found.manifest.get("标签")), str(found.manifest.get("提交"))
    if git.is_shallow() and (git.reference(f"refs/tags/{name}") is None or not git.knows(commit)):
        raise Refused(
            "这是浅克隆，备案时的标签或提交不在本地，不能与仓库核对；"
            "请先运行 git fetch --unshallow --tags，或者加 --alone 只核对备案包本身"
        )
    yield from _tag(git, name, commit, content, found)
    try:
        tree = CommitTree(git, commit)
    except NotFound:
        yield f"仓库里没有备案时的提交 {commit[:7]}，历史已被改写，或者不是这个仓库"
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
