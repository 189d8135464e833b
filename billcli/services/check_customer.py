"""What is missing or wrong about customers and the issuer, for the documents they need."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from enum import Enum
from shlex import quote

from billcli.domain.contract import PARTY_KEYS
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.party import Party, find_customer, issuer, nearest
from billcli.domain.party_need import KINDS, evident, misfits, missing
from billcli.domain.problem import UsageError, quoted
from billcli.services.party_check import WORDS, judged_values, vat_abroad

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping, Sequence

    from billcli.services.workspace import Workspace

ISSUER = "issuer"
FILL = "..."


class State(Enum):
    """What is the matter; a note alone leaves the check successful."""

    MISSING = "missing"
    WRONG = "wrong"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to be mended in one record.

    Attributes:
        customer: id, or ``issuer``.
        kinds: the documents that need it; empty when it is wrong for all of them.
        keys: what is missing or wrong; of keys joined by ``|`` one is enough.
        message: in words.
        command: what mends it; ``...`` stands for what only a person can fill in.
    """

    customer: str
    customer_name: str
    state: State
    kinds: tuple[str, ...]
    keys: tuple[str, ...]
    message: str
    command: str


@dataclass(frozen=True, slots=True)
class Checked:
    """The findings, customers in the order of the ledger, the issuer first."""

    customers: int
    findings: tuple[Finding, ...]

    @property
    def failed(self) -> bool:
        """Whether anything is missing or wrong."""
        return any(found.state is not State.NOTE for found in self.findings)


def check_customers(
    workspace: Workspace, ids: Sequence[str], kinds: Sequence[str], on: dt.date
) -> Checked:
    """Return what is to be mended about customers, and about the issuer for their documents.

    Args:
        workspace: the books.
        ids: customers; all when empty.
        kinds: documents as in ``party_need.KINDS``; what each customer evidently needs when empty.
        on: the day whose records count.

    Raises:
        UsageError: an unknown customer or kind.
    """
    chosen = _kinds(kinds)
    known = workspace.books(on).parties
    parties = [find_customer(known, text) for text in ids] or list(known.values())
    us = issuer(workspace.snapshot.facts, on)
    file = workspace.settings.files.customers or workspace.snapshot.ledger.path.name
    own = us or Party(ISSUER)
    mender = _Mender(file, own)
    needs = {p.id: chosen or evident(p, own, _category(workspace, p)) for p in parties}
    asked = tuple(k for k in KINDS if any(k in needed for needed in needs.values()))
    if us is None and asked:
        found = [mender.no_issuer(asked)]
    else:
        found = list(mender.all_of(own, asked))
        found += _misfits(mender, own, needs, parties)
    for party in parties:
        found += mender.all_of(party, needs[party.id])
    return Checked(len(parties), tuple(found))


def _kinds(names: Sequence[str]) -> tuple[str, ...]:
    words = [word for name in names for word in name.replace(",", " ").split()]
    for word in words:
        if word not in KINDS:
            near = nearest(word, {kind: (kind,) for kind in KINDS})
            did = f"did you mean {near[0]}? Else " if near else ""
            raise UsageError.of(
                "OPTION-VALUE",
                f"--for: {quoted(word)} is no kind of document",
                hint=f"{did}use {', '.join(KINDS)}",
            )
    return tuple(dict.fromkeys(words))


def _category(workspace: Workspace, party: Party) -> str:
    code = party.text("tax") or workspace.settings.defaults.tax
    return next((t.category for t in workspace.settings.taxes.codes if t.code == code), "")


def _misfits(
    mender: _Mender, own: Party, needs: Mapping[str, Sequence[str]], parties: Sequence[Party]
) -> list[Finding]:
    """Return what in the issuer's record does not serve the documents of its customers."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for party in parties:
        for kind in needs[party.id]:
            for misfit in misfits(kind, party, own):
                if misfit.is_issuer and kind not in found[misfit.key, misfit.why]:
                    found[misfit.key, misfit.why].append(kind)
    return [
        mender.finding(own, State.WRONG, tuple(kinds), (key,), f"{WORDS.get(key, key)}: {why}")
        for (key, why), kinds in found.items()
    ]


class _Mender:
    """Makes findings with the command that mends each."""

    def __init__(self, file: str, own: Party) -> None:
        self._file, self._own = file, own

    def no_issuer(self, kinds: tuple[str, ...]) -> Finding:
        """Return that the ledger says nothing about who writes the invoices."""
        command = f'add a record custom "issuer" "Issuer" with name: "{FILL}" to {self._file}'
        said = "nothing is recorded about who writes the invoices"
        return Finding(ISSUER, "", State.MISSING, kinds, ("name",), said, command)

    def all_of(self, party: Party, kinds: Sequence[str]) -> Iterator[Finding]:
        """Yield everything about one record, be it a customer's or the issuer's own."""
        yield from self._values(party)
        yield from self._missing(party, kinds)
        for kind in kinds if party is not self._own else ():
            for misfit in misfits(kind, party, self._own):
                if not misfit.is_issuer:
                    said = f"{WORDS.get(misfit.key, misfit.key)}: {misfit.why}"
                    yield self.finding(party, State.WRONG, (kind,), (misfit.key,), said)

    def _values(self, party: Party) -> Iterator[Finding]:
        values = {key: party.text(key) for key in PARTY_KEYS if party.text(key)}
        for key, judged in judged_values(values):
            if judged.is_wrong:
                said = f"{WORDS[key]} {quoted(values[key], 60)}: {judged.why}"
                yield self.finding(party, State.WRONG, (), (key,), said, judged.better)
        if head := vat_abroad(values):
            said = f"VAT id of {head}, address in {values['country'][:20]}"
            yield self.finding(party, State.NOTE, (), ("vat-id",), said)

    def _missing(self, party: Party, kinds: Sequence[str]) -> Iterator[Finding]:
        """Yield one finding for all keys that the same kinds of documents lack."""
        lacking: dict[tuple[str, ...], list[str]] = defaultdict(list)
        for kind in kinds:
            for group in missing(kind, party, is_issuer=party is self._own):
                if kind not in lacking[group]:
                    lacking[group].append(kind)
        together: dict[tuple[str, ...], list[tuple[str, ...]]] = defaultdict(list)
        for group, needed in lacking.items():
            together[tuple(needed)].append(group)
        for needed_by, groups in together.items():
            keys = tuple("|".join(group) for group in groups)
            said = ", ".join(" or ".join(group) for group in groups)
            yield self.finding(party, State.MISSING, needed_by, keys, said)

    def finding(
        self,
        party: Party,
        state: State,
        kinds: tuple[str, ...],
        keys: tuple[str, ...],
        message: str,
        better: str = "",
    ) -> Finding:
        """Return a finding with the command or the line that mends it."""
        first = dict.fromkeys(key.split("|")[0] for key in keys)
        value = better or FILL
        is_issuer = party is self._own
        command = ""
        if is_issuer and state is not State.NOTE:
            lines = ", ".join(f'{key}: "{value}"' for key in first)
            command = f"put {lines} into the issuer's record in {self._file}"
        elif state is not State.NOTE:
            flags = " ".join(f"--{key} {quote(value)}" for key in first)
            command = f"billcli customer edit {quote(party.id)} {flags}"
        who = ISSUER if is_issuer else party.id
        return Finding(who, party.text("name"), state, kinds, keys, message, command)
