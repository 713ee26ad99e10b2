"""The one door: starts the command, and turns every failure into one Chinese sentence and an exit status."""

from __future__ import annotations

import errno
import os
import sys
from typing import Annotated, Any

import typer
import typer.main

from rouxing import __version__
from rouxing.commands._surface import LazyGroup
from rouxing.errors import RouxingError
from rouxing.files.write import reason

USAGE_ERROR = 2
"""The command could not do its work (format.md §4)."""


INTERRUPTED = 130
"""Ctrl-C, as shells count it."""


def main(arguments: list[str] | None = None) -> None:
    """Run `rouxing` and exit."""
    _speak_utf8()
    sys.exit(run(arguments))


def run(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit status; never a traceback for bad input."""
    command = typer.main.get_command(_root())
    given = sys.argv[1:] if arguments is None else arguments
    try:
        status = command.main(args=_with_empty_values(given), prog_name="rouxing", standalone_mode=False)
        sys.stdout.flush()
    except RouxingError as error:
        return _fail(str(error))
    except typer.Abort:
        return _fail("已中断", INTERRUPTED)
    except OSError as error:
        return _unheard(error)
    except _usage_error() as error:
        return _fail(_usage_sentence(error))
    if status == INTERRUPTED:
        return _fail("已中断", INTERRUPTED)
    return status if isinstance(status, int) else 0


_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""What the disk says when the result is redirected to a file that cannot grow."""


def _unheard(error: OSError) -> int:
    """Exit status where nobody takes the result: the reader of the pipe has gone, or the disk is full."""
    if error.errno not in (errno.EPIPE, *_NO_ROOM):
        raise error
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or the interpreter would flush once more
    return 0 if error.errno == errno.EPIPE else _fail(f"结果没有写完：{reason(error)}")


def _with_empty_values(arguments: list[str]) -> list[str]:
    """Some options may stand without a value, which Typer's options cannot: they are given the empty one."""
    following = [*arguments[1:], "-"]
    return (
        [
            f"{argument}=" if argument in _MAY_BE_EMPTY and after.startswith("-") else argument
            for argument, after in zip(arguments, following, strict=True)
        ]
        if arguments
        else []
    )


_MAY_BE_EMPTY = frozenset({"--changed", "--baseline", "--write-baseline"})


def _fail(sentence: str, status: int = USAGE_ERROR) -> int:
    print(f"rouxing：{sentence}", file=sys.stderr)
    return status


def _root() -> typer.Typer:
    app = typer.Typer(
        cls=LazyGroup,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        no_args_is_help=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )

    @app.callback(invoke_without_command=True)
    def rouxing(
        context: typer.Context,
        version: Annotated[bool, typer.Option("--version", help="显示版本")] = False,
    ) -> None:
        """柔性执法工具：管理四张清单和案件台账，校验、打印文书、编制统计报表、查看修订历史。

        数据是仓库里的普通文件（YAML），历史由 git 保存。常用：rouxing check 检查全部文件；
        rouxing doc gen 生成文书；rouxing report 2021 编制年度报表。每个命令后加 --help 看用法。
        """
        if version:
            print(f"rouxing {__version__}")
        elif context.invoked_subcommand is None:
            print(context.get_help())

    return app


def _usage_error() -> type[Any]:
    """The base class of Click's usage errors, wherever this version of Typer keeps it."""
    return next(one for one in typer.BadParameter.__mro__ if one.__name__ == "ClickException")


def _usage_sentence(error: Any) -> str:
    context = getattr(error, "ctx", None)
    hint = f"；用法见 {context.command_path} --help" if context else ""
    return _explanation(error) + hint


def _explanation(error: Any) -> str:
    kinds = {one.__name__ for one in type(error).__mro__}
    parameter = getattr(error, "param", None)
    name = (parameter.metavar or parameter.name) if parameter is not None else ""
    if parameter is not None and parameter.param_type_name == "option":
        name = max(parameter.opts, key=len)
    if "NoSuchOption" in kinds:
        close = f"，是不是要写 {'、'.join(error.possibilities)}？" if error.possibilities else ""
        return f"没有选项 {error.option_name}{close}"
    if "MissingParameter" in kinds:
        return f"缺少 {name}"
    if "BadParameter" in kinds and parameter is not None:
        choices = getattr(parameter.type, "choices", None)
        expected = f"只能是 {'、'.join(str(one) for one in choices)}" if choices else _expected(parameter, error)
        return f"{name} 的值不对：{expected}"
    if "BadOptionUsage" in kinds:
        return f"选项 {error.option_name} 缺少值，或值写错了位置"
    return _plain(str(error.format_message()))


def _expected(parameter: Any, error: Any) -> str:
    kind = getattr(parameter.type, "name", "").replace("integer", "int")
    if kind == "int range":
        least, most = parameter.type.min, parameter.type.max
        return f"应为 {least} 至 {most} 的整数" if most is not None else f"应为不小于 {least} 的整数"
    return {"int": "应为整数", "float": "应为数字"}.get(kind, str(error.message))


def _plain(message: str) -> str:
    if message.startswith("No such command"):
        return f"没有命令 {message.split(chr(39))[1]}；全部命令见 rouxing --help"
    if message.startswith("Missing command"):
        return "缺少子命令"
    if "unexpected extra argument" in message:
        return f"多了参数 {message.rsplit('(', 1)[-1].rstrip(').')}"
    return message


def _speak_utf8() -> None:
    """Pipes and files get UTF-8 whatever the console's code page; a terminal never fails on a character."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace") if stream.isatty() else stream.reconfigure(encoding="utf-8")
