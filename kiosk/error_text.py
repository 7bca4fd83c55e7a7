"""What an expression of the source reads as: a text with named placeholders, as a person would write it."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import Final

MANY: Final = 12
"""Texts of one expression are listed up to here; beyond, what varies is a placeholder."""

Texts = tuple[str, ...]
Bound = Mapping[str, Texts]


@dataclass
class Module:
    """What is known of a file: constants and functions by name, and who calls whom."""

    place: str
    tree: ast.Module
    constants: dict[str, ast.expr] = field(default_factory=dict)
    functions: dict[str, list[ast.FunctionDef]] = field(default_factory=dict)
    calls: list[tuple[ast.Call, ast.FunctionDef | None]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    faults: set[str] = field(default_factory=set)


def called(call: ast.Call) -> str:
    """The name of what is called; empty where it has none."""
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


class Reader:
    """Says what an expression can read as, in the words of one module."""

    def __init__(self, module: Module) -> None:
        self.module = module

    def bindings(self, owner: ast.FunctionDef | None, arguments: Iterable[ast.expr]) -> Iterator[Bound]:
        """What the parameters stand for, once per call of a helper that builds the error from its parameters."""
        names = [each.arg for each in owner.args.args] if owner is not None else []
        used = {node.id for each in arguments for node in ast.walk(each) if isinstance(node, ast.Name)}
        callers = [(call, by) for call, by in self.module.calls if owner is not None and called(call) == owner.name]
        whole = {each.id for each in arguments if isinstance(each, ast.Name)} & set(names)
        if not (callers and whole and used & set(names)):
            yield {}
            return
        for call, by in callers:
            shift = 1 if names[:1] == ["self"] else 0
            given = dict(zip(names[shift:], call.args, strict=False))
            given |= {each.arg: each.value for each in call.keywords if each.arg in names}
            yield {name: self.texts(value, by, {}) for name, value in given.items()}

    def texts(self, node: ast.expr, owner: ast.FunctionDef | None, bound: Bound) -> Texts:
        """Every text that an expression can be."""
        match node:
            case ast.Constant(value=str(text)):
                return (text,)
            case ast.JoinedStr(values=values):
                return self._joined(values, owner, bound)
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                return _all(self.texts(left, owner, bound), self.texts(right, owner, bound))
            case ast.IfExp(body=body, orelse=orelse):
                return tuple(dict.fromkeys(self.texts(body, owner, bound) + self.texts(orelse, owner, bound)))
            case ast.BoolOp(values=values):
                return tuple(text for each in values for text in self.texts(each, owner, bound))
            case ast.Name(id=name, lineno=line):
                return self._named(name, line, owner, bound)
            case ast.Subscript(value=ast.Name(id=name)) if isinstance(self.module.constants.get(name), ast.Dict):
                return self._values(name)
            case ast.Call(func=ast.Attribute(attr="format", value=value)):
                return self.texts(value, owner, bound)
            case ast.Call() if found := self._returned(called(node)):
                return found
            case _:
                return (f"{{{_label(node)}}}",)

    def _joined(self, values: Iterable[ast.expr], owner: ast.FunctionDef | None, bound: Bound) -> Texts:
        pieces: list[Texts] = []
        for value in values:
            inner = value.value if isinstance(value, ast.FormattedValue) else value
            if isinstance(value, ast.FormattedValue) and not isinstance(inner, ast.Name | ast.IfExp):
                pieces.append((f"{{{_label(inner)}}}",))
            else:
                pieces.append(self.texts(inner, owner, bound))
        return _all(*pieces)

    def _named(self, name: str, line: int, owner: ast.FunctionDef | None, bound: Bound) -> Texts:
        if name in bound:
            return bound[name]
        before = [value for target, value in _assigned(owner) if target == name and value.lineno <= line]
        last = max(before, key=lambda value: value.lineno, default=None)
        if last is not None and _says(last):
            return self.texts(last, owner, bound)
        constant = self.module.constants.get(name)
        if name.isupper() and constant is not None and _says(constant):
            return self.texts(constant, None, {})
        return (f"{{{_plain(name)}}}",)

    def _values(self, name: str) -> Texts:
        table = self.module.constants[name]
        values = table.values if isinstance(table, ast.Dict) else []
        return tuple(text for value in values for text in self.texts(value, None, {}))

    def _returned(self, name: str) -> Texts:
        """What a helper of the module returns, if that is text."""
        returns = [
            node.value
            for function in self.module.functions.get(name, ())
            for node in ast.walk(function)
            if isinstance(node, ast.Return) and node.value is not None
        ]
        if not returns or not all(_says(value) for value in returns):
            return ()
        owner = self.module.functions[name][0]
        return tuple(text for value in returns for text in self.texts(value, owner, {}))


def _assigned(owner: ast.FunctionDef | None) -> Iterator[tuple[str, ast.expr]]:
    for node in ast.walk(owner) if owner is not None else ():
        if isinstance(node, ast.Assign):
            for target in node.targets:
                match target, node.value:
                    case ast.Name(id=name), value:
                        yield name, value
                    case ast.Tuple(elts=names), ast.Tuple(elts=values):
                        yield from (
                            (each.id, value)
                            for each, value in zip(names, values, strict=False)
                            if isinstance(each, ast.Name)
                        )


def _says(node: ast.expr) -> bool:
    """Whether an expression is a text as far as can be seen."""
    match node:
        case ast.Constant(value=str()) | ast.JoinedStr():
            return True
        case ast.IfExp(body=body, orelse=orelse):
            return _says(body) and _says(orelse)
        case ast.BinOp(left=left, op=ast.Add()):
            return _says(left)
        case _:
            return False


def _all(*pieces: Texts) -> Texts:
    """Every way through the pieces."""
    found = tuple("".join(way) for way in product(*pieces))
    if len(found) <= MANY:
        return found
    return ("".join(piece[0] if len(piece) == 1 else "{…}" for piece in pieces),)


def _label(node: ast.expr) -> str:
    """A name for what a placeholder stands for."""
    match node:
        case ast.Name(id=name):
            return _plain(name)
        case ast.Attribute(attr="strerror" | "args" | "msg"):
            return "reason"
        case ast.Attribute(attr=name):
            return _plain(name)
        case ast.Call(func=ast.Attribute(attr="join"), args=[inner, *_]):
            return _label(inner)
        case ast.Call(func=ast.Name(id="len"), args=[inner]):
            return f"number of {_label(inner)}"
        case ast.Call(
            func=ast.Name(id="str" | "repr" | "sorted" | "map" | "min" | "max" | "set" | "list"), args=[*inner]
        ):
            return _label(inner[-1])
        case ast.Call(func=func):
            return _plain(called(ast.Call(func, [], [])).strip("_"))
        case ast.Subscript(value=value):
            return _label(value)
        case ast.BinOp(left=left) | ast.IfExp(body=left) | ast.GeneratorExp(elt=left) | ast.ListComp(elt=left):
            return _label(left)
        case ast.Starred(value=value):
            return _label(value)
        case _:
            return "value"


def _plain(name: str) -> str:
    return (
        {"fault": "reason", "error": "reason", "e": "reason", "exc": "reason"}.get(name, name)
        .strip("_")
        .replace("_", " ")
        .lower()
    )
