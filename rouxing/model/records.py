"""The base of all records: a mapping from a file, and where in the file it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from rouxing.diagnostics import Place, Pointer

Derived = TypeVar("Derived")


class derived(Generic[Derived]):  # noqa: N801 - used like `property`
    """A property made once for a record. Unlike `functools.cached_property` of Python 3.11 it takes no lock: a case log
    asks tens of thousands of them.
    """

    def __init__(self, make: Callable[[Any], Derived]) -> None:
        self._make = make
        self._name = make.__name__
        self.__doc__ = make.__doc__

    def __get__(self, record: Any, owner: type | None = None) -> Derived:
        """The value, kept in the record's own dictionary, where the next look finds it first."""
        value = record.__dict__[self._name] = self._make(record)
        return value


def texts_below(value: Any, steps: Pointer = ()) -> Iterator[tuple[Pointer, str]]:
    """Every text in a value of a file, however deep, with the steps to it."""
    if isinstance(value, str):
        yield steps, value
    elif isinstance(value, Mapping):
        for name, below in value.items():
            yield from texts_below(below, (*steps, name))
    elif isinstance(value, Sequence):
        for index, below in enumerate(value):
            yield from texts_below(below, (*steps, index))


@dataclass(frozen=True)
class Record:
    """A mapping that passed its schema, with the file and pointer it was read from.

    Without slots, so that what several rules look at is derived once (`derived`). Subclasses add views
    and no fields, so they need no decorator of their own: it would cost a millisecond each at every start.
    """

    data: Mapping[str, Any]
    path: str
    pointer: Pointer = ()

    def __init__(self, data: Mapping[str, Any], path: str, pointer: Pointer = ()) -> None:
        # a frozen dataclass's own would go through object.__setattr__, three times as slow: a year makes a million
        self.__dict__.update(data=data, path=path, pointer=pointer)

    def at(self, *steps: str | int) -> Place:
        """Place of a value below this record: `item.at("依据", 0)`."""
        return Place(self.path, self.pointer + steps)

    def key(self, *steps: str | int) -> Place:
        """Place of the key that names a value, for faults about the key itself."""
        return Place(self.path, self.pointer + steps, of_key=True)

    def text(self, name: str) -> str:
        """An optional text: "" where it is absent or null."""
        return str(self.data.get(name) or "")

    def texts(self, name: str) -> Sequence[str]:
        """An optional list of texts: () where it is absent or null."""
        return tuple(self.data.get(name) or ())
