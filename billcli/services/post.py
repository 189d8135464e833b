"""Posting letters: each at most once, whatever happens, and the ledger says what went.

A letter's intent is on disk before the network is touched, that its text is being handed over right
before it is, and what became of it right after. Then the notes of all that went are appended to the
ledger at once. Killed anywhere, the next run first does what is left: it takes what may have been
handed over for unknown, and writes the notes of what was sent (safety rule 9).
"""

from __future__ import annotations

import hashlib
from contextlib import closing, contextmanager

from billcli.delivery.mail import Mail, mailbox, message_id, message_of
from billcli.delivery.slip import Slip
from billcli.delivery.way import Parcel, State
from billcli.domain.frozen import replace
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.packed import pack
from billcli.domain.problem import UsageError
from billcli.ledger.atomic_file import told
from billcli.services.letter import Posted
from billcli.services.outbox_place import outbox_of
from billcli.services.posted_note import write_notes
from billcli.services.workspace import reopened
from billcli.store.lock import OUTBOX, hold

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from billcli.delivery.outbox import Outbox
    from billcli.domain.entry import Note
    from billcli.services.letter import Letter
    from billcli.services.mailer import Mailer
    from billcli.services.workspace import Workspace
    from billcli.services.writing import Consent

_OPEN = frozenset({State.READY, State.WAITING})
CUT_OFF = "the run ended while the text was handed over"


@contextmanager
def own_outbox(workspace: Workspace, now: dt.datetime) -> Iterator[Outbox]:
    """Hold the outbox of these books alone, what was cut off in it being settled.

    Raises:
        ConflictError: LOCK-HELD, another billcli is sending; nobody waits for it.
        InvalidError: OUTBOX-UNREADABLE.
        BillcliError: the disk is full or fails (``DISK-FULL``, ``FILE-DENIED``, ``FILE-FAILED``).
    """
    with hold(workspace.folder, 0, of=OUTBOX), told(workspace.folder):
        outbox = outbox_of(workspace)
        for slip in outbox.waiting():
            if slip.state is State.SENDING:
                outbox.keep(slip.now(State.UNKNOWN, now.isoformat(), CUT_OFF))
        yield outbox


def post(
    workspace: Workspace,
    letters: Sequence[Letter],
    mailer: Mailer,
    consent: Consent,
    now: dt.datetime,
) -> tuple[Posted, ...]:
    """Send letters that were not sent yet, and note in the ledger what went.

    Args:
        workspace: the books.
        letters: what is wanted; their keys differ.
        mailer: who carries them; it is closed afterwards.
        consent: how far to go; it is asked once, with a line for each letter that would go.
        now: when the letters are written, with its offset from UTC.

    Returns:
        What became of each letter, in their order. What failed for one does not hold up the others.

    Raises:
        InvalidError: the ledger has errors (nothing is sent), or the outbox cannot be read.
        ConflictError: another billcli is sending.
        BillcliError: the person said no; the notes could not be written, which the next run does
            first; or the disk is full or fails, and what is known of the letters is on it.
    """
    workspace.snapshot.require_sound()
    office = _Office(workspace, mailer, now)
    planned = tuple(office.expected(outbox_of(workspace), letter) for letter in letters)
    going = [one.letter for one in planned if one.state is State.READY]
    if consent.dry_run:
        return planned
    if going:
        consent.ask("".join(f"{_line(letter)}\n" for letter in going))
    agreed = replace(consent, ask=lambda _: None)
    with own_outbox(workspace, now) as outbox:
        if write_notes(workspace, outbox, agreed):
            workspace = reopened(workspace)
        with closing(mailer.way):
            posted = tuple(office.posted(outbox, letter) for letter in letters)
        write_notes(workspace, outbox, agreed)
    return posted


class _Office:
    """Makes messages of letters and hands them to the way they go."""

    def __init__(self, workspace: Workspace, mailer: Mailer, now: dt.datetime) -> None:
        self._workspace, self._way, self._sender = workspace, mailer.way, mailer.sender
        self._now, self._at = now, now.isoformat()

    def expected(self, outbox: Outbox, letter: Letter) -> Posted:
        """Return what would become of a letter: ``READY`` when it would be sent."""
        slip = outbox.find(letter.key)
        if slip is not None and self._is_settled(slip, letter):
            state = State.UNKNOWN if slip.state is State.SENDING else slip.state
            return Posted(letter, state, slip.reason, slip.message_id, earlier=True)
        try:
            _, message = self._made(letter, slip)
        except UsageError as error:
            problem = error.problems[0]
            return Posted(letter, State.REFUSED, problem.message, problem=problem)
        return Posted(letter, State.READY, self._way.place, message.message_id)

    def posted(self, outbox: Outbox, letter: Letter) -> Posted:
        """Send a letter unless that was done, and return what became of it."""
        expected = self.expected(outbox, letter)
        if expected.state is not State.READY:
            return expected
        before = outbox.find(letter.key)
        parcel, slip = self._made(letter, before)
        outbox.begin(slip, parcel.message)
        outcome = self._way.deliver(parcel, lambda: outbox.keep(slip.now(State.SENDING, self._at)))
        outbox.keep(slip.now(outcome.state, self._at, outcome.reason))
        return Posted(letter, outcome.state, outcome.reason, slip.message_id)

    def _is_settled(self, slip: Slip, letter: Letter) -> bool:
        """Return whether a letter must not be sent again.

        One that was refused for good is tried again only when it would go another way.
        """
        if slip.state is State.REFUSED:
            return (slip.sender, slip.to) == (self._sender.address, self._reader(letter))
        return slip.state not in _OPEN

    def _reader(self, letter: Letter) -> str:
        return mailbox(letter.to) if self._way.is_mail else ""

    def _made(self, letter: Letter, before: Slip | None) -> tuple[Parcel, Slip]:
        """Return a letter as it goes, and the slip that remembers it.

        Raises:
            UsageError: MAIL-ADDRESS or MAIL-HEADER.
        """
        to, sender = self._reader(letter), self._sender
        contents = [one.content for one in letter.attachments]
        name = before.message_id if before else message_id(
            sender.address, letter.key, to, self._at, letter.subject, letter.text, letter.html,
            *contents,
        )  # fmt: skip
        message = b"".join(contents)
        if self._way.is_mail:
            mail = Mail(
                sender, to, letter.subject, letter.text, letter.html, letter.attachments, name,
                self._now, letter.answers, letter.language, self._way.is_draft,
            )  # fmt: skip
            message = message_of(mail)
        digest = hashlib.sha256(message).hexdigest()
        slip = Slip(
            key=letter.key,
            state=State.READY,
            at=self._at,
            customer=letter.customer,
            to=to,
            sender=sender.address,
            subject=letter.subject,
            message_id=name,
            sha256=digest,
            notes=_packed(letter.notes, to, name if self._way.is_mail else "", digest),
            attempts=before.attempts + 1 if before else 1,
        )
        file = name.strip("<>").partition("@")[0]
        sent = message if self._way.is_mail else b""
        return Parcel(file, sender.address, to, sent, letter.attachments), slip


def _packed(notes: Sequence[Note], to: str, name: str, digest: str) -> tuple[tuple[str, str], ...]:
    """Return notes completed by how the letter went, as the outbox keeps them."""
    said = {"to": to, "message-id": name, "sha256": digest}
    added = {key: text for key, text in said.items() if text}
    packed = (pack(replace(note, meta={**note.meta, **added})) for note in notes)
    return tuple((one.date, one.data) for one in packed)


def _line(letter: Letter) -> str:
    """Return a letter in one line, for whoever is asked."""
    names = ", ".join(one.name for one in letter.attachments)
    to = f" <{letter.to}>" if letter.to else ""
    return f"{letter.customer}{to}: {letter.subject}{f' ({names})' if names else ''}"
