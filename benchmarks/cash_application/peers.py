"""Two other plain-text programs that match payments to invoices, when they are installed.

quints scores each payment against each open invoice (`quints match`); badcop pairs payments and
invoices of one amount (`badcop match`). They get the open documents and lines of the neutral files
in their own forms, and everything else is theirs.
"""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.cash_application.books_plain import quoted
from benchmarks.cash_application.score import cents
from benchmarks.cash_application.values import text_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    Row = dict[str, str]

PEERS = ("quints", "badcop")
_LIMIT = 1800
_RECEIVABLE = "Assets:CH:GmbH:Receivable:Trade"
_CERTAIN = 1.0
_REPORTED = re.compile(
    r"^\| (\d+) \|.*\| (high|ambiguous|none) \| (.*?) \| [^|]* \|$", re.MULTILINE
)
_SETTINGS = """\
[sender]
name = "Studio Benchmark"
email = "studio@bench.example"
reply_to = "studio@bench.example"
owner_email = "studio@bench.example"
"""


class PeerError(Exception):
    """The program is not installed, or gave no answer."""


def run(folder: Path, peer: str) -> dict[str, Any]:
    """Return what a peer says of a suite, in the form of a result.

    Raises:
        PeerError: the peer is not on the path, or failed.
    """
    items = [row for row in _rows(folder / "neutral" / "items.csv") if cents(row["open"])]
    lines = _rows(folder / "neutral" / "lines.csv")
    with tempfile.TemporaryDirectory(prefix=f"{peer}-") as name:
        work = Path(name)
        if peer == "quints":
            _write_quints(work, items, lines)
            said = _said(work, "quints", "match", "--file", "main.bean", "--json")
            return from_quints(lines, json.loads(said)["matches"])
        _write_badcop(work, items, lines)
        ledger = ("badcop", "--config", "badcop.toml", "--ledger", "invoices.csv", "match")
        return from_badcop(lines, items, _said(work, *ledger, "payments.csv"))


def _rows(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _said(work: Path, program: str, *words: str) -> str:
    found = shutil.which(program)
    if found is None:
        raise PeerError(f"{program} is not installed: pip install {program}")
    ended = subprocess.run(  # noqa: S603 - a program the caller asked for
        [found, *words],
        cwd=work,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=_LIMIT,
    )
    if ended.returncode:
        raise PeerError(f"{program} ended with {ended.returncode}: {ended.stderr.strip()[-300:]}")
    return ended.stdout


def quints_ledger(items: Iterable[Row]) -> str:
    """Return the open documents as entries on the one receivable account quints knows."""
    parts = [f"2025-01-01 open {_RECEIVABLE}", "2025-01-01 open Income:Sales"]
    parts += [
        f"{row['issued']} * {quoted(row['name'])} {quoted(row['item'])}\n"
        f"  invoice: {quoted(row['item'])}\n"
        f"  {_RECEIVABLE}  {row['open']} {row['currency']}\n  Income:Sales"
        for row in items
    ]
    return "\n\n".join(parts) + "\n"


def _write_quints(work: Path, items: list[Row], lines: list[Row]) -> None:
    (work / "main.bean").write_text(quints_ledger(items), encoding="utf-8")
    (work / "staging").mkdir()
    for row in lines:
        text = f"{row['description']} {row['structured reference']}".strip()
        draft = (
            f"{row['date']} ! {quoted(row['counterparty'])} {quoted(text)}\n"
            f"  Assets:Bank:Checking  {row['amount']} {row['currency']}\n"
        )
        (work / "staging" / f"{row['bank ref']}.bean").write_text(draft, encoding="utf-8")


def from_quints(lines: list[Row], matches: list[dict[str, Any]]) -> dict[str, Any]:
    """Return quints' matches as a result: booked where one invoice alone has the full score."""
    by_line: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for one in matches:
        if one["kind"] == "payment→invoice":
            by_line[one["source"]["staging_file"].removesuffix(".bean")].append(one)
    said = []
    for row in lines:
        found = sorted(by_line[row["bank ref"]], key=lambda one: -one["score"])
        sure = sum(one["score"] >= _CERTAIN for one in found) == 1
        targets = [(one["target"]["invoice"], cents(one["target"]["open"])) for one in found]
        said.append(_line(row, sure, targets))
    return {"lines": said}


def _write_badcop(work: Path, items: list[Row], lines: list[Row]) -> None:
    (work / "badcop.toml").write_text(_SETTINGS, encoding="utf-8")
    invoices = [["invoice_id", "client_name", "client_email", "amount", "currency", "issued_date"]]
    invoices += [
        [row["item"], row["name"], "ap@bench.example", row["open"], row["currency"], row["issued"]]
        for row in items
        if cents(row["open"]) > 0
    ]
    payments = [["date", "amount", "description"]]
    payments += [
        [row["date"], row["amount"], f"{row['counterparty']} {row['description']}"] for row in lines
    ]
    for name, rows in (("invoices.csv", invoices), ("payments.csv", payments)):
        stream = io.StringIO()
        csv.writer(stream, lineterminator="\n").writerows(rows)
        (work / name).write_text(stream.getvalue(), encoding="utf-8")


def from_badcop(lines: list[Row], items: list[Row], report: str) -> dict[str, Any]:
    """Return badcop's report as a result: booked where it would mark an invoice as paid."""
    left = {row["item"]: cents(row["open"]) for row in items}
    found: dict[int, tuple[str, list[str]]] = {}
    for one in _REPORTED.finditer(report):
        found[int(one[1])] = (one[2], [item for item in one[3].split(", ") if item in left])
    said = []
    for place, row in enumerate(lines, start=2):
        confidence, numbers = found.get(place, ("", []))
        targets = [(number, left[number]) for number in numbers]
        said.append(_line(row, confidence == "high", targets))
    return {"lines": said}


def _line(row: Row, sure: bool, targets: list[tuple[str, int]]) -> dict[str, Any]:
    """Return what is said of a line: each target takes the payment up to what is open of it."""
    amount = cents(row["amount"])
    proposals = []
    for item, due in targets:
        part = min(amount, due) if due > 0 else 0
        one = {"item": item, "amount": text_of(part)}
        rest = text_of(amount - part)
        proposals.append({"allocations": [one], "adjustments": [], "unallocated": rest})
    status = "auto" if sure and proposals else "review" if amount > 0 else "ignore"
    return {
        "bank_ref": row["bank ref"], "date": row["date"], "amount": row["amount"],
        "currency": row["currency"], "status": status, "evidence": [], "proposals": proposals,
    }  # fmt: skip
