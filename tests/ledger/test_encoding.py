"""Bytes of every kind: a ledger is read whole, or it is said that it was not."""

from __future__ import annotations

import unicodedata
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from beancount import loader
from beancount.core.data import Transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from billcli.domain.problem import InvalidError
from billcli.ledger.load import load, read_text
from billcli.ledger.screen import LINE_MAX, line_at, newline_of, screen

if TYPE_CHECKING:
    from pathlib import Path

    from billcli.ledger.snapshot import Snapshot

HEAD = "2026-01-01 open Assets:AR:Acme\n2026-01-01 open Income:Services\n"
ENTRIES = "".join(
    f'2026-01-{day:02} * "{payee}" "Beratung №{day}" ^INV-{day}\n'
    f"  Assets:AR:Acme  {day}.00 EUR\n  Income:Services  -{day}.00 EUR\n\n"
    for day, payee in enumerate(["Müller & Söhne", "Łódź", "東京商事", "Ελλάς", "plain"], 2)
)
TEXT = HEAD + ENTRIES
SUM = "20.00"
HARM = {
    "byte order mark": (b"\xef\xbb\xbf" + TEXT.encode(), "LEDGER-BOM"),
    "UTF-16": (TEXT.encode("utf-16"), "LEDGER-ENCODING"),
    "UTF-16 little end, no mark": (TEXT.encode("utf-16-le"), "LEDGER-ENCODING"),
    "UTF-16 big end, no mark": (TEXT.encode("utf-16-be"), "LEDGER-ENCODING"),
    "UTF-32": (TEXT.encode("utf-32"), "LEDGER-ENCODING"),
    "Latin-1": (TEXT.encode("latin-1", "replace"), "LEDGER-ENCODING"),
    "cp1252": (TEXT.encode("cp1252", "replace"), "LEDGER-ENCODING"),
    "cut inside a letter": (TEXT.encode().split("ü".encode())[0] + b"\xc3", "LEDGER-ENCODING"),
    "an overlong form": (HEAD.encode() + b"; \xc0\x80\n", "LEDGER-ENCODING"),
    "a lone surrogate": (HEAD.encode() + b"; \xed\xa0\x80\n", "LEDGER-ENCODING"),
    "NUL": (TEXT.replace("plain", "pl\0ain").encode(), "LEDGER-NUL"),
    "NUL to the end": (HEAD.encode() + b"\0" * 500, "LEDGER-NUL"),
    "old Macintosh": (TEXT.replace("\n", "\r").encode(), "LEDGER-RETURN"),
    "one lone return": (TEXT.replace("EUR\n\n", "EUR\r\n\n", 1).encode()[:-2] + b"\rx\n",
                        "LEDGER-RETURN"),
    "a line without end": (HEAD.encode() + b";" + b"x" * (LINE_MAX + 5) + b"\n", "LEDGER-LONG"),
}  # fmt: skip


def books(path: Path, data: bytes) -> Snapshot:
    path.write_bytes(data)
    return load(path, seen_from=path.parent)


def owed(snapshot: Snapshot) -> str:
    found = [
        p.amount.number
        for e in snapshot.facts.entries
        for p in e.postings
        if p.account == "Assets:AR:Acme"
    ]
    return str(sum(found))


@pytest.mark.parametrize("name", HARM)
def test_bytes_that_are_no_ledger_are_named(tmp_path: Path, name: str) -> None:
    data, code = HARM[name]
    snapshot = books(tmp_path / "main.beancount", data)
    assert code in [p.code for p in snapshot.problems]
    assert not snapshot.is_sound
    with pytest.raises(InvalidError):
        snapshot.require_sound()


@pytest.mark.parametrize("name", HARM)
def test_harm_in_an_included_file_is_named_there(tmp_path: Path, name: str) -> None:
    data, code = HARM[name]
    (tmp_path / "years").mkdir()
    (tmp_path / "years" / "2026.beancount").write_bytes(data)
    snapshot = books(tmp_path / "main.beancount", b'include "years/2026.beancount"\n')
    (problem, *_) = [p for p in snapshot.problems if p.code == code]
    assert problem.where is not None
    assert problem.where.file == "years/2026.beancount"
    assert problem.where.line > 0
    assert problem.help


@pytest.mark.parametrize("name", HARM)
def test_text_given_by_itself_is_held_to_the_same(name: str) -> None:
    data, code = HARM[name]
    _, problems = read_text(data.decode("utf-8", "surrogateescape"), "new entry")
    assert code in [p.code for p in problems]


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda t: t, id="as it is"),
        pytest.param(lambda t: t.replace("\n", "\r\n"), id="CR LF"),
        pytest.param(lambda t: t.replace("\n", "\r\n", 3), id="mixed line ends"),
        pytest.param(lambda t: t.rstrip("\n"), id="no last line end"),
        pytest.param(lambda t: t + "\n\n\n", id="empty lines at the end"),
        pytest.param(lambda t: t.replace("\n\n", "\n   \n"), id="blanks in empty lines"),
        pytest.param(lambda t: t.replace("  Assets", "\tAssets"), id="tabs"),
        pytest.param(lambda t: t.replace(" EUR\n", " EUR   \n"), id="blanks at the end"),
        pytest.param(lambda t: "; Übersicht 🧾\n" + t, id="a comment beyond the first plane"),
        pytest.param(lambda t: t.replace("plain", "שלום"), id="right to left"),
        pytest.param(lambda t: t.replace("plain", "a\u200bb"), id="a blank without width"),
        pytest.param(lambda t: t.replace("plain", "a\u2028b"), id="a separator of lines"),
        pytest.param(lambda t: t.replace("plain", "a\u0085b"), id="next line"),
        pytest.param(lambda t: t.replace("plain", "a\x0cb"), id="form feed in a text"),
        pytest.param(lambda t: unicodedata.normalize("NFD", t), id="letters taken apart"),
        pytest.param(lambda t: t + "; " + "x" * (LINE_MAX - 3) + "\n", id="the longest line"),
    ],
)
def test_what_looks_odd_but_is_text_is_read_whole(tmp_path: Path, change: object) -> None:
    data = change(TEXT).encode()  # type: ignore[operator]
    snapshot = books(tmp_path / "main.beancount", data)
    assert snapshot.problems == ()
    assert len(snapshot.facts.entries) == 5
    assert owed(snapshot) == SUM


def test_lines_are_counted_the_same_with_either_line_end(tmp_path: Path) -> None:
    broken = TEXT.replace("4.00 EUR\n", "4.00 EURO?\n", 1)
    lines = set()
    for end in ("\n", "\r\n"):
        snapshot = books(tmp_path / "main.beancount", broken.replace("\n", end).encode())
        lines.add(tuple(p.where.line for p in snapshot.problems if p.where))
    assert len(lines) == 1
    assert broken.split("\n")[min(lines)[0] - 1].endswith("EURO?")


def test_sources_point_at_the_line_with_either_line_end(tmp_path: Path) -> None:
    for end in ("\n", "\r\n"):
        snapshot = books(tmp_path / "main.beancount", TEXT.replace("\n", end).encode())
        written = TEXT.split("\n")
        for entry in snapshot.facts.entries:
            assert written[entry.source.line - 1].startswith(str(entry.date))
            for posting in entry.postings:
                assert posting.account in written[posting.source.line - 1]


def test_texts_are_kept_letter_by_letter(tmp_path: Path) -> None:
    snapshot = books(tmp_path / "main.beancount", TEXT.encode())
    payees = [e.payee for e in snapshot.facts.entries]
    assert payees == ["Müller & Söhne", "Łódź", "東京商事", "Ελλάς", "plain"]
    apart = books(tmp_path / "main.beancount", unicodedata.normalize("NFD", TEXT).encode())
    assert apart.facts.entries[0].payee == unicodedata.normalize("NFD", "Müller & Söhne")


def test_accounts_in_other_alphabets_are_accounts(tmp_path: Path) -> None:
    text = TEXT.replace("Assets:AR:Acme", "Assets:Forderungen:Ärzte-Österreich")
    snapshot = books(tmp_path / "main.beancount", text.encode())
    assert snapshot.problems == ()
    assert "Assets:Forderungen:Ärzte-Österreich" in snapshot.facts.accounts


def test_at_most_twenty_lines_are_named(tmp_path: Path) -> None:
    snapshot = books(tmp_path / "main.beancount", HEAD.encode() + b"; \xfc\n" * 50)
    found = [p.where.line for p in snapshot.problems if p.where and p.code == "LEDGER-ENCODING"]
    assert found == list(range(3, 23))


def test_several_harms_are_named_together() -> None:
    data = b"\xef\xbb\xbf; a\0b\n; \xff\n; c\rd\n"
    assert [p.code for p in screen(data, "x")] == [
        "LEDGER-BOM", "LEDGER-NUL", "LEDGER-ENCODING", "LEDGER-RETURN",
    ]  # fmt: skip
    assert [p.where.line for p in screen(data, "x") if p.where] == [1, 1, 2, 3]


def test_an_empty_file_is_a_warning_and_an_empty_ledger_too(tmp_path: Path) -> None:
    snapshot = books(tmp_path / "main.beancount", b"")
    assert [p.code for p in snapshot.problems] == ["LEDGER-EMPTY"]
    assert snapshot.is_sound
    spaces = books(tmp_path / "main.beancount", b"\n; nothing yet\n")
    assert [p.code for p in spaces.problems] == ["LEDGER-EMPTY"]


@settings(max_examples=50, deadline=None)
@given(st.text(st.sampled_from("a\r\nü"), max_size=30))
def test_the_line_end_is_that_of_most_lines(text: str) -> None:
    data = text.encode()
    windows = data.count(b"\r\n")
    plain = data.count(b"\n") - windows
    assert newline_of(data) == ("\r\n" if windows > plain else "\n")


@settings(max_examples=50, deadline=None)
@given(st.binary(max_size=60), st.integers(0, 60))
def test_a_byte_stands_in_the_line_that_split_says(data: bytes, at: int) -> None:
    position = min(at, len(data))
    assert line_at(data, position) == len(data[:position].split(b"\n"))


def check_harmed(path: Path, data: bytes) -> None:
    """Either an error is named, or the ledger says what Beancount reads of the same bytes."""
    try:
        snapshot = books(path, data)
    except InvalidError:
        return
    if not snapshot.is_sound:
        return
    entries, faults, _ = loader.load_file(str(path))
    assert faults == []
    theirs: Counter[tuple[str, str]] = Counter()
    for entry in entries:
        for p in entry.postings if isinstance(entry, Transaction) else ():
            theirs[p.account, p.units.currency] += p.units.number
    ours: Counter[tuple[str, str]] = Counter()
    for mine in snapshot.facts.entries:
        for posting in mine.postings:
            ours[posting.account, posting.amount.currency] += posting.amount.number  # type: ignore[assignment]
    assert ours == theirs


@st.composite
def harmed(draw: st.DrawFn) -> bytes:
    """A good ledger with bytes put in, taken out, doubled or overwritten."""
    data = draw(st.sampled_from([TEXT, TEXT.replace("\n", "\r\n")])).encode()
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(data)))
        length = draw(st.integers(0, 12))
        new = draw(
            st.one_of(
                st.binary(max_size=4),
                st.sampled_from(
                    [b"\r", b"\0", b'"', b"\n", b"\xef\xbb\xbf", b"*", b";", b"(", b" "]
                ),
                st.just(data[at : at + length] * 2),
            )
        )
        data = data[:at] + new + data[at + length :]
    return data


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(harmed())
def test_harmed_bytes_are_named_or_read_as_beancount_does(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    check_harmed(tmp_path_factory.mktemp("books") / "main.beancount", data)


@pytest.mark.long
@settings(max_examples=2000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(harmed())
def test_harmed_bytes_are_named_or_read_as_beancount_does_long(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    check_harmed(tmp_path_factory.mktemp("books") / "main.beancount", data)
