"""An invoice read back from the entry that books it, whoever wrote the entry.

Source: docs/reference/ledger-format.md rules 9, 10 and 15. The posted figures are the document's
figures, so no configuration is needed, however old the entry.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from billcli.domain.frozen import replace
from billcli.domain.instalment import instalments_of
from billcli.domain.invoice import Allowance, Invoice, Line, Origin, Period, Prices, TaxGroup
from billcli.domain.money import WIDE, ZERO, Money, plain, rounded, total
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.open_item import Kind
from billcli.domain.posting_role import Role, Share, shares
from billcli.domain.tax_split import HUNDRED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from billcli.domain.entry import Entry, Meta, Posting

    _Percents = Callable[[Decimal, str], Money | None]

PRICE_STEP = Decimal("0.00000001")
RATE_STEP = Decimal("0.01")


def invoice_of(
    entry: Entry,
    is_receivable: Callable[[str], bool],
    customer: str,
    roots: Mapping[str, str] | None = None,
) -> Invoice:
    """Return the document an entry books, whoever wrote the entry.

    What ``entry_of`` wrote comes back the same. An entry without the keys of the format gives its
    postings as lines (described by the narration when there is one, else by the account's last
    part) and recognises tax by the account; a figure nobody stated is derived from the posted ones.

    Args:
        entry: the entry of an invoice, credit note or late fee, with a receivable posting.
        is_receivable: whether an account is the customer's.
        customer: customer id.
        roots: account root names by their English name, when the ledger renames them.
    """
    owed = [p for p in entry.postings if is_receivable(p.account)]
    currency = owed[0].amount.currency
    kind = _kind(entry, total([p.amount for p in owed], currency))
    others = [p for p in entry.postings if not is_receivable(p.account)]
    found = shares(others, owed, sign_of(kind), roots or {})
    lines, allowances, taxes = _parts(entry, found, sign_of(kind))
    meta = entry.meta
    return Invoice(
        _text(meta, "invoice") or _text(owed[0].meta, "invoice") or next(iter(entry.links), ""),
        kind,
        customer,
        entry.date,
        _date(meta, "due") or max(filter(None, (_date(p.meta, "due") for p in owed)), default=None),
        _text(meta, "terms"),
        currency,
        lines,
        allowances,
        taxes,
        total([s.value for s in found if s.role is Role.ROUNDING], currency),
        _prices(entry),
        _text(meta, "note"),
        _date(meta, "delivery-date"),
        _period(meta),
        _text(meta, "purchase-order"),
        _text(meta, "buyer-reference"),
        _text(meta, "rf"),
        _text(meta, target_key(kind)),
        _text(meta, "reason"),
        instalments_of(owed, sign_of(kind)),
        Origin(
            _text(meta, "quote"), _text(meta, "plan"), _date(meta, "plan-date"), is_deposit(entry)
        ),
        tax_value(others, currency, sign_of(kind)),
    )


def is_deposit(entry: Entry) -> bool:
    """Return whether an invoice asks for a deposit on the quote it names, not for the whole."""
    quote = _text(entry.meta, "quote")
    return bool(quote) and _text(entry.meta, "on") == quote


def tax_value(others: Iterable[Posting], currency: str, sign: int) -> Money | None:
    """Return the tax of a document that is kept at a value in another currency (BT-111).

    Args:
        others: its postings that are not receivable.
        currency: of the document.
        sign: -1 for a credit note.
    """
    taxes = [p.amount for p in others if "category" in p.meta and "base" in p.meta]
    kept = {amount.currency for amount in taxes} - {currency}
    if len(kept) != 1 or not any(taxes):
        return None
    return signed(-total(taxes, *kept), sign)


def _parts(
    entry: Entry, found: Iterable[Share], sign: int
) -> tuple[tuple[Line, ...], tuple[Allowance, ...], tuple[TaxGroup, ...]]:
    by_role: dict[Role, list[Share]] = {role: [] for role in Role}
    for share in found:
        by_role[share.role].append(share)
    prices, bare = _prices(entry), by_role[Role.LINE]
    name = entry.narration if len(bare) == 1 else ""
    lines = tuple(_line(share, prices, name) for share in bare)
    percents = _discounts_by_tax(lines) if prices is Prices.GROSS else None
    allowances = tuple(_allowance(share, percents) for share in by_role[Role.ALLOWANCE])
    nets: list[Line | Allowance] = [*lines, *allowances]
    return lines, allowances, tuple(_group(share, nets, sign) for share in by_role[Role.TAX])


def _prices(entry: Entry) -> Prices:
    return Prices.GROSS if entry.meta.get("prices") == "gross" else Prices.NET


def sign_of(kind: Kind) -> int:
    """Return -1 for a credit note, whose document figures are the mirror of the posted ones."""
    return -1 if kind is Kind.CREDIT_NOTE else 1


def signed(amount: Money, sign: int) -> Money:
    """Return the amount, with the other sign when ``sign`` is negative."""
    return amount if sign > 0 else -amount


def target_key(kind: Kind) -> str:
    """Return the key under which a document names the one it is about."""
    return "on" if kind is Kind.LATE_FEE else "corrects"


def printed_amount(line: Line) -> Money:
    """Return round-half-up(quantity x price) - discount.

    Where a document's own rounding gives another amount, its entry states it.
    """
    currency = line.price.currency
    exact = WIDE.multiply(line.quantity, line.price.number)
    return Money(rounded(exact, currency), currency) - line.discount


def _kind(entry: Entry, owed: Money) -> Kind:
    for kind in (Kind.INVOICE, Kind.CREDIT_NOTE, Kind.LATE_FEE):
        if kind.value in entry.tags:
            return kind
    return Kind.CREDIT_NOTE if owed.number < 0 else Kind.INVOICE


def _line(share: Share, prices: Prices, narration: str) -> Line:
    meta, net, currency = share.posting.meta, share.value, share.value.currency
    quantity = _number(meta, "quantity", Decimal(1))
    price = _money(meta, "price", currency)
    line = Line(
        _text(meta, "item") or narration or share.posting.account.rpartition(":")[2],
        quantity,
        _text(meta, "unit") or "C62",
        _unit_price(net, quantity) if price is None else price,
        _money(meta, "discount", currency) or Money.zero(currency),
        net,
        net,
        _text(meta, "tax"),
        share.posting.account,
        _period(meta),
    )
    if prices is Prices.NET:
        return line
    printed = None if _is_kept(share) else _money(meta, "amount", currency)
    return replace(line, amount=printed_amount(line) if printed is None else printed)


def _is_kept(share: Share) -> bool:
    """Return whether a posting is kept at a value: ``amount`` is what is posted then."""
    return share.posting.amount.currency != share.value.currency


def _unit_price(net: Money, quantity: Decimal) -> Money:
    if not quantity:
        return net
    exact = WIDE.divide(net.number, quantity).quantize(PRICE_STEP, context=WIDE)
    usual = rounded(exact, net.currency)
    return Money(usual if usual == exact else exact, net.currency)


def _discounts_by_tax(lines: Sequence[Line]) -> _Percents:
    """Return what a percentage off a whole document takes off the lines of a tax code, as printed.

    Args:
        lines: of the document.
    """

    def taken(percent: Decimal, tax: str) -> Money | None:
        from billcli.domain.document_discount import shared_discount  # noqa: PLC0415 - rare
        from billcli.domain.reduction import Reduction  # noqa: PLC0415
        from billcli.domain.tax import Rounding  # noqa: PLC0415

        shares = shared_discount(Reduction(percent, percent=True), Rounding(), lines)
        return next((amount for code, amount in shares if code == tax), None)

    return taken


def _allowance(share: Share, percents: _Percents | None) -> Allowance:
    meta, net = share.posting.meta, share.value
    key = "charge" if "charge" in meta else "allowance"
    stated = meta[key]
    printed = _money(meta, "amount", net.currency)
    if isinstance(stated, Money):
        printed = stated
    elif percents and isinstance(stated, Decimal) and _is_kept(share):
        printed = percents(stated, _text(meta, "tax")) or printed
    amount = net if printed is None else printed if key == "charge" else -printed
    percent = stated if isinstance(stated, Decimal) else None
    text = _text(meta, "reason"), _text(meta, "tax")
    return Allowance(net, amount, percent, *text, share.posting.account)


def _group(share: Share, nets: Iterable[Line | Allowance], sign: int) -> TaxGroup:
    meta, tax, currency = share.posting.meta, share.value, share.value.currency
    code = _text(meta, "tax")
    base = _money(meta, "base", currency)
    if base is None:
        taxed = [part.net for part in nets if part.tax == code]
        base = signed(total(taxed or [part.net for part in nets], currency), sign)
    base = signed(base, sign)
    rate = _number(meta, "rate", derived_rate(tax, base))
    return TaxGroup(
        code,
        _text(meta, "group"),
        _text(meta, "category") or ("S" if rate else "Z"),
        rate,
        base,
        tax,
        share.posting.account,
        _text(meta, "exemption"),
    )


def derived_rate(tax: Money, base: Money) -> Decimal:
    """Return the percent the figures imply, to two decimals."""
    if not base:
        return ZERO
    rate = WIDE.divide(WIDE.multiply(tax.number, HUNDRED), base.number).quantize(
        RATE_STEP, context=WIDE
    )
    return Decimal(plain(rate).rstrip("0").rstrip("."))


def _text(meta: Meta, key: str) -> str:
    return str(meta.get(key, ""))


def _number(meta: Meta, key: str, otherwise: Decimal) -> Decimal:
    value = meta.get(key)
    return value if isinstance(value, Decimal) else otherwise


def _money(meta: Meta, key: str, currency: str) -> Money | None:
    value = meta.get(key)
    if isinstance(value, Decimal):
        return Money(value, currency)
    return value if isinstance(value, Money) and value.currency == currency else None


def _date(meta: Meta, key: str) -> dt.date | None:
    """Return a date, also one written as ISO text; anything else is none."""
    value = meta.get(key)
    if isinstance(value, str):
        try:
            return dt.date.fromisoformat(value)
        except ValueError:
            return None
    return value if isinstance(value, dt.date) else None


def _period(meta: Meta) -> Period | None:
    start, end = _date(meta, "period-start"), _date(meta, "period-end")
    return Period(start, end) if start and end else None
