"""The commands as a person sees them: Chinese help, and groups that import a command only when it is called."""

from __future__ import annotations

import importlib
import re
import sys
from collections.abc import Iterator
from typing import Any, Final

import typer
import typer.main
from typer.core import TyperCommand, TyperGroup

from rouxing.commands._text import terminal_width, two_columns, wrapped
from rouxing.registry import modules

_METAVARS: Final = {"TEXT": "文字", "INTEGER": "整数", "PATH": "路径", "FILE": "文件", "DIRECTORY": "文件夹"}


def help_text(command: Any, context: Any) -> str:
    """Usage, description, arguments, options and sub-commands of one command."""
    columns = terminal_width()
    lines = [f"用法：{context.command_path} {' '.join(_usage(command))}".rstrip(), ""]
    for paragraph in (command.help or "").split("\n\n"):
        lines += [*wrapped(_joined(paragraph), columns), ""]
    for title, rows in _sections(command, context):
        if rows:
            lines += [f"{title}：", *two_columns(rows, columns), ""]
    return "\n".join(lines).rstrip() + "\n"


def _joined(paragraph: str) -> str:
    """Lines of a docstring as one: a line end between Chinese characters is no blank."""
    lines = [line.strip() for line in paragraph.strip().split("\n")]
    return re.sub(r"(?<=[^\x00-\x7f])\n|\n(?=[^\x00-\x7f])", "", "\n".join(lines)).replace("\n", " ")


def _usage(command: Any) -> Iterator[str]:
    if any(parameter.param_type_name == "option" for parameter in command.params):
        yield "[选项]"
    for parameter in command.params:
        if parameter.param_type_name == "argument":
            yield _argument(parameter)
    if isinstance(command, TyperGroup):
        yield "命令 …"


def _sections(command: Any, context: Any) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    parameters = command.get_params(context)
    arguments = [one for one in parameters if one.param_type_name == "argument"]
    options = [one for one in parameters if one.param_type_name == "option"]
    yield "参数", [(_argument(one), one.help or "") for one in arguments]
    if isinstance(command, TyperGroup):
        names = command.list_commands(context)
        found = ((name, command.get_command(context, name)) for name in names)
        yield "命令", [(name, _summary(one)) for name, one in found if one is not None]
    yield "选项", [(_option(one), _option_help(one)) for one in options]


def _summary(command: Any) -> str:
    return _joined(str(command.help or "").split("\n\n", 1)[0])


def _argument(parameter: Any) -> str:
    name = _METAVARS.get(parameter.metavar or "", parameter.metavar) or parameter.name
    name = f"{name} …" if parameter.nargs == -1 else name
    return name if parameter.required else f"[{name}]"


def _option(parameter: Any) -> str:
    names = ", ".join(sorted((*parameter.opts, *parameter.secondary_opts), key=len))
    if parameter.is_flag or "--help" in parameter.opts:
        return names
    choices = getattr(parameter.type, "choices", None)
    metavar = parameter.metavar or ("|".join(str(getattr(one, "value", one)) for one in choices) if choices else "值")
    return f"{names} {metavar}"


def _option_help(parameter: Any) -> str:
    text = "显示本说明" if "--help" in parameter.opts else parameter.help or ""
    default = parameter.default
    shown = getattr(default, "value", default)
    if parameter.is_flag or not isinstance(shown, (str, int)) or isinstance(shown, bool) or shown == "":
        return text
    return f"{text}（默认 {shown}）"


class Command(TyperCommand):
    """A command whose help is Chinese."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help into the formatter."""
        formatter.write(help_text(self, ctx))


class Group(TyperGroup):
    """A command with sub-commands, whose help is Chinese."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help into the formatter."""
        formatter.write(help_text(self, ctx))


class LazyGroup(Group):
    """The top level: a command is the file of its name in this folder, imported when it is called."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - Typer's signature
        """Names of all commands: the files of this folder without a leading underscore."""
        return modules(sys.modules["rouxing.commands"])

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of that name, or None."""
        if not cmd_name.isidentifier() or cmd_name not in self.list_commands(ctx):
            return None
        module = importlib.import_module(f"rouxing.commands.{cmd_name}")
        command = typer.main.get_command(module.app)
        command.name = cmd_name
        return command


def command_app(help_: str = "") -> typer.Typer:
    """A Typer for one file of this folder: add one `@app.command(cls=Command)`, or several for a group."""
    return typer.Typer(
        cls=Group,
        help=help_,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
