"""Reads the product's own source for every error that it can tell: code, sentence and remedy."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Final

from kiosk.error_text import Module, Reader, called

ROOTS: Final = {
    "KioskError": 1,
    "InputError": 2,
    "HardwareError": 2,
    "LinkLost": 1,
    "LinkAbsent": 2,
    "UnreadyError": 1,
    "AvatarError": 2,
}
"""The classes of errors, and the exit status of a command that ends with one."""
FORMS: Final = {
    "Fault": ("code", "file", "message", "remedy"),
    "fault": ("code", "message", "remedy"),
    "setting": ("code", "key", "message", "remedy"),
}
"""What notes a fault of a file, of which a command tells all at once; its sentence begins with the place."""
EVENTS: Final = frozenset({"PartFailed", "Failed", "Flaw", "_gone", "_report", "replace"})
"""What carries a code without a remedy."""
SHAPE: Final = re.compile(r"[a-z]+\.[a-z]+(?:-[a-z]+)*")
"""A code: an area, a dot, and what is the matter."""
FIELDS: Final = ("code", "sentence", "remedy")


@dataclass(frozen=True, slots=True)
class Case:
    """One way to fail: `sentence` and `remedy` hold {placeholders}; `place` is the file."""

    code: str
    sentence: str
    remedy: str
    status: int
    place: str


@dataclass(frozen=True, slots=True)
class Source:
    """What the source holds: cases, calls whose code is no constant, codes in events, texts that look like codes.

    The last two map a code to a file that has it.
    """

    cases: tuple[Case, ...]
    unnamed: tuple[str, ...]
    carried: Mapping[str, str]
    mentioned: Mapping[str, str]


def read(folders: Iterable[Path]) -> Source:
    """Every case in the Python files of packages, in the order of files and lines."""
    modules = [_module(path, folder) for folder in folders for path in sorted(folder.rglob("*.py"))]
    own = {_dotted(module.place): module.constants for module in modules}
    shared = {name: value for constants in own.values() for name, value in constants.items()}
    statuses = _classes(modules)
    found: list[Case] = []
    unnamed: list[str] = []
    for module in modules:
        module.constants = shared | dict(_imported(module, own)) | module.constants
        for call, owner in module.calls:
            for case in _cases(Reader(module), call, owner, statuses):
                if SHAPE.fullmatch(case.code):
                    found.append(case)
                elif called(call) in statuses:
                    unnamed.append(f"{module.place}, line {call.lineno}: {case.code}")
    carried = {code: module.place for module in modules for code in _carried(module)}
    others = [module for module in modules if not module.place.startswith("kiosk/error_")]
    mentioned = {text: module.place for module in others for text in module.texts if SHAPE.fullmatch(text)}
    return Source(tuple(dict.fromkeys(found)), tuple(unnamed), carried, mentioned)


def _dotted(place: str) -> str:
    """The name that a file is imported by."""
    return place.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def _imported(module: Module, own: Mapping[str, Mapping[str, ast.expr]]) -> Iterator[tuple[str, ast.expr]]:
    """The constants that a module has from others, under the names that it gives them."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ImportFrom):
            there = own.get(node.module or "", {})
            yield from ((each.asname or each.name, there[each.name]) for each in node.names if each.name in there)


def _carried(module: Module) -> Iterator[str]:
    """The codes in events that stand there as text."""
    for call, owner in module.calls:
        if called(call) in EVENTS:
            given = [each.value for each in call.keywords if each.arg == "code"]
            given += [] if called(call) == "replace" else call.args
            texts = [text for each in given for text in Reader(module).texts(each, owner, {})]
            yield from (text for text in texts if SHAPE.fullmatch(text))


def _module(path: Path, folder: Path) -> Module:
    module = Module(f"{folder.name}/{path.relative_to(folder)}", ast.parse(path.read_text(encoding="utf-8")))
    for node in module.tree.body:
        if isinstance(node, ast.ImportFrom) and node.module == "kiosk.faults":
            module.faults |= {name.asname or name.name for name in node.names}
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            module.constants[node.targets[0].id] = node.value
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value is not None:
            module.constants[node.target.id] = node.value
    _gather(module, module.tree, None)
    return module


def _gather(module: Module, node: ast.AST, owner: ast.FunctionDef | None) -> None:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef):
            module.functions.setdefault(child.name, []).append(child)
        if isinstance(child, ast.Call):
            module.calls.append((child, owner))
        if isinstance(child, ast.Constant) and isinstance(child.value, str):
            module.texts.append(child.value)
        _gather(module, child, child if isinstance(child, ast.FunctionDef) else owner)


def _classes(modules: Iterable[Module]) -> dict[str, int]:
    """Names of the error classes, with those that are made from them."""
    bases = [
        (node.name, base.id)
        for module in modules
        for node in module.tree.body
        if isinstance(node, ast.ClassDef) and (node.name in ROOTS or not _has_own_init(node))
        for base in node.bases
        if isinstance(base, ast.Name)
    ]
    known = dict(ROOTS)
    while new := {name: known[base] for name, base in bases if base in known and name not in known}:
        known |= new
    return known


def _has_own_init(node: ast.ClassDef) -> bool:
    return any(isinstance(each, ast.FunctionDef) and each.name == "__init__" for each in node.body)


def _cases(
    reader: Reader, call: ast.Call, owner: ast.FunctionDef | None, statuses: Mapping[str, int]
) -> Iterator[Case]:
    name = called(call)
    names = FIELDS if name in statuses else FORMS.get(name, ()) if _notes(call, reader.module) else ()
    given = dict(zip(names, call.args, strict=False))
    given |= {each.arg: each.value for each in call.keywords if each.arg is not None and each.arg in names}
    if "code" not in given or _hands_on(given["code"], owner):
        return
    keyed = (
        name == "setting" or len(call.args) > len(names) or any(each.arg in {"key", "loc"} for each in call.keywords)
    )
    for bound in reader.bindings(owner, given.values()):
        texts = [reader.texts(given[field], owner, bound) if field in given else ("",) for field in names]
        for code, *place, said, remedy in product(*texts):
            sentence = said if names is FIELDS else _placed(said, *place[-1:], keyed=keyed)
            yield Case(code, sentence, remedy, statuses.get(name, 2), reader.module.place)


def _notes(call: ast.Call, module: Module) -> bool:
    """Whether a call is one of the forms: the class is imported from `kiosk.faults`, the others are methods."""
    return called(call) in module.faults if isinstance(call.func, ast.Name) else called(call) != "Fault"


def _placed(message: str, key: str = "", *, keyed: bool) -> str:
    """The sentence of a fault of a file, as in `{file}, line {line}: voice.wpm is 1500`."""
    named = f"{key} " if key and "{" not in key else "{key} " if keyed else ""
    return f"{{file}}, line {{line}}: {named}{message}."


def _hands_on(code: ast.expr, owner: ast.FunctionDef | None) -> bool:
    """Whether the code is another error's, or a parameter of a helper that is a form itself: nothing new is said."""
    match code:
        case ast.Attribute(attr="code"):
            return True
        case ast.Name(id=name) if owner is not None:
            return owner.name in FORMS and name in {each.arg for each in owner.args.args}
        case _:
            return False
