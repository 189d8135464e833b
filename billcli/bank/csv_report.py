"""What is told of a CSV file that was read: its dialect, and warnings."""

from __future__ import annotations

from billcli.bank.row_kind import RowKind
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import Problem, Severity, Source

if TYPE_CHECKING:
    from collections.abc import Sequence

    from billcli.bank.balance_proof import Proof
    from billcli.bank.csv_dialect import Table
    from billcli.bank.csv_profile import CsvProfile
    from billcli.bank.csv_row import Parsed
    from billcli.bank.csv_sign import Signed

DELIMITER_NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
SHOWN_MAX = 5


def dialect_of(
    table: Table, profile: CsvProfile, signed: Signed, proof: Proof | None
) -> tuple[tuple[str, str], ...]:
    """Return what was detected, for people: names and texts in order."""
    header = f"line {table.layout.header.line}" if table.layout.header else "none"
    columns = ", ".join(
        f"{role} = {' + '.join(map(str, names))}" for role, names in profile.columns.items()
    )
    left_out = [
        (kind.value, ", ".join(str(row.line) for row, k in table.others if k is kind))
        for kind in RowKind
        if kind is not RowKind.BLANK and table.count(kind)
    ]
    proven = "none" if proof is None else "holds" if not proof.broken else "fails"
    return (
        ("encoding", profile.encoding),
        ("delimiter", DELIMITER_NAMES.get(profile.delimiter, profile.delimiter)),
        ("header", header),
        ("columns", columns),
        ("dates", profile.date_format or profile.date_order),
        ("decimal", profile.decimal),
        ("sign", signed.how),
        ("rows", str(len(table.booked))),
        *((f"left out: {kind}", f"lines {lines}") for kind, lines in left_out),
        ("running balance", proven),
    )


def warnings_of(
    table: Table, parsed: Sequence[Parsed], signed: Signed, proof: Proof | None, currency: str
) -> tuple[Problem, ...]:
    """Return what somebody should look at, though everything could be read."""
    found: list[tuple[str, str, str]] = []
    if proof and proof.broken:
        lines = [str(parsed[i].row.line) for i in proof.broken[:SHOWN_MAX]]
        words = f"{len(proof.broken)} of {proof.checked} rows, at lines {', '.join(lines)}"
        hint = "are rows missing, or signs turned? compare these rows with the bank"
        found.append(("CSV-BALANCE", f"the running balance does not fit {words}", hint))
    zeros = [str(p.row.line) for p, a in zip(parsed, signed.amounts, strict=True) if not a]
    if zeros:
        words = f"rows that moved no money were left out: lines {', '.join(zeros[:SHOWN_MAX])}"
        found.append(("CSV-ZERO", f"{len(zeros)} {words}", ""))
    others = {p.currency for p in parsed if currency and p.currency != currency}
    if others:
        words = f"rows are in {', '.join(sorted(others))}, the account is in {currency}"
        found.append(("CSV-OTHER-CURRENCY", words, "is it the right account?"))
    if table.profile.encoding == "latin-1":
        words = "the encoding is unknown: accents may be wrong"
        found.append(("CSV-ENCODING", words, "set encoding in the profile"))
    where = Source(table.file)
    return tuple(Problem(c, w, where, h, Severity.WARNING) for c, w, h in found)
