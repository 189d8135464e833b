"""Beancount's own grammar builder, made safe and more exact.

The C parser calls these methods for every rule of the grammar. Beyond the stock builder, this one

- refuses numbers no ledger needs, with their line, instead of letting the process crash;
- keeps what the stock one throws away: the order of tags and links, the total after ``@@``, the
  document path as written, and the lines of includes, plugins, options and open pushes;
- does not count digits for display, which nothing here uses (a fifth of the parsing time).

Imported only by ``ledger.parse``, when a ledger is read: importing Beancount takes 80 ms.
"""

# ruff: noqa: ARG002 - the C parser decides the names and the number of the arguments

from __future__ import annotations

import decimal

from beancount.core.amount import Amount
from beancount.core.data import new_metadata
from beancount.parser import grammar

from billcli.domain.named import TYPE_CHECKING
from billcli.ledger.exact_number import (
    DIGITS_MAX,
    EXACT,
    DivisionFault,
    DivisionRefused,
    NumberFault,
    NumberRefused,
)
from billcli.ledger.seam import PATH, TOTAL
from billcli.ledger.written import Written, ordered

if TYPE_CHECKING:
    from collections.abc import Mapping

    from billcli.ledger.seam import Raw

_Base: Raw = grammar.Builder


class LedgerBuilder(_Base):  # type: ignore[misc]  # it has no types
    """Builds the directives of one file; see the module.

    Attributes:
        includes, plugins, settings: in file order.
        open_push: pushes that the file does not take back.
    """

    def __init__(self, flags: Mapping[type[decimal.DecimalException], bool | int]) -> None:
        """Begin a file; ``flags`` are those of the decimal context the parser runs in."""
        super().__init__()
        self._flags: Raw = flags
        self._pushed: dict[str, int] = {}
        self.includes: list[Written] = []
        self.plugins: list[Written] = []
        self.settings: list[Written] = []
        self.open_push: list[Written] = []

    # Numbers

    def _check(self, number: Raw) -> None:
        flags = self._flags
        if flags[decimal.DivisionByZero] or flags[decimal.InvalidOperation]:
            flags[decimal.DivisionByZero] = flags[decimal.InvalidOperation] = False
            raise DivisionRefused
        if number.__class__ is not decimal.Decimal:
            return
        try:
            EXACT.plus(number)
        except decimal.DecimalException:
            raise NumberRefused from None
        if not number.is_finite() or abs(number.adjusted()) > DIGITS_MAX:
            raise NumberRefused

    def amount(self, filename: str, lineno: int, number: Raw, currency: Raw) -> Raw:
        """Build an amount of a number that is exact."""
        self._check(number)
        return Amount(number, currency)

    def compound_amount(
        self, filename: str, lineno: int, number_per: Raw, number_total: Raw, currency: Raw
    ) -> Raw:
        """Build a cost of numbers that are exact."""
        self._check(number_per)
        self._check(number_total)
        return grammar.CompoundAmount(number_per, number_total, currency)

    def key_value(self, filename: str, lineno: int, key: str, value: Raw) -> Raw:
        """Build metadata whose number, if it is one, is exact."""
        self._check(value)
        return grammar.KeyValue(key, value)

    def custom_value(self, filename: str, lineno: int, value: Raw, dtype: Raw = None) -> Raw:
        """Build a value of a custom directive whose number, if it is one, is exact."""
        self._check(value)
        return grammar.ValueType(value, type(value) if dtype is None else dtype)

    def balance(
        self, filename: str, lineno: int, date: Raw, account: str, amount: Raw, tolerance: Raw,
        kvlist: Raw,
    ) -> Raw:  # fmt: skip
        """Build a balance assertion whose tolerance is exact."""
        self._check(tolerance)
        return super().balance(filename, lineno, date, account, amount, tolerance, kvlist)

    def posting(
        self, filename: str, lineno: int, account: str, units: Raw, cost: Raw, price: Raw,
        istotal: bool, flag: Raw,
    ) -> Raw:  # fmt: skip
        """Build a posting that remembers the total after ``@@`` as it was written."""
        made = super().posting(filename, lineno, account, units, cost, price, istotal, flag)
        if istotal and made.price is not None and isinstance(price.number, decimal.Decimal):
            made.meta[TOTAL] = Amount(abs(price.number), price.currency)
        return made

    # Names

    def account(self, filename: str, lineno: int, account: str) -> str:
        """Check an account name once, not at every posting."""
        known: str | None = self.accounts.get(account)
        if known is not None:
            return known
        before = len(self.errors)
        name: str = super().account(filename, lineno, account)
        if len(self.errors) > before:
            del self.accounts[name]
        return name

    def tag_link_new(self, filename: str, lineno: int) -> Raw:
        """Begin the tags and links of a directive, as keys in the order written."""
        return grammar.TagsLinks({}, {})  # type: ignore[arg-type]  # a dict keeps order

    def tag_link_TAG(self, filename: str, lineno: int, tags_links: Raw, tag: str) -> Raw:  # noqa: N802
        """Add a tag."""
        tags_links.tags[tag] = None
        return tags_links

    def tag_link_LINK(self, filename: str, lineno: int, tags_links: Raw, link: str) -> Raw:  # noqa: N802
        """Add a link."""
        tags_links.links[link] = None
        return tags_links

    def _finalize_tags_links(self, tags: Raw, links: Raw) -> tuple[Raw, Raw]:
        if self.tags:
            tags.update(dict.fromkeys(self.tags))
        return ordered(tags), ordered(links)

    def document(
        self, filename: str, lineno: int, date: Raw, account: str, document_filename: str,
        tags_links: Raw, kvlist: Raw,
    ) -> Raw:  # fmt: skip
        """Build a document that remembers its path as it was written."""
        made = super().document(
            filename, lineno, date, account, document_filename, tags_links, kvlist
        )
        made.meta[PATH] = document_filename
        return made

    # Directives without a date

    def include(self, filename: str, lineno: int, include_filename: str) -> None:
        """Note an include and its line."""
        super().include(filename, lineno, include_filename)
        self.includes.append(Written(include_filename, lineno))

    def plugin(
        self, filename: str, lineno: int, plugin_name: str, plugin_config: str | None
    ) -> None:
        """Note a plugin and its line."""
        super().plugin(filename, lineno, plugin_name, plugin_config)
        self.plugins.append(Written(plugin_name, lineno, plugin_config or ""))

    def option(self, filename: str, lineno: int, key: str, value: str) -> None:
        """Note an option and its line; root names change what an account is."""
        super().option(filename, lineno, key, value)
        self.settings.append(Written(key, lineno, value))
        if key.startswith("name_"):
            self.accounts.clear()

    def pushtag(self, filename: str, lineno: int, tag: str) -> None:
        """Note the line of a push."""
        super().pushtag(filename, lineno, tag)
        self._pushed[f"#{tag}"] = lineno

    def pushmeta(self, filename: str, lineno: int, key_value: Raw) -> None:
        """Note the line of a push."""
        super().pushmeta(filename, lineno, key_value)
        self._pushed[f"{key_value.key}:"] = lineno

    def finalize(self) -> Raw:
        """Return entries, errors and options; open pushes are kept apart from the errors."""
        for tag in self.tags:
            self.open_push.append(Written(f"pushtag #{tag}", self._pushed[f"#{tag}"]))
        for key in self.meta:
            self.open_push.append(Written(f"pushmeta {key}:", self._pushed[f"{key}:"]))
        self.tags.clear()
        self.meta.clear()
        return super().finalize()

    def build_grammar_error(
        self,
        filename: str,
        lineno: int,
        exc_value: Raw,
        exc_type: Raw = None,
        exc_traceback: Raw = None,
    ) -> None:
        """Note an error at its place in the ledger, not in Beancount's own source."""
        source = new_metadata(filename, lineno)
        if isinstance(exc_value, DivisionRefused):
            self.errors.append(DivisionFault(source, "an amount is divided by zero"))
        elif isinstance(exc_value, NumberRefused):
            self.errors.append(NumberFault(source, "a number has more than 28 digits"))
        else:
            self.errors.append(grammar.ParserSyntaxError(source, str(exc_value)))
