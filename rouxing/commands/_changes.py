"""Changes of lists for people (text, Markdown) and for programs (data)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from rouxing.commands._text import wrapped
from rouxing.history.changes import Changes, FieldChange, ItemChange, Kind, Piece, summary, words
from rouxing.history.reasons import BASIS, REASON, stated
from rouxing.history.versions import Amendment, Version
from rouxing.revisions.record import shown

LEGEND: Final = "文字的增删：[-删去-]{+增加+}"


def amendment_text(amendment: Amendment, name: str, columns: int) -> Iterator[str]:
    """An amendment as a paragraph: who, when, which list; versions; reason; every item."""
    commit = amendment.commit
    who = ("（未提交）",) if commit is None else (commit.day or "日期不明", commit.author, commit.short)
    yield from wrapped("  ".join((*who, name)), columns)
    for line in _facts(amendment):
        yield from _indented(line, 2, columns)
    if commit is not None:
        said = stated(commit)
        yield from _indented(f"理由：{shown(commit.subject) or '（没有写）'}", 2, columns)
        if said.reason or said.basis:
            facts = ((REASON, said.reason), (BASIS, said.basis))
            yield from _indented("；".join(f"{name}：{shown(text)}" for name, text in facts if text), 2, columns)
    yield from _change_lines(amendment.changes, columns)
    if amendment.dropped:
        yield "  合并时没有采用分支里的改动（分支 → 合并后）："
        for field in amendment.dropped.fields:
            yield from _indented(_arrow(field), 2, columns)
        yield from _change_lines(amendment.dropped, columns)


def _change_lines(changes: Changes, columns: int) -> Iterator[str]:
    for change in changes.items:
        yield from _item_lines(change, 2, columns)
        for field in change.fields if change.kind is Kind.CHANGED else ():
            yield from _indented(_arrow(field), 6, columns)


def _arrow(field: FieldChange) -> str:
    return f"{field.name}：{shown(field.before)} → {shown(field.after)}"


def _facts(amendment: Amendment) -> Iterator[str]:
    before, after = amendment.before, amendment.after
    if amendment.cut_off:
        yield f"浅克隆到此为止，更早的历史不在本地（这时是{_version(after)}）"
    elif after.problem:
        yield f"文件{after.problem}，无法比较"
    elif before is None:
        yield f"首次列入：{_version(after)}"
    elif after.checklist is None:
        yield f"删除了整张清单（原为{_version(before)}）"
    else:
        yield _versions(before, after) + ("（退回旧版）" if amendment.back_to_earlier_version else "")
    if amendment.is_merge:
        yield "这是合并分支；下面只列合并时另行决定的"
    if amendment.renamed_from:
        yield f"文件由 {amendment.renamed_from} 改名为 {after.path}"
    if before is not None and not (amendment.changes or amendment.is_merge or after.problem):
        yield "内容没有变化（只动了注释、格式或文件位置）"


def _version(version: Version) -> str:
    if version.checklist is None:
        return version.problem or "没有这张清单"
    return f"第 {version.number} 版，{version.effective} 施行，{len(version.checklist.items)} 项"


def _versions(before: Version, after: Version) -> str:
    if before.checklist is None:
        return f"{before.problem or '此前已删除'} → {_version(after)}"
    number = (
        f"版本 {before.number}（未变）" if before.number == after.number else f"版本 {before.number} → {after.number}"
    )
    if before.effective == after.effective:
        return f"{number}，施行日期 {after.effective}"
    return f"{number}，施行日期 {before.effective} → {after.effective}"


def _item_lines(change: ItemChange, indent: int, columns: int) -> Iterator[str]:
    old, new = change.positions
    moved = f"（第 {old} 项移到第 {new} 项）" if change.moved else ""
    yield from _indented(f"{change.kind}  {change.item.code}  {shown(change.item.name)}{moved}", indent, columns)


def _indented(text: str, indent: int, columns: int) -> Iterator[str]:
    """Wrapped lines; those after the first stand two columns further in."""
    lines = wrapped(text, columns - indent - 2)
    yield from (" " * (indent + (2 if number else 0)) + line for number, line in enumerate(lines))


def changes_text(changes: Changes, columns: int) -> Iterator[str]:
    """Differences word by word, grouped by what happened."""
    for field in changes.fields:
        yield _arrow(field)
    yield summary(changes)
    if changes.of_kind(Kind.CHANGED):
        yield LEGEND
    for kind in Kind:
        for change in changes.of_kind(kind):
            yield ""
            yield from _item_lines(change, 0, columns)
            for field in change.fields if kind in (Kind.ADDED, Kind.CHANGED) else ():
                if field.name not in ("编码", "名称") or kind is Kind.CHANGED:
                    yield from _indented(f"{field.name}：{_marked(field)}", 4, columns)


def _marked(field: FieldChange) -> str:
    if field.before is None:
        return shown(field.after)
    pieces = words(shown(field.before), "" if field.after is None else shown(field.after))
    return "".join(_mark(piece) for piece in pieces)


def _mark(piece: Piece) -> str:
    if piece.deleted:
        return f"[-{piece.text}-]"
    return f"{{+{piece.text}+}}" if piece.inserted else piece.text


def changes_markdown(changes: Changes) -> Iterator[str]:
    """Differences as Markdown for a pull request; deleted and inserted words as <del> and <ins>."""
    for field in changes.fields:
        yield f"- {field.name}：{escaped(shown(field.before))} → {escaped(shown(field.after))}"
    yield f"- {summary(changes)}"
    for kind in Kind:
        found = changes.of_kind(kind)
        if found:
            yield from ("", f"#### {kind}", "")
        for change in found:
            yield f"- {escaped(change.item.code)} {escaped(shown(change.item.name))}{_place(change)}"
            for field in change.fields if kind in (Kind.ADDED, Kind.CHANGED) else ():
                if field.name not in ("编码", "名称") or kind is Kind.CHANGED:
                    yield f"  - {field.name}：{_tagged(field)}"


def _place(change: ItemChange) -> str:
    return f"（第 {change.positions[0]} 项移到第 {change.positions[1]} 项）" if change.moved else ""


def _tagged(field: FieldChange) -> str:
    if field.before is None:
        return escaped(shown(field.after))
    pieces = words(shown(field.before), "" if field.after is None else shown(field.after))
    return "".join(_tag(piece) for piece in pieces)


def _tag(piece: Piece) -> str:
    text = escaped(piece.text)
    if piece.deleted:
        return f"<del>{text}</del>"
    return f"<ins>{text}</ins>" if piece.inserted else text


_SPECIAL: Final = re.compile(r"([\\`*_{}\[\]#|~!])")


def escaped(text: str) -> str:
    """A text that Markdown shows as it is: no markup, no HTML, no mention of a person."""
    plain = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("@", "&#64;")
    return _SPECIAL.sub(r"\\\1", plain.replace("&#64;", "\0")).replace("\0", "&#64;")


def changes_data(changes: Changes) -> dict[str, Any]:
    """Differences under the keys that other programs rely on."""
    return {
        "字段": [_field_data(one) for one in changes.fields],
        "事项": [
            {
                "变化": one.kind.value,
                "编码": one.item.code,
                "名称": one.item.name,
                "位置": list(one.positions),
                "移动": one.moved,
                "字段": [_field_data(field) for field in one.fields],
            }
            for one in changes.items
        ],
    }


def _field_data(field: FieldChange) -> dict[str, Any]:
    return {"字段": field.name, "原": field.before, "现": field.after}


def amendment_data(amendment: Amendment, name: str) -> dict[str, Any]:
    """An amendment under the keys that other programs rely on."""
    commit, before, after = amendment.commit, amendment.before, amendment.after
    said = stated(commit) if commit else None
    return {
        "清单": name,
        "文件": after.path,
        "原文件": amendment.renamed_from or None,
        "提交": commit.id if commit else None,
        "日期": commit.date if commit else None,
        "作者": commit.author if commit else None,
        "理由": commit.subject if commit else None,
        "说明": commit.body if commit else None,
        REASON: (said.reason or None) if said else None,
        BASIS: (said.basis or None) if said else None,
        "版本号": [before.number if before else None, after.number],
        "施行日期": [before.effective if before else None, after.effective],
        "浅克隆边界": amendment.cut_off,
        "问题": after.problem or None,
        "合并": amendment.is_merge,
        **changes_data(amendment.changes),
        "未采用": changes_data(amendment.dropped),
    }
