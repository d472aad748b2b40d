"""What the code says of edits: which services change a row, which doors reach them."""

import ast
import inspect
import sys
import typing
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from types import FunctionType, ModuleType
from typing import Any

from django.forms import BaseForm

# The one door to a row that was read, and what makes sure that it still is as it was.
DOOR = "foundation.records.services"
CHANGING = {"write", "void", "hold"}


@dataclass
class Reached:
    """What a view comes to, by the names it and its helpers use."""

    services: set[FunctionType] = field(default_factory=set)
    forms: set[type[BaseForm]] = field(default_factory=set)


@cache
def tree_of(module: ModuleType) -> ast.Module:
    return ast.parse(inspect.getsource(module))


@cache
def node_of(function: FunctionType) -> ast.FunctionDef:
    """The source of a function as a tree, however it is wrapped."""
    function = inspect.unwrap(function)
    module = sys.modules[function.__module__]
    return next(
        node
        for node in ast.walk(tree_of(module))
        if isinstance(node, ast.FunctionDef) and node.name == function.__name__
    )


def meant(node: ast.AST, module: ModuleType) -> Any:
    """What a name or a dotted name means in a module; None where it is of no module."""
    if isinstance(node, ast.Name):
        return vars(module).get(node.id)
    if isinstance(node, ast.Attribute):
        owner = meant(node.value, module)
        return getattr(owner, node.attr, None) if isinstance(owner, ModuleType) else None
    return None


def is_in(room: str, thing: Any) -> bool:
    return room in str(getattr(thing, "__module__", "")).split(".")


@cache
def read_rows(function: FunctionType) -> set[str]:
    """The parameters of a service that are rows with a version, or hold such rows."""
    hints = typing.get_type_hints(inspect.unwrap(function))
    return {name for name, hint in hints.items() if name != "return" and _is_row(hint)}


def _is_row(hint: Any) -> bool:
    if isinstance(hint, typing.TypeVar):
        return hint.__bound__ is not None and _is_row(hint.__bound__)
    if isinstance(hint, type) and hasattr(hint, "_meta"):
        return any(column.name == "version" for column in hint._meta.fields)
    return any(_is_row(part) for part in typing.get_args(hint))


_CHANGED: dict[FunctionType, frozenset[str]] = {}


def changed_rows(function: FunctionType) -> frozenset[str]:
    """The rows a service is given and changes, itself or through what it calls."""
    function = inspect.unwrap(function)
    if function not in _CHANGED:
        _CHANGED[function] = frozenset()  # what calls itself is being looked at
        _CHANGED[function] = frozenset(_changed(function))
    return _CHANGED[function]


def _changed(function: FunctionType) -> Iterator[str]:
    module, node = sys.modules[function.__module__], node_of(function)
    calls = [each for each in ast.walk(node) if isinstance(each, ast.Call)]
    for name in read_rows(function):
        names = {name} | _drawn_from(node, name)
        if any(_changes(call, module, names=names) for call in calls):
            yield name


def _drawn_from(node: ast.AST, name: str) -> set[str]:
    """Other names for the same rows: given on, or taken one by one."""
    found: set[str] = set()
    for each in ast.walk(node):
        if isinstance(each, ast.For | ast.comprehension):
            drawn, targets = each.iter, [each.target]
        elif isinstance(each, ast.Assign):
            drawn, targets = each.value, each.targets
        else:
            continue
        if isinstance(drawn, ast.Name) and drawn.id == name:
            for target in targets:
                parts = target.elts if isinstance(target, ast.Tuple) else [target]
                found |= {part.id for part in parts if isinstance(part, ast.Name)}
    return found


def _changes(call: ast.Call, module: ModuleType, *, names: set[str]) -> bool:
    """Tell whether a call changes a row of this name because somebody read it."""
    callee = meant(call.func, module)
    if not isinstance(callee, FunctionType):
        return False
    callee = inspect.unwrap(callee)
    given = dict(zip(inspect.signature(callee).parameters, call.args, strict=False))
    given |= {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg}
    follows = given.get("follows")
    if isinstance(follows, ast.Constant) and follows.value is True:
        return False
    passed = {n for n, v in given.items() if isinstance(v, ast.Name) and v.id in names}
    if callee.__module__ == DOOR:
        return callee.__name__ in CHANGING and "record" in passed
    return is_in("services", callee) and bool(passed & changed_rows(callee))


@cache
def writes(function: FunctionType) -> bool:
    """Tell whether a service writes any row at all."""
    seen: set[FunctionType] = set()
    waiting = [inspect.unwrap(function)]
    while waiting:
        each = waiting.pop()
        if each.__module__ == DOOR and each.__name__ in CHANGING:
            return True
        if each in seen or not is_in("services", each):
            continue
        seen.add(each)
        module = sys.modules[each.__module__]
        for call in (n for n in ast.walk(node_of(each)) if isinstance(n, ast.Call)):
            callee = meant(call.func, module)
            if isinstance(callee, FunctionType):
                waiting.append(inspect.unwrap(callee))
    return False


@cache
def reached_by(view: Callable[..., Any]) -> Reached:
    """Follow a view through its helpers and tables to the services and forms it names."""
    reached, seen = Reached(), set()
    waiting: list[tuple[ast.AST, ModuleType]] = []

    def note(thing: Any) -> None:
        if isinstance(thing, FunctionType) and is_in("views", inspect.unwrap(thing)):
            thing = inspect.unwrap(thing)
            waiting.append((node_of(thing), sys.modules[thing.__module__]))
        elif isinstance(thing, FunctionType) and is_in("services", thing):
            reached.services.add(inspect.unwrap(thing))
        elif isinstance(thing, type) and issubclass(thing, BaseForm):
            reached.forms.add(thing)

    note(view)
    while waiting:
        node, module = waiting.pop()
        if node in seen:
            continue
        seen.add(node)
        for each in ast.walk(node):
            if isinstance(each, ast.Name | ast.Attribute):
                note(meant(each, module))
            if isinstance(each, ast.Name):
                waiting += [(value, home) for value, home in _tables(each.id, module)]
    return reached


def _tables(name: str, module: ModuleType) -> Iterator[tuple[ast.AST, ModuleType]]:
    """Where a view takes its forms and acts from a table, the table itself."""
    meant_here = vars(module).get(name)
    if meant_here is None or isinstance(meant_here, FunctionType | ModuleType | type):
        return
    for home in {module, *_beside(module)}:
        if vars(home).get(name) is not meant_here:
            continue
        for node in tree_of(home).body:
            targets = node.targets if isinstance(node, ast.Assign) else []
            if any(isinstance(t, ast.Name) and t.id == name for t in targets):
                yield node.value, home


def _beside(module: ModuleType) -> Iterator[ModuleType]:
    """The views of the same package, and its forms."""
    package = module.__name__.partition(".views")[0]
    for name, other in list(sys.modules.items()):
        if name.startswith(f"{package}.") and {"views", "forms"} & set(name.split(".")):
            yield other


def edits(view: Callable[..., Any]) -> dict[str, frozenset[str]]:
    """The services a view reaches that change a row somebody read, and those rows."""
    found = {service: changed_rows(service) for service in reached_by(view).services}
    return {service.__name__: rows for service, rows in found.items() if rows}
