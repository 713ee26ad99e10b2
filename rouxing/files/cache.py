"""Results kept between runs, outside the repository: losing them costs time, never correctness."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Self

if TYPE_CHECKING:
    import sqlite3

_TABLE: Final = (
    "CREATE TABLE IF NOT EXISTS results"
    " (slot TEXT, context TEXT, path TEXT, stamp TEXT, payload TEXT, detail BLOB,"
    " PRIMARY KEY (slot, path)) WITHOUT ROWID"
)


class Kept(NamedTuple):
    """What was kept of one file: the stamp it had, the result as text, and what is seldom wanted besides."""

    stamp: str
    payload: str
    detail: str | bytes = ""


class Cache:
    """One database per repository: slots (what was asked) of results reached in one context (rules, schemas, lists).

    Anything wrong with it (torn, locked, read-only) makes it empty, never an error.
    """

    def __init__(self, folder: Path, root: Path) -> None:
        self._folder = folder
        self._root = root
        self._opened: sqlite3.Connection | None = None
        self._tried = False

    def _connection(self) -> sqlite3.Connection | None:
        """The database, opened when it is first wanted: small repositories never want it."""
        if not self._tried:
            self._tried = True
            self._opened = self._open(afresh=False) or self._open(afresh=True)
        return self._opened

    def _open(self, *, afresh: bool) -> sqlite3.Connection | None:
        import hashlib
        import sqlite3

        name = hashlib.blake2b(str(self._root.resolve()).encode(), digest_size=12).hexdigest()
        path = self._folder / f"{name}.sqlite3"
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            if afresh:
                path.unlink(missing_ok=True)
            connection = sqlite3.connect(path, timeout=1, isolation_level=None)
            try:
                connection.execute("PRAGMA synchronous=OFF")
                connection.execute(_TABLE)
                connection.execute("SELECT detail FROM results LIMIT 1").fetchall()
            except sqlite3.Error:
                connection.close()
                raise
        except (OSError, sqlite3.Error):
            return None
        return connection

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._opened:
            self._opened.close()

    def kept(self, slot: str, context: str) -> Mapping[str, Kept]:
        """All results of a slot that were reached in this context, by path, without their details."""
        query = "SELECT path, stamp, payload FROM results WHERE slot = ? AND context = ?"
        return {path: Kept(stamp, payload) for path, stamp, payload in self._rows(query, slot, context)}

    def detail(self, slot: str, context: str, path: str) -> str | bytes | None:
        """The detail of one result, or None where it is not kept."""
        query = "SELECT detail FROM results WHERE slot = ? AND context = ? AND path = ?"
        return next((row[0] for row in self._rows(query, slot, context, path)), None)

    def _rows(self, query: str, *values: str) -> list[tuple[Any, ...]]:
        connection = self._connection()
        if connection:
            with contextlib.suppress(*_failures()):
                return connection.execute(query, values).fetchall()
        return []

    def keep(self, slot: str, context: str, results: Iterable[tuple[str, Kept]]) -> None:
        """Keep results and forget those of the slot's other contexts; what has no stamp cannot be trusted later."""
        rows = [(slot, context, path, *kept) for path, kept in results if kept.stamp]
        connection = self._connection() if rows else None
        if connection:
            with contextlib.suppress(*_failures()):
                connection.execute("BEGIN IMMEDIATE")
                connection.execute("DELETE FROM results WHERE slot = ? AND context <> ?", (slot, context))
                connection.executemany("INSERT OR REPLACE INTO results VALUES (?, ?, ?, ?, ?, ?)", rows)
                connection.execute("COMMIT")


def _failures() -> tuple[type[Exception], ...]:
    import sqlite3

    return (sqlite3.Error,)
