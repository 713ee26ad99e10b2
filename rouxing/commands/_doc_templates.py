"""Templates as people name them, and Word files under templates/ that no document would ever be made from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from pathlib import Path, PurePosixPath
from typing import Final, NamedTuple

from rouxing.documents import Templates, papers
from rouxing.errors import NotFound
from rouxing.files.tree import FolderTree
from rouxing.files.word import Template, UnusableWordFile, compile_template
from rouxing.model import Agency, Repository
from rouxing.terms import TEMPLATES_FOLDER


class Chosen(NamedTuple):
    """A template to be looked at, and whose data it is shown with."""

    path: str
    agency: Agency
    stem: str
    template: Template


def chosen(tree: FolderTree, agencies: Sequence[Agency], names: Sequence[str]) -> Iterator[Chosen]:
    """Templates by path, title or stem, each once; without names all that are in use. Raises NotFound."""
    templates = Templates(tree)
    stems = {one: stem for stem, paper in papers().items() for name in paper.files for one in (name, name[:-5])}
    files = [(name, path) for name in names if (path := _file(tree, name))]
    titles = [name for name in names if name not in dict(files)]
    for name in titles:
        if name not in stems:
            raise NotFound(f"没有名为“{name}”的模板；有：{'、'.join(paper.title for paper in papers().values())}")
    for _, path in files:
        if path.name not in stems:
            raise NotFound(f"{path.name} 是哪种文书的模板？{_advice(path.name)}")
        yield _by_path(tree, agencies, path, stems[path.name])
    shown: set[str] = set()
    for agency in agencies if titles or not names else ():
        for stem in dict.fromkeys(stems[name] for name in titles) if titles else papers():
            place = templates.path(agency.id, stem)
            if place not in shown:
                shown.add(place)
                yield Chosen(place, agency, stem, templates.template(agency.id, stem))


def _file(tree: FolderTree, name: str) -> Path | None:
    """The file that is meant; None for a title or a stem. Raises NotFound where a path leads nowhere."""
    path = Path(name.replace("\\", "/"))
    found = next((one for one in (path, tree.root / path) if one.is_file()), None)
    if found is None and len(path.parts) > 1:
        raise NotFound(f"找不到模板 {name}；不写路径就检查全部模板")
    return found.absolute() if found else None


def _by_path(tree: FolderTree, agencies: Sequence[Agency], path: Path, stem: str) -> Chosen:
    """One file, wherever it lies; under templates/ it is shown with the data of the agency it is for."""
    own = next((one for one in agencies if path.parent == tree.root / TEMPLATES_FOLDER / one.id), agencies[0])
    shown = path.relative_to(tree.root).as_posix() if path.is_relative_to(tree.root) else str(path)
    try:
        template = compile_template(FolderTree(path.parent).read(path.name))
    except UnusableWordFile as error:
        raise UnusableWordFile(f"模板 {shown} 不能使用：{error}") from None
    return Chosen(shown, own, stem, template)


_WORD: Final = frozenset({".docx", ".doc", ".docm", ".dot", ".dotx", ".dotm", ".rtf", ".wps", ".wpt"})


def unused(tree: FolderTree, repository: Repository) -> Iterator[str]:
    """A sentence for every Word file under templates/ that would be passed over in silence."""
    templates = Templates(tree)
    used = {templates.path(one, stem) for one in repository.agencies for stem in papers()}
    used |= {templates.path("", stem) for stem in papers()}
    for path in map(PurePosixPath, tree.files(TEMPLATES_FOLDER)):
        if path.suffix.lower() in _WORD and not path.name.startswith("~$") and str(path) not in used:
            yield f"{path}：不会使用。{_reason(path, repository)}"


def _reason(path: PurePosixPath, repository: Repository) -> str:
    if path.suffix != ".docx":
        return "请在 Word 或 WPS 里另存为 .docx"
    if len(path.parts) > 2 and path.parts[1] not in repository.agencies:
        return f"templates/ 下的文件夹要用单位短名：{'、'.join(repository.agencies)}"
    if len(path.parts) > 3:
        return "请直接放在单位的文件夹里"
    known = next((paper for paper in papers().values() if path.name in paper.files), None)
    return _advice(path.name) if known is None else f"已有 {known.stem}.docx 在用；两个只留一个"


def _advice(name: str) -> str:
    stem = name.removesuffix(".docx")
    names = [one.removesuffix(".docx") for paper in papers().values() for one in paper.files]
    like = [one for one in names if one in stem] or get_close_matches(stem, names, 1, 0.5)
    return f"文件名请改成 {like[0]}.docx" if like else "文件名请用文书的名称，例如 行政告诫书.docx"
