"""Fault injection for anything that writes files: stop it at every file-changing call, then judge.

``sweep`` runs an act once per (fault, k) in a fresh project and makes the k-th call that changes a
file below the project go wrong. Each run happens in a forked child, so that stopping is real: no
``finally`` runs. Random kills find almost nothing; stopping everywhere finds faults at once.
"""

from __future__ import annotations

import contextlib
import errno
import io
import os
import shutil
import signal
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Target: TypeAlias = int | str | Path
FAULTS = ("kill", "torn", "enospc", "eio", "int")
KILLED, CRASHED = 137, 99
BY_PATH = "mkdir rmdir unlink remove rename replace link symlink truncate chmod chown utime".split()
BY_DESCRIPTOR = "write pwrite writev fsync fdatasync ftruncate fchmod fchown".split()
FREEING = frozenset({"unlink", "remove", "rmdir", "fsync", "fdatasync"})  # work on a full disk


@dataclass(frozen=True)
class Trial:
    """What was done to the act: which fault, at which call, and how the act ended."""

    fault: str
    k: int
    call: str
    status: int

    @property
    def succeeded(self) -> bool:
        return self.status == 0


class Calls:
    """Counts the file-changing calls below a folder and injects one fault."""

    def __init__(self, root: Path, fault: str = "", k: int = 0) -> None:
        self.root, self.fault, self.k = str(root.resolve()), fault, k
        self.seen: list[str] = []

    def before(self, name: str, target: Target, tear: Callable[[], object] | None = None) -> None:
        where = _place(target)
        if where != self.root and not where.startswith(self.root + "/"):
            return
        self.seen.append(f"{name} {where.removeprefix(self.root).lstrip('/')}")
        hit = len(self.seen) == self.k
        if self.fault == "enospc" and len(self.seen) >= self.k and name not in FREEING:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), where)
        if not hit or self.fault == "enospc":
            return
        if self.fault == "torn" and tear is not None:
            tear()
        if self.fault in {"kill", "torn"}:
            os._exit(KILLED)
        if self.fault == "eio":
            raise OSError(errno.EIO, os.strerror(errno.EIO), where)
        if self.fault == "int":
            os.kill(os.getpid(), signal.SIGINT)

    @contextlib.contextmanager
    def watched(self) -> Iterator[Calls]:
        real = {name: getattr(os, name) for name in (*BY_PATH, *BY_DESCRIPTOR, "open")}
        real_io_open = io.open

        def wrapped(name: str) -> Callable[..., object]:
            def call(target: Target, *args: object, **kwargs: object) -> object:
                torn = None
                if name in {"write", "pwrite"}:
                    half = bytes(args[0])[: len(args[0]) // 2]
                    torn = lambda: real[name](target, half, *args[1:])  # noqa: E731
                self.before(name, target, torn)
                return real[name](target, *args, **kwargs)

            return call

        def os_open(path: Target, flags: int, *args: object, **kwargs: object) -> int:
            makes = flags & os.O_CREAT and not os.path.lexists(path)
            empties = flags & os.O_TRUNC and os.path.exists(path)  # noqa: PTH110
            if makes or empties:
                self.before("create" if makes else "empty", path)
            return int(real["open"](path, flags, *args, **kwargs))

        def io_open(file: Target, mode: str = "r", *args: object, **kwargs: object) -> object:
            if set(mode) & set("wxa+") and not isinstance(file, int):
                self.before(f"open-{mode}", file)
            return real_io_open(file, mode, *args, **kwargs)

        import builtins  # noqa: PLC0415 - patched only here

        for name in (*BY_PATH, *BY_DESCRIPTOR):
            setattr(os, name, wrapped(name))
        os.open, io.open, builtins.open = os_open, io_open, io_open  # type: ignore[assignment]
        try:
            yield self
        finally:
            for name, function in real.items():
                setattr(os, name, function)
            io.open = builtins.open = real_io_open


def _place(target: Target) -> str:
    """Return the real path a call means; its last part may be a symbolic link or not exist."""
    if isinstance(target, int):
        return str(Path(f"/proc/self/fd/{target}").readlink())
    path = Path(target)
    return str(path.parent.resolve() / path.name)


def calls_of(project: Path, act: Callable[[Path], object]) -> list[str]:
    """Return the file-changing calls of one undisturbed run, in this process."""
    with Calls(project).watched() as calls:
        act(project)
    return calls.seen


def sweep(
    folder: Path,
    make_project: Callable[[Path], object],
    act: Callable[[Path], object],
    judge: Callable[[Path, Trial], object],
    faults: tuple[str, ...] = FAULTS,
    part: slice = slice(None),
) -> int:
    """Run the act with every fault at every call, judge each wreck, and return how many there were.

    Args:
        folder: an empty folder for the projects.
        make_project: fills a fresh project folder.
        act: what is tried; raising is the honest way to fail.
        judge: asserts what must hold of the project afterwards.
        part: which of the calls are tried, where all would take too long.
    """
    project = folder / "project"
    calls = calls_of(_fresh(project, make_project), act)
    assert calls, "the act changes no file: nothing to try"
    count = 0
    for fault in faults:
        for k, call in list(enumerate(calls, start=1))[part]:
            if fault == "torn" and call.split()[0] not in {"write", "pwrite"}:
                continue
            status = _run(_fresh(project, make_project), act, fault, k)
            trial = Trial(fault, k, call, status)
            assert status != CRASHED, f"{trial}: the act fell over with a traceback"
            judge(project, trial)
            count += 1
    return count


def _fresh(project: Path, make_project: Callable[[Path], object]) -> Path:
    shutil.rmtree(project, ignore_errors=True)
    project.mkdir(parents=True)
    make_project(project)
    return project


def _run(project: Path, act: Callable[[Path], object], fault: str, k: int) -> int:
    child = os.fork()
    if child == 0:
        os._exit(_status(project, act, fault, k))
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _status(project: Path, act: Callable[[Path], object], fault: str, k: int) -> int:
    from billcli.domain.problem import BillcliError  # noqa: PLC0415 - the child's own

    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with Calls(project, fault, k).watched():
            act(project)
    except BillcliError as error:
        return int(error.exit_code)
    except KeyboardInterrupt:
        return 130
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else 1
    except BaseException:  # noqa: BLE001 - the child must never come back into the test run
        traceback.print_exc()
        return CRASHED
    return 0


def tree(project: Path) -> dict[str, bytes]:
    """Return every file of a project with its bytes, but for the lock."""
    return {
        path.relative_to(project).as_posix(): path.read_bytes()
        for path in sorted(project.rglob("*"))
        if path.is_file() and path.name != "lock"
    }


def folders(project: Path) -> set[str]:
    """Return every folder of a project."""
    return {path.relative_to(project).as_posix() for path in project.rglob("*") if path.is_dir()}


def out_of_order(calls: list[str]) -> list[str]:
    """Return what only a power cut would show: renamed before its data, or never made durable."""
    found, dirty, unsafe = [], set(), {}
    for call in calls:
        name, _, path = call.partition(" ")
        parent = os.path.dirname(path)  # noqa: PTH120 - a name from the list of calls
        if name in {"write", "pwrite", "ftruncate", "create", "empty"}:
            dirty.add(path)
        elif name in {"fsync", "fdatasync"}:
            dirty.discard(path)
            unsafe.pop(path, None)
        elif name in {"rename", "replace"}:
            if path in dirty:
                found.append(f"renamed before its data was on disk: {path}")
            unsafe[parent] = call
    return found + [f"folder not on disk after: {call}" for call in unsafe.values()]
