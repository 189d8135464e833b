"""Field 86 in plain words, where some banks put labels before a name and an account."""

from __future__ import annotations

import re

from billcli.bank.mt_detail import Detail
from billcli.domain.iban import compact, is_iban
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_UNSTRUCTURED = re.compile(r"\A999(?=[A-Z_])", re.ASCII)
_ACCOUNT = re.compile(r"(?:\bIBAN ?: ?|\bREK ?: ?|^)([A-Z]{2}\d{2}[A-Z0-9]{11,30})\b", re.ASCII)
_NAME = re.compile(r"\bNAAM ?: ?(\S+(?: \S+)*)", re.ASCII)


def labelled(rows: Sequence[str], text: str) -> Detail:
    """Return the words, with a name and an account where they are labelled or stand first.

    Args:
        rows: the rows as they stand in the file; labels end with their row.
        text: all of them in one piece.

    >>> detail = labelled(["Thanks  NAAM: Acme B.V.   OMSCHRIJVING: INV-7"], "Thanks INV-7")
    >>> detail.payer, detail.text
    ('Acme B.V.', 'Thanks INV-7')
    """
    accounts = [compact(found[1]) for row in rows for found in _ACCOUNT.finditer(row)]
    named = next((found[1] for row in rows if (found := _NAME.search(row))), "")
    return Detail(
        "plain words",
        _UNSTRUCTURED.sub("", text),
        named,
        next(filter(is_iban, accounts), ""),
    )
