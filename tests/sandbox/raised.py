"""Which errors a function may raise, found by reading the code: its own, and those of whatever it calls."""

import ast
import inspect
from collections.abc import Callable, Iterator
from functools import cache
from types import FunctionType, ModuleType
from typing import Any

from sandbox.company.files import Files
from sandbox.company.homes import Homes
from sandbox.company.modals import Modals
from sandbox.delivery.triggers import Triggers
from sandbox.web_api.call import ApiCall

# Whose method a call like `call.world.modals.open(…)` means; nobody else's raise SlackError.
OWNERS = {
    "call": ApiCall,
    "files": Files,
    "homes": Homes,
    "modals": Modals,
    "triggers": Triggers,
}


def errors_of(run: Callable[..., Any]) -> set[str]:
    """The words that stand in every `SlackError("…")` this may come to."""
    seen: set[FunctionType] = set()
    waiting = [run]
    errors: set[str] = set()
    while waiting:
        function = waiting.pop()
        if not isinstance(function, FunctionType) or function in seen:
            continue
        seen.add(function)
        errors |= _raised(function)
        waiting += _called(function)
    return errors


@cache
def _tree(function: FunctionType) -> ast.AST:
    source = inspect.getsource(function)
    return ast.parse(inspect.cleandoc("\n" + source) if source[0] == " " else source)


def _calls(function: FunctionType) -> Iterator[ast.Call]:
    return (node for node in ast.walk(_tree(function)) if isinstance(node, ast.Call))


def _raised(function: FunctionType) -> set[str]:
    """Words that stand there, or behind a name that is always the same."""
    errors = set()
    for call in _calls(function):
        if isinstance(call.func, ast.Name) and call.func.id == "SlackError":
            match call.args[0]:
                case ast.Constant(value=str(word)):
                    errors.add(word)
                case ast.Name(id=name) if isinstance(function.__globals__.get(name), str):
                    errors.add(function.__globals__[name])
    return errors


def _called(function: FunctionType) -> Iterator[Any]:
    around = function.__globals__
    for call in _calls(function):
        match call.func:
            case ast.Name(id=name):
                yield around.get(name)
            case ast.Attribute(value=ast.Name(id=owner), attr=name) if isinstance(
                around.get(owner), ModuleType
            ):
                yield getattr(around[owner], name, None)
            case ast.Attribute(value=ast.Name(id="self"), attr=name):
                owner = function.__qualname__.partition(".")[0]
                yield getattr(around[owner], name, None)
            case ast.Attribute(value=ast.Name(id=owner) | ast.Attribute(attr=owner), attr=name):
                yield getattr(OWNERS.get(owner), name, None)
