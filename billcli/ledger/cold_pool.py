"""Work on many files in several processes of this one's kind, the results in order.

The processes are forked, so that nothing is imported or sent to them; each gets its share of the
work by size beforehand. A process that dies takes nothing with it but the result.
"""

from __future__ import annotations

import os
import queue
import signal
import threading
from contextlib import suppress

from billcli.domain.named import TYPE_CHECKING
from billcli.ledger.standing import NotLocal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_HEAD = 9
_DONE, _REFUSED = b"\0", b"\1"


class _Worker:
    """A process and what it has to do.

    Attributes:
        share: numbers of its pieces of work, in order.
        results: what it sent and nobody asked for yet.
    """

    __slots__ = ("end", "load", "pid", "results", "share")

    def __init__(self, ahead: int) -> None:
        """Begin with nothing to do; ``ahead`` results are taken before they are asked for."""
        self.results: queue.Queue[bytes | None] = queue.Queue(ahead)
        self.share: list[int] = []
        self.load = self.pid = 0
        self.end = -1


def can_fork() -> bool:
    """Return whether this system has what is needed."""
    return hasattr(os, "fork")


def in_processes(
    work: Callable[[int], bytes], sizes: Sequence[int], jobs: int, ahead: int = 1
) -> Iterator[bytes]:
    """Yield the results of all pieces of work, in order.

    Args:
        work: does the piece of a number; what it raises besides ``NotLocal`` ends its process.
        sizes: how much work each piece is, in any unit.
        jobs: how many processes.
        ahead: results that are taken from each before they are asked for.

    Raises:
        NotLocal: a piece was refused, or its process died.
    """
    workers = _shared(sizes, jobs, ahead)
    threads = []
    try:
        for worker in workers:
            _start(worker, work, workers)
        for worker in workers:
            threads.append(threading.Thread(target=_listen, args=(worker,), daemon=True))
            threads[-1].start()
        owners = {number: worker for worker in workers for number in worker.share}
        for number in range(len(sizes)):
            yield _result(owners[number])
    finally:
        _stop(workers, threads)


def _shared(sizes: Sequence[int], jobs: int, ahead: int) -> list[_Worker]:
    """Return workers with their shares: the largest piece first, to whoever has least."""
    workers = [_Worker(ahead) for _ in range(min(jobs, len(sizes)))]
    for number in sorted(range(len(sizes)), key=lambda n: -sizes[n]):
        least = min(workers, key=lambda worker: worker.load)
        least.share.append(number)
        least.load += sizes[number]
    for worker in workers:
        worker.share.sort()
    return workers


def _start(worker: _Worker, work: Callable[[int], bytes], others: Sequence[_Worker]) -> None:
    reading, writing = os.pipe()
    worker.pid = os.fork()
    if worker.pid:
        os.close(writing)
        worker.end = reading
        return
    status = 1
    try:
        os.close(reading)
        for other in others:
            if other.end >= 0:
                os.close(other.end)
        for number in worker.share:
            _send(writing, _answer(work, number))
        status = 0
    finally:
        os._exit(status)


def _answer(work: Callable[[int], bytes], number: int) -> bytes:
    try:
        return _DONE + work(number)
    except NotLocal as refused:
        return _REFUSED + str(refused).encode("utf-8", "replace")


def _send(pipe: int, message: bytes) -> None:
    view = memoryview(len(message).to_bytes(_HEAD, "big") + message)
    while view:
        view = view[os.write(pipe, view) :]


def _listen(worker: _Worker) -> None:
    """Take what a process sends; None when it sends no more."""
    with os.fdopen(worker.end, "rb") as pipe, suppress(OSError):
        while True:
            head = pipe.read(_HEAD)
            size = int.from_bytes(head, "big")
            message = pipe.read(size) if len(head) == _HEAD else b""
            if not message or len(message) < size:
                break
            worker.results.put(message)
    worker.results.put(None)


def _result(worker: _Worker) -> bytes:
    message = worker.results.get()
    if message is None:
        raise NotLocal("a process that read files died")
    if message[:1] == _REFUSED:
        raise NotLocal(message[1:].decode())
    return message[1:]


def _stop(workers: Sequence[_Worker], threads: Sequence[threading.Thread]) -> None:
    for worker in workers:
        if worker.pid:
            with suppress(ProcessLookupError):
                os.kill(worker.pid, signal.SIGKILL)
            os.waitpid(worker.pid, 0)
    for worker, thread in zip(workers, threads, strict=False):
        while thread.is_alive():
            with suppress(queue.Empty):
                worker.results.get(timeout=0.05)
        thread.join()
