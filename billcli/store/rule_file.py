"""``rules.toml``: rules for bank lines that are no customer's, in the order in which they count.

``billcli bank rule add`` writes the file, beside the project file; people may write into it too::

    [rule.power]
    payer = "City Power"
    sign = "out"
    book = "Expenses:Energy"
"""

from __future__ import annotations

import re
from dataclasses import replace

from billcli.domain.bank_rule import BankRule, Way
from billcli.domain.contract import check_text
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import InvalidError, Source, UsageError, quoted
from billcli.store.toml_table import key_lines, read_toml, toml_string

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from billcli.store.toml_table import TomlTable

RULE_FILE = "rules.toml"
HEAD = "# Rules for bank lines that are no customer's; the first that holds decides.\n"
RULE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,31}", re.ASCII)
CONDITIONS = (
    "payer", "payer_is", "payer_iban", "text", "amount", "min", "max", "sign", "account",
)  # fmt: skip
KEYS = (*CONDITIONS, "book", "leave")


def read_rules(data: bytes, name: str) -> tuple[BankRule, ...]:
    """Return the rules of a file, in its order.

    Args:
        data: the file's bytes.
        name: the file's name as the user knows it, for messages.

    Raises:
        InvalidError: every mistake in the file, each with its line.
    """
    file, top = read_toml(data, name)
    rules = []
    for key, table in top.table("rule").tables():
        source = Source(name, file.line(("rule", key)))
        rules.append(replace(_rule(key, table), source=source))
    top.finish()
    if file.problems:
        raise InvalidError(*sorted(file.problems, key=lambda p: p.where.line if p.where else 0))
    return tuple(rules)


def _rule(name: str, table: TomlTable) -> BankRule:
    if not RULE_ID.fullmatch(name):
        hint = "use up to 32 letters, digits, hyphens and underscores, as in power"
        table.wrong("", f"{quoted(name)} cannot be a rule's name", hint)
    rule = BankRule(
        name,
        payer=_text(table, "payer"),
        payer_is=_text(table, "payer_is"),
        payer_iban=_text(table, "payer_iban"),
        text=_text(table, "text"),
        amount=_number(table, "amount"),
        least=_number(table, "min"),
        most=_number(table, "max"),
        way=_way(table),
        account=_text(table, "account"),
        book=_text(table, "book"),
        leave=_text(table, "leave"),
    )
    _check(rule, table)
    table.finish()
    return rule


def _text(table: TomlTable, key: str) -> str:
    text = table.text(key)
    if table.has(key) and table.peek(key) == "":
        table.wrong(key, f"{table.name(key)} is empty", "leave the line out")
    try:
        return check_text(text, flag=table.name(key))
    except UsageError as error:
        table.wrong(key, error.problems[0].message, error.problems[0].help)
        return ""


def _number(table: TomlTable, key: str) -> Decimal | None:
    number = table.number(key)
    if number is not None and number < 0:
        hint = 'amounts stand without sign; add sign = "out" for money out'
        table.wrong(key, f"{table.name(key)} cannot be {number}", hint)
    return number


def _way(table: TomlTable) -> Way | None:
    word = table.text("sign")
    if word in set(Way):
        return Way(word)
    if word:
        table.wrong("sign", f"{table.name('sign')} cannot be {quoted(word)}", 'write "in" or "out"')
    return None


def _check(rule: BankRule, table: TomlTable) -> None:
    """Note what is wrong with a rule as a whole."""
    if not any(table.has(key) for key in CONDITIONS):
        hint = f"add one of {', '.join(CONDITIONS)}"
        table.wrong("", f"{table.name('')[:-1]} has no condition: it would take every line", hint)
    if bool(rule.book) is bool(rule.leave):
        hint = 'write book = "Expenses:..." to book its lines, or leave = "reason" to leave them'
        table.wrong("", f"{table.name('')[:-1]} needs either book or leave", hint)
    if rule.least is not None and rule.most is not None and rule.least > rule.most:
        table.wrong("max", f"{table.name('max')} is less than min", "exchange the two")


def rule_text(name: str, said: Mapping[str, str]) -> str:
    """Return a rule as it stands in the file; what is not said is left out.

    >>> print(rule_text("power", {"payer": "City Power", "book": "Expenses:Power"}))
    [rule.power]
    payer = "City Power"
    book = "Expenses:Power"
    <BLANKLINE>
    """
    rows = [f"{key} = {toml_string(said[key])}" for key in KEYS if said.get(key)]
    return "\n".join([f"[rule.{name}]", *rows, ""])


def with_rule(text: str, rule: str) -> str:
    """Return the file's text with a rule's text at its end."""
    before = text or HEAD
    return f"{before}{'' if before.endswith(chr(10)) else chr(10)}\n{rule}"


def without_rule(text: str, name: str) -> str:
    """Return the file's text without a rule; remarks above the next one stay.

    A rule that is no section of its own stays: only a person can tell how to remove it.
    """
    found, lines = key_lines(text), text.splitlines(keepends=True)
    at = found.get(("rule", name))
    if at is None:
        return text
    others = (line for path, line in found.items() if path[:2] != ("rule", name) and line > at)
    end = min(others, default=len(lines) + 1)
    kept = end
    while kept - 1 > at and lines[kept - 2].lstrip()[:1] in {"", "#"}:
        kept -= 1
    while kept < end and not lines[kept - 1].strip():
        kept += 1
    rest = lines[: at - 1] + lines[kept - 1 :]
    return "".join(rest).rstrip("\n") + "\n"
