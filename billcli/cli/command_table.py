"""The table of all commands, and the first help page, which is made from it.

Light on purpose: ``billcli --help`` needs nothing but this, and loads no module that Python has not
loaded itself.
"""

from __future__ import annotations

TYPE_CHECKING = False  # as in typing, which takes a sixth of the time of this page to load
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

DAILY, RECORDS, SETTING_UP = "Every day", "Records", "Setting up"


class Entrance:
    """Where a command lives, known without importing it.

    Attributes:
        module: module that declares the command as ``app``.
        summary: the line in the list of commands.
        section: heading it stands under.
        group: whether it is a noun with verbs, rather than a single command.
    """

    __slots__ = ("group", "module", "section", "summary")

    def __init__(self, module: str, summary: str, section: str, *, group: bool = True) -> None:
        """Keep what the table says."""
        self.module = module
        self.summary = summary
        self.section = section
        self.group = group


_ROWS = (
    ("status", "What is open, overdue and waiting, and what to run next", DAILY, False),
    ("reconcile", "Match a bank statement with what is open, and book it", DAILY, False),
    ("match", "Lines that wait: export, apply, review; undo what was booked", DAILY, True),
    ("worklist", "Whom to act on first: whose money is late, and why", DAILY, False),
    ("missed", "What became overdue since a day", DAILY, False),
    ("remind", "Who is to be reminded of what is late; sends the letters", DAILY, False),
    ("apply", "Send the letters of a plan that was kept", DAILY, False),
    ("why", "What happened to a document or a bank line, and why", DAILY, False),
    ("check", "Find what is wrong with the receivables of a ledger", DAILY, False),
    ("undo", "Take back the last entry, while nobody has seen it", DAILY, False),
    ("customer", "Customers: name, address, terms", RECORDS, True),
    ("invoice", "Invoices and credit notes: create, show, render, void", RECORDS, True),
    ("quote", "Quotes: offer, accept once, decline", RECORDS, True),
    ("plan", "Recurring plans: what is billed again and again, and when", RECORDS, True),
    ("time", "Hours worked: take them over, bill each once", RECORDS, True),
    ("expense", "Expenses for customers: write them down, bill each once", RECORDS, True),
    ("payment", "Payments received, and what they settle", RECORDS, True),
    ("deposit", "Cheques, cash and card charges: what waits, and the bank", RECORDS, True),
    ("debit", "Direct debits: collect what is due, with the order for the bank", RECORDS, True),
    ("credit", "Credit notes, and credit of customers applied to invoices", RECORDS, True),
    ("refund", "Credit that is paid back", RECORDS, True),
    ("writeoff", "What is not paid any more, and small differences", RECORDS, True),
    ("dispute", "What customers do not accept, in whole or in part", RECORDS, True),
    ("promise", "What customers promised to pay, and whether they did", RECORDS, True),
    ("hold", "Customers and items nobody is reminded of", RECORDS, True),
    ("collections", "Customers and items that somebody else collects", RECORDS, True),
    ("contact", "Calls and letters to customers, mails that came back", RECORDS, True),
    ("report", "Open items, aged receivables, income and tax", RECORDS, True),
    ("bank", "Bank files: what they hold and prove, and rules for their lines", RECORDS, True),
    ("receipt", "Receipts for payments", RECORDS, True),
    ("statement", "Statements of account", RECORDS, True),
    ("outbox", "Letters that wait or were refused: list, resolve, retry", RECORDS, True),
    ("init", "Set up billing in a folder", SETTING_UP, False),
    ("demo", "A tour with a year of invented trade", SETTING_UP, False),
    ("doctor", "What of all this works, and the fix for what does not", SETTING_UP, False),
    ("cron", "Reminders that go out by themselves: crontab line, systemd timer", SETTING_UP, True),
    ("template", "Templates of documents: list, copy to change, check", SETTING_UP, True),
    ("ledger", "The text of the ledger: accept a change that was meant", SETTING_UP, True),
    ("config", "Settings in force, and where each comes from", SETTING_UP, True),
    ("completion", "Let a shell complete commands, options and ids", SETTING_UP, False),
    ("help", "Pages on topics and on error codes", SETTING_UP, False),
)
_USAGE = "Usage: billcli [OPTIONS] COMMAND [ARGS]...\n"
_SUMMARY = """\
  Billing and accounts receivable on a plain-text Beancount ledger.

    billcli demo
    billcli invoice create Acme --line "10 h x 150.00 Consulting"
    billcli report aging --as-of 2026-03-31 --format csv
"""
_OPTIONS = """\
Options of every command, before or after it:

  -f, --file FILE        ledger to work on
  --project DIR          folder that holds billcli.toml
  --today DATE           the date to act on
  --as-of DATE           leave out everything after this date
  --format FORMAT        table, plain, csv, json, jsonl, ids, beancount
  -o, --output FILE      write the answer there; the ending names the format
  -n, --dry-run          show what would be written, write nothing
  -y, --yes              do not ask
  --no-input             never ask, fail instead
  -q, --quiet            the answer only
  -v, --verbose          all columns
  --color WHEN           auto, always, never
  --receivable ACCOUNT   root of the receivable accounts
  --allow-plugin MODULE  let a ledger's plugin run
  --debug                show where a failure comes from
  -h, --help             show help of billcli or of a command
  --version              show the version
"""


def entrances() -> Mapping[str, Entrance]:
    """Return the table of commands by name; adding a command is adding a row."""
    modules = {"help": "help_pages"}
    return {
        name: Entrance(f"billcli.cli.{modules.get(name, name)}", summary, section, group=group)
        for name, summary, section, group in _ROWS
    }


def options_everywhere() -> Iterator[tuple[str, str, str]]:
    """Yield spellings, name of the value and meaning of the options every command takes.

    >>> next(options_everywhere())
    ('-f, --file', 'FILE', 'ledger to work on')
    """
    import re  # noqa: PLC0415 - the first page does without it

    for found in re.finditer(r"^  (-.*?-[a-z-]+)(?: ([A-Z]+))?  +(.*)$", _OPTIONS, re.MULTILINE):
        yield found[1], found[2] or "", found[3]


def help_columns(terminal: int) -> int:
    """Return how wide help is set on a terminal: readable, and never beyond its edge.

    >>> help_columns(80), help_columns(300)
    (78, 98)
    """
    return max(min(terminal, 100) - 2, 38)


def front_page(table: Mapping[str, Entrance], columns: int) -> str:
    """Return what ``billcli --help`` shows, for a terminal of so many columns.

    Only summaries are wrapped; examples and options stand as they are typed.
    """
    sections = dict.fromkeys(entrance.section for entrance in table.values())
    listed = ["\n".join(_section(name, table, columns)) + "\n" for name in sections]
    return "\n".join([_USAGE, _SUMMARY, *listed, _OPTIONS])


def _section(name: str, table: Mapping[str, Entrance], columns: int) -> Iterator[str]:
    widest = max(map(len, table))
    yield f"{name}:"
    for command, entrance in table.items():
        if entrance.section == name:
            lead = f"  {command.ljust(widest)}  "
            for line in _wrapped(entrance.summary, columns - len(lead)):
                yield lead + line
                lead = " " * len(lead)


def _wrapped(text: str, columns: int) -> Iterator[str]:
    """Yield a text as lines of at most so many columns, broken at blanks.

    >>> list(_wrapped("What is open and overdue", 12))
    ['What is open', 'and overdue']
    """
    line = ""
    for word in text.split():
        if line and len(line) + 1 + len(word) > columns:
            yield line
            line = word
        else:
            line = f"{line} {word}" if line else word
    yield line
