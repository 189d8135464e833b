"""The page on templates names what templates see: values, filters and blocks, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from billcli.documents.environment import DocumentEnvironment
from billcli.documents.escape import visible
from billcli.documents.sample import KINDS, samples
from billcli.documents.sandbox import Sandbox
from billcli.documents.template_loader import FolderLoader
from billcli.domain.contract import PARTY_KEYS

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "how-to" / "change-a-template.md").read_text(encoding="utf-8")
EVERY = "Every document"
SECTIONS = {
    "invoice": "Invoice, credit note and quote",
    "credit-note": "Invoice, credit note and quote",
    "quote": "Invoice, credit note and quote",
    "receipt": "Receipt",
    "statement": "Statement of account",
    "reminder": "Reminder letter",
    "deposit": "Deposit slip",
    "mail": "E-mail",
}
APART = ("issuer.", "customer.", "words.")  # the page lists their keys in words


def _part(heading: str) -> str:
    return re.split(r"^##", PAGE.split(f"# {heading}\n")[1], flags=re.MULTILINE)[0]


def _named(heading: str) -> set[str]:
    cells = re.findall(r"^\| (`.+?) \|", _part(heading), re.MULTILINE)
    return {name for cell in cells for name in re.findall(r"`([^`]+)`", cell)}


def _names(value: object, name: str) -> Iterator[str]:
    """Yield the names of a value's leaves; a list of texts is one leaf."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _names(inner, f"{name}.{key}" if name else key)
    elif isinstance(value, tuple) and any(isinstance(inner, Mapping) for inner in value):
        for inner in value:
            yield from _names(inner, f"{name}[]")
    else:
        yield name


def _seen(kind: str) -> set[str]:
    found = {name for sample in samples(kind) for name in _names(sample.context.data, "")}
    lists = {name.split("[]")[0] for name in found if "[]" in name}  # empty in some sample
    parties = {name.split(".")[0] for name in found if name.startswith(APART[:2])}
    return parties | {n for n in found if n not in lists and not n.startswith(APART)}


@pytest.fixture(scope="module")
def seen() -> dict[str, set[str]]:
    return {kind: _seen(kind) for kind in KINDS}


@pytest.mark.parametrize("kind", KINDS)
def test_every_value_of_a_document_is_in_the_table(kind: str, seen: dict[str, set[str]]) -> None:
    named = _named(EVERY) | _named(SECTIONS[kind])
    lists = {name.split("[]")[0] for name in named if "[]" in name}  # some are empty here
    assert seen[kind] - named - lists - {"payment.code.bill"} == set()


@pytest.mark.parametrize("heading", dict.fromkeys(SECTIONS.values()))
def test_no_value_is_invented(heading: str, seen: dict[str, set[str]]) -> None:
    kinds = [kind for kind, title in SECTIONS.items() if title == heading]
    for kind in kinds:
        assert _named(heading) - seen[kind] == set(), kind


def test_what_every_document_has_is_in_every_document(seen: dict[str, set[str]]) -> None:
    for name in _named(EVERY):
        having = [kind for kind in KINDS if name in seen[kind]]
        assert having, name
        optional = name.startswith(("payment.code.", "payment.rows"))
        assert optional or len(having) == len(KINDS), name


def test_parties_have_the_keys_that_are_listed() -> None:
    words = set(re.findall(r"`([^`]+)`", _part("Parties")))
    keys = {key.replace("-", "_") for key in PARTY_KEYS}
    assert words - {"issuer", "customer", "_", "-"} == keys | {"lines"}


def test_filters_are_those_of_the_environments() -> None:
    rows = re.findall(r"^\| (`.+?) \| (\w+) \|", _part("Filters"), re.MULTILINE)
    listed = {(n, where) for cell, where in rows for n in re.findall(r"`(\w+)`", cell)}
    common = set(Sandbox(FolderLoader([]), visible).filters)
    own = {
        output: set(DocumentEnvironment(output, []).filters) - common
        for output in ("pdf", "html", "text")
    }
    everywhere = own["pdf"] & own["html"] & own["text"]
    expected = {(name, "all") for name in everywhere}
    expected |= {(name, "PDF") for name in own["pdf"] - everywhere}
    expected |= {(name, "text") for name in own["text"] - everywhere}
    assert own["html"] == everywhere
    assert listed == expected


def test_blocks_are_those_of_every_page() -> None:
    listed = _named("Replace one block")
    assert len(listed) > 5
    for ending in ("typ", "html", "txt"):
        text = (ROOT / "templates" / f"page.{ending}").read_text(encoding="utf-8")
        blocks = set(re.findall(r"{%-? block (\w+)", text))
        assert listed <= blocks, ending
