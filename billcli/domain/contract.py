"""The words of the ledger format: ids, kind tags and metadata keys of the frozen contract.

Source: docs/reference/ledger-format.md rules 1, 5, 7, 14 and 18.
"""

from __future__ import annotations

import re

from billcli.domain.pattern import pattern
from billcli.domain.problem import UsageError, quoted

CUSTOMER_ID = pattern(r"[A-Z0-9][A-Za-z0-9-]{0,31}", re.ASCII)
DOCUMENT_NUMBER = pattern(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", re.ASCII)
LINK = pattern(r"[A-Za-z0-9._/-]+", re.ASCII)
_UNNAMED = pattern(r".+/[0-9]{4}-[0-9]{2}-[0-9]{2}/[0-9]+", re.ASCII)
META_KEY = pattern(r"[a-z][a-z0-9-]+", re.ASCII)
CONTROL = pattern(r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
TEXT_MAX = 1000

KIND_TAGS = frozenset(
    "invoice payment credit-note application write-off late-fee refund reversal deposit payout"
    " bill bill-payment charge remittance".split()
)
NOTE_TAGS = frozenset(
    "reminder statement receipt dispute promise hold call delivery mail letter bounce".split()
)
DOCUMENT_KINDS = frozenset({"invoice", "credit-note", "late-fee"})

ENTRY_KEYS = frozenset(
    "invoice id due terms rf prices delivery-date period-start period-end purchase-order"
    " buyer-reference note quote plan plan-date corrects on level instalment reverses reason"
    " seal".split()
)
POSTING_KEYS = frozenset(
    "invoice instalment due item quantity unit price discount tax category rate base exemption"
    " group allowance charge reason rounding amount adjustment bank-ref bank-key bank-text payer"
    " payer-iban end-to-end receipt charge-id evidence period-start period-end".split()
)
# An account of these names is for taxes, below the receivables too: the tax office is no customer.
TAX_NAMES = frozenset("tax taxes vat steuer steuern ust mwst umsatzsteuer".split())
PARTY_KEYS = (
    "name", "trading-name", "email", "phone", "contact", "address", "address-2", "postcode",
    "city", "region", "country", "vat-id", "tax-number", "registration", "e-address", "iban",
    "bic", "language", "currency", "terms", "discount", "tax", "reference", "purchase-order",
    "credit-limit", "einvoice", "mandate", "foreign", "hold",
    "rounding-tolerance", "discount-grace-days", "bank-fee", "identical-amounts", "short-list",
    "application-order",
)  # fmt: skip


def is_unnamed(item: str) -> bool:
    """Return whether an item is one nobody has named: customer, date and n-th say which it is.

    >>> is_unnamed("Acme/2026-03-01/1"), is_unnamed("2026/0042")
    (True, False)
    """
    return _UNNAMED.fullmatch(item) is not None


def check_customer_id(text: str, *, flag: str = "customer") -> str:
    """Return the id when it is legal for a customer (rule 1).

    Raises:
        UsageError: it is not.

    >>> check_customer_id("Acme")
    'Acme'
    """
    if text.replace("-", "").lower() in TAX_NAMES:
        raise UsageError.of(
            "CUSTOMER-ID",
            f"{flag}: {quoted(text)} cannot be a customer id",
            hint="accounts of that name are for taxes: use another id, such as TaxOffice",
        )
    if CUSTOMER_ID.fullmatch(text):
        return text
    raise UsageError.of(
        "CUSTOMER-ID",
        f"{flag}: {quoted(text)} cannot be a customer id",
        hint="use a capital or digit, then up to 31 ASCII letters, digits or hyphens, as in Acme;"
        " the real name goes into --name",
    )


def check_document_number(text: str, *, flag: str = "number") -> str:
    """Return the number when it is legal for a document (rule 1).

    Raises:
        UsageError: it is not.

    >>> check_document_number("INV-2026-0001")
    'INV-2026-0001'
    """
    if DOCUMENT_NUMBER.fullmatch(text):
        return text
    raise UsageError.of(
        "NUMBER-ILLEGAL",
        f"{flag}: {quoted(text)} cannot be a document number",
        hint="use ASCII letters, digits, dots, hyphens and underscores, at most 64",
    )


def check_text(text: str, *, flag: str) -> str:
    """Return free text that may stand in a ledger string: no control or direction characters.

    Raises:
        UsageError: it holds one, cannot be encoded, or is longer than 1,000 characters.

    >>> check_text("Müller & Söhne", flag="--name")
    'Müller & Söhne'
    """
    if CONTROL.search(text) or not _encodable(text):
        raise UsageError.of(
            "TEXT-CONTROL",
            f"{flag}: the text holds control characters or bytes that are not UTF-8",
            hint="retype it as one line of plain text",
        )
    if len(text) > TEXT_MAX:
        raise UsageError.of(
            "TEXT-LONG",
            f"{flag}: the text has {len(text)} characters, at most {TEXT_MAX} are allowed",
            hint="shorten it",
        )
    return text


def _encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def shown(text: str) -> str:
    r"""Return text without the control characters that could move a terminal's cursor.

    >>> shown("a\x1b[31mb")
    'a[31mb'
    """
    return CONTROL.sub("", text)
