"""`@frozen` and `@ordered`: decorators for immutable dataclasses that cost nothing at run time.

The type checker enforces immutability, and `make test` runs it over every module. Python does not: a dataclass that is
frozen at run time takes twice as long to construct, to send to another process and to load from the store
(docs/decisions/0016-values.md), and reading one incident constructs some 250 values.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from operator import attrgetter
from typing import Any, TypeVar, dataclass_transform

_T = TypeVar("_T")


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(field,))
def frozen(cls: type[_T]) -> type[_T]:
    """Make a dataclass with keyword arguments and slots, compared and hashed by its fields."""
    decorated = dataclass(slots=True, kw_only=True, repr=False, eq=False)(cls)
    # dataclasses would generate and compile these methods for every class, which takes as long as the rest of an import
    compared = tuple(part.name for part in fields(decorated) if part.compare)  # type: ignore[arg-type]  # mypy takes it for no dataclass
    values = attrgetter(*compared) if len(compared) > 1 else _in_tuple(compared)

    def equal(self: object, other: object) -> bool:
        return values(self) == values(other) if other.__class__ is self.__class__ else NotImplemented

    def hashed(self: object) -> int:
        return hash(values(self))

    decorated.__eq__ = equal  # type: ignore[method-assign]
    decorated.__hash__ = hashed  # type: ignore[method-assign]
    decorated.__repr__ = _repr  # type: ignore[method-assign]
    return decorated


@dataclass_transform(frozen_default=True, order_default=True, field_specifiers=(field,))
def ordered(cls: type[_T]) -> type[_T]:
    """Like `frozen`, for classes with few fields: with positional arguments, and sorted by its fields."""
    return dataclass(slots=True, order=True, unsafe_hash=True)(cls)


def _in_tuple(names: tuple[str, ...]) -> Callable[[object], tuple[Any, ...]]:
    """A getter of a tuple with the value of one field, or of none; `attrgetter` returns a tuple only for several."""
    return lambda value: tuple(getattr(value, name) for name in names)


def _repr(self: Any) -> str:  # noqa: ANN401 - a dataclass
    """The representation of dataclasses: `Person(name='Ada Osei', role='')`."""
    shown = ", ".join(f"{part.name}={getattr(self, part.name)!r}" for part in fields(self) if part.repr)
    return f"{type(self).__qualname__}({shown})"
