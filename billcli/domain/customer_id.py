"""Customer ids made of names: ASCII, legal, and unique without regard to case (format rule 1)."""

from __future__ import annotations

from billcli.domain.contract import CUSTOMER_ID, TAX_NAMES
from billcli.domain.latin import latin
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Container

ID_MAX = 32
NAMELESS = "Customer"


def id_from(name: str) -> str:
    """Return an id made of a name's letters and digits, or an empty string.

    >>> id_from("acme inc."), id_from("Иванов и сыновья"), id_from("株式会社")
    ('AcmeInc', 'IvanovISynovya', '')
    """
    kept = "".join(c if c.isascii() and c.isalnum() else " " for c in latin(name[:500]))
    return "".join(word[:1].upper() + word[1:] for word in kept.split())[:ID_MAX]


def free_id(name: str, taken: Container[str]) -> str:
    """Return a legal id of a name that nobody has: numbered when somebody does.

    Args:
        name: any text; one without a letter that can be written in ASCII makes ``Customer``.
        taken: ids in use, casefolded.

    >>> free_id("Acme", {"acme"}), free_id("株式会社", ()), free_id("VAT", ())
    ('Acme-2', 'Customer', 'VAT-2')
    """
    base = name if CUSTOMER_ID.fullmatch(name) else id_from(name) or NAMELESS
    made, n = base, 1
    while made.casefold() in taken or made.lower() in TAX_NAMES or not CUSTOMER_ID.fullmatch(made):
        n += 1
        made = f"{base[: ID_MAX - len(str(n)) - 1]}-{n}"
    return made
