"""Questions about the ledger's files: their bytes, who may write them, and what was left behind."""

from __future__ import annotations

import fcntl
import os

from billcli.domain.finding import advice, fault, info, unknown, yes
from billcli.domain.named import TYPE_CHECKING
from billcli.ledger.journal_record import NAME
from billcli.services.doctor.scene import counted, listed, rewriting
from billcli.services.draft_file import drafts as drafts_of
from billcli.store.lock import FOLDER

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from billcli.domain.finding import Finding
    from billcli.services.doctor.scene import Scene

_UTF8_MARK = b"\xef\xbb\xbf"


def marks(scene: Scene) -> Iterator[Finding]:
    """Are the files free of byte order marks."""
    if not scene.texts:
        return
    question = "Are its files free of byte order marks?"
    marked = [path for path, text in scene.texts.items() if text.startswith(_UTF8_MARK)]
    for path in marked:
        fix = rewriting("tail -c +4", scene.typed(path))
        detail = f"{scene.name(path)} begins with one, and Beancount misreads its first line"
        yield fault(question, detail, fix, "LEDGER-BOM")
    if not marked:
        yield yes(question)


def line_endings(scene: Scene) -> Iterator[Finding]:
    """Does every file end its lines in one way."""
    if not scene.texts:
        return
    question = "Does each file end its lines in one way?"
    mixed = [path for path, text in scene.texts.items() if _is_mixed(text)]
    for path in mixed:
        fix = rewriting("tr -d '\\r'", scene.typed(path))
        yield advice(question, f"{scene.name(path)} mixes CRLF and LF", fix)
    if not mixed:
        yield yes(question)


def _is_mixed(text: bytes) -> bool:
    returns = text.count(b"\r\n")
    return 0 < returns < text.count(b"\n")


def pickles(scene: Scene) -> Iterator[Finding]:
    """Is the folder free of pickle caches."""
    if not scene.files:
        return
    question = "Is the folder free of pickle caches?"
    folders = dict.fromkeys(path.parent for path in scene.files)
    found = [path for folder in folders for path in sorted(folder.glob(".*.picklecache"))]
    if found:
        names = " ".join(scene.quoted(path) for path in found)
        detail = f"{listed(map(scene.name, found))}: it can hide a change from bean-check"
        yield advice(question, detail, f"rm {names}")
    else:
        yield yes(question)


def writable(scene: Scene) -> Iterator[Finding]:
    """May billcli write here."""
    if not scene.files:
        return
    question = "May billcli write here?"
    denied = [path for path in (scene.folder, *scene.files) if not os.access(path, os.W_OK)]
    for path in denied:
        fix = f"chmod u+w {scene.quoted(path)}"
        yield fault(question, f"{scene.name(path)} is read-only for you", fix, "FILE-READ-ONLY")
    if not denied:
        yield yes(question)


def lock(scene: Scene) -> Iterator[Finding]:
    """Is nobody else writing."""
    path = scene.folder / FOLDER / "lock"
    if not scene.files:
        return
    question = "Is the lock free?"
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        yield yes(question, "nothing was written yet")
        return
    except OSError as error:
        fix = f"rm -r {scene.quoted(path.parent)}"
        detail = f"{scene.name(path)} cannot be opened: {error.strerror}"
        yield fault(question, detail, fix, "LOCK-UNWRITABLE")
        return
    try:
        yield _lock_state(question, descriptor)
    finally:
        os.close(descriptor)


def _lock_state(question: str, descriptor: int) -> Finding:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        pid = os.pread(descriptor, 20, 0).strip()
        who = f"process {pid.decode()}" if pid.isdigit() else "another billcli"
        fix = f"ps -p {pid.decode()}" if pid.isdigit() else "wait until it has finished"
        return advice(question, f"{who} is writing to these books", fix, "LOCK-HELD")
    except OSError as error:
        return unknown(question, f"this disk knows no locks: {error.strerror}")
    return yes(question)


def journal(scene: Scene) -> Iterator[Finding]:
    """Was the last change finished."""
    if not scene.files:
        return
    question = "Was the last change finished?"
    if os.path.lexists(scene.folder / FOLDER / NAME):
        detail = f"{FOLDER}/{NAME} waits: a change was cut off"
        fix = "repeat the command that was cut off: it finishes or undoes the change first"
        yield fault(question, detail, fix, "RECOVERY-BLOCKED")
    else:
        yield yes(question)


def drafts(scene: Scene) -> Iterator[Finding]:
    """Do drafts wait."""
    if scene.workspace.value is None:
        return
    question = "Do drafts wait?"
    waiting: list[Path] = drafts_of(scene.books)
    if waiting:
        names = listed(path.name for path in waiting)
        said = f"{counted(len(waiting), 'draft')}: {names}"
        yield info(question, said, "billcli invoice list --drafts")
    else:
        yield info(question, "none")
