"""The jurisdiction (`rouxing.yaml`) and its agencies (`agency.yaml`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rouxing.diagnostics import Pointer
from rouxing.model.records import Record, derived, texts_below


class Emergency(Record):
    """A declared 突发事件."""

    @property
    def name(self) -> str:
        """名称."""
        return str(self.data["名称"])

    @property
    def kind(self) -> str:
        """类型: one of the four kinds (突发事件应对法第二条)."""
        return str(self.data["类型"])

    def covers(self, date: str) -> bool:
        """Whether an ISO date falls into the declared period, both ends included; no 结束 means it lasts."""
        return str(self.data["开始"]) <= date <= (self.text("结束") or "9999-12-31")


class Jurisdiction(Record):
    """The county a repository belongs to, its emergencies and rule settings."""

    @property
    def name(self) -> str:
        """地区: 明溪县."""
        return str(self.data["地区"])

    @property
    def government(self) -> str:
        """本级人民政府, a recipient of annex 5."""
        return self.text("本级人民政府") or f"{self.name}人民政府"

    @property
    def justice_bureau(self) -> str:
        """司法行政部门, where lists are filed and annex 5 is sent."""
        return self.text("司法行政部门") or f"{self.name}司法局"

    @property
    def filing_days(self) -> int | None:
        """备案期限: days after which a filing or its receipt is late; None where the county has set none."""
        days = self.data.get("备案期限")
        return int(days) if days else None

    @derived
    def emergencies(self) -> tuple[Emergency, ...]:
        """Declared 突发事件."""
        declared = self.data.get("突发事件") or ()
        return tuple(Emergency(one, self.path, ("突发事件", index)) for index, one in enumerate(declared))

    @property
    def rules(self) -> Mapping[str, Any]:
        """规则: switched-off codes, levels, waivers; empty where absent."""
        settings: Mapping[str, Any] = self.data.get("规则") or {}
        return settings


class Agency(Record):
    """An enforcement agency; its id is the name of its folder."""

    @property
    def id(self) -> str:
        """Folder name under `checklists/` and `cases/`."""
        return self.path.split("/")[1]

    @property
    def name(self) -> str:
        """名称: 明溪县交通运输局."""
        return str(self.data["名称"])

    @property
    def short_name(self) -> str:
        """简称, falling back on the name."""
        return self.text("简称") or self.name

    @property
    def sign(self) -> str:
        """代字: 明交 in 明交告〔2021〕7号."""
        return str(self.data["代字"])

    @property
    def contact(self) -> str:
        """联系人."""
        return self.text("联系人")

    @property
    def phone(self) -> str:
        """联系电话."""
        return self.text("联系电话")

    @property
    def superior(self) -> str:
        """上级主管部门, a recipient of annex 5."""
        return self.text("上级主管部门")

    def texts_written(self) -> Iterator[tuple[Pointer, str]]:
        """Pointers and texts of 职责: what is filed; the rest is how the agency is reached."""
        return texts_below({"职责": self.data.get("职责")})

    def answers_to(self, name: str) -> bool:
        """Whether `name` is this agency's id, full name or short name."""
        return name in (self.id, self.name, self.short_name)
