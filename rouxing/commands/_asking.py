"""Answers of a person, from options or from the terminal: read the same way, refused in the same sentences."""

from __future__ import annotations

import datetime
import unicodedata
from collections.abc import Callable
from typing import TypeVar

import typer

from rouxing.commands._repository import warn
from rouxing.errors import NotFound, Refused
from rouxing.law.personal_data import contacts, numbers, plates

Answer = TypeVar("Answer")


def today() -> datetime.date:
    """The local calendar day."""
    return datetime.date.today()  # noqa: DTZ011 - dates on paper are local


def arrived(day: str) -> str:
    """An ISO date that is not still to come: nothing has happened on such a day. Raises Refused."""
    if day > today().isoformat():
        raise Refused(f"{day} 还没有到；请核对日期")
    return day


def one_line(text: str, what: str) -> str:
    """A text that stands on one line of a form. Raises Refused."""
    found = " ".join(text.split())
    if not found:
        raise Refused(f"{what}不能是空的")
    return clean(found, what)


def clean(text: str, what: str) -> str:
    """The text without blanks around it. Raises Refused for characters that nobody typed on purpose."""
    found = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    odd = next((one for one in found if unicodedata.category(one) in ("Cc", "Cs") and one not in "\n\t"), None)
    if odd is not None:
        raise Refused(f"{what}里含有看不见的控制字符 U+{ord(odd):04X}，请删除后重新输入")
    return found


def impersonal(text: str, what: str) -> str:
    """The text, which goes into a commit or a letter for good. Raises Refused where it gives a person away."""
    found = [*numbers(text), *contacts(text), *plates(text)]
    if found:
        sure = all(one.certain for one in found)
        kinds = "、".join(dict.fromkeys(one.kind.value for one in found))
        raise Refused(f"{what}里有{kinds if sure else f'像是{kinds}的号码'}，提交、发出以后收不回来；请删去再运行")
    return text


def ask(question: str, read: Callable[[str], Answer], default: str = "") -> Answer:
    """Ask in the terminal until `read` accepts the answer; Enter alone means the default. Raises typer.Abort."""
    hint = f"（直接回车用 {default}）" if default else ""
    while True:
        try:
            given = typer.prompt(f"{question}{hint}", default=default, show_default=False, prompt_suffix="：", err=True)
        except typer.Abort:
            warn([""])  # the cursor stands behind the question
            raise
        try:
            return read(given)
        except (NotFound, Refused) as error:
            warn([f"  {error}"])
