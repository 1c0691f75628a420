"""`@frozen` and `@ordered`: values that nobody changes once they are made.

The type checker holds us to it, and `make test` runs it over every module. At run time nothing is spent on it: a class
that Python itself keeps from changing takes twice as long to make, to send to another process and to take from the store
(docs/decisions/0016-values.md), and reading one incident makes some two hundred and fifty.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from operator import attrgetter
from typing import Any, TypeVar, dataclass_transform

_T = TypeVar("_T")


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(field,))
def frozen(cls: type[_T]) -> type[_T]:
    """A dataclass of named fields, compared and hashed by them, that takes no attribute beside them."""
    made = dataclass(slots=True, kw_only=True, repr=False, eq=False)(cls)
    # Python would write and compile these for every class, which takes as long as all else of an import.
    compared = tuple(each.name for each in fields(made) if each.compare)  # type: ignore[arg-type]  # mypy does not see that it is one
    values = attrgetter(*compared) if len(compared) > 1 else _in_tuple(compared)

    def equal(self: object, other: object) -> bool:
        return values(self) == values(other) if other.__class__ is self.__class__ else NotImplemented

    def hashed(self: object) -> int:
        return hash(values(self))

    made.__eq__ = equal  # type: ignore[method-assign]
    made.__hash__ = hashed  # type: ignore[method-assign]
    made.__repr__ = _shown  # type: ignore[method-assign]
    return made


@dataclass_transform(frozen_default=True, order_default=True, field_specifiers=(field,))
def ordered(cls: type[_T]) -> type[_T]:
    """As `frozen`, for a few fields that need no names when it is made, and by which it sorts."""
    return dataclass(slots=True, order=True, unsafe_hash=True)(cls)


def _in_tuple(names: tuple[str, ...]) -> Callable[[object], tuple[Any, ...]]:
    """The values of one field, or of none."""
    return lambda value: tuple(getattr(value, name) for name in names)


def _shown(self: Any) -> str:  # noqa: ANN401 - a dataclass
    """`Person(name='Ada Osei', role='')`, as dataclasses show themselves."""
    shown = ", ".join(f"{each.name}={getattr(self, each.name)!r}" for each in fields(self) if each.repr)
    return f"{type(self).__qualname__}({shown})"
