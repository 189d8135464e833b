"""Notes of what each command booked: kept whole, the last ones, or not believed."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.ledger.step_file import FORM, KEPT_MAX, RuleChange, Step, content_of, steps_in

STEP = Step(
    (("PMT-2026-0001", "984595ba5c79"),),
    (("Assets:Bank", "Assets:Bank 2026-01-31 -5.00 EUR 1"),),
    ("Income:Discounts",),
    (RuleChange(7, "c442", "e3b0"),),
)
texts = st.text(max_size=8)
pairs = st.lists(st.tuples(texts, texts), max_size=3).map(tuple)
rules = st.lists(st.builds(RuleChange, st.integers(0), texts, texts), max_size=2).map(tuple)
names = st.lists(texts, max_size=2).map(tuple)


def forged(**changed: object) -> bytes:
    """Return notes of which something was changed, without the sum that goes with it."""
    return json.dumps(json.loads(content_of([STEP])) | changed).encode() + b"\n"


@settings(max_examples=30, deadline=None)
@given(st.lists(st.builds(Step, pairs, pairs, names, rules), max_size=3))
def test_any_steps_are_read_as_they_were_noted(steps: list[Step]) -> None:
    assert steps_in(content_of(steps)) == tuple(steps)


def test_the_last_steps_are_kept() -> None:
    steps = [Step(((f"PMT-{n}", ""),)) for n in range(KEPT_MAX + 7)]
    assert list(steps_in(content_of(steps))) == steps[7:]


def test_unchanged_notes_are_believed() -> None:
    assert forged() == content_of([STEP])


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"null",
        b"[]",
        b"9" * 5000,
        b"[" * 99_999,
        b'{"steps": []}',
        content_of([STEP])[:-1],
        content_of([STEP]).replace(b"PMT-2026-0001", b"PMT-2026-0002"),
        forged(form=f"{FORM}1"),
        forged(more=1),
        forged(steps=None),
        forged(steps=[]),
        forged(steps=[{"entries": []}]),
        forged(steps=[{"entries": [["a"]], "lines": [], "opened": [], "rules": []}]),
        forged(steps=[{"entries": [], "lines": [], "opened": 5, "rules": []}]),
        forged(steps=[{"entries": [], "lines": [], "opened": [], "rules": [["x", "y", "z"]]}]),
        forged(steps=[{"entries": [], "lines": [], "opened": [], "rules": [[1e999, "", ""]]}]),
    ],
)
def test_notes_that_are_not_whole_are_not_believed(content: bytes) -> None:
    assert steps_in(content) == ()
