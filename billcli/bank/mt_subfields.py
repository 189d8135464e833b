"""Field 86 in subfields, as German, Austrian and Polish banks write it: ``166?00...?20SVWZ+...``.

Source: DK, Anlage 3 des DFÜ-Abkommens, chapter on MT940: 00 posting text, 10 batch, 20 to 29 and 60
to 63 remittance of 27 characters each, 30 bank, 31 account, 32 and 33 name, 34 text key; remittance
holds tags such as ``EREF+``. 38 is the IBAN with some banks. Any sign may part them, mostly ``?``,
but those that numbers of documents hold.
"""

from __future__ import annotations

import re
from collections import defaultdict

from billcli.bank.mt_detail import Detail, provided
from billcli.bank.mt_wrap import chunked
from billcli.domain.iban import compact, is_bic, is_iban

_BEGIN = re.compile(r"(?:(\d{3})|[A-Z]{3})?\s?([^\w\s/.,:-])(?=\d\d)", re.ASCII)
_CODE = re.compile(r"\d{3}", re.ASCII)
_KEYS = (
    "EREF KREF MREF CRED DEBT COAM OAMT OCMT CHGS SVWZ ABWA ABWE PURP BREF RREF SQTP RTRN".split()
)
_KEY = re.compile(rf"(?<![A-Z])({'|'.join(_KEYS)})\+")
_REMITTANCE = (*range(20, 30), *range(60, 66))
_TEXT = ("", "SVWZ", "ABWA", "ABWE")
_ACCOUNTS = (38, 31)


def separator_of(text: str) -> str:
    """Return the sign that parts subfields, or an empty string when there are none.

    >>> separator_of("166?00GUTSCHRIFT?20INV-7"), separator_of("000>100987"), separator_of("Thanks")
    ('?', '>', '')
    >>> separator_of("INV-2026-0007"), separator_of("112-2026")
    ('', '')
    """
    found = _BEGIN.match(text)
    if not found:
        return ""
    sign = found[2]
    known = _parts_by(sign).findall(text[:400])
    return sign if len(known) > (not found[1]) else ""


def _parts_by(sign: str) -> re.Pattern[str]:
    """Return the pattern of a sign before the number of a subfield that exists."""
    return re.compile(rf"{re.escape(sign)}(?=00|10|[2367]\d)", re.ASCII)


def subfields(text: str, sign: str) -> Detail:
    """Return what the subfields say; rows must have been joined before."""
    head, *rest = _parts_by(sign).split(text)
    parts: dict[int, list[str]] = defaultdict(list)
    for part in rest:
        parts[int(part[:2])].append(part[2:])
    chunks = [chunk for number in _REMITTANCE for chunk in parts[number]]
    account, chunks = _account_in_front(chunks)
    tags = _tagged(chunked(chunks))
    accounts = [compact(chunked(parts[number])) for number in _ACCOUNTS]
    returned = tags.get("RTRN", "")
    found = _CODE.match(head.strip())
    return Detail(
        f"subfields {sign}20",
        " ".join(filter(None, (tags.get(key, "") for key in _TEXT))),
        chunked(parts[32] + parts[33]),
        next((one for one in accounts if is_iban(one)), accounts[1]) or account,
        end_to_end=provided(tags.get("EREF", "")),
        code=found[0] if found else "",
        posting=chunked(parts[0]),
        returned=returned,
    )


def _account_in_front(chunks: list[str]) -> tuple[str, list[str]]:
    """Return an account that stands with its bank before the words (Triodos), and the words."""
    if len(chunks) > 1 and is_bic(chunks[0]) and is_iban(chunks[1]):
        return compact(chunks[1]), chunks[2:]
    return "", chunks


def _tagged(text: str) -> dict[str, str]:
    """Return the words behind each tag; those before the first one under an empty name."""
    first, *rest = _KEY.split(text)
    found: dict[str, str] = {"": first.strip()}
    for key, words in zip(rest[::2], rest[1::2], strict=True):
        found[key] = f"{found.get(key, '')} {words}".strip()
    return found
