"""Schemas: which one a file must pass, and what its errors mean in words that legal staff understand."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Final, NamedTuple

from jsonschema_rs import Draft7Validator, RegexOptions, ValidationError, ValidationErrorKind

from rouxing.diagnostics import Fault, Place
from rouxing.files.packaged import packaged
from rouxing.terms import SCHEMAS_FOLDER


class Schema(NamedTuple):
    """A compiled schema and the mapping it was compiled from."""

    validator: Draft7Validator
    content: dict[str, Any]


def compiled(content: Any) -> Schema:
    """Compile a schema. Raises ValueError; never fetches anything, never backtracks."""
    if not isinstance(content, dict):
        raise ValueError("a schema file holds an object")  # noqa: TRY004 - bad data, not a bad call
    try:
        validator = Draft7Validator(content, validate_formats=True, retriever=_refuse, pattern_options=RegexOptions())
    except ValidationError as error:
        raise ValueError(error.message) from None
    return Schema(validator, content)


@cache
def compiled_text(text: str) -> Schema:
    """Compile a schema file. Raises ValueError (JSONDecodeError with its position among them)."""
    return compiled(json.loads(text))


class BadSchema(ValueError):
    """A repository's own schema that breaks the metaschema; the message names the place."""


def judge(text: str) -> None:
    """Check a repository's own schema against the metaschema of draft-07. Raises ValueError, naming the place."""
    from jsonschema import Draft7Validator as Draft7
    from jsonschema import SchemaError

    try:
        Draft7.check_schema(json.loads(text))
    except SchemaError as error:
        place = "/".join(map(str, error.absolute_path)) or "根"
        raise BadSchema(f"“{place}”处的写法不对") from None
    compiled_text(text)


def _refuse(uri: str) -> Any:
    raise ValueError(f"does not fetch {uri}")


@cache
def packaged_schema(name: str) -> Schema:
    """The schema that comes with the tool: rouxing, agency, checklist or cases."""
    return compiled_text(packaged(f"{SCHEMAS_FOLDER}/{name}.schema.json").read_text(encoding="utf-8"))


def schema_faults(schema: Schema, data: Any, path: str) -> Iterator[tuple[str, Fault]]:
    """Rule code and fault of every violation. Raises ValueError where a key is not text."""
    if schema.validator.is_valid(data):  # half the time that listing no errors takes
        return
    violations = [_Violation(schema.content, data, path, error) for error in schema.validator.iter_errors(data)]
    misspelt = {(one.pointer, meant) for one in violations for meant in one.misspelt.values()}
    for one in violations:
        if (one.pointer, one.detail.get("property")) in misspelt:
            continue  # the unknown key's own finding names the key that is missing
        code, explain = _EXPLANATIONS.get(type(one.error.kind).__name__, _DEFAULT)
        for fault in explain(one):
            yield code, fault


_DETAILS: Final = ("property", "unexpected", "types", "options", "limit")


class _Violation(NamedTuple):
    """One error of the validator with what is needed to explain it."""

    schema: Mapping[str, Any]
    data: Any
    path: str
    error: ValidationError

    @property
    def pointer(self) -> tuple[str | int, ...]:
        """The way to the value, as far as it leads: the validator leaves empty keys out of it."""
        return tuple(_leading(self.data, self.error.instance_path))

    @property
    def name(self) -> str:
        """The innermost key above the value."""
        return next((step for step in reversed(self.pointer) if isinstance(step, str)), "整个文件")

    @property
    def rule(self) -> Mapping[str, Any]:
        """The schema of the value that failed."""
        found = _walk(self.schema, self.error.schema_path[:-1])
        return found if isinstance(found, dict) else {}

    @property
    def value(self) -> str:
        """The value as a message may show it: nothing of what is marked sensitive."""
        value = _walk(self.data, self.pointer)
        if self.rule.get("x-sensitive"):
            return "（内容不显示）"
        shown = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        return f"“{shown[:40]}…”" if len(shown) > 40 else f"“{shown}”"

    @property
    def detail(self) -> Mapping[str, Any]:
        """What the keyword asked for: property, types, options, limit, unexpected keys."""
        return {name: getattr(self.error.kind, name) for name in _DETAILS if hasattr(self.error.kind, name)}

    @property
    def misspelt(self) -> Mapping[str, str]:
        """Unknown keys of the mapping that look like an allowed one."""
        allowed = list(self.rule.get("properties", {})) if "unexpected" in self.detail else []
        unknown = self.detail.get("unexpected", ())
        import difflib

        close = {key: difflib.get_close_matches(key, allowed, n=1, cutoff=0.5) for key in unknown}
        return {key: names[0] for key, names in close.items() if names}

    @property
    def hint(self) -> str:
        """What the schema itself says about how to write the value."""
        return str(self.rule.get("errorMessage") or self.rule.get("description") or "请按格式说明填写")

    def fault(self, message: str, advice: str) -> Fault:
        return Fault(Place(self.path, self.pointer), message, advice)


def _leading(content: Any, steps: Sequence[str | int]) -> Iterator[str | int]:
    for step in steps:
        if not (step in content if isinstance(content, dict) else isinstance(content, list)):
            return
        yield step
        content = content[step]


def _walk(content: Any, steps: Sequence[str | int]) -> Any:
    for step in steps:
        content = content[step]
    return content


def _required(one: _Violation) -> Iterator[Fault]:
    missing = one.detail["property"]
    schema = one.rule.get("properties", {}).get(missing)
    described = schema.get("description") if isinstance(schema, dict) else ""
    where = f"“{one.name}”里" if one.pointer else "文件"
    yield one.fault(f"{where}缺少“{missing}”", f"请补写 {missing}: …" + (f"（{described}）" if described else ""))


def _unexpected(one: _Violation) -> Iterator[Fault]:
    allowed = "、".join(one.rule.get("properties", {}))
    for key in one.detail["unexpected"]:
        meant = one.misspelt.get(key)
        advice = f"是不是要写“{meant}”？" if meant else f"这里可以写的键：{allowed}"
        place = Place(one.path, (*one.pointer, key), of_key=True)
        yield Fault(place, f"不认识的键“{key[:40]}”", advice)


_TYPES: Final = {
    "string": "文本",
    "integer": "整数",
    "number": "数字",
    "boolean": "true 或 false",
    "array": "列表（每项以“- ”开头）",
    "object": "下一层的各个键",
    "null": "空",
}


def _type(one: _Violation) -> Iterator[Fault]:
    wanted = [name for name in one.detail["types"] if name != "null"]
    value = _walk(one.data, one.pointer)
    message = f"“{one.name}”应当是{'或'.join(_TYPES[name] for name in wanted)}，这里{_describe(value, one)}"
    advice = one.hint
    if value is not None and "string" in wanted and not isinstance(value, (dict, list)):
        advice = '请给值加英文引号，例如 "0123"'
    yield one.fault(message, advice)


def _describe(value: Any, one: _Violation) -> str:
    if value is None:
        return "是空的"
    if isinstance(value, dict):
        return "写成了下一层的键"
    if isinstance(value, list):
        return "写成了列表"
    return f"是文本{one.value}" if isinstance(value, str) else f"写成了{one.value}，不是文本"


def _enum(one: _Violation) -> Iterator[Fault]:
    import difflib

    options = [str(option) for option in one.detail["options"] if option is not None]
    value = _walk(one.data, one.pointer)
    close = difflib.get_close_matches(str(value), options, n=1, cutoff=0.4)
    advice = f"只能写：{'、'.join(options)}" + (f"；是不是要写“{close[0]}”？" if close else "")
    yield one.fault(f"“{one.name}”不能写{one.value}" if value is not None else f"“{one.name}”是空的", advice)


def _form(one: _Violation) -> Iterator[Fault]:
    yield one.fault(f"“{one.name}”的写法不对：{one.value}", one.hint)


def _empty(one: _Violation) -> Iterator[Fault]:
    yield one.fault(f"“{one.name}”是空的", f"请填写：{one.rule.get('description', one.name)}")


def _amount(one: _Violation) -> Iterator[Fault]:
    bound = "不小于" if isinstance(one.error.kind, ValidationErrorKind.Minimum) else "不大于"
    yield one.fault(f"“{one.name}”应当{bound} {one.detail['limit']}，这里是{one.value}", one.hint)


def _repeated(one: _Violation) -> Iterator[Fault]:
    yield one.fault(f"“{one.name}”里有重复的内容", "请删除重复的一项")


def _name(one: _Violation) -> Iterator[Fault]:
    yield one.fault(f"“{one.name}”里有写法不对的键", "规则编号写成 RX405 的样子；RX0 开头的规则不能改变级别")


def _other(one: _Violation) -> Iterator[Fault]:
    yield one.fault(f"“{one.name}”不符合格式：{one.value}", one.hint)


_DEFAULT: Final = ("RX016", _other)
_EXPLANATIONS: Final[dict[str, tuple[str, Callable[[_Violation], Iterator[Fault]]]]] = {
    "Required": ("RX012", _required),
    "AdditionalProperties": ("RX013", _unexpected),
    "Type": ("RX014", _type),
    "Enum": ("RX015", _enum),
    "Constant": ("RX015", _other),
    "Pattern": ("RX016", _form),
    "Format": ("RX016", _form),
    "MinLength": ("RX017", _empty),
    "Minimum": ("RX017", _amount),
    "Maximum": ("RX017", _amount),
    "UniqueItems": ("RX017", _repeated),
    "PropertyNames": ("RX016", _name),
}
