"""Values of ours do what frozen dataclasses do, but for refusing a change at run time."""

import pickle
from dataclasses import field, replace

import pytest

from afterword.core.frozen import frozen, ordered


@frozen
class Account:
    """Something with a field that is shown nowhere, and one that does not count."""

    name: str
    password: str = field(default="", repr=False)
    seen: int = field(default=0, compare=False)


@frozen
class Alone:
    """One field."""

    name: str


@frozen
class Empty:
    """No field."""


@ordered
class Place:
    """Made and sorted by its fields."""

    line: int
    column: int = 1


def test_it_shows_what_may_be_shown() -> None:
    """A field that is kept out of what is shown is kept out of logs."""
    assert repr(Account(name="ada", password="secret")) == "Account(name='ada', seen=0)"  # noqa: S106 - it is none
    assert (repr(Alone(name="ada")), repr(Empty())) == ("Alone(name='ada')", "Empty()")


def test_equal_values_are_one() -> None:
    """Two values of one class are equal, and hash alike, when the fields are that count."""
    assert {Account(name="ada"), Account(name="ada", seen=3)} == {Account(name="ada")}
    assert Account(name="ada") != Account(name="ada", password="other")  # noqa: S106 - it is none
    assert {Alone(name="a"), Alone(name="a"), Alone(name="b")} == {Alone(name="b"), Alone(name="a")}
    assert Empty() == Empty()


def test_it_takes_no_other_attribute() -> None:
    """A slip in a name is a fault, not a new attribute; what is copied or sent to another process is equal."""
    value = Account(name="ada", password="x")  # noqa: S106 - it is none
    with pytest.raises(AttributeError):
        value.nmae = "bob"  # type: ignore[attr-defined]
    with pytest.raises(TypeError):
        Account("ada")  # type: ignore[call-arg]
    assert replace(value, name="bob") == Account(name="bob", password="x")  # noqa: S106 - it is none
    assert pickle.loads(pickle.dumps(value, pickle.HIGHEST_PROTOCOL)) == value  # noqa: S301 - our own
    assert sorted([Place(3), Place(2, 5), Place(2)]) == [Place(2), Place(2, 5), Place(3)]
