"""The filing packet: deterministic, sealed, witnessed by git; whatever is tampered with is named."""

from __future__ import annotations

import io
import json
import os
import random
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest

from rouxing.commands._door import run
from rouxing.documents import Filing as Letter
from rouxing.documents import Templates, filing_job, made
from rouxing.files.libreoffice import libreoffice, pdfs
from rouxing.files.tree import FolderTree
from rouxing.files.word_package import Part, closed, laid_out
from rouxing.filing.packet import MANIFEST, File, _zip, examined, packed, printed
from rouxing.history.git import Git
from rouxing.history.writing import read_tag, tag
from rouxing.load import open_repository
from tests.conftest import BASE, ROOT
from tests.git_repository import PATH, Repo

Filing = Callable[..., tuple[int, str, str]]
TAG = "备案/transport/2021-12-20"
ZIP = "out/备案-transport-2021-12-20.zip"
DAY = ("--date", "2021-12-20")
SOUND = (BASE / PATH).read_bytes()
OWN = "checklists/transport/agency.yaml"


@pytest.fixture
def filing(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Filing:
    monkeypatch.setenv("COLUMNS", "80")

    def call(*arguments: str) -> tuple[int, str, str]:
        status = run(["filing", *arguments])
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return call


@pytest.fixture
def filed(repo: Repo, filing: Filing, monkeypatch: pytest.MonkeyPatch) -> Repo:
    """A repository with a work plan and a supplement, and its first packet."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    for name, value in (("user.name", "王五"), ("user.email", "w@example.invalid")):
        repo.git("config", name, value)
    own = (repo.root / OWN).read_bytes()
    duties = "职责:\n  工作方案: {日期: 2021-09-15, 文号: 明交〔2021〕30号, 文件: 文件/工作 方案.txt}\n"
    duties += "  学习培训制度: {文号: 明交〔2021〕31号}\n  案例指导制度: {文件: 文件/工作 方案.txt}\n"
    duties += "  培训: [{日期: 2021-09-20}]\n"
    added = SOUND.rstrip() + "\n    来源: 本级补充\n".encode()
    repo.commit(
        "首批",
        {PATH: added, OWN: own + duties.encode(), "文件/工作 方案.txt": "方案\r\n".encode(), ".gitignore": b"out/\n"},
    )
    status, out, err = filing("create", "transport", *DAY)
    assert (status, err) == (0, "")
    assert f"已写入 {ZIP}" in out
    return repo


def content(repo: Repo) -> bytes:
    return (repo.root / ZIP).read_bytes()


def text_of(document: bytes) -> str:
    opened = docx.Document(io.BytesIO(document))
    cells = [cell.text for table in opened.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in opened.paragraphs), *cells])


def test_what_a_packet_holds(filed: Repo, filing: Filing) -> None:
    found = examined(content(filed))
    assert found.faults == []
    names = list(found.files)
    assert names[:2] == ["00 备案报送函.docx", "01 目录.docx"]
    assert names[-1] == MANIFEST
    assert {
        "工作方案/工作 方案.txt",
        "案例指导制度/工作 方案.txt",
        "清单数据/no-penalty.yaml",
        "配套文书/行政告诫书.docx",
    } <= {*names}
    assert found.files["工作方案/工作 方案.txt"] == "方案\r\n".encode()
    letter = text_of(found.files["00 备案报送函.docx"])
    assert "明溪县司法局：" in letter
    assert f"材料校验码：\n　　　　{printed(found.code)}\n" in f"{letter}\n"  # whole on a line of its own
    assert "学习培训制度（明交〔2021〕31号，纸质件另附）" in letter
    assert "配套文书样式（6种）" in letter
    assert "培训（" not in letter.replace("学习培训制度（", "")
    assert all(name in text_of(found.files["01 目录.docx"]) for name in names[2:-1])
    assert found.manifest["提交"] == filed.git("rev-parse", "HEAD")
    with Git(filed.root) as git:
        set_ = read_tag(git, TAG)
    assert set_.commit == found.manifest["提交"]
    assert f"材料校验码: {found.code}" in set_.message
    upward = (filed.root / ZIP.replace(".zip", "-补充事项备案函.docx")).read_bytes()
    assert upward == found.files["本级补充事项备案函.docx"]
    assert "三明市交通运输局：" in text_of(upward)
    assert "明交〔　　〕　号" in text_of(upward)
    status, out, _ = filing("verify", ZIP)
    assert status == 0
    assert "与仓库核对一致" in out


@pytest.mark.skipif(not (shutil.which("soffice") and shutil.which("pdftotext")), reason="LibreOffice is not installed")
def test_no_seal_stands_on_a_page_without_text(tmp_path: Path) -> None:
    opened = open_repository(FolderTree(BASE))[0]
    agency = opened.agency("transport")
    sources = []
    for count in range(1, 9):
        names = [f"关于全面推行柔性执法工作实施方案的通知以及配套制度之{number}" for number in range(count)]
        letter = Letter(agency, "明溪县司法局", opened.checklists_of(agency.id), names, date="2021-12-20")
        (one,) = made(Templates(FolderTree(ROOT)), [filing_job(letter)])
        assert one.filled
        sources.append(tmp_path / f"{count}.docx")
        sources[-1].write_bytes(one.filled.content)
    seals = []
    for content in pdfs(libreoffice(), sources, lambda _: None):
        told = subprocess.run(["pdftotext", "-layout", "-", "-"], input=content, capture_output=True, check=True)
        pages = told.stdout.decode().split("\f")
        (page,) = (one for one in pages if "（印章）" in one)
        seals.append((pages.index(page), "附件：" in page))
    assert {one[0] for one in seals} == {0, 1}
    assert all(one[1] for one in seals)


def test_the_same_commit_gives_the_same_bytes(filed: Repo, filing: Filing, tmp_path: Path) -> None:
    first = content(filed)
    filed.git("tag", "-d", TAG)
    (filed.root / "note").write_text("不在备案范围内")
    assert filing("create", "transport", *DAY, "--out", str(tmp_path / "x.zip"))[0] == 0
    assert (tmp_path / "x.zip").read_bytes() == first


def test_a_lost_packet_is_written_again_under_its_tag(filed: Repo, filing: Filing) -> None:
    first, sealed = content(filed), filed.git("rev-parse", TAG)
    letter = filed.root / ZIP.replace(".zip", "-补充事项备案函.docx")
    (filed.root / ZIP).unlink()
    letter.unlink()
    status, out, err = filing("create", "transport", *DAY)
    assert (status, err) == (0, "")
    assert "早已打上，重新写出的备案包与它记载的一致" in out
    assert content(filed) == first
    assert letter.is_file()
    assert filed.git("rev-parse", TAG) == sealed
    status, _, err = filing("create", "transport", *DAY, "--number", "明交〔2021〕50号")
    assert status == 2
    assert "现在生成的备案包与那时的不同" in err
    assert content(filed) == first


def test_a_packet_is_verified_anywhere(
    filed: Repo, filing: Filing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "别处").mkdir()
    (tmp_path / "别处/a.zip").write_bytes(content(filed))
    monkeypatch.chdir(tmp_path / "别处")
    monkeypatch.setenv("PATH", "")
    status, out, _ = filing("verify", "a.zip")
    assert status == 0
    assert "没有与仓库核对" in out
    assert filing("verify", "无.zip")[0] == 2


Change = Callable[[list[File], random.Random], list[File]]


def missing(files: list[File], luck: random.Random) -> list[File]:
    gone = luck.choice(files)
    return [one for one in files if one is not gone]


def added(files: list[File], luck: random.Random) -> list[File]:
    place = luck.randrange(len(files))
    return [*files[:place], File(f"附件{luck.random()}.txt", b"x"), *files[place:]]


def twice(files: list[File], luck: random.Random) -> list[File]:
    return [*files, luck.choice(files)]


def swapped(files: list[File], luck: random.Random) -> list[File]:
    first, second = luck.sample(range(len(files)), 2)
    files = list(files)
    files[first], files[second] = files[second], files[first]
    return files


def exchanged(files: list[File], luck: random.Random) -> list[File]:
    first, second = luck.sample(range(len(files)), 2)
    one, other = files[first], files[second]
    files = list(files)
    files[first], files[second] = one._replace(content=other.content), other._replace(content=one.content)
    return files


def renamed(files: list[File], luck: random.Random) -> list[File]:
    chosen = luck.choice(files)
    return [one._replace(name=f"{one.name}x") if one is chosen else one for one in files]


def emptied(files: list[File], luck: random.Random) -> list[File]:
    chosen = luck.choice(files)
    return [one._replace(content=b"") if one is chosen else one for one in files]


def lengthened(files: list[File], luck: random.Random) -> list[File]:
    chosen = luck.choice(files)
    return [one._replace(content=one.content + b"\n") if one is chosen else one for one in files]


STRUCTURAL: tuple[Change, ...] = (missing, added, twice, swapped, exchanged, renamed, emptied, lengthened)


def test_every_tampering_is_detected(filed: Repo) -> None:
    """Single bytes anywhere in the file, and changes of structure packed again with sound checksums."""
    sound = content(filed)
    files = [File(name, held) for name, held in examined(sound).files.items()]
    assert _zip(files) == sound
    luck, tampered = random.Random(20211220), 0  # noqa: S311 - a reproducible one
    for _ in range(400):
        place = luck.randrange(len(sound))
        changed = bytearray(sound)
        changed[place] ^= luck.randrange(1, 256)
        assert examined(bytes(changed)).faults, f"byte {place}"
        tampered += 1
    for _ in range(25):
        for change in STRUCTURAL:
            again = _zip(change(files, luck))
            if again != sound:
                assert examined(again).faults, change.__name__
                tampered += 1
    for cut in (*range(1, 60), *(luck.randrange(len(sound)) for _ in range(60))):
        assert examined(sound[:-cut]).faults
        assert examined(sound + bytes(cut)).faults
        assert examined(bytes(cut) + sound).faults
        tampered += 3
    assert tampered >= 900


def test_a_single_byte_inside_a_file_is_detected_with_sound_checksums(filed: Repo) -> None:
    """What an editor of zip files would write: the checksum of the changed file fits."""
    files = [File(name, held) for name, held in examined(content(filed)).files.items()]
    luck = random.Random(7)  # noqa: S311 - a reproducible one
    for _ in range(250):
        place = luck.randrange(len(files))
        held = bytearray(files[place].content)
        held[luck.randrange(len(held))] ^= luck.randrange(1, 256)
        changed = [one._replace(content=bytes(held)) if number == place else one for number, one in enumerate(files)]
        faults = examined(_zip(changed)).faults
        assert faults
        assert any(files[place].name in one or "校验码" in one for one in faults), faults


def test_a_manifest_written_anew_does_not_fit_the_letter(filed: Repo) -> None:
    """Somebody who knows the form changes a list and every digest: the letter still prints the old code."""
    found = examined(content(filed))
    facts = {
        name: found.manifest[name] for name in found.manifest if name not in ("版本", "文件", "材料校验码", "附件")
    }
    sources = {name: source for name, source, _ in found.materials}
    front = [File(name, found.files[name]) for name in list(found.files)[:2]]
    materials = [File(name, found.files[name], source) for name, source in sources.items()]
    assert packed(facts, front, materials) == content(filed)
    changed = [one._replace(content=one.content + b"#") if one.name.endswith(".yaml") else one for one in materials]
    assert examined(packed(facts, front, changed)).faults == ["备案报送函上印的材料校验码与材料对不上"]
    assert examined(packed(facts | {"提交": "0" * 40}, front, materials)).faults
    assert examined(packed(facts, front, materials[::-1])).faults


def test_hostile_zips_are_refused(filed: Repo) -> None:
    deflated = io.BytesIO()
    with zipfile.ZipFile(deflated, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(MANIFEST, b"0" * 100_000)
    bad = [b"", b"PK", deflated.getvalue(), _zip([]), _zip([File(MANIFEST, b"[" * 100_000)])]
    bad += [
        _zip([File(MANIFEST, text)]) for text in (b"{}", b"[]", b"1", '{"版本": 1, "文件": 1, "附件": []}'.encode())
    ]
    bad.append(closed(laid_out([Part("a", b"abc", b"abc", 0, 1)])))
    for one in bad:
        assert examined(one).faults
    manifest = json.loads(examined(content(filed)).files[MANIFEST])
    manifest["附件"] = []
    text = (json.dumps(manifest, ensure_ascii=False, indent=1) + "\n").encode()
    files = [File(name, held) for name, held in examined(content(filed)).files.items() if name != MANIFEST]
    assert "多出 00 备案报送函.docx" in examined(_zip([*files, File(MANIFEST, text)])).faults


OWNED = (BASE / OWN).read_bytes() + "职责:\n  工作方案: {日期: 2021-09-15, 文件: 文件/方案.txt}\n".encode()


def word(text: str) -> bytes:
    document = docx.Document()
    document.add_paragraph(text)
    held = io.BytesIO()
    document.save(held)
    return held.getvalue()


def moved_tag(repo: Repo) -> None:
    repo.commit("后来", {"x": b"1"})
    repo.git("tag", "-f", "-a", "-m", "x", TAG)


def plain_tag(repo: Repo) -> None:
    repo.git("tag", "-f", TAG)


def rewritten(repo: Repo) -> None:
    repo.git("commit", "-q", "--amend", "-m", "改写")


def rewritten_and_collected(repo: Repo) -> None:
    rewritten(repo)
    repo.git("tag", "-d", TAG)
    repo.git("reflog", "expire", "--expire=now", "--all")
    repo.git("gc", "-q", "--prune=now")


def another_packet(repo: Repo) -> None:
    message = repo.git("tag", "-l", "--format=%(contents)", TAG)
    digest = message.rsplit(" ", 1)[1]
    repo.git("tag", "-f", "-a", "-m", message.replace(digest, "0" * 64), TAG)


AGAINST: dict[str, tuple[Callable[[Repo], object], str]] = {
    "a removed tag": (lambda repo: repo.git("tag", "-d", TAG), f"git 里没有标签 {TAG}"),
    "a moved tag": (moved_tag, "已被移动"),
    "a plain tag": (plain_tag, "不是附注标签"),
    "rewritten history": (rewritten, "历史已被改写"),
    "rewritten and collected": (rewritten_and_collected, "仓库里没有备案时的提交"),
    "another packet": (another_packet, "记载的是另一个备案包"),
}


@pytest.mark.parametrize("name", AGAINST)
def test_the_repository_no_longer_agrees(filed: Repo, filing: Filing, name: str) -> None:
    breaking, expected = AGAINST[name]
    breaking(filed)
    status, out, _ = filing("verify", ZIP)
    assert status == 1
    assert expected in out
    assert filing("verify", ZIP, "--alone")[0] == 0


def test_a_shallow_clone_of_a_later_commit_is_named(filed: Repo, filing: Filing, tmp_path: Path) -> None:
    filed.commit("后来", {"x": b"1"})
    filed.git("clone", "-q", "--depth=1", f"file://{filed.root}", str(tmp_path / "浅"))
    status, out, err = filing("verify", ZIP, "-C", str(tmp_path / "浅"))
    assert (status, out) == (2, "")
    assert "这是浅克隆，备案时的标签或提交不在本地，不能与仓库核对" in err
    assert err.count("\n") == 1
    assert filing("verify", ZIP, "-C", str(tmp_path / "浅"), "--alone")[0] == 0
    status, out, err = filing("list", "-C", str(tmp_path / "浅"))
    assert (status, err) == (0, "注意：这是浅克隆，备案标签可能没有取回；请先运行 git fetch --unshallow --tags\n")
    assert "（未备案）" in out
    status, _, err = filing("receipt", "transport", "2021-12-20", "-C", str(tmp_path / "浅"))
    assert status == 2
    assert "这是浅克隆，请先运行 git fetch --unshallow --tags" in err


REFUSED: dict[str, tuple[Callable[[Repo], object], int, str]] = {
    "dirty": (lambda repo: repo.write({PATH: SOUND + b"# x\n"}), 2, f"{PATH} 有没提交的修改"),
    "dirty template": (lambda repo: repo.write({"templates/a.docx": b"x"}), 2, "templates/a.docx 有没提交的修改"),
    "filed on that day": (lambda repo: repo.commit("后来", {"x": b"1"}), 2, "已经存在"),
    "settings nobody can read": (
        lambda repo: repo.commit("坏", {"rouxing.yaml": b"<<<<<<< HEAD\n"}) and repo.git("tag", "-d", TAG),
        2,
        "rouxing.yaml 没有通过校验",
    ),
    "nobody": (
        lambda repo: (repo.git("tag", "-d", TAG), repo.git("config", "--unset", "user.email")),
        2,
        "不知道您的姓名",
    ),
    "a finding": (
        lambda repo: (
            repo.commit("坏", {PATH: SOUND.replace("当场".encode(), b"11010519491231002X ")})
            and repo.git("tag", "-d", TAG)
        ),
        1,
        "没有生成备案包",
    ),
    "a paper is missing": (
        lambda repo: repo.commit("删", {"文件/工作 方案.txt": None}) and repo.git("tag", "-d", TAG),
        1,
        "没有生成备案包",
    ),
    "a number in a paper": (
        lambda repo: (
            repo.commit("坏", {"文件/工作 方案.txt": "联系人身份证号350421198501010013。".encode()})
            and repo.git("tag", "-d", TAG)
        ),
        1,
        "没有生成备案包",
    ),
    "a number in a paper in Word": (
        lambda repo: (
            repo.commit("坏", {"文件/方案.docx": word("350421198501010013"), OWN: OWNED.replace(b"txt", b"docx")})
            and repo.git("tag", "-d", TAG)
        ),
        1,
        "没有生成备案包",
    ),
    "no lists": (lambda repo: repo.commit("删", {PATH: None}) and repo.git("tag", "-d", TAG), 2, "还没有提交任何清单"),
    "no settings": (lambda repo: repo.commit("删", {"rouxing.yaml": None}), 2, "rouxing.yaml"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_no_packet(filed: Repo, filing: Filing, name: str) -> None:
    breaking, status, expected = REFUSED[name]
    before = content(filed)
    breaking(filed)
    tags = filed.git("tag")
    found = filing("create", "transport", *DAY)
    assert found[0] == status
    assert expected in found[2]
    assert "Traceback" not in found[2]
    assert "350421198501010013" not in found[1] + found[2]
    assert filed.git("tag") == tags
    assert content(filed) == before


@pytest.mark.parametrize("there", [True, False])
def test_interrupted_the_old_state_stands(
    filed: Repo, filing: Filing, monkeypatch: pytest.MonkeyPatch, there: bool
) -> None:
    filed.git("tag", "-d", TAG)
    if there:
        (filed.root / ZIP).write_bytes(b"old")
    else:
        (filed.root / ZIP).unlink()

    def interrupt(*arguments: object) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr("rouxing.commands.filing.tag", interrupt)
    assert filing("create", "transport", *DAY)[0] == 130
    assert filed.git("tag") == ""
    assert ((filed.root / ZIP).read_bytes() if there else (filed.root / ZIP).exists()) == (b"old" if there else False)


def test_interrupted_after_the_tag_was_set_the_new_state_stands(
    filed: Repo, filing: Filing, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = content(filed)
    filed.git("tag", "-d", TAG)
    (filed.root / ZIP).unlink()

    def late(*arguments: object) -> str:
        tag(*arguments)  # type: ignore[arg-type]
        raise KeyboardInterrupt

    monkeypatch.setattr("rouxing.commands.filing.tag", late)
    assert filing("create", "transport", *DAY)[0] == 130
    assert content(filed) == before
    assert filing("verify", ZIP)[0] == 0


def test_on_a_detached_head_a_filing_is_still_kept_by_its_tag(filed: Repo, filing: Filing) -> None:
    filed.git("checkout", "-q", "--detach")
    assert filing("create", "transport", "--date", "2021-12-21")[0] == 0
    assert filing("verify", ZIP.replace("20.zip", "21.zip"))[0] == 0


def test_the_register(filed: Repo, filing: Filing) -> None:
    status, out, _ = filing("list", "--days", "100000")
    assert status == 0
    assert f"交通运输局  {TAG}  待回执" in out
    assert "不予行政处罚第1版（2021-12-20报送）" in out
    assert "逾期" in filing("list", "--days", "1")[1]
    status, out, _ = filing(
        "receipt",
        "transport",
        "2021-12-20",
        "--date",
        "2021-12-22",
        "--number",
        "明司备〔2021〕1号",
        "--receiver",
        "赵六",
    )
    assert (status, out) == (0, f"已写入 checklists/transport/filings.yaml：{TAG} 于 2021-12-22 收讫\n")
    assert "已经登记过" in filing("receipt", "transport", TAG)[2]
    assert filing("receipt", "transport", "2020-01-01")[0] == 2
    data = json.loads(filing("list", "transport", "--format", "json")[1])
    assert data["版本"] == 1
    assert (data["备案"][0]["回执"], data["备案"][0]["状态"]) == ("2021-12-22", "已收讫")
    assert run(["check"]) == 0
    filed.commit(
        "第二版", {PATH: SOUND.replace("版本: 1".encode(), "版本: 2".encode()).replace(b"2021-10-01", b"2999-01-01")}
    )
    out = filing("list")[1]
    assert "（未备案）  未备案，" in out
    assert "天后施行" in out
    plain_tag(filed)
    assert "标签已被改动" in filing("list")[1]


LIMITS = [
    ("", (), 30, "工具的默认值，本地有规定的写在 rouxing.yaml 的“备案期限”"),
    ("备案期限: 20\n", (), 20, "rouxing.yaml 的“备案期限”"),
    ("备案期限: 20\n", ("--days", "15"), 15, "--days"),
    ("备案期限: 20\n", ("--days", "0"), 0, "--days"),
]


@pytest.mark.parametrize(("line", "options", "days", "source"), LIMITS)
def test_the_register_says_where_its_deadline_comes_from(
    filed: Repo, filing: Filing, line: str, options: tuple[str, ...], days: int, source: str
) -> None:
    path = filed.root / "rouxing.yaml"
    path.write_text(path.read_text() + line)
    status, out, err = filing("list", *options)
    assert (status, err) == (0, "")
    told = "".join(out.split("\n\n")[-1].split("\n"))
    assert told == f"逾期按 {days} 天计：{source}。方案只要求“及时”备案，没有定天数。"
    waited = int(out.split("待回执 ")[1].split(" 天")[0])
    assert f"逾期 {waited - days} 天" in out
    data = json.loads(filing("list", "--format", "json", *options)[1])
    assert data["期限"] == {"天数": days, "来源": source}


@pytest.mark.parametrize("days", ["0", "3651", "三十", "1.5"])
def test_a_deadline_is_a_number_of_days(filed: Repo, filing: Filing, days: str) -> None:
    path = filed.root / "rouxing.yaml"
    path.write_text(path.read_text() + f"备案期限: {days}\n")
    assert run(["check", "rouxing.yaml"]) == 1
    assert "没有通过校验" in filing("list")[2]


def test_receipts_nobody_can_read_are_not_missing_receipts(filed: Repo, filing: Filing) -> None:
    (filed.root / "checklists/transport/filings.yaml").write_bytes(b"<<<<<<< HEAD\n")
    for command in (("list",), ("receipt", "transport", "2021-12-20")):
        status, out, err = filing(*command)
        assert (status, out) == (2, "")
        assert "checklists/transport/filings.yaml 没有通过校验" in err
        assert err.count("\n") == 1
    assert filing("list", "--days", "-1")[0] == 2


REGISTER: dict[str, tuple[Callable[[Repo], object], str]] = {
    "a moved tag": (lambda repo: repo.git("tag", "-f", "-a", "-m", "x", TAG), "标签已被改动"),
    "a tag moved with its message": (
        lambda repo: (
            repo.commit("第二版", {PATH: SOUND.replace("版本: 1".encode(), "版本: 2".encode())}),
            repo.git("tag", "-f", "-a", "-m", repo.git("tag", "-l", "--format=%(contents)", TAG), TAG),
        ),
        "标签已被改动",
    ),
    "rewritten history": (rewritten, "历史被改写"),
}


@pytest.mark.parametrize("name", REGISTER)
def test_the_register_names_what_git_no_longer_witnesses(filed: Repo, filing: Filing, name: str) -> None:
    breaking, expected = REGISTER[name]
    breaking(filed)
    assert expected in filing("list")[1]
    if expected == "标签已被改动":
        status, _, err = filing("receipt", "transport", "2021-12-20")
        assert status == 2
        assert "已被移动或重建" in err
        assert not (filed.root / "checklists/transport/filings.yaml").exists()


def test_a_receipt_outlives_its_tag(filed: Repo, filing: Filing) -> None:
    assert filing("receipt", "transport", "2021-12-20", "--date", "2021-12-22")[0] == 0
    filed.git("tag", "-d", TAG)
    out = filing("list")[1]
    assert f"{TAG}  已收讫，git 里没有这个标签" in out
    assert "报了哪些清单看不出来（2021-12-20报送，2021-12-22 收到回执）" in out
    assert "（未备案）" in out


def test_what_cannot_be_read_is_not_absent(filed: Repo, filing: Filing) -> None:
    filed.write({PATH: b"<<<<<<< HEAD\n"})
    status, out, err = filing("list")
    assert (status, err) == (0, f"注意：{PATH} 没有通过校验，有没有备案看不出来；请先运行 rouxing check\n")
    assert "待回执" in out
    filed.write({OWN: b"<<<<<<< HEAD\n"})
    for command in (("list",), ("list", "transport"), ("receipt", "transport", "2021-12-20")):
        status, out, err = filing(*command)
        assert (status, out) == (2, "")
        assert f"{OWN} 没有通过校验" in err
        assert err.count("\n") == 1


def test_without_git_a_receipt_has_nothing_to_witness_it(
    filed: Repo, filing: Filing, monkeypatch: pytest.MonkeyPatch
) -> None:
    (filed.root / ".git").rename(filed.root / "别处")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(filed.root.parent))
    assert "这里不是 git 仓库" in filing("receipt", "transport", "2021-12-20")[2]


def test_a_damaged_tag_is_not_a_moved_one(filed: Repo, filing: Filing) -> None:
    id_ = filed.git("rev-parse", TAG)
    path = filed.root / ".git/objects" / id_[:2] / id_[2:]
    path.chmod(0o644)
    path.unlink()
    for command in (("list",), ("verify", ZIP), ("receipt", "transport", "2021-12-20")):
        status, out, err = filing(*command)
        assert (status, out) == (2, "")
        assert "仓库已损坏" in err


def test_lists_and_git_are_needed(repo: Repo, filing: Filing, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "还没有任何提交" in filing("create", "transport")[2]
    repo.write({PATH: None} if (repo.root / PATH).exists() else {})
    assert filing("list")[0] == 2
    monkeypatch.setenv("PATH", "")
    assert "没有找到 git" in filing("create", "transport")[2]


def test_a_letter_that_does_not_print_the_code_seals_nothing(filed: Repo, filing: Filing) -> None:
    template = docx.Document(ROOT / "templates/filing-letter.docx")
    for one in template.paragraphs:
        if "备案.附件" in one.text:
            one.clear()
    changed = io.BytesIO()
    template.save(changed)
    filed.commit("模板", {"templates/filing-letter.docx": changed.getvalue()})
    filed.git("tag", "-d", TAG)
    before = content(filed)
    status, _, err = filing("create", "transport", *DAY)
    assert status == 2
    assert "请在 filing-letter.docx 模板里印上“备案.附件”" in err
    assert filed.git("tag") == ""
    assert content(filed) == before
