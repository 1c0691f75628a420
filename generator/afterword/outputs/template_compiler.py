"""Compiles our own templates into faster programs that make the same HTML as plain Jinja.

Texts are translated and includes are resolved when a template is compiled. Attributes and calls are those of Python,
and macros are plain functions. A template of a site's own is compiled by plain Jinja, and so is whatever it includes
or imports (docs/decisions/0019-templates.md).
"""
# ruff: noqa: N802, ARG002 - names and arguments of methods are those of Jinja's visitors

import marshal
import re
from collections.abc import Callable, Iterable, Iterator, MutableMapping, Sequence
from functools import cached_property, lru_cache
from typing import Any

import jinja2
from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame, MacroRef
from jinja2.environment import TemplateModule
from jinja2.utils import missing
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, escape

from afterword.outputs.translation import Language

PARTS = "afterword/parts.html"
"""The macros of which pages are built."""
_CACHED = frozenset({"mark", "state", "level", "day", "long_day"})
"""Those of `PARTS` that are called often with the same few values, all of which can be compared."""
_CACHE = 1024
_VALUE = re.compile(r"%\((\w+)\)s")
_SPECIAL = re.compile("[&<>\"']")
_INCLUDE = re.compile(r'\{% include "([^"]+)" %\}')

Each = Callable[[Callable[[str], bytes], Sequence[str]], Iterable[bytes]]
"""Applies a function to every name, in order: `map`, or in several processes."""


def text(value: object) -> str:
    """As `markupsafe.escape`, but without a new object for what is safe as it is."""
    kind = value.__class__
    if kind is Markup or (kind is str and not _SPECIAL.search(value)):  # type: ignore[call-overload]  # a `str` here
        return value  # type: ignore[return-value]  # as above
    return escape(value)


class PlainEnvironment(jinja2.Environment):
    """Remembers each template by its name: a page includes some ninety, and Jinja looks each of them up with a lock."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 - the options of Jinja
        super().__init__(
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,  # an environment lives for one build
            extensions=["jinja2.ext.i18n"],
            **options,
        )
        self._made: dict[str, jinja2.Template] = {}

    def get_template(
        self,
        name: str | jinja2.Template,
        parent: str | None = None,
        globals: MutableMapping[str, Any] | None = None,  # noqa: A002
    ) -> jinja2.Template:
        """As Jinja's own."""
        if isinstance(name, jinja2.Template):
            return name
        if name not in self._made:
            self._made[name] = self.look_for(name)
        return self._made[name]

    def look_for(self, name: str) -> jinja2.Template:
        """A template that is not remembered."""
        return super().get_template(name)

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """As Jinja's own, as a plain dictionary.

        Every include and import goes through it, and a chain takes ten times as long.
        """
        return {**self.globals, **(d or {})}


class CompiledEnvironment(PlainEnvironment):
    """Renders our own templates as `plain` does, and faster."""

    text = staticmethod(text)

    def __init__(
        self, plain: PlainEnvironment, own: jinja2.BaseLoader, overrides: jinja2.BaseLoader | None, say: Language
    ) -> None:
        super().__init__(loader=own)
        self.newstyle_gettext = True
        self.code_generator_class = _Compiler
        self.filters, self.globals = plain.filters, plain.globals
        self.plain, self.say = plain, say
        self._own, self._overrides = own, overrides
        self._overridden: dict[str, bool] = {}

    def prepare(self, each: Each = map) -> None:
        """Compile all templates now, or take them from what `plain` keeps.

        This is called before processes begin, which would each compile them.
        """
        texts = {
            name: self._own.get_source(self, name)[0] for name in self._own.list_templates() if name.endswith(".html")
        }
        included = {name for source in texts.values() for name in _INCLUDE.findall(source)}
        names = [name for name in texts if name not in included and not self.overridden(name)]
        cache = self.plain.bytecode_cache
        theirs = sorted(name for name in texts if self.overridden(name))
        bucket = cache.get_bucket(self, "afterword", None, repr((texts, theirs, self.say.texts))) if cache else None
        codes: Any = bucket and bucket.code
        if not isinstance(codes, dict):
            sizes = {name: sum(len(texts[one]) for one in (name, *_INCLUDE.findall(texts[name]))) for name in names}
            names.sort(key=lambda name: -sizes[name])
            codes = dict(zip(names, map(marshal.loads, each(self._program, names)), strict=True))
            if cache and bucket:
                bucket.code = codes  # several at once, because they stand in each other
                cache.set_bucket(bucket)
        self._made |= {
            name: self.template_class.from_code(self, code, self.make_globals(None)) for name, code in codes.items()
        }

    def _program(self, name: str) -> bytes:
        source, filename, _ = self._own.get_source(self, name)
        return marshal.dumps(self.compile(source, name, filename))

    def overridden(self, name: str) -> bool:
        """Whether the site has a template of its own in the place of ours."""
        if name not in self._overridden:
            try:
                self._overridden[name] = bool(self._overrides and self._overrides.get_source(self, name))
            except jinja2.TemplateNotFound:
                self._overridden[name] = False
        return self._overridden[name]

    def look_for(self, name: str) -> jinja2.Template:
        """As `plain` has it, where the site has its own."""
        return self.plain.get_template(name) if self.overridden(name) else super().look_for(name)

    @cached_property
    def parts(self) -> TemplateModule:
        """What compiled templates call of `PARTS`."""
        return self.get_template(PARTS).module

    @staticmethod
    def macro(function: Callable[..., Markup], number: int, *, cached: bool) -> Callable[..., Markup]:
        """What stands for a macro in compiled templates: its function.

        The function looks for `missing` where no argument is given.
        """
        function.__defaults__ = (missing,) * number
        return lru_cache(maxsize=_CACHE, typed=True)(function) if cached else function

    def resolved(self, name: str, parts: Iterable[str]) -> nodes.Template:
        """What stands in a template of ours, for the place of its include.

        `parts` are the names that `PARTS` has there.
        """
        source, filename, _ = self._own.get_source(self, name)
        template: nodes.Template = _Resolver(self, parts).visit(super()._parse(source, name, filename))
        return template

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        template: nodes.Template = _Resolver(self, ()).visit(super()._parse(source, name, filename))
        return template


class _Resolver(NodeTransformer):
    """Does to a template of ours what can be done before a page is rendered."""

    def __init__(self, environment: CompiledEnvironment, parts: Iterable[str]) -> None:
        self._environment = environment
        self._parts = set(parts)
        self._macros: set[str] = set()

    def visit_Import(self, node: nodes.Import) -> nodes.Import | None:
        """The macros of `PARTS` are reached through the environment, where they are ours."""
        if node.template != nodes.Const(PARTS) or self._environment.overridden(PARTS):
            return node
        self._parts.add(node.target)
        return None

    def visit_Include(self, node: nodes.Include) -> nodes.Node | list[nodes.Node]:
        """A template of ours takes the place of its include. Any other may use what is imported here."""
        if isinstance(node.template, nodes.Const) and not self._environment.overridden(node.template.value):
            # An error names the line of the include: the other lines are those of another file.
            body = self._environment.resolved(node.template.value, self._parts).body
            return nodes.Scope(body).set_lineno(node.lineno, override=True)
        return [
            *(nodes.Import(nodes.Const(PARTS), name, False, lineno=node.lineno) for name in sorted(self._parts)),
            node,
        ]

    def visit_Macro(self, node: nodes.Macro) -> nodes.Node:
        """It can be called below."""
        self._macros.add(node.name)
        return self.generic_visit(node)

    def visit_Getattr(self, node: nodes.Getattr) -> nodes.Node:
        """`p.mark`."""
        if isinstance(node.node, nodes.Name) and node.node.name in self._parts:
            return nodes.EnvironmentAttribute(f"parts.{node.attr}")
        return self.generic_visit(node)

    def visit_Call(self, node: nodes.Call) -> nodes.Node:
        """A text of the interface becomes its translation, with its values between the pieces."""
        self.generic_visit(node)
        if (
            not isinstance(node.node, nodes.Name)
            or node.node.name not in {"_", "gettext"}
            or not isinstance(node.args[0], nodes.Const)
        ):
            return node
        said, values = (
            self._environment.say.look_up(node.args[0].value),
            {keyword.key: keyword.value for keyword in node.kwargs},
        )
        if not values:
            return nodes.TemplateData(said % {})
        pieces = _VALUE.split(said)
        if any("%" in piece for piece in pieces[::2]) or sorted(pieces[1::2]) != sorted(values):
            return node
        return nodes.Concat([values[piece] if at % 2 else nodes.TemplateData(piece) for at, piece in enumerate(pieces)])

    def visit_Output(self, node: nodes.Output) -> nodes.Output:
        """What is put out is safe: nothing need be done with it when it is put out."""
        self.generic_visit(node)
        node.nodes = [
            piece if isinstance(piece, nodes.TemplateData) else self._safe(piece) for piece in _pieces(node.nodes)
        ]
        return node

    def _safe(self, node: nodes.Expr) -> nodes.Expr:
        """An expression that gives what `node` gives, as safe HTML."""
        if isinstance(node, nodes.TemplateData):
            return nodes.Const(node.data)
        if isinstance(node, nodes.CondExpr) and node.expr2:
            return nodes.CondExpr(node.test, self._safe(node.expr1), self._safe(node.expr2), lineno=node.lineno)
        if isinstance(node, nodes.Concat):
            return _call("concat", nodes.Tuple([self._safe(piece) for piece in node.nodes], "load"))
        if isinstance(node, nodes.Filter) and node.name == "safe" and node.node:
            return node.node
        if isinstance(node, nodes.Call) and (
            isinstance(node.node, nodes.EnvironmentAttribute)
            or (isinstance(node.node, nodes.Name) and node.node.name in self._macros)
        ):
            return node
        return _call("text", node)


def _call(name: str, argument: nodes.Expr) -> nodes.Call:
    return nodes.Call(nodes.EnvironmentAttribute(name), [argument], [], None, None)


def _pieces(found: Iterable[nodes.Expr]) -> Iterator[nodes.Expr]:
    for node in found:
        if isinstance(node, nodes.Concat):
            yield from _pieces(node.nodes)
        else:
            yield node


class _Compiler(CodeGenerator):
    """Writes the program of what `_Resolver` has made of a template."""

    _careful = False
    """In what is looked at only to learn whether it is there."""

    def write_commons(self) -> None:
        """One more name that is used often."""
        super().write_commons()
        self.writeline("text = environment.text")

    def blockvisit(self, nodes: Iterable[nodes.Node], frame: Frame) -> None:
        """A template gives all of its HTML at once: to hand on a thousand pieces takes longer."""
        whole = frame.toplevel and frame.buffer is None
        if whole:
            self.buffer(frame)
        super().blockvisit(nodes, frame)
        if whole:
            self.writeline(f"yield concat({frame.buffer})")

    def visit_EnvironmentAttribute(self, node: nodes.EnvironmentAttribute, frame: Frame) -> None:
        """By its short name, where it has one."""
        self.write(node.name if node.name in {"text", "concat"} else f"environment.{node.name}")

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:
        """An attribute, and never the key of a dictionary."""
        if self._careful:
            super().visit_Getattr(node, frame)
        else:
            self.visit(node.node, frame)
            self.write(f".{node.attr}")

    def visit_Test(self, node: nodes.Test, frame: Frame) -> None:
        """An attribute that is not there is no error in `is defined`."""
        self._careful = node.name == "defined"
        super().visit_Test(node, frame)
        self._careful = False

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:
        """Without a look for functions that want the context: there are none."""
        self.visit(node.node, frame)
        self.write("(")
        for argument in node.args:
            self.visit(argument, frame)
            self.write(", ")
        # Parameters have this prefix in the functions of macros.
        prefix = "l_1_" if isinstance(node.node, nodes.EnvironmentAttribute) else ""
        for keyword in node.kwargs:
            self.write(f"{prefix}{keyword.key}=")
            self.visit(keyword.value, frame)
            self.write(", ")
        self.write(")")

    def macro_def(self, macro_ref: MacroRef, frame: Frame) -> None:
        """A function in the place of an object that sorts arguments out at each call."""
        cached = self.name == PARTS and macro_ref.node.name in _CACHED  # type: ignore[union-attr]  # no template of ours has call blocks
        self.write(f"environment.macro(macro, {len(macro_ref.node.args)}, cached={cached})")

    def return_buffer_contents(self, frame: Frame, force_unescaped: bool = False) -> None:
        """What a macro gives is marked as safe by its function."""
        super().return_buffer_contents(frame)

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: object) -> None:
        """Nothing: it is safe."""

    _output_child_post = _output_child_pre
