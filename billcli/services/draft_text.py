r"""The text of a draft: TOML as people write it, made, changed by key, and found by line.

Changing one key leaves every other byte of the text as it is, the person's remarks included.
"""

from __future__ import annotations

import re
import tomllib

from billcli.domain.named import TYPE_CHECKING
from billcli.store.toml_table import key_lines, toml_string

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    from billcli.services.invoice_request import InvoiceRequest

DATES = frozenset({"date", "due", "first", "delivered", "valid-until", "declined"})
KEYS = (
    "customer", "date", "due", "terms", "instalments", "first", "currency", "prices", "discount",
    "delivered", "period", "po", "ref", "note", "lines",
)  # fmt: skip
_NOTHING: Mapping[str, str | dt.date | int] = {}
_TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'|#[^\n]*|[\[\]]',
    re.DOTALL,
)


def draft_text(
    request: InvoiceRequest,
    discount: str = "",
    beside: Mapping[str, str | dt.date | int] = _NOTHING,
) -> str:
    """Return the draft as TOML, only what was said.

    Args:
        request: what to invoice.
        discount: the document discount as typed.
        beside: further keys, of a quote or a plan, which stand before the lines.
    """
    period = request.period
    texts = {
        "customer": request.customer,
        "terms": request.terms,
        "instalments": request.instalments,
        "currency": request.currency,
        "prices": request.prices,
        "discount": discount,
        "period": f"{period.start}..{period.end}" if period else "",
        "po": request.purchase_order,
        "ref": request.buyer_reference,
        "note": request.note,
    }
    dates = {"date": request.date, "due": request.due, "first": request.first,
             "delivered": request.delivered}  # fmt: skip
    rows = [f"{key} = {toml_string(text)}" for key, text in texts.items() if text]
    rows += [f"{key} = {date}" for key, date in dates.items() if date]
    rows += [f"{key} = {_as_toml(value)}" for key, value in beside.items() if value]
    rows += [f"lines = {listed(request.lines)}"]
    return "\n".join(rows) + "\n"


def _as_toml(value: str | dt.date | int) -> str:
    if isinstance(value, bool):
        return "true"
    return toml_string(value) if isinstance(value, str) else str(value)


def listed(texts: Iterable[str]) -> str:
    """Return texts as a list of TOML, one in each line."""
    return "\n".join(["[", *(f"  {toml_string(text)}," for text in texts), "]"])


def with_values(text: str, values: Mapping[str, str], lines: Iterable[str] = ()) -> str:
    r"""Return a draft with some keys changed; an empty value takes the key away.

    Args:
        text: a draft that can be read.
        values: what each key says from now on: a date in ISO form for the keys that are dates.
        lines: lines of the invoice to add behind those there are.

    >>> with_values('customer = "Acme"  # or Globex?\nlines = ["1 Box"]\n', {"note": "Hi"})
    'customer = "Acme"  # or Globex?\nnote = "Hi"\nlines = ["1 Box"]\n'
    """
    for key, value in values.items():
        shown = value if key in DATES else toml_string(value)
        text = with_key(text, key, shown if value else "")
    more = tuple(lines)
    if more:
        known = tomllib.loads(text).get("lines", [])
        text = _with_lines(text, more) if known else with_key(text, "lines", listed(more))
    return text


def with_key(text: str, key: str, value: str) -> str:
    """Return a text with one key changed; the value is TOML, an empty one takes the key away."""
    rows = text.splitlines(keepends=True)
    newline = "\r\n" if "\r\n" in text else "\n"
    at = key_lines(text).get((key,))
    fresh = [f"{key} = {value}\n".replace("\n", newline)] if value else []
    if at is None:
        place = key_lines(text).get(("lines",), len(rows) + 1) - 1
        if place == len(rows) and rows and not rows[-1].endswith("\n"):
            rows[-1] += newline
        return "".join([*rows[:place], *fresh, *rows[place:]])
    taken = _extent(rows[at - 1 :])
    remark = _remark(rows[at - 1]) if taken == 1 else ""
    if fresh and remark:
        fresh = [f"{key} = {value}  {remark}{newline}"]
    return "".join([*rows[: at - 1], *fresh, *rows[at - 1 + taken :]])


def _extent(rows: list[str]) -> int:
    """Return how many lines the value of the first line's key takes."""
    for taken in range(1, len(rows) + 1):
        try:
            tomllib.loads("".join(rows[:taken]))
        except tomllib.TOMLDecodeError:
            continue
        return taken
    return len(rows)


def _remark(row: str) -> str:
    """Return the remark at the end of a line ``key = value``, or an empty text."""
    found = [m[0].strip() for m in _TOKEN.finditer(row) if m[0].startswith("#")]
    return found[0] if found else ""


def _with_lines(text: str, more: tuple[str, ...]) -> str:
    """Return a draft with lines added at the end of its list, in the list's own manner."""
    start = _start_of_list(text)
    end, last, depth = len(text), start, 0
    for match in _TOKEN.finditer(text, start):
        word = match[0]
        depth += (word == "[") - (word == "]")
        if word == "]" and depth == 0:
            end = match.start()
            break
        if not word.startswith("#") and word != "[":
            last = match.end()
    tail = text[last:end]
    if "\n" not in tail:
        return text[:last] + "".join(f", {toml_string(one)}" for one in more) + text[end:]
    newline = "\r\n" if "\r\n" in text else "\n"
    comma = "" if re.match(r"\s*(#[^\n]*\n\s*)*,", tail) else ","
    tail = tail if tail.endswith("\n") else f"{tail.rstrip()}{newline}"
    rows = "".join(f"  {toml_string(one)},{newline}" for one in more)
    return text[:last] + comma + tail + rows + text[end:]


def _start_of_list(text: str, key: tuple[str, ...] = ("lines",)) -> int:
    """Return where the value of a list begins."""
    at = key_lines(text).get(key, 0)
    rows = text.splitlines(keepends=True)
    before = sum(map(len, rows[: max(at - 1, 0)]))
    return text.find("=", before) + 1 if at else len(text)


def item_lines(text: str, key: tuple[str, ...] = ("lines",)) -> tuple[int, ...]:
    r"""Return the 1-based line of each text in a list.

    Args:
        text: the file.
        key: path of the list; the lines of the invoice where nothing is said.

    >>> item_lines('lines = [\n  "1 Box",\n  # a remark\n  "2 Bag",\n]\n')
    (2, 4)
    """
    found: list[int] = []
    depth = 0
    for match in _TOKEN.finditer(text, _start_of_list(text, key)):
        word = match[0]
        depth += (word == "[") - (word == "]")
        if word == "]" and depth <= 0:
            break
        if depth == 1 and word[0] in "\"'":
            found.append(text.count("\n", 0, match.start()) + 1)
    return tuple(found)
