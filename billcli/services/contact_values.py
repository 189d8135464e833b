"""From a contact as an address book writes it to values that may stand in a customer's record."""

from __future__ import annotations

import re

from billcli.domain.contract import PARTY_KEYS, check_text
from billcli.domain.currency import check_known, currencies_of
from billcli.domain.email_address import judged_email
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import BillcliError, Problem, Severity, Source, quoted
from billcli.domain.terms import parse_terms
from billcli.services.country_name import code_of
from billcli.services.party_check import doubts, judged_language, normal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from billcli.contacts.contact import Contact
    from billcli.services.workspace import Workspace

_DAYS = re.compile(r"([0-9]{1,3})(?: ?(?:days?|tage|jours|dias|giorni|dagen))?", re.IGNORECASE)


class ContactReader:
    """Turns contacts into values; currencies and tax codes are learned from the books once.

    Attributes:
        errors: what stops the import; nothing is written then.
    """

    def __init__(self, workspace: Workspace) -> None:
        """Learn what the books know."""
        self.errors: list[Problem] = []
        self._known = currencies_of(workspace.snapshot.facts)
        self._taxes = frozenset(tax.code for tax in workspace.settings.taxes.codes)

    def values(self, contact: Contact, file: str) -> tuple[dict[str, str], list[Problem]]:
        """Return what may be recorded of a contact, and warnings.

        They tell what is left out because it cannot be read, and what is kept though it is wrong.
        """
        where = Source(file, contact.line)
        found: dict[str, str] = {}
        warnings: list[Problem] = []
        for key in PARTY_KEYS:
            text = contact.values.get(key, "")
            if not text or self._refused(key, text, where):
                continue
            found[key] = self._readable(key, text)
            if not found[key]:
                warnings.append(_left_out(key, text, where))
        found = normal({key: text for key, text in found.items() if text}, {})
        doubted = doubts(found, {})
        told = (p._replace(where=where, message=p.message.removeprefix("--")) for p in doubted)
        return found, [*warnings, *told]

    def _refused(self, key: str, text: str, where: Source) -> bool:
        """Note what cannot stand in a ledger at all."""
        try:
            check_text(text, flag=key)
        except BillcliError as error:
            self.errors += (p._replace(where=where) for p in error.problems)
            return True
        return False

    def _readable(self, key: str, text: str) -> str:
        """Return a value that billcli can read, an empty text when it cannot."""
        if key == "email":
            found = judged_email(text.removeprefix("mailto:"))
            return "" if found.is_wrong else found.form
        if key == "country":
            return code_of(text)
        if key == "language":
            judged = judged_language(text)
            return "" if judged.is_wrong else judged.form
        if key == "currency":
            return self._currency(text)
        if key == "terms":
            return _terms(text)
        return text if key != "tax" or text in self._taxes else ""

    def _currency(self, text: str) -> str:
        try:
            return check_known(text.strip().upper(), self._known, flag="currency")
        except BillcliError:
            return ""


def _left_out(key: str, text: str, where: Source) -> Problem:
    said = f"{key}: {quoted(text)} cannot be read and is left out"
    hint = f"mend the file, or add it later with --{key}"
    return Problem("CONTACT-VALUE", said, where, hint, Severity.WARNING)


def _terms(text: str) -> str:
    days = _DAYS.fullmatch(text.strip())
    terms = f"net {int(days[1])}" if days else text.strip().lower()
    try:
        parse_terms(terms)
    except BillcliError:
        return ""
    return terms


def same_name(name: str) -> str:
    """Return a name as contacts are compared: letters and digits, without case and accents.

    >>> same_name("Acme, Inc.") == same_name("ACME Inc")
    True
    """
    import unicodedata  # noqa: PLC0415 - only where contacts are compared

    base = unicodedata.normalize("NFKD", name.casefold())
    return "".join(c for c in base if c.isalnum()) or name.casefold().strip()


def marks_of(values: Mapping[str, str]) -> dict[str, str]:
    """Return what tells a customer from others: VAT id, e-mail address and name, as compared."""
    vat = "".join(c for c in values.get("vat-id", "").upper() if c.isalnum())
    found = {
        "VAT id": vat,
        "e-mail": values.get("email", "").casefold(),
        "name": same_name(values.get("name", "")),
    }
    return {what: text for what, text in found.items() if text}
