"""Every small change of a source file that a good test would notice."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass

SWAPPED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
#: Calls whose texts are for people.
SAID = {"Words", "getLogger", "TypeVar"}


@dataclass(frozen=True)
class Mutation:
    """One change: ``now`` in place of ``was``, from character ``start`` of line ``first`` to ``end`` of ``last``."""

    file: str
    kind: str
    first: int
    start: int
    last: int
    end: int
    was: str
    now: str

    def applied(self, source: str) -> str:
        """The source with this one change."""
        lines = source.splitlines(keepends=True)
        before = lines[self.first - 1].encode()[: self.start].decode()
        after = lines[self.last - 1].encode()[self.end :].decode()
        return "".join((*lines[: self.first - 1], f"{before}{self.now}{after}", *lines[self.last :]))

    def __str__(self) -> str:
        return f"{self.file}:{self.first} {self.kind}: {_short(self.was)} → {_short(self.now)}"


def mutations(file: str, source: str) -> Iterator[Mutation]:
    """All of them, in the order of the source."""
    tree = ast.parse(source)
    for node in _code(tree):
        for kind, changed in _changes(node):
            yield Mutation(
                file=file,
                kind=kind,
                first=node.lineno,
                start=node.col_offset,
                last=node.end_lineno or node.lineno,
                end=node.end_col_offset or node.col_offset,
                was=ast.get_source_segment(source, node) or "",
                now=f"({ast.unparse(changed)})",
            )


def _code(node: ast.AST) -> Iterator[ast.expr]:
    """Expressions that run: no annotations, decorators, texts for people, or parts of f-strings."""
    for name, value in ast.iter_fields(node):
        if name in {"annotation", "returns", "decorator_list", "type_params"}:
            continue
        for child in value if isinstance(value, list) else [value]:
            if not isinstance(child, ast.AST) or _is_text(child):
                continue
            if isinstance(child, ast.expr):
                yield child
            yield from _code(child)


def _is_text(node: ast.AST) -> bool:
    if isinstance(node, ast.JoinedStr):
        return True
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant)
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SAID


def _changes(node: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    match node:
        case ast.Compare():
            yield from (("comparison", changed) for changed in _compared(node))
        case ast.Constant():
            yield from (("constant", changed) for changed in _other(node))
        case ast.UnaryOp(op=ast.Not()):
            yield "not", node.operand
        case ast.IfExp(test=ast.Name() | ast.Attribute() | ast.Call()):
            yield "not", ast.IfExp(ast.UnaryOp(ast.Not(), node.test), node.body, node.orelse)
        case ast.BoolOp():
            yield from (("clause", changed) for changed in _without_one(node.values, node.op))
        case ast.ListComp() | ast.SetComp() | ast.GeneratorExp():
            yield from (("clause", changed) for changed in _unfiltered(node))


def _compared(node: ast.Compare) -> Iterator[ast.expr]:
    for number, operator in enumerate(node.ops):
        changed = copy.deepcopy(node)
        changed.ops[number] = SWAPPED[type(operator)]()
        yield changed


def _other(node: ast.Constant) -> Iterator[ast.expr]:
    if isinstance(node.value, bool):
        yield ast.Constant(not node.value)
    elif isinstance(node.value, int | float):
        yield ast.Constant(node.value + 1)
    elif isinstance(node.value, str) and node.value:
        yield ast.Constant(f"{node.value}_")


def _without_one(values: list[ast.expr], operator: ast.boolop) -> Iterator[ast.expr]:
    for number in range(len(values)):
        rest = values[:number] + values[number + 1 :]
        yield rest[0] if len(rest) == 1 else ast.BoolOp(operator, rest)


def _unfiltered(node: ast.ListComp | ast.SetComp | ast.GeneratorExp) -> Iterator[ast.expr]:
    for number, loop in enumerate(node.generators):
        if loop.ifs:
            changed = copy.deepcopy(node)
            changed.generators[number].ifs = []
            yield changed


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 70 else f"{line[:67]}..."
