"""`@frozen` and `@ordered`: values that nobody changes once they are made.

The type checker holds us to it, and `make test` runs it over every module. At run time nothing is spent on it: a class
that Python itself keeps from changing takes twice as long to make, to send to another process and to take from the store
(docs/decisions/0016-values.md), and reading one incident makes some two hundred and fifty.
"""

from dataclasses import dataclass, field
from typing import TypeVar, dataclass_transform

_T = TypeVar("_T")


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(field,))
def frozen(cls: type[_T]) -> type[_T]:
    """A dataclass of named fields, compared and hashed by them, that takes no attribute beside them."""
    return dataclass(slots=True, kw_only=True, unsafe_hash=True)(cls)


@dataclass_transform(frozen_default=True, order_default=True, field_specifiers=(field,))
def ordered(cls: type[_T]) -> type[_T]:
    """As `frozen`, for a few fields that need no names when it is made, and by which it sorts."""
    return dataclass(slots=True, order=True, unsafe_hash=True)(cls)
