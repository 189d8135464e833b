"""What the rules look at: facts, the receivable accounts among them, and how strict to be."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from billcli.domain.books import Books
from billcli.domain.contract import KIND_TAGS
from billcli.domain.meta import text_of
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import Problem, Severity
from billcli.domain.receivable import is_receivable
from billcli.domain.seal import is_sealed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from billcli.domain.entry import Entry, Facts, Posting
    from billcli.domain.problem import Source


@dataclass(frozen=True, slots=True)
class Touch:
    """A receivable posting and the open item it names.

    Attributes:
        item: id named by the posting, else by its transaction (format rule 4), else "".
    """

    entry: Entry
    posting: Posting
    item: str


@dataclass(frozen=True)
class Scope:
    """The facts under judgement.

    Attributes:
        roots: receivable accounts, each with all accounts below it.
        strict: judge entries of other hands as hard as sealed ones.
        touches: every receivable posting, in date order.
    """

    facts: Facts
    roots: tuple[str, ...]
    strict: bool = False
    touches: tuple[Touch, ...] = ()

    @classmethod
    def of(cls, facts: Facts, roots: Iterable[str], *, strict: bool = False) -> Scope:
        """Return the scope with its receivable postings found."""
        roots = tuple(roots)
        bare = cls(facts, roots, strict)
        return replace(bare, touches=tuple(bare._touches()))

    @cached_property
    def books(self) -> Books:
        """What the ledger says of open items, later entries included; made once, when asked."""
        return Books.of(self.facts, self.roots, date.max)

    def is_receivable(self, account: str) -> bool:
        """Return whether the account is a receivable one."""
        known = self._known.get(account)
        if known is None:
            known = self._known[account] = is_receivable(account, self.roots)
        return known

    @cached_property
    def _known(self) -> dict[str, bool]:
        return {}

    @cached_property
    def trade(self) -> tuple[Entry, ...]:
        """The entries the contract is about: sealed, tagged with a kind, or receivable."""
        return tuple(
            entry
            for entry in self.facts.entries
            if is_sealed(entry) or not KIND_TAGS.isdisjoint(entry.tags) or self._touched(entry)
        )

    def takes_over(self, entry: Entry) -> bool:
        """Return whether the entry takes over an open item from elsewhere, against equity."""
        equity = f"{self.facts.options.roots.get('Equity', 'Equity')}:"
        return any(posting.account.startswith(equity) for posting in entry.postings)

    def severity(self, entry: Entry) -> Severity:
        """Return how bad it is when this entry breaks a rule about keys."""
        return Severity.ERROR if self.strict or is_sealed(entry) else Severity.WARNING

    def breach(
        self, code: str, message: str, entry: Entry, *, at: Posting | None = None, advice: str = ""
    ) -> Problem:
        """Return the problem that an entry, or one of its postings, breaks a rule about keys."""
        return Problem(code, message, place(entry, at), advice, self.severity(entry))

    def _touched(self, entry: Entry) -> bool:
        return any(self.is_receivable(posting.account) for posting in entry.postings)

    def _touches(self) -> Iterator[Touch]:
        for entry in self.facts.entries:
            for posting in entry.postings:
                if self.is_receivable(posting.account):
                    named = posting.meta.get("invoice", entry.meta.get("invoice"))
                    yield Touch(entry, posting, text_of(named))


def place(entry: Entry, posting: Posting | None = None) -> Source | None:
    """Return where a posting stands, else its entry, else None when neither is known."""
    return (located(posting.source) if posting else None) or located(entry.source)


def located(source: Source) -> Source | None:
    """Return a place, or None for what was made in memory or by a plugin."""
    return source if source.file else None


def title(entry: Entry) -> str:
    """Return the name people know an entry by: its number, its id, or its words in quotes."""
    own = text_of(entry.meta.get("invoice")) if "id" not in entry.meta else ""
    words = entry.narration or entry.payee
    return own or text_of(entry.meta.get("id")) or (f'"{words}"' if words else "the transaction")


def kind(entry: Entry) -> str:
    """Return what an entry is, as a word for a sentence, such as ``credit note``."""
    known = sorted(KIND_TAGS.intersection(entry.tags))
    return known[0].replace("-", " ") if known else "posting"


def reseal(entry: Entry) -> str:
    """Return the command that accepts an entry as it stands now."""
    return f'billcli ledger reseal {title(entry)} --reason "..."'


def and_reseal(entry: Entry) -> str:
    """Return the end of an advice to edit an entry: a sealed one needs its new seal."""
    return f", then {reseal(entry)}" if is_sealed(entry) else ""
