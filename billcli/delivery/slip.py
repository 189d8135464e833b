"""What is remembered of one letter, as one small file of the outbox."""

from __future__ import annotations

import hashlib
import json

from billcli.delivery.way import State
from billcli.domain.frozen import frozen, replace
from billcli.domain.problem import InvalidError, Source

VERSION = 1
_NAME_LENGTH = 32


@frozen
class Slip:
    """A letter as the outbox knows it.

    Attributes:
        key: names what is sent once, such as ``reminder/2/INV-2026-0004``.
        state: where it stands.
        at: when it came to stand there, in ISO 8601.
        customer: id of the customer it is for.
        to: bare address, or empty for a printed one.
        sender: bare address it comes from.
        message_id: kept from the first attempt to the last.
        sha256: of the message as it was last made, in hexadecimal.
        notes: what the ledger is to say once it is sent, each note as packed text.
        reason: why it did not go, or where it went.
        attempts: how often it was tried.
    """

    key: str
    state: State
    at: str
    customer: str
    to: str
    sender: str
    subject: str
    message_id: str
    sha256: str
    notes: tuple[tuple[str, str], ...] = ()
    reason: str = ""
    attempts: int = 1

    @property
    def name(self) -> str:
        """Return the name of its files, without an ending."""
        return name_of(self.key)

    def now(self, state: State, at: str, reason: str = "") -> Slip:
        """Return the slip with another state."""
        return replace(self, state=state, at=at, reason=reason)


def name_of(key: str) -> str:
    """Return the name of a key's files: no key, whatever it holds, leads to another folder.

    >>> name_of("reminder/1/INV-2026-0001")
    '900ccc552abacdefe78db605b6d0243f'
    """
    return hashlib.sha256(key.encode(errors="surrogatepass")).hexdigest()[:_NAME_LENGTH]


def slip_bytes(slip: Slip) -> bytes:
    """Return a slip as the bytes of its file."""
    fields = {name: getattr(slip, name) for name in Slip.__match_args__}
    fields |= {"state": slip.state.value, "notes": [list(note) for note in slip.notes]}
    return f"{json.dumps({'version': VERSION, **fields}, indent=1)}\n".encode()


def read_slip(content: bytes, shown: str) -> Slip:
    """Return the slip of a file.

    Args:
        content: its bytes.
        shown: its name, for the message.

    Raises:
        InvalidError: OUTBOX-UNREADABLE, the file was changed or damaged, or is of a later version.
    """
    try:
        return _slip_of(json.loads(content))
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise InvalidError.of(
            "OUTBOX-UNREADABLE",
            "this record of a letter cannot be read, so nothing is sent",
            where=Source(shown),
            hint="see with whom the letter arrived, then move the file away",
        ) from error


def _slip_of(found: dict[str, object]) -> Slip:
    texts = {name: found[name] for name in Slip.__match_args__ if name not in _OTHERS}
    notes, attempts = found["notes"], found["attempts"]
    if found["version"] != VERSION or not all(isinstance(text, str) for text in texts.values()):
        msg = "it is of another version, or not ours"
        raise ValueError(msg)
    if not isinstance(notes, list) or not isinstance(attempts, int):
        msg = "notes are a list, and attempts a number"
        raise TypeError(msg)
    pairs = tuple((str(date), str(data)) for date, data in notes)
    return Slip(**texts, state=State(found["state"]), notes=pairs, attempts=attempts)  # type: ignore[arg-type]  # texts they are


_OTHERS = frozenset({"state", "notes", "attempts"})
