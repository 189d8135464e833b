"""A contact of an address book, in the words of a customer's record."""

from __future__ import annotations

import re
from dataclasses import dataclass

from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_PLACE = re.compile(r"(?:[A-Z]{1,3}-)?(\d{4,5}(?: ?[A-Z]{2})?)\s+(\D.*)")
_LINES = 2


@dataclass(frozen=True, slots=True)
class Contact:
    """One entry of an address book.

    Attributes:
        values: by the keys of ``contract.PARTY_KEYS``, as they stand there; none is empty.
        line: 1-based line of the file where it begins.
        id: customer id that the file itself gives, or an empty text.
        unread: headings of columns that hold something about it but are not imported.
    """

    values: Mapping[str, str]
    line: int
    id: str = ""
    unread: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What it is called, or an empty text."""
        return self.values.get("name", "")


def named(name: str, company: str, person: str) -> dict[str, str]:
    """Return name and contact person: a company is the customer, else the person is.

    >>> named("", "Acme Inc.", "Jane Doe")
    {'name': 'Acme Inc.', 'contact': 'Jane Doe'}
    """
    called = name or company or person
    return {"name": called, "contact": person if person != called else ""}


def addressed(lines: Sequence[str]) -> dict[str, str]:
    """Return the parts of an address that is written in lines.

    What stands below a line of post code and town is the country; else all lines are street.

    >>> addressed(["Ring 1", "1010 Wien", "Austria"])
    {'address': 'Ring 1', 'address-2': '', 'postcode': '1010', 'city': 'Wien', 'country': 'Austria'}
    """
    found: dict[str, str] = {}
    street = list(lines)
    for i, line in enumerate(lines):
        if i and (place := _PLACE.fullmatch(line)):
            street = list(lines[:i])
            found = {"postcode": place[1], "city": place[2], "country": " ".join(lines[i + 1 :])}
            break
    first = street[0] if street else ""
    return {"address": first, "address-2": ", ".join(street[1:]), **found}
