"""A suite: the files of a world in a folder, and the answers beside them."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

from benchmarks.cash_application import books_billcli, books_plain
from benchmarks.cash_application.deals_silent import payout_fee
from benchmarks.cash_application.numbering import SCHEMES
from benchmarks.cash_application.statement_camt import STATEMENTS
from benchmarks.cash_application.statement_csv import STYLES, neutral
from benchmarks.cash_application.values import GRACE, TODAY, TOLERANCE, text_of
from benchmarks.cash_application.world import make

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.cash_application.values import Line, World
    from benchmarks.cash_application.world import Order

ALL_STYLES = (*STYLES, *STATEMENTS)
BOOKS = ("plain", "billcli")
_ENDINGS = {"camt": "xml", "mt940": "sta"}
_PAYOUT = (
    "automatic_payout_id", "automatic_payout_effective_at_utc", "balance_transaction_id",
    "created_utc", "currency", "gross", "fee", "net", "reporting_category", "source_id",
    "description",
)  # fmt: skip
_ITEM = (
    "item", "customer", "name", "issued", "due", "currency", "gross", "open", "reference",
    "discount_percent", "discount_days",
)  # fmt: skip


class RefusedError(Exception):
    """What was asked for does not exist."""


def write(folder: Path, order: Order, style: str = "comma", books: str = "plain") -> World:
    """Write a suite into a new or empty folder and return its world.

    Raises:
        RefusedError: the books cannot hold such numbers, or the folder holds something.
    """
    if books == "billcli" and "/" in SCHEMES[order.numbers].pattern:
        raise RefusedError(f"billcli numbers hold no slash; {order.numbers} needs --books plain")
    if books == "billcli" and order.references not in {"rf", "qrr"}:
        raise RefusedError("billcli prints RF and QR references; others need --books plain")
    if folder.exists() and any(folder.iterdir()):
        raise RefusedError(f"{folder} is not empty")
    folder.mkdir(parents=True, exist_ok=True)
    world = make(order)
    main = "main.beancount" if books == "billcli" else "ledger.beancount"
    statement = f"statement.{_ENDINGS.get(style, 'csv')}"
    writer = STYLES.get(style) or STATEMENTS[style]
    text = {
        main: (books_billcli if books == "billcli" else books_plain).ledger(world),
        "payouts.csv": payouts(world),
        "policy.json": _json(_policy()),
        "truth.json": _json(truth(world)),
        "suite.json": _json(_described(order, style, main, statement, world)),
        "neutral/lines.csv": neutral(world),
        "neutral/items.csv": items(world),
    }
    if books == "billcli":
        text["billcli.toml"] = books_billcli.settings(world)
    (folder / "neutral").mkdir()
    for name, content in text.items():
        (folder / name).write_bytes(content.encode())
    (folder / statement).write_bytes(writer(world))
    return world


def _json(value: object) -> str:
    return json.dumps(value, indent=1, ensure_ascii=False) + "\n"


def _described(order: Order, style: str, main: str, statement: str, world: World) -> dict[str, Any]:
    return {
        "version": 1, "seed": order.seed, "lines": order.lines, "language": order.language,
        "style": style, "numbers": order.numbers, "references": order.references,
        "level": order.level, "ledger": main, "statement": statement, "currency": world.currency,
        "account": books_plain.BANK, "today": str(TODAY),
    }  # fmt: skip


def _policy() -> dict[str, Any]:
    return {
        "rounding_tolerance": text_of(TOLERANCE),
        "bank_fee": "accept when the statement states the charges",
        "discount_grace_days": GRACE,
        "identical_amounts_same_customer": "oldest first",
    }


def truth(world: World) -> dict[str, Any]:
    """Return the answers: of each line what is right, and what may be done without asking."""
    closing = world.lines[-1].balance if world.lines else world.opening
    return {
        "version": 1,
        "opening": text_of(world.opening),
        "closing": text_of(closing),
        "lines": [_answer(place, line) for place, line in enumerate(world.lines, start=1)],
    }


def _answer(place: int, line: Line) -> dict[str, Any]:
    return {
        "line": place, "bank_ref": line.bank_ref, "date": str(line.date),
        "amount": text_of(line.amount), "case": line.kind, "expect": line.expect,
        "language": line.language, "customer": line.customer.id if line.customer else None,
        "allocations": [
            {"item": item.number, "amount": text_of(amount)} for item, amount in line.allocations
        ],
        "adjustments": [{"kind": kind, "amount": text_of(n)} for kind, n in line.adjustments],
        "unallocated": text_of(line.unallocated),
    }  # fmt: skip


def payouts(world: World) -> str:
    """Return the processor's report, with the columns of Stripe's payout reconciliation."""
    rows: list[tuple[object, ...]] = [_PAYOUT]
    for line, id_ in world.payouts:
        for item, amount in line.allocations:
            fee = payout_fee(item)
            kind = "charge" if amount > 0 else "refund"
            what = "Invoice" if amount > 0 else "Refund"
            rows.append((
                id_, f"{line.date} 00:00:00", f"txn_{len(rows):06}", f"{line.date} 00:00:00",
                world.currency.lower(), text_of(amount), text_of(fee), text_of(amount - fee), kind,
                f"{kind[:2]}_{len(rows):06}", f"{what} {item.number}",
            ))  # fmt: skip
    return _csv(rows)


def items(world: World) -> str:
    """Return the documents open when the statement begins, for those who do not read ledgers."""
    rows: list[tuple[object, ...]] = [_ITEM]
    reopened = {item for line in world.lines for item, _ in line.allocations}
    for item in world.items:
        if item.open or item in reopened:
            percent, days = item.terms or ("", "")
            rows.append((
                item.number, item.customer.id, item.customer.name, item.issued, item.due,
                item.currency, text_of(item.gross), text_of(item.open), item.reference, percent,
                days,
            ))  # fmt: skip
    return _csv(rows)


def _csv(rows: list[tuple[object, ...]]) -> str:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerows(rows)
    return stream.getvalue()
