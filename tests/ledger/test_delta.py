"""What is told from changed files, and every reason for not telling it."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

from billcli.domain.packed import Packed
from billcli.ledger.delta import delta_of
from billcli.ledger.delta_match import Known, match
from billcli.ledger.ground import Ground, GroundFile, check_plugins, check_settings
from billcli.ledger.load_packed import load_packed
from billcli.ledger.local_walk import Walk
from billcli.ledger.plugin_run import OWN, Policy
from billcli.ledger.standing import NotLocal

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import ModuleType

    from ledger_follower import Follower

MAIN = """\
option "title" "Books"
option "operating_currency" "EUR"
include "accounts.beancount"
include "years/*.beancount"
"""
ACCOUNTS = """\
2026-01-01 open Assets:Bank EUR,USD
2026-01-01 open Assets:Cash
2026-01-01 open Assets:Depot
2026-01-01 open Assets:Tank
2026-01-01 open Assets:Tank:Small
2026-01-01 open Assets:Old
2026-01-01 open Income:Work
2026-01-01 open Equity:Opening
2026-06-30 close Assets:Old
2026-01-01 commodity EUR
2026-01-05 pad Assets:Tank Equity:Opening
2026-02-01 balance Assets:Tank  50.00 EUR
"""
YEAR = """\
2026-01-10 * "Acme" "first" ^INV-1
  Assets:Bank  10.00 EUR
  Income:Work  -10.00 EUR

2026-02-10 * "Acme" "second"
  Assets:Bank  20.00 EUR
  Income:Work  -20.00 EUR

2026-03-01 balance Assets:Bank  30.00 EUR

2026-03-10 * "buy"
  Assets:Depot  2 HOOL {5.00 EUR}
  Assets:Bank

2026-04-10 * "Acme" "third"
  Assets:Bank  1.00 EUR
  Income:Work  -1.00 EUR
"""
LATER = """\
2027-01-10 * "Acme" "later"
  Assets:Bank  5.00 EUR
  Income:Work  -5.00 EUR

2027-02-10 * "Acme" "last"
  Assets:Bank  6.00 EUR
  Income:Work
"""
NAMES = ("main", "accounts", "years/2026", "years/2027")


class Ledger:
    """A ledger that is changed and followed."""

    def __init__(self, folder: Path, parts: tuple[ModuleType, ...]) -> None:
        self.folder = folder
        for name, text in zip(NAMES, (MAIN, ACCOUNTS, YEAR, LATER), strict=True):
            self.write(name, text)
        self.follower: Follower = parts[1].Follower(folder / "main.beancount", parts[2])

    def path(self, name: str) -> Path:
        return self.folder / f"{name}.beancount"

    def write(self, name: str, text: str) -> None:
        path = self.path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")

    def append(self, text: str, name: str = "years/2027") -> None:
        self.write(name, self.path(name).read_text(encoding="utf-8") + dedent(text))

    def edit(self, old: str, new: str, name: str = "years/2027") -> None:
        text = self.path(name).read_text(encoding="utf-8")
        assert old in text
        self.write(name, text.replace(old, new, 1))

    def counts(self) -> tuple[int, int, int]:
        """Return how many facts were removed, added and moved; held against a full load."""
        delta = self.follower.delta()
        assert self.follower.follow()
        return len(delta.removed), len(delta.added), len(delta.moved)

    def refused(self) -> str:
        assert not self.follower.follow()
        return self.follower.reason


@pytest.fixture
def ledger(tmp_path: Path, parts: tuple[ModuleType, ...]) -> Ledger:
    return Ledger(tmp_path / "books", parts)


def sale(day: str, account: str = "Assets:Bank", amount: str = "3.00 EUR") -> str:
    return f'\n{day} * "Globex" "x"\n  {account}  {amount}\n  Income:Work  -{amount}\n'


def test_nothing_changed(ledger: Ledger) -> None:
    assert ledger.counts() == (0, 0, 0)
    os.utime(ledger.path("years/2027"))
    assert ledger.follower.delta().read == ()


def test_only_the_end_of_a_grown_file_is_parsed(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []
    from billcli.ledger import delta  # noqa: PLC0415 - the module, to be patched

    real = delta.read_local

    def spied(content: bytes, *rest: object, **more: object) -> object:
        seen.append((content, more.get("lineno")))
        return real(content, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(delta, "read_local", spied)
    tail = sale("2027-03-01") + '; words\n\n2027-03-02 note Assets:Bank "x"\n'
    ledger.append(tail)
    assert ledger.counts() == (0, 2, 0)
    assert not seen  # all is said in full
    ledger.append(tail.replace("-3.00 EUR", ""))
    assert ledger.counts() == (0, 2, 0)
    assert seen[0] == (tail.replace("-3.00 EUR", "").encode(), 15)


@pytest.mark.parametrize("text", [
    sale("2026-01-11", "Assets:Cash"),
    sale("2026-03-01"),
    sale("2026-02-01", "Assets:Tank"),
    sale("2026-02-01", "Assets:Tank:Small"),
    sale("2026-06-30", "Assets:Old"),
    sale("2026-01-05") + sale("2026-02-28", amount="-3.00 EUR").replace("--", ""),
    '\n2026-12-31 note Assets:Old "x"\n2026-12-31 balance Assets:Old  0 EUR\n',
    "\n2026-05-01 balance Assets:Bank  21.001 EUR\n",
    "\n2026-05-01 balance Assets:Bank  21.01 EUR\n",
    "\n2026-05-01 balance Assets:Bank  22 ~ 1 EUR\n",
    "\n2026-05-01 balance Assets:Depot  2 HOOL\n",
    "\n2026-05-01 balance Assets:Bank  21.00 EUR\n2026-05-01 balance Assets:Bank  21.000 EUR\n",
    "\n2026-05-01 balance Assets:Tank  50.00 EUR\n",
    "\n2026-01-01 commodity USD\n2026-01-01 price USD  1.10 EUR\n",
    "\n2026-01-01 open Assets:New\n" + sale("2026-01-01", "Assets:New")
    + "2026-01-01 close Assets:New\n",
    '\n2026-01-01 open Assets:New EUR "NONE"\n2026-01-02 balance Assets:New  0 EUR\n',
    "\n0001-01-01 open Assets:New\n0001-01-01 balance Assets:New  0 EUR\n",
    '\noption "title" "x"\n',
    "\npushtag #t\n" + sale("2027-01-01") + "poptag #t\n",
])  # fmt: skip
def test_what_is_local_is_told(ledger: Ledger, text: str) -> None:
    ledger.append(text)
    removed, added, moved = ledger.counts()
    assert (removed, moved) == (0, 0)
    assert (
        added == text.count("\n20") + text.count("\n00")
        or "option" in text
        or "push" in text
        or "close" in text
    )


@pytest.mark.parametrize(("text", "reason"), [
    (sale("2026-02-28"), "the balance of Assets:Bank on 2026-03-01 moves"),
    (sale("2026-01-31", "Assets:Tank"), "Assets:Tank is padded"),
    (sale("2026-01-31", "Assets:Tank:Small"), "Assets:Tank is padded"),
    (sale("2027-01-01", "Assets:Tank", "1 USD"), "Assets:Tank is padded"),
    ("\n2026-01-31 balance Assets:Tank  50 EUR\n", "Assets:Tank is padded"),
    ("\n2027-01-31 balance Assets:Tank  0 USD\n", "Assets:Tank is padded"),
    (sale("2027-01-01", "Assets:Depot"), "Assets:Depot holds lots"),
    (sale("2025-12-31"), "Assets:Bank is not open"),
    (sale("2026-07-01", "Assets:Old"), "Assets:Old is not open"),
    (sale("2026-07-01", "Assets:Never"), "Assets:Never is not open"),
    (sale("2026-07-01", "Assets:Bank", "1 CHF"), "Assets:Bank does not take that currency"),
    ('\n2025-07-01 note Assets:Bank "x"\n', "Assets:Bank is not open"),
    ("\n2026-07-01 balance Assets:Bank  0 CHF\n", "Assets:Bank does not take that currency"),
    ("\n2026-07-01 balance Assets:Never  0 CHF\n", "Assets:Never is not open"),
    ("\n2026-03-01 balance Assets:Bank  30.00 EUR\n", "a second balance of the same day"),
    ("\n2026-05-01 balance Assets:Bank  21.00 EUR\n2026-05-01 balance Assets:Bank  21.01 EUR\n",
     "a second balance of the same day"),
    ("\n2026-05-01 balance Assets:Bank  21.02 EUR\n", "does not hold"),
    ("\n2026-05-01 balance Assets:Bank  22 EUR\n", "does not hold"),
    ("\n0001-01-01 balance Assets:Bank  0 EUR\n", "not open"),
    ("\n2026-05-01 pad Assets:Cash Equity:Opening\n", "a pad"),
    ("\n2026-05-01 open Assets:Bank\n", "a second open of Assets:Bank"),
    ("\n2026-05-01 open Assets:New\n2026-05-01 open Assets:New\n", "a second open of Assets:New"),
    ("\n2027-05-01 close Assets:Bank\n", "a close of Assets:Bank"),
    ("\n2027-05-01 close Assets:Old\n", "a second close of Assets:Old"),
    ("\n2027-05-01 close Assets:Never\n", "a close of Assets:Never"),
    ("\n2026-05-01 open Assets:New\n2026-04-01 close Assets:New\n", "a close of Assets:New"),
    ("\n2026-05-01 open Assets:New\n2026-06-01 close Assets:New\n"
     + sale("2026-07-01", "Assets:New"), "Assets:New is not open"),
    ("\n2026-05-01 commodity EUR\n", "a second commodity EUR"),
    ("\n2026-05-01 commodity CHF\n2026-05-01 commodity CHF\n", "a second commodity CHF"),
    ('\nplugin "beancount.plugins.auto_accounts"\n', "plugin beancount.plugins.auto_accounts"),
    ('\noption "operating_currency" "USD"\n', "the operating currencies changed"),
    ('\ninclude "accounts.beancount"\n', "cannot be read"),
    ('\ninclude "../accounts.beancount"\n', "is included twice"),
    ('\ninclude "/etc/passwd"\n', "outside"),
    ("\nnonsense\n", "the text has an error"),
    ("\ufeff", "byte order mark"),
])  # fmt: skip
def test_what_is_not_local_is_refused(ledger: Ledger, text: str, reason: str) -> None:
    ledger.append(text)
    assert reason in ledger.refused()


@pytest.mark.parametrize("tail", ["  ; words\n", "  Income:Work  -1.00 EUR\n", "\t; words\n"])
def test_a_tail_that_goes_on_with_the_last_directive_is_read_with_it(
    ledger: Ledger, tail: str
) -> None:
    ledger.write("years/2027", '2027-01-10 * "x"\n  Assets:Cash  1.00 EUR\n  Income:Work\n')
    ledger.counts()
    text = ledger.path("years/2027").read_text(encoding="utf-8").replace("Work", "Work  -1.00 EUR")
    ledger.write("years/2027", text.replace("  Income:Work  -1.00 EUR\n", "") + tail)
    if "Income" in tail:
        assert ledger.follower.follow()
    else:
        assert "error" in ledger.refused()


def test_a_file_without_a_last_newline_is_read_again(ledger: Ledger) -> None:
    ledger.write("years/2027", LATER.rstrip("\n"))
    assert ledger.counts() == (0, 0, 0)
    ledger.append("  ; words\n")
    assert ledger.counts() == (0, 0, 0)
    ledger.write("years/2027", LATER.rstrip("\n"))
    ledger.counts()
    ledger.write("years/2027", LATER.rstrip("\n") + " -6.00 EUR\n")
    assert ledger.counts() == (0, 0, 0)


# Edits


def test_distant_edits_count_alone(ledger: Ledger) -> None:
    many = "".join(sale(f"2027-03-{day:02}", amount=f"{day}.00 EUR") for day in range(1, 29))
    ledger.append(many)
    ledger.counts()
    ledger.edit("  Assets:Bank  2.00 EUR\n  Income:Work  -2.00 EUR",
                "  Assets:Bank  2.50 EUR\n\t; words\n  Income:Work  -2.50 EUR")  # fmt: skip
    ledger.edit('2027-03-27 * "Globex"', '2027-03-27 ! "Globex"')
    assert ledger.counts() == (2, 2, 25)


def test_directives_that_change_places_are_new(ledger: Ledger) -> None:
    first, second = LATER.split("\n\n")
    ledger.write("years/2027", f"{second}\n{first}\n")
    assert ledger.counts() == (1, 1, 1)


def test_lines_shift(ledger: Ledger) -> None:
    ledger.edit("", "; words\n\n")
    assert ledger.counts() == (0, 0, 2)


def test_a_directive_that_moves_to_another_file_is_new(ledger: Ledger) -> None:
    ledger.write("years/2028", LATER.split("\n\n")[1])
    ledger.edit("\n" + LATER.split("\n\n")[1], "")
    assert ledger.counts() == (1, 1, 0)


@pytest.mark.parametrize(("name", "old", "new", "reason"), [
    ("years/2027", "6.00", "7.00", ""),
    ("years/2027", LATER, "; empty\n", ""),
    ("accounts", "open Assets:Cash", "open Assets:Cash EUR", "the open of Assets:Cash changed"),
    ("accounts", "EUR,USD", "USD,EUR,CHF", ""),
    ("accounts", " EUR,USD", "", ""),
    ("accounts", "EUR,USD", "EUR", "the open of Assets:Bank changed"),
    ("accounts", "2026-01-01 open Assets:Bank", "2025-01-01 open Assets:Bank", ""),
    ("accounts", "2026-01-01 open Assets:Bank", "2026-01-02 open Assets:Bank", "changed"),
    ("accounts", "Assets:Cash\n", 'Assets:Cash\n  name: "x"\n', "a pad stands in another line"),
    ("accounts", "Assets:Cash\n", 'Assets:Cash "FIFO"\n', "the open of Assets:Cash changed"),
    ("accounts", "2026-01-01 open Assets:Cash\n", "\n", "the open of Assets:Cash is gone"),
    ("accounts", "2026-06-30 close", "2026-07-30 close", ""),
    ("accounts", "2026-06-30 close", "2026-05-30 close", "a close of Assets:Old"),
    ("accounts", "2026-06-30 close Assets:Old\n", "\n", ""),
    ("accounts", "2026-01-01 commodity EUR\n", "\n", ""),
    ("accounts", "commodity EUR\n", "commodity USD\n", ""),
    ("accounts", "2026-01-05 pad Assets:Tank Equity:Opening\n", "\n", "a pad"),
    ("accounts", "2026-01-05 pad", "2026-01-06 pad", "a pad"),
    ("accounts", "2026-02-01 balance", "\n2026-02-01 balance", "Assets:Tank is padded"),
    ("accounts", "50.00", "60.00", "Assets:Tank is padded"),
    ("accounts", "2026-02-01 balance", "; words", "Assets:Tank is padded"),
    ("years/2026", "first", "1st", "a posting has a cost"),
    ("main", "Books", "Other", "the options of the main file changed"),
    ("main", '"EUR"', '"USD"', "the options of the main file changed"),
    ("main", 'option "title"', '\n; words\noption "title"', ""),
    ("main", 'include "years/*', 'include "years/2026.beancount"\ninclude "years/202[78]', ""),
    ("main", 'include "years/*', 'include "years/2027.beancount"\ninclude "years/2026',
     "another order"),
    ("main", 'include "accounts.beancount"\n', "", "a pad"),
    ("main", 'include "accounts', sale("2027-01-01") + 'include "accounts', ""),
    ("main", 'include "accounts', 'plugin "billcli.ledger.plugin"\ninclude "accounts', ""),
])  # fmt: skip
def test_edits(ledger: Ledger, name: str, old: str, new: str, reason: str) -> None:
    ledger.edit(old, new, name)
    if reason:
        assert reason in ledger.refused()
    else:
        assert ledger.follower.follow(), ledger.follower.reason


def test_a_removed_assertion_and_what_it_held(ledger: Ledger) -> None:
    ledger.write("years/2028", "2028-01-01 balance Assets:Cash  0 EUR\n")
    assert ledger.counts() == (0, 1, 0)
    ledger.write("years/2028", sale("2027-06-01", "Assets:Cash"))
    assert ledger.counts() == (1, 1, 0)
    ledger.write("years/2028", "2028-01-01 balance Assets:Cash  0 EUR\n")
    assert ledger.counts() == (1, 1, 0)
    ledger.write("years/2028", "\n2028-01-01 balance Assets:Cash  0.00 EUR\n")
    assert ledger.counts() == (1, 1, 0)


def test_lots_are_taken_in_the_order_of_lines(ledger: Ledger) -> None:
    ledger.write("years/2028", "; words\n" + sale("2028-01-01", "Assets:Depot"))
    assert "holds lots" in ledger.refused()
    ledger.write("years/2028", "; words\n; more\n" + sale("2028-01-01", "Assets:Depot"))
    assert "order of lines" in ledger.refused()
    shutil.move(ledger.path("years/2028"), ledger.path("years/2029"))
    assert "order of lines" in ledger.refused()


# Files


def test_files_come_go_and_are_renamed(ledger: Ledger) -> None:
    ledger.write("years/2028", sale("2028-01-01"))
    delta = ledger.follower.delta()
    assert [p.found[-1][-14:] for p in delta.patterns] == ["2028.beancount"]
    assert [path[-14:] for path in delta.read] == ["2028.beancount"]
    assert ledger.counts() == (0, 1, 0)
    shutil.move(ledger.path("years/2028"), ledger.path("years/2030"))
    assert [path[-14:] for path in ledger.follower.delta().gone] == ["2028.beancount"]
    assert ledger.counts() == (1, 1, 0)
    ledger.path("years/2030").unlink()
    ledger.write("years/2031", sale("2031-01-01"))
    ledger.append('include "extra.beancount"\n', "main")
    ledger.write("extra", 'include "more.beancount"\n')
    ledger.write("more", sale("2026-05-05"))
    ledger.edit("6.00", "6.50")
    assert ledger.counts() == (2, 3, 0)


@pytest.mark.parametrize(("harm", "reason"), [
    (lambda at: os.link(at / "2027.beancount", at / "2028.beancount"), "is included twice"),
    (lambda at: (at / "2028.beancount").symlink_to(at / "2027.beancount"), "symbolic link"),
    (lambda at: (at / "2028.beancount").mkdir(), "not a regular file"),
    (lambda at: (at / "2028.beancount").write_bytes(b""), "no bytes"),
    (lambda at: (at / "2028.beancount~").write_bytes(b""), ""),
    (lambda at: (at / "2028 (copy).beancount").write_bytes(b"; x\n"), ""),
    (lambda at: (at / "2027.beancount").write_bytes(b"\xff\n"), "not UTF-8"),
    (lambda at: (at.parent / "accounts.beancount").unlink(), "cannot be read"),
])  # fmt: skip
def test_files_that_are_no_files(
    ledger: Ledger, harm: Callable[[Path], object], reason: str
) -> None:
    harm(ledger.folder / "years")
    if not reason:
        assert ledger.follower.follow(), ledger.follower.reason
    else:
        assert reason in ledger.refused()


def test_a_file_that_cannot_be_read_is_refused(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("billcli.ledger.regular_file.SIZE_MAX", 10)
    with pytest.raises(NotLocal, match="larger"):
        ledger.follower.delta()


def test_only_stale_files_are_looked_into(ledger: Ledger) -> None:
    ledger.edit("6.00", "6.50")
    assert ledger.follower.delta(stale=set()).removed == ()
    assert len(ledger.follower.delta().removed) == 1


def test_the_last_directive_stays(tmp_path: Path, parts: tuple[ModuleType, ...]) -> None:
    main = tmp_path / "main.beancount"
    main.write_text("2026-01-01 commodity EUR\n", encoding="utf-8")
    follower = parts[1].Follower(main, parts[2])
    main.write_text("; nothing\n", encoding="utf-8")
    assert not follower.follow()
    assert follower.reason == "nothing is left in the ledger"


# The ground


@pytest.mark.parametrize(("text", "reason"), [
    ('option "documents" "papers"\n', "documents are looked for in a folder"),
    ('option "plugin_processing_mode" "raw"\n', "plugin_processing_mode is raw"),
    ('plugin "beancount.plugins.implicit_prices"\n', "plugin beancount.plugins.implicit_prices"),
    (f'plugin "{OWN}"\n', ""),
    ("nonsense\n", "the ledger has a problem: LEDGER-SYNTAX"),
])  # fmt: skip
def test_ledgers_that_take_no_deltas(ledger: Ledger, text: str, reason: str) -> None:
    (ledger.folder / "papers").mkdir()
    ledger.append(text, "main")
    found = ledger.follower.full()
    assert found.reason == reason
    if not reason:
        assert load_packed(ledger.path("main")).reason == f"plugin {OWN}"
    policy = Policy((OWN,))
    if "option" in text or "plugin " in text:
        follower = ledger.follower
        with pytest.raises(NotLocal) if reason else follower.main.open():
            delta_of(found.ground, follower.standing(), (), policy)


def test_a_ground_is_kept_as_text(ledger: Ledger) -> None:
    ground = ledger.follower.loaded.ground
    assert Ground.from_json(ground.to_json()) == ground
    assert ground.pads == (("Assets:Tank", "2026-01-05"),)
    assert ledger.follower.loaded.lots == {"Assets:Depot"}
    assert ground.operating_currencies() == ["EUR"]


def test_plugins_and_settings_are_checked() -> None:
    check_plugins(["a.b"], Policy(("a.*",)))
    with pytest.raises(NotLocal):
        check_plugins(["a.b"], Policy(("a.*",), ("a.b",)))
    check_settings([("plugin_processing_mode", "default"), ("title", "x")])


def test_a_file_of_the_ground_takes_further_lines() -> None:
    file = GroundFile("/a", 1, "0")
    assert replace(file, includes=()).with_lines((), (), ()) == file


def test_a_ledger_of_too_many_files(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("billcli.ledger.local_walk.FILES_MAX", 2)
    walk = Walk(str(ledger.folder), str(ledger.path("main")))
    with pytest.raises(NotLocal):
        list(walk.files(lambda path: [(1, "years/*.beancount")] if "main" in path else []))


# Matching


def rows(text: str) -> list[Packed]:
    return [Packed("T", "2026-01-01", line, word) for line, word in enumerate(text, 1)]


@pytest.mark.parametrize(("old", "new", "counts"), [
    ("", "", (0, 0, 0)),
    ("abc", "abc", (0, 0, 0)),
    ("abc", "abxc", (0, 1, 1)),
    ("abcdefg", "aXcdYfg", (2, 2, 0)),
    ("abcdefg", "bcdefga", (1, 1, 6)),
    ("aaaa", "aaa", (1, 0, 0)),
    ("aaa", "aaaa", (0, 1, 0)),
    ("abab", "baba", (2, 2, 2)),
    ("abc", "", (3, 0, 0)),
    ("", "abc", (0, 3, 0)),
    ("abcd", "dcba", (3, 3, 1)),
])  # fmt: skip
def test_rows_are_matched_in_order(old: str, new: str, counts: tuple[int, int, int]) -> None:
    known = [Known(number, row) for number, row in enumerate(rows(old))]
    found = match(known, rows(new))
    assert (len(found.removed), len(found.added)) == counts[:2]
    kept = {one.id: one.row for one in known if one not in found.removed}
    kept |= {one.id: one.row._replace(line=line) for one, line in found.moved}
    after = sorted([*kept.values(), *found.added], key=lambda row: row.line)
    assert after == rows(new)
    assert [kept[number].line for number in sorted(kept)] == sorted(r.line for r in kept.values())
