"""Facts that are asked for in the model are those of the text, whatever is asked."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from billcli.domain.entry import NOWHERE, Facts
from billcli.domain.meta import text_of
from billcli.domain.receivable import is_receivable
from billcli.domain.reversal_entry import LINE_KEYS
from billcli.services.kept_facts import KeptFacts

if TYPE_CHECKING:
    from shop import Shop

    from billcli.domain.books import Books

BOOKS = "years/2026.beancount"
LEDGERS = Path(__file__).parents[2] / "ledgers"
ODD = """
2026-04-30 * "A [b] \\"c\\" * ?" "Odd" ^x.y
  id: "N*1"
  note: "Assets:Bank:Checking"
  Assets:Bank:Checking  1.00 EUR
    receipt: "[?]"
  Income:Services  -1.00 EUR
2026-04-30 * "Tool" "Ids as others write them"
  id: 1001
  Assets:Bank:Checking  1.00 EUR
    bank-ref: " R \\"7*\\" "
  Income:Services  -1.00 EUR
    bank-ref: 4711
2026-04-30 * "Hand" "No id, but a number"
  invoice: "N\\"2"
  Assets:Bank:Checking  1.00 EUR
  Income:Services  -1.00 EUR
"""
LATER = """
2026-04-30 * "Tool" "The same id, above it"
  id: " 1001 "
  Assets:Bank:Checking  1.00 EUR
    bank-key: 2026-02-01
  Income:Services  -1.00 EUR
"""


@pytest.fixture
def pair(tmp_path: Path, shop: Shop) -> tuple[KeptFacts, Facts, Books]:
    """The same facts, kept and plain, and kept books of them."""
    place = tmp_path / "worked"
    place.mkdir()
    text = (LEDGERS / "worked.beancount").read_text(encoding="utf-8")
    (place / "years").mkdir()
    (place / "years" / "2026.beancount").write_text(text + ODD, encoding="utf-8")
    (place / "main.beancount").write_text('include "years/2026.beancount"\n', encoding="utf-8")
    shop = replace(shop, folder=place, env={"BILLCLI_CACHE": str(tmp_path / "cache")})
    assert shop("status").status == 0
    (place / "years" / "2026.beancount").write_text(text + LATER + ODD, encoding="utf-8")
    kept = shop.workspace()
    plain = replace(shop, env={"BILLCLI_CACHE": "off"}).workspace().snapshot.facts
    assert isinstance(kept.snapshot.facts, KeptFacts)
    assert not isinstance(plain, KeptFacts)
    return kept.snapshot.facts, plain, kept.all_books()


def test_every_question_has_the_same_answer(pair: tuple[KeptFacts, Facts, Books]) -> None:
    kept, plain, _ = pair
    every = plain.entries
    words = {
        *(tag for one in every for tag in one.tags),
        *(key for one in every for key in one.meta),
    }
    ids = {text_of(one.meta.get(key)) for one in every for key in ("id", "invoice")} | {
        "none",
        "N*2",
    }
    links = {link for one in every for link in one.links}
    files = {one.source.file for one in every} | {"none"}
    asked = 0
    for word in (*sorted(words), "receipt", "charge-id", "Odd"):
        assert kept.entries_naming(word, "nothing") == plain.entries_naming(word, "nothing"), word
        assert kept.entries_with(word) == plain.entries_with(word)
        assert kept.entries_posting(word) == plain.entries_posting(word)
        for file in files:
            for above in (0, 90, 1):
                found = list(plain.upward(file, word, above))
                assert list(kept.upward(file, word, above)) == found
                asked += bool(found)
    for name in ids:
        assert kept.entries_of_id(name) == plain.entries_of_id(name), name
        assert kept.entries_saying(name, "id", "invoice") == plain.entries_saying(
            name, "id", "invoice"
        ), name
    assert kept.entries_of_id(*ids) == plain.entries_of_id(*ids)
    assert [text_of(one.meta["id"]) for one in kept.entries_of_id("none", "1001")] == ["1001"] * 2
    for line in ('R "7*"', "4711", "2026-02-01", "R", "20260220000172", "2026022000017"):
        found = plain.entries_saying(line, *LINE_KEYS)
        assert kept.entries_saying(line, *LINE_KEYS) == found
        assert len(found) == (line not in {"R", "20260220000172"}), line
    for day in (dt.date(2026, 2, 28), dt.date(2026, 4, 30), dt.date.min):
        assert kept.entries_after(day) == plain.entries_after(day)
    for link in links:
        assert kept.entries_linked({link, "no"}) == plain.entries_linked({link, "no"})
    assert kept.entries_linked(()) == plain.entries_linked(()) == ()
    for account in (*plain.accounts, "Assets:Bank", "Assets:None"):
        posting = [one.source for one in every if any(p.account == account for p in one.postings)]
        for but in ([], posting[:1], posting[1:], posting, [NOWHERE]):
            assert kept.is_posted(account, but) == plain.is_posted(account, but), account
    assert asked > 10
    assert "entries" not in vars(kept)
    assert kept.entries == plain.entries
    assert kept.is_posted("Assets:Bank:Checking", ())
    assert list(kept.upward("years/2026.beancount", "id")) == list(
        plain.upward("years/2026.beancount", "id")
    )
    assert kept.entries_of_id("N*1") == plain.entries_of_id("N*1") != ()
    assert kept.entries_after(dt.date(2026, 3, 1)) == plain.entries_after(dt.date(2026, 3, 1)) != ()
    assert kept.entries_saying("4711", "bank-ref") == plain.entries_saying("4711", "bank-ref") != ()


def test_few_books_hold_all_that_is_wanted(pair: tuple[KeptFacts, Facts, Books]) -> None:
    _, plain, books = pair

    def settles(entry: object) -> bool:
        return entry in wanted

    wanted = [
        e for e in plain.entries if any(is_receivable(p.account, books.roots) for p in e.postings)
    ]
    for count in (1, 3, 9, 99):
        for until in (dt.date(2026, 3, 15), dt.date.max):
            last = [e for e in wanted if e.date <= until][-count:]
            found = books.lately(settles, count, until)
            assert [e for e in found.facts.entries if e in last] == last
    names = [str(e.meta["id"]) for e in wanted if "id" in e.meta]
    for name in names:
        few = books.numbered(name)
        assert [e for e in few.facts.entries if e.meta.get("id") == name]
    assert books.numbered("none") is books
    assert books.numbered("none:3") is books
    assert books.numbered(f"{BOOKS}:x") is books
    at = str(wanted[0].source)
    assert any(str(e.source) == at for e in books.numbered(at).facts.entries)
    tagged = [e for e in wanted if "payment" in e.tags]
    assert [e for e in books.tagged("payment").facts.entries if "payment" in e.tags] == tagged
    few = books.tagged("refund").movements
    own = {moved.customer for moved in few}
    assert few == tuple(moved for moved in books.movements if moved.customer in own)
    assert 0 < len(few) < len(books.movements)
    assert books.numbered(names[0]).movements == books.movements
