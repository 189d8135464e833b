"""Parties: customers and the issuer, as their dated records say on a date.

Source: docs/reference/ledger-format.md rules 1 to 3. ``parties`` finds them.
"""

from __future__ import annotations

from billcli.domain.frozen import field, frozen
from billcli.domain.meta import folded, text_of
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import UsageError, quoted

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    from billcli.domain.entry import Facts, MetaValue

_NO = frozenset({"", "no", "false", "off", "none"})
_NEAR = 3
_DIGITS = "0123456789"
_ALIKE = 0.5


@frozen
class Party:
    """A customer or the issuer on one date.

    Attributes:
        id: customer id.
        account: the receivable account kept for it, or the shared one; empty for the issuer.
        values: its keys (``contract.PARTY_KEYS``) as recorded.
    """

    id: str
    account: str = ""
    values: Mapping[str, MetaValue] = field(default_factory=dict)

    def text(self, key: str) -> str:
        """Return a value as text, an empty string when it is not recorded."""
        return text_of(self.values.get(key))

    @property
    def name(self) -> str:
        """The real name; the id where none is recorded."""
        return self.text("name") or self.id

    @property
    def email(self) -> str:
        """Where documents and reminders go."""
        return self.text("email")

    @property
    def language(self) -> str:
        """Language of its documents, such as ``de``."""
        return self.text("language")

    @property
    def country(self) -> str:
        """ISO 3166 code."""
        return self.text("country")

    @property
    def currency(self) -> str:
        """Currency of its documents, or an empty string for the ledger's own."""
        return self.text("currency")

    @property
    def terms(self) -> str:
        """Payment terms as text (format rule 16)."""
        return self.text("terms")

    @property
    def is_foreign(self) -> bool:
        """Whether it is recorded as a party abroad."""
        return self._says_yes("foreign")

    @property
    def is_held(self) -> bool:
        """Whether reminders and deliveries are on hold."""
        return self._says_yes("hold")

    def _says_yes(self, key: str) -> bool:
        value = self.values.get(key, False)
        return value if isinstance(value, bool) else text_of(value).casefold() not in _NO


def issuer(facts: Facts, on: dt.date) -> Party | None:
    """Return who writes the invoices, as recorded on a date; None without any record."""
    from billcli.domain.dated_record import timelines  # noqa: PLC0415 - few who know parties ask

    for timeline in timelines(facts, "issuer").values():
        return Party(timeline.id, "", timeline.values[timeline.version(on)])
    return None


def find_customer(known: Mapping[str, Party], text: str) -> Party:
    """Return the customer of an id: the very id, else the same without regard to case.

    Raises:
        UsageError: there is no such customer; the nearest three by id and name are named.
    """
    if text in known:
        return known[text]
    for customer, party in known.items():
        if folded(customer) == folded(text):
            return party
    names = {party.id: (party.id, party.name) for party in known.values()}
    near = [f"{i} ({known[i].name})" if known[i].name != i else i for i in nearest(text, names)]
    hint = f"did you mean {' or '.join(near)}?" if near else "see billcli customer list"
    raise UsageError.of("UNKNOWN-CUSTOMER", f"there is no customer {quoted(text)}", hint=hint)


def nearest(text: str, names: Mapping[str, Iterable[str]]) -> list[str]:
    """Return up to three ids that most resemble a text by any of their names, best first.

    >>> nearest("Acne", {"Acme": ("Acme", "Acme Inc."), "Globex": ("Globex",)})
    ['Acme']
    """
    wanted = folded(text)
    scores = {key: max(_likeness(wanted, folded(n)) for n in given) for key, given in names.items()}
    alike = [key for key, score in scores.items() if score >= _ALIKE]
    return sorted(alike, key=lambda key: (-scores[key], key))[:_NEAR]


def _likeness(wanted: str, name: str) -> float:
    from difflib import SequenceMatcher  # noqa: PLC0415 - only for a name nobody bears

    starts = name.startswith(wanted) and bool(wanted)
    same = _short_for(wanted, name)
    return SequenceMatcher(None, wanted, name, autojunk=False).ratio() + starts + same


def _short_for(wanted: str, name: str) -> bool:
    """Return whether a text names a number as people shorten it: ``42`` or ``inv-42``.

    >>> _short_for("inv-42", "inv-2026-0042"), _short_for("inv-4", "inv-2026-0042")
    (True, False)
    """
    front, tail = wanted.rstrip(_DIGITS), name.rstrip(_DIGITS)
    number, theirs = wanted[len(front) :], name[len(tail) :]
    alike = bool(number) and number.lstrip("0") == theirs.lstrip("0")
    return alike and wanted != name and name.startswith(front)
