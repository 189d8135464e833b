"""What the arguments and options of commands take, by their names.

A test looks up every argument and option of every command here, so that a new one is not forgotten.
"""

from __future__ import annotations

from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import TypeAlias

Rule: TypeAlias = "str | tuple[str, ...]"
FILE, FOLDER, DATE, HELP, LINE, RENAME, FREE = "file", "folder", "date", "help", "line", "=", ""

DATES = ("today", "yesterday", "tomorrow", "eom")
FORMATS = ("table", "plain", "csv", "json", "jsonl", "ids", "beancount")
SHELLS = ("bash", "zsh", "fish", "powershell")
_ITEM_SORTS = ("due", "date", "customer", "amount", "open")

RULES: Mapping[str, Rule] = {
    "--account": "account",
    "--allocate": "open",
    "--allow-plugin": "plugin",
    "--as-of": DATE,
    "--bank": FREE,
    "--bank-fee": ("never", "accept when the statement states the charges", "always"),
    "--book": "account",
    "--color": ("auto", "always", "never"),
    "--collect": DATE,
    "--application-order": ("oldest", "fees first", "principal first"),
    "--currency": "currency",
    "--customer": "customer",
    "--date": DATE,
    "--delivered": DATE,
    "--draft-file": FILE,
    "--due": DATE,
    "--file": FILE,
    "--first": DATE,
    "--format": FORMATS,
    "--receipt": FILE,
    "--from": DATE,
    "--in": "currency",
    "--identical-amounts": ("ask", "oldest first"),
    "--instalments": ("2 monthly", "3 monthly", "4 quarterly", "2 every 14 days"),
    "--language": "language",
    "--line": LINE,
    "--output": FILE,
    "--payouts": FILE,
    "--policy": FILE,
    "--month": ("last",),
    "--prices": ("net", "gross"),
    "--profile": "profile",
    "--project": FOLDER,
    "--receivable": "account",
    "--short-list": ("ask", "in order named", "oldest first"),
    "--sign": ("in", "out"),
    "--since": DATE,
    "--tax": "tax",
    "--to-customer": "customer",
    "deposit": "entry",
    "--terms": ("net 14", "net 30", "net 60", "2/10 net 30", "eom", "eom+15"),
    "--to": DATE,
    "--today": DATE,
    "--try": FILE,
    "--until": DATE,
    "--unproven": FILE,
    "--valid-until": DATE,
    "application": "application",
    "credit": "entry",
    "customer": "customer",
    "currency": "currency",
    "dispute": "dispute",
    "draft": "draft",
    "entry": "entry",
    "file": FILE,
    "files": FILE,
    "folder": FOLDER,
    "ids": "entry",
    "item": "open",
    "key": "letter",
    "name": HELP,
    "number": "document",
    "payment": "payment",
    "plan": "plan",
    "promise": "promise",
    "quote": "quote",
    "since": DATE,
    "review": FILE,
    "rule": "rule",
    "shell": SHELLS,
    "statement": FILE,
    "subject": "entry",
    "template": "template",
    "write_off": "write-off",
}
"""Rules by the spelling of an option or the name of an argument."""

SPECIAL: Mapping[tuple[str, str], Rule] = {
    ("collections hand-off", "subject"): "customer",
    ("contact log", "--kind"): ("call", "mail", "letter", "bounce"),
    ("credit create", "number"): "voidable",
    ("credit list", "--sort"): ("date", "customer", "left"),
    ("customer add", "customer"): FREE,
    ("customer check", "--for"): (
        "invoice", "vat", "reverse-charge", "intra-community", "export", "facturx", "xrechnung",
        "peppol", "qr-bill", "giro-code", "mail", "debit",
    ),
    ("customer alias", "--kind"): ("iban", "name"),
    ("customer alias", "action"): ("list", "add", "remove"),
    ("bank rule", "action"): ("list", "add", "remove"),
    ("customer list", "--sort"): ("name", "customer"),
    ("debit run", "only"): "customer",
    ("collections export", "--to"): FOLDER,
    ("cron show", "--at"): FREE,
    ("cron show", "--days"): FREE,
    ("cron show", "--to"): FOLDER,
    ("remind", "only"): "customer",
    ("remind", "--now"): FREE,
    ("remind", "--plan"): FILE,
    ("doctor", "--section"): (
        "program", "ledger", "accounts", "series", "templates", "fonts", "mail", "git",
        "completion", "cron",
    ),
    ("hold clear", "subject"): "hold",
    ("hold set", "subject"): "customer",
    ("init", "--currency"): FREE,
    ("init", "--tax"): FREE,
    ("invoice list", "--sort"): _ITEM_SORTS,
    ("invoice list", "--status"): (
        "open", "overdue", "paid", "disputed", "draft", "void", "credited", "applied",
    ),
    ("invoice show", "number"): "document or draft",
    ("invoice void", "number"): "voidable",
    ("ledger reseal", "--account"): RENAME,
    ("payment move", "--from"): "document",
    ("payment move", "--to"): "open",
    ("payment reverse", "--kind"): ("bounced", "returned", "chargeback"),
    ("payment unapply", "item"): "document",
    ("payment list", "--sort"): ("date", "amount", "customer"),
    ("payment add", "--arrived"): FREE,
    ("writeoff recover", "--arrived"): FREE,
    ("report income", "--basis"): ("accrual", "cash"),
    ("report income", "--by"): ("month", "quarter", "year", "customer", "account"),
    ("report tax", "--basis"): ("accrual", "cash"),
    ("report tax", "--by"): ("month", "quarter", "year"),
    ("plan add", "plan"): FREE,
    ("promise add", "subject"): "open",
    ("plan add", "--anchor"): ("end-of-month",),
    ("plan add", "--every"): ("1 month", "3 months", "1 year", "2 weeks"),
    ("quote list", "--sort"): ("date", "due", "customer", "amount"),
    ("quote list", "--status"): ("open", "accepted", "declined", "expired", "invoiced"),
    ("report aging", "--sort"): ("customer", "total", "overdue"),
    ("report open", "--sort"): _ITEM_SORTS,
    ("report open", "--status"): ("open", "overdue", "disputed"),
    ("template copy", "--to"): FREE,
    ("time bill", "--group"): ("project", "day", "all"),
}  # fmt: skip
"""Rules for one command, before ``RULES``."""

UNSUGGESTED = frozenset(
    "duration --job --markup --rate amount --address --address-2 --amount --bic --buckets --city"
    " --contact --country"
    " --credit-limit --discount --e-address --einvoice --email --fee --foreign --hold --iban"
    " --id --id-column --leave --limit --lines --mandate --map --max --min --name --next --note"
    " --number --payer --payer-is --period --phone --po --postcode --purchase-order --reason"
    " --ref --reference --region --registration --tax-number --text text --trading-name"
    " --vat-id --cheque --charge receipt --discount-grace-days --rounding-tolerance --valid"
    " --times --deposit".split()
)
"""Options and arguments whose values only their author knows."""


def rule_of(command: str, name: str) -> Rule:
    """Return what an option or argument of a command takes; an empty text for nothing known.

    >>> rule_of("invoice void", "number"), rule_of("invoice render", "number")
    ('voidable', 'document')
    """
    return SPECIAL.get((command, name), RULES.get(name, FREE))
