"""Repairs of models and tables: defaults, and Pydantic 1's names."""

from __future__ import annotations

from collections.abc import Iterator

from ast_grep_py import SgNode

from flake8_fastapi_arch.facts.model import Class
from flake8_fastapi_arch.facts.walk import definitions
from flake8_fastapi_arch.patches.edits import Edit, insert, replace
from flake8_fastapi_arch.patches.finding import Finding
from flake8_fastapi_arch.patches.imports import imported
from flake8_fastapi_arch.patches.repair import repairs
from flake8_fastapi_arch.patches.source import (
    Uncertain,
    end,
    field,
    has,
    is_multiline,
    items,
    start,
)
from flake8_fastapi_arch.project.modules.symbols import ClassSymbol

_DUMP = frozenset(
    {"include", "exclude", "by_alias", "exclude_unset", "exclude_defaults", "exclude_none"}
)
# The arguments with which a method of Pydantic 1 means what its successor does; None: any.
_ARGUMENTS = {
    "dict": _DUMP, "json": _DUMP | {"indent"}, "copy": frozenset({"update", "deep"}),
    "schema": frozenset[str](), "update_forward_refs": frozenset[str](),
    "parse_obj": None, "parse_raw": None, "from_orm": None, "construct": None,
}  # fmt: skip
_SETTINGS = {
    "allow_population_by_field_name": "populate_by_name",
    "anystr_lower": "str_to_lower",
    "anystr_strip_whitespace": "str_strip_whitespace",
    "anystr_upper": "str_to_upper",
    "max_anystr_length": "str_max_length",
    "min_anystr_length": "str_min_length",
    "orm_mode": "from_attributes",
    "schema_extra": "json_schema_extra",
    "validate_all": "validate_default",
    **{
        name: name
        for name in (
            "alias_generator", "arbitrary_types_allowed", "extra", "from_attributes", "frozen",
            "json_schema_extra", "populate_by_name", "str_strip_whitespace", "title",
            "use_enum_values", "validate_assignment", "validate_default",
        )
    },
}  # fmt: skip


@repairs("FAA157")
def write_pydantic_2(finding: Finding) -> Iterator[Edit]:
    """Write the name of Pydantic 2, where nothing but the name is another."""
    old, new = finding.detail("old"), finding.detail("new")
    if old == "class Config":
        yield from _configuration(finding)
        return
    if old.startswith("@"):
        raise Uncertain("validators take other arguments, too")
    method = old.strip(".()")
    allowed = _ARGUMENTS[method]
    for made in finding.calls:
        func = field(made.node, "function")
        if func.kind() != "attribute" or field(func, "attribute").text() != method:
            continue
        names = {k.arg for k in made.call.keywords}
        positional = len(made.call.args)
        is_same = (
            not positional and names <= allowed
            if allowed is not None
            else ((positional, names) == (1, set()) or method == "construct")
        )
        if not is_same or made.call.is_spread:
            raise Uncertain("the arguments may mean something else")
        yield replace(field(func, "attribute"), new.strip(".()"))
        return
    raise Uncertain("no such call")


@repairs("FAA158")
def default_to_none(finding: Finding) -> Iterator[Edit]:
    """Give the field the default ``None``."""
    statement = finding.node("assignment")
    if statement.field("right") is not None:
        raise Uncertain("it has a value")
    yield insert(end(statement), " = None")


@repairs("FAA233")
def give_the_function(finding: Finding) -> Iterator[Edit]:
    """Give the column or field what makes the value, not the value."""
    statement = finding.node("assignment")
    value = field(statement, "right")
    name = finding.detail("call").partition("(")[0]
    if value.kind() == "call" and field(value, "function").text() == name:
        yield from _plain_default(value, finding)
        return
    arguments = [a for a in items(field(value, "arguments")) if _is_call_of(a, name)]
    if len(arguments) != 1:
        raise Uncertain("several such calls, or none")
    [argument] = arguments
    is_field = field(value, "function").text().rpartition(".")[2] == "Field"
    if argument.kind() == "keyword_argument":
        if is_field and field(argument, "name").text() == "default":
            yield replace(field(argument, "name"), "default_factory")
        call = field(argument, "value")
        yield replace(call, _maker(call))
    else:
        yield replace(argument, f"default_factory={_maker(argument)}")


def _plain_default(value: SgNode, finding: Finding) -> Iterator[Edit]:
    owner = _class_of(finding)
    is_table = finding.project.models.table_kind(ClassSymbol(finding.module, owner)) == "SQLModel"
    scope = finding.project.names.scope_of(finding.module, owner)
    library = ("sqlmodel",) if is_table else ("pydantic", "pydantic.fields")
    name, added = imported("Field", library, scope, finding)
    yield replace(value, f"{name}(default_factory={_maker(value)})")
    yield from added


def _maker(call: SgNode) -> str:
    """What makes the value of *call* anew each time."""
    if is_multiline(call):
        raise Uncertain("a call of several lines")
    if items(field(call, "arguments")):
        return f"lambda: {call.text()}"
    return field(call, "function").text()


def _is_call_of(argument: SgNode, name: str) -> bool:
    is_keyword = argument.kind() == "keyword_argument"
    value = field(argument, "value") if is_keyword else argument
    return value.kind() == "call" and field(value, "function").text() == name


def _class_of(finding: Finding) -> Class:
    """The innermost class around the place."""
    line = finding.diagnostic.match.line
    around = [
        node
        for node in definitions(finding.module)
        if isinstance(node, Class) and node.line <= line <= node.end_line
    ]
    if not around:
        raise Uncertain("no class")
    return around[-1]


def _configuration(finding: Finding) -> Iterator[Edit]:
    """``model_config = ConfigDict(...)`` in place of ``class Config``."""
    node, source = finding.node("class_definition"), finding.source
    if node.field("superclasses") is not None or has(node, "comment"):
        raise Uncertain("it inherits, or is commented")
    owner = _owner(finding)
    cls = ClassSymbol(finding.module, owner)
    if finding.project.types.is_a(cls, "pydantic.BaseSettings", "pydantic_settings.BaseSettings"):
        raise Uncertain("settings have more settings")
    scope = finding.project.names.scope_of(finding.module, owner)
    if "model_config" in scope.bindings:
        raise Uncertain("it stands beside model_config")
    name, added = imported("ConfigDict", ("pydantic", "pydantic.config"), scope, finding)
    settings = [*map(_setting, field(node, "body").named_children())]
    line = f"model_config = {name}({', '.join(settings)})"
    indent = source.indent(start(node))
    if any("\n" in setting for setting in settings):
        raise Uncertain("a setting of several lines")
    if len(indent) + len(line) > source.limit:
        inner = indent + source.unit
        line = (
            f"model_config = {name}(\n" + "".join(f"{inner}{s},\n" for s in settings) + f"{indent})"
        )
    yield replace(node, line)
    yield from added


def _owner(finding: Finding) -> Class:
    config = _class_of(finding)
    scopes = finding.project.names.scopes(finding.module)
    parent = scopes.of(config).parent
    if parent is None or not isinstance(parent.owner, Class):
        raise Uncertain("no class around it")
    return parent.owner


def _setting(statement: SgNode) -> str:
    """``name=value`` as Pydantic 2 has it, for an assignment of Pydantic 1's."""
    inner = statement.children()[0] if statement.children() else statement
    if inner.kind() != "assignment" or inner.field("type") is not None:
        raise Uncertain("more than assignments")
    name, value = field(inner, "left").text(), field(inner, "right").text()
    if name == "allow_mutation" and value in ("True", "False"):
        return f"frozen={value == 'False'}"
    if name not in _SETTINGS:
        raise Uncertain(f"{name} has no successor")
    if name == "extra" and value.startswith("Extra."):
        value = f'"{value.removeprefix("Extra.")}"'
    return f"{_SETTINGS[name]}={value}"
