"""Personal data that people write into running text: numbers of persons, accounts, telephones, cars; health; age.

个人信息保护法第二十八条 names what is sensitive; 行政处罚法第五十条, 政府信息公开条例第十五条 keep it from the public.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import Final, NamedTuple

from rouxing.law.identity import (
    LONG_NUMBER,
    MOBILE_NUMBER,
    bare,
    card_number_is_valid,
    credit_code_is_valid,
    person_number_is_valid,
)
from rouxing.law.patterns import Rare


class Kind(StrEnum):
    """What a piece of text gives away."""

    IDENTITY = "身份证号"
    ACCOUNT = "银行账号"
    MOBILE = "手机号"
    MAIL = "电子邮箱"
    PLATE = "车牌号"


class Trace(NamedTuple):
    """One piece of personal data in a text. The text itself is not repeated: findings go into logs."""

    kind: Kind
    certain: bool
    """Whether the number can hardly be anything else."""


_MANY_DIGITS: Final = Rare("[0-9０-９]{3}(?:[0-9０-９]| [0-9０-９]|-[0-9０-９]){8}")
"""What numbers of persons, cards and telephones have, and hardly any other text has."""
_MAIL: Final = Rare(r"(?<![A-Za-z0-9._+-])[A-Za-z0-9][A-Za-z0-9._+-]*[@＠][A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_PLATE: Final = Rare(
    r"[京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新]"
    r"[A-Z][ ·•・.]?(?=[A-Z]{0,5}[0-9])[0-9A-HJ-NP-Z]{5,6}(?![0-9A-Za-z])"
)
_BANKING: Final = Rare("卡|账|帐|开户|银行|支付|汇款|转入")


def numbers(text: str) -> Iterator[Trace]:
    """Numbers of persons (18 and old 15 digits) and of bank cards."""
    if not _MANY_DIGITS.search(text):
        return
    for found in LONG_NUMBER.finditer(text):
        number = bare(found[0])
        if person_number_is_valid(number) or _is_old_number(number):
            yield Trace(Kind.IDENTITY, certain=len(number) == 18)
        elif card_number_is_valid(number) and not credit_code_is_valid(number):
            near = text[max(0, found.start() - 12) : found.end() + 6]
            yield Trace(Kind.ACCOUNT, certain=bool(_BANKING.search(near)))


def _is_old_number(digits: str) -> bool:
    """Whether this is a number of the time before 1999: division, birth date with two digits of the year, sequence."""
    if not re.fullmatch("[1-8][0-9]{14}", digits):
        return False
    month, day = int(digits[8:10]), int(digits[10:12])
    return 1 <= month <= 12 and 1 <= day <= 31


def contacts(text: str) -> Iterator[Trace]:
    """Mobile numbers and e-mail addresses."""
    if _MANY_DIGITS.search(text):
        yield from (Trace(Kind.MOBILE, certain=True) for _ in MOBILE_NUMBER.finditer(text))
    if "@" in text or "＠" in text:
        yield from (Trace(Kind.MAIL, certain=True) for _ in _MAIL.finditer(text))


def plates(text: str) -> Iterator[Trace]:
    """Licence plates."""
    yield from (Trace(Kind.PLATE, certain=True) for _ in _PLATE.finditer(text))


_CREATURE: Final = "动物|牲畜|家畜|家禽|畜禽|[猪牛羊鸡鸭鹅犬狗猫鱼蜂]|植物|树|林木|苗"
_HEALTH: Final = Rare(
    rf"精神病人|精神障碍患者|精神残疾|智力残疾|智力障碍|残疾人证|艾滋病(?:人|患者|感染者)|怀孕|妊娠|孕期"
    rf"|(?<![物畜禽猪牛羊鸡鸭鹅犬狗猫鱼蜂木树苗])(?:患有|患了|身患|确诊为?)(?![^，。；]{{0,12}}(?:{_CREATURE}))[^，。；、]{{0,12}}(?:病|症|癌|炎|瘤|障碍|残疾)"
)


def health(text: str) -> str:
    """The words that tell of a person's health; "" where there are none."""
    found = _HEALTH.search(text)
    return found[0] if found else ""


def is_minor(number: str, date: str) -> bool:
    """Whether the person with this 18-digit number is under eighteen on an ISO date.

    A year of age is full on the day after the birthday (最高人民法院关于审理未成年人刑事案件具体应用法律若干问题的解释
    第二条, applied by analogy).
    """
    birthday = f"{int(number[6:10]) + 18}-{number[10:12]}-{number[12:14]}"
    return date <= birthday
