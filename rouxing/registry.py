"""How things plug in: a registry is filled by importing every file of a folder; an empty one is an error."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Generic, TypeVar

Member = TypeVar("Member")


class Registry(Generic[Member]):
    """Members of one folder by key. `@registry.add(key)` registers; the folder is walked at first use."""

    def __init__(self, package: str) -> None:
        self._package = package
        self._members: dict[str, Member] = {}
        self._walked = False

    def add(self, key: str) -> Callable[[Member], Member]:
        """Decorator that registers a member; the same key twice is a programming error."""

        def register(member: Member) -> Member:
            if key in self._members:
                raise ValueError(f"{key} is registered twice in {self._package}")
            self._members[key] = member
            return member

        return register

    def __getitem__(self, key: str) -> Member:
        """The member under `key`; a file of that name is looked into first. Raises KeyError."""
        if not self._walked and key not in self._members and key in modules(importlib.import_module(self._package)):
            importlib.import_module(f"{self._package}.{key}")
        return self._members.get(key) or self._all()[key]

    def __iter__(self) -> Iterator[str]:
        """Keys in sorted order."""
        return iter(sorted(self._all()))

    def __contains__(self, key: object) -> bool:
        """Whether a member is registered under `key`."""
        return key in self._all()

    def _all(self) -> dict[str, Member]:
        if not self._walked:
            for name in modules(importlib.import_module(self._package)):
                importlib.import_module(f"{self._package}.{name}")
            self._walked = True
        if not self._members:
            raise RuntimeError(f"{self._package} is empty: a missing set must not look like a clean one")
        return self._members


def modules(package: ModuleType) -> list[str]:
    """Names of the member modules in a package's folder; names with a leading underscore are helpers."""
    found = (module.name for module in pkgutil.iter_modules(package.__path__))
    return sorted(name for name in found if not name.startswith("_"))
