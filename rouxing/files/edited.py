"""A tree as it will be once some files are written: what the rules say can be asked before anything changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rouxing.files.tree import Tree


class EditedTree:
    """A tree with files added or replaced."""

    def __init__(self, tree: Tree, files: Mapping[str, bytes]) -> None:
        self._tree = tree
        self._files = dict(files)

    def files(self, folder: str = "") -> Iterator[str]:
        """Sorted paths under `folder`."""
        prefix = f"{folder}/" if folder else ""
        added = (path for path in self._files if path.startswith(prefix))
        return iter(sorted({*self._tree.files(folder), *added}))

    def exists(self, path: str) -> bool:
        """Whether the path is a file, now or then."""
        return path in self._files or self._tree.exists(path)

    def read(self, path: str) -> bytes:
        """The bytes under `path`. Raises UnreadableFile."""
        return self._files[path] if path in self._files else self._tree.read(path)

    def stamp(self, path: str) -> str:
        """As the tree beneath; nothing is promised for what is not written yet."""
        return "" if path in self._files else self._tree.stamp(path)
