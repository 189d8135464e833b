"""Lines that wait, as a TOML file to be answered in an editor; ``review_reading`` reads it."""

from __future__ import annotations

import json
import re

from billcli.domain.allocation_part import row_name
from billcli.domain.contract import shown
from billcli.domain.money import Money, plain
from billcli.domain.named import TYPE_CHECKING
from billcli.ledger.atomic_file import digest
from billcli.matching.explain import because, codes
from billcli.matching.line_standing import standings
from billcli.services.review import Fate
from billcli.services.review_remember import may_remember

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from billcli.domain.bank_line import BankLine
    from billcli.domain.books import Books
    from billcli.matching.proposal import Suggestion
    from billcli.services.review import Review, Reviewed
    from billcli.services.workspace import Workspace

SCHEMA = "billcli.review/1"
PROPOSALS_MAX = 5
_NO_TEXT = re.compile(r"[\x00-\x1f\x7f]")
_GUIDE = """\
# Answer a line with one of these, below its [[line]]; a line without an answer waits on.
#   accept = 1                             book a proposal
#   customer = "Acme"                      book what is typed:
#   items = ["INV-2026-0042=100.00"]         items, each with an amount or all that is open;
#   discount = "12.00"                       taken off for paying early;
#   fee = "5.00"                             kept by a bank; what is left over stays on account
#   on_account = "Acme"                    all of it stays on account
#   ignore = "private"                     not a customer's, with the reason
#   book = "Income:Interest"               not a customer's, booked on an account
#   rule = "interest"                      what a rule says that holds for the line
#   remember = true                        beside an answer: keep who paid for whom; beside
#                                          ignore and book: do so with every such line
# Then: billcli match apply FILE --dry-run
"""


def state_of(workspace: Workspace) -> str:
    """Return in 16 letters which bytes the books were read from."""
    files = sorted((file.name, file.sha256) for file in workspace.snapshot.files)
    return digest("\n".join(f"{name} {sha}" for name, sha in files).encode())[:16]


def review_text(workspace: Workspace, found: Review) -> str:
    """Return the file of the lines of a review that wait; it needs no statement any more."""
    waiting = found.of(Fate.WAITING)
    standing = standings(workspace.snapshot.facts, [one.line for one in waiting])
    count = "1 line waits" if len(waiting) == 1 else f"{len(waiting)} lines wait"
    head = f"# {count}. billcli match apply books what is answered here.\n#\n{_GUIDE}"
    top = f'\nschema = "{SCHEMA}"\nbooks = "{state_of(workspace)}"\n'
    books = workspace.all_books()
    pairs = zip(waiting, standing, strict=True)
    blocks = ("\n".join(_block(one, now.held, books)) for one, now in pairs)
    return "\n".join([head + top, *(f"{block}\n" for block in blocks)])


def _block(one: Reviewed, held: int, books: Books) -> Iterator[str]:
    line = one.line
    offered = one.offered[:PROPOSALS_MAX]
    yield "[[line]]"
    yield _remark(f"{line.date}  {line.amount}  {line.payer}")
    yield _remark(line.text)
    yield _remark(f"asked: {one.why}")
    for number, chosen in enumerate(offered, 1):
        yield _remark(f"{number}  {because(chosen)}")
    yield "# accept = 1" if offered and not one.doubtful else '# ignore = "not a customer\'s"'
    if (rule := one.rule_to_follow) and not rule.takes:
        yield f"# rule = {_quoted(rule.id)}"
    if words := may_remember(line, offered, books, doubtful=one.doubtful):
        yield from map(_remark, words)
        yield "remember = false"
    yield ""
    yield from _stated(line, held)
    yield "proposals = ["
    yield from (f"  {_inline(chosen)}," for chosen in offered)
    yield "]"


def seal_of(line: BankLine, held: int) -> str:
    """Return in 12 letters what the bank said, so that a change of it is noticed."""
    said = (
        line.account, line.date, line.amount, line.nth, held, line.bank_ref, line.payer,
        line.payer_iban, line.text, line.reference, line.end_to_end, line.original or "",
    )  # fmt: skip
    return digest("\0".join(map(str, said)).encode())[:12]


def _stated(line: BankLine, held: int) -> Iterator[str]:
    """Yield what makes the line itself, with the bank's words."""
    yield f"account = {_quoted(line.account)}"
    yield f"date = {line.date}"
    yield f"amount = {_quoted(str(line.amount))}"
    yield f"nth = {line.nth}"
    yield f"held = {held}"
    yield f'seal = "{seal_of(line, held)}"'
    texts = {
        "bank_ref": line.bank_ref, "payer": line.payer, "payer_iban": line.payer_iban,
        "text": line.text, "reference": line.reference, "end_to_end": line.end_to_end,
        "original": str(line.original or ""),
    }  # fmt: skip
    yield from (f"{key} = {_quoted(text)}" for key, text in texts.items() if text)


def _inline(chosen: Suggestion) -> str:
    items = ", ".join(_quoted(text) for text in items_of(chosen))
    adjusted = ", ".join(
        _quoted(f"{one.kind.value} {one.amount}" + (f" {one.item}" if one.item else ""))
        for one in chosen.adjustments
    )
    parts = {
        "customer": _quoted(chosen.customer),
        "items": f"[{items}]",
        "adjustments": f"[{adjusted}]" if adjusted else "",
        "on_account": _quoted(str(chosen.residual)) if chosen.residual else "",
        "evidence": _quoted(codes(chosen)),
    }
    return "{ " + ", ".join(f"{key} = {text}" for key, text in parts.items() if text) + " }"


def items_of(chosen: Suggestion) -> Sequence[str]:
    """Return the parts of a suggestion as texts: ``INV-7=20.00 EUR``, an instalment as ``#2``."""
    return [f"{row_name(part.item)}={_in_full(part.amount)}" for part in chosen.parts]


def _in_full(amount: Money) -> str:
    return f"{plain(amount.number)} {amount.currency}"


def _remark(text: str) -> str:
    return f"# {' '.join(shown(_NO_TEXT.sub(' ', text)).split())}".rstrip()


def _quoted(text: str) -> str:
    """Return a text as TOML quotes it, to the letter; what is not seen is escaped."""
    quoted = json.dumps(text, ensure_ascii=False)
    return "".join(c if c.isprintable() else _escaped(c) for c in quoted)


def _escaped(letter: str) -> str:
    return f"\\U{ord(letter):08x}"
