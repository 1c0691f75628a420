"""A channel is added to a file, and nothing else in it changes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword.core.incident_parts import Channel
from afterword.core.times import Moment
from afterword.editing.channel_rows import with_channels
from builders import at

MAIL = Channel(name="E-mail", at=Moment(at("2026-03-14 09:41")), audience="everyone: all")
LINE = '- {name: E-mail, at: 2026-03-14 09:41 UTC, audience: "everyone: all"}'
CASES = {
    "no field": ("---\ntitle: A\n---\ntext\n", f"---\ntitle: A\nchannels:\n  {LINE}\n---\ntext\n"),
    "an empty field": ("---\nchannels: # none yet\ntitle: A\n---\n", f"---\nchannels: # none yet\n  {LINE}\ntitle: A\n---\n"),
    "a list in lines": (
        "---\nchannels:\n- {name: Blog}\n- name: Mastodon\n  audience: public\n\n# next\ntitle: A\n---\n",
        f"---\nchannels:\n- {{name: Blog}}\n- name: Mastodon\n  audience: public\n{LINE}\n\n# next\ntitle: A\n---\n",
    ),
    "a list in lines at the end, indented": (
        "---\ntitle: A\nchannels:\n    - Blog   # ours\n---\n",
        f"---\ntitle: A\nchannels:\n    - Blog   # ours\n    {LINE}\n---\n",
    ),
    "a list in brackets": (
        "---\nchannels: [{name: Blog}, Mastodon] # two\ntitle: A\n---\n",
        f"---\nchannels: [{{name: Blog}}, Mastodon, {LINE[2:]}] # two\ntitle: A\n---\n",
    ),
    "empty brackets": ("---\nchannels: []\ntitle: A\n---\n", f"---\nchannels: [{LINE[2:]}]\ntitle: A\n---\n"),
    "a byte order mark and CRLF": (
        "\ufeff---\r\ntitle: A\r\n---\r\ntext\r\n",
        f"\ufeff---\r\ntitle: A\r\nchannels:\r\n  {LINE}\r\n---\r\ntext\r\n",
    ),
}


@pytest.mark.parametrize(("before", "after"), CASES.values(), ids=CASES)
def test_an_entry_is_added_and_every_other_byte_stays(before: str, after: str) -> None:
    """In every form in which the field may be written."""
    made = with_channels(before.encode(), [MAIL])
    assert made is not None
    assert made.decode() == after


@pytest.mark.parametrize(
    "text",
    [
        "---\nchannels: Blog, Mastodon\ntitle: A\n---\n",
        "---\nchannels: {name: Blog}\ntitle: A\n---\n",
        "---\nchannels: [Blog, ]\ntitle: A\n---\n",
        "---\nchannels: [\n---\n",
        "no front matter\n",
        "---\rtitle: A\r---\r",
    ],
)
def test_where_it_cannot_be_done_safely_nothing_is_done(text: str) -> None:
    """The command then says what to add by hand."""
    assert with_channels(text.encode(), [MAIL]) is None


@given(name=st.text(min_size=1, max_size=40), before=st.sampled_from([before for before, _ in CASES.values()]))
def test_whatever_a_channel_is_called_the_rest_stays(name: str, before: str) -> None:
    """Lines are only added, or one line grows; or nothing happens."""
    made = with_channels(before.encode(), [Channel(name=name)])
    if made is None:
        return
    rest = iter(made.decode())
    assert all(sign in rest for sign in before)
    assert made.decode().count("\n") - before.count("\n") in {0, 1, 2}
