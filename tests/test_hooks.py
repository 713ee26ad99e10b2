"""Hooks with real git: a commit and a push with an error are refused in Chinese, good ones pass."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import subprocess
import sys
import threading
import urllib.parse
from collections.abc import Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml

import rouxing
from rouxing.commands._door import run
from rouxing.commands._gitee import positions
from tests.conftest import BASE, ROOT

LIST = "checklists/transport/no-penalty.yaml"
CLEAN = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
WHO = {f"GIT_{role}_{what}": "tester@example.invalid" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
ENVIRONMENT = (
    CLEAN
    | WHO
    | {
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_SYSTEM": os.devnull,
        "PYTHONPATH": str(Path(rouxing.__file__).parents[1]),
        "LC_ALL": "C",
    }
)

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


def git(
    folder: Path, *arguments: str, environment: Mapping[str, str] = ENVIRONMENT
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["git", *arguments],
        cwd=folder,
        env=dict(environment),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


def commit(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    git(folder, "add", "-A")
    return git(folder, "commit", "-q", "-m", "修改", *options)


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with one good commit."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", os.devnull)
    folder = tmp_path / "工作 区"
    shutil.copytree(BASE, folder)
    git(folder, "init", "-q", "-b", "main")
    assert commit(folder).returncode == 0
    return folder


@pytest.fixture
def server(tmp_path: Path, work: Path) -> Path:
    """A bare repository that checks what it is given."""
    folder = tmp_path / "服务器.git"
    git(tmp_path, "init", "-q", "--bare", "-b", "main", str(folder))
    git(work, "remote", "add", "origin", str(folder))
    assert run(["hook", "install", "--server", "-C", str(folder)]) == 0
    return folder


def spoil(folder: Path) -> None:
    path = folder / LIST
    path.write_text(path.read_text("utf-8").replace("监管措施:", "监管措拖:"), "utf-8")


def test_a_good_push_passes_and_a_bad_one_is_refused(work: Path, server: Path) -> None:
    good = git(work, "push", "-q", "origin", "main")
    assert good.returncode == 0, good.stderr
    assert "0 个错误" in good.stderr
    accepted = git(server, "rev-parse", "main").stdout

    spoil(work)
    assert commit(work).returncode == 0
    bad = git(work, "push", "origin", "main")
    assert bad.returncode == 1
    assert f"remote: {LIST}:9:5: 错误 RX013 不认识的键“监管措拖”" in bad.stderr
    assert "改法：是不是要写“监管措施”？" in bad.stderr
    assert "没有接受对 main 的推送" in bad.stderr
    assert "pre-receive hook declined" in bad.stderr
    assert git(server, "rev-parse", "main").stdout == accepted
    # what was refused does not stay on the server
    refused = git(work, "rev-parse", "HEAD").stdout.strip()
    assert git(server, "cat-file", "-e", refused).returncode != 0


def test_the_baseline_of_the_settings_counts_in_both_hooks(work: Path, server: Path) -> None:
    assert run(["hook", "install", "-C", str(work)]) == 0
    old = "案件: [{案号: 明交柔〔2021〕1号, 日期: 2021-10-12, 案由: 未携带营运证, 措施: [{方式: 说服教育}]}]\n"
    log = work / "cases/transport/2021/10.yaml"
    log.parent.mkdir(parents=True)
    log.write_text(old, "utf-8")
    settings = work / "rouxing.yaml"
    settings.write_text(settings.read_text("utf-8") + "规则: {基线: baseline.yaml}\n", "utf-8")
    missing = commit(work)
    assert missing.returncode == 1
    assert "没有基线文件 baseline.yaml" in missing.stderr
    assert commit(work, "--no-verify").returncode == 0
    refused = git(work, "push", "origin", "main")
    assert refused.returncode == 1
    assert "没有基线文件 baseline.yaml" in refused.stderr
    assert run(["check", "--write-baseline", "-C", str(work)]) == 0
    kept = commit(work)
    assert kept.returncode == 0, kept.stderr
    assert "里的老问题，不报" in kept.stderr
    good = git(work, "push", "origin", "main")
    assert good.returncode == 0, good.stderr
    assert "remote: 另有 1 处是基线 baseline.yaml 里的老问题，不报" in good.stderr
    log.write_text(old.replace("明交柔〔2021〕1号", "明交柔〔2021〕2号"), "utf-8")
    assert commit(work).returncode == 1
    assert commit(work, "--no-verify").returncode == 0
    assert git(work, "push", "origin", "main").returncode == 1


def test_the_pushed_commit_counts_not_the_work_tree(work: Path, server: Path) -> None:
    spoil(work)
    assert git(work, "push", "origin", "main").returncode == 0
    commit(work)
    git(work, "checkout", "-q", "HEAD~1", "--", LIST)
    assert git(work, "push", "origin", "main").returncode == 1


def test_every_pushed_branch_is_checked_and_deleting_is_free(work: Path, server: Path) -> None:
    git(work, "branch", "good")
    spoil(work)
    commit(work)
    git(work, "branch", "same")
    git(work, "tag", "v1")
    refused = git(work, "push", "origin", "main", "same", "good")
    assert refused.returncode == 1
    assert "没有接受对 main、same 的推送" in refused.stderr
    assert refused.stderr.count("RX013") == 1
    assert git(server, "branch").stdout == ""
    assert git(work, "push", "origin", "good").returncode == 0
    assert git(work, "push", "origin", "v1").returncode == 0
    assert git(work, "push", "origin", ":good").returncode == 0


def test_receiving_step_by_step(
    work: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    bare = tmp_path / "bare.git"
    spoil(work)
    commit(work)
    git(tmp_path, "clone", "-q", "--bare", str(work), str(bare))
    monkeypatch.chdir(bare)
    bad, good = git(bare, "rev-list", "main").stdout.split()

    def receive(*lines: str) -> int:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("".join(f"{one}\n" for one in lines).encode())))
        return run(["hook", "receive"])

    assert receive(f"{bad} {good} refs/heads/main") == 0
    assert capsys.readouterr().err == ""
    assert receive(f"{good} {bad} refs/heads/main", f"{'0' * 40} {bad} refs/heads/二") == 1
    output = capsys.readouterr()
    assert output.out.count("RX013") == 1
    assert "main、二" in output.err
    assert receive(f"{bad} {'0' * 40} refs/heads/main", f"{'0' * 40} {bad} refs/tags/v1") == 0
    assert capsys.readouterr().out == ""
    assert receive() == 0


def test_a_push_without_data_is_refused(work: Path, server: Path) -> None:
    git(work, "checkout", "-q", "--orphan", "other")
    git(work, "rm", "-rfq", ".")
    (work / "说明.txt").write_text("没有数据", "utf-8")
    commit(work)
    refused = git(work, "push", "origin", "other")
    assert refused.returncode == 1
    assert "没有 rouxing.yaml" in refused.stderr


def test_a_server_with_a_work_tree_checks_too(work: Path, tmp_path: Path) -> None:
    served = tmp_path / "served"
    git(tmp_path, "clone", "-q", str(work), str(served))
    git(served, "checkout", "-q", "-b", "aside")
    assert run(["hook", "install", "--server", "-C", str(served)]) == 0
    assert (served / ".git/hooks/pre-receive").exists()
    git(work, "remote", "add", "origin", str(served))
    spoil(work)
    commit(work)
    assert "RX013" in git(work, "push", "origin", "main").stderr


@pytest.mark.parametrize("folder", ["", "数据/县"])
def test_a_commit_with_an_error_is_refused(folder: str, work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = work / folder
    if folder:
        data.mkdir(parents=True)
        for name in ("rouxing.yaml", "checklists"):
            shutil.move(work / name, data / name)
        assert commit(work).returncode == 0
    assert run(["hook", "install", "-C", str(data)]) == 0
    assert capsys.readouterr().out == f"已安装 {work / '.git/hooks/pre-commit'}\n"
    (data / "notes.txt").write_text("好", "utf-8")
    assert commit(work).returncode == 0
    spoil(data)
    refused = commit(work)
    assert refused.returncode == 1
    assert "RX013" in refused.stdout + refused.stderr
    assert run(["hook", "uninstall", "-C", str(data)]) == 0
    assert commit(work).returncode == 0


def test_a_linked_work_tree_shares_the_hook(work: Path, tmp_path: Path) -> None:
    linked = tmp_path / "linked"
    git(work, "worktree", "add", "-q", str(linked))
    assert run(["hook", "install", "-C", str(linked)]) == 0
    assert (work / ".git/hooks/pre-commit").exists()
    spoil(linked)
    assert commit(linked).returncode == 1


def test_programs_in_the_data_are_not_run(work: Path) -> None:
    assert run(["hook", "install", "-C", str(work)]) == 0
    for name in ("rouxing", "yaml", "typer"):
        (work / f"{name}.py").write_text("raise SystemExit('foreign code ran')", "utf-8")
    done = commit(work)
    assert done.returncode == 0, done.stderr
    assert "foreign" not in done.stderr


def test_without_the_tool_nothing_passes(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/没有 这个/python")
    assert run(["hook", "install", "-C", str(work)]) == 0
    (work / "notes.txt").write_text("好", "utf-8")
    git(work, "add", "-A")
    bare = work.parent / "bin"
    bare.mkdir()
    for name in ("git", "sh"):
        (bare / name).symlink_to(shutil.which(name) or "")
    refused = git(work, "commit", "-m", "x", environment=ENVIRONMENT | {"PATH": str(bare)})
    assert refused.returncode == 1
    assert "找不到柔性执法工具" in refused.stderr
    (bare / "rouxing").write_text("#!/bin/sh\nexit 0\n", "utf-8")
    (bare / "rouxing").chmod(0o755)
    assert git(work, "commit", "-m", "x", environment=ENVIRONMENT | {"PATH": str(bare)}).returncode == 0


def test_installing_twice_is_once_and_foreign_hooks_stay(work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    hook = work / ".git/hooks/pre-commit"
    assert run(["hook", "uninstall", "-C", str(work)]) == 0
    assert "没有安装过" in capsys.readouterr().err
    assert run(["hook", "install", "-C", str(work)]) == 0
    first = hook.read_bytes()
    assert os.access(hook, os.X_OK)
    assert run(["hook", "install", "-C", str(work)]) == 0
    assert hook.read_bytes() == first
    hook.write_text("#!/bin/sh\nexit 0\n", "utf-8")
    for command in ("install", "uninstall"):
        assert run(["hook", command, "-C", str(work)]) == 2
        assert "别的程序的钩子" in capsys.readouterr().err
    assert hook.read_text("utf-8") == "#!/bin/sh\nexit 0\n"
    hook.unlink()
    hook.mkdir()
    assert run(["hook", "install", "-C", str(work)]) == 2
    assert "读不了" in capsys.readouterr().err


def test_managed_hooks_are_left_to_their_manager(work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    git(work, "config", "core.hooksPath", ".husky")
    assert run(["hook", "install", "-C", str(work)]) == 2
    assert "core.hooksPath（.husky）" in capsys.readouterr().err
    assert not (work / ".husky").exists()


def test_outside_git_there_is_nothing_to_install(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "plain"
    shutil.copytree(BASE, folder)
    assert run(["hook", "install", "-C", str(folder)]) == 2
    assert "不是 git 仓库" in capsys.readouterr().err
    assert run(["hook", "install", "--server", "-C", str(folder)]) == 2
    assert "请用 -C 指向服务器上的裸仓库" in capsys.readouterr().err


def test_receiving_by_hand_is_explained(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    assert run(["hook", "receive"]) == 2
    assert "rouxing hook install --server" in capsys.readouterr().err


@pytest.mark.parametrize("platform", ["github", "gitlab", "gitee"])
def test_pipelines_are_ready(platform: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["hook", "ci", platform]) == 0
    text, told = capsys.readouterr()
    assert told.startswith("请把以上内容存成仓库里的 .")
    assert text.startswith("# ")
    assert "rouxing check --strict" in text
    assert isinstance(yaml.safe_load(text), dict)


@pytest.mark.skipif("ROUXING_FROM_WHEEL" in os.environ, reason="the manifest belongs to the source")
def test_pre_commit_manifest() -> None:
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    assert (hook["id"], hook["entry"], hook["language"]) == ("rouxing-check", "rouxing check", "python")
    # numbers are compared across files, so the whole repository is looked at once
    assert hook["pass_filenames"] is False
    for path in ("rouxing.yaml", LIST, "cases/transport/2021/10.yaml", "schemas/cases.schema.json"):
        assert re.search(hook["files"], path)
    assert not re.search(hook["files"], "README.md")


DIFF = """@@ -1,3 +1,4 @@
 清单: 不予行政处罚
-版本: 1
+版本: 2
+备注: 一
 施行日期: 2021-10-01
\\ No newline at end of file
@@ -9,1 +10,2 @@ 事项:
 a
+b
"""


def test_positions_in_a_diff() -> None:
    assert list(positions(DIFF)) == [(2, 3), (3, 4), (11, 9)]
    assert list(positions("")) == []
    assert list(positions("+++ b/x\n@@ -0,0 +1 @@\n+++ text\n")) == [(1, 1)]


GOOD = "a-token-that-is-known"


class Gitee(ThreadingHTTPServer):
    """What Gitee's API answers, as far as it is used."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answers)
        self.files: list[dict[str, Any]] = [{"filename": LIST, "patch": {"diff": DIFF}}, {"filename": "a.png"}]
        self.notes: list[dict[str, str]] = [{"body": "人写的评论"}] * 100
        self.status = 200


class _Answers(BaseHTTPRequestHandler):
    server: Gitee

    def do_GET(self) -> None:
        address = urllib.parse.urlsplit(self.path)
        fields = dict(urllib.parse.parse_qsl(address.query))
        start = (int(fields["page"]) - 1) * int(fields["per_page"])
        known = {"/repos/county/data/pulls/7/files": self.server.files}
        known |= {"/repos/county/data/pulls/7/comments": self.server.notes}
        self.answer(known[address.path][start : start + int(fields["per_page"])], fields)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        fields = dict(urllib.parse.parse_qsl(body))
        assert self.path == "/repos/county/data/pulls/7/comments"
        self.server.notes.append(fields)
        self.answer({}, fields)

    def answer(self, content: object, fields: Mapping[str, str]) -> None:
        self.send_response(self.server.status if fields["access_token"] == GOOD else 401)
        self.end_headers()
        self.wfile.write(json.dumps(content).encode())

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def service() -> Iterator[Gitee]:
    with Gitee() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def finding(line: int) -> dict[str, object]:
    return {
        "规则": "RX013",
        "级别": "错误",
        "文件": LIST,
        "行": line,
        "说明": "不认识的键",
        "建议": "请改正",
        "指纹": f"f{line:031}",
    }


def test_findings_go_to_the_changed_lines_of_a_gitee_pull_request(
    service: Gitee, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def post(content: str, token: str = GOOD, api: str = "") -> int:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content.encode())))
        monkeypatch.setenv("ROUXING_TOKEN", token)
        monkeypatch.setenv("GITEE_PULL_ID", "7")
        return run(["hook", "gitee", "county/data", "--api", api or f"http://127.0.0.1:{service.server_port}"])

    found = json.dumps({"发现": [finding(3), finding(4), finding(11)]})
    assert post(found) == 0
    assert capsys.readouterr().out == "新标出 2 处；另有 1 处不在改动的行上，见检查结果\n"
    first, second = service.notes[100:]
    assert (first["path"], first["position"], second["position"]) == (LIST, "4", "9")
    assert first["body"].startswith("**错误 RX013** 不认识的键\n\n改法：请改正")
    assert post(found) == 0
    assert "新标出 0 处" in capsys.readouterr().out
    assert post('{"发现": []}') == 0

    failures = {
        ("不是 JSON", GOOD, ""): "读到的不是检查结果",
        (found, "wrong-token", ""): "HTTP 401",
        (found, GOOD, "http://127.0.0.1:9"): "连不上 Gitee",
        (found, GOOD, "file:///etc"): "不是网址",
    }
    capsys.readouterr()
    for arguments, sentence in failures.items():
        assert post(*arguments) == 2
        told = capsys.readouterr().err
        assert sentence in told
        assert arguments[1] not in told
