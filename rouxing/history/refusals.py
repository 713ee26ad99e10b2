"""Why git could not do its work, in sentences that people who never use git understand. Pure."""

from __future__ import annotations

import re
from typing import Final

from rouxing.history.plumbing import shown

NOT_A_REPOSITORY: Final = "这里不是 git 仓库，没有历史可看；历史由 git 保存，新建用 git init"
NO_CONTENT: Final = "git 没有给出历史文件的内容（部分克隆缺少内容，或仓库已损坏）；请使用完整克隆"
DAMAGED: Final = "git 仓库已损坏（git fsck 列出哪里）；请从别处的完整克隆恢复，或者请管理员处理"
_NO_NAME: Final = (
    "git 不知道您的姓名和邮箱；请先运行 git config --global user.name 姓名 和 git config --global user.email 邮箱"
)
_REASONS: Final = (
    ("not a git repository", NOT_A_REPOSITORY),
    ("must be run in a work tree", NOT_A_REPOSITORY),
    ("cannot use bare repository", NOT_A_REPOSITORY),
    (
        "dubious ownership",
        "git 拒绝读取属于其他用户的仓库；确认可信后运行 git config --global --add safe.directory 加仓库路径",
    ),
    ("promisor", NO_CONTENT),
    ("loose object", DAMAGED),
    ("bad object", DAMAGED),
    ("bad tree object", DAMAGED),
    ("tell me who you are", _NO_NAME),
    ("ident name", _NO_NAME),
    ("no email was given", _NO_NAME),
    ("no name was given", _NO_NAME),
    ("cannot lock ref", "分支或标签在此期间被改动，没有提交；请重新运行"),
    ("Permission denied", "没有写入 git 仓库的权限"),
)


_LOCK: Final = re.compile(r"Unable to create '(?:.*/)?(\.git/.+?\.lock)': File exists")
"""A lock of git's own: held by another git, or left behind by one that was killed."""


def reason(said: str) -> str:
    """The sentence for what git said on stderr."""
    if lock := _LOCK.search(said):
        return f"git 的锁 {shown(lock[1])} 还在：另一个 git 程序正在运行，等它结束再运行；确认没有，就删除这个文件"
    for part, sentence in _REASONS:
        if part in said:
            return sentence
    last = shown(said.strip().rsplit("\n", 1)[-1])
    return f"git 读不了这个仓库（{last}）" if last else "git 读不了这个仓库"
