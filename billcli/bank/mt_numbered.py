"""Field NS of MT940: rows that begin with a number of two digits, as some programs export it."""

from __future__ import annotations

import re
from collections import defaultdict

from billcli.bank.mt_detail import Detail
from billcli.bank.mt_wrap import chunked
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_ROW = re.compile(r"(\d\d)(.*)", re.ASCII | re.DOTALL)
_TEXT, _NAME, _POSTING, _ACCOUNT = range(1, 15), (15, 16), 17, 34


def numbered_rows(rows: Sequence[str]) -> Detail:
    """Return what the rows say: 01 to 14 remittance, 15 and 16 name, 17 posting text, 34 account.

    >>> numbered_rows(["01INV-2026-0042", "15Acme", "17Gutschrift"]).payer
    'Acme'
    """
    parts: dict[int, list[str]] = defaultdict(list)
    for row in rows:
        if found := _ROW.match(row):
            parts[int(found[1])].append(found[2])
    return Detail(
        "numbered rows",
        chunked(chunk for number in _TEXT for chunk in parts[number]),
        chunked(chunk for number in _NAME for chunk in parts[number]),
        chunked(parts[_ACCOUNT]),
        posting=chunked(parts[_POSTING]),
    )
