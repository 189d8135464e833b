"""The form in which a draft is edited: its text, marks at mistakes, and a guide to choose from.

Marks and guide are remarks of TOML in a manner of their own; they are added before the editor opens
and taken away afterwards, so that the draft itself holds what the person wrote and nothing else.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter

from billcli.domain.contract import shown
from billcli.domain.line_draft import PIECE, UNITS
from billcli.domain.line_text import KEYS as LINE_KEYS
from billcli.domain.money import plain
from billcli.domain.named import TYPE_CHECKING
from billcli.ledger.atomic_file import digest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from billcli.domain.problem import Problem
    from billcli.services.workspace import Workspace

MARK, GUIDE = "# >>> ", "#| "
LISTED_MAX = 30
_WIDTH = 92
_STATE = re.compile(
    rf"^{re.escape(GUIDE)}made from the draft as of ([0-9a-f]{{12}})\b", re.MULTILINE
)
_NEW = "0" * 12


def state_of(content: bytes | None) -> str:
    """Return in 12 letters which bytes of a draft a form was made from; None for no draft."""
    return _NEW if content is None else digest(content)[:12]


def stated(form: str) -> str:
    """Return the state of the draft that a form says it was made from, or an empty text."""
    found = _STATE.search(form)
    return found[1] if found else ""


def dressed(text: str, guide: Sequence[str], state: str) -> str:
    """Return the form of a draft's text: the text, and below it the guide.

    Args:
        text: the draft, or what somebody made of it.
        guide: lines of advice, see ``guide_lines``.
        state: of the draft the text was made from, see ``state_of``.
    """
    gap = "" if not text or text.endswith("\n") else "\n"
    rows = (
        *guide,
        "",
        f"made from the draft as of {state} (an edit that was cut off goes on here)",
    )
    return text + gap + "\n" + "".join(f"{GUIDE}{row}".rstrip() + "\n" for row in rows)


def bare(form: str, original: str = "") -> str:
    r"""Return what a person wrote: the form without marks and guide.

    Args:
        form: as it comes from the editor.
        original: the draft before; remarks it had are the person's whatever they look like.

    >>> bare('# >>> no\ncustomer = "Acme"  # mine\n\n#| guide\n')
    'customer = "Acme"  # mine\n'
    """
    own = Counter(original.split("\n"))
    rows = []
    for row in form.removeprefix("\ufeff").split("\n"):
        if own[row] > 0:
            own[row] -= 1
        elif _is_ours(row.rstrip("\r")):
            continue
        rows.append(row)
    text = "\n".join(rows)
    newline = "\r\n" if "\r\n" in text else "\n"
    return text.rstrip("\r\n") + newline if text.strip() else ""


def _is_ours(row: str) -> bool:
    return row.startswith((MARK, GUIDE)) or row in {MARK.rstrip(), GUIDE.rstrip()}


def says_nothing(text: str) -> bool:
    """Return whether a text holds nothing but remarks and blank lines."""
    return all(not row.strip() or row.lstrip().startswith("#") for row in text.split("\n"))


def marked(text: str, problems: Sequence[Problem]) -> tuple[str, tuple[int, ...]]:
    r"""Return a text with every problem above its line, and each problem's line afterwards.

    Problems of the whole text stand at its top; their line is 0.

    >>> from billcli.domain.problem import Problem, Source
    >>> print(marked("a = 1\nb = 2", [Problem("X-Y", "no b", Source("d", 2), "drop it")])[0])
    a = 1
    # >>> line 4: no b
    # >>>   drop it
    b = 2
    """
    rows = text.split("\n")
    at = [min(p.where.line, len(rows)) if p.where else 0 for p in problems]
    taken = [1 + bool(p.help) for p in problems]
    lines = [
        here + sum(t for there, t in zip(at, taken, strict=True) if there <= here) if here else 0
        for here in at
    ]
    marks: dict[int, list[str]] = {}
    for problem, here, line in zip(problems, at, lines, strict=True):
        marks.setdefault(here, []).extend(_mark(problem, line))
    out = list(marks.get(0, ()))
    for number, row in enumerate(rows, 1):
        out += [*marks.get(number, ()), row]
    return "\n".join(out), tuple(lines)


def _mark(problem: Problem, line: int) -> list[str]:
    place = f"line {line}: " if line else ""
    advice = [f"{MARK}  {_flat(problem.help)}"] if problem.help else []
    return [f"{MARK}{place}{_flat(problem.message)}", *advice]


def beside(text: str) -> str:
    """Return another's text as marks, to be compared with one's own."""
    rows = [f"  {_flat(row)}" for row in text.rstrip("\n").split("\n")]
    said = "The draft was changed while you edited it. It says now:"
    then = "To put what stands below in its place, remove these lines and save."
    return "".join(f"{MARK}{row}".rstrip() + "\n" for row in (said, *rows, then))


def guide_lines(workspace: Workspace) -> tuple[str, ...]:
    """Return what may be written in a draft, with the names these books know."""
    settings = workspace.settings
    known = workspace.all_books().recorded(workspace.today).values()
    named = [p.id if p.name == p.id else f"{p.id} ({p.name})" for p in known]
    priced = [
        f"{p.code} ({plain(p.price)}{_per(p.unit)}, {p.description})"
        for p in settings.prices.values()
    ]
    taxes = [code.code for code in settings.taxes.codes]
    tax = f"; tax={taxes[0]}" if taxes else ""
    return (
        "Save and close to have it checked. What is wrong is marked, and nothing is lost.",
        f"Lines that begin with {GUIDE.strip()} go by themselves; your own remarks after # stay.",
        "To give up, empty the file.",
        "",
        "lines      what is billed, each in quotes with a comma behind it:",
        "           [QTY [UNIT] x] PRICE|CODE DESCRIPTION[; key=value...], such as",
        f'             "10 h x 150.00 Consulting, January{tax}",',
        '             "300 Hosting",',
        f"units      {', '.join(UNITS)}",
        f"keys       {', '.join(LINE_KEYS)}",
        *_block("customers", named, "billcli customer list"),
        *_block("prices", priced, "billcli config show"),
        *_block("taxes", taxes, "billcli config show"),
        "",
        f"What else may be said; take {GUIDE.strip()} away from a line to say it:",
        *_keys(workspace),
    )


def _keys(workspace: Workspace) -> Iterator[str]:
    """Yield a line for each key that may be left out, aligned, with what it means."""
    day = workspace.today
    values = {
        f"date = {day}": "of the invoice; else the day it is issued",
        f"due = {day + dt.timedelta(days=30)}": "last day to pay; else it follows from the terms",
        'terms = "net 30"': 'or "2/10 net 30", "eom+15", "due on receipt"',
        'instalments = "3 monthly"': 'or "2 every 14 days", "2026-03-01=300, 2026-04-01=rest"',
        f"first = {day + dt.timedelta(days=30)}": "when the first instalment falls due",
        f'currency = "{_currency(workspace)}"': "else the customer's, else that of the books",
        'prices = "gross"': "whether prices hold the tax: net or gross",
        'discount = "5%"': 'off everything: a percentage, or an amount such as "25.00"',
        f"delivered = {day}": "day of supply",
        f'period = "{day:%Y-%m}"': f'days of service: a month, or "{day:%Y-%m}-01..{day:%Y-%m}-15"',
        'po = "PO-7"': "the customer's order number",
        'ref = "R-8"': "the customer's reference",
        'note = "Thank you."': "printed below the lines",
    }
    for value, meaning in values.items():
        yield f"{value:<24}  # {meaning}"


def _currency(workspace: Workspace) -> str:
    named = workspace.settings.defaults.currency
    operating = workspace.snapshot.facts.options.operating_currency
    return named or (operating[0] if operating else "EUR")


def _per(unit: str) -> str:
    word = next((word for word, code in UNITS.items() if code == unit), unit)
    return "" if unit == PIECE else f" per {word}"


def _block(title: str, names: Sequence[str], more: str) -> Iterator[str]:
    """Yield names after a title, a few in each line; of very many only the first."""
    listed = [_flat(name) for name in names[:LISTED_MAX]]
    if len(names) > LISTED_MAX:
        listed.append(f"and {len(names) - LISTED_MAX} more: {more}")
    row = ""
    lead = f"{title:<11}"
    for i, name in enumerate(listed):
        word = name if i == len(listed) - 1 else f"{name},"
        if row and len(row) + len(word) > _WIDTH - len(lead):
            yield f"{lead}{row}"
            lead, row = " " * len(lead), ""
        row = f"{row} {word}" if row else word
    if row:
        yield f"{lead}{row}"


def _flat(text: str) -> str:
    return shown(" ".join(text.split("\n")).replace("\t", " ")).rstrip()
