"""Two clones append, git joins them: every ledger that comes out wrong must be noticed.

bean-check accepts about half of them: git shares equal lines, and one transaction is left without
its postings (or with those of both).
"""

from __future__ import annotations

import datetime as dt
import random
import shutil
import subprocess
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from billcli.domain.entry import Document, Entry, Posting
from billcli.domain.money import Money
from billcli.domain.problem import BillcliError, errors
from billcli.domain.rule.check import check
from billcli.domain.seal import sealed
from billcli.ledger.load import read_text
from billcli.ledger.render import render

if TYPE_CHECKING:
    from pathlib import Path

GIT = shutil.which("git")
ROOTS = ("Assets:Receivable",)
DAYS = [dt.date(2026, 1, 10), dt.date(2026, 1, 11)]
MARKERS = ("<<<<<<<", "=======", ">>>>>>>", "|||||||")


def invoice(chance: random.Random, number: str) -> Entry:
    """Invoices of one studio look alike: same customers, same prices, same days."""
    amounts = [Money.of(chance.choice(["100.00", "100.00", "250.00"]), "EUR")] * chance.randint(
        1, 3
    )
    total = sum(amounts[1:], amounts[0])
    customer = chance.choice(["Acme", "Acme", "Globex"])
    day = chance.choice(DAYS)
    return sealed(
        Entry(
            day,
            customer,
            f"Invoice {number}",
            ("invoice",),
            (number,),
            (
                Posting(f"Assets:Receivable:{customer}", total),
                *(Posting("Income:Services", -each, {"item": "Work"}) for each in amounts),
            ),
            {"invoice": number, "due": day + dt.timedelta(30)},
        )
    )


def payment(chance: random.Random, name: str, item: str) -> Entry:
    amount = Money.of("5.00", "EUR")
    return sealed(
        Entry(
            chance.choice(DAYS),
            "Acme",
            "Transfer",
            ("payment",),
            (name, item),
            (
                Posting("Assets:Bank", amount),
                Posting("Assets:Receivable:Acme", -amount, {"invoice": item}),
            ),
            {"id": name},
        )
    )


def branch(chance: random.Random, first: int, count: int, side: str) -> list[Entry | Document]:
    made: list[Entry | Document] = []
    for n in range(first, first + count):
        if chance.random() < 0.7:
            made.append(invoice(chance, f"INV-2026-{n:04}"))
            if chance.random() < 0.5:
                account = made[-1].postings[0].account
                made.append(Document(made[-1].date, account, f"documents/INV-2026-{n:04}.pdf"))
        else:
            made.append(payment(chance, f"PMT-{side}-{n}", "INV-2026-0001"))
    return made


def base(chance: random.Random) -> Entry:
    first = invoice(chance, "INV-2026-0001")
    account = "Assets:Receivable:Acme"
    return sealed(
        replace(first, postings=(replace(first.postings[0], account=account), *first.postings[1:]))
    )


def merged(folder: Path, common: str, ours: str, theirs: str, *, how: str) -> str:
    for name, text in {"base": common, "ours": ours, "theirs": theirs}.items():
        (folder / name).write_text(text, encoding="utf-8")
    options = ["--union"] if how == "union" else []
    done = subprocess.run(  # noqa: S603 - git is found on the path
        [str(GIT), "merge-file", "-p", *options, "ours", "base", "theirs"],
        cwd=folder,
        env={"HOME": str(folder), "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C"},
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    assert 0 <= done.returncode < 128, done.stderr
    lines = done.stdout.splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith(MARKERS))


def trial(folder: Path, seed: int, *, same_number: bool, count: int, how: str) -> tuple[bool, bool]:
    """Return whether a merge came out wrong, and whether that was noticed."""
    chance = random.Random(seed)  # noqa: S311 - no secret is made
    common = base(chance)
    one = branch(chance, 2, count, "a")
    two = branch(chance, 2 if same_number else 2 + count, count, "b")
    texts = [render([common, *side]) for side in ([], one, two)]
    facts, problems = read_text(merged(folder, *texts, how=how))
    found = errors((*problems, *check(facts, ROOTS)))
    wanted = [common, *(each for each in (*one, *two) if isinstance(each, Entry))]
    # Two documents equal to the last byte are one to git and to everybody else.
    distinct = {render([each]): each for each in wanted}
    names = [each.meta.get("invoice", each.meta.get("id")) for each in distinct.values()]
    try:
        is_right = sorted(render([entry]) for entry in facts.entries) == sorted(distinct)
    except BillcliError:
        is_right = False
    return not is_right or len(set(names)) < len(names), bool(found)


CASES = [
    (how, same, count)
    for how in ("union", "keep-both")
    for same in (False, True)
    for count in (1, 3)
]


def judge(folder: Path, how: str, *, same: bool, count: int, trials: int) -> None:
    outcomes = [trial(folder, s, same_number=same, count=count, how=how) for s in range(trials)]
    missed = [seed for seed, (wrong, noticed) in enumerate(outcomes) if wrong and not noticed]
    alarms = [seed for seed, (wrong, noticed) in enumerate(outcomes) if noticed and not wrong]
    assert sum(wrong for wrong, _ in outcomes) > trials // 20, "the trial tries nothing"
    assert missed == []
    assert alarms == []


@pytest.mark.skipif(GIT is None, reason="git is not installed")
@pytest.mark.parametrize(("how", "same", "count"), CASES)
def test_a_wrong_merge_is_noticed(tmp_path: Path, how: str, count: int, *, same: bool) -> None:
    judge(tmp_path, how, same=same, count=count, trials=20)


@pytest.mark.long
@pytest.mark.skipif(GIT is None, reason="git is not installed")
@pytest.mark.parametrize(("how", "same", "count"), CASES)
def test_a_wrong_merge_is_noticed_long(tmp_path: Path, how: str, count: int, *, same: bool) -> None:
    judge(tmp_path, how, same=same, count=count, trials=200)
