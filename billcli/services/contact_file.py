"""Contacts out of a file: vCards by their first words, else a spreadsheet saved as CSV."""

from __future__ import annotations

from billcli.bank.csv_text import decode
from billcli.contacts.card_read import is_card, read_cards
from billcli.contacts.sheet_layout import Choice
from billcli.contacts.sheet_read import read_sheet
from billcli.domain.contract import PARTY_KEYS
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.party import nearest
from billcli.domain.problem import BillcliError, UsageError, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from billcli.contacts.contact import Contact

SIZE_MAX = 32 * 1024 * 1024
CARD_ENDINGS = frozenset({".vcf", ".vcard"})


def read_contacts(path: Path, shown: str, choice: Choice) -> tuple[Contact, ...]:
    """Return the contacts of a file.

    Args:
        path: the file.
        shown: its name as typed.
        choice: what is said about the columns of a CSV file; vCards need none.

    Raises:
        UsageError: no such file, or it cannot be read as contacts.
    """
    data = _content(path, shown)
    if is_card(data) or (path.suffix.casefold() in CARD_ENDINGS and data.strip()):
        return read_cards(data, shown)
    try:
        text, _ = decode(data, shown)
    except BillcliError as error:
        hint = "export the contacts again, as CSV in UTF-8 or as vCard"
        raise UsageError(*(p._replace(help=hint) for p in error.problems)) from error
    found = read_sheet(text, shown, choice)
    if not found:
        raise UsageError.of(
            "CONTACT-NONE", f"{shown} holds a heading but no contacts", hint="export it again"
        )
    return found


def column_choice(pairs: Iterable[str], id_column: str) -> Choice:
    """Return what ``--map KEY=COLUMN`` and ``--id-column`` say.

    Raises:
        UsageError: a pair is none, or its key is none of a customer's record.
    """
    columns: dict[str, str] = {}
    for pair in pairs:
        key, equals, heading = (part.strip() for part in pair.partition("="))
        if not equals or not heading or key not in PARTY_KEYS:
            near = nearest(key, {known: (known,) for known in PARTY_KEYS}) or PARTY_KEYS[:3]
            raise UsageError.of(
                "CONTACT-KEY",
                f"--map: {quoted(pair, 60)} names no key of a customer and a column",
                hint=f"write --map {near[0]}=COLUMN; near keys are {', '.join(near)}",
            )
        columns[key] = heading
    return Choice(columns, id_column.strip())


def _content(path: Path, shown: str) -> bytes:
    if not path.is_file():
        what = "is not a regular file" if path.exists() else "does not exist"
        raise UsageError.of("CONTACT-FILE", f"{shown} {what}", hint="check the name")
    if path.stat().st_size > SIZE_MAX:
        raise UsageError.of(
            "CONTACT-FILE",
            f"{shown} is larger than {SIZE_MAX // 1024 // 1024} MiB",
            hint="export contacts without their pictures, or fewer at once",
        )
    return path.read_bytes()
